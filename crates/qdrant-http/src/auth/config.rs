//! The credentials of a client.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use qdrant_core::{Error, Secret};

/// How a client proves who it is.
///
/// A call with a header `api-key` or `authorization` of its own goes out with that alone, whatever the scheme here.
///
/// # Examples
///
/// ```
/// use qdrant_http::Auth;
///
/// let auth = Auth::api_key("my-key");
/// assert!(!format!("{auth:?}").contains("my-key"));
/// ```
#[derive(Debug, Clone)]
pub struct Auth {
    /// Where the credentials stand in a request.
    pub scheme: AuthScheme,
    /// Where the credentials come from.
    pub credentials: Credentials,
}

impl Auth {
    /// Creates the header `api-key` with a fixed key.
    pub fn api_key(key: impl Into<Secret>) -> Self {
        Self { scheme: AuthScheme::ApiKey, credentials: Credentials::Fixed(key.into()) }
    }

    /// Creates the header `authorization: Bearer` with a fixed token.
    pub fn bearer(token: impl Into<Secret>) -> Self {
        Self { scheme: AuthScheme::Bearer, credentials: Credentials::Fixed(token.into()) }
    }

    /// Creates the header `api-key` with keys from a source.
    pub fn api_key_source(source: impl TokenSource + 'static) -> Self {
        Self { scheme: AuthScheme::ApiKey, credentials: Credentials::Source(Arc::new(source)) }
    }

    /// Creates the header `authorization: Bearer` with tokens from a source.
    pub fn bearer_source(source: impl TokenSource + 'static) -> Self {
        Self { scheme: AuthScheme::Bearer, credentials: Credentials::Source(Arc::new(source)) }
    }
}

/// Where credentials stand in a request; the server takes both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthScheme {
    /// The header `api-key`.
    ApiKey,
    /// The header `authorization` with the word `Bearer`.
    Bearer,
}

/// Where credentials come from.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// The same secret for every request.
    Fixed(Secret),
    /// A source that is asked when a token is needed; tokens are kept until shortly before they expire.
    Source(Arc<dyn TokenSource>),
}

/// Issues tokens that expire, such as JSON web tokens.
///
/// It is asked in a task of its own, once for all calls that wait, and again when a token nears its end or the
/// server refuses it. A source that gives nothing within a minute has failed, and is asked again by the next call.
///
/// # Examples
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use async_trait::async_trait;
/// use qdrant_core::Error;
/// use qdrant_http::{Token, TokenSource};
///
/// #[derive(Debug)]
/// struct Vault;
///
/// #[async_trait]
/// impl TokenSource for Vault {
///     async fn token(&self) -> Result<Token, Error> {
///         Ok(Token::new("fresh").expires_at(SystemTime::now() + Duration::from_secs(600)))
///     }
/// }
/// ```
#[async_trait]
pub trait TokenSource: Debug + Send + Sync {
    /// Issues a token.
    ///
    /// # Errors
    ///
    /// Any; every call that waits for the token fails with its kind and text. Kinds that are retryable are tried
    /// again within the policy of the call.
    async fn token(&self) -> Result<Token, Error>;
}

/// A secret with an end.
#[derive(Debug, Clone)]
pub struct Token {
    /// The secret itself, without the word `Bearer`.
    pub secret: Secret,
    /// When the token ends; `None` keeps it until the server refuses it; default `None`.
    pub expires_at: Option<SystemTime>,
}

impl Token {
    /// Creates a token without an end.
    pub fn new(secret: impl Into<Secret>) -> Self {
        Self { secret: secret.into(), expires_at: None }
    }

    /// Sets when the token ends.
    #[must_use]
    pub fn expires_at(mut self, end: SystemTime) -> Self {
        self.expires_at = Some(end);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_shown() {
        let shown =
            format!("{:?} {:?} {:?}", Auth::api_key("hush"), Auth::bearer("hush"), Token::new("hush"));
        assert!(!shown.contains("hush"), "{shown}");
    }
}
