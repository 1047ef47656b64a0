//! What became of a call that the server may finish later.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};

/// Whether the server finished an operation or only accepted it.
///
/// Operations on snapshots take `wait`: with `false` the server answers at once and goes on by itself. As a record it
/// is `{"completed": output}` or `"accepted"`.
///
/// # Examples
///
/// ```
/// use qdrant_core::Outcome;
///
/// assert_eq!(Outcome::Completed(7).completed(), Some(7));
/// assert!(Outcome::<u64>::Accepted.is_accepted());
/// assert!(Outcome::<u64>::Accepted.into_completed().is_err());
/// ```
#[must_use = "the operation may only have been accepted"]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome<T> {
    /// The operation has ended with this output.
    Completed(T),
    /// The server goes on with the operation; how it ends is not known.
    Accepted,
}

impl<T> Outcome<T> {
    /// Returns the output, if the operation has ended.
    pub fn completed(self) -> Option<T> {
        match self {
            Self::Completed(output) => Some(output),
            Self::Accepted => None,
        }
    }

    /// Returns whether the server goes on with the operation.
    pub const fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted)
    }

    /// Returns the output of an operation that must have ended.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Cancelled`] naming `wait` when the server has only accepted the operation: it was asked not to wait,
    /// or does not. What was given up is the wait alone; do not repeat the operation for that: it runs.
    pub fn into_completed(self) -> Result<T, Error> {
        self.completed().ok_or_else(|| {
            let message = "the server accepted the operation, which goes on, and answered before its end";
            Error::new(ErrorKind::Cancelled, message).with_field("wait")
        })
    }

    /// Changes the output.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Outcome<U> {
        match self {
            Self::Completed(output) => Outcome::Completed(change(output)),
            Self::Accepted => Outcome::Accepted,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_output_is_there_only_after_the_end() {
        assert_eq!(Outcome::Completed(1).completed(), Some(1));
        assert_eq!(Outcome::<u8>::Accepted.completed(), None);
        assert!(Outcome::<u8>::Accepted.is_accepted() && !Outcome::Completed(1).is_accepted());
        assert_eq!(Outcome::Completed(1).into_completed().unwrap(), 1);
        let error = Outcome::<u8>::Accepted.into_completed().unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Cancelled, Some("wait")));
        assert!(!error.is_retryable() && error.message().contains("goes on"), "{error}");
    }

    #[test]
    fn mapping_changes_the_output_alone() {
        assert_eq!(Outcome::Completed(1).map(|number| number + 1), Outcome::Completed(2));
        assert_eq!(Outcome::<u8>::Accepted.map(|number| number + 1), Outcome::Accepted);
    }

    #[test]
    fn records_tell_the_two_apart() {
        for (outcome, record) in
            [(Outcome::Completed(true), json!({"completed": true})), (Outcome::Accepted, json!("accepted"))]
        {
            assert_eq!(serde_json::to_value(outcome).unwrap(), record);
            assert_eq!(serde_json::from_value::<Outcome<bool>>(record).unwrap(), outcome);
        }
    }
}
