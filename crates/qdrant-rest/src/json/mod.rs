//! JSON in and out, with the place of what went wrong.

#[cfg(feature = "server")]
mod one_or_many;
mod path;
mod read;
mod write;

#[cfg(feature = "server")]
pub(crate) use self::one_or_many::one_or_many;
pub(crate) use self::read::read;
pub(crate) use self::write::write;
