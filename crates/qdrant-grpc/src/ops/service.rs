//! Version.

use qdrant_core::{Answer, Error, HealthCheckRequest, ReplyMeta, VersionInfo};

use super::envelope::read;
use crate::frame;
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;
use crate::wire::reader;

impl Rpc for HealthCheckRequest {
    const PATH: &'static str = "/qdrant.Qdrant/HealthCheck";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self {} = self;
        frame::message(&proto::HealthCheckRequest {})
    }

    fn decode(message: &[u8]) -> Result<Answer<VersionInfo>, Error> {
        let reply: proto::HealthCheckReply = reader::decode(message)?;
        Ok(Answer { output: read("", reply)?, meta: ReplyMeta::default() })
    }
}

#[cfg(feature = "server")]
mod server {
    use super::*;
    use crate::server::Served;

    impl Served for HealthCheckRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::HealthCheckRequest {} = reader::decode(message)?;
            Ok(Self {})
        }

        fn respond(output: VersionInfo, _: ReplyMeta) -> Result<Vec<u8>, Error> {
            frame::message(&proto::HealthCheckReply::from(output))
        }
    }
}
