//! Where the server is.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use http::uri::{Authority, PathAndQuery};
use qdrant_core::Error;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::address::{Address, Scheme, bad};
use crate::config::Protocol;

/// The longest name that DNS knows, in bytes, with the dot that may end it.
const MAX_HOST: usize = 254;

/// The longest prefix, in bytes; the HTTP library takes URLs up to 64 KiB, and most servers up to 8.
const MAX_PREFIX: usize = 8 << 10;

/// The address of a server: scheme, host, port and a path in front of all others.
///
/// # Examples
///
/// ```
/// use qdrant_http::{Endpoint, Protocol};
///
/// let endpoint = Endpoint::parse("https://db.example/qdrant", Protocol::Http1)?;
/// assert_eq!(endpoint.to_string(), "https://db.example:443/qdrant");
/// let endpoint = Endpoint::parse("[::1]", Protocol::Http2)?;
/// assert_eq!(endpoint.to_string(), "http://[::1]:6334");
/// # Ok::<(), qdrant_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// Whether the connection is encrypted; default no.
    pub https: bool,
    /// Name or address of the host, IPv6 without brackets; default `localhost`.
    pub host: String,
    /// TCP port; default 6333.
    pub port: u16,
    /// Path in front of all others, such as `/qdrant`; empty or with a slash at its start and none at its end.
    pub prefix: String,
}

impl Default for Endpoint {
    fn default() -> Self {
        Self { https: false, host: "localhost".to_owned(), port: 6333, prefix: String::new() }
    }
}

impl Endpoint {
    /// Creates the address of a plain-text server.
    pub fn http(host: impl Into<String>, port: u16) -> Self {
        Self { host: host.into(), port, ..Self::default() }
    }

    /// Creates the address of an encrypted server.
    pub fn https(host: impl Into<String>, port: u16) -> Self {
        Self { https: true, ..Self::http(host, port) }
    }

    /// Reads an address such as `http://localhost:6333`, `db:6333`, `https://db.example/prefix` or `[::1]`.
    ///
    /// `grpc` and `grpcs` are `http` and `https` for gRPC; without a scheme it is `http`. Without a port it is 6333,
    /// for gRPC 6334, and 443 for REST over `https`. Host names are put in lower case.
    ///
    /// # Errors
    ///
    /// `Config` for what is no address, and for user, query or fragment parts, which would be lost.
    pub fn parse(text: &str, protocol: Protocol) -> Result<Self, Error> {
        Address::parse(text)?.endpoint(protocol)
    }

    /// Returns whether the host is this machine.
    pub fn is_loopback(&self) -> bool {
        match self.host.parse::<IpAddr>() {
            Ok(IpAddr::V6(address)) => address.to_canonical().is_loopback(),
            Ok(address) => address.is_loopback(),
            Err(_) => self.host == "localhost" || self.host.ends_with(".localhost"),
        }
    }

    /// Returns host and port as they stand in a URL.
    pub fn authority(&self) -> String {
        let Self { host, port, .. } = self;
        if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
    }

    /// Returns the server itself, whatever stands in front of the paths.
    pub(crate) fn without_prefix(&self) -> Self {
        Self { prefix: String::new(), ..self.clone() }
    }

    /// Checks the parts, which anybody may have set.
    ///
    /// # Errors
    ///
    /// `Config` that names the part at fault.
    pub fn check(&self) -> Result<(), Error> {
        let Self { https: _, host, port, prefix } = self;
        if *port == 0 {
            return Err(bad("the port must not be 0").with_field("port"));
        }
        let name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        let is_host = if host.contains(':') {
            host.parse::<Ipv6Addr>().is_ok()
        } else {
            (1..=MAX_HOST).contains(&host.len()) && host.bytes().all(name)
        };
        if !is_host || self.authority().parse::<Authority>().is_err() {
            return Err(bad("not a host name or an IP address").with_field("host"));
        }
        if !prefix.is_empty() {
            // An empty segment could become the host of another server, a dotted one another path.
            let segments =
                prefix.strip_prefix('/').ok_or_else(|| bad("must start with `/`").with_field("prefix"))?;
            if segments.split('/').any(|segment| matches!(segment, "" | "." | "..")) {
                return Err(bad("has an empty or dotted segment").with_field("prefix"));
            }
            if prefix.len() > MAX_PREFIX {
                return Err(bad("is too long for a part of a URL").with_field("prefix"));
            }
            // HTTP knows ASCII alone; and white space of other kinds would be lost where addresses are trimmed.
            if !prefix.is_ascii() {
                return Err(
                    bad("other characters than ASCII have to be percent-encoded").with_field("prefix")
                );
            }
            if prefix.contains(['?', '#']) || prefix.parse::<PathAndQuery>().is_err() {
                return Err(bad("is no path of a URL").with_field("prefix"));
            }
        }
        Ok(())
    }
}

/// As text, such as `http://localhost:6333`.
///
/// Without a port it is that of gRPC for the schemes `grpc` and `grpcs`, and that of REST otherwise.
impl<'de> Deserialize<'de> for Endpoint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let address = Address::parse(&text).map_err(D::Error::custom)?;
        let protocol = match address.scheme {
            Some(Scheme::Grpc | Scheme::Grpcs) => Protocol::Http2,
            Some(Scheme::Http | Scheme::Https) | None => Protocol::Http1,
        };
        address.endpoint(protocol).map_err(D::Error::custom)
    }
}

/// As text, with its port.
impl Serialize for Endpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.https { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority(), self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};
    use qdrant_core::ErrorKind;

    use super::*;

    fn rest(text: &str) -> String {
        Endpoint::parse(text, Protocol::Http1).unwrap().to_string()
    }

    fn grpc(text: &str) -> String {
        Endpoint::parse(text, Protocol::Http2).unwrap().to_string()
    }

    #[test]
    fn the_usual_spellings_are_read() {
        assert_eq!(rest("http://localhost:6333"), "http://localhost:6333");
        assert_eq!(rest("localhost"), "http://localhost:6333");
        assert_eq!(rest("qdrant:7000"), "http://qdrant:7000");
        assert_eq!(rest("my_host:7000/"), "http://my_host:7000");
        assert_eq!(rest(" HTTPS://DB.Example "), "https://db.example:443");
        assert_eq!(rest("https://db.example:6333/a/b/"), "https://db.example:6333/a/b");
        assert_eq!(rest("127.0.0.1:80"), "http://127.0.0.1:80");
        assert_eq!(rest("[::1]:7000"), "http://[::1]:7000");
        assert_eq!(rest("::1"), "http://[::1]:6333");
        assert_eq!(grpc("db"), "http://db:6334");
        assert_eq!(grpc("grpcs://db"), "https://db:6334");
        assert_eq!(grpc("https://db"), "https://db:6334");
    }

    #[test]
    fn traps_are_refused() {
        for text in [
            "",
            "http://",
            "ftp://db",
            "http://h:6333//a//b",
            "http://h/a/../b",
            "http://h/./b",
            "h:0",
            "h:99999",
            "h:",
            "h:+1",
            "h:x",
            "http://user:hush@h",
            "http://h?q=hush",
            "http://h/#hush",
            "h h",
            "[::1",
            "[h]:1",
            "[::1]x",
            "1:2:3",
            "http://h/a b",
            "grpc://h",
            "//evil/x",
            "h\n",
        ] {
            let result = Endpoint::parse(text, Protocol::Http1);
            // White space around the text is no trap.
            if text == "h\n" {
                assert!(result.is_ok());
                continue;
            }
            let error = result.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{text}");
            assert!(!format!("{error:?} {error}").contains("hush"), "{text}");
        }
    }

    #[test]
    fn parts_set_by_hand_are_checked() {
        let good = Endpoint::http("::1", 6333);
        assert!(good.check().is_ok());
        let with = |prefix: &str| Endpoint { prefix: prefix.to_owned(), ..good.clone() };
        assert!(with("/a").check().is_ok());
        for prefix in ["a", "//x", "/a/", "/a//b", "/..", "/a?b", "/a#b", "/\u{fc}", "/a\u{3000}"] {
            assert_eq!(with(prefix).check().unwrap_err().field(), Some("prefix"), "{prefix}");
        }
        // Longer ones would fail with every call, where nobody knows any more what is at fault.
        assert_eq!(with(&"/a".repeat(1 << 20)).check().unwrap_err().field(), Some("prefix"));
        assert!(Endpoint::http("h".repeat(MAX_HOST), 1).check().is_ok());
        assert_eq!(Endpoint::http("h".repeat(MAX_HOST + 1), 1).check().unwrap_err().field(), Some("host"));
        assert_eq!(Endpoint::http("h:1", 1).check().unwrap_err().field(), Some("host"));
        assert_eq!(Endpoint::http("h/x", 1).check().unwrap_err().field(), Some("host"));
    }

    #[test]
    fn loopback_hosts_are_known() {
        for host in ["localhost", "db.localhost", "127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"] {
            assert!(Endpoint::http(host, 1).is_loopback(), "{host}");
        }
        for host in ["db", "localhost.example", "10.0.0.1", "::2"] {
            assert!(!Endpoint::http(host, 1).is_loopback(), "{host}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(https in any::<bool>(), host in "[a-z][a-z0-9.-]{0,20}", port in 1_u16.., prefix in "(/[a-z0-9%_]{1,5}){0,3}") {
            let endpoint = Endpoint { https, host, port, prefix };
            if endpoint.check().is_ok() {
                assert_eq!(Endpoint::parse(&endpoint.to_string(), Protocol::Http1).unwrap(), endpoint);
            }
        }

        #[test]
        fn no_text_is_a_panic(text in any::<String>()) {
            let _ = Endpoint::parse(&text, Protocol::Http2);
        }
    }
}
