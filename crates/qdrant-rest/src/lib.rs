//! REST transport of the Qdrant client.
