//! No bytes make a panic, whatever they are taken for.

use proptest::collection::vec;
use proptest::prelude::*;
use qdrant_core::ErrorKind;
use qdrant_grpc::METHODS;

/// Bytes that look like messages: fields of small numbers, often nested.
fn fields() -> impl Strategy<Value = Vec<u8>> {
    let scalar = (1..20_u8, any::<u8>()).prop_map(|(tag, value)| vec![tag << 3, value & 0x7f]);
    scalar.prop_recursive(6, 64, 4, |inner| {
        (1..20_u8, vec(inner, 0..4)).prop_map(|(tag, parts)| {
            let content = parts.concat();
            let length = u8::try_from(content.len().min(127)).unwrap_or(127);
            let mut field = vec![tag << 3 | 2, length];
            field.extend(&content[..usize::from(length)]);
            field
        })
    })
}

proptest! {
    #[test]
    fn replies(bytes in prop_oneof![vec(any::<u8>(), 0..100), vec(fields(), 0..6).prop_map(|parts| parts.concat())]) {
        for (_, operation) in METHODS {
            if let Err(error) = qdrant_grpc::decode(*operation, &bytes) {
                prop_assert_eq!(error.kind(), ErrorKind::Decode, "{}: {}", operation, error);
            }
        }
    }

    #[cfg(feature = "server")]
    #[test]
    fn requests(bytes in prop_oneof![vec(any::<u8>(), 0..100), vec(fields(), 0..6).prop_map(|parts| parts.concat())]) {
        for (_, operation) in METHODS {
            match qdrant_grpc::decode_request(*operation, &bytes) {
                // What a server has read, a client can send.
                Ok(request) => drop(qdrant_grpc::encode(request)),
                Err(error) => prop_assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{}: {}", operation, error),
            }
        }
    }
}
