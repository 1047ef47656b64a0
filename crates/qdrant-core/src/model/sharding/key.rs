//! Shard keys that are created, deleted and listed.

use serde::{Deserialize, Serialize};

use super::ReplicaState;
use crate::error::Error;
use crate::macros::setters;
use crate::model::inference::null_as_default;
use crate::model::shard::ShardKey;
use crate::validate;

/// A new shard key and the shards that it gets.
///
/// # Examples
///
/// ```
/// use qdrant_core::CreateShardKey;
///
/// let key = CreateShardKey::new("berlin").shards_number(2).replication_factor(3);
/// assert_eq!(CreateShardKey::from("paris"), CreateShardKey::new("paris"));
/// # assert_eq!(key.shards_number, Some(2));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CreateShardKey {
    /// The key.
    pub shard_key: ShardKey,
    /// Number of shards of the key, at least 1. Default that of the collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shards_number: Option<u32>,
    /// Number of copies of each shard, at least 1. Default that of the collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replication_factor: Option<u32>,
    /// The peers that may hold the shards. Default all.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub placement: Vec<u64>,
    /// What the new copies are fit for. Default [`ReplicaState::Active`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial_state: Option<ReplicaState>,
}

impl CreateShardKey {
    /// Creates a key with the collection's number of shards and copies.
    pub fn new(shard_key: impl Into<ShardKey>) -> Self {
        Self {
            shard_key: shard_key.into(),
            shards_number: None,
            replication_factor: None,
            placement: Vec::new(),
            initial_state: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::at_least_one("shards_number", self.shards_number.map(u64::from))?;
        validate::at_least_one("replication_factor", self.replication_factor.map(u64::from))
    }
}

setters! {
    impl CreateShardKey {
        shard_key: ShardKey,
        shards_number: Option<u32>,
        replication_factor: Option<u32>,
        placement: Vec<u64>,
        initial_state: Option<ReplicaState>,
    }
}

impl<K: Into<ShardKey>> From<K> for CreateShardKey {
    fn from(shard_key: K) -> Self {
        Self::new(shard_key)
    }
}

/// A shard key that goes away with its shards and their points.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DeleteShardKey {
    /// The key.
    pub shard_key: ShardKey,
}

impl DeleteShardKey {
    /// Names the key to delete.
    pub fn new(shard_key: impl Into<ShardKey>) -> Self {
        Self { shard_key: shard_key.into() }
    }
}

impl<K: Into<ShardKey>> From<K> for DeleteShardKey {
    fn from(shard_key: K) -> Self {
        Self::new(shard_key)
    }
}

/// A shard key in a list of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ShardKeyDescription {
    /// The key.
    pub key: ShardKey,
}

impl ShardKeyDescription {
    /// Creates the description of a key.
    pub fn new(key: impl Into<ShardKey>) -> Self {
        Self { key: key.into() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::collection::testing::{golden, through_json};
    use crate::model::sharding::strategies::create_shard_key;

    #[test]
    fn keys_are_the_rest_json() {
        let full = golden::<CreateShardKey>(
            r#"{"shard_key":"berlin","shards_number":2,"replication_factor":3,
                "placement":[1,9007199254740993],"initial_state":"Partial"}"#,
        );
        let expected = CreateShardKey::new("berlin")
            .shards_number(2)
            .replication_factor(3)
            .placement([1, 9_007_199_254_740_993])
            .initial_state(ReplicaState::Partial);
        assert_eq!(full, expected);
        assert_eq!(golden::<CreateShardKey>(r#"{"shard_key":7}"#), CreateShardKey::from(7));
        assert_eq!(golden::<DeleteShardKey>(r#"{"shard_key":"a"}"#), "a".to_owned().into());
        assert_eq!(golden::<ShardKeyDescription>(r#"{"key":7}"#), ShardKeyDescription::new(7));
    }

    #[test]
    fn keys_without_shards_or_copies_are_refused() {
        let field = |key: CreateShardKey| key.check().unwrap_err().field().unwrap_or_default().to_owned();
        assert_eq!(field(CreateShardKey::new("a").shards_number(0)), "shards_number");
        assert_eq!(field(CreateShardKey::new("a").replication_factor(0)), "replication_factor");
        CreateShardKey::new("a").shards_number(1).replication_factor(1).check().unwrap();
    }

    proptest! {
        #[test]
        fn keys_survive_json(key in create_shard_key()) {
            prop_assert_eq!(&through_json(&key), &key);
        }
    }
}
