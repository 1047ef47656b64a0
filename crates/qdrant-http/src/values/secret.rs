//! Secrets.

use qdrant_core::Secret;
use serde::Deserializer;
use serde::de::Error as _;

/// What texts show instead of a secret.
const PLACEHOLDER: &str = "***";

/// Reads a secret; there is no way to write one.
///
/// # Errors
///
/// For what is no text, is empty or only stands for a secret; the error does not show it.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    let secret = Secret::new(super::quiet::<D, String>(deserializer, "a secret must be a text")?);
    match secret.expose() {
        "" => Err(D::Error::custom("a secret is empty")),
        PLACEHOLDER => Err(D::Error::custom("`***` only stands for a secret")),
        _ => Ok(secret),
    }
}
