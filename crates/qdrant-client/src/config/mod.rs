//! The configuration of a client as a value, which files can hold.

mod server_url;
#[cfg(not(any(feature = "rest", feature = "grpc")))]
mod unusable;
mod values;

pub use self::server_url::ServerUrl;
pub use self::values::QdrantConfig;
