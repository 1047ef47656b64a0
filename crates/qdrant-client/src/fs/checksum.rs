//! SHA-256 as Qdrant writes it.

use std::fmt::Write;

use qdrant_core::{Error, ErrorKind};
use sha2::{Digest, Sha256};

/// A checksum that grows with the bytes.
#[derive(Default)]
pub(super) struct Checksum(Sha256);

impl Checksum {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Returns 64 lower-case hex digits.
    pub(super) fn finish(self) -> String {
        self.0.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a string does not fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

/// Compares a checksum with the one that was promised.
pub(super) fn compare(found: &str, promised: &str) -> Result<(), Error> {
    if found.eq_ignore_ascii_case(promised) {
        return Ok(());
    }
    let message = format!("the bytes are not those of the snapshot: SHA-256 is {found}, not {promised}");
    Err(Error::new(ErrorKind::Io, message).with_field("checksum"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_are_those_of_the_standard() {
        let mut checksum = Checksum::default();
        checksum.update(b"a");
        checksum.update(b"bc");
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(checksum.finish(), expected);
        compare(expected, &expected.to_uppercase()).unwrap();
        assert_eq!(compare(expected, "00").unwrap_err().field(), Some("checksum"));
    }
}
