//! Copies of collections from one transport to another.

use futures_util::TryStreamExt;
use qdrant_client::{
    AliasDescription, CollectionInfo, CreateAlias, CreateCollection, CreateFieldIndexCollection, Distance,
    ErrorKind, FieldType, HnswConfigDiff, KeywordIndexParams, Modifier, MultiVectorComparator,
    MultiVectorConfig, Payload, PointStruct, Qdrant, RetrievedPoint, ScalarQuantization, ScrollPoints,
    SparseVectorParams, Vector, VectorParams, Vectors,
};

use crate::servers;

const POINTS: u64 = 523;

async fn fill(client: &Qdrant) {
    let named = CreateCollection::new("named")
        .vectors_config([
            ("image", VectorParams::new(3, Distance::Cosine)),
            (
                "words",
                VectorParams::new(2, Distance::Dot)
                    .multivector_config(MultiVectorConfig::new(MultiVectorComparator::MaxSim)),
            ),
        ])
        .sparse_vectors_config([("sparse", SparseVectorParams::default().modifier(Modifier::Idf))])
        .hnsw_config(HnswConfigDiff::default().m(8))
        .quantization_config(ScalarQuantization::default())
        .metadata([("owner", "search")]);
    client.create_collection(named).await.unwrap();
    let tenant = KeywordIndexParams::default().is_tenant(true);
    for index in [
        CreateFieldIndexCollection::new("named", "tenant", tenant),
        CreateFieldIndexCollection::new("named", "number", FieldType::Integer),
    ] {
        client.create_field_index(index.wait(true)).await.unwrap();
    }
    let point = |id: u64| {
        let x = id as f32;
        let vectors = match id % 3 {
            0 => Vectors::none(),
            1 => Vectors::from([("image", Vector::from([x, 1.0, 0.5]))]),
            _ => Vectors::from([
                ("words", Vector::new_multi([[x, 1.0], [0.25, x]])),
                ("sparse", Vector::new_sparse([3, 70_000], [x, 0.5])),
            ]),
        };
        PointStruct::new(
            id,
            vectors,
            Payload::from([("tenant", format!("t{}", id % 5)), ("note", id.to_string())]),
        )
    };
    client.upload_points("named", (1..=POINTS).map(point)).await.unwrap();
    client.create_alias(CreateAlias::new("named", "live")).await.unwrap();
    client.create_alias(CreateAlias::new("named", "old")).await.unwrap();

    let plain = CreateCollection::new("plain").vectors_config(VectorParams::new(2, Distance::Euclid));
    client.create_collection(plain).await.unwrap();
    client.collection("plain").upsert([PointStruct::new(1, [1.0, 2.0], [("a", 1)])]).await.unwrap();
}

async fn all(client: &Qdrant, name: &str) -> Vec<RetrievedPoint> {
    let scroll = ScrollPoints::new(name).with_vectors(true).with_payload(true);
    client.scroll_all(scroll).try_collect().await.unwrap()
}

/// What a copy has in common with its original.
fn kept(info: CollectionInfo) -> impl PartialEq + std::fmt::Debug {
    let indexes: Vec<_> = info
        .payload_schema
        .into_iter()
        .map(|(field, schema)| (field, schema.data_type, schema.params))
        .collect();
    (info.config, indexes)
}

async fn assert_copied(source: &Qdrant, destination: &Qdrant, name: &str) {
    assert_eq!(all(destination, name).await, all(source, name).await);
    let (there, here) =
        (destination.collection_info(name).await.unwrap(), source.collection_info(name).await.unwrap());
    assert_eq!(kept(there), kept(here));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_copies_all_between_any_two_transports() {
    let source = Qdrant::in_memory().unwrap();
    fill(&source).await;
    let serving = servers::serve(source.transport()).await.unwrap();
    for from in [source.clone(), servers::rest(&serving).unwrap(), servers::route(&serving).unwrap()] {
        let running = servers::gateway().await.unwrap();
        for to in [
            Qdrant::in_memory().unwrap(),
            servers::rest(&running).unwrap(),
            servers::route(&running).unwrap(),
        ] {
            let mut reported = Vec::new();
            let copied = from
                .migrate(&to)
                .batch_size(50)
                .parallel(2)
                .recreate(true)
                .aliases(true)
                .on_progress(|progress| reported.push((progress.collection_name.clone(), progress.points)))
                .await
                .unwrap();
            let copied: Vec<_> = copied.into_iter().map(|it| (it.collection_name, it.points)).collect();
            assert_eq!(copied, [("named".to_owned(), POINTS), ("plain".to_owned(), 1)]);
            assert_eq!(reported.len(), 12);
            assert_eq!(reported.last(), copied.last());
            assert_copied(&source, &to, "named").await;
            assert_copied(&source, &to, "plain").await;
            let mut aliases = to.list_aliases().await.unwrap();
            aliases.sort_by(|one, other| one.alias_name.cmp(&other.alias_name));
            assert_eq!(
                aliases,
                [AliasDescription::new("live", "named"), AliasDescription::new("old", "named")]
            );
        }
        running.shutdown().await;
    }
    serving.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn some_collections_are_copied_in_another_configuration() {
    let (source, destination) = (Qdrant::in_memory().unwrap(), Qdrant::in_memory().unwrap());
    fill(&source).await;
    let hnsw = HnswConfigDiff::default().m(32);
    source
        .migrate(&destination)
        .collections(["plain"])
        .configure(|create| create.hnsw_config(hnsw.clone()))
        .await
        .unwrap();
    let names: Vec<_> = destination.list_collections().await.unwrap().into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["plain"]);
    assert!(destination.list_aliases().await.unwrap().is_empty());
    assert_eq!(destination.collection_info("plain").await.unwrap().config.hnsw_config.m, Some(32));
    assert_eq!(all(&destination, "plain").await, all(&source, "plain").await);

    let error = source.migrate(&destination).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    let error = source.migrate(&destination).collections(["towns"]).await.unwrap_err();
    assert!(error.is_not_found() && error.message().contains("collection `towns`"), "{error}");
    let renamed =
        source.migrate(&destination).collections(["named"]).configure(|_| CreateCollection::new("other"));
    assert_eq!(renamed.await.unwrap_err().field(), Some("collection_name"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_addresses_of_one_server_are_told_before_anything_is_deleted() {
    let running = servers::gateway().await.unwrap();
    let (source, destination) = (servers::rest(&running).unwrap(), servers::route(&running).unwrap());
    fill(&source).await;
    let before = all(&source, "named").await;
    let error = source.migrate(&destination).recreate(true).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Config, Some("destination")), "{error}");
    assert!(error.message().contains("the same server"), "{error}");
    assert_eq!(all(&source, "named").await, before);
    assert_eq!(source.list_aliases().await.unwrap().len(), 2, "the mark is gone");
    running.shutdown().await;
}
