//! Configuration and state of collections.

mod hnsw;
mod info;
mod optimizers;
mod params;
mod quantization;
mod quantization_config;
mod sparse;
mod storage;
mod strict_mode;
mod vectors;
mod vectors_config;
mod wal;
