//! Shard keys and how a request chooses among them.

use qdrant_core::{Error, ShardKey, ShardKeySelector};

use super::traits::{FromProto, invalid, read, total};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::shard_key::Key;

impl From<ShardKey> for proto::ShardKey {
    fn from(key: ShardKey) -> Self {
        let key = match key {
            ShardKey::Keyword(text) => Key::Keyword(text),
            ShardKey::Number(number) => Key::Number(number),
        };
        Self { key: Some(key) }
    }
}

impl FromProto<proto::ShardKey> for ShardKey {
    fn from_proto(message: proto::ShardKey) -> Result<Self, Error> {
        let proto::ShardKey { key } = message;
        match key {
            Some(Key::Keyword(text)) => Ok(Self::Keyword(text)),
            Some(Key::Number(number)) => Ok(Self::Number(number)),
            None => Err(invalid("the shard key is empty: expected a keyword or a number")),
        }
    }
}

impl From<ShardKeySelector> for proto::ShardKeySelector {
    fn from(selector: ShardKeySelector) -> Self {
        match selector {
            ShardKeySelector::Keys(keys) => {
                Self { shard_keys: keys.into_iter().map(Into::into).collect(), fallback: None }
            }
            ShardKeySelector::WithFallback { target, fallback } => {
                Self { shard_keys: vec![target.into()], fallback: Some(fallback.into()) }
            }
        }
    }
}

impl FromProto<proto::ShardKeySelector> for ShardKeySelector {
    fn from_proto(message: proto::ShardKeySelector) -> Result<Self, Error> {
        let proto::ShardKeySelector { shard_keys, fallback } = message;
        let mut keys: Vec<ShardKey> = read("shard_keys", shard_keys)?;
        let Some(fallback) = read("fallback", fallback)? else {
            return Ok(Self::Keys(keys));
        };
        match (keys.pop(), keys.len()) {
            (Some(target), 0) => Ok(Self::WithFallback { target, fallback }),
            (last, rest) => {
                let count = rest + usize::from(last.is_some());
                Err(Error::invalid("fallback", format!("goes with exactly one shard key, not with {count}")))
            }
        }
    }
}

total!(into: ShardKey => proto::ShardKey, ShardKeySelector => proto::ShardKeySelector);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_survive_the_way_there_and_back() {
        for selector in [
            ShardKeySelector::from("a"),
            ShardKeySelector::from(7_u64),
            ShardKeySelector::from(["a", "b"]),
            ShardKeySelector::Keys(Vec::new()),
            ShardKeySelector::with_fallback("a", 1_u64),
        ] {
            let message = proto::ShardKeySelector::from(selector.clone());
            assert_eq!(ShardKeySelector::from_proto(message).unwrap(), selector);
        }
    }

    #[test]
    fn a_fallback_goes_with_exactly_one_key() {
        for keys in [vec![], vec!["a", "b", "c"]] {
            let message = proto::ShardKeySelector {
                shard_keys: keys.iter().map(|key| ShardKey::from(*key).into()).collect(),
                fallback: Some(ShardKey::from("z").into()),
            };
            let error = ShardKeySelector::from_proto(message).unwrap_err();
            assert_eq!(error.field(), Some("fallback"));
            assert!(error.message().ends_with(&keys.len().to_string()), "{error}");
        }
    }

    #[test]
    fn an_empty_key_is_named_by_its_place() {
        let message =
            proto::ShardKeySelector { shard_keys: vec![proto::ShardKey { key: None }], fallback: None };
        assert_eq!(ShardKeySelector::from_proto(message).unwrap_err().field(), Some("shard_keys[0]"));
    }
}
