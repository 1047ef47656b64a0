//! Thresholds of scores, over vectors of which small distances are better.

use qdrant_core::{
    ContextInput, DiscoverInput, ErrorKind, PrefetchQuery, Query, QueryPoints, RecommendInput,
    RecommendStrategy, TransportExt,
};
use qdrant_embedded::EmbeddedTransport;

use crate::support::{NAME, ids, rich, rich_point, upsert};

/// Returns an engine with the points 1 to 5 in a row.
async fn row() -> EmbeddedTransport {
    let transport = rich().await;
    upsert(&transport, (1..=5_u8).map(|number| rich_point(number.into(), number.into(), 0.0))).await;
    transport
}

/// Scores points on the side of point 1 higher than those on the side of point 5.
fn discovery() -> DiscoverInput {
    DiscoverInput::new([0.0, 0.0], ContextInput::default().add_pair([1.0, 0.0], [5.0, 0.0]))
}

fn query(query: impl Into<Query>) -> QueryPoints {
    QueryPoints::new(NAME).query(query).using("place")
}

#[tokio::test]
async fn nearest_points_are_nearer_than_a_threshold() {
    let transport = row().await;
    let found = transport.call(query([0.0, 0.0]).score_threshold(2.5)).await.unwrap();
    assert_eq!(ids(&found), [1, 2]);
}

#[tokio::test]
async fn scores_of_which_large_ones_are_better_exceed_a_threshold() {
    let transport = row().await;
    let all = transport.call(query(discovery())).await.unwrap();
    assert_eq!(all.len(), 5);
    assert!(all.is_sorted_by(|one, other| one.score >= other.score), "{all:?}");
    let threshold = all[2].score;
    let found = transport.call(query(discovery()).score_threshold(threshold)).await.unwrap();
    assert_eq!(ids(&found), ids(&all)[..2]);
    let rest = transport.call(query(discovery()).score_threshold(threshold).offset(1)).await.unwrap();
    assert_eq!(ids(&rest), ids(&all)[1..2]);
    let liked = RecommendInput::default().add_positive([1.0, 0.0]).strategy(RecommendStrategy::SumScores);
    let all = transport.call(query(liked.clone())).await.unwrap();
    let found = transport.call(query(liked).score_threshold(all[1].score)).await.unwrap();
    assert_eq!(ids(&found), ids(&all)[..1]);
}

#[tokio::test]
async fn such_a_threshold_of_a_sub_query_is_declined() {
    let transport = row().await;
    let prefetch = PrefetchQuery::default().query(discovery()).using("place").score_threshold(0.0);
    let error = transport.call(query([0.0, 0.0]).add_prefetch(prefetch)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.field(), Some("prefetch[0].score_threshold"));
}
