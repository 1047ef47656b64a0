//! Qdrant's REST API.

mod body;
mod gzip;
mod problem;
mod routes;
mod service;

pub use self::service::RestService;
