//! Runs a sequence on all roads at once, and shortens one that fails.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::AddAssign;

use qdrant_client::{OperationKind, Request};

use super::answer::{Answer, Leave};
use super::model::{JUDGED, Model};
use super::roads::{Answers, DISK, Roads};

/// How much two sums of the same parts may differ.
const ROUNDING: f64 = 1e-6;

/// How much the model may be off, which has no use for the order of sums.
const MODEL_ROUNDING: f64 = 1e-4;

/// One step of a sequence.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Call(Request),
    /// The engine on disk is closed and opened again.
    Reopen,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(request) => match serde_json::to_string(request) {
                Ok(json) => f.write_str(&json),
                Err(_) => write!(f, "{request:?}"),
            },
            Self::Reopen => f.write_str("reopen"),
        }
    }
}

/// How much of what was asked was answered, and judged.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// Calls on every road.
    pub(super) calls: usize,
    /// Those that the engine did not refuse.
    pub(super) succeeded: usize,
    /// The answers of each operation that the model can judge, and those of them that it did judge.
    pub(super) judged: BTreeMap<OperationKind, (usize, usize)>,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        let Self { calls, succeeded, judged } = other;
        self.calls += calls;
        self.succeeded += succeeded;
        for (kind, (answers, known)) in judged {
            let sum = self.judged.entry(kind).or_default();
            *sum = (sum.0 + answers, sum.1 + known);
        }
    }
}

/// Runs a sequence from nothing; returns what was wrong first, if anything was.
pub(super) async fn run(roads: &mut Roads, steps: &[Step]) -> Result<Tally, String> {
    roads.reset().await;
    let mut model = Model::default();
    let mut tally = Tally::default();
    for step in steps {
        match step {
            Step::Reopen => roads.reopen().await.map_err(|error| format!("reopen: {error:?}"))?,
            Step::Call(request) => {
                tally += call(roads, &mut model, request).await?;
                for question in model.questions() {
                    let answers = roads.send(&question).await;
                    same(&question, &answers)?;
                    if let Some((_, answer)) = answers.into_iter().next() {
                        model.learn(&question, answer);
                    }
                }
            }
        }
    }
    Ok(tally)
}

async fn call(roads: &Roads, model: &mut Model, request: &Request) -> Result<Tally, String> {
    let answers = roads.send(request).await;
    let mut tally = Tally { calls: 1, ..Tally::default() };
    if let Some((_, first)) = answers.first() {
        tally.succeeded = usize::from(first.is_ok());
        if first.is_ok() && JUDGED.contains(&request.kind()) {
            tally.judged.insert(request.kind(), (1, 0));
        }
    }
    if let Some((_, first)) = answers.first()
        && let Some(expected) = model.answer(request, first)
    {
        tally.judged.insert(request.kind(), (1, 1));
        let leave = Leave { rounding: MODEL_ROUNDING, vectors: true, versions: true };
        let (answer, expected) = (Answer::of(request, first), Answer::of(request, &Ok(expected)));
        if let Some(difference) = answer.difference(&expected, leave) {
            return Err(format!("{}: answer against model: {difference}", request.kind()));
        }
    }
    same(request, &answers)?;
    Ok(tally)
}

/// Compares what the roads answered.
fn same(request: &Request, answers: &Answers) -> Result<(), String> {
    let mut answers = answers.iter().map(|(name, answer)| (name, Answer::of(request, answer)));
    let Some((first, expected)) = answers.next() else { return Ok(()) };
    for (name, answer) in answers {
        let leave = Leave { rounding: ROUNDING, vectors: false, versions: *name == DISK };
        if matches!(&answer, Answer::Refused(_, text) if text.contains("read-only")) {
            return Err(format!("{}: a panic in the middle of a write", request.kind()));
        }
        if let Some(difference) = expected.difference(&answer, leave) {
            return Err(format!("{}: {first} against {name}: {difference}", request.kind()));
        }
    }
    Ok(())
}

/// Leaves steps out as long as the rest still fails, and returns it with its failure.
pub(super) async fn shrink(
    roads: &mut Roads,
    mut steps: Vec<Step>,
    mut failure: String,
) -> (Vec<Step>, String) {
    let mut size = steps.len() / 2;
    while size > 0 {
        let mut start = 0;
        let mut shorter = false;
        while start < steps.len() {
            let mut fewer = steps.clone();
            fewer.drain(start..(start + size).min(steps.len()));
            match run(roads, &fewer).await {
                Ok(_) => start += size,
                Err(other) => (steps, failure, shorter) = (fewer, other, true),
            }
        }
        if size > 1 || !shorter {
            size /= 2;
        }
    }
    (steps, failure)
}
