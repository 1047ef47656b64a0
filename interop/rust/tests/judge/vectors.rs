//! Vectors of points, and named vectors of collections.

use official::qdrant as q;
use q::create_vector_name_request::VectorConfig;
use qdrant_core as core;
use qdrant_interop::model::value::uuid;
use qdrant_interop::model::{filter, options, vector};
use qdrant_interop::twins::{none, required, same, some, text};
use qdrant_interop::{Pair, answered, sent, twins};

use crate::{timeout, usage, written};

/// Points with every form of vectors.
pub(crate) fn points() -> Pair<core::Batch<core::PointVectors>, Vec<q::PointVectors>> {
    let (core, official): (Vec<_>, Vec<_>) = vector::inputs()
        .into_iter()
        .map(|vectors| twins!(PointVectors { id: required(uuid()), vectors: required(vectors) }))
        .unzip();
    (core.into(), official)
}

/// Names of vectors; the empty one stands for the vector without a name.
pub(crate) fn names() -> Pair<core::VectorsSelector, q::VectorsSelector> {
    twins!(VectorsSelector { names: same(vec!["v".to_owned(), String::new()]) })
}

#[test]
pub(crate) fn of_points() {
    let (core, official) = twins!(UpdatePointVectors {
        collection_name: text("c"),
        wait: same(Some(true)),
        points: points(),
        ordering: some(options::strong()),
        shard_key_selector: some(options::two_shards()),
        update_filter: some(filter::full()),
        timeout: timeout(),
    });
    sent(core, "/qdrant.Points/UpdateVectors", official);
    for selector in options::point_selectors() {
        let (core, official) = twins!(DeletePointVectors {
            collection_name: text("c"),
            wait: same(Some(true)),
            points_selector: some(selector),
            vectors: required(names()),
            ordering: some(options::strong()),
            shard_key_selector: some(options::two_shards()),
            timeout: timeout(),
        });
        sent(core, "/qdrant.Points/DeleteVectors", official);
    }
    answered::<core::UpdatePointVectors, _>(written().0, usage().0, written().1);
    answered::<core::DeletePointVectors, _>(written().0, usage().0, written().1);
}

type Config = Pair<core::VectorNameConfig, VectorConfig>;

fn dense(
    distance: Pair<core::Distance, q::Distance>,
    datatype: Pair<core::Datatype, q::Datatype>,
    multivector_config: Pair<Option<core::MultiVectorConfig>, Option<q::MultiVectorConfig>>,
) -> Config {
    let (core, official) = twins!(DenseVectorCreationConfig {
        size: same(u64::from(u16::MAX)),
        distance: (distance.0, distance.1.into()),
        multivector_config: multivector_config,
        datatype: some((datatype.0, datatype.1.into())),
    });
    (core::VectorNameConfig::Dense(core), VectorConfig::DenseConfig(official))
}

fn sparse(modifier: Pair<core::Modifier, q::Modifier>) -> Config {
    let (core, official) = twins!(SparseVectorCreationConfig {
        modifier: some((modifier.0, modifier.1.into())),
        datatype: some((core::Datatype::Float16, q::Datatype::Float16.into())),
    });
    (core::VectorNameConfig::Sparse(core), VectorConfig::SparseConfig(official))
}

fn configs() -> Vec<Config> {
    use core::{Datatype, Distance, Modifier, MultiVectorComparator};
    let max_sim = twins!(MultiVectorConfig {
        comparator: (MultiVectorComparator::MaxSim, q::MultiVectorComparator::MaxSim.into()),
    });
    vec![
        dense(
            (Distance::Cosine, q::Distance::Cosine),
            (Datatype::Float32, q::Datatype::Float32),
            some(max_sim),
        ),
        dense((Distance::Euclid, q::Distance::Euclid), (Datatype::Uint8, q::Datatype::Uint8), none()),
        dense((Distance::Dot, q::Distance::Dot), (Datatype::Float16, q::Datatype::Float16), none()),
        dense(
            (Distance::Manhattan, q::Distance::Manhattan),
            (Datatype::Float32, q::Datatype::Float32),
            none(),
        ),
        sparse((Modifier::None, q::Modifier::None)),
        sparse((Modifier::Idf, q::Modifier::Idf)),
    ]
}

#[test]
pub(crate) fn of_collections() {
    for config in configs() {
        let (core, official) = twins!(CreateVectorNameRequest {
            collection_name: text("c"),
            wait: same(Some(true)),
            vector_name: text("v"),
            vector_config: required(config),
            timeout: timeout(),
            ordering: some(options::strong()),
        });
        sent(core, "/qdrant.Points/CreateVectorName", official);
    }
    let (core, official) = twins!(DeleteVectorNameRequest {
        collection_name: text("c"),
        wait: same(Some(true)),
        vector_name: text("v"),
        timeout: timeout(),
        ordering: some(options::strong()),
    });
    sent(core, "/qdrant.Points/DeleteVectorName", official);
    answered::<core::CreateVectorNameRequest, _>(written().0, usage().0, written().1);
    answered::<core::DeleteVectorNameRequest, _>(written().0, usage().0, written().1);
}
