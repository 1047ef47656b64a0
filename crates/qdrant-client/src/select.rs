//! Choice of the transport, among those that are compiled in.

use qdrant_core::{Error, ErrorKind, SharedTransport};

use crate::builder::{Local, QdrantBuilder};
use crate::client::Wires;

fn contradiction(field: &str, message: &str) -> Error {
    Error::new(ErrorKind::Config, message.to_owned()).with_field(field)
}

pub(crate) fn disabled(feature: &str, wanted: &str) -> Error {
    Error::new(
        ErrorKind::FeatureDisabled,
        format!("{wanted} needs the cargo feature `{feature}` of qdrant-client"),
    )
}

pub(crate) fn select(mut builder: QdrantBuilder) -> Result<(SharedTransport, Wires), Error> {
    let remote = builder.url.is_some() || builder.host.is_some();
    match (builder.transport.take(), builder.local.take()) {
        (Some(_), Some(_)) => {
            Err(contradiction("transport", "a transport was given as well as an embedded engine"))
        }
        (Some(_), None) if remote => {
            Err(contradiction("transport", "a transport was given as well as an address"))
        }
        (Some(transport), None) => Ok((transport, Wires::default())),
        (None, Some(_)) if remote => {
            Err(contradiction("url", "an address was given as well as an embedded engine"))
        }
        (None, Some(local)) => embedded(local),
        (None, None) => server(builder),
    }
}

#[cfg(feature = "embedded")]
fn embedded(local: Local) -> Result<(SharedTransport, Wires), Error> {
    use std::sync::Arc;

    use qdrant_embedded::EmbeddedTransport;

    let transport = Arc::new(match local {
        Local::Memory => EmbeddedTransport::in_memory()?,
        Local::Path(path) => EmbeddedTransport::open(path)?,
    });
    let wires = Wires::default().with_embedded(Arc::clone(&transport));
    Ok((transport, wires))
}

#[cfg(not(feature = "embedded"))]
fn embedded(local: Local) -> Result<(SharedTransport, Wires), Error> {
    let wanted = match local {
        Local::Memory => "an engine in memory".to_owned(),
        Local::Path(path) => format!("an engine in {}", path.display()),
    };
    Err(disabled("embedded", &wanted))
}

#[cfg(not(any(feature = "rest", feature = "grpc")))]
fn server(_: QdrantBuilder) -> Result<(SharedTransport, Wires), Error> {
    Err(disabled("rest` or `grpc", "a server"))
}

#[cfg(any(feature = "rest", feature = "grpc"))]
fn server(builder: QdrantBuilder) -> Result<(SharedTransport, Wires), Error> {
    let server = Server::new(&builder)?;
    if server.grpc_first { server.grpc(&builder) } else { server.rest(&builder) }
}

/// Where the two wires lead.
#[cfg(any(feature = "rest", feature = "grpc"))]
#[derive(Debug, PartialEq, Eq)]
struct Server {
    grpc_first: bool,
    /// `None` when the address is that of gRPC alone, at a port that says nothing about that of REST.
    rest: Option<qdrant_http::Endpoint>,
    grpc: qdrant_http::Endpoint,
}

#[cfg(any(feature = "rest", feature = "grpc"))]
impl Server {
    fn new(builder: &QdrantBuilder) -> Result<Self, Error> {
        use qdrant_http::{Address, Endpoint, Protocol, Scheme};

        let address = match (&builder.url, &builder.host) {
            (Some(_), Some(_)) => {
                return Err(contradiction("host", "both `url` and `host` are set; set one of them"));
            }
            (Some(url), None) => Address::parse(url)?,
            (None, host) => bare_host(host.as_deref().unwrap_or("localhost")),
        };
        let https = match (address.scheme.map(Scheme::is_secure), builder.https) {
            (Some(scheme), Some(set)) if scheme != set => {
                return Err(contradiction("https", "the scheme of the address says otherwise"));
            }
            (scheme, set) => scheme.or(set).unwrap_or(false),
        };
        let prefix = match builder.prefix.as_deref().map(normalized) {
            Some(prefix) if !address.prefix.is_empty() && prefix != address.prefix => {
                return Err(contradiction("prefix", "the address has another path"));
            }
            prefix => prefix.unwrap_or(address.prefix),
        };
        let is_grpc = address.scheme.is_some_and(Scheme::is_grpc)
            || address.port == Some(Protocol::Http2.default_port(https));
        let (rest_port, grpc_port) = if is_grpc { (None, address.port) } else { (address.port, None) };
        let rest_port = one_port("port", rest_port, builder.port)?;
        let grpc_port = one_port("grpc_port", grpc_port, builder.grpc_port)?;
        let endpoint = |protocol: Protocol, port: Option<u16>, prefix: String| {
            let port = port.unwrap_or_else(|| protocol.default_port(https));
            let endpoint = Endpoint { https, host: address.host.clone(), port, prefix };
            endpoint.check().map(|()| endpoint)
        };
        let grpc = endpoint(Protocol::Http2, grpc_port, String::new())?;
        // Who names gRPC at an unusual port has not said where REST is, and what is at its usual port may be another
        // server.
        let rest_is_known =
            !is_grpc || rest_port.is_some() || grpc.port == Protocol::Http2.default_port(https);
        Ok(Self {
            grpc_first: builder.prefer_grpc || is_grpc,
            rest: rest_is_known.then(|| endpoint(Protocol::Http1, rest_port, prefix)).transpose()?,
            grpc,
        })
    }

    #[cfg(feature = "rest")]
    fn rest_transport(&self, builder: &QdrantBuilder) -> Result<Option<qdrant_rest::RestTransport>, Error> {
        let Some(endpoint) = &self.rest else { return Ok(None) };
        let mut config = builder.http_config(endpoint.clone())?;
        // The warning is for the client, and the stack of gRPC has given it.
        config.warn_insecure &= !self.grpc_first;
        let stack = qdrant_http::HttpStack::new(config, qdrant_http::Protocol::Http1)?;
        Ok(Some(qdrant_rest::RestTransport::new(stack)))
    }

    #[cfg(feature = "rest")]
    fn rest(&self, builder: &QdrantBuilder) -> Result<(SharedTransport, Wires), Error> {
        let Some(rest) = self.rest_transport(builder)? else {
            return Err(contradiction("url", "the address is that of gRPC alone"));
        };
        let transport = std::sync::Arc::new(rest.clone());
        Ok((transport, Wires::default().with_rest(rest)))
    }

    #[cfg(not(feature = "rest"))]
    fn rest(&self, _: &QdrantBuilder) -> Result<(SharedTransport, Wires), Error> {
        Err(disabled("rest", "this address"))
    }

    #[cfg(feature = "grpc")]
    fn grpc(&self, builder: &QdrantBuilder) -> Result<(SharedTransport, Wires), Error> {
        let mut config = builder.http_config(self.grpc.clone())?;
        config.headers.extend_from_slice(&builder.metadata);
        let stack = qdrant_http::HttpStack::new(config, qdrant_http::Protocol::Http2)?;
        let grpc = qdrant_grpc::GrpcTransport::new(stack);
        #[cfg(feature = "gzip")]
        let grpc = grpc.gzip(builder.compression);
        let shared: SharedTransport = std::sync::Arc::new(grpc.clone());
        #[cfg(feature = "rest")]
        if let Some(rest) = self.rest_transport(builder)? {
            let route = qdrant_core::layer::Route::new([shared, std::sync::Arc::new(rest.clone())])?;
            let wires = Wires::default().with_rest(rest).with_grpc(grpc);
            return Ok((std::sync::Arc::new(route), wires));
        }
        Ok((shared, Wires::default().with_grpc(grpc)))
    }

    #[cfg(not(feature = "grpc"))]
    fn grpc(&self, _: &QdrantBuilder) -> Result<(SharedTransport, Wires), Error> {
        Err(disabled("grpc", &format!("gRPC to {}", self.grpc)))
    }
}

/// A host without scheme, port or path; brackets around an IPv6 address are for addresses only.
#[cfg(any(feature = "rest", feature = "grpc"))]
fn bare_host(host: &str) -> qdrant_http::Address {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    qdrant_http::Address { scheme: None, host: bare.to_ascii_lowercase(), port: None, prefix: String::new() }
}

/// A prefix with a slash at its start and none at its end.
#[cfg(any(feature = "rest", feature = "grpc"))]
fn normalized(prefix: &str) -> String {
    let path = prefix.strip_suffix('/').unwrap_or(prefix);
    if path.is_empty() || path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}

#[cfg(any(feature = "rest", feature = "grpc"))]
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

    fn chosen(builder: &QdrantBuilder) -> (bool, String, String) {
        let Server { grpc_first, rest, grpc } = Server::new(builder).unwrap();
        (grpc_first, rest.map(|rest| rest.to_string()).unwrap_or_default(), grpc.to_string())
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
        ] {
            assert_eq!(chosen(&builder), (grpc_first, rest.to_owned(), grpc.to_owned()), "{builder:?}");
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
            let found = Server::new(&builder).map(|server| server.rest.map(|rest| rest.to_string()));
            match (found, rest) {
                (Ok(found), Ok(rest)) => assert_eq!(found.as_deref(), Some(rest), "{builder:?}"),
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

    #[test]
    fn metadata_is_for_grpc_alone_and_options_reach_the_stack() {
        let builder = Qdrant::from_url("h")
            .metadata("x-m", "1")
            .header("x-h", "2")
            .attempt_timeout(std::time::Duration::from_secs(1))
            .idle_timeout(std::time::Duration::from_secs(2))
            .max_response_bytes(3);
        let config = builder.http_config(Server::new(&builder).unwrap().grpc).unwrap();
        assert_eq!(config.headers.len(), 1, "metadata is added for gRPC only");
        assert_eq!(config.attempt_timeout, Some(std::time::Duration::from_secs(1)));
        assert_eq!(config.idle_timeout, Some(std::time::Duration::from_secs(2)));
        assert_eq!(config.max_response_bytes, 3);
        // What no metadata may be called is found when the wire is built, and over REST alone never.
        let reserved = || Qdrant::from_url("h").metadata("grpc-timeout", "1S");
        assert!(reserved().build().is_ok());
        assert_eq!(reserved().prefer_grpc(true).build().unwrap_err().kind(), ErrorKind::Config);
    }

    #[test]
    fn the_environment_configures_a_client() {
        let variables = |name: &str| {
            Ok(match name {
                "QDRANT_URL" => Some("http://h:6333".to_owned()),
                "QDRANT_API_KEY" => Some(String::new()),
                "QDRANT_PREFER_GRPC" => Some("yes".to_owned()),
                "QDRANT_GRPC_PORT" => Some("7".to_owned()),
                "QDRANT_TIMEOUT" => Some("2.5".to_owned()),
                "QDRANT_CHECK_COMPATIBILITY" => Some("off".to_owned()),
                _ => None,
            })
        };
        let builder = QdrantBuilder::from_variables(variables).unwrap();
        assert_eq!(chosen(&builder), (true, "http://h:6333".to_owned(), "http://h:7".to_owned()));
        assert!(builder.api_key.is_none());
        assert_eq!(builder.timeout, Some(std::time::Duration::from_millis(2500)));
        assert_eq!(builder.check_compatibility, Some(false));
    }

    #[test]
    fn a_variable_that_makes_no_sense_is_named() {
        for (variable, values) in [
            ("QDRANT_PREFER_GRPC", &["maybe", "2"][..]),
            ("QDRANT_GRPC_PORT", &["0", "-1", "65536", "tcp://10.0.0.1:6333"]),
            ("QDRANT_TIMEOUT", &["0", "-1", "NaN", "inf", "5s"]),
            ("QDRANT_CHECK_COMPATIBILITY", &["perhaps"]),
        ] {
            for value in values {
                let read = |name: &str| Ok((name == variable).then(|| (*value).to_owned()));
                let error = QdrantBuilder::from_variables(read).unwrap_err();
                assert_eq!((error.kind(), error.field()), (ErrorKind::Config, Some(variable)), "{value}");
            }
        }
    }
}

#[cfg(test)]
#[cfg(all(feature = "grpc", not(feature = "rest")))]
mod grpc_alone {
    use crate::{ErrorKind, HealthzRequest, Operation, Qdrant};

    #[tokio::test]
    async fn what_grpc_lacks_is_unsupported_and_names_operation_and_transport() {
        let client = Qdrant::from_url("http://localhost").prefer_grpc(true).build().unwrap();
        let error = client.healthz().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!((error.operation(), error.transport()), (Some(HealthzRequest::KIND), Some("grpc")));
        assert!(error.to_string().contains("`healthz`") && error.to_string().contains("grpc"), "{error}");
    }

    #[test]
    fn rest_names_the_feature_that_it_needs() {
        let error = Qdrant::from_url("http://localhost").build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::FeatureDisabled);
        assert!(error.to_string().contains("`rest`"), "{error}");
    }
}

#[cfg(test)]
#[cfg(all(feature = "rest", not(feature = "grpc")))]
mod rest_alone {
    use crate::{ErrorKind, Qdrant};

    #[test]
    fn grpc_names_the_feature_that_it_needs() {
        for builder in [Qdrant::from_url("grpc://localhost"), Qdrant::from_url("h").prefer_grpc(true)] {
            let error = builder.build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::FeatureDisabled);
            assert!(error.to_string().contains("`grpc`"), "{error}");
        }
    }
}

#[cfg(test)]
#[cfg(not(feature = "embedded"))]
mod no_engine {
    use crate::{ErrorKind, Qdrant};

    #[test]
    fn the_engine_names_the_feature_that_it_needs() {
        for error in [Qdrant::in_memory().unwrap_err(), Qdrant::open("folder").unwrap_err()] {
            assert_eq!(error.kind(), ErrorKind::FeatureDisabled);
            assert!(error.to_string().contains("`embedded`"), "{error}");
        }
    }
}
