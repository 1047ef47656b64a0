//! Where the two wires lead.

use qdrant_core::{Error, ErrorKind};
use qdrant_http::{Address, Endpoint, Protocol, Scheme};

use crate::builder::QdrantBuilder;
use crate::config::QdrantConfig;

/// The endpoints of both wires, in the order in which the addresses were given.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Server {
    pub(crate) grpc_first: bool,
    /// Empty when the addresses are those of gRPC alone, at a port that says nothing about that of REST.
    pub(super) rest: Vec<Endpoint>,
    pub(super) grpc: Vec<Endpoint>,
}

/// One address, with what else is set about addresses.
struct Place {
    is_grpc: bool,
    rest: Option<Endpoint>,
    grpc: Endpoint,
}

impl Server {
    pub(crate) fn new(builder: &QdrantBuilder) -> Result<Self, Error> {
        let config = &builder.config;
        let places = match (&config.url, &config.urls, &config.host) {
            (Some(_), Some(_), _) | (_, Some(_), Some(_)) => {
                return Err(contradiction("urls", "one address is set as well; set either"));
            }
            (Some(_), None, Some(_)) => {
                return Err(contradiction("host", "both `url` and `host` are set; set one of them"));
            }
            (Some(url), None, None) => vec![Place::new(Address::parse(url.as_str())?, config)?],
            (None, None, host) => {
                vec![Place::new(bare_host(host.as_deref().unwrap_or("localhost")), config)?]
            }
            (None, Some(urls), None) => {
                let place = |(index, url): (usize, &crate::config::ServerUrl)| {
                    Address::parse(url.as_str())
                        .and_then(|address| Place::new(address, config))
                        .map_err(|error| in_list(error, index))
                };
                urls.iter().enumerate().map(place).collect::<Result<_, _>>()?
            }
        };
        Self::of(places, config.prefer_grpc)
    }

    fn of(places: Vec<Place>, prefer_grpc: bool) -> Result<Self, Error> {
        let Some(first) = places.first() else {
            return Err(contradiction("urls", "there is no address"));
        };
        let (is_grpc, https, has_rest) = (first.is_grpc, first.grpc.https, first.rest.is_some());
        for (index, place) in places.iter().enumerate() {
            let message = if place.is_grpc != is_grpc {
                "the first address means another wire: the scheme `grpc` and port 6334 mean gRPC, all others REST"
            } else if place.grpc.https != https {
                "the first address differs in whether it means TLS"
            } else if place.rest.is_some() != has_rest {
                "the first address differs in whether it says where REST is"
            } else {
                continue;
            };
            return Err(contradiction(&format!("urls[{index}]"), message));
        }
        let grpc = places.iter().map(|place| place.grpc.clone()).collect();
        let rest = places.into_iter().filter_map(|place| place.rest).collect();
        Ok(Self { grpc_first: prefer_grpc || is_grpc, rest, grpc })
    }
}

impl Place {
    fn new(address: Address, config: &QdrantConfig) -> Result<Self, Error> {
        let https = match (address.scheme.map(Scheme::is_secure), config.https) {
            (Some(scheme), Some(set)) if scheme != set => {
                return Err(contradiction("https", "the scheme of the address says otherwise"));
            }
            (scheme, set) => scheme.or(set).unwrap_or(false),
        };
        let prefix = match config.prefix.as_deref().map(normalized) {
            Some(prefix) if !address.prefix.is_empty() && prefix != address.prefix => {
                return Err(contradiction("prefix", "the address has another path"));
            }
            prefix => prefix.unwrap_or(address.prefix),
        };
        let is_grpc = address.scheme.is_some_and(Scheme::is_grpc)
            || address.port == Some(Protocol::Http2.default_port(https));
        let (rest_port, grpc_port) = if is_grpc { (None, address.port) } else { (address.port, None) };
        let rest_port = one_port("port", rest_port, config.port)?;
        let grpc_port = one_port("grpc_port", grpc_port, config.grpc_port)?;
        let endpoint = |protocol: Protocol, port: Option<u16>, prefix: String| {
            let port = port.unwrap_or_else(|| protocol.default_port(https));
            let endpoint = Endpoint { https, host: address.host.clone(), port, prefix };
            endpoint.check().map(|()| endpoint)
        };
        let grpc = endpoint(Protocol::Http2, grpc_port, String::new()).map_err(|error| {
            let is_own = error.field() == Some("port") && config.grpc_port.is_some();
            if is_own { error.with_field("grpc_port") } else { error }
        })?;
        // Who names gRPC at an unusual port has not said where REST is, and what is at its usual port may be another
        // server.
        let rest_is_known =
            !is_grpc || rest_port.is_some() || grpc.port == Protocol::Http2.default_port(https);
        if !rest_is_known && !prefix.is_empty() {
            return Err(contradiction("prefix", "gRPC has none, and no port says where REST is"));
        }
        let rest = rest_is_known.then(|| endpoint(Protocol::Http1, rest_port, prefix)).transpose()?;
        Ok(Self { is_grpc, rest, grpc })
    }
}

/// Says which of the addresses an error is about.
fn in_list(error: Error, index: usize) -> Error {
    let item = format!("urls[{index}]");
    if error.field() == Some("url") { error.with_field(item) } else { error.within(&item) }
}

pub(super) fn contradiction(field: &str, message: &str) -> Error {
    Error::new(ErrorKind::Config, message.to_owned()).with_field(field)
}

/// A host without scheme, port or path; brackets around an IPv6 address are for addresses only.
fn bare_host(host: &str) -> Address {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    Address { scheme: None, host: bare.to_ascii_lowercase(), port: None, prefix: String::new() }
}

/// A prefix with a slash at its start and none at its end.
fn normalized(prefix: &str) -> String {
    let path = prefix.strip_suffix('/').unwrap_or(prefix);
    if path.is_empty() || path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}

fn one_port(field: &str, from_address: Option<u16>, set: Option<u16>) -> Result<Option<u16>, Error> {
    match (from_address, set) {
        (Some(address), Some(set)) if address != set => {
            Err(contradiction(field, "the address has another port"))
        }
        (address, set) => Ok(address.or(set)),
    }
}

#[cfg(test)]
#[cfg(all(feature = "rest", feature = "grpc"))]
mod tests {
    use super::*;
    use crate::Qdrant;

    fn listed(endpoints: &[Endpoint]) -> String {
        endpoints.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    fn chosen(builder: &QdrantBuilder) -> (bool, String, String) {
        let Server { grpc_first, rest, grpc } = Server::new(builder).unwrap();
        (grpc_first, listed(&rest), listed(&grpc))
    }

    #[test]
    fn each_address_leads_where_the_table_says() {
        let rest = "http://localhost:6333";
        let grpc = "http://localhost:6334";
        for (builder, grpc_first, rest, grpc) in [
            (Qdrant::builder(), false, rest, grpc),
            (Qdrant::builder().prefer_grpc(true), true, rest, grpc),
            (Qdrant::from_url("h"), false, "http://h:6333", "http://h:6334"),
            (Qdrant::from_url("qdrant:7000"), false, "http://qdrant:7000", "http://qdrant:6334"),
            (Qdrant::from_url("http://h:6334"), true, "http://h:6333", "http://h:6334"),
            (Qdrant::from_url("grpc://h:7001"), true, "", "http://h:7001"),
            (Qdrant::from_url("grpc://h:7001").port(7000), true, "http://h:7000", "http://h:7001"),
            (Qdrant::from_url("grpcs://h"), true, "https://h:443", "https://h:6334"),
            (Qdrant::from_url("https://h"), false, "https://h:443", "https://h:6334"),
            (Qdrant::from_url("https://h").port(6333), false, "https://h:6333", "https://h:6334"),
            (Qdrant::from_url("https://h:6333/p"), false, "https://h:6333/p", "https://h:6334"),
            (Qdrant::from_url("h").https(true).grpc_port(7), false, "https://h:443", "https://h:7"),
            (
                Qdrant::builder().host("::1").port(1).prefix("/a/b/"),
                false,
                "http://[::1]:1/a/b",
                "http://[::1]:6334",
            ),
            (Qdrant::from_url("h").api_key("k"), false, "http://h:6333", "http://h:6334"),
            (
                Qdrant::builder().urls(["https://a/p", "https://b:7000", "https://[::1]"]).prefer_grpc(true),
                true,
                "https://a:443/p https://b:7000 https://[::1]:443",
                "https://a:6334 https://b:6334 https://[::1]:6334",
            ),
            (
                Qdrant::builder().urls(["a", "b"]).https(true).port(1).grpc_port(2).prefix("p"),
                false,
                "https://a:1/p https://b:1/p",
                "https://a:2 https://b:2",
            ),
            (Qdrant::builder().urls(["grpc://a:1", "grpc://b:2"]), true, "", "http://a:1 http://b:2"),
            (Qdrant::builder().urls(["only"]), false, "http://only:6333", "http://only:6334"),
        ] {
            assert_eq!(chosen(&builder), (grpc_first, rest.to_owned(), grpc.to_owned()), "{builder:?}");
        }
    }

    #[derive(Debug)]
    struct Tokens;

    #[async_trait::async_trait]
    impl crate::TokenSource for Tokens {
        async fn token(&self) -> Result<crate::Token, Error> {
            Ok(crate::Token::new("t"))
        }
    }

    #[test]
    fn contradictions_name_the_parameter() {
        for (builder, field) in [
            (Qdrant::from_url("h").host("i"), "host"),
            (Qdrant::from_url("http://h").https(true), "https"),
            (Qdrant::from_url("http://h/p").prefix("q"), "prefix"),
            (Qdrant::from_url("http://h:1").port(2), "port"),
            (Qdrant::from_url("http://h:6334").grpc_port(1), "grpc_port"),
            (Qdrant::from_url("http://h").in_memory(), "url"),
            (Qdrant::from_url("http://h").api_key("k").bearer_token("t"), "bearer_token"),
            (Qdrant::from_url("http://h//a"), "prefix"),
            (Qdrant::from_url("grpc://h:7001/p"), "prefix"),
            (Qdrant::from_url("grpc://h:7001").prefix("p"), "prefix"),
            (Qdrant::builder().prefix("//x"), "prefix"),
            (Qdrant::builder().prefix("a/../b"), "prefix"),
            (Qdrant::builder().host("h:7000"), "host"),
            (Qdrant::builder().host("http://h"), "host"),
            (Qdrant::builder().host(""), "host"),
            (Qdrant::from_url("ftp://h"), "url"),
            (Qdrant::from_url("http://user:password@h"), "url"),
            (Qdrant::from_url("http://h?q"), "url"),
            (Qdrant::from_url("http://h:0"), "port"),
            (Qdrant::from_url("http://h:99999"), "port"),
            (Qdrant::from_url("h").port(0), "port"),
            (Qdrant::from_url("h").grpc_port(0), "grpc_port"),
            (Qdrant::from_url("h").timeout(std::time::Duration::ZERO), "timeout"),
            (Qdrant::from_url("h").prefer_grpc(true).pool_size(usize::MAX), "pool_size"),
            (Qdrant::builder().in_memory().path("folder"), "path"),
            (Qdrant::builder().urls(["a"]).url("b"), "urls"),
            (Qdrant::builder().urls(["a"]).host("b"), "urls"),
            (Qdrant::builder().urls(["a"]).in_memory(), "url"),
            (Qdrant::builder().urls(Vec::<String>::new()), "urls"),
            (Qdrant::builder().urls(["a", "http://a:6333"]), "urls"),
            (Qdrant::builder().urls((0..65).map(|node| format!("node-{node}"))), "urls"),
            // REST has two ports, gRPC the same one twice.
            (Qdrant::builder().urls(["a:7000", "a:7001"]).prefer_grpc(true), "urls"),
            (Qdrant::builder().urls(["http://a", "https://b"]), "urls[1]"),
            (Qdrant::builder().urls(["a", "grpc://b"]), "urls[1]"),
            (Qdrant::builder().urls(["grpc://a", "grpc://b:7000"]), "urls[1]"),
            (Qdrant::builder().urls(["a", "ftp://b"]), "urls[1]"),
            (Qdrant::builder().urls(["a", "b:0"]), "urls[1].port"),
            (Qdrant::builder().urls(["a", "https://b"]).https(false), "urls[1].https"),
            (Qdrant::builder().urls(["a:1", "b:2"]).port(1), "urls[1].port"),
            (Qdrant::from_url("h").api_key("k").auth_token_provider(Tokens), "auth_token_provider"),
            (Qdrant::from_url("h").pool_size(0), "pool_size"),
            (Qdrant::from_url("h").proxy(crate::ProxyConfig::new("socks5://p")), "proxy.http"),
        ] {
            let error = builder.build().unwrap_err();
            assert_eq!((error.kind(), error.field()), (ErrorKind::Config, Some(field)), "{error}");
        }
    }

    #[test]
    fn a_key_with_a_newline_is_refused_without_showing_it() {
        let error = Qdrant::from_url("http://h").api_key("hush\nhush").build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
    }

    /// What the Python client makes of each is in the comments, where it is something else.
    #[test]
    fn every_row_of_the_matrix_of_the_python_client_has_a_result() {
        let url = Qdrant::from_url;
        let host = |host: &str| Qdrant::builder().host(host);
        for (builder, rest) in [
            (Qdrant::builder(), Ok("http://localhost:6333")),
            // The default: an empty variable would lead to another server than meant.
            (url(""), Err("host")),
            (url("h"), Ok("http://h:6333")),
            (url("localhost:7000"), Ok("http://localhost:7000")),
            // Port 6333.
            (url("https://h"), Ok("https://h:443")),
            (url("https://h").port(6333), Ok("https://h:6333")),
            (url("https://h/p/q"), Ok("https://h:443/p/q")),
            // Refused: the path of the address is empty only at second sight.
            (url("http://h:6333/").prefix("p"), Ok("http://h:6333/p")),
            // TLS because of the key.
            (url("h").api_key("k"), Ok("http://h:6333")),
            (host("h").api_key("k"), Ok("http://h:6333")),
            // The scheme wins in silence.
            (url("http://h").https(true), Err("https")),
            (url("https://h").https(false), Err("https")),
            // Refused as unknown schemes.
            (url("qdrant:6333"), Ok("http://qdrant:6333")),
            (url("my-host:6333"), Ok("http://my-host:6333")),
            (url("my_host:6333"), Ok("http://my_host:6333")),
            (url("db.internal:6333"), Ok("http://db.internal:6333")),
            (url("127.0.0.1:6333"), Ok("http://127.0.0.1:6333")),
            (url("[::1]:6333"), Ok("http://[::1]:6333")),
            // An address that is none.
            (host("::1"), Ok("http://[::1]:6333")),
            (host("h:7000"), Err("host")),
            // Port 6333.
            (url("http://h:0"), Err("port")),
            (url("http://h:99999"), Err("port")),
            // Host `a`, which gets the key.
            (url("http://h:6333//a//b"), Err("prefix")),
            // Host `x`.
            (Qdrant::builder().prefix("//x"), Err("prefix")),
            // All but host and port is dropped in silence.
            (url("http://u:p@h?q#f"), Err("url")),
            (url("http://H:6333"), Ok("http://h:6333")),
            (url("http://h").host("h"), Err("host")),
            (host("http://h"), Err("host")),
            (url("ftp://h"), Err("url")),
        ] {
            let found = Server::new(&builder).map(|server| listed(&server.rest));
            match (found, rest) {
                (Ok(found), Ok(rest)) => assert_eq!(found, rest, "{builder:?}"),
                (Err(error), Err(field)) => {
                    assert_eq!(
                        (error.kind(), error.field()),
                        (ErrorKind::Config, Some(field)),
                        "{builder:?}"
                    );
                }
                (found, rest) => panic!("{found:?} in place of {rest:?} for {builder:?}"),
            }
        }
    }
}
