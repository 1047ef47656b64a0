//! The support table of the documentation.

use std::error::Error;
use std::process::Command;

/// Writes `docs/SUPPORT.md`, by way of the test that checks it: only that binary is linked with every transport.
pub(crate) fn write() -> Result<(), Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // With the whole workspace, so that nothing is built anew for other features.
    let status = Command::new(cargo)
        .args(["test", "--workspace", "--test", "it", "--", "support::the_support_table"])
        .env("WRITE_SUPPORT_TABLE", "1")
        .status()?;
    if status.success() { Ok(()) } else { Err("the table could not be written".into()) }
}
