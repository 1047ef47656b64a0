//! Secrets that may be missing.

use qdrant_core::Secret;
use serde::{Deserialize, Deserializer};

use super::secret;

/// Reads a secret or nothing; there is no way to write one.
///
/// # Errors
///
/// As [`secret::deserialize`].
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    #[derive(Deserialize)]
    struct Wrapper(#[serde(deserialize_with = "secret::deserialize")] Secret);

    Ok(Option::<Wrapper>::deserialize(deserializer)?.map(|Wrapper(secret)| secret))
}
