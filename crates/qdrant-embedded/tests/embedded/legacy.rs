//! Operations of before the universal query.

use qdrant_core::{
    ContextExamplePair, DiscoverBatchPoints, DiscoverPoints, PointId, QueryPoints, RecommendBatchPoints,
    RecommendPointGroups, RecommendPoints, RecommendStrategy, SearchBatchPoints, SearchPointGroups,
    SearchPoints, SparseIndices, TargetVector, TransportExt, VectorExample,
};

use crate::support::{NAME, ids, number, odd, plain, rich, rich_point, upsert};

#[tokio::test]
async fn searches_are_queries() {
    let transport = plain(6).await;
    let search = || SearchPoints::new(NAME, vec![1.0, 0.0], 2);
    let found = transport.call(search()).await.unwrap();
    assert_eq!(found, transport.call(QueryPoints::new(NAME).query(vec![1.0, 0.0]).limit(2)).await.unwrap());
    assert_eq!(ids(&found), [6, 5]);
    let further = search().filter(odd()).offset(1).with_payload(true);
    let found = transport.call(further.clone()).await.unwrap();
    assert_eq!(ids(&found), [3, 1]);
    assert_eq!(found[0].payload["n"], 3);
    let batch = SearchBatchPoints::new(NAME, vec![search(), further]);
    let found = transport.call(batch).await.unwrap();
    assert_eq!(found.iter().map(|points| ids(points)).collect::<Vec<_>>(), [vec![6, 5], vec![3, 1]]);
    let groups = SearchPointGroups::new(NAME, vec![1.0, 0.0], 2, "parity", 2);
    let groups = transport.call(groups).await.unwrap();
    assert_eq!(groups.iter().map(|group| ids(&group.hits)).collect::<Vec<_>>(), [vec![6, 4], vec![5, 3]]);
}

#[tokio::test]
async fn sparse_vectors_are_searched() {
    let transport = rich().await;
    upsert(&transport, [rich_point(1, 1.0, 9.0), rich_point(2, 5.0, 0.0)]).await;
    let search = SearchPoints::new(NAME, vec![1.0], 5)
        .vector_name("words")
        .sparse_indices(SparseIndices { data: vec![7] });
    assert_eq!(ids(&transport.call(search).await.unwrap()), [2, 1]);
}

#[tokio::test]
async fn recommendations_are_queries() {
    let transport = plain(6).await;
    let recommend = |strategy: RecommendStrategy| {
        RecommendPoints::new(NAME, 2).positive(vec![PointId::from(6)]).strategy(strategy)
    };
    for strategy in [RecommendStrategy::AverageVector, RecommendStrategy::BestScore] {
        assert_eq!(ids(&transport.call(recommend(strategy)).await.unwrap()), [5, 4]);
    }
    let batch = RecommendBatchPoints::new(NAME, vec![recommend(RecommendStrategy::SumScores)]);
    assert_eq!(ids(&transport.call(batch).await.unwrap()[0]), [5, 4]);
    let groups = RecommendPointGroups::new(NAME, "parity", 1, 2).positive(vec![PointId::from(6)]);
    let groups = transport.call(groups).await.unwrap();
    let mut found: Vec<_> = groups.iter().flat_map(|group| ids(&group.hits)).collect();
    found.sort_unstable();
    assert!(!found.is_empty() && !found.contains(&6), "{found:?}");
    let missing = RecommendPoints::new(NAME, 2).positive(vec![PointId::from(99)]);
    assert!(transport.call(missing).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn discoveries_are_queries() {
    let transport = plain(6).await;
    let example = |id: u64| VectorExample::Id(id.into());
    let pair = || ContextExamplePair { positive: example(5), negative: example(1) };
    let discover = || DiscoverPoints::new(NAME, vec![pair()], 3);
    let context = transport.call(discover()).await.unwrap();
    assert!(context.iter().all(|point| ![1, 5].contains(&number(point.id))));
    let towards = discover().target(TargetVector::Single(example(6)));
    let found = transport.call(towards.clone()).await.unwrap();
    assert_eq!(ids(&found), [4, 3, 2]);
    let batch = DiscoverBatchPoints::new(NAME, vec![discover(), towards]);
    let found = transport.call(batch).await.unwrap();
    assert_eq!(ids(&found[1]), [4, 3, 2]);
}
