//! Files that come as the body of a reply.

use http::header::CONTENT_DISPOSITION;
use http::{HeaderMap, StatusCode};
use percent_encoding::percent_decode_str;
use qdrant_core::{
    Answer, ByteStream, DownloadFullSnapshot, DownloadShardSnapshot, DownloadSnapshot, Error, Operation,
    OperationKind, Reply, ReplyMeta, Response, SnapshotFile, StreamShardSnapshot,
};

use crate::{digest, foreign, params};

/// Makes the response of an operation out of a file.
type Respond = fn(SnapshotFile) -> Response;

/// Every operation that answers with a file.
const FILES: [(OperationKind, Respond); 4] = [
    (DownloadSnapshot::KIND, DownloadSnapshot::into_response),
    (DownloadFullSnapshot::KIND, DownloadFullSnapshot::into_response),
    (DownloadShardSnapshot::KIND, DownloadShardSnapshot::into_response),
    (StreamShardSnapshot::KIND, StreamShardSnapshot::into_response),
];

/// Returns whether an operation answers with a file.
pub(crate) fn is_file(operation: OperationKind) -> bool {
    FILES.iter().any(|(kind, _)| *kind == operation)
}

/// Makes the reply of an operation that answers with a file.
pub(crate) fn reply(
    operation: OperationKind,
    status: StatusCode,
    headers: &HeaderMap,
    content: ByteStream,
) -> Result<Reply, Error> {
    foreign::refuse_page(status, headers, &[])?;
    match FILES.iter().find(|(kind, _)| *kind == operation) {
        Some((_, response)) => Ok(Reply::new(response(file(headers, content)))),
        None => Err(Error::unsupported(operation, crate::dispatch::NAME)),
    }
}

/// Makes a file out of a reply that is in memory.
pub(crate) fn collected(headers: &HeaderMap, body: &[u8]) -> Answer<SnapshotFile> {
    Answer { output: file(headers, body.to_vec().into()), meta: ReplyMeta::default() }
}

fn file(headers: &HeaderMap, content: ByteStream) -> SnapshotFile {
    let text = |name: &str| headers.get(name).map(|text| String::from_utf8_lossy(text.as_bytes()));
    SnapshotFile {
        content,
        file_name: text(CONTENT_DISPOSITION.as_str()).and_then(|text| file_name(&text)),
        checksum: text(digest::HEADER).and_then(|text| digest::read(&text)),
    }
}

/// Returns the name that a file shall have, as a name in a folder and never as a path.
fn file_name(disposition: &str) -> Option<String> {
    let extended = params::parameter(disposition, "filename*").and_then(|text| extended(&text));
    let name =
        extended.or_else(|| params::parameter(disposition, "filename").map(|name| name.into_owned()))?;
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|character| !character.is_control()).collect();
    let clean = clean.trim();
    (!matches!(clean, "" | "." | "..")).then(|| clean.to_owned())
}

/// Reads `UTF-8'language'percent-encoded`.
fn extended(text: &str) -> Option<String> {
    let (charset, rest) = text.split_once('\'')?;
    let (_language, encoded) = rest.split_once('\'')?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    percent_decode_str(encoded).decode_utf8().ok().map(|name| name.into_owned())
}

/// Tells a client the name of a file, as [`file_name`] reads it.
#[cfg(feature = "server")]
pub(crate) fn disposition(name: &str) -> String {
    let is_plain = |character: char| {
        character.is_ascii_graphic() && !matches!(character, '"' | '\\') || character == ' '
    };
    if name.chars().all(is_plain) {
        return format!("attachment; filename=\"{name}\"");
    }
    let plain: String =
        name.chars().map(|character| if is_plain(character) { character } else { '_' }).collect();
    let encoded = percent_encoding::utf8_percent_encode(name, crate::target::ENCODED);
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_comes_in_several_forms() {
        for (disposition, expected) in [
            ("attachment; filename=\"docs-1.snapshot\"", Some("docs-1.snapshot")),
            ("attachment; filename=docs.snapshot", Some("docs.snapshot")),
            ("attachment; filename=\"old\"; filename*=UTF-8''na%C3%AFve.snapshot", Some("naïve.snapshot")),
            ("attachment; filename=\"old\"; filename*=iso-8859-1'en'%A3", Some("old")),
            ("attachment; filename=\"old\"; filename*=broken", Some("old")),
            ("attachment; filename*=utf-8'de'%2fetc%2Fpasswd", Some("passwd")),
            ("attachment; filename=\"../../etc/passwd\"", Some("passwd")),
            ("attachment; filename=\"C:\\\\dir\\\\a.snapshot\"", Some("a.snapshot")),
            ("attachment; filename=\"a\tb\u{7f}c\"", Some("abc")),
            ("attachment; filename=\"/\"", None),
            ("attachment; filename=\"..\"", None),
            ("attachment; filename=\" . \"", None),
            ("attachment; filename=\"\"", None),
            ("attachment", None),
            ("inline", None),
        ] {
            assert_eq!(file_name(disposition).as_deref(), expected, "{disposition}");
        }
    }

    #[test]
    fn a_head_tells_name_and_checksum() {
        let mut headers = HeaderMap::new();
        let nothing = file(&headers, Vec::new().into());
        assert_eq!((nothing.file_name, nothing.checksum), (None, None));
        headers.insert(
            CONTENT_DISPOSITION,
            HeaderValue::from_bytes(b"attachment; filename=\"\xff.tar\"").unwrap(),
        );
        let digest = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";
        headers.insert(digest::HEADER, HeaderValue::from_static(digest));
        let named = file(&headers, vec![1, 2].into());
        assert_eq!(named.file_name.as_deref(), Some("\u{fffd}.tar"));
        assert!(named.checksum.unwrap().starts_with("e3b0c442"));
        assert_eq!(named.content.length(), Some(2));
    }

    #[test]
    fn only_downloads_answer_with_a_file() {
        let headers = HeaderMap::new();
        for operation in OperationKind::ALL {
            let reply = reply(*operation, StatusCode::OK, &headers, Vec::new().into());
            assert_eq!(reply.is_ok(), is_file(*operation), "{operation}");
            assert!(!is_file(*operation) || operation.streams());
            assert!(reply.is_err() || reply.unwrap().response.kind() == *operation);
        }
    }

    #[cfg(feature = "server")]
    #[test]
    fn a_simple_name_is_told_simply() {
        assert_eq!(disposition("a b.snapshot"), "attachment; filename=\"a b.snapshot\"");
        assert_eq!(disposition("\"ü\n"), "attachment; filename=\"___\"; filename*=UTF-8''%22%C3%BC%0A");
    }

    proptest! {
        #[test]
        fn a_name_is_never_a_path(header in ".*") {
            if let Some(name) = file_name(&format!("attachment; filename={header}")) {
                prop_assert!(!name.contains(['/', '\\', '\0']) && !matches!(name.as_str(), "" | "." | ".."));
            }
        }
    }

    #[cfg(feature = "server")]
    proptest! {
        #[test]
        fn a_name_that_is_told_is_read(name in "[^/\\\\\\pC]{1,20}") {
            prop_assume!(name.trim() == name && !matches!(name.as_str(), "." | ".."));
            let told = disposition(&name);
            prop_assert!(HeaderValue::try_from(told.as_str()).is_ok());
            prop_assert_eq!(file_name(&told), Some(name));
        }
    }
}
