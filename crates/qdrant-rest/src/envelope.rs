//! What is around the result of every JSON reply.

use http::StatusCode;
use qdrant_core::{
    Answer, Error, ErrorKind, Outcome, ReplyMeta, ServerError, UpdateResult, UpdateStatus, Usage,
};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::json;

/// `{"result": .., "status": "ok", "time": 0.002, "usage": {..}}`.
#[derive(Deserialize)]
struct Envelope<T> {
    /// Absent when the server has only accepted the request.
    result: Option<T>,
    status: Option<Status>,
    #[serde(default, deserialize_with = "fact")]
    time: Option<f64>,
    #[serde(default, deserialize_with = "fact")]
    usage: Option<Usage>,
}

/// Reads what is beside the result: it never fails the call, which may be a write that is done.
fn fact<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Value::deserialize(deserializer).map(|fact| serde_json::from_value(fact).ok().flatten())
}

/// How the call went, in the server's words.
#[derive(Deserialize)]
#[serde(untagged)]
enum Status {
    /// `ok` or `accepted`.
    Word(String),
    Error {
        error: String,
    },
    Other(IgnoredAny),
}

/// A reply without what is around it.
struct Opened<T> {
    result: Option<T>,
    /// Whether the server says that it goes on by itself.
    accepted: bool,
    meta: ReplyMeta,
}

/// Reads a reply that has a result.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<Answer<T>, Error> {
    read_with(body, |result| result)
}

/// Reads a reply and takes the output out of its result.
pub(crate) fn read_with<T: DeserializeOwned, O>(
    body: &[u8],
    output: impl FnOnce(T) -> O,
) -> Result<Answer<O>, Error> {
    let Opened { result, meta, .. } = open(body)?;
    Ok(Answer { output: output(result.ok_or_else(no_result)?), meta })
}

/// Reads the reply to a change of collections; one that was only accepted counts as done.
pub(crate) fn read_flag(body: &[u8]) -> Result<Answer<bool>, Error> {
    read_or(body, true)
}

/// Reads the reply to a write; one that was only accepted is acknowledged and not completed.
pub(crate) fn read_update(body: &[u8]) -> Result<Answer<UpdateResult>, Error> {
    read_or(body, UpdateResult { operation_id: None, status: UpdateStatus::Acknowledged })
}

/// Reads the reply to an operation that the server may finish later.
///
/// The status of the reply decides, or the word for it in the body.
pub(crate) fn read_outcome<T: DeserializeOwned>(
    status: StatusCode,
    body: &[u8],
) -> Result<Answer<Outcome<T>>, Error> {
    if status == StatusCode::ACCEPTED {
        let meta =
            if body.trim_ascii().is_empty() { ReplyMeta::default() } else { open::<IgnoredAny>(body)?.meta };
        return Ok(Answer { output: Outcome::Accepted, meta });
    }
    let Opened { result, accepted, meta } = open(body)?;
    let output = if accepted { Outcome::Accepted } else { Outcome::Completed(result.ok_or_else(no_result)?) };
    Ok(Answer { output, meta })
}

fn read_or<T: DeserializeOwned>(body: &[u8], instead: T) -> Result<Answer<T>, Error> {
    let Opened { result, accepted, meta } = open(body)?;
    let output = result.or_else(|| accepted.then_some(instead)).ok_or_else(no_result)?;
    Ok(Answer { output, meta })
}

fn open<T: DeserializeOwned>(body: &[u8]) -> Result<Opened<T>, Error> {
    let Envelope { result, status, time, usage } = json::read::<Envelope<T>>(ErrorKind::Decode, body)?;
    let accepted = match status {
        Some(Status::Error { error }) if result.is_none() => {
            let server = ServerError::http(200, error.as_str());
            return Err(Error::new(ErrorKind::Server, error).with_server(server));
        }
        Some(Status::Word(word)) => word == "accepted",
        Some(Status::Error { .. } | Status::Other(_)) | None => false,
    };
    let meta = ReplyMeta::default().with_usage(usage).with_time_secs(time.unwrap_or(f64::NAN));
    Ok(Opened { result, accepted, meta })
}

fn no_result() -> Error {
    Error::new(ErrorKind::Decode, "the reply has no result").with_field("result")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_reply_has_a_result_and_facts() {
        let body = br#"{"result":[1],"status":"ok","time":0.25,"usage":{"inference":{"models":{"m":{"tokens":3}}}},"new":1}"#;
        let Answer { output, meta } = read::<Vec<u8>>(body).unwrap();
        assert_eq!((output, meta.time), (vec![1], Some(Duration::from_millis(250))));
        assert_eq!(meta.usage.unwrap().inference.unwrap().models["m"].tokens, 3);
    }

    #[test]
    fn facts_may_be_missing_or_strange() {
        for body in [r#"{"result":7}"#, r#"{"status":["odd"],"result":7,"time":null,"usage":null}"#] {
            let Answer { output, meta } = read::<u8>(body.as_bytes()).unwrap();
            assert_eq!((output, meta), (7, ReplyMeta::default()));
        }
        for fact in [r#""0.1""#, "-1", "true", "{}", "[]", r#"{"hardware":[{"cpu":1}]}"#] {
            let body = format!(r#"{{"result":7,"status":"ok","time":{fact},"usage":{fact}}}"#);
            let Answer { output, meta } = read::<u8>(body.as_bytes()).unwrap();
            assert_eq!((output, meta.time), (7, None), "{fact}");
            assert!(meta.usage.is_none_or(|usage| usage == Usage::default()), "{fact}");
        }
    }

    #[test]
    fn a_write_is_done_whatever_the_facts_about_it_are() {
        for (usage, cpu) in [
            (r#"{"inference":{}}"#, None),
            (r#"{"hardware":{"cpu":null}}"#, Some(0)),
            (r#"{"cpu":5,"payload_io_read":1}"#, Some(5)),
        ] {
            let result = r#"{"operation_id":7,"status":"completed"}"#;
            let body = format!(r#"{{"result":{result},"status":"ok","time":0.1,"usage":{usage}}}"#);
            let Answer { output, meta } = read_update(body.as_bytes()).unwrap();
            assert_eq!(output.operation_id, Some(7), "{usage}");
            let hardware = meta.usage.unwrap().hardware;
            assert_eq!(hardware.map(|hardware| hardware.cpu), cpu, "{usage}");
        }
    }

    #[test]
    fn accepted_writes_are_acknowledged() {
        let body = br#"{"status":"accepted","time":0.1}"#;
        assert_eq!(read_update(body).unwrap().output.status, UpdateStatus::Acknowledged);
        assert!(read_flag(body).unwrap().output);
        assert_eq!(read::<u8>(body).unwrap_err().field(), Some("result"));
    }

    #[test]
    fn the_status_or_the_word_tells_an_accepted_operation() {
        let read = |status, body: &str| read_outcome::<u8>(status, body.as_bytes());
        let (ok, accepted) = (StatusCode::OK, StatusCode::ACCEPTED);
        for (status, body) in [
            (accepted, r#"{"status":"accepted","time":0.5}"#),
            (accepted, r#"{"result":7,"status":"ok","time":0.5}"#),
            (ok, r#"{"status":"accepted","time":0.5}"#),
            (ok, r#"{"result":7,"status":"accepted","time":0.5}"#),
        ] {
            let Answer { output, meta } = read(status, body).unwrap();
            assert_eq!((output, meta.time), (Outcome::Accepted, Some(Duration::from_millis(500))), "{body}");
        }
        assert_eq!(read(accepted, " ").unwrap().output, Outcome::Accepted);
        assert_eq!(read(ok, r#"{"result":7,"status":"ok"}"#).unwrap().output, Outcome::Completed(7));
        for (status, body, kind) in [
            (ok, r#"{"status":"ok"}"#, ErrorKind::Decode),
            (ok, "", ErrorKind::Decode),
            (accepted, "<html>", ErrorKind::Decode),
            (accepted, r#"{"status":{"error":"full"}}"#, ErrorKind::Server),
        ] {
            assert_eq!(read(status, body).unwrap_err().kind(), kind, "{body}");
        }
    }

    #[test]
    fn a_result_of_null_is_none() {
        let error = read_flag(br#"{"result":null,"status":"ok","time":0.1}"#).unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Decode, Some("result")));
    }

    #[test]
    fn an_error_in_a_successful_reply_is_an_error() {
        let error = read_flag(br#"{"status":{"error":"disk full"},"time":0.1}"#).unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Server, "disk full"));
    }
}
