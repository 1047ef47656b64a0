//! Numbers that are narrower on the wire than in the core.

use qdrant_core::Error;

use super::traits::invalid;

/// Narrows a number to the precision of the wire.
///
/// Digits are lost as in any `f32`; a number that would become infinite is refused.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the wire has no more precision, and overflow is checked"
)]
pub(super) fn to_f32(value: f64) -> Result<f32, Error> {
    let narrow = value as f32;
    if narrow.is_infinite() && value.is_finite() {
        return Err(invalid(format!("{value} is too large: gRPC carries it with 32 bits")));
    }
    Ok(narrow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overflow_is_refused_and_rounding_is_not() {
        assert_eq!(to_f32(1_234_567.89).unwrap(), 1_234_567.9);
        assert_eq!(to_f32(f64::from(f32::MAX)).unwrap(), f32::MAX);
        assert!(to_f32(1e39).unwrap_err().message().contains("too large"));
        assert!(to_f32(f64::MIN).is_err());
        assert!(to_f32(f64::INFINITY).unwrap().is_infinite());
    }
}
