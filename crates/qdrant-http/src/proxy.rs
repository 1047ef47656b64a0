//! The way through an HTTP proxy.

use std::env::VarError;
use std::sync::Arc;

use http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use qdrant_core::{Error, ErrorKind, Secret};
use serde::{Deserialize, Deserializer, Serialize};

use crate::endpoint::Endpoint;
use crate::tls::TlsConfig;
use crate::values::quiet;

/// Which proxies stand between the client and the servers.
///
/// A proxy is written as a URL, `http://proxy:3128` or `https://user:password@proxy:3129`. Special characters of user
/// and password are percent-encoded. With `https` the connection to the proxy itself is encrypted.
///
/// Requests to endpoints with TLS, and all of gRPC, go through a tunnel (`CONNECT`) that the proxy cannot look into
/// if it is encrypted; REST in plain text is handed to the proxy request by request.
///
/// # Examples
///
/// ```
/// use qdrant_http::{Endpoint, HttpConfig, ProxyConfig};
///
/// let proxy = ProxyConfig::new("http://me:hush@proxy:3128").no_proxy("localhost").no_proxy("10.0.0.0/8");
/// let config = HttpConfig::new(Endpoint::https("db.example", 443)).proxy(proxy);
/// assert!(!format!("{config:?}").contains("hush"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ProxyConfig {
    /// URL of the proxy for endpoints in plain text; default none.
    #[serde(skip_serializing)]
    pub http: Option<Secret>,
    /// URL of the proxy for endpoints with TLS; default none.
    #[serde(skip_serializing)]
    pub https: Option<Secret>,
    /// Hosts that are reached directly; default none.
    ///
    /// A name stands for itself and all names below it, with or without a dot in front; an IP address for itself;
    /// `10.0.0.0/8` for a network; `*` for every host.
    pub no_proxy: Vec<String>,
    /// Settings of TLS for proxies with `https`; default those of the system.
    pub tls: TlsConfig,
}

impl ProxyConfig {
    /// Creates the configuration of one proxy for all endpoints.
    pub fn new(url: impl Into<Secret>) -> Self {
        let url = url.into();
        Self { http: Some(url.clone()), https: Some(url), ..Self::default() }
    }

    /// Adds a host that is reached directly, or several with commas in between.
    #[must_use]
    pub fn no_proxy(mut self, host: impl Into<String>) -> Self {
        self.no_proxy.push(host.into());
        self
    }

    /// Sets the settings of TLS for proxies with `https`.
    #[must_use]
    pub fn tls(mut self, config: TlsConfig) -> Self {
        self.tls = config;
        self
    }

    /// Reads `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in capitals or else in small letters.
    ///
    /// Nothing reads the environment unless this is called. `HTTP_PROXY` is passed over in a CGI program, where a
    /// client of the program could set it. Without any proxy it is `None`.
    ///
    /// # Errors
    ///
    /// `Config` that names the variable whose value is no URL of an HTTP proxy.
    pub fn from_env() -> Result<Option<Self>, Error> {
        Self::from_vars(|name| match std::env::var(name) {
            Ok(value) => Ok(Some(value)),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => Err(bad("is not UTF-8").with_field(name)),
        })
    }

    fn from_vars(read: impl Fn(&str) -> Result<Option<String>, Error>) -> Result<Option<Self>, Error> {
        let get = |name: &'static str| -> Result<Option<String>, Error> {
            let value = match read(name)? {
                None => read(&name.to_ascii_lowercase())?,
                value => value,
            };
            Ok(value.filter(|value| !value.trim().is_empty()))
        };
        let url = |name: &'static str| -> Result<Option<Secret>, Error> {
            let Some(url) = get(name)?.map(Secret::from) else { return Ok(None) };
            check(&url).map_err(|error| error.with_field(name))?;
            Ok(Some(url))
        };
        let is_cgi = read("REQUEST_METHOD")?.is_some();
        let all = url("ALL_PROXY")?;
        let http = if is_cgi { None } else { url("HTTP_PROXY")? };
        let https = url("HTTPS_PROXY")?;
        let (http, https) = (http.or_else(|| all.clone()), https.or(all));
        if http.is_none() && https.is_none() {
            return Ok(None);
        }
        Ok(Some(Self { http, https, no_proxy: get("NO_PROXY")?.into_iter().collect(), ..Self::default() }))
    }

    /// Returns the proxy on the way to an endpoint, if there is one.
    ///
    /// # Errors
    ///
    /// `Config` for what is no URL of an HTTP proxy, also if this endpoint does not need it.
    pub(crate) fn way_to(&self, endpoint: &Endpoint) -> Result<Option<Proxy>, Error> {
        for (url, field) in [(&self.http, "proxy.http"), (&self.https, "proxy.https")] {
            if let Some(url) = url {
                check(url).map_err(|error| error.with_field(field))?;
            }
        }
        let Some(url) = (if endpoint.https { &self.https } else { &self.http }) else { return Ok(None) };
        let matcher = Matcher::builder().all(url.expose()).no(self.no_proxy.join(",")).build();
        let target = endpoint.without_prefix();
        let target = target.to_string().parse().map_err(|_| bad("is no host").with_field("host"))?;
        Ok(matcher.intercept(&target).map(|found| Proxy::new(&found)))
    }
}

/// A URL, or the fields of the configuration.
impl<'de> Deserialize<'de> for ProxyConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Default, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        struct Fields {
            http: Option<Secret>,
            https: Option<Secret>,
            no_proxy: Vec<String>,
            tls: TlsConfig,
        }

        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Url(Secret),
            Fields(Box<Fields>),
        }

        let expected = "a proxy must be a URL, or have the fields `http`, `https`, `no_proxy` and `tls`";
        Ok(match quiet(deserializer, expected)? {
            Written::Url(url) => Self::new(url),
            Written::Fields(fields) => {
                let Fields { http, https, no_proxy, tls } = *fields;
                Self { http, https, no_proxy, tls }
            }
        })
    }
}

/// Checks that a text is the URL of a proxy; errors do not show it.
fn check(url: &Secret) -> Result<(), Error> {
    let text = url.expose();
    let scheme = text.split_once("://").map_or("http", |(scheme, _)| scheme);
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return Err(bad("the scheme of a proxy must be http or https"));
    }
    let any = Uri::from_static("http://host/");
    match Matcher::builder().all(text).build().intercept(&any) {
        Some(found) if found.uri().host().is_some_and(|host| !host.is_empty()) => Ok(()),
        Some(_) | None => Err(bad("is no URL of a proxy")),
    }
}

fn bad(message: &'static str) -> Error {
    Error::new(ErrorKind::Config, message)
}

/// A proxy as the connections use it.
#[derive(Debug, Clone)]
pub(crate) struct Proxy {
    pub(crate) uri: Uri,
    /// What it is called in errors.
    pub(crate) name: Arc<str>,
    pub(crate) authorization: Option<HeaderValue>,
}

impl Proxy {
    fn new(found: &Intercept) -> Self {
        let uri = found.uri().clone();
        let name = uri.authority().map_or("", |authority| authority.as_str());
        let name = format!("the proxy {name}").into();
        Self { name, authorization: found.basic_auth().cloned(), uri }
    }

    /// Returns whether the connection to the proxy itself is encrypted.
    pub(crate) fn is_secure(&self) -> bool {
        self.uri.scheme() == Some(&http::uri::Scheme::HTTPS)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn way(config: &ProxyConfig, endpoint: &Endpoint) -> Option<String> {
        config.way_to(endpoint).unwrap().map(|proxy| proxy.uri.to_string())
    }

    #[test]
    fn hosts_that_are_reached_directly_have_no_proxy() {
        let config = ProxyConfig::new("http://proxy:3128")
            .no_proxy("internal, .example.org")
            .no_proxy("10.0.0.0/8")
            .no_proxy("::1");
        for host in ["internal", "db.internal", "example.org", "a.example.org", "10.1.2.3", "::1"] {
            for endpoint in [Endpoint::http(host, 6333), Endpoint::https(host, 6333)] {
                assert_eq!(way(&config, &endpoint), None, "{host}");
            }
        }
        for host in ["db", "notinternal", "11.0.0.1", "::2"] {
            assert_eq!(
                way(&config, &Endpoint::http(host, 1)).as_deref(),
                Some("http://proxy:3128/"),
                "{host}"
            );
        }
        assert_eq!(way(&config.no_proxy("*"), &Endpoint::http("db", 1)), None);
    }

    #[test]
    fn the_proxy_is_that_of_the_endpoints_scheme() {
        let config = ProxyConfig { http: Some("plain:1".into()), ..ProxyConfig::default() };
        assert_eq!(way(&config, &Endpoint::http("db", 1)).as_deref(), Some("http://plain:1/"));
        assert_eq!(way(&config, &Endpoint::https("db", 1)), None);
    }

    #[test]
    fn user_and_password_become_a_sensitive_header_and_are_shown_nowhere() {
        let config = ProxyConfig::new("https://me:hu%20sh@proxy:3128");
        let proxy = config.way_to(&Endpoint::http("db", 1)).unwrap().unwrap();
        let header = proxy.authorization.clone().unwrap();
        // printf 'me:hu sh' | base64
        assert_eq!(header.to_str().unwrap(), "Basic bWU6aHUgc2g=");
        assert!(header.is_sensitive() && proxy.is_secure());
        assert_eq!(&*proxy.name, "the proxy proxy:3128");
        let shown = format!("{config:?} {proxy:?}");
        assert!(!shown.contains("hu") && !shown.contains("bWU6"), "{shown}");
    }

    #[test]
    fn what_is_no_proxy_is_refused_without_being_shown() {
        for url in [
            "socks5://hush@proxy:1",
            "ftp://hush",
            "http://hush hush",
            "",
            "http://",
            "http://hush@:1",
            "/hush",
        ] {
            let error = ProxyConfig::new(url).way_to(&Endpoint::http("db", 1)).unwrap_err();
            assert_eq!((error.kind(), error.field()), (ErrorKind::Config, Some("proxy.http")), "{url}");
            assert!(!format!("{error:?} {error}").contains("hush"), "{url}");
        }
    }

    fn from_vars(vars: &[(&str, &str)]) -> Result<Option<ProxyConfig>, Error> {
        let vars: BTreeMap<_, _> = vars.iter().copied().collect();
        ProxyConfig::from_vars(|name| Ok(vars.get(name).map(|value| (*value).to_owned())))
    }

    #[test]
    fn the_environment_is_read_as_other_programs_do() {
        assert_eq!(from_vars(&[("NO_PROXY", "a")]).unwrap(), None);
        assert_eq!(from_vars(&[("HTTP_PROXY", " ")]).unwrap(), None);
        let config = from_vars(&[("ALL_PROXY", "all:1"), ("https_proxy", "tls:1"), ("no_proxy", "a,b")]);
        let config = config.unwrap().unwrap();
        assert_eq!((config.http, config.https), (Some("all:1".into()), Some("tls:1".into())));
        assert_eq!(config.no_proxy, ["a,b"]);
        let config = from_vars(&[("HTTP_PROXY", "big:1"), ("http_proxy", "small:1")]).unwrap().unwrap();
        assert_eq!((config.http, config.https), (Some("big:1".into()), None));
        assert_eq!(from_vars(&[("HTTP_PROXY", "evil:1"), ("REQUEST_METHOD", "GET")]).unwrap(), None);
        let error = from_vars(&[("ALL_PROXY", "socks5://hush:1")]).unwrap_err();
        assert_eq!(error.field(), Some("ALL_PROXY"));
        assert!(!format!("{error:?}").contains("hush"));
    }
}
