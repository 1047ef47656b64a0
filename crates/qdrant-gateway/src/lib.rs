//! Serves any transport of the Qdrant client over Qdrant's REST and gRPC protocols.
