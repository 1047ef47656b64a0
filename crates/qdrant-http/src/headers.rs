//! The layer that adds the headers of the configuration and of the call.

use std::sync::Arc;
use std::task::{Context, Poll};

use http::header::{
    CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HOST, PROXY_AUTHORIZATION, TE,
    TRANSFER_ENCODING, UPGRADE, USER_AGENT,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use qdrant_core::{Error, ErrorKind, Secret};
use tower_layer::Layer;
use tower_service::Service;

use crate::auth::{CREDENTIALS, OwnCredentials};
use crate::context::CallContext;
use crate::service::{HttpRequest, HttpResponse, HttpService, Passage};

/// What every request says about its sender.
pub(crate) const PRODUCT: &str = concat!("qdrant-rust/", env!("CARGO_PKG_VERSION"));

/// Headers that belong to the message or the connection, not to the user.
const RESERVED: [HeaderName; 9] = [
    CONNECTION,
    CONTENT_ENCODING,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    HOST,
    PROXY_AUTHORIZATION,
    TE,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// Adds headers to each attempt: those of the configuration unless the request has them, those of the call always.
///
/// Credentials of the call replace all credentials of the configuration, whatever the scheme.
#[derive(Debug, Clone)]
pub(crate) struct HeadersLayer(Arc<HeaderMap>);

impl HeadersLayer {
    /// Creates the layer.
    ///
    /// # Errors
    ///
    /// `Config` for names and values that HTTP does not allow, and for headers that are the stack's own.
    pub(crate) fn new(user_agent: Option<&str>, headers: &[(String, Secret)]) -> Result<Self, Error> {
        let agent = match user_agent {
            Some(own) => plain_value(&format!("{PRODUCT} {own}"), "user_agent")?,
            None => HeaderValue::from_static(PRODUCT),
        };
        let mut map = HeaderMap::with_capacity(headers.len() + 1);
        map.insert(USER_AGENT, agent);
        let mut replaced = Vec::new();
        for (name, value) in headers {
            add(&mut map, &mut replaced, name, value)?;
        }
        Ok(Self(Arc::new(map)))
    }

    /// Returns whether the configuration has this header.
    pub(crate) fn contains(&self, name: &HeaderName) -> bool {
        self.0.contains_key(name)
    }
}

/// Makes a sensitive value; `field` names it in errors, which never show it.
pub(crate) fn secret_value(secret: &Secret, field: &str) -> Result<HeaderValue, Error> {
    let mut value = plain_value(secret.expose(), field)?;
    value.set_sensitive(true);
    Ok(value)
}

fn plain_value(text: &str, field: &str) -> Result<HeaderValue, Error> {
    // HTTP lets bytes beyond ASCII pass, gRPC does not.
    let legal = |byte: u8| byte == b'\t' || (b' '..=b'~').contains(&byte);
    let message = if text.ends_with(['\n', '\r']) {
        "ends with a line break, which no header may carry"
    } else {
        "has a character that no header may carry; printable ASCII is allowed"
    };
    let value = if text.bytes().all(legal) { HeaderValue::from_str(text).ok() } else { None };
    value.ok_or_else(|| Error::new(ErrorKind::Config, message).with_field(field))
}

/// Adds a header. Values of one name are kept side by side, but those that stood there before are replaced.
fn add(map: &mut HeaderMap, replaced: &mut Vec<HeaderName>, name: &str, value: &Secret) -> Result<(), Error> {
    let field = || format!("header `{}`", name.escape_debug());
    let parsed = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Error::new(ErrorKind::Config, "is no name of a header").with_field(field()))?;
    if RESERVED.contains(&parsed) || parsed.as_str().starts_with("grpc-") {
        return Err(Error::new(ErrorKind::Config, "is set by the client itself").with_field(field()));
    }
    let value = secret_value(value, &field())?;
    if replaced.contains(&parsed) {
        map.append(parsed, value);
    } else {
        map.insert(parsed.clone(), value);
        replaced.push(parsed);
    }
    Ok(())
}

impl<S> Layer<S> for HeadersLayer {
    type Service = Headers<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Headers { inner, map: Arc::clone(&self.0) }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Headers<S> {
    inner: S,
    map: Arc<HeaderMap>,
}

impl<S> Headers<S> {
    fn decorate(&self, request: &mut HttpRequest) -> Result<(), Error> {
        let own_credentials = request.extensions().get::<OwnCredentials>().is_some();
        for name in self.map.keys() {
            let replaced = own_credentials && CREDENTIALS.contains(name);
            if !replaced && !request.headers().contains_key(name) {
                for value in self.map.get_all(name) {
                    request.headers_mut().append(name.clone(), value.clone());
                }
            }
        }
        let Some(context) = request.extensions_mut().get_mut::<CallContext>() else { return Ok(()) };
        // The layers further in do not look at them.
        let own = std::mem::take(&mut context.headers);
        let mut replaced = Vec::new();
        own.iter().try_for_each(|(name, value)| add(request.headers_mut(), &mut replaced, name, value))
    }
}

impl<S: HttpService> Service<HttpRequest> for Headers<S> {
    type Response = HttpResponse;
    type Error = Error;
    type Future = Passage<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: HttpRequest) -> Self::Future {
        match self.decorate(&mut request) {
            Ok(()) => Passage::Through { inner: self.inner.call(request) },
            Err(error) => Passage::Boxed { inner: Box::pin(std::future::ready(Err(error.with_not_sent()))) },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::service::call;
    use crate::testing::{Mock, context, reply, request_with};

    fn pair(name: &str, value: &str) -> (String, Secret) {
        (name.to_owned(), value.into())
    }

    async fn sent(layer: &HeadersLayer, request: HttpRequest) -> Result<HeaderMap, Error> {
        let headers = Arc::new(Mutex::new(HeaderMap::new()));
        let seen = Arc::clone(&headers);
        let mock = Mock::new(move |request| {
            *seen.lock().unwrap() = request.headers().clone();
            std::future::ready(Ok(reply(200)))
        });
        call(&mut layer.layer(mock), request).await?;
        Ok(headers.lock().unwrap().clone())
    }

    #[tokio::test]
    async fn the_product_token_of_the_program_is_appended() {
        let plain = sent(&HeadersLayer::new(None, &[]).unwrap(), request_with(context())).await.unwrap();
        assert_eq!(plain[USER_AGENT], PRODUCT);
        let own =
            sent(&HeadersLayer::new(Some("shop/2"), &[]).unwrap(), request_with(context())).await.unwrap();
        assert_eq!(own[USER_AGENT], format!("{PRODUCT} shop/2").as_str());
    }

    #[tokio::test]
    async fn headers_of_the_call_win_over_those_of_the_configuration() {
        let layer = HeadersLayer::new(None, &[pair("x-a", "config"), pair("x-b", "config")]).unwrap();
        let mut context = context();
        context.headers = vec![pair("X-A", "call 1"), pair("x-a", "call 2"), pair("user-agent", "own")];
        let sent = sent(&layer, request_with(context)).await.unwrap();
        assert_eq!(sent.get_all("x-a").iter().collect::<Vec<_>>(), ["call 1", "call 2"]);
        assert_eq!(sent["x-b"], "config");
        assert_eq!(sent[USER_AGENT], "own");
        assert!(sent["x-a"].is_sensitive() && sent["x-b"].is_sensitive());
    }

    #[tokio::test]
    async fn headers_of_the_wire_are_not_replaced_by_the_configuration() {
        let layer = HeadersLayer::new(None, &[pair("accept", "text/html")]).unwrap();
        let mut request = request_with(context());
        request.headers_mut().insert(http::header::ACCEPT, HeaderValue::from_static("application/json"));
        assert_eq!(sent(&layer, request).await.unwrap()[http::header::ACCEPT], "application/json");
    }

    #[tokio::test]
    async fn credentials_of_the_call_replace_those_among_the_headers_of_the_configuration() {
        let configured = [pair("api-key", "config"), pair("Authorization", "config"), pair("x-a", "config")];
        let layer = HeadersLayer::new(None, &configured).unwrap();
        let mut context = context();
        context.headers = vec![pair("AUTHORIZATION", "Bearer own")];
        let mut request = request_with(context);
        request.extensions_mut().insert(OwnCredentials);
        let sent = sent(&layer, request).await.unwrap();
        assert_eq!(sent["authorization"], "Bearer own");
        assert!(!sent.contains_key("api-key"));
        assert_eq!(sent["x-a"], "config");
    }

    #[tokio::test]
    async fn illegal_headers_are_named_and_their_values_hidden() {
        for (name, value) in
            [("x-a", "hush\n"), ("x a", "hush"), ("x-a", "hu\u{7f}sh"), ("content-length", "hush")]
        {
            let error = HeadersLayer::new(None, &[pair(name, value)]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            assert_eq!(error.field(), Some(format!("header `{name}`").as_str()));
            assert!(!format!("{error:?} {error}").contains("hush"));

            let mut context = context();
            context.headers = vec![pair(name, value)];
            let error =
                sent(&HeadersLayer::new(None, &[]).unwrap(), request_with(context)).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(error.is_not_sent() && !format!("{error:?} {error}").contains("hush"));
        }
    }

    #[test]
    fn debug_does_not_show_values() {
        let layer = HeadersLayer::new(None, &[pair("x-token", "hush")]).unwrap();
        assert!(!format!("{layer:?}").contains("hush"));
    }
}
