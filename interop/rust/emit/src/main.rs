//! Prints what the REST transport sends, a request a line, for each of its operations.
//!
//! Half of the requests have every field filled, the others some. The same program prints the same lines every time, but
//! for the boundaries of forms.

mod collections;
mod filters;
mod generate;
mod operations;
mod points;
mod queries;

use std::io::{BufWriter, Write, stdout};
use std::pin::pin;
use std::process::ExitCode;
use std::task::{Context, Poll, Waker};

use qdrant_core::{ByteStream, OperationKind};
use qdrant_rest::{Body, HttpCall, ROUTES, encode};
use serde_json::{Value, json};

use crate::generate::Source;
use crate::operations::{Maker, OPERATIONS};

/// Values drawn for each request at the most; those that no server accepts are not sent.
const TRIES: usize = 20;

/// How many requests there are of an operation.
fn count(kind: OperationKind) -> usize {
    match kind {
        // They are short, and there are many kinds of indexes and languages.
        OperationKind::CreateFieldIndex => 8000,
        _ => 200,
    }
}

fn main() -> ExitCode {
    let mut out = BufWriter::new(stdout().lock());
    for (method, template, kind) in ROUTES {
        let result = requests(*kind).and_then(|lines| {
            for (path, query, body) in lines {
                let line = json!({
                    "operation": kind.name(),
                    "method": method.as_str(),
                    "template": template,
                    "path": path,
                    "query": query,
                    "body": body,
                });
                writeln!(out, "{line}").map_err(|error| error.to_string())?;
            }
            Ok(())
        });
        if let Err(error) = result {
            eprintln!("{}: {error}", kind.name());
            return ExitCode::FAILURE;
        }
    }
    match out.flush() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

type Line = (String, String, Value);

/// Draws values until there are enough that can be sent.
fn requests(kind: OperationKind) -> Result<Vec<Line>, String> {
    let maker: Maker = OPERATIONS
        .iter()
        .find_map(|(known, maker)| (*known == kind).then_some(*maker))
        .ok_or("there is a route and nothing to send on it")?;
    let count = count(kind);
    let mut lines = Vec::with_capacity(count);
    let mut refused = String::new();
    for number in 0..count * TRIES {
        let seed = number as u64 ^ (kind as u64) << 32;
        let mut source = Source::new(seed, number % 2 == 0);
        let call = match encode(maker(&mut source)) {
            Ok(call) => call,
            Err(error) => {
                refused = error.to_string();
                continue;
            }
        };
        let body = body(&call)?;
        lines.push((call.path, call.query, body));
        if lines.len() == count {
            return Ok(lines);
        }
    }
    Err(format!("of {TRIES} times {count} values only {} can be sent; the last one: {refused}", lines.len()))
}

/// What is sent: JSON, or a form with its type and its bytes, each as the character of the same number.
fn body(call: &HttpCall) -> Result<Value, String> {
    match &call.body {
        Body::None => Ok(Value::Null),
        Body::Json(text) => serde_json::from_slice(text).map_err(|error| error.to_string()),
        Body::Multipart(form) => {
            let content_type = call.body.content_type().ok_or("a form without a type")?;
            let form =
                form.clone().into_source().and_then(|form| form.open()).map_err(|error| error.to_string())?;
            let bytes = collect(form)?;
            Ok(json!({
                "content_type": content_type.to_str().map_err(|error| error.to_string())?,
                "form": bytes.into_iter().map(char::from).collect::<String>(),
            }))
        }
    }
}

/// Reads a stream that never has to wait.
fn collect(mut stream: ByteStream) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut context = Context::from_waker(Waker::noop());
    loop {
        match pin!(stream.next_chunk()).poll(&mut context) {
            Poll::Ready(Ok(Some(chunk))) => bytes.extend_from_slice(&chunk),
            Poll::Ready(Ok(None)) => return Ok(bytes),
            Poll::Ready(Err(error)) => return Err(error.to_string()),
            Poll::Pending => return Err("a file in memory has to be waited for".to_owned()),
        }
    }
}
