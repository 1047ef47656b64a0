//! Operations by family.

mod aliases;
mod collections;
mod dispatch;
mod indexes;
mod payload;
mod points;
mod query;
mod service;
mod slices;

pub(crate) use self::dispatch::{capabilities, dispatch, immediate};
