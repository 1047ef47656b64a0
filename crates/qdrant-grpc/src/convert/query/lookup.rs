//! Where vectors and payloads of other collections come from.

use crate::convert::same_fields;

same_fields! {
    LookupLocation { collection_name, vector_name; shard_key_selector }
    WithLookup { collection; with_payload, with_vectors }
}

#[cfg(test)]
mod tests {
    use qdrant_core::{LookupLocation, WithLookup};

    use crate::convert::{FromProto, IntoProto};
    use crate::proto::qdrant as proto;

    #[test]
    fn lookups_survive_the_way_there_and_back() {
        let lookup = LookupLocation::new("c").vector_name("v").shard_key_selector("s");
        let message: proto::LookupLocation = lookup.clone().into_proto().unwrap();
        assert_eq!(LookupLocation::from_proto(message).unwrap(), lookup);
        let lookup = WithLookup::new("c").with_payload(true).with_vectors(["v"]);
        let message: proto::WithLookup = lookup.clone().into_proto().unwrap();
        assert_eq!(WithLookup::from_proto(message).unwrap(), lookup);
    }
}
