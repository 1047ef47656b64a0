//! A struct of this workspace and the official message of the same name, from one list of pairs.

/// Makes a [`Pair`](crate::Pair) of two structs that have the same name and the same fields.
///
/// Every field is given as a pair itself, and none can be left out.
#[macro_export]
macro_rules! twins {
    ($name:ident { $($field:ident: $value:expr),* $(,)? }) => {
        $crate::twins!($name, $name { $($field: $value),* })
    };
    ($core:ident, $($official:ident)::+ { $($field:ident: $value:expr),* $(,)? }) => {{
        $(let $field = $value;)*
        (
            ::qdrant_core::$core { $($field: $field.0),* },
            ::official::qdrant::$($official)::+ { $($field: $field.1),* },
        )
    }};
}

/// A value that is the same on both sides.
pub fn same<T: Clone>(value: T) -> crate::Pair<T, T> {
    (value.clone(), value)
}

/// A text.
pub fn text(value: &str) -> crate::Pair<String, String> {
    same(value.to_owned())
}

/// A value that need not be there, and is.
pub fn some<O, T>(pair: crate::Pair<O, T>) -> crate::Pair<Option<O>, Option<T>> {
    (Some(pair.0), Some(pair.1))
}

/// A value that need not be there, and is not.
pub fn none<O, T>() -> crate::Pair<Option<O>, Option<T>> {
    (None, None)
}

/// A value that the official message always has as an optional one.
pub fn required<O, T>(pair: crate::Pair<O, T>) -> crate::Pair<O, Option<T>> {
    (pair.0, Some(pair.1))
}

/// A list.
pub fn list<O, T>(pairs: impl IntoIterator<Item = crate::Pair<O, T>>) -> crate::Pair<Vec<O>, Vec<T>> {
    pairs.into_iter().unzip()
}
