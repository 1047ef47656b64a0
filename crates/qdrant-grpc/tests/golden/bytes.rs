//! Messages byte by byte as they were checked in: what goes over the wire changes on purpose only.
//!
//! `bytes/<operation>.request` and `bytes/<operation>.reply` hold a line of hexadecimal digits for each message of the
//! other tests. After a change that is meant, make them anew and read the difference:
//!
//! ```sh
//! rm crates/qdrant-grpc/tests/golden/bytes/*
//! GOLDEN=write cargo test -p qdrant-grpc --features server --test golden
//! git diff crates/qdrant-grpc/tests/golden/bytes
//! ```

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::{env, fs};

use qdrant_core::OperationKind;
use qdrant_grpc::path_of;

/// Keeps tests that run side by side from writing the same file.
static WRITING: Mutex<()> = Mutex::new(());

/// Which way a message goes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way {
    Request,
    Reply,
}

fn file(operation: OperationKind, way: Way) -> PathBuf {
    let extension = match way {
        Way::Request => "request",
        Way::Reply => "reply",
    };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/bytes");
    PathBuf::from(folder).join(operation.name()).with_extension(extension)
}

fn is_writing() -> bool {
    env::var_os("GOLDEN").is_some_and(|value| value == "write")
}

/// The lines of a file; none of a file that is not there.
fn lines(operation: OperationKind, way: Way) -> Vec<String> {
    let text = fs::read_to_string(file(operation, way)).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// Checks that a message is among those that were checked in.
pub(super) fn check(operation: OperationKind, way: Way, bytes: &[u8]) {
    let line = hexadecimal(bytes);
    if is_writing() {
        let _alone = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lines = lines(operation, way);
        lines.push(line);
        lines.sort_unstable();
        lines.dedup();
        fs::write(file(operation, way), lines.join("\n") + "\n").unwrap();
    } else {
        assert!(
            lines(operation, way).contains(&line),
            "{operation}: a {way:?} of bytes that were not checked in, see `bytes.rs`: {line}"
        );
    }
}

#[test]
fn every_rpc_has_its_bytes() {
    for operation in OperationKind::ALL.iter().copied().filter(|kind| path_of(*kind).is_some()) {
        for way in [Way::Request, Way::Reply] {
            assert!(
                is_writing() || !lines(operation, way).is_empty(),
                "{operation}: no {way:?} was checked in"
            );
        }
    }
}
