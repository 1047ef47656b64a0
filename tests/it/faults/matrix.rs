//! The test: every fault, on its wires, for each effect, once and for good.

use std::error::Error as _;
use std::sync::Mutex;
use std::time::Instant;

use qdrant_client::{Effect, ErrorKind};

use super::clock;
use super::expect::{Class, Ending, Outcome};
use super::stage::{Found, Span, Stage};
use super::table::{Strike, chapters};
use super::wire::{EFFECTS, Wire, effect_name};

/// Cells that are tried at the same time; most of their time is waiting.
const THREADS: usize = 8;

struct Cell {
    fault: &'static str,
    strike: Strike,
    wire: Wire,
    effect: Effect,
    span: Span,
}

fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    for fault in chapters().iter().flat_map(|chapter| &chapter.faults) {
        for wire in Wire::ALL {
            let Some(strike) = fault.on(wire) else { continue };
            for effect in EFFECTS {
                for span in [Span::Once, Span::Ever] {
                    // A name that resolves later is nothing that can be tried.
                    if span == Span::Ever || !matches!(strike.stage, Stage::NoName) {
                        cells.push(Cell { fault: fault.name, strike: strike.clone(), wire, effect, span });
                    }
                }
            }
        }
    }
    cells
}

async fn judge(cell: Cell) -> Option<String> {
    let Cell { fault, strike, wire, effect, span } = cell;
    let patient = matches!(strike.stage, Stage::Refused);
    let expect = strike.expect;
    let expected = expect.outcomes(effect, span);
    let found = strike.stage.strike(wire, effect, span, &strike.tuning).await;
    let mut faults = Vec::new();
    if !expected.iter().any(|outcome| outcome.is(&found, patient)) {
        faults.push(format!("expected {expected:?}"));
    }
    // Whatever the table says.
    if effect == Effect::Once && found.arrived > 1 {
        faults.push("it was repeated".to_owned());
    }
    if let Err(error) = &found.result {
        let text = error.to_string();
        if text.contains('\n') || text.len() > 400 {
            faults.push("the text is not one short line".to_owned());
        }
        if let Some(hint) = expect.hint
            && !text.contains(hint)
        {
            faults.push(format!("it does not say {hint:?}"));
        }
        let passing = matches!(expect.class, Class::Passing | Class::Overdue);
        let open = effect == Effect::Idempotent
            && error.attempts() > Some(1)
            && error.kind() != ErrorKind::RateLimited;
        if error.may_be_done() && !open || open && passing && !error.may_be_done() {
            faults.push(format!("that an earlier attempt may have done it is said: {}", error.may_be_done()));
        }
        if error.operation().is_none() || error.transport().is_none() {
            faults.push("the error does not tell its operation and transport".to_owned());
        }
    }
    (!faults.is_empty()).then(|| {
        let effect = effect_name(effect);
        format!(
            "{fault} / {} / {effect} / {span:?}: {}; found {}",
            wire.name(),
            faults.join("; "),
            tell(&found)
        )
    })
}

/// Puts the causes of an error in a line.
fn causes(error: &qdrant_client::Error) -> String {
    let chain = std::iter::successors(error.source(), |cause: &&dyn std::error::Error| (*cause).source());
    chain.map(|cause| cause.to_string()).collect::<Vec<_>>().join(": ")
}

fn tell(found: &Found) -> String {
    let arrived = found.arrived;
    match &found.result {
        Ok(attempts) => format!("success, attempts {attempts}, arrived {arrived}"),
        Err(error) => format!(
            "{:?}, attempts {:?}, not sent {}, retry after {:?}, arrived {arrived}: {error} ({})",
            error.kind(),
            error.attempts(),
            error.is_not_sent(),
            error.retry_after(),
            causes(error),
        ),
    }
}

#[test]
fn every_fault_has_the_outcome_of_the_table() {
    let started = Instant::now();
    let cells = cells();
    let count = cells.len();
    let (left, wrong) = (Mutex::new(cells), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let Some(cell) = left.lock().unwrap().pop() else { break };
                    let found = clock::run(judge(cell));
                    wrong.lock().unwrap().extend(found);
                }
            });
        }
    });
    let wrong: Vec<String> = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} of {count} in {:?}:\n{}", wrong.len(), started.elapsed(), wrong.join("\n"));
}

#[test]
fn the_table_repeats_nothing_that_could_do_harm() {
    for Cell { fault, strike, effect, span, .. } in cells() {
        for Outcome { end, attempts, arrived } in strike.expect.outcomes(effect, span) {
            let arrivals_of_failures = match end {
                Ending::Success => arrived.unwrap_or(1).saturating_sub(1),
                Ending::Failure { .. } => arrived.unwrap_or_default(),
            };
            let repeated_after_arrival = attempts > 1 && arrivals_of_failures > 0;
            let harmful = match effect {
                Effect::Read => false,
                Effect::Idempotent => strike.expect.class == Class::Overdue,
                Effect::Once => true,
            };
            assert!(!(repeated_after_arrival && harmful), "{fault}: {effect:?}");
        }
    }
}
