//! Payload: set, overwrite, delete, clear.

use std::collections::BTreeMap;
use std::time::Duration;

use qdrant_core::{
    Answer, ClearPayloadPoints, DeletePayloadPoints, Error, OverwritePayloadPoints, Payload, PointsSelector,
    SetPayloadPoints, ShardKeySelector, UpdateResult, WriteOrdering,
};

use super::envelope::{read_update, write};
use crate::frame;
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;
use crate::wire::around::Around;
use crate::wire::value::PayloadField;

/// Number of the field `payload` in message `SetPayloadPoints`.
const PAYLOAD: u32 = 3;

/// What message `SetPayloadPoints` holds, for both of the operations that have it.
struct PayloadWrite {
    collection_name: String,
    wait: Option<bool>,
    payload: Payload,
    points_selector: Option<PointsSelector>,
    ordering: Option<WriteOrdering>,
    shard_key_selector: Option<ShardKeySelector>,
    key: Option<String>,
    timeout: Option<Duration>,
}

impl PayloadWrite {
    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self {
            collection_name,
            wait,
            payload,
            points_selector,
            ordering,
            shard_key_selector,
            key,
            timeout,
        } = self;
        let message = proto::SetPayloadPoints {
            collection_name,
            wait,
            payload: BTreeMap::new(),
            points_selector: write("points_selector", points_selector)?,
            ordering: ordering.map(Into::into),
            shard_key_selector: shard_key_selector.map(Into::into),
            key,
            timeout: write("timeout", timeout)?,
        };
        frame::hot(&Around::new(
            &message,
            PAYLOAD,
            PayloadField { tag: PAYLOAD, name: "payload", payload: &payload },
        )?)
    }
}

macro_rules! payload_write {
    ($operation:ident at $path:literal) => {
        impl Rpc for $operation {
            const PATH: &'static str = $path;

            fn encode(self) -> Result<Vec<u8>, Error> {
                let Self {
                    collection_name,
                    wait,
                    payload,
                    points_selector,
                    ordering,
                    shard_key_selector,
                    key,
                    timeout,
                } = self;
                PayloadWrite {
                    collection_name,
                    wait,
                    payload,
                    points_selector,
                    ordering,
                    shard_key_selector,
                    key,
                    timeout,
                }
                .encode()
            }

            fn decode(message: &[u8]) -> Result<Answer<UpdateResult>, Error> {
                read_update(message)
            }
        }
    };
}

payload_write!(SetPayloadPoints at "/qdrant.Points/SetPayload");
payload_write!(OverwritePayloadPoints at "/qdrant.Points/OverwritePayload");

impl Rpc for DeletePayloadPoints {
    const PATH: &'static str = "/qdrant.Points/DeletePayload";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, wait, keys, points_selector, ordering, shard_key_selector, timeout } =
            self;
        frame::message(&proto::DeletePayloadPoints {
            collection_name,
            wait,
            keys,
            points_selector: write("points_selector", points_selector)?,
            ordering: ordering.map(Into::into),
            shard_key_selector: shard_key_selector.map(Into::into),
            timeout: write("timeout", timeout)?,
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<UpdateResult>, Error> {
        read_update(message)
    }
}

impl Rpc for ClearPayloadPoints {
    const PATH: &'static str = "/qdrant.Points/ClearPayload";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, wait, points, ordering, shard_key_selector, timeout } = self;
        frame::message(&proto::ClearPayloadPoints {
            collection_name,
            wait,
            points: write("points", points)?,
            ordering: ordering.map(Into::into),
            shard_key_selector: shard_key_selector.map(Into::into),
            timeout: write("timeout", timeout)?,
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<UpdateResult>, Error> {
        read_update(message)
    }
}

#[cfg(feature = "server")]
mod server {
    use qdrant_core::ReplyMeta;

    use super::super::envelope::write_update;
    use super::*;
    use crate::convert::{read, required};
    use crate::server::Served;
    use crate::wire::around::split;
    use crate::wire::reader;
    use crate::wire::value::read_entry;

    impl PayloadWrite {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let mut payload = Payload::new();
            let rest = split(message, PAYLOAD, |field| {
                read_entry(&mut payload, field).map_err(|error| error.within("payload"))
            })?;
            let proto::SetPayloadPoints {
                collection_name,
                wait,
                payload: _,
                points_selector,
                ordering,
                shard_key_selector,
                key,
                timeout,
            } = rest;
            Ok(Self {
                collection_name,
                wait,
                payload,
                points_selector: read("points_selector", points_selector)?,
                ordering: read("ordering", ordering)?,
                shard_key_selector: read("shard_key_selector", shard_key_selector)?,
                key,
                timeout: read("timeout", timeout)?,
            })
        }
    }

    macro_rules! payload_write_served {
        ($($operation:ident),+) => {$(
            impl Served for $operation {
                fn receive(message: &[u8]) -> Result<Self, Error> {
                    let PayloadWrite {
                        collection_name,
                        wait,
                        payload,
                        points_selector,
                        ordering,
                        shard_key_selector,
                        key,
                        timeout,
                    } = PayloadWrite::receive(message)?;
                    Ok(Self {
                        collection_name,
                        wait,
                        payload,
                        points_selector,
                        ordering,
                        shard_key_selector,
                        key,
                        timeout,
                    })
                }

                fn respond(output: UpdateResult, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
                    write_update(output, meta)
                }
            }
        )+};
    }

    payload_write_served!(SetPayloadPoints, OverwritePayloadPoints);

    impl Served for DeletePayloadPoints {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::DeletePayloadPoints {
                collection_name,
                wait,
                keys,
                points_selector,
                ordering,
                shard_key_selector,
                timeout,
            } = reader::decode(message)?;
            Ok(Self {
                collection_name,
                wait,
                keys,
                points_selector: read("points_selector", points_selector)?,
                ordering: read("ordering", ordering)?,
                shard_key_selector: read("shard_key_selector", shard_key_selector)?,
                timeout: read("timeout", timeout)?,
            })
        }

        fn respond(output: UpdateResult, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_update(output, meta)
        }
    }

    impl Served for ClearPayloadPoints {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::ClearPayloadPoints {
                collection_name,
                wait,
                points,
                ordering,
                shard_key_selector,
                timeout,
            } = reader::decode(message)?;
            Ok(Self {
                collection_name,
                wait,
                points: Some(required("points", points)?),
                ordering: read("ordering", ordering)?,
                shard_key_selector: read("shard_key_selector", shard_key_selector)?,
                timeout: read("timeout", timeout)?,
            })
        }

        fn respond(output: UpdateResult, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_update(output, meta)
        }
    }
}
