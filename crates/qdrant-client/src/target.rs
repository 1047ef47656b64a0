//! Reading the address of a server.

use qdrant_core::{Error, ErrorKind};

/// Qdrant's port for REST.
pub(crate) const REST_PORT: u16 = 6333;

/// Qdrant's port for gRPC.
pub(crate) const GRPC_PORT: u16 = 6334;

/// The wire that an address asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    Rest,
    Grpc,
}

/// An address, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// `None` when the address has no scheme.
    pub(crate) https: Option<bool>,
    /// `None` unless scheme or port say which wire is meant.
    pub(crate) wire: Option<Wire>,
    /// Without brackets.
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
    /// Empty, or with a leading and without a trailing slash.
    pub(crate) prefix: String,
}

fn refused(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Config, message.into()).with_field("url")
}

impl Target {
    /// Reads `[scheme://]host[:port][/prefix]`.
    ///
    /// The scheme is `http`, `https`, `grpc` (gRPC without TLS) or `grpcs` (gRPC with TLS).
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        let (scheme, rest) = match url.split_once("://") {
            Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
            None => (None, url),
        };
        let (https, mut wire) = match scheme.as_deref() {
            None => (None, None),
            Some("http") => (Some(false), None),
            Some("https") => (Some(true), None),
            Some("grpc") => (Some(false), Some(Wire::Grpc)),
            Some("grpcs") => (Some(true), Some(Wire::Grpc)),
            Some(other) => {
                return Err(refused(format!(
                    "scheme `{other}` is not known; expected `http`, `https`, `grpc` or `grpcs`"
                )));
            }
        };
        if rest.contains(['?', '#']) {
            return Err(refused("a query or fragment has no meaning in a server's address"));
        }
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(refused("credentials do not belong into the address; set an API key instead"));
        }
        let (host, port) = split_authority(authority)?;
        if port == Some(GRPC_PORT) {
            wire = Some(Wire::Grpc);
        }
        Ok(Self { https, wire, host, port, prefix: normalize_prefix(path)? })
    }

    /// Reads a host without scheme, port or path.
    pub(crate) fn from_host(host: &str) -> Result<Self, Error> {
        let invalid = |message: String| Error::new(ErrorKind::Config, message).with_field("host");
        if host.contains("://") || host.contains('/') {
            return Err(invalid(format!("{host:?} is a URL; set it as `url`")));
        }
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        if bare.contains(':') && bare.parse::<std::net::Ipv6Addr>().is_err() {
            return Err(invalid(format!("{host:?} has a port; set it as `port`")));
        }
        check_host(bare).map_err(|error| error.with_field("host"))?;
        Ok(Self {
            https: None,
            wire: None,
            host: bare.to_ascii_lowercase(),
            port: None,
            prefix: String::new(),
        })
    }
}

fn split_authority(authority: &str) -> Result<(String, Option<u16>), Error> {
    let (host, port) = if let Some(rest) = authority.strip_prefix('[') {
        let (host, after) = rest
            .split_once(']')
            .ok_or_else(|| refused(format!("{authority:?} has an opening bracket without the closing one")))?;
        if host.parse::<std::net::Ipv6Addr>().is_err() {
            return Err(refused(format!("{host:?} is no IPv6 address")));
        }
        match after.strip_prefix(':') {
            Some(port) => (host, Some(port)),
            None if after.is_empty() => (host, None),
            None => return Err(refused(format!("{after:?} after the host is no port"))),
        }
    } else if authority.parse::<std::net::Ipv6Addr>().is_ok() {
        return Err(refused(format!("an IPv6 address goes into brackets: [{authority}]")));
    } else {
        match authority.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        }
    };
    check_host(host)?;
    let port = match port {
        None => None,
        Some(text) => Some(text.parse::<u16>().ok().filter(|port| *port != 0).ok_or_else(|| {
            refused(format!("{text:?} is no port; expected a number from 1 to 65535"))
        })?),
    };
    Ok((host.to_ascii_lowercase(), port))
}

fn check_host(host: &str) -> Result<(), Error> {
    if host.is_empty() {
        return Err(refused("the host is empty"));
    }
    match host.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':'))) {
        None => Ok(()),
        Some(c) => Err(refused(format!("the host {host:?} contains {c:?}"))),
    }
}

/// Brings a path prefix into one form; refuses what could lead to another host or route.
pub(crate) fn normalize_prefix(prefix: &str) -> Result<String, Error> {
    let trimmed = prefix.strip_suffix('/').unwrap_or(prefix);
    if trimmed.is_empty() {
        return Ok(String::new());
    }
    let path = trimmed.strip_prefix('/').unwrap_or(trimmed);
    for segment in path.split('/') {
        if segment.is_empty() || segment == "." || segment == ".." {
            return Err(Error::new(
                ErrorKind::Config,
                format!("the prefix {prefix:?} has an empty, `.` or `..` part"),
            )
            .with_field("prefix"));
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~%!$&'()*+,;=:@".contains(c);
        if let Some(c) = segment.chars().find(|c| !allowed(*c)) {
            return Err(Error::new(ErrorKind::Config, format!("the prefix {prefix:?} contains {c:?}"))
                .with_field("prefix"));
        }
    }
    Ok(format!("/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> (Option<bool>, Option<Wire>, String, Option<u16>, String) {
        let Target { https, wire, host, port, prefix } = Target::parse(url).unwrap();
        (https, wire, host, port, prefix)
    }

    #[test]
    fn addresses_are_taken_apart() {
        let s = String::from;
        assert_eq!(parse("h"), (None, None, s("h"), None, s("")));
        assert_eq!(parse("qdrant:6333"), (None, None, s("qdrant"), Some(6333), s("")));
        assert_eq!(parse("localhost:7000"), (None, None, s("localhost"), Some(7000), s("")));
        assert_eq!(parse("https://H.Example/p/q/"), (Some(true), None, s("h.example"), None, s("/p/q")));
        assert_eq!(parse("http://[::1]:6333/"), (Some(false), None, s("::1"), Some(6333), s("")));
        assert_eq!(parse("http://h:6334"), (Some(false), Some(Wire::Grpc), s("h"), Some(6334), s("")));
        assert_eq!(parse("grpcs://h:1"), (Some(true), Some(Wire::Grpc), s("h"), Some(1), s("")));
        assert_eq!(parse("my_host"), (None, None, s("my_host"), None, s("")));
    }

    #[test]
    fn traps_are_refused() {
        for url in [
            "", "http://", "ftp://h", "http://u:p@h", "http://h?q", "http://h#f", "http://h:0", "http://h:99999",
            "http://h:x", "http://h//a//b", "http://h/../x", "http://[::1", "::1", "http://h h", "http://[h]",
        ] {
            let error = Target::parse(url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{url}");
            assert!(!error.to_string().contains("u:p"), "{error}");
        }
    }

    #[test]
    fn a_host_is_only_a_host() {
        assert_eq!(Target::from_host("::1").unwrap().host, "::1");
        assert_eq!(Target::from_host("[::1]").unwrap().host, "::1");
        for host in ["h:7000", "http://h", "h/p", ""] {
            assert_eq!(Target::from_host(host).unwrap_err().field(), Some("host"), "{host}");
        }
    }

    #[test]
    fn a_prefix_never_replaces_the_host() {
        assert_eq!(normalize_prefix("p").unwrap(), "/p");
        assert_eq!(normalize_prefix("/p/q/").unwrap(), "/p/q");
        for prefix in ["//x", "a//b", "..", "/a/./b", "a b", "a?b"] {
            assert_eq!(normalize_prefix(prefix).unwrap_err().field(), Some("prefix"), "{prefix}");
        }
    }
}
