//! Points: upsert, delete, get, scroll, count.

use qdrant_core::{
    Answer, CountPoints, DeletePoints, Error, GetPoints, RetrievedPoint, ScrollPoints, ScrollResult,
    UpdateResult, UpsertPoints,
};

use super::envelope::{answer, read, read_update, write};
use crate::frame;
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;
use crate::wire::around::{Around, split_list};
use crate::wire::points::RepeatedField;
use crate::wire::reader::{self, malformed};

/// Number of the field `points` in message `UpsertPoints`.
const POINTS: u32 = 3;

/// Number of the field `result` in message `GetResponse`.
const GET_RESULT: u32 = 1;

/// Number of the field `result` in message `ScrollResponse`.
const SCROLL_RESULT: u32 = 2;

impl Rpc for UpsertPoints {
    const PATH: &'static str = "/qdrant.Points/Upsert";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self {
            collection_name,
            wait,
            points,
            ordering,
            shard_key_selector,
            update_filter,
            timeout,
            update_mode,
        } = self;
        let message = proto::UpsertPoints {
            collection_name,
            wait,
            points: Vec::new(),
            ordering: ordering.map(Into::into),
            shard_key_selector: shard_key_selector.map(Into::into),
            update_filter: write("update_filter", update_filter)?,
            timeout: write("timeout", timeout)?,
            update_mode: write("update_mode", update_mode)?,
        };
        frame::hot(&Around::new(
            &message,
            POINTS,
            RepeatedField { tag: POINTS, name: "points", items: &points },
        )?)
    }

    fn decode(message: &[u8]) -> Result<Answer<UpdateResult>, Error> {
        read_update(message)
    }
}

impl Rpc for DeletePoints {
    const PATH: &'static str = "/qdrant.Points/Delete";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, wait, points, ordering, shard_key_selector, timeout } = self;
        frame::message(&proto::DeletePoints {
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

impl Rpc for GetPoints {
    const PATH: &'static str = "/qdrant.Points/Get";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self {
            collection_name,
            ids,
            with_payload,
            with_vectors,
            read_consistency,
            shard_key_selector,
            timeout,
        } = self;
        frame::message(&proto::GetPoints {
            collection_name,
            ids: ids.into_iter().map(Into::into).collect(),
            // Told because the server's own default is `false` here and `true` when scrolling.
            with_payload: Some(with_payload.unwrap_or(true.into()).into()),
            with_vectors: Some(with_vectors.unwrap_or(false.into()).into()),
            read_consistency: read_consistency.map(Into::into),
            shard_key_selector: shard_key_selector.map(Into::into),
            timeout: write("timeout", timeout)?,
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<RetrievedPoint>>, Error> {
        let (points, rest) = split_list(message, GET_RESULT, "result")?;
        let proto::GetResponse { result: _, time, usage } = rest;
        Ok(answer(points, time, usage))
    }
}

impl Rpc for ScrollPoints {
    const PATH: &'static str = "/qdrant.Points/Scroll";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self {
            collection_name,
            filter,
            offset,
            limit,
            with_payload,
            with_vectors,
            read_consistency,
            shard_key_selector,
            order_by,
            timeout,
        } = self;
        frame::message(&proto::ScrollPoints {
            collection_name,
            filter: write("filter", filter)?,
            offset: offset.map(Into::into),
            limit,
            with_payload: Some(with_payload.unwrap_or(true.into()).into()),
            with_vectors: Some(with_vectors.unwrap_or(false.into()).into()),
            read_consistency: read_consistency.map(Into::into),
            shard_key_selector: shard_key_selector.map(Into::into),
            order_by: write("order_by", order_by)?,
            timeout: write("timeout", timeout)?,
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<ScrollResult>, Error> {
        let (points, rest) = split_list(message, SCROLL_RESULT, "result")?;
        let proto::ScrollResponse { next_page_offset, result: _, time, usage } = rest;
        let next_page_offset = read("next_page_offset", next_page_offset)?;
        Ok(answer(ScrollResult { points, next_page_offset }, time, usage))
    }
}

impl Rpc for CountPoints {
    const PATH: &'static str = "/qdrant.Points/Count";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, filter, exact, read_consistency, shard_key_selector, timeout } = self;
        frame::message(&proto::CountPoints {
            collection_name,
            filter: write("filter", filter)?,
            exact,
            read_consistency: read_consistency.map(Into::into),
            shard_key_selector: shard_key_selector.map(Into::into),
            timeout: write("timeout", timeout)?,
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<u64>, Error> {
        let proto::CountResponse { result, time, usage } = reader::decode(message)?;
        let proto::CountResult { count } =
            result.ok_or_else(|| malformed("is missing").with_field("result"))?;
        Ok(answer(count, time, usage))
    }
}

#[cfg(feature = "server")]
mod server {
    use qdrant_core::{ReplyMeta, WithPayloadSelector};

    use super::super::envelope::{facts, write_update};
    use super::*;
    use crate::convert::{read, required};
    use crate::server::Served;

    impl Served for UpsertPoints {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let (points, rest) = split_list(message, POINTS, "points")?;
            let proto::UpsertPoints {
                collection_name,
                wait,
                points: _,
                ordering,
                shard_key_selector,
                update_filter,
                timeout,
                update_mode,
            } = rest;
            Ok(Self {
                collection_name,
                wait,
                points: points.into(),
                ordering: read("ordering", ordering)?,
                shard_key_selector: read("shard_key_selector", shard_key_selector)?,
                update_filter: read("update_filter", update_filter)?,
                timeout: read("timeout", timeout)?,
                update_mode: read("update_mode", update_mode)?,
            })
        }

        fn respond(output: UpdateResult, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_update(output, meta)
        }
    }

    impl Served for DeletePoints {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::DeletePoints { collection_name, wait, points, ordering, shard_key_selector, timeout } =
                reader::decode(message)?;
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

    impl Served for GetPoints {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::GetPoints {
                collection_name,
                ids,
                with_payload,
                with_vectors,
                read_consistency,
                shard_key_selector,
                timeout,
            } = reader::decode(message)?;
            let with_payload: Option<WithPayloadSelector> = read("with_payload", with_payload)?;
            Ok(Self {
                collection_name,
                ids: read("ids", ids)?,
                // The server's own default; that of the operation is `true`.
                with_payload: with_payload.or(Some(false.into())),
                with_vectors: read("with_vectors", with_vectors)?,
                read_consistency: read("read_consistency", read_consistency)?,
                shard_key_selector: read("shard_key_selector", shard_key_selector)?,
                timeout: read("timeout", timeout)?,
            })
        }

        fn respond(output: Vec<RetrievedPoint>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let (time, usage) = facts(meta);
            let message = proto::GetResponse { result: Vec::new(), time, usage };
            let points = RepeatedField { tag: GET_RESULT, name: "result", items: &output };
            frame::hot(&Around::new(&message, GET_RESULT, points)?)
        }
    }

    impl Served for ScrollPoints {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::ScrollPoints {
                collection_name,
                filter,
                offset,
                limit,
                with_payload,
                with_vectors,
                read_consistency,
                shard_key_selector,
                order_by,
                timeout,
            } = reader::decode(message)?;
            Ok(Self {
                collection_name,
                filter: read("filter", filter)?,
                offset: read("offset", offset)?,
                limit,
                with_payload: read("with_payload", with_payload)?,
                with_vectors: read("with_vectors", with_vectors)?,
                read_consistency: read("read_consistency", read_consistency)?,
                shard_key_selector: read("shard_key_selector", shard_key_selector)?,
                order_by: read("order_by", order_by)?,
                timeout: read("timeout", timeout)?,
            })
        }

        fn respond(output: ScrollResult, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let ScrollResult { points, next_page_offset } = output;
            let (time, usage) = facts(meta);
            let next_page_offset = next_page_offset.map(Into::into);
            let message = proto::ScrollResponse { next_page_offset, result: Vec::new(), time, usage };
            let points = RepeatedField { tag: SCROLL_RESULT, name: "result", items: &points };
            frame::hot(&Around::new(&message, SCROLL_RESULT, points)?)
        }
    }

    impl Served for CountPoints {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::CountPoints {
                collection_name,
                filter,
                exact,
                read_consistency,
                shard_key_selector,
                timeout,
            } = reader::decode(message)?;
            Ok(Self {
                collection_name,
                filter: read("filter", filter)?,
                exact,
                read_consistency: read("read_consistency", read_consistency)?,
                shard_key_selector: read("shard_key_selector", shard_key_selector)?,
                timeout: read("timeout", timeout)?,
            })
        }

        fn respond(output: u64, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let (time, usage) = facts(meta);
            let result = Some(proto::CountResult { count: output });
            frame::message(&proto::CountResponse { result, time, usage })
        }
    }
}
