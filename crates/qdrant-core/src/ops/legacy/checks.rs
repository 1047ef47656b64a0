//! Checks that several of the old operations share.

use std::time::Duration;

use crate::error::Error;
use crate::model::{
    Filter, LookupLocation, PointId, ReadConsistency, RecommendStrategy, SearchParams, ShardKeySelector,
    SparseIndices, Vector, WithLookup,
};
use crate::validate;

/// The fields that every one of these operations has.
pub(super) struct Common<'a> {
    pub(super) collection_name: &'a str,
    pub(super) filter: Option<&'a Filter>,
    pub(super) params: Option<&'a SearchParams>,
    pub(super) limit: u64,
    pub(super) read_consistency: Option<&'a ReadConsistency>,
    pub(super) timeout: Option<Duration>,
    pub(super) shard_key_selector: Option<&'a ShardKeySelector>,
}

impl Common<'_> {
    pub(super) fn check(self) -> Result<(), Error> {
        let Self { collection_name, filter, params, limit, read_consistency, timeout, shard_key_selector } =
            self;
        validate::collection_name(collection_name)?;
        validate::timeout(timeout)?;
        validate::part("filter", filter, Filter::check)?;
        validate::part("params", params, SearchParams::check)?;
        validate::at_least_one("limit", Some(limit))?;
        validate::part("read_consistency", read_consistency, |consistency| consistency.check())?;
        validate::part("shard_key_selector", shard_key_selector, ShardKeySelector::check)
    }
}

/// Checks a vector that is sparse if it has indices.
pub(super) fn vector(values: &[f32], indices: Option<&SparseIndices>) -> Result<(), Error> {
    match indices {
        Some(SparseIndices { data }) => sparse_indices(data, values.len())?,
        None if values.is_empty() => {
            return Err(Error::invalid("vector", "a vector needs at least one value"));
        }
        None => {}
    }
    match values.iter().zip(0_usize..).find(|(value, _)| !value.is_finite()) {
        Some((value, index)) => {
            Err(Error::invalid(format!("vector[{index}]"), format!("{value} is not a finite number")))
        }
        None => Ok(()),
    }
}

fn sparse_indices(indices: &[u32], values: usize) -> Result<(), Error> {
    if indices.len() != values {
        return Err(Error::invalid(
            "sparse_indices",
            format!(
                "a sparse vector needs as many indices as values, got {} indices and {values} values",
                indices.len()
            ),
        ));
    }
    let mut sorted = indices.to_vec();
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => {
            Err(Error::invalid("sparse_indices", format!("index {} occurs more than once", pair[0])))
        }
        None => Ok(()),
    }
}

/// The examples of a recommendation.
pub(super) struct Examples<'a> {
    pub(super) positive: &'a [PointId],
    pub(super) negative: &'a [PointId],
    pub(super) positive_vectors: &'a [Vector],
    pub(super) negative_vectors: &'a [Vector],
    pub(super) strategy: Option<RecommendStrategy>,
    pub(super) lookup_from: Option<&'a LookupLocation>,
}

impl Examples<'_> {
    pub(super) fn check(self) -> Result<(), Error> {
        let Self { positive, negative, positive_vectors, negative_vectors, strategy, lookup_from } = self;
        if positive.is_empty() && positive_vectors.is_empty() {
            if negative.is_empty() && negative_vectors.is_empty() {
                return Err(Error::invalid("positive", "a recommendation needs at least one example"));
            }
            match strategy {
                None | Some(RecommendStrategy::AverageVector) => {
                    return Err(Error::invalid(
                        "positive",
                        "the average of the positives needs at least one positive example",
                    ));
                }
                Some(RecommendStrategy::BestScore | RecommendStrategy::SumScores) => {}
            }
        }
        validate::each("positive_vectors", positive_vectors, Vector::check)?;
        validate::each("negative_vectors", negative_vectors, Vector::check)?;
        validate::part("lookup_from", lookup_from, LookupLocation::check)
    }
}

/// Checks how hits are put into groups.
pub(super) fn groups(group_by: &str, group_size: u32, with_lookup: Option<&WithLookup>) -> Result<(), Error> {
    validate::not_empty("group_by", group_by)?;
    validate::at_least_one("group_size", Some(group_size.into()))?;
    validate::part("with_lookup", with_lookup, |lookup| validate::not_empty("collection", &lookup.collection))
}

/// The fields of a batch.
pub(super) struct BatchHead<'a> {
    pub(super) collection_name: &'a str,
    pub(super) read_consistency: Option<&'a ReadConsistency>,
    pub(super) timeout: Option<Duration>,
}

impl BatchHead<'_> {
    pub(super) fn check(&self) -> Result<(), Error> {
        validate::collection_name(self.collection_name)?;
        validate::timeout(self.timeout)?;
        validate::part("read_consistency", self.read_consistency, |consistency| consistency.check())
    }

    /// Checks that an item leaves to the batch what belongs to the batch.
    pub(super) fn check_item(&self, item: &BatchHead<'_>) -> Result<(), Error> {
        if item.collection_name != self.collection_name {
            return Err(Error::invalid(
                "collection_name",
                format!("a batch is about one collection, {:?}", self.collection_name),
            ));
        }
        if item.timeout.is_some() {
            return Err(Error::invalid("timeout", "only the whole batch can have a timeout"));
        }
        if item.read_consistency.is_some() {
            return Err(Error::invalid(
                "read_consistency",
                "only the whole batch can have a read consistency",
            ));
        }
        Ok(())
    }
}
