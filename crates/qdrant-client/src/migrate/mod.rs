//! Copying collections from one place to another.

mod config;
mod plan;
mod request;
mod run;
#[cfg(test)]
mod tests;

pub use self::request::{MigratedCollection, Migration};
