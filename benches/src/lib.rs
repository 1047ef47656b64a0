//! Benchmarks live beside this crate, one file a question.
