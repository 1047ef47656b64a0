//! Where vectors and payloads of other collections come from.

use qdrant_core::{Error, WithLookup};

use crate::convert::{FromProto, read, same_fields, total};
use crate::proto::qdrant as proto;

same_fields! { LookupLocation { collection_name, vector_name; shard_key_selector } }

/// What is not set is told, as everywhere: all of the payload, no vectors.
impl From<WithLookup> for proto::WithLookup {
    fn from(lookup: WithLookup) -> Self {
        let WithLookup { collection, with_payload, with_vectors } = lookup;
        Self {
            collection,
            with_payload: Some(with_payload.unwrap_or(true.into()).into()),
            with_vectors: Some(with_vectors.unwrap_or(false.into()).into()),
        }
    }
}

impl FromProto<proto::WithLookup> for WithLookup {
    fn from_proto(message: proto::WithLookup) -> Result<Self, Error> {
        let proto::WithLookup { collection, with_payload, with_vectors } = message;
        Ok(Self {
            collection,
            with_payload: read("with_payload", with_payload)?,
            with_vectors: read("with_vectors", with_vectors)?,
        })
    }
}

total!(into: WithLookup => proto::WithLookup);

#[cfg(test)]
mod tests {
    use qdrant_core::LookupLocation;

    use super::*;
    use crate::convert::IntoProto;

    #[test]
    fn lookups_survive_the_way_there_and_back() {
        let lookup = LookupLocation::new("c").vector_name("v").shard_key_selector("s");
        let message: proto::LookupLocation = lookup.clone().into_proto().unwrap();
        assert_eq!(LookupLocation::from_proto(message).unwrap(), lookup);
        let lookup = WithLookup::new("c").with_payload(true).with_vectors(["v"]);
        let message: proto::WithLookup = lookup.clone().into_proto().unwrap();
        assert_eq!(WithLookup::from_proto(message).unwrap(), lookup);
    }

    #[test]
    fn the_defaults_of_a_lookup_are_told() {
        use proto::{with_payload_selector, with_vectors_selector};

        let message = proto::WithLookup::from(WithLookup::new("c"));
        let payload = message.with_payload.unwrap().selector_options;
        assert_eq!(payload, Some(with_payload_selector::SelectorOptions::Enable(true)));
        let vectors = message.with_vectors.unwrap().selector_options;
        assert_eq!(vectors, Some(with_vectors_selector::SelectorOptions::Enable(false)));
    }
}
