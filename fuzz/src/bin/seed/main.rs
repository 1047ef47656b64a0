//! Writes the inputs of the corpus that are made, or checks that they are there.
//!
//! usage: `seed [--check]`
//!
//! Requests come from the samples that the REST crate is tested with, replies of gRPC from those of REST, which are
//! kept by hand; the inputs that mean harm are in `hostile.rs`. What else is in the corpus was written by hand, or was
//! found by fuzzing.

mod golden;
mod hostile;
#[path = "../../../../crates/qdrant-rest/tests/wire/samples/mod.rs"]
mod samples;

use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

/// A file of the corpus: the target, its name, and what is in it.
type Seed = (&'static str, String, Vec<u8>);

fn main() -> ExitCode {
    let check = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => {
            eprintln!("usage: seed [--check]");
            return ExitCode::FAILURE;
        }
    };
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    match all(&corpus).and_then(|seeds| if check { compare(&corpus, &seeds) } else { write(&corpus, &seeds) })
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn all(corpus: &Path) -> io::Result<Vec<Seed>> {
    Ok([golden::requests(), golden::replies(corpus)?, hostile::seeds()].concat())
}

fn write(corpus: &Path, seeds: &[Seed]) -> io::Result<()> {
    for (target, name, content) in seeds {
        fs::create_dir_all(corpus.join(target))?;
        fs::write(corpus.join(target).join(name), content)?;
    }
    println!("{} files written", seeds.len());
    Ok(())
}

fn compare(corpus: &Path, seeds: &[Seed]) -> io::Result<()> {
    let is_there = |(target, name, content): &&Seed| {
        fs::read(corpus.join(target).join(name)).is_ok_and(|there| there == *content)
    };
    match seeds.iter().find(|seed| !is_there(seed)) {
        None => Ok(()),
        Some((target, name, _)) => {
            let text =
                format!("corpus/{target}/{name} is not what would be made now; run `seed` without `--check`");
            Err(io::Error::other(text))
        }
    }
}
