//! Distances among a sample of points.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::{Filter, ReadConsistency, ShardKeySelector};
use crate::validate;

/// Which points are compared with each other, for both forms of the answer.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Condition, Filter, SearchMatrixPoints};
///
/// let sample = SearchMatrixPoints::new("cities")
///     .filter(Filter::must([Condition::matches("country", "Germany")]))
///     .sample(1000)
///     .limit(10);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchMatrixPoints {
    /// The collection.
    pub collection_name: String,
    /// The points to sample from; all of them unless set.
    pub filter: Option<Filter>,
    /// Points to sample, at least 2; 10 unless set.
    pub sample: Option<u64>,
    /// Neighbours of each point, at least 1; 3 unless set.
    pub limit: Option<u64>,
    /// Name of the vector; the unnamed one unless set.
    pub using: Option<String>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
    /// Replicas that take part in the read; one unless set.
    pub read_consistency: Option<ReadConsistency>,
    /// The shards to read from, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
}

impl SearchMatrixPoints {
    /// Creates a comparison of ten points with the server's defaults.
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self {
            collection_name: collection_name.into(),
            filter: None,
            sample: None,
            limit: None,
            using: None,
            timeout: None,
            read_consistency: None,
            shard_key_selector: None,
        }
    }

    fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)?;
        validate::part("filter", self.filter.as_ref(), Filter::check)?;
        if let Some(0 | 1) = self.sample {
            return Err(Error::invalid("sample", "must be at least 2"));
        }
        validate::at_least_one("limit", self.limit)?;
        validate::part("read_consistency", self.read_consistency.as_ref(), |consistency| {
            consistency.check()
        })?;
        validate::part("shard_key_selector", self.shard_key_selector.as_ref(), ShardKeySelector::check)
    }
}

setters! {
    impl SearchMatrixPoints {
        filter: Option<Filter>,
        sample: Option<u64>,
        limit: Option<u64>,
        using: Option<String>,
        timeout: Option<Duration>,
        read_consistency: Option<ReadConsistency>,
        shard_key_selector: Option<ShardKeySelector>,
    }
}

macro_rules! matrix {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub SearchMatrixPoints);

        impl $name {
            pub(crate) fn check(&self) -> Result<(), Error> {
                self.0.check()
            }
        }

        impl From<SearchMatrixPoints> for $name {
            fn from(points: SearchMatrixPoints) -> Self {
                Self(points)
            }
        }
    };
}

matrix! {
    /// Compares sampled points with each other and returns pairs.
    ///
    /// # Examples
    ///
    /// ```
    /// use qdrant_core::{SearchMatrixPairsRequest, SearchMatrixPoints};
    ///
    /// let pairs = SearchMatrixPairsRequest(SearchMatrixPoints::new("cities").sample(100));
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/search/matrix/pairs`, rpc `qdrant.Points/SearchMatrixPairs`.
    /// Since 1.12.
    SearchMatrixPairsRequest
}

matrix! {
    /// Compares sampled points with each other and returns a sparse matrix.
    ///
    /// # Examples
    ///
    /// ```
    /// use qdrant_core::{SearchMatrixOffsetsRequest, SearchMatrixPoints};
    ///
    /// let matrix = SearchMatrixOffsetsRequest(SearchMatrixPoints::new("cities").sample(100));
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/search/matrix/offsets`, rpc
    /// `qdrant.Points/SearchMatrixOffsets`. Since 1.12.
    SearchMatrixOffsetsRequest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_name_their_place() {
        let place = |points: SearchMatrixPoints| {
            SearchMatrixPairsRequest(points).check().unwrap_err().field().unwrap_or_default().to_owned()
        };
        let points = || SearchMatrixPoints::new("c");
        assert!(SearchMatrixOffsetsRequest(points().sample(2).limit(1)).check().is_ok());
        assert_eq!(place(SearchMatrixPoints::new("")), "collection_name");
        assert_eq!(place(points().sample(1)), "sample");
        assert_eq!(place(points().limit(0)), "limit");
        assert_eq!(place(points().timeout(Duration::ZERO)), "timeout");
    }
}
