//! The time of the server in a request that has been written.

use http::Uri;
use qdrant_http::HttpRequest;

/// Replaces the parameter `timeout`, if the request has one.
pub(crate) fn rewrite(request: &mut HttpRequest, seconds: u64) {
    let Some(query) = request.uri().query() else { return };
    // Values are percent-encoded, so that `&` stands between parameters alone.
    let parameters: Vec<_> = query
        .split('&')
        .map(|parameter| match parameter.starts_with("timeout=") {
            true => format!("timeout={seconds}"),
            false => parameter.to_owned(),
        })
        .collect();
    let target = format!("{}?{}", request.uri().path(), parameters.join("&"));
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = target.parse().ok();
    // It differs from a URL in digits alone, and is one.
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parameter_is_replaced_wherever_it_stands_and_nothing_else_is() {
        for (before, after) in [
            ("http://h:1/p/a?timeout=10", "http://h:1/p/a?timeout=2"),
            ("http://h:1/a?wait=true&timeout=10&x=1", "http://h:1/a?wait=true&timeout=2&x=1"),
            ("/a?xtimeout=10&y=timeout%3D10", "/a?xtimeout=10&y=timeout%3D10"),
            ("http://h:1/timeout=10", "http://h:1/timeout=10"),
        ] {
            let mut request = HttpRequest::default();
            *request.uri_mut() = before.parse().unwrap();
            rewrite(&mut request, 2);
            assert_eq!(request.uri().to_string(), after);
        }
    }
}
