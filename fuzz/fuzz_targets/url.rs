#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| qdrant_fuzz::url::run(input));
