//! Time that passes no faster than the tasks get on.

use std::future::Future;
use std::sync::mpsc;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::task::spawn_blocking;
use tokio::time::advance;

/// Time that passes in one step.
const STEP: Duration = Duration::from_millis(5);

/// Real time between the steps, in which the kernel can carry bytes from socket to socket.
const PAUSE: Duration = Duration::from_millis(1);

/// Runs a future in a runtime of its own with a clock of its own.
///
/// A step of the clock takes a turn of the runtime, in which every task that can get on does. On a machine that is too
/// busy for the tests the clock is slow as well, so that nothing comes too late; and waiting costs a fifth of its time.
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

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::time::{Instant, sleep, timeout};

    use super::*;

    #[test]
    fn waiting_for_a_socket_takes_no_time_and_sleeping_does() {
        let real = std::time::Instant::now();
        run(async {
            let start = Instant::now();
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let addr = listener.local_addr().unwrap();
            let client = tokio::spawn(async move {
                let mut socket = TcpStream::connect(addr).await.unwrap();
                socket.write_all(b"x").await.unwrap();
                socket.read_u8().await.unwrap()
            });
            let (mut socket, _) = listener.accept().await.unwrap();
            assert_eq!(socket.read_u8().await.unwrap(), b'x');
            sleep(Duration::from_secs(2)).await;
            socket.write_all(b"y").await.unwrap();
            assert_eq!(timeout(Duration::from_millis(100), client).await.unwrap().unwrap(), b'y');
            assert!((2_000..2_200).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
        });
        assert!(real.elapsed() < Duration::from_secs(30));
    }
}
