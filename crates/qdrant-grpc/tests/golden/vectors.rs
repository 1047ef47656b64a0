use std::time::Duration;

use qdrant_core::{
    Batch, CreateVectorNameRequest, Datatype, DeletePointVectors, DeleteVectorNameRequest,
    DenseVectorCreationConfig, Distance, ErrorKind, Modifier, MultiVectorComparator, MultiVectorConfig,
    OperationKind, PointVectors, SparseVectorCreationConfig, UpdatePointVectors, UpdateStatus, Vectors,
    WriteOrdering,
};

use super::{
    answered, assert_facts, by_id, dense, encode, filter, filter_message, keys, number_id, proto, refused,
    sent, strong, usage_message,
};

#[test]
fn create_a_dense_vector() {
    use proto::create_vector_name_request::VectorConfig;

    let config = DenseVectorCreationConfig::new(512, Distance::Cosine)
        .multivector_config(MultiVectorConfig { comparator: MultiVectorComparator::MaxSim })
        .datatype(Datatype::Float16);
    let create = CreateVectorNameRequest::new("c", "image", config)
        .wait(true)
        .timeout(Duration::from_millis(4_500))
        .ordering(WriteOrdering::Strong);
    let message: proto::CreateVectorNameRequest = sent(create, "/qdrant.Points/CreateVectorName");
    let expected = proto::CreateVectorNameRequest {
        collection_name: "c".into(),
        wait: Some(true),
        vector_name: "image".into(),
        timeout: Some(5),
        ordering: Some(strong()),
        vector_config: Some(VectorConfig::DenseConfig(proto::DenseVectorCreationConfig {
            size: 512,
            distance: proto::Distance::Cosine.into(),
            multivector_config: Some(proto::MultiVectorConfig {
                comparator: proto::MultiVectorComparator::MaxSim.into(),
            }),
            datatype: Some(proto::Datatype::Float16.into()),
        })),
    };
    assert_eq!(message, expected);
}

#[test]
fn create_a_sparse_vector() {
    use proto::create_vector_name_request::VectorConfig;

    let config = SparseVectorCreationConfig::new().modifier(Modifier::None);
    let create = CreateVectorNameRequest::new("c", "words", config);
    let message: proto::CreateVectorNameRequest = sent(create, "/qdrant.Points/CreateVectorName");
    let sparse =
        proto::SparseVectorCreationConfig { modifier: Some(proto::Modifier::None.into()), datatype: None };
    assert_eq!(message.vector_config, Some(VectorConfig::SparseConfig(sparse)));
}

#[cfg(feature = "server")]
#[test]
fn a_new_vector_without_configuration_is_refused() {
    let message = proto::CreateVectorNameRequest {
        collection_name: "c".into(),
        vector_name: "v".into(),
        ..Default::default()
    };
    let error = super::not_received(OperationKind::CreateVectorName, &message);
    assert_eq!(error.field(), Some("vector_config"));
}

#[cfg(feature = "server")]
#[test]
fn a_datatype_of_zero_is_the_servers_default() {
    use proto::create_vector_name_request::VectorConfig;

    let sparse = proto::SparseVectorCreationConfig { modifier: Some(0), datatype: Some(0) };
    let message = proto::CreateVectorNameRequest {
        collection_name: "c".into(),
        vector_name: "v".into(),
        vector_config: Some(VectorConfig::SparseConfig(sparse)),
        ..Default::default()
    };
    let bytes = prost::Message::encode_to_vec(&message);
    let request = qdrant_grpc::decode_request(OperationKind::CreateVectorName, &bytes).unwrap();
    let config = SparseVectorCreationConfig::new().modifier(Modifier::None);
    assert_eq!(request, CreateVectorNameRequest::new("c", "v", config).into());
}

#[test]
fn delete_a_name() {
    let delete = DeleteVectorNameRequest::new("c", "image")
        .wait(false)
        .timeout(Duration::from_secs(5))
        .ordering(WriteOrdering::Strong);
    let message: proto::DeleteVectorNameRequest = sent(delete, "/qdrant.Points/DeleteVectorName");
    let expected = proto::DeleteVectorNameRequest {
        collection_name: "c".into(),
        wait: Some(false),
        vector_name: "image".into(),
        timeout: Some(5),
        ordering: Some(strong()),
    };
    assert_eq!(message, expected);
}

#[test]
fn update() {
    use proto::vectors::VectorsOptions;

    let points = vec![
        PointVectors::new(1, vec![0.5, 1.5]),
        PointVectors::new(2, [("image", vec![0.5])]),
        PointVectors::new(3, Vectors::none()),
    ];
    let update = UpdatePointVectors::new("c", points)
        .wait(true)
        .ordering(WriteOrdering::Strong)
        .shard_key_selector("s")
        .update_filter(filter())
        .timeout(Duration::from_secs(5));
    let message: proto::UpdatePointVectors = sent(update, "/qdrant.Points/UpdateVectors");
    let point = |number, options| proto::PointVectors {
        id: Some(number_id(number)),
        vectors: Some(proto::Vectors { vectors_options: Some(options) }),
    };
    let named = |vectors| VectorsOptions::Vectors(proto::NamedVectors { vectors });
    let expected = proto::UpdatePointVectors {
        collection_name: "c".into(),
        wait: Some(true),
        points: vec![
            point(1, VectorsOptions::Vector(dense(&[0.5, 1.5]))),
            point(2, named([("image".to_owned(), dense(&[0.5]))].into())),
            point(3, named([].into())),
        ],
        ordering: Some(strong()),
        shard_key_selector: Some(keys(&["s"])),
        update_filter: Some(filter_message()),
        timeout: Some(5),
    };
    assert_eq!(message, expected);
}

#[test]
fn a_shared_batch_is_written_where_it_is() {
    let points = Batch::from(vec![PointVectors::new(1, vec![1.0])]);
    encode(UpdatePointVectors::new("c", points.clone()).into()).unwrap();
    assert_eq!(points.try_into_vec().unwrap().len(), 1, "the batch was taken and given back");
}

#[cfg(feature = "server")]
#[test]
fn a_point_without_id_or_vectors_is_named() {
    for (point, field) in [
        (proto::PointVectors { id: None, vectors: None }, "points[0].vectors"),
        (
            proto::PointVectors {
                id: Some(number_id(1)),
                vectors: Some(proto::Vectors { vectors_options: None }),
            },
            "points[0].vectors",
        ),
        (
            proto::PointVectors {
                id: None,
                vectors: Some(proto::Vectors {
                    vectors_options: Some(proto::vectors::VectorsOptions::Vector(dense(&[0.5]))),
                }),
            },
            "points[0].id",
        ),
    ] {
        let message = proto::UpdatePointVectors {
            collection_name: "c".into(),
            points: vec![point],
            ..Default::default()
        };
        let error = super::not_received(OperationKind::UpdateVectors, &message);
        assert_eq!(error.field(), Some(field));
    }
}

#[test]
fn delete() {
    let delete = DeletePointVectors::new("c")
        .points_selector([1_u64, 2])
        .vectors(["image", ""])
        .wait(true)
        .ordering(WriteOrdering::Strong)
        .shard_key_selector("s")
        .timeout(Duration::from_secs(5));
    let message: proto::DeletePointVectors = sent(delete, "/qdrant.Points/DeleteVectors");
    let expected = proto::DeletePointVectors {
        collection_name: "c".into(),
        wait: Some(true),
        points_selector: Some(by_id(&[1, 2])),
        vectors: Some(proto::VectorsSelector { names: vec!["image".into(), String::new()] }),
        ordering: Some(strong()),
        shard_key_selector: Some(keys(&["s"])),
        timeout: Some(5),
    };
    assert_eq!(message, expected);
}

#[test]
fn deleting_no_vector_is_not_sent() {
    let error = encode(DeletePointVectors::new("c").points_selector([1_u64]).into()).unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRequest, Some("vectors")));
}

#[test]
fn the_answer() {
    let result = proto::UpdateResult { operation_id: Some(7), status: proto::UpdateStatus::Completed.into() };
    let reply =
        proto::PointsOperationResponse { result: Some(result), time: 0.25, usage: Some(usage_message()) };
    for (output, meta) in [
        answered::<CreateVectorNameRequest>(&reply),
        answered::<DeleteVectorNameRequest>(&reply),
        answered::<UpdatePointVectors>(&reply),
        answered::<DeletePointVectors>(&reply),
    ] {
        assert_eq!((output.operation_id, output.status), (Some(7), UpdateStatus::Completed));
        assert_facts(&meta);
    }
    assert_eq!(refused(OperationKind::UpdateVectors, &[]), "reply not understood: result: is missing");
}
