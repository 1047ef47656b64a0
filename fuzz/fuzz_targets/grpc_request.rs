#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| qdrant_fuzz::grpc_request::run(input));
