//! Every variant of every union is among the arbitrary values: a new one does not compile here until it is named, and
//! what is named has to be drawn.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use qdrant_core::{
    AliasOperations, ClusterOperation, Condition, Expression, FacetValue, FieldClause, GroupId, Match,
    MaxOptimizationThreads, OptimizerStatus, OrderValue, PayloadFieldSchema, PayloadIndexParams, PointId,
    PointsSelector, PointsUpdateOperation, QuantizationConfig, QuantizationConfigDiff, Query,
    ReadConsistency, ShardKey, ShardKeySelector, StartFrom, StemmingAlgorithm, Vector, VectorExample,
    VectorInput, VectorNameConfig, VectorOutput, Vectors, VectorsConfig, VectorsOutput, WithPayloadSelector,
    WithVectorsSelector,
};

use super::{basics, collections, filters, indexes, legacy, outputs, points, queries, requests, sharding};

/// A union whose variants are known by name.
trait Union {
    /// Those that are to be drawn.
    const DRAWN: &'static [&'static str];

    fn variant(&self) -> &'static str;
}

macro_rules! unions {
    ($($union:ident { $($drawn:ident),+ $(; $other:ident)* })+) => {$(
        impl Union for $union {
            const DRAWN: &'static [&'static str] = &[$(stringify!($drawn)),+];

            fn variant(&self) -> &'static str {
                match self {
                    $(Self::$drawn { .. } => stringify!($drawn),)+
                    $(Self::$other { .. } => stringify!($other),)*
                }
            }
        }
    )+};
}

// Behind a semicolon stands what only a newer server sends, or only one wire carries.
unions! {
    Match {
        Keyword, Integer, Boolean, Text, TextAny, Phrase, Prefix, Substring, Keywords, Integers, ExceptKeywords,
        ExceptIntegers
    }
    FieldClause {
        Match, Range, DatetimeRange, GeoBoundingBox, GeoRadius, GeoPolygon, ValuesCount, IsEmpty, IsNull
    }
    Condition { Field, IsEmpty, IsNull, HasId, HasVector, Slice, Nested, Filter }
    PointsSelector { Points, Filter }
    VectorInput { Id, Dense, Sparse, MultiDense, Document, Image, Object }
    StartFrom { Float, Integer, Datetime }
    Expression {
        Constant, Variable, Condition, GeoDistance, Datetime, DatetimeKey, Mult, Sum, Div, Neg, Abs, Sqrt, Pow, Exp,
        Log10, Ln, ExpDecay, GaussDecay, LinDecay, Acosh, Max, Min
    }
    Query {
        Nearest, Recommend, Discover, Context, OrderBy, Fusion, Rrf, Formula, Sample, NearestWithMmr,
        RelevanceFeedback, Text
    }
    PayloadIndexParams { Keyword, Integer, Float, Geo, Text, Bool, Datetime, Uuid; Unknown }
    StemmingAlgorithm { Snowball, Disabled; Unknown }
    PayloadFieldSchema { Type, Params }
    PointsUpdateOperation {
        Upsert, DeletePoints, SetPayload, OverwritePayload, DeletePayload, ClearPayload, UpdateVectors, DeleteVectors
    }
    Vector { Dense, Sparse, MultiDense, Document, Image, Object }
    Vectors { Single, Named }
    VectorNameConfig { Dense, Sparse }
    VectorExample { Id, Vector }
    VectorOutput { Dense, Sparse, MultiDense }
    VectorsOutput { Single, Named }
    ClusterOperation {
        MoveShard, ReplicateShard, AbortTransfer, DropReplica, CreateShardKey, DeleteShardKey, RestartTransfer,
        ReplicatePoints; StartResharding; AbortResharding
    }
    QuantizationConfig { Scalar, Product, Binary, Turboquant; Unknown }
    QuantizationConfigDiff { Scalar, Product, Binary, Turboquant, Disabled }
    VectorsConfig { Single, Named }
    OptimizerStatus { Ok, Error; Unknown }
    MaxOptimizationThreads { Value, Setting }
    ShardKey { Keyword, Number }
    ShardKeySelector { Keys, WithFallback }
    ReadConsistency { Type, Factor }
    WithPayloadSelector { Enable, Include, Exclude }
    WithVectorsSelector { Enable, Include }
    AliasOperations { Create, Rename, Delete }
    PointId { Num, Uuid }
    FacetValue { String, Integer, Bool }
    GroupId { Unsigned, Integer, String }
    OrderValue { Int, Float }
}

/// Draws lists of unions until each variant was there.
fn covers_in<S: Strategy, U: Union>(strategy: S, unions: impl Fn(S::Value) -> Vec<U>) {
    const DRAWS: usize = 2_000;
    let mut runner = TestRunner::deterministic();
    let mut missing: BTreeSet<_> = U::DRAWN.iter().copied().collect();
    for _ in 0..DRAWS {
        for union in unions(strategy.new_tree(&mut runner).unwrap().current()) {
            missing.remove(union.variant());
        }
        if missing.is_empty() {
            return;
        }
    }
    panic!("never drawn of {}: {missing:?}", std::any::type_name::<U>());
}

fn covers<U: Union>(strategy: impl Strategy<Value = U>) {
    covers_in(strategy, |union| vec![union]);
}

#[test]
fn every_variant_of_what_is_sent_is_drawn() {
    covers(filters::matching());
    covers(filters::clause());
    covers(filters::condition());
    covers(filters::points_selector());
    covers(queries::input());
    covers(queries::expression());
    covers(queries::query());
    covers_in(queries::order_by(), |order| order.start_from.into_iter().collect());
    covers(indexes::index_params());
    covers(indexes::schema());
    covers_in(indexes::text_index(), |text| text.stemmer.into_iter().collect());
    covers(points::step());
    covers(points::vectors());
    covers_in(points::vectors(), |vectors| match vectors {
        Vectors::Single(vector) => vec![vector],
        Vectors::Named(vectors) => vectors.into_values().collect(),
    });
    covers(points::vector_config());
    covers(legacy::example());
    covers(sharding::cluster_operation());
    covers(requests::alias_action());
}

#[test]
fn every_variant_of_options_and_configurations_is_drawn() {
    covers(basics::point_id());
    covers(basics::shard_key());
    covers_in(basics::shards(), |shards| shards.into_iter().collect());
    covers_in(basics::consistency(), |consistency| consistency.into_iter().collect());
    covers_in(basics::with_payload(), |selector| selector.into_iter().collect());
    covers_in(basics::with_vectors(), |selector| selector.into_iter().collect());
    covers(collections::quantization());
    covers(collections::quantization_diff());
    covers(collections::vectors_config());
    covers_in(collections::optimizers(), |optimizers| {
        optimizers.max_optimization_threads.into_iter().collect()
    });
}

#[test]
fn every_variant_of_what_is_answered_is_drawn() {
    covers_in(collections::info(), |info| vec![info.optimizer_status]);
    covers(outputs::vectors());
    covers_in(outputs::vectors(), |vectors| match vectors {
        VectorsOutput::Single(vector) => vec![vector],
        VectorsOutput::Named(vectors) => vectors.into_values().collect(),
    });
    covers_in(outputs::group(), |group| vec![group.id]);
    covers_in(outputs::facet_hit(), |hit| vec![hit.value]);
    covers_in(outputs::retrieved(), |point| point.order_value.into_iter().collect());
}
