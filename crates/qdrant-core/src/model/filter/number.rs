//! Numbers that JSON cannot carry.

use serde::ser::Error as _;
use serde::{Serialize, Serializer};

use crate::validate::finite;

/// Serialises an optional number, and refuses NaN and infinity.
///
/// JSON writers turn those into `null`, which the server reads as "not set": a bound or a threshold would vanish.
pub(crate) fn serialize_finite<T, S>(number: &Option<T>, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Copy + Into<f64> + Serialize,
    S: Serializer,
{
    let widened: Option<f64> = number.map(Into::into);
    finite("", widened).map_err(|error| S::Error::custom(error.message()))?;
    number.serialize(serializer)
}
