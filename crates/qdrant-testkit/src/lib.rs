//! Conformance suite, mocks and fault injection for transports of the Qdrant client.
