//! Scenarios that every transport must pass.
//!
//! A scenario works in collections of its own on any transport. It checks the answers, and writes them down as a
//! [`Transcript`], so that the answers of two transports can be compared: ids, payloads and vectors must be equal, scores
//! may differ by 1e-5.
//!
//! # Examples
//!
//! ```no_run
//! # async fn example(mine: qdrant_core::SharedTransport, other: qdrant_core::SharedTransport) {
//! use qdrant_testkit::conformance::{Outcome, SCENARIOS};
//!
//! for scenario in SCENARIOS {
//!     let (mine, other) = (scenario.run(&mine, "mine").await, scenario.run(&other, "other").await);
//!     assert!(!matches!(mine.outcome, Outcome::Failed(_)), "{}: {:?}", scenario.name, mine.outcome);
//!     assert_eq!(mine.differences(&other), Vec::<String>::new());
//! }
//! # }
//! ```

mod context;
mod fixture;
mod scenarios;
mod transcript;

use std::future::Future;
use std::pin::Pin;

use qdrant_core::{OperationKind, SharedTransport};

pub use self::context::{Context, Failure};
pub use self::transcript::{Step, Transcript};

type Run = for<'a> fn(&'a mut Context) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>>;

/// One scenario of the suite.
#[derive(Debug, Clone, Copy)]
pub struct Scenario {
    /// Name in snake case.
    pub name: &'static str,
    /// Operations without which it is skipped.
    pub needs: &'static [OperationKind],
    run: Run,
}

/// How a scenario ended on one transport.
#[derive(Debug)]
pub enum Outcome {
    /// Every answer was right.
    Passed,
    /// The transport does not carry these operations.
    Skipped(Vec<OperationKind>),
    /// An answer was wrong.
    Failed(Failure),
}

/// What a scenario did on one transport.
#[derive(Debug)]
pub struct Report {
    /// How it ended.
    pub outcome: Outcome,
    /// What it asked and what was answered.
    pub transcript: Transcript,
}

impl Scenario {
    /// Runs the scenario on a transport; `run` makes the names of its collections unique.
    pub async fn run(&self, transport: &SharedTransport, run: &str) -> Report {
        let carried = transport.info().capabilities;
        let missing: Vec<_> = self.needs.iter().copied().filter(|kind| !carried.contains(*kind)).collect();
        let mut context =
            Context::new(SharedTransport::clone(transport), format!("conformance-{}-{run}", self.name));
        if !missing.is_empty() {
            return Report { outcome: Outcome::Skipped(missing), transcript: context.into_transcript() };
        }
        let outcome = match (self.run)(&mut context).await {
            Ok(()) => Outcome::Passed,
            Err(failure) => Outcome::Failed(failure),
        };
        context.clean_up().await;
        Report { outcome, transcript: context.into_transcript() }
    }
}

impl Report {
    /// Returns what differs from the report of another transport on the same scenario, one line a difference.
    ///
    /// Where one of them was skipped there is nothing to compare.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        match (&self.outcome, &other.outcome) {
            (Outcome::Skipped(_), _) | (_, Outcome::Skipped(_)) => Vec::new(),
            (Outcome::Passed | Outcome::Failed(_), Outcome::Passed | Outcome::Failed(_)) => {
                self.transcript.differences(&other.transcript)
            }
        }
    }
}

/// Every scenario.
pub const SCENARIOS: &[Scenario] = scenarios::ALL;
