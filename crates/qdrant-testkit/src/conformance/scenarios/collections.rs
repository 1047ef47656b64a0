//! Collections and their configuration.

use qdrant_core::{
    CollectionExistsRequest, CreateCollection, Datatype, DeleteCollection, Distance, ErrorKind,
    GetCollectionInfoRequest, HnswConfigDiff, ListCollectionsRequest, Memory, Modifier, OptimizersConfigDiff,
    ScalarQuantization, SparseVectorParams, StrictModeConfig, UpdateCollection, VectorParams, WalConfigDiff,
    json,
};

use crate::conformance::context::{Context, Failure, holds, same};
use crate::conformance::fixture;

pub(super) async fn lifecycle(context: &mut Context) -> Result<(), Failure> {
    let name = context.collection();
    let exists = || CollectionExistsRequest::new(name.clone());
    same("before", &context.ok("before", exists()).await?, &false)?;
    fixture::create(context).await?;
    same("after", &context.ok("after", exists()).await?, &true)?;
    let all = context.silently("list", ListCollectionsRequest {}).await?;
    holds("list", all.iter().any(|collection| collection.name == name), || format!("{all:?}"))?;

    let again = CreateCollection::new(name.clone()).vectors_config(VectorParams::new(4, Distance::Cosine));
    // Servers before 1.16 answered with a plain bad request.
    context.fails("create again", &[ErrorKind::AlreadyExists, ErrorKind::InvalidRequest], again).await?;
    let info = context.silently("info", GetCollectionInfoRequest::new(name.clone())).await?;
    same("info", &info.points_count, &Some(0))?;

    same("delete", &context.ok("delete", DeleteCollection::new(name.clone())).await?, &true)?;
    same("delete again", &context.ok("delete again", DeleteCollection::new(name.clone())).await?, &false)?;
    same("gone", &context.ok("gone", exists()).await?, &false)?;
    context.fails("info of none", &[ErrorKind::NotFound], GetCollectionInfoRequest::new(name)).await?;
    Ok(())
}

pub(super) async fn configuration(context: &mut Context) -> Result<(), Failure> {
    let name = context.collection();
    let dense = VectorParams::new(16, Distance::Euclid)
        .hnsw_config(HnswConfigDiff::default().m(24).ef_construct(50))
        .quantization_config(ScalarQuantization::default().quantile(0.75).always_ram(true))
        .on_disk(true)
        .datatype(Datatype::Float16);
    let create = CreateCollection::new(name.clone())
        .vectors_config([("dense", dense.clone()), ("plain", VectorParams::new(3, Distance::Manhattan))])
        .sparse_vectors_config([("sparse", SparseVectorParams::default().modifier(Modifier::Idf))])
        .hnsw_config(HnswConfigDiff::default().m(8).full_scan_threshold(100))
        .optimizers_config(OptimizersConfigDiff::default().indexing_threshold(500).default_segment_number(2))
        .wal_config(WalConfigDiff::default().wal_capacity_mb(1))
        .metadata([("team", json!({"name": "search", "size": 3}))]);
    context.ok("create", create).await?;

    let config = context.silently("info", GetCollectionInfoRequest::new(name.clone())).await?.config;
    let vectors = config.params.vectors_config.as_ref();
    let found = vectors.and_then(|vectors| vectors.get("dense")).cloned();
    same("size", &found.as_ref().map(|params| params.size), &Some(16))?;
    same("distance", &found.as_ref().map(|params| params.distance.clone()), &Some(Distance::Euclid))?;
    same("hnsw of the vector", &found.as_ref().and_then(|params| params.hnsw_config.as_ref()?.m), &Some(24))?;
    same("datatype", &found.as_ref().and_then(|params| params.datatype.clone()), &Some(Datatype::Float16))?;
    same(
        "quantization",
        &found.as_ref().and_then(|params| params.quantization_config.clone()),
        &dense.quantization_config,
    )?;
    let on_disk =
        found.is_some_and(|params| params.on_disk == Some(true) || params.memory == Some(Memory::Cold));
    holds("on disk", on_disk, || "the vector is not on disk".to_owned())?;
    let sparse = config.params.sparse_vectors_config.as_ref().and_then(|sparse| sparse.map.get("sparse"));
    same("modifier", &sparse.and_then(|params| params.modifier.clone()), &Some(Modifier::Idf))?;
    same("hnsw", &(config.hnsw_config.m, config.hnsw_config.full_scan_threshold), &(Some(8), Some(100)))?;
    same("optimizers", &config.optimizer_config.indexing_threshold, &Some(500))?;
    same("metadata", &config.metadata["team"]["size"], &json!(3))?;

    let update = UpdateCollection::new(name.clone())
        .optimizers_config(OptimizersConfigDiff::default().indexing_threshold(700))
        .strict_mode_config(StrictModeConfig::default().enabled(true).max_query_limit(50_u32))
        .metadata([("owner", json!("me")), ("team", json!(null))]);
    context.ok("update", update).await?;
    let config = context.silently("info after the update", GetCollectionInfoRequest::new(name)).await?.config;
    same("optimizers after", &config.optimizer_config.indexing_threshold, &Some(700))?;
    same("hnsw after", &config.hnsw_config.m, &Some(8))?;
    let strict = config.strict_mode_config.map(|strict| (strict.enabled, strict.max_query_limit));
    same("strict mode after", &strict, &Some((Some(true), Some(50))))?;
    same("metadata after", &config.metadata["owner"], &json!("me"))?;
    same("removed metadata", &config.metadata.contains_key("team"), &false)
}
