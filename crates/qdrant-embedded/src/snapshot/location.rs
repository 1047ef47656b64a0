//! Where a snapshot to restore from is said to be.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use qdrant_core::Error;

use super::shelf::Shelf;
use crate::failure::unsupported;

/// Finds the file of a location: a `file://` URL, an absolute path, or the name of a snapshot that is listed.
pub(crate) fn locate(shelf: &Shelf, location: &str) -> Result<PathBuf, Error> {
    let invalid = |what: &str| Error::invalid("location", format!("Wrong input: {location:?} {what}"));
    if let Some((scheme, rest)) = location.split_once("://") {
        return match scheme.to_ascii_lowercase().as_str() {
            "file" => local(rest).ok_or_else(|| invalid("is no file of this machine")),
            "http" | "https" => {
                Err(unsupported("location", format_args!("download of snapshots by `{scheme}`")))
            }
            _ => Err(invalid("has a scheme that is not `file`")),
        };
    }
    let path = Path::new(location);
    if path.is_absolute() {
        Ok(path.to_owned())
    } else if location.contains(['/', '\\']) {
        Err(invalid("is no absolute path"))
    } else {
        shelf.find(location)
    }
}

/// Reads what comes after `file://`.
fn local(rest: &str) -> Option<PathBuf> {
    let (host, path) = rest.split_at(rest.find('/')?);
    if !host.is_empty() && !host.eq_ignore_ascii_case("localhost") {
        return None;
    }
    let path = percent_decode_str(path).decode_utf8().ok()?;
    // On Windows `file:///C:/a` is `C:/a`.
    let path = match path.as_bytes() {
        [b'/', _, b':', ..] if cfg!(windows) => path.get(1..)?,
        _ => &path,
    };
    let path = PathBuf::from(path);
    path.is_absolute().then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::root::Root;

    #[test]
    fn a_location_is_a_file_of_this_machine() {
        let dir = tempfile::tempdir().unwrap();
        let root = Root::open(dir.path()).unwrap();
        let shelf = Shelf::of_collection(&root, "docs");
        let found = |location: &str| locate(&shelf, location).unwrap();
        assert_eq!(found("file:///a%20b/c.snapshot"), Path::new("/a b/c.snapshot"));
        assert_eq!(found("FILE://localhost/a"), Path::new("/a"));
        assert_eq!(found("/a/b"), Path::new("/a/b"));
        let refused = |location: &str| locate(&shelf, location).unwrap_err();
        for location in ["file://other/a", "file://", "ftp://a/b", "a/b", "../a", "..\\a"] {
            let error = refused(location);
            assert_eq!(error.field(), Some("location"), "{location}: {error}");
            assert!(error.is_invalid_request(), "{location}: {error}");
        }
        for location in ["https://example.com/a", "HTTP://example.com"] {
            assert!(refused(location).is_unsupported());
        }
        assert!(refused("missing.snapshot").is_not_found());
        assert!(refused("..").is_not_found());
    }
}
