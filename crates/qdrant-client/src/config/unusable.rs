//! Settings of the wires, in a build that has none.

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

/// A setting that nothing here could use: only whether it was there is kept.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Unusable(pub(crate) bool);

impl<'de> Deserialize<'de> for Unusable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}
