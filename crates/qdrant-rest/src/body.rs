//! Bodies of requests.

use std::fmt;

use bytes::Bytes;
use http::header::HeaderValue;

use crate::upload::Multipart;

/// The body of a request.
#[derive(Clone, PartialEq, Eq)]
pub enum Body {
    /// There is none.
    None,
    /// JSON text.
    Json(Bytes),
    /// A file that is streamed as `multipart/form-data`.
    Multipart(Multipart),
}

impl Body {
    /// Returns the text of a JSON body.
    pub fn json(&self) -> Option<&Bytes> {
        match self {
            Self::Json(text) => Some(text),
            Self::None | Self::Multipart(_) => None,
        }
    }

    /// Returns the `content-type` that belongs to the body, if there is a body.
    pub fn content_type(&self) -> Option<HeaderValue> {
        match self {
            Self::None => None,
            Self::Json(_) => Some(HeaderValue::from_static("application/json")),
            Self::Multipart(multipart) => Some(multipart.content_type()),
        }
    }
}

/// The text of a JSON body may hold a secret, so only its length is shown.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Json(text) => write!(f, "Json({} bytes)", text.len()),
            Self::Multipart(multipart) => f.debug_tuple("Multipart").field(multipart).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_body_is_not_shown() {
        let body = Body::Json(Bytes::from_static(br#"{"api_key":"hush"}"#));
        assert_eq!(format!("{body:?}"), "Json(18 bytes)");
    }

    #[test]
    fn a_body_has_a_type() {
        assert_eq!(Body::None.content_type(), None);
        assert_eq!(Body::Json(Bytes::new()).content_type().unwrap(), "application/json");
        let multipart = Body::Multipart(Multipart::new(vec![1].into()));
        assert!(
            multipart.content_type().unwrap().to_str().unwrap().starts_with("multipart/form-data; boundary=")
        );
        assert_eq!((multipart.json(), Body::None.json()), (None, None));
    }
}
