//! The two traits of all conversions, and how an error gets its path.

use std::collections::BTreeMap;

use qdrant_core::{Error, ErrorKind};

use super::room::Room;

/// Turns a model of the core into its message.
///
/// What the wire cannot carry is refused with the path of the field, never left out.
pub(crate) trait IntoProto<P>: Sized {
    /// Converts a model that sits in a message with `room` levels left below it.
    fn into_proto_in(self, room: Room) -> Result<P, Error>;

    /// Converts a model that sits directly in an operation.
    fn into_proto(self) -> Result<P, Error> {
        self.into_proto_in(Room::WHOLE)
    }
}

/// Turns a message into its model of the core.
///
/// Errors are of the kind `InvalidRequest`; a part of a reply is read by [`from_reply`].
pub(crate) trait FromProto<P>: Sized {
    /// Converts a message.
    fn from_proto(message: P) -> Result<Self, Error>;
}

/// Reads a part of a reply, where a fault is the server's and not the caller's.
pub(crate) fn from_reply<P, T: FromProto<P>>(message: P) -> Result<T, Error> {
    T::from_proto(message).map_err(|fault| {
        let error = Error::new(ErrorKind::Decode, fault.message().to_owned());
        match fault.field() {
            Some(field) => error.with_field(field),
            None => error,
        }
    })
}

/// Writes the field `name` of a message.
pub(crate) fn write<P, T: IntoProto<P>>(name: &str, model: T, room: Room) -> Result<P, Error> {
    model.into_proto_in(room).map_err(|error| error.within(name))
}

/// Reads the field `name` of a message.
pub(crate) fn read<P, T: FromProto<P>>(name: &str, message: P) -> Result<T, Error> {
    T::from_proto(message).map_err(|error| error.within(name))
}

/// Reads the field `name` of a message, without which the message means nothing.
pub(crate) fn required<P, T: FromProto<P>>(name: &str, message: Option<P>) -> Result<T, Error> {
    match message {
        Some(message) => read(name, message),
        None => Err(Error::invalid(name, "is missing")),
    }
}

/// An error about a message as a whole; callers add the path.
pub(crate) fn invalid(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::InvalidRequest, message)
}

/// Gives conversions that cannot fail, which are `From`, the trait of those that can.
macro_rules! total {
    (into: $($model:ty => $message:ty),+ $(,)?) => {$(
        impl $crate::convert::IntoProto<$message> for $model {
            fn into_proto_in(self, _: $crate::convert::Room) -> Result<$message, ::qdrant_core::Error> {
                Ok(self.into())
            }
        }
    )+};
    (from: $($message:ty => $model:ty),+ $(,)?) => {$(
        impl $crate::convert::FromProto<$message> for $model {
            fn from_proto(message: $message) -> Result<Self, ::qdrant_core::Error> {
                Ok(message.into())
            }
        }
    )+};
}
pub(crate) use total;

/// Writes both directions of structs that have the same fields on both sides.
///
/// Fields after a semicolon are converted; without any the conversion cannot fail.
macro_rules! same_fields {
    ($($name:ident { $($plain:ident),+ $(,)? })+) => {$(
        impl From<::qdrant_core::$name> for $crate::proto::qdrant::$name {
            fn from(model: ::qdrant_core::$name) -> Self {
                let ::qdrant_core::$name { $($plain),+ } = model;
                Self { $($plain),+ }
            }
        }

        impl From<$crate::proto::qdrant::$name> for ::qdrant_core::$name {
            fn from(message: $crate::proto::qdrant::$name) -> Self {
                let $crate::proto::qdrant::$name { $($plain),+ } = message;
                Self { $($plain),+ }
            }
        }

        $crate::convert::total!(into: ::qdrant_core::$name => $crate::proto::qdrant::$name);
        $crate::convert::total!(from: $crate::proto::qdrant::$name => ::qdrant_core::$name);
    )+};
    ($($name:ident { $($plain:ident),* ; $($part:ident),+ $(,)? })+) => {$(
        impl $crate::convert::IntoProto<$crate::proto::qdrant::$name> for ::qdrant_core::$name {
            fn into_proto_in(
                self,
                room: $crate::convert::Room,
            ) -> Result<$crate::proto::qdrant::$name, ::qdrant_core::Error> {
                let Self { $($plain,)* $($part),+ } = self;
                Ok($crate::proto::qdrant::$name {
                    $($plain,)*
                    $($part: $crate::convert::write(stringify!($part), $part, room)?),+
                })
            }
        }

        impl $crate::convert::FromProto<$crate::proto::qdrant::$name> for ::qdrant_core::$name {
            fn from_proto(message: $crate::proto::qdrant::$name) -> Result<Self, ::qdrant_core::Error> {
                let $crate::proto::qdrant::$name { $($plain,)* $($part),+ } = message;
                Ok(Self {
                    $($plain,)*
                    $($part: $crate::convert::read(stringify!($part), $part)?),+
                })
            }
        }
    )+};
}
pub(crate) use same_fields;

impl<P, T: IntoProto<P>> IntoProto<Option<P>> for Option<T> {
    fn into_proto_in(self, room: Room) -> Result<Option<P>, Error> {
        self.map(|model| model.into_proto_in(room)).transpose()
    }
}

impl<P, T: FromProto<P>> FromProto<Option<P>> for Option<T> {
    fn from_proto(message: Option<P>) -> Result<Self, Error> {
        message.map(T::from_proto).transpose()
    }
}

impl<P, T: IntoProto<P>> IntoProto<Box<P>> for Box<T> {
    fn into_proto_in(self, room: Room) -> Result<Box<P>, Error> {
        (*self).into_proto_in(room).map(Box::new)
    }
}

impl<P, T: FromProto<P>> FromProto<Box<P>> for Box<T> {
    fn from_proto(message: Box<P>) -> Result<Self, Error> {
        T::from_proto(*message).map(Self::new)
    }
}

impl<P, T: IntoProto<P>> IntoProto<Vec<P>> for Vec<T> {
    fn into_proto_in(self, room: Room) -> Result<Vec<P>, Error> {
        items(self, |model| model.into_proto_in(room))
    }
}

impl<P, T: FromProto<P>> FromProto<Vec<P>> for Vec<T> {
    fn from_proto(messages: Vec<P>) -> Result<Self, Error> {
        items(messages, T::from_proto)
    }
}

/// Each entry of a map is a message of its own on the wire.
impl<P, T: IntoProto<P>> IntoProto<BTreeMap<String, P>> for BTreeMap<String, T> {
    fn into_proto_in(self, room: Room) -> Result<BTreeMap<String, P>, Error> {
        entries(self, |model| model.into_proto_in(room.enter()?))
    }
}

impl<P, T: FromProto<P>> FromProto<BTreeMap<String, P>> for BTreeMap<String, T> {
    fn from_proto(messages: BTreeMap<String, P>) -> Result<Self, Error> {
        entries(messages, T::from_proto)
    }
}

/// Converts a list; an error gets the place in it as its path.
fn items<T, U>(list: Vec<T>, mut convert: impl FnMut(T) -> Result<U, Error>) -> Result<Vec<U>, Error> {
    let mut converted = Vec::with_capacity(list.len());
    for (index, item) in list.into_iter().enumerate() {
        converted.push(convert(item).map_err(|error| error.within(&format!("[{index}]")))?);
    }
    Ok(converted)
}

/// Converts the values of a map; an error gets the key as its path.
pub(super) fn entries<T, U, M: FromIterator<(String, U)>>(
    map: impl IntoIterator<Item = (String, T)>,
    mut convert: impl FnMut(T) -> Result<U, Error>,
) -> Result<M, Error> {
    map.into_iter()
        .map(|(key, value)| match convert(value) {
            Ok(value) => Ok((key, value)),
            Err(error) => Err(error.within(&format!("[{key:?}]"))),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Even(u32);

    impl FromProto<u32> for Even {
        fn from_proto(number: u32) -> Result<Self, Error> {
            if number.is_multiple_of(2) { Ok(Self(number)) } else { Err(invalid("is odd")) }
        }
    }

    fn path<T>(result: Result<T, Error>) -> String {
        result.err().unwrap().to_string()
    }

    #[test]
    fn paths_come_together_over_lists_maps_and_options() {
        let map = BTreeMap::from([("a \"b\"".to_owned(), Some(vec![2, 4, 5]))]);
        let result = read::<_, BTreeMap<String, Option<Vec<Even>>>>("field", map);
        assert_eq!(path(result), r#"invalid request: field["a \"b\""][2]: is odd"#);
        assert_eq!(path(required::<_, Even>("a", Some(3))), "invalid request: a: is odd");
        assert_eq!(path(required::<u32, Even>("a", None)), "invalid request: a: is missing");
        assert_eq!(read::<_, Vec<Even>>("a", vec![2, 4]).unwrap()[1].0, 4);
    }

    #[test]
    fn a_fault_in_a_reply_is_no_invalid_request() {
        let error = from_reply::<_, Vec<Even>>(vec![1]).err().unwrap();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Decode, Some("[0]")));
        assert_eq!(error.within("result").to_string(), "reply not understood: result[0]: is odd");
    }
}
