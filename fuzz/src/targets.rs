//! All targets.

use crate::{
    filter_json, gateway, grpc_reply, grpc_request, multipart, payload_json, query_json, rest_reply,
    rest_request, retry_after, url,
};

const JSON: &str = include_str!("../dict/json.dict");
const ADDRESS: &str = include_str!("../dict/address.dict");
const DATE: &str = include_str!("../dict/date.dict");
const FORM: &str = include_str!("../dict/form.dict");
const HTTP: &str = include_str!("../dict/http.dict");

/// One target, and how it is run.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The name of the program, of the folder of its corpus, and of its module.
    pub name: &'static str,
    /// Panics if an invariant is broken.
    pub run: fn(&[u8]),
    /// Words that stand in its inputs, in the form of libFuzzer.
    pub dictionary: &'static str,
    /// The longest input that is made, in bytes.
    pub max_len: usize,
    /// How many inputs the short run makes.
    pub executions: u64,
}

impl Target {
    const fn new(name: &'static str, run: fn(&[u8]), dictionary: &'static str, executions: u64) -> Self {
        Self { name, run, dictionary, max_len: 8 << 10, executions }
    }
}

/// The targets, the slow ones first.
pub const TARGETS: &[Target] = &[
    Target::new("gateway", gateway::run, HTTP, 20_000),
    Target::new("rest_request", rest_request::run, JSON, 40_000),
    Target::new("grpc_request", grpc_request::run, "", 80_000),
    Target::new("rest_reply", rest_reply::run, JSON, 80_000),
    Target::new("grpc_reply", grpc_reply::run, "", 100_000),
    // Longer than the longest headers of a part.
    Target { max_len: 24 << 10, ..Target::new("multipart", multipart::run, FORM, 5_000) },
    Target::new("filter_json", filter_json::run, JSON, 100_000),
    Target::new("query_json", query_json::run, JSON, 150_000),
    Target::new("payload_json", payload_json::run, JSON, 80_000),
    Target::new("url", url::run, ADDRESS, 200_000),
    Target::new("retry_after", retry_after::run, DATE, 200_000),
];

/// Returns the target of a name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
