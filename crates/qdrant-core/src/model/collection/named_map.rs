//! Conversions that every map from names to parameters has.

/// Lets a map type be made from arrays, vectors, maps and iterators of `(name, value)`.
macro_rules! named_map {
    ($map:ty, $value:ty, $build:expr) => {
        impl<K: Into<String>, V: Into<$value>> ::std::iter::FromIterator<(K, V)> for $map {
            fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
                let build: fn(::std::collections::BTreeMap<String, $value>) -> Self = $build;
                build(entries.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
            }
        }

        impl<K: Into<String>, V: Into<$value>, const N: usize> From<[(K, V); N]> for $map {
            fn from(entries: [(K, V); N]) -> Self {
                entries.into_iter().collect()
            }
        }

        impl<K: Into<String>, V: Into<$value>> From<Vec<(K, V)>> for $map {
            fn from(entries: Vec<(K, V)>) -> Self {
                entries.into_iter().collect()
            }
        }

        impl From<::std::collections::BTreeMap<String, $value>> for $map {
            fn from(map: ::std::collections::BTreeMap<String, $value>) -> Self {
                let build: fn(::std::collections::BTreeMap<String, $value>) -> Self = $build;
                build(map)
            }
        }

        impl From<::std::collections::HashMap<String, $value>> for $map {
            fn from(map: ::std::collections::HashMap<String, $value>) -> Self {
                map.into_iter().collect()
            }
        }
    };
}
pub(crate) use named_map;
