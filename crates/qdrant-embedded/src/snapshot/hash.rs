//! Checksums of files.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use qdrant_core::Error;
use sha2::{Digest, Sha256};

use crate::files::io_error;

/// Bytes that are read at once.
const BLOCK: usize = 1 << 18;

/// Passes bytes on and takes their SHA-256.
#[derive(Debug)]
pub(super) struct Hashing<W> {
    sink: W,
    hash: Sha256,
    length: u64,
}

impl<W: Write> Hashing<W> {
    pub(super) fn new(sink: W) -> Self {
        Self { sink, hash: Sha256::new(), length: 0 }
    }

    /// Returns how many bytes passed.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Returns the sink and the checksum in hex.
    pub(super) fn finish(self) -> (W, String) {
        (self.sink, hex(&self.hash.finalize()))
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.sink.write(bytes)?;
        if let Some(bytes) = bytes.get(..written) {
            self.hash.update(bytes);
        }
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// Returns the SHA-256 of a file in hex.
pub(super) fn checksum(path: &Path) -> Result<String, Error> {
    let read = || {
        let mut file = File::open(path)?;
        let mut hash = Sha256::new();
        let mut block = vec![0; BLOCK];
        loop {
            match file.read(&mut block)? {
                0 => return Ok(hex(&hash.finalize())),
                length => hash.update(block.get(..length).unwrap_or_default()),
            }
        }
    };
    read().map_err(|error| io_error("read", path, error))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let mut hashing = Hashing::new(File::create(&path).unwrap());
        hashing.write_all(b"abc").unwrap();
        assert_eq!(hashing.length(), 3);
        let (_, sum) = hashing.finish();
        assert_eq!(sum, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(checksum(&path).unwrap(), sum);
    }
}
