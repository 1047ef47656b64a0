//! Distances among a sample of points.

use std::collections::BTreeSet;

use qdrant_core::{
    Condition, Filter, SearchMatrixOffsetsRequest, SearchMatrixPairsRequest, SearchMatrixPoints, TransportExt,
};

use crate::support::{NAME, number, odd, plain, rich, rich_point, upsert};

fn matrix() -> SearchMatrixPoints {
    SearchMatrixPoints::new(NAME)
}

#[tokio::test]
async fn each_point_of_the_sample_has_its_nearest_others() {
    let transport = plain(30).await;
    let pairs = transport.call(SearchMatrixPairsRequest(matrix().sample(8).limit(2))).await.unwrap().pairs;
    assert_eq!(pairs.len(), 16);
    let sample: BTreeSet<_> = pairs.iter().map(|pair| number(pair.a)).collect();
    assert_eq!(sample.len(), 8);
    for pair in &pairs {
        let (a, b) = (number(pair.a), number(pair.b));
        assert!(a != b && sample.contains(&b));
        assert_eq!(pair.score, (a * b + 1) as f32);
    }
    for a in &sample {
        // With these vectors the nearest ones are the largest.
        let found: Vec<_> =
            pairs.iter().filter(|pair| number(pair.a) == *a).map(|pair| number(pair.b)).collect();
        let expected: Vec<_> = sample.iter().rev().filter(|b| *b != a).take(2).copied().collect();
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn offsets_say_the_same_as_pairs() {
    let transport = plain(5).await;
    let all = || matrix().sample(100).limit(100);
    let offsets = transport.call(SearchMatrixOffsetsRequest(all())).await.unwrap();
    assert_eq!((offsets.ids.len(), offsets.scores.len()), (5, 20));
    let id = |offset: u64| number(offsets.ids[usize::try_from(offset).unwrap()]);
    let mut from_offsets: Vec<_> = offsets
        .offsets_row
        .iter()
        .zip(&offsets.offsets_col)
        .zip(&offsets.scores)
        .map(|((row, column), score)| (id(*row), id(*column), score.to_bits()))
        .collect();
    let pairs = transport.call(SearchMatrixPairsRequest(all())).await.unwrap().pairs;
    let mut from_pairs: Vec<_> =
        pairs.iter().map(|pair| (number(pair.a), number(pair.b), pair.score.to_bits())).collect();
    from_offsets.sort_unstable();
    from_pairs.sort_unstable();
    assert_eq!(from_offsets, from_pairs);
}

#[tokio::test]
async fn only_points_that_match_and_have_the_vector_are_sampled() {
    let transport = plain(10).await;
    let pairs = transport.call(SearchMatrixPairsRequest(matrix().filter(odd()))).await.unwrap().pairs;
    assert_eq!(pairs.len(), 5 * 3);
    assert!(pairs.iter().all(|pair| number(pair.a) % 2 == 1 && number(pair.b) % 2 == 1));
    let sliced = matrix().filter(Filter::must([Condition::slice(1, 0)]));
    assert_eq!(transport.call(SearchMatrixPairsRequest(sliced)).await.unwrap().pairs.len(), 30);
    let none = matrix().filter(Filter::must([Condition::matches("parity", "none")]));
    assert!(transport.call(SearchMatrixPairsRequest(none.clone())).await.unwrap().pairs.is_empty());
    assert!(transport.call(SearchMatrixOffsetsRequest(none)).await.unwrap().ids.is_empty());
}

#[tokio::test]
async fn every_kind_of_vector_has_distances() {
    let transport = rich().await;
    let mut points: Vec<_> = (1..=4_u8).map(|id| rich_point(id.into(), id.into(), 1.0)).collect();
    points.push(qdrant_core::PointStruct::new(
        9,
        [("dense", qdrant_core::Vector::from(vec![1.0, 1.0]))],
        qdrant_core::Payload::new(),
    ));
    upsert(&transport, points).await;
    for (name, count) in [("dense", 5), ("angle", 4), ("place", 4), ("multi", 4), ("words", 4), ("idf", 4)] {
        let matrix = matrix().using(name).limit(1);
        let pairs = transport.call(SearchMatrixPairsRequest(matrix)).await.unwrap().pairs;
        assert_eq!(pairs.len(), count, "{name}");
    }
    for name in ["", "nothing"] {
        let error = transport.call(SearchMatrixPairsRequest(matrix().using(name))).await.unwrap_err();
        assert_eq!(error.field(), Some("using"), "{error}");
    }
}
