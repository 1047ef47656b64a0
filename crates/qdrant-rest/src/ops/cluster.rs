//! Cluster: its state, what its peers report, and removing peers.

use http::Method;
use qdrant_core::{
    Answer, ClusterStatus, ClusterStatusRequest, ClusterTelemetryRequest, DistributedTelemetryData, Error,
    RecoverCurrentPeerRequest, RemovePeer,
};

use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::envelope;

impl Endpoint for ClusterStatusRequest {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cluster";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self {} = self;
        Self::call(&[])
    }

    fn decode(body: &[u8]) -> Result<Answer<ClusterStatus>, Error> {
        envelope::read(body)
    }
}

impl Endpoint for ClusterTelemetryRequest {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cluster/telemetry";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { details_level, timeout } = self;
        Ok(Self::call(&[])?.query("details_level", details_level).timeout(timeout))
    }

    fn decode(body: &[u8]) -> Result<Answer<DistributedTelemetryData>, Error> {
        envelope::read(body)
    }
}

impl Endpoint for RecoverCurrentPeerRequest {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cluster/recover";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self {} = self;
        Self::call(&[])
    }

    fn decode(body: &[u8]) -> Result<Answer<bool>, Error> {
        envelope::read_flag(body)
    }
}

impl Endpoint for RemovePeer {
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/cluster/peer/{peer_id}";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { peer_id, force, timeout } = self;
        Ok(Self::call(&[&peer_id.to_string()])?.query("force", force).timeout(timeout))
    }

    fn decode(body: &[u8]) -> Result<Answer<bool>, Error> {
        envelope::read_flag(body)
    }
}

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::ReplyMeta;

    use super::*;
    use crate::server::{Incoming, Served, enveloped};

    impl Served for ClusterStatusRequest {
        fn receive(_: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {})
        }

        fn respond(output: &ClusterStatus, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for ClusterTelemetryRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self { details_level: request.query("details_level")?, timeout: request.timeout()? })
        }

        fn respond(output: &DistributedTelemetryData, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for RecoverCurrentPeerRequest {
        fn receive(_: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {})
        }

        fn respond(output: &bool, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for RemovePeer {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                peer_id: request.number("peer_id")?,
                force: request.query("force")?,
                timeout: request.timeout()?,
            })
        }

        fn respond(output: &bool, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }
}
