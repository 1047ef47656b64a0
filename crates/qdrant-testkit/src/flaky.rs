//! Calls that fail now and then.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use qdrant_core::layer::TransportLayer;
use qdrant_core::{Effect, Error, ErrorKind, OperationKind, Request, SharedTransport};

use crate::fault::{Fault, FaultLayer};

/// Makes a share of the calls fail at random; the same seed gives the same sequence.
///
/// Clones share the sequence, so that a copy kept by the test can switch the faults off and ask how many there were.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use qdrant_core::layer::TransportLayer;
/// use qdrant_core::{Effect, ErrorKind};
/// use qdrant_testkit::{FlakyLayer, MockTransport};
///
/// // One write in ten is turned away, and the answers of one in twenty are lost.
/// let flaky = FlakyLayer::new(7)
///     .before(0.1, ErrorKind::Unavailable)
///     .after(0.05, ErrorKind::Connect)
///     .only_effects([Effect::Idempotent, Effect::Once]);
/// let transport = flaky.layer(Arc::new(MockTransport::new()));
/// flaky.set_enabled(false);
/// assert_eq!(flaky.faults(), 0);
/// # drop(transport);
/// ```
#[derive(Clone)]
pub struct FlakyLayer {
    rules: Vec<Rule>,
    filter: Filter,
    state: Arc<State>,
}

#[derive(Debug, Clone, Copy)]
struct Rule {
    rate: f64,
    kind: ErrorKind,
    after: bool,
}

#[derive(Debug, Clone, Default)]
struct Filter {
    effects: Option<Vec<Effect>>,
    operations: Option<Vec<OperationKind>>,
}

#[derive(Debug)]
struct State {
    random: Mutex<fastrand::Rng>,
    enabled: AtomicBool,
    faults: AtomicU64,
}

impl FlakyLayer {
    /// Creates a layer without faults.
    pub fn new(seed: u64) -> Self {
        let state = State {
            random: Mutex::new(fastrand::Rng::with_seed(seed)),
            enabled: AtomicBool::new(true),
            faults: AtomicU64::new(0),
        };
        Self { rules: Vec::new(), filter: Filter::default(), state: Arc::new(state) }
    }

    /// Makes a share of the calls, 0 to 1, fail before the transport sees them; the error says that nothing was sent.
    #[must_use]
    pub fn before(mut self, rate: f64, kind: ErrorKind) -> Self {
        self.rules.push(Rule { rate, kind, after: false });
        self
    }

    /// Makes a share of the calls, 0 to 1, fail after they took effect, as if the answer was lost.
    #[must_use]
    pub fn after(mut self, rate: f64, kind: ErrorKind) -> Self {
        self.rules.push(Rule { rate, kind, after: true });
        self
    }

    /// Spares operations of other effects.
    #[must_use]
    pub fn only_effects(mut self, effects: impl Into<Vec<Effect>>) -> Self {
        self.filter.effects = Some(effects.into());
        self
    }

    /// Spares other operations.
    #[must_use]
    pub fn only_operations(mut self, operations: impl Into<Vec<OperationKind>>) -> Self {
        self.filter.operations = Some(operations.into());
        self
    }

    /// Switches the faults off and on again.
    pub fn set_enabled(&self, enabled: bool) {
        self.state.enabled.store(enabled, Ordering::Release);
    }

    /// Returns how many calls were made to fail.
    pub fn faults(&self) -> u64 {
        self.state.faults.load(Ordering::Acquire)
    }

    fn choose(&self, request: &Request) -> Option<Fault> {
        if !self.state.enabled.load(Ordering::Acquire) || !self.filter.takes(request.kind()) {
            return None;
        }
        let mut at = self.state.random.lock().unwrap_or_else(PoisonError::into_inner).f64();
        // The rules share the line from 0 to 1, so that their rates add up.
        let rule = self.rules.iter().find(|rule| {
            at -= rule.rate;
            at < 0.0
        })?;
        self.state.faults.fetch_add(1, Ordering::AcqRel);
        Some(if rule.after {
            Fault::After(Error::new(rule.kind, "the answer was lost on purpose"))
        } else {
            Fault::Before(Error::new(rule.kind, "the call was made to fail").with_not_sent())
        })
    }
}

impl Filter {
    fn takes(&self, kind: OperationKind) -> bool {
        self.effects.as_ref().is_none_or(|effects| effects.contains(&kind.effect()))
            && self.operations.as_ref().is_none_or(|operations| operations.contains(&kind))
    }
}

impl fmt::Debug for FlakyLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlakyLayer")
            .field("rules", &self.rules)
            .field("filter", &self.filter)
            .field("faults", &self.faults())
            .finish_non_exhaustive()
    }
}

impl TransportLayer for FlakyLayer {
    fn layer(&self, inner: SharedTransport) -> SharedTransport {
        let flaky = self.clone();
        FaultLayer::new(move |request| flaky.choose(request)).layer(inner)
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::{CountPoints, DeletePoints, TransportExt};

    use super::*;
    use crate::MockTransport;

    async fn outcomes(flaky: &FlakyLayer, calls: usize) -> (Vec<Option<(ErrorKind, bool)>>, usize) {
        let mock = Arc::new(MockTransport::new());
        let transport = flaky.layer(Arc::clone(&mock) as SharedTransport);
        let mut found = Vec::new();
        for _ in 0..calls {
            mock.push::<CountPoints>(Ok(1));
            let outcome = transport.call(CountPoints::new("c")).await;
            found.push(outcome.err().map(|error| (error.kind(), error.is_not_sent())));
        }
        (found, mock.calls().len())
    }

    fn half() -> FlakyLayer {
        FlakyLayer::new(3).before(0.25, ErrorKind::Unavailable).after(0.25, ErrorKind::Connect)
    }

    #[tokio::test]
    async fn the_rates_are_kept_and_the_sequence_is_that_of_the_seed() {
        let flaky = half();
        let (found, arrived) = outcomes(&flaky, 1_000).await;
        assert_eq!(found, outcomes(&half(), 1_000).await.0);
        let count = |kind| found.iter().flatten().filter(|(found, _)| *found == kind).count();
        let (before, after) = (count(ErrorKind::Unavailable), count(ErrorKind::Connect));
        assert!((200..300).contains(&before) && (200..300).contains(&after), "{before} {after}");
        assert_eq!((arrived, flaky.faults()), (1_000 - before, (before + after) as u64));
        let honest = |(kind, not_sent): &(ErrorKind, bool)| *not_sent == (*kind == ErrorKind::Unavailable);
        assert!(found.iter().flatten().all(honest));
    }

    #[tokio::test]
    async fn what_is_spared_or_switched_off_does_not_fail() {
        let always = || FlakyLayer::new(1).before(1.0, ErrorKind::Unavailable);
        assert_eq!(outcomes(&always().only_effects([Effect::Once]), 20).await.1, 20);
        assert_eq!(outcomes(&always().only_operations([OperationKind::DeletePoints]), 20).await.1, 20);
        assert_eq!(outcomes(&always().only_operations([OperationKind::CountPoints]), 20).await.1, 0);
        let flaky = always();
        flaky.set_enabled(false);
        assert_eq!(outcomes(&flaky, 20).await.1, 20);
        flaky.set_enabled(true);
        let transport = flaky.layer(Arc::new(MockTransport::new()));
        let delete = DeletePoints::new("c").points([1_u64]);
        assert!(transport.call(delete).await.unwrap_err().is_not_sent());
    }
}
