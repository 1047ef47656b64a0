//! The handle of a collection fills in its name.

use std::collections::BTreeMap;

use qdrant_client::{
    ClearPayloadPoints, Collection, CountPoints, CreateCollection, CreateFieldIndexCollection,
    CreateShardKeyRequest, CreateShardSnapshotRequest, CreateSnapshotRequest, CreateVectorNameRequest,
    DeleteFieldIndexCollection, DeletePayloadPoints, DeletePointVectors, DeletePoints, DeletePointsOperation,
    DeleteShardKeyRequest, DeleteShardSnapshotRequest, DeleteSnapshotRequest, DeleteVectorNameRequest,
    DownloadShardSnapshot, DownloadSnapshot, ErrorKind, FacetCounts, GetPoint, GetPoints,
    ListShardSnapshotsRequest, MoveShard, OperationKind, OverwritePayloadPoints, Payload, PayloadSchemaType,
    PointStruct, PointVectors, QueryBatchPoints, QueryPointGroups, QueryPoints, RecoverShardSnapshot,
    RecoverSnapshot, ScrollPoints, SearchMatrixPoints, SetPayloadPoints, SparseVectorCreationConfig,
    StreamShardSnapshot, UpdateBatchPoints, UpdateCollection, UpdatePointVectors, UploadShardSnapshot,
    UploadSnapshot, UpsertPoints,
};

use qdrant_testkit::MockTransport;

use crate::{called, mocked, sendable};

macro_rules! methods {
    ($($kind:ident => $method:ident($($argument:expr),*)),+ $(,)?) => {
        pub(crate) const METHODS: &[(OperationKind, &str)] = &[$((OperationKind::$kind, stringify!($method))),+];

        /// What each method is called with, as it is written.
        const ARGUMENTS: &[&str] = &[$(stringify!($($argument),*)),+];

        /// Calls every method in the order of the list.
        async fn call_each(collection: &Collection) {
            $(sendable(collection.$method($($argument),*)).await.unwrap_err();)+
        }
    };
}

methods! {
    CreateCollection => create(CreateCollection::new("")),
    CollectionExists => exists(),
    GetCollectionInfo => info(),
    UpdateCollection => update(UpdateCollection::new("")),
    DeleteCollection => delete(),
    GetOptimizations => get_optimizations(""),
    ListCollectionAliases => aliases(),
    CreateFieldIndex =>
        create_field_index(CreateFieldIndexCollection::new("", "f", PayloadSchemaType::Keyword)),
    DeleteFieldIndex => delete_field_index(DeleteFieldIndexCollection::new("", "f")),
    CreateVectorName =>
        create_vector_name(CreateVectorNameRequest::new("", "v", SparseVectorCreationConfig::new())),
    DeleteVectorName => delete_vector_name(DeleteVectorNameRequest::new("", "v")),
    CollectionClusterInfo => cluster_info(),
    UpdateCollectionCluster => update_cluster_setup(MoveShard::new(0, 1, 2)),
    CreateShardKey => create_shard_key(CreateShardKeyRequest::new("", "k")),
    DeleteShardKey => delete_shard_key(DeleteShardKeyRequest::new("", "k")),
    ListShardKeys => list_shard_keys(),
    UpsertPoints => upsert(vec![PointStruct::new(1, [1.0], Payload::new())]),
    UpsertPoints => upsert_points(UpsertPoints::new("", vec![PointStruct::new(1, [1.0], Payload::new())])),
    GetPoints => get([1_u64]),
    GetPoints => get_points(GetPoints::new("", [1_u64])),
    GetPoint => get_point(GetPoint::new("", 1)),
    DeletePoints => delete_points(DeletePoints::new("").points([1_u64])),
    ScrollPoints => scroll(ScrollPoints::new("")),
    CountPoints => count(CountPoints::new("")),
    CountPoints => count_all(),
    UpdateBatchPoints =>
        update_points_batch(UpdateBatchPoints::new("", [DeletePointsOperation::new([1_u64]).into()])),
    UpdateVectors => update_vectors(UpdatePointVectors::new("", [PointVectors::new(1, [1.0])])),
    DeleteVectors => delete_vectors(DeletePointVectors::new("").points_selector([1_u64]).vectors(["v"])),
    SetPayload => set_payload(SetPayloadPoints::new("", [("a", 1)]).points_selector([1_u64])),
    OverwritePayload => overwrite_payload(OverwritePayloadPoints::new("", [("a", 1)]).points_selector([1_u64])),
    DeletePayload => delete_payload(DeletePayloadPoints::new("", ["a"]).points_selector([1_u64])),
    ClearPayload => clear_payload(ClearPayloadPoints::new("").points([1_u64])),
    QueryPoints => query(QueryPoints::new("")),
    QueryBatchPoints => query_batch(QueryBatchPoints::new("", [QueryPoints::new(""), QueryPoints::new("c")])),
    QueryPointsGroups => query_groups(QueryPointGroups::new("", "f")),
    SearchMatrixPairs => search_matrix_pairs(SearchMatrixPoints::new("")),
    SearchMatrixOffsets => search_matrix_offsets(SearchMatrixPoints::new("")),
    Facet => facet(FacetCounts::new("", "f")),
    CreateSnapshot => create_snapshot(CreateSnapshotRequest::new("").wait(true)),
    ListSnapshots => list_snapshots(),
    DeleteSnapshot => delete_snapshot(DeleteSnapshotRequest::new("", "s").wait(true)),
    DownloadSnapshot => download_snapshot(DownloadSnapshot::new("", "s")),
    UploadSnapshot => upload_snapshot(UploadSnapshot::new("", vec![1])),
    RecoverSnapshot => recover_snapshot(RecoverSnapshot::new("", "file:///s")),
    CreateShardSnapshot => create_shard_snapshot(CreateShardSnapshotRequest::new("", 0).wait(true)),
    ListShardSnapshots => list_shard_snapshots(ListShardSnapshotsRequest::new("", 0)),
    DeleteShardSnapshot => delete_shard_snapshot(DeleteShardSnapshotRequest::new("", 0, "s").wait(true)),
    DownloadShardSnapshot => download_shard_snapshot(DownloadShardSnapshot::new("", 0, "s")),
    StreamShardSnapshot => stream_shard_snapshot(StreamShardSnapshot::new("", 0)),
    UploadShardSnapshot => upload_shard_snapshot(UploadShardSnapshot::new("", 0, vec![1])),
    RecoverShardSnapshot => recover_shard_snapshot(RecoverShardSnapshot::new("", 0, "s")),
}

#[tokio::test]
async fn every_method_of_the_handle_names_its_collection() {
    let (mock, client) = mocked();
    call_each(&client.collection("c")).await;
    let listed: Vec<OperationKind> = METHODS.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(called(&mock), listed);
    for call in mock.calls() {
        assert_eq!(call.request.collection_name(), Some("c"), "{:?}", call.request);
    }
}

#[tokio::test]
async fn a_method_with_the_name_of_a_clients_makes_the_same_call() {
    let ((of_client, client), (of_handle, same)) = (mocked(), mocked());
    crate::client::call_each(&client).await;
    call_each(&same.collection("c")).await;
    let by_name = |methods: &'static [(OperationKind, &'static str)], mock: &MockTransport| {
        let names = methods.iter().map(|(_, name)| *name);
        names.zip(mock.calls()).map(|(name, call)| (name, format!("{call:?}"))).collect::<BTreeMap<_, _>>()
    };
    let of_client = by_name(crate::client::METHODS, &of_client);
    let of_handle = by_name(METHODS, &of_handle);
    let mut shared = 0;
    for (name, call) in &of_handle {
        if let Some(expected) = of_client.get(name) {
            assert_eq!(call, expected, "{name}");
            shared += 1;
        }
    }
    assert!(shared > 30, "{shared}");
}

#[test]
fn a_method_with_the_name_of_a_clients_takes_the_same_request() {
    let by_name = |methods: &[(OperationKind, &'static str)], arguments: &[&str]| {
        let names = methods.iter().map(|(_, name)| *name);
        let unnamed = arguments.iter().map(|argument| argument.replace("\"c\"", "\"\""));
        names.zip(unnamed).collect::<BTreeMap<_, _>>()
    };
    let of_client = by_name(crate::client::METHODS, crate::client::ARGUMENTS);
    for (name, argument) in by_name(METHODS, ARGUMENTS) {
        // The name of the collection alone is left out.
        let expected = of_client.get(name).filter(|expected| !argument.is_empty() || *expected != "\"\"");
        if let Some(expected) = expected {
            assert_eq!(argument, *expected, "{name}");
        }
    }
}

#[cfg(feature = "fs")]
#[tokio::test]
async fn a_snapshot_is_saved_with_the_request_of_the_client() {
    use qdrant_client::{Operation, SnapshotDescription, SnapshotDownload};

    let (mock, client) = mocked();
    let collection = client.collection("c");
    let named = SnapshotDownload::new("a.snapshot", "").snapshot_name("older");
    mock.push::<qdrant_client::ListSnapshotsRequest>(Ok(vec![SnapshotDescription::new("newer", 1)]));
    collection.save_snapshot(named).await.unwrap_err();
    let [list, download] = &mock.calls()[..] else { panic!("{:?}", mock.calls()) };
    assert_eq!(list.request.collection_name(), Some("c"));
    assert_eq!(download.request, DownloadSnapshot::new("c", "older").into_request());

    let error = collection.save_snapshot(SnapshotDownload::new("a.snapshot", "d")).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRequest, Some("collection_name")));
}

#[tokio::test]
async fn every_operation_on_a_collection_is_on_its_handle() {
    let (mock, client) = mocked();
    crate::client::call_each(&client).await;
    for call in mock.calls() {
        let kind = call.request.kind();
        // Those from before the universal query are left to the client.
        if call.request.collection_name().is_some() && !kind.is_deprecated() {
            assert!(
                METHODS.iter().any(|(listed, _)| *listed == kind),
                "the handle has no method for `{kind}`"
            );
        }
    }
}

#[tokio::test]
async fn a_request_for_another_collection_is_refused() {
    let (mock, client) = mocked();
    let collection = client.collection("c");
    let errors = [
        collection.upsert_points(UpsertPoints::new("d", Vec::<PointStruct>::new())).await.unwrap_err(),
        collection.search_matrix_pairs(SearchMatrixPoints::new("d")).await.unwrap_err(),
        collection.query_batch(QueryBatchPoints::new("", [QueryPoints::new("d")])).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRequest, Some("collection_name")));
    }
    assert!(mock.calls().is_empty());
}
