//! Macros that write the repetitive parts of models and operations.

/// Writes one chainable setter a field.
///
/// A field of type `Option<T>` takes `impl Into<T>` and stores `Some`; any other takes `impl Into<T>`. Numbers, booleans
/// and durations are taken as they are: `limit(10)` does not compile against `impl Into<u64>`, because a bare literal
/// falls back to `i32`.
///
/// The type gets a hidden `build` too, which returns it as it is: programs for the official client end their setters
/// with it.
macro_rules! setters {
    (impl $ty:ident { $($body:tt)* }) => {
        impl $ty {
            $crate::macros::setters!(@fields $($body)*);

            /// Returns the value as it is, for code that was written against builders.
            #[doc(hidden)]
            #[must_use]
            pub fn build(self) -> Self {
                self
            }
        }
    };
    (@fields $name:ident : Option<bool> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@setter $name, bool, |value| Some(value));
        $($crate::macros::setters!(@fields $($rest)*);)?
    };
    (@fields $name:ident : Option<u8> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@setter $name, u8, |value| Some(value));
        $($crate::macros::setters!(@fields $($rest)*);)?
    };
    (@fields $name:ident : Option<u32> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@setter $name, u32, |value| Some(value));
        $($crate::macros::setters!(@fields $($rest)*);)?
    };
    (@fields $name:ident : Option<u64> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@setter $name, u64, |value| Some(value));
        $($crate::macros::setters!(@fields $($rest)*);)?
    };
    (@fields $name:ident : Option<i64> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@setter $name, i64, |value| Some(value));
        $($crate::macros::setters!(@fields $($rest)*);)?
    };
    (@fields $name:ident : Option<f32> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@setter $name, f32, |value| Some(value));
        $($crate::macros::setters!(@fields $($rest)*);)?
    };
    (@fields $name:ident : Option<f64> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@setter $name, f64, |value| Some(value));
        $($crate::macros::setters!(@fields $($rest)*);)?
    };
    (@fields $name:ident : Option<Duration> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@setter $name, Duration, |value| Some(value));
        $($crate::macros::setters!(@fields $($rest)*);)?
    };
    (@fields $name:ident : bool $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@setter $name, bool, |value| value);
        $($crate::macros::setters!(@fields $($rest)*);)?
    };
    (@fields $name:ident : u32 $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@setter $name, u32, |value| value);
        $($crate::macros::setters!(@fields $($rest)*);)?
    };
    (@fields $name:ident : u64 $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@setter $name, u64, |value| value);
        $($crate::macros::setters!(@fields $($rest)*);)?
    };
    (@fields $name:ident : i64 $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@setter $name, i64, |value| value);
        $($crate::macros::setters!(@fields $($rest)*);)?
    };
    (@fields $name:ident : f32 $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@setter $name, f32, |value| value);
        $($crate::macros::setters!(@fields $($rest)*);)?
    };
    (@fields $name:ident : f64 $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@setter $name, f64, |value| value);
        $($crate::macros::setters!(@fields $($rest)*);)?
    };
    (@fields $name:ident : Option<$inner:ty> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@setter $name, impl Into<$inner>, |value| Some(value.into()));
        $($crate::macros::setters!(@fields $($rest)*);)?
    };
    (@fields $name:ident : $inner:ty $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@setter $name, impl Into<$inner>, |value| value.into());
        $($crate::macros::setters!(@fields $($rest)*);)?
    };
    (@fields $(,)?) => {};
    (@setter $name:ident, $argument:ty, |$value:ident| $stored:expr) => {
        #[doc = concat!("Sets [`", stringify!($name), "`](field@Self::", stringify!($name), ").")]
        #[must_use]
        pub fn $name(mut self, $value: $argument) -> Self {
            self.$name = $stored;
            self
        }
    };
}
pub(crate) use setters;

/// Declares a string enum that a newer server may extend: it has a variant `Unknown`.
macro_rules! wire_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$vmeta])* $variant,)+
            /// A value that this version does not know, as the server sent it.
            Unknown($crate::model::unknown::UnknownValue),
        }

        impl $name {
            /// Every value that this version knows.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the name on the REST wire; `None` when the server sent no name.
            pub fn as_str(&self) -> Option<&str> {
                match self {
                    $(Self::$variant => Some($text),)+
                    Self::Unknown(value) => value.name(),
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    other => Self::Unknown($crate::model::unknown::UnknownValue::Name(other.to_owned())),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $(Self::$variant => f.write_str($text),)+
                    Self::Unknown(value) => ::std::fmt::Display::fmt(value, f),
                }
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if let Self::Unknown($crate::model::unknown::UnknownValue::Json(value)) = self {
                    return value.serialize(serializer);
                }
                match self.as_str() {
                    Some(text) => serializer.serialize_str(text),
                    None => Err(::serde::ser::Error::custom(format_args!(
                        concat!(stringify!($name), ": {} is known by its protobuf number only"),
                        self
                    ))),
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(match $crate::model::unknown::read(deserializer)? {
                    $crate::model::unknown::UnknownValue::Name(text) => Self::from(text.as_str()),
                    other => Self::Unknown(other),
                })
            }
        }
    };
}
pub(crate) use wire_enum;

/// Declares a string enum that only requests carry, so that it has no unknown values.
macro_rules! closed_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the name on the REST wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::error::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    other => Err($crate::error::Error::new(
                        $crate::error::ErrorKind::InvalidRequest,
                        format!(
                            concat!("{:?} is no ", stringify!($name), "; expected one of ", $("`", $text, "` ",)+),
                            other
                        ),
                    )),
                }
            }
        }
    };
}
pub(crate) use closed_enum;
