//! Qdrant's REST API.

mod body;
mod gzip;
mod health;
mod input;
mod limits;
mod point;
mod problem;
mod routes;
mod service;
mod upload;

pub(crate) use self::limits::Limits;
pub use self::service::RestService;
