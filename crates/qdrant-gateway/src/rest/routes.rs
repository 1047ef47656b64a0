//! Which operation a request line asks for.

use std::cmp::Reverse;

use http::Method;
use percent_encoding::percent_decode_str;
use qdrant_core::OperationKind;
use qdrant_rest::ROUTES;

/// The routes of the API, the more specific of two that match the same path first.
#[derive(Debug)]
pub(crate) struct Routes(Vec<Route>);

#[derive(Debug)]
struct Route {
    method: Method,
    segments: Vec<Segment>,
    operation: OperationKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Segment {
    Fixed(&'static str),
    /// The name of a placeholder.
    Name(&'static str),
}

/// Names of the path with their values, decoded.
pub(crate) type Names = Vec<(&'static str, String)>;

/// What is at a path.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Operation(OperationKind, Names),
    /// A route that has other methods.
    OtherMethods(Vec<Method>),
    /// A route with a name that is no text.
    BadName(&'static str),
    Nothing,
}

impl Routes {
    pub(crate) fn new() -> Self {
        Self::of(ROUTES)
    }

    fn of(table: &'static [(Method, &'static str, OperationKind)]) -> Self {
        let mut routes: Vec<_> = table
            .iter()
            .map(|(method, template, operation)| Route {
                method: method.clone(),
                segments: segments(template).map(Segment::new).collect(),
                operation: *operation,
            })
            .collect();
        // `/collections/aliases` comes before `/collections/{collection_name}`.
        routes.sort_by_cached_key(|route| {
            route
                .segments
                .iter()
                .map(|segment| Reverse(matches!(segment, Segment::Fixed(_))))
                .collect::<Vec<_>>()
        });
        Self(routes)
    }

    /// Finds the operation of a path, which is percent-encoded.
    ///
    /// The operation is that of the first route with this path and method: a route that has only other methods does
    /// not hide a less specific one that has the right one.
    pub(crate) fn find(&self, method: &Method, path: &str) -> Found {
        let path: Vec<_> = segments(path).collect();
        // What answers GET answers HEAD; the server leaves the body out.
        let method = if method == Method::HEAD { &Method::GET } else { method };
        let mut others = Vec::new();
        for route in self.0.iter().filter(|route| route.matches(&path)) {
            if route.method != *method {
                others.push(route.method.clone());
                continue;
            }
            return match route.names(&path) {
                Ok(names) => Found::Operation(route.operation, names),
                Err(name) => Found::BadName(name),
            };
        }
        if others.is_empty() { Found::Nothing } else { Found::OtherMethods(others) }
    }
}

impl Route {
    fn matches(&self, path: &[&str]) -> bool {
        self.segments.len() == path.len()
            && self.segments.iter().zip(path).all(|(segment, part)| match segment {
                Segment::Fixed(text) => text == part,
                Segment::Name(_) => !part.is_empty(),
            })
    }

    fn names(&self, path: &[&str]) -> Result<Names, &'static str> {
        let named = self.segments.iter().zip(path).filter_map(|(segment, part)| match segment {
            Segment::Fixed(_) => None,
            Segment::Name(name) => Some((*name, part)),
        });
        named
            .map(|(name, part)| match percent_decode_str(part).decode_utf8() {
                Ok(value) => Ok((name, value.into_owned())),
                Err(_) => Err(name),
            })
            .collect()
    }
}

impl Segment {
    fn new(text: &'static str) -> Self {
        let name = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
        name.map_or(Self::Fixed(text), Self::Name)
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').skip(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(method: Method, path: &str) -> Found {
        Routes::new().find(&method, path)
    }

    fn operation(operation: OperationKind, names: &[(&'static str, &str)]) -> Found {
        Found::Operation(operation, names.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
    }

    #[test]
    fn every_route_of_the_api_is_found() {
        for (method, template, kind) in ROUTES {
            let path: Vec<_> =
                template.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect();
            let Found::Operation(found, names) = find(method.clone(), &path.join("/")) else {
                panic!("{method} {template} is not found");
            };
            assert_eq!((found, names.len()), (*kind, template.matches('{').count()), "{method} {template}");
        }
    }

    #[test]
    fn names_are_decoded_after_the_path_is_split() {
        assert_eq!(
            find(Method::DELETE, "/collections/a%2Fb%20%C3%BC/index/country.cities%5B%5D.name"),
            operation(
                OperationKind::DeleteFieldIndex,
                &[("collection_name", "a/b ü"), ("field_name", "country.cities[].name")]
            )
        );
        assert_eq!(find(Method::GET, "/collections/%FF"), Found::BadName("collection_name"));
    }

    #[test]
    fn a_fixed_route_hides_a_name_only_for_its_own_methods() {
        assert_eq!(find(Method::POST, "/collections/aliases"), operation(OperationKind::UpdateAliases, &[]));
        let named = [("collection_name", "aliases")];
        assert_eq!(
            find(Method::GET, "/collections/aliases"),
            operation(OperationKind::GetCollectionInfo, &named)
        );
        assert_eq!(
            find(Method::PUT, "/collections/aliases"),
            operation(OperationKind::CreateCollection, &named)
        );
    }

    #[test]
    fn a_missing_name_is_no_name() {
        assert_eq!(find(Method::DELETE, "/collections/"), Found::Nothing);
        assert_eq!(find(Method::PUT, "/collections//points"), Found::Nothing);
        assert_eq!(find(Method::DELETE, "/collections/c/index/"), Found::Nothing);
        assert_eq!(find(Method::GET, ""), Found::Nothing);
        assert_eq!(find(Method::GET, "*"), Found::Nothing);
        assert_eq!(find(Method::GET, "/"), operation(OperationKind::GetVersionInfo, &[]));
    }

    #[test]
    fn other_methods_are_told() {
        assert_eq!(find(Method::POST, "/aliases"), Found::OtherMethods(vec![Method::GET]));
        let Found::OtherMethods(mut methods) = find(Method::POST, "/collections/c") else { panic!() };
        methods.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        assert_eq!(methods, [Method::DELETE, Method::GET, Method::PATCH, Method::PUT]);
    }

    #[test]
    fn head_is_answered_as_get() {
        assert_eq!(find(Method::HEAD, "/healthz"), operation(OperationKind::Healthz, &[]));
    }
}
