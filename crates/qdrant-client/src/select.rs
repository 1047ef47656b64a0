//! Choice of the transport, among those that are compiled in.

use qdrant_core::{Error, ErrorKind, SharedTransport};

use crate::builder::QdrantBuilder;
use crate::client::Wires;
use crate::credentials::PlainText;

/// What a builder asks for.
pub(crate) struct Selected {
    pub(crate) transport: SharedTransport,
    pub(crate) wires: Wires,
    /// Whether it is a server, and none of the user's own making.
    pub(crate) is_server: bool,
    pub(crate) plain_text: PlainText,
}

fn contradiction(field: &str, message: &str) -> Error {
    Error::new(ErrorKind::Config, message.to_owned()).with_field(field)
}

pub(crate) fn disabled(feature: &str, wanted: &str) -> Error {
    Error::new(
        ErrorKind::FeatureDisabled,
        format!("{wanted} needs the cargo feature `{feature}` of qdrant-client"),
    )
}

pub(crate) fn select(mut builder: QdrantBuilder) -> Result<Selected, Error> {
    let config = &builder.config;
    #[cfg(not(any(feature = "rest", feature = "grpc")))]
    if let Some(field) = config.unusable() {
        return Err(disabled("rest` or `grpc", &format!("`{field}`")).with_field(field));
    }
    let is_remote = config.url.is_some() || config.urls.is_some() || config.host.is_some();
    let is_local = config.in_memory || config.path.is_some();
    if let Some(transport) = builder.transport.take() {
        if is_local {
            return Err(contradiction("transport", "a transport was given as well as an embedded engine"));
        }
        if is_remote {
            return Err(contradiction("transport", "a transport was given as well as an address"));
        }
        return Ok(Selected {
            transport,
            wires: Wires::default(),
            is_server: false,
            plain_text: PlainText::default(),
        });
    }
    if !is_local {
        return server(builder);
    }
    if is_remote {
        return Err(contradiction("url", "an address was given as well as an embedded engine"));
    }
    if config.in_memory && config.path.is_some() {
        return Err(contradiction("path", "an engine in a folder was given as well as one in memory"));
    }
    let (transport, wires) = embedded(builder.config.path)?;
    Ok(Selected { transport, wires, is_server: false, plain_text: PlainText::default() })
}

/// Opens the engine in a folder, or else in memory.
#[cfg(feature = "embedded")]
fn embedded(path: Option<std::path::PathBuf>) -> Result<(SharedTransport, Wires), Error> {
    use std::sync::Arc;

    use qdrant_embedded::EmbeddedTransport;

    let transport = Arc::new(match path {
        None => EmbeddedTransport::in_memory()?,
        Some(path) => EmbeddedTransport::open(path)?,
    });
    let wires = Wires::default().with_embedded(Arc::clone(&transport));
    Ok((transport, wires))
}

#[cfg(not(feature = "embedded"))]
fn embedded(path: Option<std::path::PathBuf>) -> Result<(SharedTransport, Wires), Error> {
    let (field, wanted) = match path {
        None => ("in_memory", "an engine in memory".to_owned()),
        Some(path) => ("path", format!("an engine in {}", path.display())),
    };
    Err(disabled("embedded", &wanted).with_field(field))
}

#[cfg(not(any(feature = "rest", feature = "grpc")))]
fn server(builder: QdrantBuilder) -> Result<Selected, Error> {
    let config = builder.config;
    let field = if config.host.is_some() {
        "host"
    } else if config.urls.is_some() {
        "urls"
    } else {
        "url"
    };
    Err(disabled("rest` or `grpc", "a server").with_field(field))
}

#[cfg(any(feature = "rest", feature = "grpc"))]
fn server(builder: QdrantBuilder) -> Result<Selected, Error> {
    let server = crate::server::Server::new(&builder)?;
    let (transport, wires) =
        if server.grpc_first { server.grpc(&builder)? } else { server.rest(&builder)? };
    Ok(Selected { transport, wires, is_server: true, plain_text: server.plain_text(&builder) })
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

#[cfg(test)]
#[cfg(not(any(feature = "rest", feature = "grpc")))]
mod no_wire {
    use crate::{ErrorKind, Qdrant, QdrantConfig};

    #[test]
    fn what_needs_a_wire_names_the_feature_and_the_setting() {
        for (text, field) in [
            (r#"{ "url": "http://h", "api_key": "hush" }"#, "url"),
            (r#"{ "urls": ["h"] }"#, "urls"),
            (r#"{ "host": "h" }"#, "host"),
            (r#"{ "in_memory": true, "timeout": "5s" }"#, "timeout"),
            (r#"{ "in_memory": true, "retry": { "max_attempts": 1 } }"#, "retry"),
            (r#"{ "in_memory": true, "proxy": "http://me:hush@p" }"#, "proxy"),
            (r#"{ "in_memory": true, "max_response_bytes": 1 }"#, "max_response_bytes"),
        ] {
            let config: QdrantConfig = serde_json::from_str(text).unwrap();
            assert!(!format!("{config:?}").contains("hush"));
            let error = Qdrant::from_config(config).build().unwrap_err();
            assert_eq!((error.kind(), error.field()), (ErrorKind::FeatureDisabled, Some(field)), "{error}");
            assert!(error.to_string().contains("`rest` or `grpc`"), "{error}");
        }
        let unknown = serde_json::from_str::<QdrantConfig>(r#"{ "time_out": 1 }"#).unwrap_err();
        assert!(unknown.to_string().contains("`time_out`"), "{unknown}");
    }
}
