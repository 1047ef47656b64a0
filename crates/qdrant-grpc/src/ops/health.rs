//! The standard health check of gRPC.

use qdrant_core::{Answer, Error, GrpcHealthCheckRequest, ReplyMeta, ServingStatus};

use super::envelope::read;
use crate::frame;
use crate::proto::health as proto;
use crate::rpc::Rpc;
use crate::wire::reader;

impl Rpc for GrpcHealthCheckRequest {
    const PATH: &'static str = "/grpc.health.v1.Health/Check";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { service } = self;
        frame::message(&proto::HealthCheckRequest { service })
    }

    fn decode(message: &[u8]) -> Result<Answer<ServingStatus>, Error> {
        let proto::HealthCheckResponse { status } = reader::decode(message)?;
        Ok(Answer { output: read("status", status)?, meta: ReplyMeta::default() })
    }
}

#[cfg(feature = "server")]
mod server {
    use super::super::envelope::write;
    use super::*;
    use crate::server::Served;

    impl Served for GrpcHealthCheckRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::HealthCheckRequest { service } = reader::decode(message)?;
            Ok(Self { service })
        }

        fn respond(output: ServingStatus, _: ReplyMeta) -> Result<Vec<u8>, Error> {
            frame::message(&proto::HealthCheckResponse { status: write("status", output)? })
        }
    }
}
