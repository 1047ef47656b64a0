//! The other direction: requests of clients in, replies out.

mod dispatch;
mod error;
mod incoming;
mod outgoing;
mod served;

pub use self::dispatch::{decode_request, encode_reply};
pub use self::error::encode_error;
pub(crate) use self::error::{format_error, validation_error};
pub(crate) use self::incoming::Incoming;
pub(crate) use self::outgoing::{bare, enveloped, plain_text};
pub(crate) use self::served::Served;
