//! The same random operations on every road to an engine.
//!
//! Each seed makes one sequence of writes and reads out of a small universe of ids, keys and values. It is applied to
//! the embedded engine in memory, to one on disk that is closed and opened at times, and over REST, over gRPC and over
//! a bridge of both to engines of their own. What they answer must be the same.
//!
//! A few seeds are part of every run. For more of them:
//!
//! ```text
//! CONGRUENCE_SEEDS=1000 CONGRUENCE_FIRST=1 cargo test -p qdrant-tests --test it congruence
//! ```

mod answer;
mod generate;
mod model;
mod roads;
mod run;

use self::roads::Roads;
use self::run::{Tally, run, shrink};

/// How many seeds are tried unless the environment says.
const SEEDS: u64 = 10;

/// How many of a hundred calls have to succeed; a test of refusals alone would prove little. 68 do, in the long run 67.
const SUCCEEDED: usize = 60;

/// How many of a hundred answers of the operations that the model knows it has to judge. 55 are, in the long run 61.
const JUDGED: usize = 45;

/// How many seeds it takes until an answer of each of these operations is judged.
const LONG: u64 = 60;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|number| number.parse().ok()).unwrap_or(default)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_road_answers_alike() {
    let first = number("CONGRUENCE_FIRST", 1);
    let seeds = number("CONGRUENCE_SEEDS", SEEDS);
    let mut roads = Roads::open().await.unwrap();
    let mut total = Tally::default();
    for seed in first..first + seeds {
        let steps = generate::sequence(seed);
        match run(&mut roads, &steps).await {
            Ok(tally) => total += tally,
            Err(failure) => {
                let (steps, failure) = shrink(&mut roads, steps, failure).await;
                let steps: Vec<_> = steps.iter().map(ToString::to_string).collect();
                panic!("seed {seed}:\n{}\n{failure}", steps.join("\n"));
            }
        }
    }
    roads.close().await;
    // One seed alone may be an odd one.
    if seeds >= SEEDS {
        assert!(100 * total.succeeded >= SUCCEEDED * total.calls, "{total:?}");
        let (answers, judged) =
            total.judged.values().fold((0, 0), |sum, kind| (sum.0 + kind.0, sum.1 + kind.1));
        assert!(100 * judged >= JUDGED * answers, "{total:?}");
    }
    if seeds >= LONG {
        for kind in model::JUDGED {
            assert!(total.judged.get(kind).is_some_and(|(_, judged)| *judged > 0), "no {kind}: {total:?}");
        }
    }
}
