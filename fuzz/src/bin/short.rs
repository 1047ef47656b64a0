//! Runs targets on their corpus and on a fixed number of changes of it.
//!
//! usage: `short [--list] [--seed N] [--factor N] [TARGET...]`

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use std::{fs, thread};

use peak_alloc::PeakAlloc;
use qdrant_fuzz::hostile;
use qdrant_fuzz::runner::{self, Corpus, Limits, Meter, Plan};
use qdrant_fuzz::targets::{TARGETS, Target, target};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The stack that a thread of a runtime has, in bytes.
const STACK: usize = 2 << 20;

/// What the command line says.
struct Arguments {
    list: bool,
    seed: u64,
    factor: u64,
    targets: Vec<&'static Target>,
}

fn main() -> ExitCode {
    match arguments(std::env::args().skip(1)).and_then(|arguments| all(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn arguments(mut given: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut arguments = Arguments { list: false, seed: 1, factor: 1, targets: Vec::new() };
    while let Some(word) = given.next() {
        let mut number = || {
            let number = given.next().and_then(|number| number.parse().ok());
            number.ok_or_else(|| format!("`{word}` needs a number"))
        };
        match word.as_str() {
            "--list" => arguments.list = true,
            "--seed" => arguments.seed = number()?,
            "--factor" => arguments.factor = number()?,
            name => {
                arguments.targets.push(target(name).ok_or_else(|| format!("there is no target `{name}`"))?)
            }
        }
    }
    if arguments.targets.is_empty() {
        arguments.targets = TARGETS.iter().collect();
    }
    Ok(arguments)
}

fn all(arguments: &Arguments) -> Result<(), String> {
    for target in &arguments.targets {
        if arguments.list {
            println!("{}", target.name);
        } else {
            one(target, arguments)?;
        }
    }
    Ok(())
}

fn one(target: &'static Target, arguments: &Arguments) -> Result<(), String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let artifacts = folder.join("artifacts").join(target.name);
    fs::create_dir_all(&artifacts).map_err(|error| format!("{}: {error}", artifacts.display()))?;
    let corpus = folder.join("corpus").join(target.name);
    let corpus = Corpus::read(&corpus).map_err(|error| format!("{}: {error}", corpus.display()))?;
    let corpus = corpus.with_large(hostile::large(target.name).into_iter().map(|(_, input)| input));
    let plan = Plan {
        seed: arguments.seed,
        executions: target.executions * arguments.factor,
        limits: Limits::default(),
        meter: Some(Meter {
            now: || MEMORY.current_usage(),
            peak: || MEMORY.peak_usage(),
            reset: || MEMORY.reset_peak_usage(),
        }),
        at_hand: Some(artifacts.join("at-hand")),
    };
    let started = Instant::now();
    // A stack that overflows names the thread.
    let thread = thread::Builder::new().name(target.name.to_owned()).stack_size(STACK);
    let running =
        thread.spawn(move || runner::run(target, &corpus, &plan)).map_err(|error| error.to_string())?;
    let report = match running.join() {
        Ok(Ok(report)) => report,
        Ok(Err(failure)) => return Err(kept(&artifacts.join("failed"), &failure)),
        Err(_) => return Err(format!("{}: the runner itself failed", target.name)),
    };
    println!(
        "{}: {} known and {} new inputs (checksum {:016x}), at most {} KiB of memory, {:.1} s",
        target.name,
        report.known,
        report.made,
        report.checksum,
        report.peak >> 10,
        started.elapsed().as_secs_f64(),
    );
    Ok(())
}

/// Keeps the input of a failure.
fn kept(file: &PathBuf, failure: &runner::Failure) -> String {
    match fs::write(file, &failure.input) {
        Ok(()) => format!("{failure}\n  which is in {}", file.display()),
        Err(error) => format!("{failure}\n  which could not be kept: {error}"),
    }
}
