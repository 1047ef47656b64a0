//! The integration tests are the binary `it`.
