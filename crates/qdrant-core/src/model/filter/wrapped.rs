//! Objects of one key.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// Writes `{"name": value}`.
pub(crate) fn wrapped<S: Serializer>(
    serializer: S,
    name: &'static str,
    value: &(impl Serialize + ?Sized),
) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_struct("", 1)?;
    object.serialize_field(name, value)?;
    object.end()
}
