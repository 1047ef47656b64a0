//! Request lines such as `PUT /collections/c/points?wait=true`.

use std::borrow::Cow;

use http::Method;
use percent_encoding::percent_decode_str;
use qdrant_core::OperationKind;
use qdrant_rest::ROUTES;

use crate::input::number;

/// A request line taken apart.
pub(crate) struct Target<'a> {
    pub(crate) operation: OperationKind,
    pub(crate) names: Vec<(&'static str, Cow<'a, str>)>,
    pub(crate) query: &'a str,
}

impl Target<'_> {
    /// Returns the names in the form in which they are read.
    pub(crate) fn names(&self) -> Vec<(&str, &str)> {
        self.names.iter().map(|(name, value)| (*name, value.as_ref())).collect()
    }
}

/// Reads a request line; one that fits no route stands for some route too.
pub(crate) fn parse(line: &str) -> Option<Target<'_>> {
    let (method, target) = line.split_once(' ').unwrap_or(("", line));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let fitting =
        |(verb, template, _): &&(Method, &str, OperationKind)| verb == method && fits(template, path);
    // Of two that fit, the one with fewer placeholders is meant.
    let found = ROUTES.iter().filter(fitting).min_by_key(|(_, template, _)| template.matches('{').count());
    let (_, template, operation) = found.unwrap_or(&ROUTES[number(method) % ROUTES.len()]);
    Some(Target { operation: *operation, names: names(template, path)?, query })
}

/// Reads the target of a request to a known operation.
pub(crate) fn of(
    operation: OperationKind,
    method: &Method,
    path_and_query: &str,
) -> Vec<(&'static str, String)> {
    let (verb, template, _) =
        ROUTES.iter().find(|(_, _, known)| *known == operation).expect("it has a route");
    assert_eq!(verb, method);
    let path = path_and_query.split('?').next().unwrap_or_default();
    assert!(fits(template, path), "{path} is not {template}");
    let names = names(template, path).expect("names are text");
    names.into_iter().map(|(name, value)| (name, value.into_owned())).collect()
}

fn fits(template: &str, path: &str) -> bool {
    template.split('/').count() == path.split('/').count()
        && template
            .split('/')
            .zip(path.split('/'))
            .all(|(part, text)| placeholder(part).is_some() || part == text)
}

/// Returns the values of the placeholders; `None` if one is no text.
fn names<'a>(template: &'static str, path: &'a str) -> Option<Vec<(&'static str, Cow<'a, str>)>> {
    let mut path = path.split('/');
    let parts = template.split('/').map(|part| (placeholder(part), path.next().unwrap_or("c")));
    let decoded = |(name, text): (Option<&'static str>, &'a str)| {
        name.map(|name| percent_decode_str(text).decode_utf8().ok().map(|value| (name, value)))
    };
    parts.filter_map(decoded).collect()
}

fn placeholder(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}
