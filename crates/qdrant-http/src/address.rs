//! Addresses as they are written.

use qdrant_core::{Error, ErrorKind};

use crate::config::Protocol;
use crate::endpoint::Endpoint;

/// An address as it was written, before defaults fill in what it leaves out.
///
/// # Examples
///
/// ```
/// use qdrant_http::{Address, Protocol, Scheme};
///
/// let address = Address::parse("https://db.example/qdrant")?;
/// assert_eq!((address.scheme, address.port), (Some(Scheme::Https), None));
/// assert_eq!(address.endpoint(Protocol::Http1)?.to_string(), "https://db.example:443/qdrant");
/// # Ok::<(), qdrant_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// What stands before `://`, if anything does.
    pub scheme: Option<Scheme>,
    /// Name or address of the host, in lower case, IPv6 without brackets.
    pub host: String,
    /// TCP port, if it is given.
    pub port: Option<u16>,
    /// Path in front of all others; empty or with a slash at its start and none at its end.
    pub prefix: String,
}

/// What stands before `://` in an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `http`: without TLS.
    Http,
    /// `https`: with TLS.
    Https,
    /// `grpc`: gRPC without TLS.
    Grpc,
    /// `grpcs`: gRPC with TLS.
    Grpcs,
}

impl Scheme {
    /// Returns whether it means TLS.
    pub const fn is_secure(self) -> bool {
        matches!(self, Self::Https | Self::Grpcs)
    }

    /// Returns whether it means gRPC.
    pub const fn is_grpc(self) -> bool {
        matches!(self, Self::Grpc | Self::Grpcs)
    }
}

impl Address {
    /// Reads `[scheme://]host[:port][/prefix]`; the host is not checked before [`endpoint`](Self::endpoint).
    ///
    /// # Errors
    ///
    /// `Config` for what is no address, and for user, query or fragment parts, which would be lost.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
            None => (None, text),
        };
        let scheme = match scheme.as_deref() {
            None => None,
            Some("http") => Some(Scheme::Http),
            Some("https") => Some(Scheme::Https),
            Some("grpc") => Some(Scheme::Grpc),
            Some("grpcs") => Some(Scheme::Grpcs),
            Some(_) => return Err(bad("the scheme must be http, https, grpc or grpcs")),
        };
        if rest.contains(['?', '#']) {
            return Err(bad("a query or fragment has no meaning here"));
        }
        let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        let (host, port) = split_port(authority)?;
        let prefix = path.strip_suffix('/').unwrap_or(path).to_owned();
        Ok(Self { scheme, host: host.to_ascii_lowercase(), port, prefix })
    }

    /// Fills in what is left out, for one protocol, and checks the parts.
    ///
    /// Without a scheme there is no TLS. Without a port it is 6333, for gRPC 6334, and 443 for REST over TLS.
    ///
    /// # Errors
    ///
    /// `Config` that names the part at fault.
    pub fn endpoint(self, protocol: Protocol) -> Result<Endpoint, Error> {
        let Self { scheme, host, port, prefix } = self;
        if protocol == Protocol::Http1 && scheme.is_some_and(Scheme::is_grpc) {
            return Err(bad("the schemes grpc and grpcs are for the gRPC transport"));
        }
        let https = scheme.is_some_and(Scheme::is_secure);
        let port = port.unwrap_or_else(|| protocol.default_port(https));
        let endpoint = Endpoint { https, host, port, prefix };
        endpoint.check()?;
        Ok(endpoint)
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>), Error> {
    if authority.contains('@') {
        return Err(bad("a user or password has no meaning here"));
    }
    let number = |text: &str| match text.parse::<u16>() {
        Ok(port) if text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(Some(port)),
        Ok(_) | Err(_) => Err(bad("not a number from 1 to 65535").with_field("port")),
    };
    if let Some(rest) = authority.strip_prefix('[') {
        let (host, rest) =
            rest.split_once(']').ok_or_else(|| bad("a bracket is not closed").with_field("host"))?;
        if !host.contains(':') {
            return Err(bad("brackets are for IPv6 addresses").with_field("host"));
        }
        return match rest.strip_prefix(':') {
            Some(port) => Ok((host, number(port)?)),
            None if rest.is_empty() => Ok((host, None)),
            None => Err(bad("text after the bracket").with_field("host")),
        };
    }
    match authority.split_once(':') {
        // More than one colon without brackets: an IPv6 address alone.
        Some((_, port)) if port.contains(':') => Ok((authority, None)),
        Some((host, port)) => Ok((host, number(port)?)),
        None => Ok((authority, None)),
    }
}

pub(crate) fn bad(message: &'static str) -> Error {
    Error::new(ErrorKind::Config, message).with_field("url")
}
