//! The runner finds what is broken, and nothing where nothing is.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic, in its helpers too")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use std::{env, fs, thread};

use peak_alloc::PeakAlloc;
use qdrant_fuzz::runner::{Corpus, Failure, Limits, Meter, Plan, Report, run};
use qdrant_fuzz::targets::{TARGETS, Target};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The variable that makes a test into the process that dies.
const DIES: &str = "QDRANT_FUZZ_TEST_DIES";

fn target(run: fn(&[u8])) -> Target {
    Target { name: "broken", run, dictionary: "\"boom\"\n", max_len: 100, executions: 0 }
}

fn plan() -> Plan {
    Plan { seed: 1, executions: 20_000, limits: Limits::default(), meter: None, at_hand: None }
}

fn corpus() -> Corpus {
    Corpus::from_iter([b"{\"a\":1}".to_vec(), b"other".to_vec()])
}

fn failure(target: &Target, plan: &Plan) -> Failure {
    run(target, &corpus(), plan).unwrap_err()
}

fn has(input: &[u8], word: &[u8]) -> bool {
    input.windows(word.len()).any(|part| part == word)
}

#[test]
fn a_panic_is_found_and_its_input_makes_it_again() {
    let broken = target(|input| assert!(!has(input, b"boom"), "it is broken"));
    let failure = failure(&broken, &plan());
    assert!(failure.reason.contains("it is broken"), "{failure}");
    assert!(has(&failure.input, b"boom") && failure.input.len() <= 100);
    let again = run(&broken, &Corpus::from_iter([failure.input.clone()]), &Plan { executions: 0, ..plan() });
    assert_eq!(again.unwrap_err(), failure);
}

#[test]
fn a_panic_that_is_caught_inside_of_the_target_is_found_too() {
    let broken = target(|input| {
        let _ = catch_unwind(AssertUnwindSafe(|| assert!(!has(input, b"boom"), "nobody hears me")));
    });
    assert!(failure(&broken, &plan()).reason.contains("nobody hears me"));
}

#[test]
fn an_overflow_of_a_number_is_found() {
    let broken = target(|input| {
        let sum = input.iter().fold(0_u8, |sum, byte| if has(input, b"boom") { sum + byte } else { sum });
        std::hint::black_box(sum);
    });
    assert!(failure(&broken, &plan()).reason.contains("overflow"));
}

#[test]
fn memory_without_a_bound_is_found() {
    let meter = Meter {
        now: || MEMORY.current_usage(),
        peak: || MEMORY.peak_usage(),
        reset: || MEMORY.reset_peak_usage(),
    };
    let broken = target(|input| {
        let length = if has(input, b"boom") { 256 << 20 } else { 10 };
        std::hint::black_box(Vec::<u8>::with_capacity(length));
    });
    // The other tests use memory at the same time, but not as much.
    let limits = Limits { memory: 128 << 20, ..Limits::default() };
    let failure = failure(&broken, &Plan { limits, meter: Some(meter), ..plan() });
    assert!(failure.reason.contains("bytes of memory"), "{failure}");
    assert!(has(&failure.input, b"boom"));
}

#[test]
fn an_input_that_takes_too_long_is_found() {
    let broken = target(|input| {
        if has(input, b"boom") {
            thread::sleep(Duration::from_millis(300));
        }
    });
    let limits = Limits { time: Duration::from_millis(200), ..Limits::default() };
    let failure = failure(&broken, &Plan { limits, ..plan() });
    assert!(failure.reason.starts_with("it took"), "{failure}");
}

#[test]
fn a_process_that_dies_leaves_its_input() {
    let file = at_hand();
    if env::var_os(DIES).is_some() {
        let broken = target(|input| {
            if has(input, b"boom") {
                std::process::abort();
            }
        });
        run(&broken, &corpus(), &Plan { at_hand: Some(file), ..plan() }).unwrap();
        return;
    }
    let name = "a_process_that_dies_leaves_its_input";
    let mut child = Command::new(env::current_exe().unwrap());
    let ended = child.args(["--exact", name]).env(DIES, "1").output().unwrap();
    assert!(!ended.status.success());
    let input = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    assert!(has(&input, b"boom"));
}

fn at_hand() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("at-hand")
}

#[test]
fn a_sound_target_passes_with_the_same_inputs_each_time() {
    let sound = target(|input| drop(std::hint::black_box(input.to_vec())));
    let report = run(&sound, &corpus(), &plan()).unwrap();
    assert_eq!((report.known, report.made), (2, 20_000));
    assert_eq!(run(&sound, &corpus(), &plan()), Ok(report));
    let Report { checksum, .. } = run(&sound, &corpus(), &Plan { seed: 2, ..plan() }).unwrap();
    assert_ne!(checksum, report.checksum);
}

#[test]
fn an_empty_corpus_is_a_failure() {
    let failure = run(&target(|_| {}), &Corpus::default(), &plan()).unwrap_err();
    assert_eq!(failure.reason, "the corpus is empty");
}

#[test]
fn every_target_has_a_program_and_a_corpus_and_nothing_else_has() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let names = |folder: &str, ending: &str| {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .map(|name| name.strip_suffix(ending).unwrap_or_else(|| panic!("{name}")).to_owned())
            .collect();
        names.sort();
        names
    };
    let mut known: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
    known.sort_unstable();
    assert_eq!(names(folder.join("fuzz_targets").to_str().unwrap(), ".rs"), known);
    assert_eq!(names(folder.join("corpus").to_str().unwrap(), ""), known);
    for name in known {
        let program = fs::read_to_string(folder.join("fuzz_targets").join(format!("{name}.rs"))).unwrap();
        assert!(program.contains(&format!("qdrant_fuzz::{name}::run(input)")), "{name}");
    }
}
