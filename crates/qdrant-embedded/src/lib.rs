//! Embedded transport of the Qdrant client: Qdrant's engine in process.
