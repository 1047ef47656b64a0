//! Several updates in one call.

use http::Method;
use qdrant_core::{
    Answer, ClearPayloadOperation, DeletePayloadOperation, DeletePointsOperation, DeleteVectorsOperation,
    Error, PointStructList, PointsUpdateOperation, SetPayloadOperation, UpdateBatchPoints, UpdateResult,
    UpdateVectorsOperation,
};
use serde::Serialize;

use super::points::UpsertBody;
use super::selector::{SelectorBody, split};
use super::unnamed_sparse::refuse_unnamed_sparse;
use super::{payload, vectors};
use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::envelope;

/// `S` is a step as a client writes it or as a server reads it.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
struct OperationsBody<S> {
    operations: Vec<S>,
}

/// A step: the body of the operation that does the same alone, under the operation's name.
///
/// `U` is the body of an upsert, which a server takes in two forms.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "snake_case")]
enum Step<U> {
    Upsert(U),
    Delete(SelectorBody),
    SetPayload(payload::SetBody),
    OverwritePayload(payload::SetBody),
    DeletePayload(payload::DeleteBody),
    ClearPayload(SelectorBody),
    UpdateVectors(vectors::UpdateBody),
    DeleteVectors(vectors::DeleteBody),
}

fn to_step(operation: PointsUpdateOperation) -> Result<Step<UpsertBody>, Error> {
    Ok(match operation {
        PointsUpdateOperation::Upsert(step) => {
            let PointStructList { points, shard_key_selector, update_filter, update_mode } = step;
            refuse_unnamed_sparse(points.iter().map(|point| &point.vectors))
                .map_err(|error| error.within("upsert"))?;
            let shard_key = shard_key_selector;
            Step::Upsert(UpsertBody { points, shard_key, update_filter, update_mode })
        }
        PointsUpdateOperation::DeletePoints(step) => {
            let DeletePointsOperation { points, shard_key_selector } = step;
            Step::Delete(SelectorBody::new(Some(points), shard_key_selector))
        }
        PointsUpdateOperation::SetPayload(step) => Step::SetPayload(set_body(step)),
        PointsUpdateOperation::OverwritePayload(step) => Step::OverwritePayload(set_body(step)),
        PointsUpdateOperation::DeletePayload(step) => {
            let DeletePayloadOperation { keys, points_selector, shard_key_selector } = step;
            let (points, filter) = split(Some(points_selector));
            let shard_key = shard_key_selector;
            Step::DeletePayload(payload::DeleteBody { keys, points, filter, shard_key })
        }
        PointsUpdateOperation::ClearPayload(step) => {
            let ClearPayloadOperation { points, shard_key_selector } = step;
            Step::ClearPayload(SelectorBody::new(Some(points), shard_key_selector))
        }
        PointsUpdateOperation::UpdateVectors(step) => {
            let UpdateVectorsOperation { points, shard_key_selector, update_filter } = step;
            refuse_unnamed_sparse(points.iter().map(|point| &point.vectors))
                .map_err(|error| error.within("update_vectors"))?;
            let shard_key = shard_key_selector;
            Step::UpdateVectors(vectors::UpdateBody { points, shard_key, update_filter })
        }
        PointsUpdateOperation::DeleteVectors(step) => {
            let DeleteVectorsOperation { points_selector, vectors: vector, shard_key_selector } = step;
            let (points, filter) = split(Some(points_selector));
            let shard_key = shard_key_selector;
            Step::DeleteVectors(vectors::DeleteBody { points, filter, vector, shard_key })
        }
    })
}

fn set_body(step: SetPayloadOperation) -> payload::SetBody {
    let SetPayloadOperation { payload, points_selector, shard_key_selector, key } = step;
    let (points, filter) = split(Some(points_selector));
    payload::SetBody { payload, points, filter, shard_key: shard_key_selector, key }
}

impl Endpoint for UpdateBatchPoints {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/batch";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, wait, operations, ordering, timeout } = self;
        let nth = |(index, operation)| {
            to_step(operation).map_err(|error| error.within(&format!("operations[{index}]")))
        };
        let operations = operations.into_iter().enumerate().map(nth).collect::<Result<_, _>>()?;
        Self::call(&[&collection_name])?
            .write_options(wait, ordering, timeout)
            .json(&OperationsBody { operations })
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<UpdateResult>>, Error> {
        envelope::read(body)
    }
}

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::ReplyMeta;

    use super::super::selector::{either_or_both, join};
    use super::super::upsert_batch::{UpsertInput, rows};
    use super::*;
    use crate::server::{Incoming, Served, enveloped, validation_error};

    fn from_step(step: Step<UpsertInput>) -> Result<PointsUpdateOperation, Error> {
        Ok(match step {
            Step::Upsert(UpsertInput { points, batch, shard_key, update_filter, update_mode }) => {
                let points = rows(points, batch)?;
                let shard_key_selector = shard_key;
                PointStructList { points, shard_key_selector, update_filter, update_mode }.into()
            }
            Step::Delete(body) => {
                let (points, shard_key_selector) = body.into_parts()?;
                DeletePointsOperation { points, shard_key_selector }.into()
            }
            Step::SetPayload(body) => PointsUpdateOperation::SetPayload(set_step(body)?),
            Step::OverwritePayload(body) => PointsUpdateOperation::OverwritePayload(set_step(body)?),
            Step::DeletePayload(payload::DeleteBody { keys, points, filter, shard_key }) => {
                let points_selector = join(points, filter).ok_or_else(no_points)?;
                let shard_key_selector = shard_key;
                DeletePayloadOperation { keys, points_selector, shard_key_selector }.into()
            }
            Step::ClearPayload(body) => {
                let (points, shard_key_selector) = body.into_parts()?;
                ClearPayloadOperation { points, shard_key_selector }.into()
            }
            Step::UpdateVectors(vectors::UpdateBody { points, shard_key, update_filter }) => {
                let shard_key_selector = shard_key;
                UpdateVectorsOperation { points, shard_key_selector, update_filter }.into()
            }
            Step::DeleteVectors(vectors::DeleteBody { points, filter, vector, shard_key }) => {
                let points_selector = either_or_both(points, filter)?;
                let (vectors, shard_key_selector) = (vector, shard_key);
                DeleteVectorsOperation { points_selector, vectors, shard_key_selector }.into()
            }
        })
    }

    fn set_step(body: payload::SetBody) -> Result<SetPayloadOperation, Error> {
        let payload::SetBody { payload, points, filter, shard_key, key } = body;
        let points_selector = join(points, filter).ok_or_else(no_points)?;
        Ok(SetPayloadOperation { payload, points_selector, shard_key_selector: shard_key, key })
    }

    fn no_points() -> Error {
        let message = "neither ids nor a filter say which points to write to";
        validation_error(Error::invalid("points_selector", message))
    }

    impl Served for UpdateBatchPoints {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let OperationsBody { operations } = request.json()?;
            let step = |(index, step)| {
                from_step(step).map_err(|error| error.within(&format!("operations[{index}]")))
            };
            Ok(Self {
                collection_name: request.name("collection_name")?,
                wait: request.query("wait")?,
                operations: operations.into_iter().enumerate().map(step).collect::<Result<_, _>>()?,
                ordering: request.query("ordering")?,
                timeout: request.timeout()?,
            })
        }

        fn respond(output: &Vec<UpdateResult>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }
}
