//! Maintenance commands of the workspace: `cargo xtask <command>`.

mod proto;
mod snippets;
mod support;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>

commands:
  proto           compile proto/ into crates/qdrant-grpc/src/proto
  proto --check   fail if the checked-in files differ from what would be generated
  snippets [--source DIR] [--verbose]
                  compile the official client's programs against ours and compare with interop/rust/snippets.toml
  support         write docs/SUPPORT.md from the code (a test checks it)
  faults          write docs/FAULTS.md from the fault suite (a test checks it)";

#[expect(clippy::print_stderr, reason = "a command tells its failures on standard error")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["proto"] => proto::write(),
        ["proto", "--check"] => proto::check(),
        ["snippets"] => snippets::run(None, false),
        ["snippets", "--verbose"] => snippets::run(None, true),
        ["snippets", "--source", folder] => snippets::run(Some(Path::new(folder)), false),
        ["snippets", "--source", folder, "--verbose"] => snippets::run(Some(Path::new(folder)), true),
        ["support"] => support::write(),
        ["faults"] => support::write_faults(),
        _ => Err(USAGE.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
