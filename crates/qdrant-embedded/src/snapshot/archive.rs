//! Archives: entries with fixed names, in a fixed order.

use std::fs::{self, File};
use std::hash::Hasher;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use qdrant_core::{Error, ErrorKind};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;
use tar::{Archive, Builder, Entries, Entry, EntryType, Header};

use super::manifest::{FileEntry, Origin, damaged};
use crate::collection::SHARD;
use crate::engine::is_in_the_making;
use crate::files::{check_space, io_error};

/// Names of the first and the last entry; the last one has a hash of all contents, by which damage is noticed.
const HEAD: &str = "snapshot.json";
const END: &str = "end";

/// Bytes of the last entry.
const END_LENGTH: u64 = 16;

/// Most bytes of the first entry.
const MAX_HEAD: u64 = 64 << 20;

/// Bytes that are copied at once; as many zeros become a hole in a file.
const BLOCK: usize = 1 << 16;

/// How much may be written before the space on the disk is looked at again.
const SPACE_INTERVAL: u64 = 16 << 20;

/// The first entry: who made the archive, and what else it says.
#[derive(Debug, Serialize, Deserialize)]
struct Head<T> {
    #[serde(flatten)]
    origin: Origin,
    #[serde(flatten)]
    content: T,
}

/// Lists the files below a folder with their lengths.
pub(super) fn list(base: &Path, folder: &str, files: &mut Vec<FileEntry>) -> Result<(), Error> {
    let dir = base.join(folder);
    let failed = |error| io_error("read", &dir, error);
    let mut entries = fs::read_dir(&dir).map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    entries.sort_unstable_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            return Err(failed(io::Error::new(io::ErrorKind::InvalidData, "a name is not UTF-8")));
        };
        let path = format!("{folder}/{name}");
        if Path::new(&path).strip_prefix(SHARD).is_ok_and(is_in_the_making) {
            continue;
        }
        let metadata = entry.metadata().map_err(failed)?;
        if metadata.is_dir() {
            list(base, &path, files)?;
        } else if metadata.is_file() {
            files.push(FileEntry { path, length: metadata.len() });
        }
    }
    Ok(())
}

/// Writes an archive.
pub(super) struct Writing<W: Write> {
    builder: Builder<W>,
    hash: SipHasher13,
}

impl<W: Write> Writing<W> {
    pub(super) fn new(sink: W, content: &impl Serialize) -> io::Result<Self> {
        let head = serde_json::to_vec_pretty(&Head { origin: Origin::here(), content })?;
        let mut writing = Self { builder: Builder::new(sink), hash: SipHasher13::new() };
        writing.append(HEAD, head.len() as u64, head.as_slice())?;
        Ok(writing)
    }

    fn append(&mut self, name: &str, length: u64, content: impl Read) -> io::Result<()> {
        let mut header = Header::new_gnu();
        header.set_path(name)?;
        header.set_size(length);
        header.set_mode(0o600);
        header.set_entry_type(EntryType::Regular);
        header.set_cksum();
        // Shorter than it was when it was measured, it would shift all that follows.
        self.builder.append(&header, Exactly { content, left: length, hash: &mut self.hash })
    }

    /// Appends a file without the zeros at its end.
    pub(super) fn file(&mut self, number: usize, path: &Path) -> Result<(), Error> {
        self.open(number, path, without_zeros)
    }

    /// Appends a file as it is.
    pub(super) fn whole_file(&mut self, number: usize, path: &Path) -> Result<(), Error> {
        self.open(number, path, |file| Ok(file.metadata()?.len()))
    }

    fn open(
        &mut self,
        number: usize,
        path: &Path,
        measure: impl FnOnce(&mut File) -> io::Result<u64>,
    ) -> Result<(), Error> {
        let append = || {
            let mut file = File::open(path)?;
            let length = measure(&mut file)?;
            file.seek(SeekFrom::Start(0))?;
            self.append(&name(number), length, file.take(length))
        };
        append().map_err(|error| io_error("copy", path, error))
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        let hash = end(&self.hash);
        self.append(END, END_LENGTH, hash.as_bytes())?;
        self.builder.into_inner()
    }
}

fn end(hash: &SipHasher13) -> String {
    format!("{:016x}", hash.finish())
}

/// A reader that fails if it ends early, and hashes what it reads.
struct Exactly<'a, R> {
    content: R,
    left: u64,
    hash: &'a mut SipHasher13,
}

impl<R: Read> Read for Exactly<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.content.read(buffer)?;
        if length == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter"));
        }
        self.hash.write(buffer.get(..length).unwrap_or_default());
        self.left = self.left.saturating_sub(length as u64);
        Ok(length)
    }
}

fn name(number: usize) -> String {
    format!("files/{number}")
}

/// Returns the length of a file without the zeros at its end; files of the engine are mostly holes.
fn without_zeros(file: &mut File) -> io::Result<u64> {
    let mut end = file.metadata()?.len();
    let mut block = vec![0; BLOCK];
    while end > 0 {
        let start = end.saturating_sub(BLOCK as u64);
        let length = usize::try_from(end - start).unwrap_or(BLOCK);
        let Some(part) = block.get_mut(..length) else { break };
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(part)?;
        if let Some(last) = part.iter().rposition(|byte| *byte != 0) {
            return Ok(start + last as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

/// Opens an archive, which somebody else may have made.
pub(super) fn open(path: &Path) -> Result<Archive<BufReader<File>>, Error> {
    let open = || {
        // Opening what is no file can wait for ever.
        if fs::metadata(path)?.is_file() {
            File::open(path)
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"))
        }
    };
    let file = open().map_err(|error| {
        let (kind, what) = if error.kind() == io::ErrorKind::NotFound {
            (ErrorKind::NotFound, "Not found")
        } else if error.kind() == io::ErrorKind::InvalidInput {
            (ErrorKind::InvalidRequest, "Wrong input")
        } else {
            (ErrorKind::Io, "Service internal error")
        };
        Error::new(kind, format!("{what}: the snapshot {} cannot be read: {error}", path.display()))
            .with_source(error)
    })?;
    Ok(Archive::new(BufReader::with_capacity(BLOCK, file)))
}

/// Reads an archive from its beginning to its end.
pub(super) struct Reading<'a, R: 'a + Read> {
    entries: Entries<'a, R>,
    next: usize,
    hash: SipHasher13,
}

impl<'a, R: Read> Reading<'a, R> {
    /// Reads the first entry, and refuses what other versions made before anything else of it is looked at.
    pub(super) fn new<T: DeserializeOwned>(archive: &'a mut Archive<R>) -> Result<(Self, T), Error> {
        // Names that are too long for an entry, links and the like are entries as well, and refused as such.
        let mut entries = archive.entries().map_err(damaged)?.raw(true);
        let mut head = entry(&mut entries, HEAD)?;
        if head.size() > MAX_HEAD {
            return Err(damaged("its description is too large"));
        }
        let mut bytes = Vec::new();
        head.read_to_end(&mut bytes).map_err(damaged)?;
        if bytes.len() as u64 != head.size() {
            return Err(damaged("it ends in its description"));
        }
        serde_json::from_slice::<Origin>(&bytes).map_err(damaged)?.check()?;
        let content = serde_json::from_slice(&bytes).map_err(damaged)?;
        let mut hash = SipHasher13::new();
        hash.write(&bytes);
        Ok((Self { entries, next: 0, hash }, content))
    }

    /// Writes the next file, which must not be there yet and becomes `length` bytes long.
    pub(super) fn file(&mut self, path: &Path, length: Option<u64>, sync: bool) -> Result<(), Error> {
        let mut entry = entry(&mut self.entries, &name(self.next))?;
        self.next += 1;
        let stored = entry.size();
        let length = length.unwrap_or(stored);
        if stored > length {
            return Err(damaged("it has a file that is longer than it says"));
        }
        let failed = |error| io_error("write", path, error);
        let mut file = File::options().write(true).create_new(true).open(path).map_err(failed)?;
        let mut block = vec![0; BLOCK];
        let (mut copied, mut checked) = (0_u64, 0_u64);
        loop {
            let read = match entry.read(&mut block) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) => return Err(damaged(error)),
            };
            let part = block.get(..read).unwrap_or_default();
            self.hash.write(part);
            if part.iter().all(|byte| *byte == 0) {
                file.seek(SeekFrom::Current(i64::try_from(read).unwrap_or(0))).map_err(failed)?;
            } else {
                file.write_all(part).map_err(failed)?;
            }
            copied += read as u64;
            if copied >= checked {
                check_space(path.parent().unwrap_or(path))?;
                checked = copied + SPACE_INTERVAL;
            }
        }
        if copied != stored {
            return Err(damaged("it ends in the middle"));
        }
        file.set_len(length).map_err(failed)?;
        if sync { file.sync_all().map_err(failed) } else { Ok(()) }
    }

    /// Compares the hash, and refuses what nobody of us would have put at the end.
    pub(super) fn finish(mut self) -> Result<(), Error> {
        let mut found = String::new();
        entry(&mut self.entries, END)?.take(END_LENGTH).read_to_string(&mut found).map_err(damaged)?;
        if found != end(&self.hash) {
            return Err(damaged("its content is not what it was"));
        }
        match self.entries.next() {
            None => Ok(()),
            Some(Ok(_)) => Err(damaged("it has more entries than it says")),
            Some(Err(error)) => Err(damaged(error)),
        }
    }
}

fn entry<'a, R: Read>(entries: &mut Entries<'a, R>, name: &str) -> Result<Entry<'a, R>, Error> {
    let entry = match entries.next() {
        None => return Err(damaged(format_args!("the entry {name} is missing"))),
        Some(entry) => entry.map_err(damaged)?,
    };
    if entry.header().entry_type() != EntryType::Regular || *entry.path_bytes() != *name.as_bytes() {
        return Err(damaged(format_args!("the entry {name} is missing")));
    }
    Ok(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_at_the_end_are_left_out_and_come_back() {
        let dir = tempfile::tempdir().unwrap();
        let contents: [&[u8]; 5] = [b"", b"\0\0", b"a", b"a\0\0b\0", &[7; 200_000]];
        for (number, content) in contents.iter().enumerate() {
            let length = 150_000 * number as u64 + content.len() as u64;
            let path = dir.path().join("a");
            fs::write(&path, content).unwrap();
            File::options().write(true).open(&path).unwrap().set_len(length).unwrap();
            let before = fs::read(&path).unwrap();
            let mut writing = Writing::new(Vec::new(), &serde_json::json!({"x": 1})).unwrap();
            writing.file(0, &path).unwrap();
            let bytes = writing.finish().unwrap();
            assert!(bytes.len() < content.len() + 8_192, "{} bytes", bytes.len());
            let mut archive = Archive::new(bytes.as_slice());
            let (mut reading, head) = Reading::new::<serde_json::Value>(&mut archive).unwrap();
            assert_eq!(head["x"], 1);
            let copy = dir.path().join(number.to_string());
            reading.file(&copy, Some(length), false).unwrap();
            reading.finish().unwrap();
            assert!(fs::read(&copy).unwrap() == before, "{number}");
        }
    }

    #[test]
    fn a_file_that_becomes_shorter_is_an_error() {
        let mut hash = SipHasher13::new();
        let mut reader = Exactly { content: b"ab".as_slice(), left: 3, hash: &mut hash };
        assert!(reader.read_to_end(&mut Vec::new()).is_err());
        let mut reader = Exactly { content: b"abc".as_slice(), left: 3, hash: &mut hash };
        assert_eq!(reader.read_to_end(&mut Vec::new()).unwrap(), 3);
    }
}
