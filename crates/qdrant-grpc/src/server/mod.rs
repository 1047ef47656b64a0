//! The other direction: requests of clients in, replies out.

mod dispatch;
mod error;
mod served;

pub use self::dispatch::{decode_request, encode_reply};
pub use self::error::{RpcStatus, encode_error};
pub(crate) use self::served::Served;
