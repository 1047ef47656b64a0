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
        let config = builder.http_config(endpoint.clone())?;
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
        let config = builder.http_config(self.grpc.clone())?;
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

    #[test]
    fn the_environment_configures_a_client() {
        let variables = |name: &str| match name {
            "QDRANT_URL" => Some("http://h:6333".to_owned()),
            "QDRANT_API_KEY" => Some(String::new()),
            "QDRANT_PREFER_GRPC" => Some("yes".to_owned()),
            "QDRANT_GRPC_PORT" => Some("7".to_owned()),
            _ => None,
        };
        let builder = QdrantBuilder::from_variables(variables).unwrap();
        assert_eq!(chosen(&builder), (true, "http://h:6333".to_owned(), "http://h:7".to_owned()));
        assert!(builder.api_key.is_none());
        let error = QdrantBuilder::from_variables(|_| Some("maybe".to_owned())).unwrap_err();
        assert_eq!(error.field(), Some("QDRANT_PREFER_GRPC"));
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
