//! Settings of TLS in a configuration.

use std::path::PathBuf;

use qdrant_core::Secret;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::config::{Identity, Roots};
use crate::values::quiet;

/// A set of roots as it is written.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WrittenRoots {
    Native,
    Webpki,
    Pem(String),
    PemFile(PathBuf),
}

/// `"native"`, `"webpki"`, `{ "pem": "..." }` or `{ "pem_file": "ca.pem" }`; the file is read at once.
impl<'de> Deserialize<'de> for Roots {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match WrittenRoots::deserialize(deserializer)? {
            WrittenRoots::Native => Ok(Self::Native),
            WrittenRoots::Webpki => Ok(Self::Webpki),
            WrittenRoots::Pem(text) => Ok(Self::Pem(text.into_bytes())),
            WrittenRoots::PemFile(path) => Self::from_file(path).map_err(D::Error::custom),
        }
    }
}

/// As it is read; certificates from a file are written out.
impl Serialize for Roots {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = match self {
            Self::Native => WrittenRoots::Native,
            Self::Webpki => WrittenRoots::Webpki,
            Self::Pem(pem) => WrittenRoots::Pem(String::from_utf8_lossy(pem).into_owned()),
        };
        written.serialize(serializer)
    }
}

/// `certificates` or `certificates_file`, with `key` or `key_file`; files are read at once.
impl<'de> Deserialize<'de> for Identity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Written {
            certificates: Option<String>,
            certificates_file: Option<PathBuf>,
            key: Option<Secret>,
            key_file: Option<PathBuf>,
        }

        let expected = "an identity must have `certificates` or `certificates_file`, and `key` or `key_file`";
        let written: Written = quiet(deserializer, expected)?;
        let certificates = match (written.certificates, written.certificates_file) {
            (Some(text), None) => text.into_bytes(),
            (None, Some(path)) => super::config::read(&path).map_err(D::Error::custom)?,
            (None, None) | (Some(_), Some(_)) => return Err(D::Error::custom(expected)),
        };
        let key = match (written.key, written.key_file) {
            (Some(key), None) => key,
            (None, Some(path)) => super::config::read_key(&path).map_err(D::Error::custom)?,
            (None, None) | (Some(_), Some(_)) => return Err(D::Error::custom(expected)),
        };
        Ok(Self { certificates, key })
    }
}
