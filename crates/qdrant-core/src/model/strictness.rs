//! Whether JSON is read as what a server said, or as what a client asks for.

use std::cell::Cell;

thread_local! {
    static STRICT: Cell<bool> = const { Cell::new(false) };
}

/// Reads JSON as a server reads a request: what is not understood is refused.
///
/// Models are the same in requests and in replies. Read from a reply, a known name with content of a new shape is kept
/// as unknown, so that a newer server never fails a call; in a request the same is a mistake of the client, and is told
/// with its place. `read` runs on this thread and must not wait for anything.
///
/// # Examples
///
/// ```
/// use qdrant_core::{QuantizationConfig, strictly};
///
/// let novel = r#"{"scalar":{"type":{"int8":{}},"quantile":"most"}}"#;
/// let read = || serde_json::from_str::<QuantizationConfig>(novel);
/// assert!(matches!(read(), Ok(QuantizationConfig::Unknown(_))));
/// assert!(strictly(read).is_err());
/// ```
pub fn strictly<T>(read: impl FnOnce() -> T) -> T {
    struct Restore(bool);

    impl Drop for Restore {
        fn drop(&mut self) {
            STRICT.set(self.0);
        }
    }

    let _restore = Restore(STRICT.replace(true));
    read()
}

/// Returns whether what is not understood is to be refused.
pub(crate) fn is_strict() -> bool {
    STRICT.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strictness_ends_with_the_reading_and_nests() {
        assert!(!is_strict());
        strictly(|| {
            strictly(|| assert!(is_strict()));
            assert!(is_strict());
        });
        assert!(!is_strict());
        std::panic::catch_unwind(|| strictly(|| panic!("in the middle"))).unwrap_err();
        assert!(!is_strict());
    }
}
