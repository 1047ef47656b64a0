//! Qdrant's REST API.

mod body;
mod gzip;
mod health;
mod problem;
mod routes;
mod service;

pub use self::service::RestService;
