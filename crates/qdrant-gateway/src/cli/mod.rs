//! The program around the library.

mod args;
mod log;
mod run;
mod signals;
mod source;

pub(crate) use self::args::Args;
pub(crate) use self::log::start_log;
pub(crate) use self::run::run;
