//! Discoveries from a target and pairs of examples.

use http::Method;
use qdrant_core::{
    Answer, ContextExamplePair, DiscoverBatchPoints, DiscoverPoints, Error, Filter, LookupLocation,
    ScoredPoint, SearchParams, ShardKeySelector, TargetVector, WithPayloadSelector, WithVectorsSelector,
};
use serde::Serialize;

use super::examples;
use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::envelope;
use crate::ops::searches::{Outside, Searches};

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
struct DiscoverBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<TargetVector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<Vec<ContextExamplePair>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    using: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lookup_from: Option<LookupLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<Filter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<SearchParams>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    #[serde(alias = "with_vectors", skip_serializing_if = "Option::is_none")]
    with_vector: Option<WithVectorsSelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    with_payload: Option<WithPayloadSelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard_key: Option<ShardKeySelector>,
    // The old name of the limit.
    #[serde(alias = "top")]
    limit: u64,
}

fn split(discover: DiscoverPoints) -> Result<(Outside, DiscoverBody), Error> {
    let DiscoverPoints {
        collection_name,
        read_consistency,
        timeout,
        target,
        context,
        using,
        lookup_from,
        filter,
        params,
        offset,
        limit,
        with_payload,
        with_vectors,
        shard_key_selector,
    } = discover;
    refuse_unwritable(target.as_ref(), &context)?;
    let context = (!context.is_empty()).then_some(context);
    let body = DiscoverBody {
        target,
        context,
        using,
        lookup_from,
        filter,
        params,
        offset,
        with_vector: with_vectors.or(Some(false.into())),
        with_payload: with_payload.or(Some(false.into())),
        shard_key: shard_key_selector,
        limit,
    };
    Ok((Outside { collection_name, read_consistency, timeout }, body))
}

/// Refuses examples that REST cannot carry.
fn refuse_unwritable(target: Option<&TargetVector>, context: &[ContextExamplePair]) -> Result<(), Error> {
    if let Some(TargetVector::Single(example)) = target {
        examples::check(example, || "target".to_owned())?;
    }
    for (index, ContextExamplePair { positive, negative }) in context.iter().enumerate() {
        examples::check(positive, || format!("context[{index}].positive"))?;
        examples::check(negative, || format!("context[{index}].negative"))?;
    }
    Ok(())
}

impl Endpoint for DiscoverPoints {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/discover";

    fn encode(self) -> Result<HttpCall, Error> {
        let (Outside { collection_name, read_consistency, timeout }, body) = split(self)?;
        Self::call(&[&collection_name])?.read_options(read_consistency, timeout).json(&body)
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<ScoredPoint>>, Error> {
        envelope::read(body)
    }
}

impl Endpoint for DiscoverBatchPoints {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/discover/batch";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, discover_points, read_consistency, timeout } = self;
        let body = |(index, discover)| match split(discover) {
            // Validation has seen to it that the collection is that of the batch and the others are not set.
            Ok((Outside { collection_name: _, read_consistency: _, timeout: _ }, body)) => Ok(body),
            Err(error) => Err(error.within(&format!("discover_points[{index}]"))),
        };
        let searches = discover_points.into_iter().enumerate().map(body).collect::<Result<_, _>>()?;
        Self::call(&[&collection_name])?.read_options(read_consistency, timeout).json(&Searches { searches })
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<Vec<ScoredPoint>>>, Error> {
        envelope::read(body)
    }
}

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::ReplyMeta;

    use super::*;
    use crate::server::{Incoming, Served, enveloped, format_error};

    fn join(outside: Outside, body: DiscoverBody) -> Result<DiscoverPoints, Error> {
        let Outside { collection_name, read_consistency, timeout } = outside;
        let DiscoverBody {
            target,
            context,
            using,
            lookup_from,
            filter,
            params,
            offset,
            with_vector,
            with_payload,
            shard_key,
            limit,
        } = body;
        let context = context.unwrap_or_default();
        refuse_unwritable(target.as_ref(), &context).map_err(unreadable)?;
        Ok(DiscoverPoints {
            collection_name,
            read_consistency,
            timeout,
            target,
            context,
            using,
            lookup_from,
            filter,
            params,
            offset,
            limit,
            with_payload,
            with_vectors: with_vector,
            shard_key_selector: shard_key,
        })
    }

    impl Served for DiscoverPoints {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            join(Outside::receive(request)?, request.json()?)
        }

        fn respond(output: &Vec<ScoredPoint>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for DiscoverBatchPoints {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let Outside { collection_name, read_consistency, timeout } = Outside::receive(request)?;
            let Searches { searches } = request.json()?;
            let item = |body| join(Outside::of_each(&collection_name), body);
            let discover_points = searches.into_iter().map(item).collect::<Result<_, _>>()?;
            Ok(Self { collection_name, discover_points, read_consistency, timeout })
        }

        fn respond(output: &Vec<Vec<ScoredPoint>>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    fn unreadable(error: Error) -> Error {
        let place = error.field().unwrap_or_default();
        format_error(&format!("{place}: expected a point id, a dense or a sparse vector"))
    }
}
