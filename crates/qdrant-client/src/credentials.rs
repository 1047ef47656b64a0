//! Credentials of single calls, and the warning about those that anybody can read on their way.

use std::sync::atomic::{AtomicBool, Ordering};

use qdrant_core::{CallOptions, Secret};

const API_KEY: &str = "api-key";
const AUTHORIZATION: &str = "authorization";

/// Returns whether a header says who the caller is.
pub(crate) fn is_credential(name: &str) -> bool {
    name.eq_ignore_ascii_case(API_KEY) || name.eq_ignore_ascii_case(AUTHORIZATION)
}

pub(crate) fn has_credentials(options: &CallOptions) -> bool {
    options.headers.iter().any(|(name, _)| is_credential(name))
}

/// Puts a key in the place of whatever credentials there are.
pub(crate) fn with_api_key(options: CallOptions, key: Secret) -> CallOptions {
    without(options).header(API_KEY, key)
}

/// Puts a token in the place of whatever credentials there are.
pub(crate) fn with_bearer_token(options: CallOptions, token: &Secret) -> CallOptions {
    without(options).header(AUTHORIZATION, format!("Bearer {}", token.expose()))
}

fn without(mut options: CallOptions) -> CallOptions {
    options.headers.retain(|(name, _)| !is_credential(name));
    options
}

/// Fills what a call leaves open with the options of its client.
///
/// Credentials are one thing, whichever header they are in: the server looks at `api-key` alone when it gets both.
pub(crate) fn filled(mut options: CallOptions, of_client: &CallOptions) -> CallOptions {
    options.timeout = options.timeout.or(of_client.timeout);
    let own_credentials = has_credentials(&options);
    for (name, value) in &of_client.headers {
        let replaced = own_credentials && is_credential(name);
        if !replaced && !options.headers.iter().any(|(set, _)| set.eq_ignore_ascii_case(name)) {
            options.headers.push((name.clone(), value.clone()));
        }
    }
    options
}

/// Whether credentials of single calls go to another machine in plain text, and whether that was reported.
#[derive(Debug, Default)]
pub(crate) struct PlainText {
    /// The machine; `None` if there is nothing to report.
    host: Option<String>,
    reported: AtomicBool,
}

impl PlainText {
    /// Watches calls to a host that is reached in plain text.
    #[cfg(any(feature = "rest", feature = "grpc"))]
    pub(crate) fn to(host: String) -> Self {
        Self { host: Some(host), reported: AtomicBool::new(false) }
    }

    /// Reports the first call that has credentials.
    pub(crate) fn look_at(&self, options: &CallOptions) {
        let Some(host) = &self.host else { return };
        if self.reported.load(Ordering::Relaxed)
            || !has_credentials(options)
            || self.reported.swap(true, Ordering::Relaxed)
        {
            return;
        }
        tracing::warn!(
            server.address = host.as_str(),
            "credentials of a call are sent over plain http: use https, or switch this warning off with `warn_insecure`"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(options: &CallOptions) -> Vec<(&str, &str)> {
        options.headers.iter().map(|(name, value)| (name.as_str(), value.expose())).collect()
    }

    #[test]
    fn credentials_take_the_place_of_all_others() {
        let options = CallOptions::default().header("Authorization", "old").header("x-a", "1");
        let options = with_api_key(options, "key".into());
        assert_eq!(shown(&options), [("x-a", "1"), ("api-key", "key")]);
        let options = with_bearer_token(options, &"jwt".into());
        assert_eq!(shown(&options), [("x-a", "1"), ("authorization", "Bearer jwt")]);
    }

    #[test]
    fn a_call_keeps_its_own_and_takes_the_rest_from_the_client() {
        let client = CallOptions::default().header("api-key", "client").header("x-a", "1").header("x-b", "2");
        let call = CallOptions::default().header("AUTHORIZATION", "call").header("X-B", "3");
        assert_eq!(shown(&filled(call, &client)), [("AUTHORIZATION", "call"), ("X-B", "3"), ("x-a", "1")]);
        let bare = filled(CallOptions::default(), &client);
        assert_eq!(shown(&bare), [("api-key", "client"), ("x-a", "1"), ("x-b", "2")]);
    }
}
