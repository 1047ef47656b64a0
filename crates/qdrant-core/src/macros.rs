//! Macros that write the repetitive parts of models and operations.

/// Writes one chainable setter a field.
///
/// A field of type `Option<T>` takes `impl Into<T>` and stores `Some`; any other takes `impl Into<T>`. Numbers, booleans
/// and durations are taken as they are, so that a literal needs no suffix. Numbers are
/// taken as they are: `limit(10)` does not compile against `impl Into<u64>`, because a bare literal falls back to `i32`.
macro_rules! setters {
    (impl $ty:ident { $($body:tt)* }) => {
        impl $ty { $crate::macros::setters!(@fields $ty, $($body)*); }
    };
    (@optional_number $name:ident : $inner:ty) => {
        #[doc = concat!("Sets [`", stringify!($name), "`](field@Self::", stringify!($name), ").")]
        #[must_use]
        pub fn $name(mut self, $name: $inner) -> Self {
            self.$name = Some($name);
            self
        }
    };
    (@number $name:ident : $inner:ty) => {
        #[doc = concat!("Sets [`", stringify!($name), "`](field@Self::", stringify!($name), ").")]
        #[must_use]
        pub fn $name(mut self, $name: $inner) -> Self {
            self.$name = $name;
            self
        }
    };
    (@fields $ty:ident, $name:ident : Option<u64> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@optional_number $name: u64);
        $($crate::macros::setters!(@fields $ty, $($rest)*);)?
    };
    (@fields $ty:ident, $name:ident : u64 $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@number $name: u64);
        $($crate::macros::setters!(@fields $ty, $($rest)*);)?
    };
    (@fields $ty:ident, $name:ident : Option<u32> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@optional_number $name: u32);
        $($crate::macros::setters!(@fields $ty, $($rest)*);)?
    };
    (@fields $ty:ident, $name:ident : u32 $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@number $name: u32);
        $($crate::macros::setters!(@fields $ty, $($rest)*);)?
    };
    (@fields $ty:ident, $name:ident : Option<f64> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@optional_number $name: f64);
        $($crate::macros::setters!(@fields $ty, $($rest)*);)?
    };
    (@fields $ty:ident, $name:ident : f64 $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@number $name: f64);
        $($crate::macros::setters!(@fields $ty, $($rest)*);)?
    };
    (@fields $ty:ident, $name:ident : Option<f32> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@optional_number $name: f32);
        $($crate::macros::setters!(@fields $ty, $($rest)*);)?
    };
    (@fields $ty:ident, $name:ident : f32 $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@number $name: f32);
        $($crate::macros::setters!(@fields $ty, $($rest)*);)?
    };
    (@exact $name:ident, $inner:ty) => {
        #[doc = concat!("Sets [`", stringify!($name), "`](field@Self::", stringify!($name), ").")]
        #[must_use]
        pub fn $name(mut self, $name: $inner) -> Self {
            self.$name = Some($name);
            self
        }
    };
    (@fields $ty:ident, $name:ident : Option<bool> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@exact $name, bool);
        $($crate::macros::setters!(@fields $ty, $($rest)*);)?
    };
    (@fields $ty:ident, $name:ident : Option<u32> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@exact $name, u32);
        $($crate::macros::setters!(@fields $ty, $($rest)*);)?
    };
    (@fields $ty:ident, $name:ident : Option<u64> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@exact $name, u64);
        $($crate::macros::setters!(@fields $ty, $($rest)*);)?
    };
    (@fields $ty:ident, $name:ident : Option<i64> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@exact $name, i64);
        $($crate::macros::setters!(@fields $ty, $($rest)*);)?
    };
    (@fields $ty:ident, $name:ident : Option<f32> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@exact $name, f32);
        $($crate::macros::setters!(@fields $ty, $($rest)*);)?
    };
    (@fields $ty:ident, $name:ident : Option<f64> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@exact $name, f64);
        $($crate::macros::setters!(@fields $ty, $($rest)*);)?
    };
    (@fields $ty:ident, $name:ident : Option<Duration> $(, $($rest:tt)*)?) => {
        $crate::macros::setters!(@exact $name, Duration);
        $($crate::macros::setters!(@fields $ty, $($rest)*);)?
    };
    (@fields $ty:ident, $name:ident : Option<$inner:ty> $(, $($rest:tt)*)?) => {
        #[doc = concat!("Sets [`", stringify!($name), "`](field@Self::", stringify!($name), ").")]
        #[must_use]
        pub fn $name(mut self, $name: impl Into<$inner>) -> Self {
            self.$name = Some($name.into());
            self
        }
        $($crate::macros::setters!(@fields $ty, $($rest)*);)?
    };
    (@fields $ty:ident, $name:ident : $inner:ty $(, $($rest:tt)*)?) => {
        #[doc = concat!("Sets [`", stringify!($name), "`](field@Self::", stringify!($name), ").")]
        #[must_use]
        pub fn $name(mut self, $name: impl Into<$inner>) -> Self {
            self.$name = $name.into();
            self
        }
        $($crate::macros::setters!(@fields $ty, $($rest)*);)?
    };
    (@fields $ty:ident $(,)?) => {};
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

            /// Returns the name on the REST wire; `None` when only a protobuf number is known.
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
                let text = ::std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Ok(Self::from(text.as_ref()))
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
