//! The environment as a configuration.

use std::env::VarError;
use std::num::NonZeroU16;

use qdrant_core::{Error, ErrorKind};

use super::QdrantBuilder;

impl QdrantBuilder {
    /// Reads the configuration from the environment.
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `QDRANT_URL` | the address, as for [`url`](Self::url); several with commas in between, as for [`urls`](Self::urls) |
    /// | `QDRANT_API_KEY` | the API key |
    /// | `QDRANT_BEARER_TOKEN` | the bearer token, in place of a key |
    /// | `QDRANT_PREFER_GRPC` | `true` or `false` (also `1` and `0`) |
    /// | `QDRANT_GRPC_PORT` | the port for gRPC |
    /// | `QDRANT_TIMEOUT` | the time of a call, such as `2.5` (seconds) or `1m 30s` |
    /// | `QDRANT_TLS_ROOTS` | a file in PEM with the root certificates, in place of those of the system |
    /// | `QDRANT_CHECK_COMPATIBILITY` | `true` or `false` |
    ///
    /// Variables that are not set or empty leave the default. The methods of the builder change what was read.
    ///
    /// No other variable is read. `QDRANT_HOST` and `QDRANT_PORT` are not: Kubernetes sets the latter to something else
    /// for a service with the name `qdrant`, and a host alone is an address. `HTTPS_PROXY` and its like are read by
    /// `proxy_from_env` alone.
    ///
    /// # Errors
    ///
    /// `Config` that names the variable when one has a value that makes no sense.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(|name| match std::env::var(name) {
            Ok(value) => Ok(Some(value)),
            Err(VarError::NotPresent) => Ok(None),
            // The error has the value in it, which may be a key.
            Err(VarError::NotUnicode(_)) => Err(refused(name, "is no text in UTF-8")),
        })
    }

    pub(crate) fn from_variables(
        read: impl Fn(&str) -> Result<Option<String>, Error>,
    ) -> Result<Self, Error> {
        let read = |name: &str| read(name).map(|value| value.filter(|value| !value.is_empty()));
        let mut builder = Self::new();
        if let Some(url) = read("QDRANT_URL")? {
            builder = if url.contains(',') {
                builder.urls(url.split(',').map(str::trim).filter(|url| !url.is_empty()))
            } else {
                builder.url(url)
            };
        }
        if let Some(key) = read("QDRANT_API_KEY")? {
            builder = builder.api_key(key);
        }
        if let Some(token) = read("QDRANT_BEARER_TOKEN")? {
            builder = builder.bearer_token(token);
        }
        if let Some(text) = read("QDRANT_PREFER_GRPC")? {
            builder = builder.prefer_grpc(switch("QDRANT_PREFER_GRPC", &text)?);
        }
        if let Some(text) = read("QDRANT_GRPC_PORT")? {
            let port = text.trim().parse::<NonZeroU16>();
            let port = port.map_err(|_| refused("QDRANT_GRPC_PORT", "expected a number from 1 to 65535"))?;
            builder = builder.grpc_port(port.get());
        }
        if let Some(text) = read("QDRANT_TIMEOUT")? {
            builder = builder.timeout_from(&text)?;
        }
        if let Some(path) = read("QDRANT_TLS_ROOTS")? {
            builder = builder.roots_from(&path)?;
        }
        if let Some(text) = read("QDRANT_CHECK_COMPATIBILITY")? {
            builder = builder.check_compatibility(switch("QDRANT_CHECK_COMPATIBILITY", &text)?);
        }
        Ok(builder)
    }

    #[cfg(any(feature = "rest", feature = "grpc"))]
    fn timeout_from(self, text: &str) -> Result<Self, Error> {
        let refuse =
            || refused("QDRANT_TIMEOUT", "expected a time such as `2.5` or `1m 30s`, more than none");
        let timeout =
            qdrant_http::values::duration::parse(text).map_err(|error| refuse().with_source(error))?;
        if timeout.is_zero() { Err(refuse()) } else { Ok(self.timeout(timeout)) }
    }

    #[cfg(any(feature = "rest", feature = "grpc"))]
    fn roots_from(mut self, path: &str) -> Result<Self, Error> {
        let roots =
            qdrant_http::Roots::from_file(path).map_err(|error| error.with_field("QDRANT_TLS_ROOTS"))?;
        self.config.tls.roots = vec![roots];
        Ok(self)
    }

    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    fn timeout_from(mut self, _: &str) -> Result<Self, Error> {
        self.config.set_timeout();
        Ok(self)
    }

    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    fn roots_from(self, _: &str) -> Result<Self, Error> {
        Err(crate::select::disabled("rest` or `grpc", "TLS").with_field("QDRANT_TLS_ROOTS"))
    }
}

fn refused(name: &str, message: &'static str) -> Error {
    Error::new(ErrorKind::Config, message).with_field(name)
}

fn switch(name: &str, text: &str) -> Result<bool, Error> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(refused(name, "expected `true` or `false`")),
    }
}

#[cfg(test)]
#[cfg(any(feature = "rest", feature = "grpc"))]
mod tests {
    use std::time::Duration;

    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<QdrantBuilder, Error> {
        let found = |name: &str| variables.iter().find(|(variable, _)| *variable == name);
        QdrantBuilder::from_variables(|name| Ok(found(name).map(|(_, value)| (*value).to_owned())))
    }

    #[test]
    fn the_environment_configures_a_client() {
        let config = with(&[
            ("QDRANT_URL", "http://h:6333"),
            ("QDRANT_API_KEY", ""),
            ("QDRANT_BEARER_TOKEN", "jwt"),
            ("QDRANT_PREFER_GRPC", "yes"),
            ("QDRANT_GRPC_PORT", "7"),
            ("QDRANT_TIMEOUT", "2.5"),
            ("QDRANT_CHECK_COMPATIBILITY", "off"),
        ]);
        let config = config.unwrap().config;
        assert_eq!(config.url.as_ref().map(|url| url.as_str()), Some("http://h:6333"));
        assert!(config.api_key.is_none() && config.prefer_grpc);
        assert_eq!(config.bearer_token, Some("jwt".into()));
        assert_eq!((config.grpc_port, config.check_compatibility), (Some(7), Some(false)));
        assert_eq!(config.timeout, Some(Duration::from_millis(2500)));
        let config = with(&[("QDRANT_URL", "a:1, b:2,"), ("QDRANT_TIMEOUT", "1m 30s")]).unwrap().config;
        let urls: Vec<_> = config.urls.iter().flatten().map(|url| url.as_str().to_owned()).collect();
        assert_eq!((config.url, urls), (None, vec!["a:1".to_owned(), "b:2".to_owned()]));
        assert_eq!(config.timeout, Some(Duration::from_secs(90)));
    }

    #[test]
    fn roots_are_read_from_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        std::fs::write(&path, "pem").unwrap();
        let config = with(&[("QDRANT_TLS_ROOTS", path.to_str().unwrap())]).unwrap().config;
        assert_eq!(config.tls.roots, [qdrant_http::Roots::Pem(b"pem".to_vec())]);
    }

    #[test]
    fn a_variable_that_makes_no_sense_is_named() {
        for (variable, values) in [
            ("QDRANT_PREFER_GRPC", &["maybe", "2"][..]),
            ("QDRANT_GRPC_PORT", &["0", "-1", "65536", "tcp://10.0.0.1:6333"]),
            ("QDRANT_TIMEOUT", &["0", "-1", "NaN", "inf", "soon", "none"]),
            ("QDRANT_TLS_ROOTS", &["/no/such/file"]),
            ("QDRANT_CHECK_COMPATIBILITY", &["perhaps"]),
        ] {
            for value in values {
                let error = with(&[(variable, value)]).unwrap_err();
                assert_eq!((error.kind(), error.field()), (ErrorKind::Config, Some(variable)), "{value}");
            }
        }
    }
}
