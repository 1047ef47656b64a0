//! Where the official crate's package is.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use super::Result;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    source: Option<String>,
    manifest_path: PathBuf,
}

/// Returns the folder of programs in the package that the Rust judge is built with; cargo downloads it if need be.
pub(super) fn find(root: &Path) -> Result<PathBuf> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1", "--manifest-path"])
        .arg(root.join("interop/rust/Cargo.toml"))
        .output()?;
    if !output.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
    // Ours has the same name and comes from a path.
    let package = metadata
        .packages
        .into_iter()
        .find(|package| package.name == "qdrant-client" && package.source.is_some())
        .ok_or("the Rust judge does not depend on the official client")?;
    Ok(package.manifest_path.with_file_name("tests").join("snippet_tests"))
}
