//! JSON in and out, with the place of what went wrong.

mod path;
mod read;
mod write;

pub(crate) use self::read::read;
pub(crate) use self::write::write;
