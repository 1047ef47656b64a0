//! Where requests of a stack go, and nowhere else.

use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};
use qdrant_core::{Error, ErrorKind};

use crate::endpoint::Endpoint;

/// The endpoint in the form in which it stands in requests.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    scheme: Scheme,
    authority: Authority,
    prefix: String,
}

impl Origin {
    /// Takes over a checked endpoint.
    ///
    /// # Errors
    ///
    /// `Config` if one of its parts is not acceptable.
    pub(crate) fn new(endpoint: &Endpoint) -> Result<Self, Error> {
        endpoint.check()?;
        let authority = endpoint.authority().parse().map_err(|error: http::uri::InvalidUri| {
            Error::new(ErrorKind::Config, "not a host name or an IP address")
                .with_field("host")
                .with_source(error)
        })?;
        let scheme = if endpoint.https { Scheme::HTTPS } else { Scheme::HTTP };
        Ok(Self { scheme, authority, prefix: endpoint.prefix.clone() })
    }

    /// Returns the root of the server.
    pub(crate) fn uri(&self) -> Uri {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(PathAndQuery::from_static("/"));
        // The parts are complete; an empty one would only fail to connect.
        Uri::from_parts(parts).unwrap_or_default()
    }

    /// Returns whether a request may go there: it names this server or none.
    pub(crate) fn owns(&self, target: &Uri) -> bool {
        target.authority().is_none_or(|authority| *authority == self.authority)
            && target.scheme().is_none_or(|scheme| *scheme == self.scheme)
    }

    /// Checks that a request is for this server. One that names a server must name this one: credentials go nowhere
    /// else.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` for a target on another server, and for what is no path.
    pub(crate) fn check(&self, target: &Uri) -> Result<(), Error> {
        if !self.owns(target) {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("the request is for another server than {}", self.authority),
            ));
        }
        if !target.path().starts_with('/') {
            return Err(Error::new(ErrorKind::InvalidRequest, "the path must start with `/`"));
        }
        Ok(())
    }

    /// Completes the target of a request.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check).
    pub(crate) fn complete(&self, target: &Uri) -> Result<Uri, Error> {
        self.check(target)?;
        let path = target.path_and_query().map_or("/", PathAndQuery::as_str);
        let path = match (target.path_and_query(), self.prefix.as_str()) {
            (Some(path), "") => Ok(path.clone()),
            (_, prefix) => format!("{prefix}{path}").parse(),
        };
        let path = path.map_err(|error: http::uri::InvalidUri| {
            Error::new(ErrorKind::InvalidRequest, "the path is no path of a URL").with_source(error)
        })?;
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path);
        Uri::from_parts(parts)
            .map_err(|error| Error::new(ErrorKind::InvalidRequest, "the target is no URL").with_source(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Protocol;

    fn complete(endpoint: &str, target: &str) -> Result<String, Error> {
        let origin = Origin::new(&Endpoint::parse(endpoint, Protocol::Http1).unwrap()).unwrap();
        origin.complete(&target.parse().unwrap()).map(|uri| uri.to_string())
    }

    #[test]
    fn the_prefix_stands_in_front_of_every_path() {
        assert_eq!(complete("http://h:1", "/a?b=1").unwrap(), "http://h:1/a?b=1");
        assert_eq!(complete("http://h:1/p", "/a?b=1").unwrap(), "http://h:1/p/a?b=1");
        assert_eq!(complete("http://h:1/p", "/").unwrap(), "http://h:1/p/");
        assert_eq!(complete("[::1]:1", "/a").unwrap(), "http://[::1]:1/a");
    }

    #[test]
    fn a_path_never_becomes_a_host() {
        assert_eq!(complete("http://h:1", "//evil/x").unwrap(), "http://h:1//evil/x");
        assert_eq!(complete("http://h:1/p", "//evil/x").unwrap(), "http://h:1/p//evil/x");
    }

    #[test]
    fn another_server_is_refused() {
        assert_eq!(complete("http://h:1", "http://h:1/a").unwrap(), "http://h:1/a");
        for target in ["http://evil:1/a", "http://h:2/a", "https://h:1/a", "evil:1", "*"] {
            assert_eq!(
                complete("http://h:1", target).unwrap_err().kind(),
                ErrorKind::InvalidRequest,
                "{target}"
            );
        }
    }
}
