//! What a server says about itself.

use qdrant_core::{ServingStatus, VersionInfo};

use super::enums::wire_enum;
use super::traits::total;
use crate::proto::health;
use crate::proto::qdrant as proto;

impl From<VersionInfo> for proto::HealthCheckReply {
    fn from(info: VersionInfo) -> Self {
        let VersionInfo { title, version, commit } = info;
        Self { title, version, commit }
    }
}

impl From<proto::HealthCheckReply> for VersionInfo {
    fn from(message: proto::HealthCheckReply) -> Self {
        let proto::HealthCheckReply { title, version, commit } = message;
        Self { title, version, commit }
    }
}

total!(into: VersionInfo => proto::HealthCheckReply);
total!(from: proto::HealthCheckReply => VersionInfo);

wire_enum! {
    ServingStatus = health::health_check_response::ServingStatus { Serving, NotServing, ServiceUnknown }
    Unknown is unknown
}
