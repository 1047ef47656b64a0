//! Inputs out of what the project is tested with.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use http::{HeaderMap, StatusCode};
use qdrant_core::OperationKind;

use crate::{Seed, samples};

/// Returns every sample as a request over REST and over gRPC, alone and to the gateway.
pub(crate) fn requests() -> Vec<Seed> {
    let mut seeds = Vec::new();
    let mut seen = BTreeMap::<&str, u32>::new();
    for (request, line, body) in samples::all() {
        let operation = request.kind().name();
        let number = seen.entry(operation).or_default();
        *number += 1;
        let name = format!("{operation}-{number}");
        let body = if body.is_null() { String::new() } else { body.to_string() };
        if !operation.starts_with("upload") {
            seeds.push(("rest_request", name.clone(), format!("{line}\n{body}").into_bytes()));
        }
        // One of each is enough to reach every handler.
        let first = *number == 1;
        if first && !operation.starts_with("upload") {
            let text = format!("{line}\ncontent-type: application/json\n\n{body}");
            seeds.push(("gateway", format!("rest-{operation}"), text.into_bytes()));
        }
        let Ok((path, message)) = qdrant_grpc::encode(request) else { continue };
        seeds.push(("grpc_request", name, [operation.as_bytes(), b"\n", &message].concat()));
        if first {
            seeds.push(("gateway", format!("grpc-{operation}"), call(path, &message)));
        }
    }
    seeds
}

/// Returns the replies that are kept for REST as replies over gRPC.
pub(crate) fn replies(corpus: &Path) -> io::Result<Vec<Seed>> {
    let mut files = fs::read_dir(corpus.join("rest_reply"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    files.sort();
    let mut seeds = Vec::new();
    for file in files {
        let content = fs::read(&file)?;
        let Some((operation, body)) = ok(&content) else { continue };
        let Ok(reply) = qdrant_rest::decode(operation, StatusCode::OK, &HeaderMap::new(), body) else {
            continue;
        };
        let Ok(message) = qdrant_grpc::encode_reply(reply) else { continue };
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        seeds.push(("grpc_reply", name, [operation.name().as_bytes(), b"\n", &message].concat()));
    }
    Ok(seeds)
}

/// Returns operation and body of a reply with status 200.
fn ok(content: &[u8]) -> Option<(OperationKind, &[u8])> {
    let end = content.iter().position(|byte| *byte == b'\n')?;
    let (name, status) = std::str::from_utf8(&content[..end]).ok()?.split_once(' ')?;
    let operation = OperationKind::ALL.iter().copied().find(|operation| operation.name() == name)?;
    (status == "200").then_some((operation, &content[end + 1..]))
}

/// Returns a call of an rpc with one message.
pub(crate) fn call(path: &str, message: &[u8]) -> Vec<u8> {
    let head = format!("POST {path}\ncontent-type: application/grpc\n\n");
    let length = u32::try_from(message.len()).unwrap_or(u32::MAX).to_be_bytes();
    [head.as_bytes(), &[0], &length, message].concat()
}
