//! Time that passes no faster than the tasks get on.

use std::future::Future;
use std::sync::mpsc;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::task::spawn_blocking;
use tokio::time::advance;

/// Time that passes in one step.
pub(crate) const STEP: Duration = Duration::from_millis(100);

/// Real time between the steps, in which the kernel can carry bytes from socket to socket.
const PAUSE: Duration = Duration::from_millis(2);

/// Runs a future in a runtime of its own whose clock stands still between the steps.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        // A clock that is paused leaps when nothing but sockets is waited for, unless a blocking task is running.
        let (end, ended) = mpsc::channel::<()>();
        drop(spawn_blocking(move || ended.recv()));
        let ticking = async {
            loop {
                spawn_blocking(|| std::thread::sleep(PAUSE)).await.unwrap();
                advance(STEP).await;
            }
        };
        let output = tokio::select! {
            output = future => output,
            () = ticking => unreachable!("it ticks for ever"),
        };
        drop(end);
        output
    })
}
