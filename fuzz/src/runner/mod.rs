//! A runner for compilers without libFuzzer: known inputs, and changes of them that are the same in every run.
//!
//! It does not see which code an input reaches, so it finds less than libFuzzer does; it repeats everything that was
//! ever found.

mod corpus;
mod guard;
mod mutate;
mod words;

use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::PathBuf;

pub use self::corpus::Corpus;
use self::guard::Guard;
pub use self::guard::{Failure, Limits, Meter};
use self::mutate::Mutator;
use crate::targets::Target;

/// How a target is run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What the changes depend on.
    pub seed: u64,
    /// How many inputs are made out of the known ones.
    pub executions: u64,
    /// What one input may take.
    pub limits: Limits,
    /// Tells the memory that is in use; without one it is not checked.
    pub meter: Option<Meter>,
    /// A file for the input at hand, which outlives a process that dies from it.
    pub at_hand: Option<PathBuf>,
}

/// What has been run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Inputs of the corpus.
    pub known: usize,
    /// Inputs made out of them.
    pub made: u64,
    /// The most memory that one input took, in bytes; 0 without a meter.
    pub peak: usize,
    /// A checksum of all inputs, which tells two runs apart.
    pub checksum: u64,
}

/// Runs a target on its corpus, then on changes of it.
///
/// # Errors
///
/// The first input that breaks an invariant, and what it broke. An empty corpus is an error as well: it would check
/// next to nothing.
pub fn run(target: &Target, corpus: &Corpus, plan: &Plan) -> Result<Report, Failure> {
    if corpus.is_empty() {
        return Err(Failure::new(target, &[], "the corpus is empty"));
    }
    let guard = Guard::new(target, plan.limits, plan.meter);
    let created = plan.at_hand.as_ref().map(File::create).transpose();
    let mut at_hand = created.map_err(|error| Failure::new(target, &[], &error.to_string()))?;
    let mut report = Report { known: corpus.len(), made: 0, peak: 0, checksum: 0 };
    let mut one = |input: &[u8]| {
        if let Some(file) = &mut at_hand {
            keep(file, input).map_err(|error| Failure::new(target, input, &error.to_string()))?;
        }
        report.checksum = checksum(report.checksum, input);
        report.peak = report.peak.max(guard.run(input)?);
        Ok(())
    };
    for input in corpus.inputs() {
        one(input)?;
    }
    let mut mutator = Mutator::new(target, corpus, plan.seed);
    for _ in 0..plan.executions {
        one(mutator.next_input())?;
    }
    report.made = plan.executions;
    if let Some(file) = &plan.at_hand {
        let _ = fs::remove_file(file);
    }
    Ok(report)
}

/// Overwrites the file in place: file systems flush one that is emptied and written anew, each time.
fn keep(file: &mut File, input: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    file.write_all(input)?;
    file.set_len(input.len() as u64)
}

/// FNV-1a, over one input after the other.
fn checksum(sum: u64, input: &[u8]) -> u64 {
    input.iter().fold(sum ^ 0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
