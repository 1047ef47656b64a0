//! The HTTP stack shared by the REST and gRPC transports of the Qdrant client.
