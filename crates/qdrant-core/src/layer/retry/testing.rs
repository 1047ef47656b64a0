//! A timer for the tests.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use crate::layer::Timer;

/// Its clock stands still with that of the test.
#[derive(Debug)]
pub(super) struct TestTimer;

impl Timer for TestTimer {
    fn sleep(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(wait))
    }

    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }
}
