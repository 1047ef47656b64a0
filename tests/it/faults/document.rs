//! `docs/FAULTS.md` says what the tests expect.
//!
//! `cargo xtask faults` writes it, by running this test with `WRITE_FAULT_TABLE` set.

use std::fmt::Write;
use std::path::Path;

use qdrant_client::Effect;

use super::expect::{Ending, Outcome};
use super::stage::{Span, Stage};
use super::table::{Fault, Strike, chapters};
use super::wire::{EFFECTS, Wire, effect_name};

const INTRODUCTION: &str = include_str!("introduction.md");

/// The cells of a row that depend on the effect.
#[derive(Debug, PartialEq)]
struct Told {
    once: String,
    ever: String,
    arrived: String,
}

fn number(count: u32) -> String {
    match count {
        2 => "second".to_owned(),
        count => format!("{count}th"),
    }
}

fn outcome(Outcome { end, attempts, .. }: &Outcome, several: bool) -> String {
    match end {
        Ending::Success if *attempts == 1 => "succeeds".to_owned(),
        Ending::Success if several => "succeeds when it is over".to_owned(),
        Ending::Success => format!("{} attempt succeeds", number(*attempts)),
        Ending::Failure { kind, not_sent, has_retry_after } => {
            let mut text = format!("`{kind:?}`");
            if *attempts > 1 {
                let _ = write!(text, " after {attempts} attempts");
            }
            if *not_sent == Some(true) {
                text += ", not sent";
            }
            if *has_retry_after {
                text += ", with the time to wait";
            }
            text
        }
    }
}

fn arrivals(outcomes: &[Outcome]) -> String {
    let mut counts: Vec<_> = outcomes
        .iter()
        .map(|outcome| outcome.arrived.map_or_else(|| "?".to_owned(), |count| count.to_string()))
        .collect();
    counts.dedup();
    counts.join(" or ")
}

fn told(strike: &Strike, effect: Effect) -> Told {
    let several = matches!(strike.stage, Stage::Refused);
    let (once, ever) =
        (strike.expect.outcomes(effect, Span::Once), strike.expect.outcomes(effect, Span::Ever));
    let text = |outcomes: &[Outcome]| match outcomes {
        [Outcome { attempts: 1, end: Ending::Failure { kind, .. }, .. }, .., Outcome { attempts, .. }] => {
            format!("`{kind:?}` after 1 to {attempts} attempts")
        }
        outcomes => {
            let texts: Vec<_> = outcomes.iter().map(|found| outcome(found, several)).collect();
            texts.join(", or ")
        }
    };
    let known = !matches!(strike.stage, Stage::NoName);
    let (first, both) = (arrivals(&once), arrivals(&ever));
    Told {
        once: if known { text(&once) } else { String::new() },
        ever: text(&ever),
        arrived: if known { format!("{first} / {both}") } else { both },
    }
}

/// Puts the effects together that fare alike.
fn groups(strike: &Strike) -> Vec<(String, Told)> {
    let mut groups: Vec<(Vec<&str>, Told)> = Vec::new();
    for effect in EFFECTS {
        let told = told(strike, effect);
        match groups.last_mut() {
            Some((effects, last)) if *last == told => effects.push(effect_name(effect)),
            Some(_) | None => groups.push((vec![effect_name(effect)], told)),
        }
    }
    let name = |effects: Vec<&str>| {
        if effects.len() == EFFECTS.len() { "all".to_owned() } else { effects.join(", ") }
    };
    groups.into_iter().map(|(effects, told)| (name(effects), told)).collect()
}

fn rows(fault: &Fault) -> String {
    let mut wires: Vec<_> =
        Wire::ALL.iter().filter_map(|wire| Some((wire.name(), groups(fault.on(*wire)?)))).collect();
    if let [(_, rest), (_, grpc)] = wires.as_slice()
        && rest == grpc
    {
        wires.pop();
        wires[0].0 = "both";
    }
    let mut text = String::new();
    let mut name = fault.name;
    for (wire, groups) in wires {
        let mut wire = wire;
        for (effects, Told { once, ever, arrived }) in groups {
            let _ = writeln!(text, "| {name} | {wire} | {effects} | {once} | {ever} | {arrived} |");
            (name, wire) = ("", "");
        }
    }
    text
}

fn table() -> String {
    let mut text = INTRODUCTION.to_owned();
    for chapter in chapters() {
        let _ = write!(
            text,
            "\n## {}\n\n| Fault | Wire | Effect | Strikes once | Stays | Arrived |\n|---|---|---|---|---|---|\n",
            chapter.title
        );
        text.extend(chapter.faults.iter().map(rows));
    }
    text
}

#[test]
fn the_fault_table_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/FAULTS.md");
    let table = table();
    if std::env::var_os("WRITE_FAULT_TABLE").is_some() {
        std::fs::write(&path, table).unwrap();
        return;
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == table, "docs/FAULTS.md is out of date: run `cargo xtask faults`");
}

#[test]
fn every_fault_has_a_row() {
    let table = table();
    for fault in chapters().iter().flat_map(|chapter| &chapter.faults) {
        let rows = table.matches(&format!("| {} | ", fault.name)).count();
        assert_eq!(rows, 1, "{}", fault.name);
    }
}
