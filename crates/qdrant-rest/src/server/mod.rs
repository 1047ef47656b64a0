//! The other direction: requests of clients in, replies out.

mod body;
mod dispatch;
mod error;
mod incoming;
mod multipart;
mod outgoing;
mod served;
mod upload;

pub use self::body::ServedBody;
pub use self::dispatch::{decode_request, encode_reply, serve_reply};
pub use self::error::encode_error;
pub(crate) use self::error::{format_error, validation_error, wrong_input};
pub(crate) use self::incoming::Incoming;
pub(crate) use self::outgoing::{bare, enveloped, not_in_memory, outcome, plain_text};
pub(crate) use self::served::Served;
pub use self::upload::decode_upload;
