//! Tasks that no call waits for to its end.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::task::JoinSet;

/// The tasks of a stack. They end when it is closed, and with the last of those that hold this.
#[derive(Debug, Default)]
pub(crate) struct Background {
    tasks: Mutex<Tasks>,
}

#[derive(Debug, Default)]
struct Tasks {
    running: JoinSet<()>,
    has_ended: bool,
}

impl Background {
    /// Starts a task on the runtime of the caller; returns whether it did, which after the end it does not.
    ///
    /// A task must not hold this, or it would keep itself alive.
    pub(crate) fn start(self: &Arc<Self>, task: impl Future<Output = ()> + Send + 'static) -> bool {
        let mut tasks = self.tasks();
        if tasks.has_ended {
            return false;
        }
        // What has ended since the last start. How is the business of those that it worked for.
        while tasks.running.try_join_next().is_some() {}
        tasks.running.spawn(task);
        true
    }

    /// Ends all tasks, and lets no more begin.
    pub(crate) fn end(&self) {
        let running = {
            let mut tasks = self.tasks();
            tasks.has_ended = true;
            std::mem::take(&mut tasks.running)
        };
        drop(running);
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.tasks().has_ended
    }

    fn tasks(&self) -> MutexGuard<'_, Tasks> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::time::Duration;

    use tokio::sync::oneshot;
    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn tasks_end_with_the_last_holder_and_with_the_end() {
        for is_closed in [false, true] {
            let background = Arc::<Background>::default();
            let (held, ended) = oneshot::channel::<()>();
            let task = async move {
                let _held = held;
                pending::<()>().await;
            };
            assert!(background.start(task));
            if is_closed {
                background.end();
                assert!(background.has_ended() && !background.start(async {}));
            }
            let kept = is_closed.then_some(background);
            timeout(Duration::from_secs(3), ended).await.expect("the task has ended").unwrap_err();
            drop(kept);
        }
    }
}
