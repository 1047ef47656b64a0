//! What the fuzz targets do with their input.
//!
//! Every target has a module whose `run` takes the bytes that the fuzzer made and panics when an invariant is broken.
//! Most inputs are a line of text and a body, so that seeds can be written and read by people. `docs/FUZZING.md`
//! tells what each target promises.

mod check;
pub mod filter_json;
pub mod gateway;
pub mod grpc_reply;
pub mod grpc_request;
pub mod hostile;
mod input;
pub mod multipart;
pub mod payload_json;
pub mod query_json;
pub mod rest_reply;
pub mod rest_request;
pub mod retry_after;
mod route;
pub mod runner;
pub mod targets;
mod tree;
pub mod url;
mod wires;
