//! Qdrant's REST API.

mod body;
mod gzip;
mod health;
mod input;
mod point;
mod problem;
mod routes;
mod service;
mod upload;

pub use self::service::RestService;
