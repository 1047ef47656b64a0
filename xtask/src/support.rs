//! Tables of the documentation that are made from the code.

use std::error::Error;
use std::process::Command;

/// Writes `docs/SUPPORT.md`, by way of the test that checks it: only that binary is linked with every transport.
pub(crate) fn write() -> Result<(), Box<dyn Error>> {
    write_by("support::the_support_table", "WRITE_SUPPORT_TABLE")
}

/// Writes `docs/FAULTS.md` in the same way.
pub(crate) fn write_faults() -> Result<(), Box<dyn Error>> {
    write_by("faults::document::the_fault_table", "WRITE_FAULT_TABLE")
}

fn write_by(test: &str, variable: &str) -> Result<(), Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // With the whole workspace, so that nothing is built anew for other features.
    let status = Command::new(cargo)
        .args(["test", "--workspace", "--test", "it", "--", test])
        .env(variable, "1")
        .status()?;
    if status.success() { Ok(()) } else { Err("the table could not be written".into()) }
}
