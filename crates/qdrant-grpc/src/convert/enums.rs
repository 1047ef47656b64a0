//! Enums of the core and their numbers on the wire.

use qdrant_core::{Error, ErrorKind, UnknownValue, UnknownVariant, Value};

/// Returns the number of a value that this version does not know.
pub(super) fn unknown_number(value: UnknownValue) -> Result<i32, Error> {
    match value {
        UnknownValue::Number(number) => Ok(number),
        UnknownValue::Name(_) => Err(Error::new(
            ErrorKind::Unsupported,
            format!("{value} is known by its name only, and gRPC carries numbers"),
        )),
        UnknownValue::Json(_) => Err(Error::new(
            ErrorKind::Unsupported,
            format!("{value} has no number, and gRPC carries numbers"),
        )),
    }
}

/// Refuses a variant that came over REST and that this version has no message for.
pub(super) fn unknown_variant<T>(variant: &UnknownVariant) -> Result<T, Error> {
    Err(Error::new(ErrorKind::Unsupported, format!("{variant} has no message over gRPC")))
}

/// Stands for a value that came without content: it is of a newer server.
///
/// Programs can read it, and it is refused when it is written.
pub(super) fn unset() -> UnknownValue {
    UnknownValue::Name(String::new())
}

/// Stands for a variant that came without content: it is of a newer server.
///
/// Programs can read it, and it is refused when it is written.
pub(super) fn unset_variant() -> UnknownVariant {
    UnknownVariant::new("", Value::Null)
}

/// Writes both directions of an enum that a newer server may extend.
///
/// The line after the values says what the wire's value 0 means, where that is not one of them.
macro_rules! wire_enum {
    ($name:ident = $message:ty { $($variant:ident),+ $(,)? }) => {
        $crate::convert::enums::wire_enum!(@write $name, $message, $($variant),+);
        $crate::convert::enums::wire_enum!(@read $name, $message, {}, $($variant),+);
    };
    ($name:ident = $message:ty { $($variant:ident),+ $(,)? } $zero:ident is unknown) => {
        $crate::convert::enums::wire_enum!(@write $name, $message, $($variant),+);
        $crate::convert::enums::wire_enum!(@read $name, $message, {
            Ok(<$message>::$zero) => Self::Unknown(::qdrant_core::UnknownValue::Number(0)),
        }, $($variant),+);
    };
    ($name:ident = $message:ty { $($variant:ident),+ $(,)? } $zero:ident is refused) => {
        $crate::convert::enums::wire_enum!(@write $name, $message, $($variant),+);
        $crate::convert::enums::wire_enum!(@read $name, $message, {
            Ok(<$message>::$zero) => return Err($crate::convert::invalid("is not set")),
        }, $($variant),+);
    };
    ($name:ident = $message:ty { $($variant:ident),+ $(,)? } $zero:ident is absent) => {
        $crate::convert::enums::wire_enum!(@write $name, $message, $($variant),+);

        impl $crate::convert::FromProto<Option<i32>> for Option<$name> {
            fn from_proto(number: Option<i32>) -> Result<Self, ::qdrant_core::Error> {
                Ok(number.and_then(|number| match <$message>::try_from(number) {
                    $(Ok(<$message>::$variant) => Some(<$name>::$variant),)+
                    Ok(<$message>::$zero) => None,
                    Err(_) => Some(<$name>::Unknown(::qdrant_core::UnknownValue::Number(number))),
                }))
            }
        }
    };
    (@write $name:ident, $message:ty, $($variant:ident),+) => {
        impl $crate::convert::IntoProto<i32> for $name {
            fn into_proto_in(self, _: $crate::convert::Room) -> Result<i32, ::qdrant_core::Error> {
                match self {
                    $(Self::$variant => Ok(<$message>::$variant as i32),)+
                    Self::Unknown(value) => $crate::convert::enums::unknown_number(value),
                }
            }
        }
    };
    (@read $name:ident, $message:ty, { $($zero:tt)* }, $($variant:ident),+) => {
        impl $crate::convert::FromProto<i32> for $name {
            fn from_proto(number: i32) -> Result<Self, ::qdrant_core::Error> {
                Ok(match <$message>::try_from(number) {
                    $(Ok(<$message>::$variant) => Self::$variant,)+
                    $($zero)*
                    Err(_) => Self::Unknown(::qdrant_core::UnknownValue::Number(number)),
                })
            }
        }
    };
}
pub(super) use wire_enum;

/// Writes both directions of an enum of requests, which has no unknown values.
macro_rules! closed_enum {
    ($name:ident = $message:ty { $($variant:ident),+ $(,)? }) => {
        impl From<$name> for $message {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$variant => Self::$variant,)+
                }
            }
        }

        impl $crate::convert::IntoProto<i32> for $name {
            fn into_proto_in(self, _: $crate::convert::Room) -> Result<i32, ::qdrant_core::Error> {
                Ok(<$message>::from(self) as i32)
            }
        }

        impl $crate::convert::FromProto<i32> for $name {
            fn from_proto(number: i32) -> Result<Self, ::qdrant_core::Error> {
                match <$message>::try_from(number) {
                    $(Ok(<$message>::$variant) => Ok(Self::$variant),)+
                    Err(_) => Err($crate::convert::invalid(format!(
                        concat!("{} is no value of ", stringify!($name)),
                        number
                    ))),
                }
            }
        }
    };
}
pub(super) use closed_enum;

#[cfg(test)]
mod tests {
    use qdrant_core::{Datatype, Direction, Distance, Memory, Modifier, UpdateStatus};

    use super::*;
    use crate::convert::{FromProto, IntoProto};

    #[test]
    fn unknown_numbers_pass_through_and_unknown_names_are_refused() {
        let unknown = Distance::from_proto(77).unwrap();
        assert_eq!(unknown, Distance::Unknown(UnknownValue::Number(77)));
        assert_eq!(unknown.into_proto().unwrap(), 77);
        let error = Distance::from("Hamming").into_proto().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.message().contains("\"Hamming\""), "{error}");
        assert_eq!(Distance::Unknown(unset()).into_proto().unwrap_err().kind(), ErrorKind::Unsupported);
    }

    #[test]
    fn zero_means_what_the_wire_says() {
        assert!(Distance::from_proto(0).unwrap_err().message().contains("not set"));
        assert_eq!(Option::<Datatype>::from_proto(Some(0)).unwrap(), None);
        assert_eq!(Option::<Memory>::from_proto(Some(0)).unwrap(), None);
        assert_eq!(
            Option::<Memory>::from_proto(Some(9)).unwrap(),
            Some(Memory::Unknown(UnknownValue::Number(9)))
        );
        assert_eq!(Modifier::from_proto(0).unwrap(), Modifier::None);
        assert_eq!(UpdateStatus::from_proto(0).unwrap(), UpdateStatus::Unknown(UnknownValue::Number(0)));
    }

    #[test]
    fn closed_enums_refuse_numbers_they_do_not_have() {
        assert_eq!(Direction::Desc.into_proto().unwrap(), 1);
        assert!(Direction::from_proto(2).unwrap_err().message().contains("2 is no value of Direction"));
    }
}
