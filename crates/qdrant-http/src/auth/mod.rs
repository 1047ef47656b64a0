//! Who we are: API keys and tokens.

mod cache;
mod config;
mod layer;
mod read;

pub use self::config::{Auth, AuthScheme, Credentials, Token, TokenSource};
pub(crate) use self::layer::{Authorize, AuthorizeLayer, CREDENTIALS, OwnCredentials};
