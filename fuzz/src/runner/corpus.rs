//! Known inputs.

use std::path::Path;
use std::{fs, io};

/// The inputs that a run begins with, in the order of their names.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    inputs: Vec<Vec<u8>>,
    /// How many of them others are made of; the ones after them are too large for that.
    seeds: usize,
}

impl Corpus {
    /// Reads the files of a folder.
    ///
    /// # Errors
    ///
    /// Those of the file system.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut files = fs::read_dir(folder)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<Vec<_>>>()?;
        // The order of a folder is that of the file system.
        files.sort();
        files.iter().map(fs::read).collect()
    }

    /// Adds inputs that are run as they are, and that no others are made of.
    #[must_use]
    pub fn with_large(mut self, inputs: impl IntoIterator<Item = Vec<u8>>) -> Self {
        self.inputs.extend(inputs);
        self
    }

    /// Returns whether there are no inputs that others can be made of.
    pub fn is_empty(&self) -> bool {
        self.seeds == 0
    }

    /// Returns the number of inputs.
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    pub(super) fn inputs(&self) -> impl Iterator<Item = &[u8]> {
        self.inputs.iter().map(Vec::as_slice)
    }

    pub(super) fn seeds(&self) -> &[Vec<u8>] {
        &self.inputs[..self.seeds]
    }
}

impl FromIterator<Vec<u8>> for Corpus {
    fn from_iter<I: IntoIterator<Item = Vec<u8>>>(inputs: I) -> Self {
        let inputs: Vec<_> = inputs.into_iter().collect();
        Self { seeds: inputs.len(), inputs }
    }
}
