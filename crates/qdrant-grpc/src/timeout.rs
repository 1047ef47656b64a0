//! Where a message tells the server how long a call may take.

use std::time::Duration;

use prost::encoding::uint64;
use qdrant_core::OperationKind;
use qdrant_http::timeouts::Timeouts;

/// The most bytes that a field with a number takes.
const ROOM: usize = 12;

/// Tells the server the time of a call; returns what `grpc-timeout` is to say.
///
/// `frame` is the frame of an operation that says no time itself, if `told` is false.
///
/// A server answers a call whose message has a time when that is over, and says what has become of it. At the time of
/// the header it only drops the call. So the header repeats the time of the message only where there is no such
/// field; otherwise it says when the client stops to wait.
pub(crate) fn tell(
    operation: OperationKind,
    told: bool,
    timeouts: Timeouts,
    frame: &mut Vec<u8>,
) -> Option<Duration> {
    let seconds = timeouts.server_seconds()?;
    let Some(tag) = field_of(operation) else { return Some(Duration::from_secs(seconds)) };
    if !told {
        // Fields may stand in any order. Room is made for no more than that, which for long frames costs no copy.
        frame.reserve_exact(ROOM);
        uint64::encode(tag, &seconds, frame);
    }
    timeouts.client
}

/// The numbers of the field `timeout`, and the operations whose requests have it there; the others have none.
const FIELDS: &[(u32, &[OperationKind])] = &[
    (2, &[OperationKind::DeleteCollection, OperationKind::UpdateAliases]),
    (3, &[OperationKind::UpdateCollection, OperationKind::CreateShardKey, OperationKind::DeleteShardKey]),
    (
        4,
        &[
            OperationKind::DeleteVectorName,
            OperationKind::SearchBatchPoints,
            OperationKind::RecommendBatchPoints,
            OperationKind::DiscoverBatchPoints,
            OperationKind::QueryBatchPoints,
        ],
    ),
    (5, &[OperationKind::DeleteFieldIndex, OperationKind::UpdateBatchPoints]),
    (
        6,
        &[
            OperationKind::DeletePoints,
            OperationKind::ClearPayload,
            OperationKind::CreateVectorName,
            OperationKind::CountPoints,
            OperationKind::Facet,
            OperationKind::SearchMatrixPairs,
            OperationKind::SearchMatrixOffsets,
            OperationKind::UpdateCollectionCluster,
        ],
    ),
    (
        7,
        &[
            OperationKind::UpsertPoints,
            OperationKind::UpdateVectors,
            OperationKind::DeleteVectors,
            OperationKind::CreateFieldIndex,
        ],
    ),
    (8, &[OperationKind::GetPoints, OperationKind::DeletePayload]),
    (9, &[OperationKind::SetPayload, OperationKind::OverwritePayload, OperationKind::CreateCollection]),
    (11, &[OperationKind::ScrollPoints]),
    (13, &[OperationKind::SearchPoints, OperationKind::DiscoverPoints]),
    (14, &[OperationKind::SearchPointsGroups]),
    (15, &[OperationKind::QueryPoints]),
    (16, &[OperationKind::QueryPointsGroups]),
    (19, &[OperationKind::RecommendPoints]),
    (20, &[OperationKind::RecommendPointsGroups]),
];

/// Returns the number of the field `timeout` in the request of an operation, if it has one.
fn field_of(operation: OperationKind) -> Option<u32> {
    FIELDS.iter().find(|(_, operations)| operations.contains(&operation)).map(|(number, _)| *number)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use prost::Message;
    use prost_types::FileDescriptorSet;
    use prost_types::field_descriptor_proto::Type;
    use qdrant_core::{CollectionExistsRequest, CountPoints, Operation};

    use super::*;
    use crate::dispatch::encode_frame;
    use crate::frame;
    use crate::method::METHODS;
    use crate::proto::{FILE_DESCRIPTOR_SET, qdrant as proto};

    #[test]
    fn the_numbers_are_those_of_the_definitions() {
        let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap();
        let mut timeouts = BTreeMap::new();
        for file in &set.file {
            for message in &file.message_type {
                let field = message.field.iter().find(|field| field.name() == "timeout");
                let number = field.map(|field| {
                    assert_eq!(field.r#type(), Type::Uint64, "{}", message.name());
                    u32::try_from(field.number()).unwrap()
                });
                timeouts.insert(format!(".{}.{}", file.package(), message.name()), number);
            }
        }
        let mut rpcs = BTreeMap::new();
        for file in &set.file {
            for service in &file.service {
                for method in &service.method {
                    let path = format!("/{}.{}/{}", file.package(), service.name(), method.name());
                    rpcs.insert(path, timeouts[method.input_type()]);
                }
            }
        }
        for (path, operation) in METHODS {
            assert_eq!(field_of(*operation), rpcs[*path], "{path}");
        }
        let with_field = METHODS.iter().filter(|(_, operation)| field_of(*operation).is_some());
        assert_eq!(with_field.count(), 37);
    }

    fn told(operation: impl Operation, call: Option<Duration>) -> (Vec<u8>, Option<Duration>) {
        let request = operation.into_request();
        let (kind, own) = (request.kind(), request.timeout());
        let mut frame = encode_frame(request).unwrap().1;
        let header = tell(kind, own.is_some(), Timeouts::new(call, own), &mut frame);
        (frame[frame::HEADER..].to_vec(), header)
    }

    fn count(call: Option<u64>, own: Option<u64>) -> (Option<u64>, Option<Duration>) {
        let mut operation = CountPoints::new("c");
        operation.timeout = own.map(Duration::from_millis);
        let (message, header) = told(operation, call.map(Duration::from_millis));
        let message = proto::CountPoints::decode(message.as_slice()).unwrap();
        assert_eq!(message.collection_name, "c");
        (message.timeout, header)
    }

    #[test]
    fn the_message_says_the_time_of_the_server_and_the_header_that_of_the_client() {
        let ms = |time| Some(Duration::from_millis(time));
        assert_eq!(count(None, None), (None, None));
        assert_eq!(count(Some(1_200), None), (Some(2), ms(2_500)));
        assert_eq!(count(None, Some(1_200)), (Some(2), ms(2_500)));
        assert_eq!(count(Some(20_000), Some(3_000)), (Some(3), ms(22_000)));
        assert_eq!(count(Some(100), None), (Some(1), ms(100)));
    }

    #[test]
    fn without_a_field_the_header_says_the_time_of_the_server() {
        let (message, header) = told(CollectionExistsRequest::new("c"), Some(Duration::from_millis(1_200)));
        let expected = proto::CollectionExistsRequest { collection_name: "c".into() };
        assert_eq!(message, expected.encode_to_vec());
        assert_eq!(header, Some(Duration::from_secs(2)));
    }
}
