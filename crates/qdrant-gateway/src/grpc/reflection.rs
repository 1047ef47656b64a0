//! Server reflection, so that tools need no `.proto` files.

use std::fmt;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use qdrant_grpc::proto::FILE_DESCRIPTOR_SET;
use tonic::Status;
use tonic::body::Body;
use tonic_reflection::server::Builder;
use tonic_reflection::server::v1::{ServerReflection, ServerReflectionServer};
use tower_service::Service;
