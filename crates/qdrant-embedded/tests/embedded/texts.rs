//! Matches by prefix and substring.

use qdrant_core::{
    ClearPayloadPoints, Condition, CountPoints, DeletePayloadPoints, DeletePointVectors, DeletePoints,
    FacetCounts, FacetHit, FieldType, Filter, KeywordIndexParams, OverwritePayloadPoints, PointStruct,
    PointVectors, PrefetchQuery, QueryPointGroups, QueryPoints, ScrollPoints, SearchMatrixPairsRequest,
    SearchMatrixPoints, SetPayloadPoints, TransportExt, UpdatePointVectors, UpdateStatus, UpsertPoints,
    Value, json,
};
use qdrant_embedded::EmbeddedTransport;

use crate::support::{Dice, NAME, create_plain, get, ids, in_memory, index, info, number, payload, upsert};

/// Returns an engine with some streets.
async fn streets() -> EmbeddedTransport {
    let transport = in_memory();
    create_plain(&transport).await;
    let all = [
        json!({"name": "Strand", "tag": "a", "near": [{"name": "Savoy", "kind": "hotel"}]}),
        json!({"name": ["Unter den Linden", "Straße"], "tag": "a"}),
        json!({"name": "strand", "tag": "b", "near": [{"name": "Sand", "kind": "beach"}, {"name": "Ritz", "kind": "hotel"}]}),
        json!({"name": 7, "tag": "b", "near": {"name": "Savoy"}}),
        json!({"tag": "b"}),
        json!({"name": "", "tag": "b", "near": [{"name": ["Sacher", "Café"], "kind": "hotel"}]}),
    ];
    let point = |(number, fields)| PointStruct::new(number, vec![number as f32, 1.0], payload(fields));
    upsert(&transport, (1_u64..).zip(all).map(point)).await;
    transport
}

async fn matching(transport: &EmbeddedTransport, filter: Filter) -> Vec<u64> {
    let page = transport.call(ScrollPoints::new(NAME).filter(filter).limit(100)).await.unwrap();
    page.points.iter().map(|point| number(point.id)).collect()
}

fn starts(text: &str) -> Condition {
    Condition::matches_prefix("name", text)
}

fn contains(text: &str) -> Condition {
    Condition::matches_substring("name", text)
}

#[tokio::test]
async fn texts_match_by_prefix_and_substring_in_every_part_of_a_filter() {
    let transport = streets().await;
    let found = async |filter: Filter| matching(&transport, filter).await;
    assert_eq!(found(Filter::must([starts("Str")])).await, [1, 2]);
    assert_eq!(found(Filter::must([contains("an")])).await, [1, 3]);
    assert_eq!(found(Filter::must([contains("den L")])).await, [2]);
    assert_eq!(found(Filter::must([starts("")])).await, [1, 2, 3, 6]);
    assert_eq!(found(Filter::must([contains("x")])).await, [0_u64; 0]);
    assert_eq!(found(Filter::must_not([starts("Str")])).await, [3, 4, 5, 6]);
    assert_eq!(found(Filter::must_not([contains("x")])).await, [1, 2, 3, 4, 5, 6]);
    assert_eq!(found(Filter::should([starts("s"), contains("ß")])).await, [2, 3]);
    assert_eq!(found(Filter::min_should(2, [starts("St"), contains("an"), starts("s")])).await, [1, 3]);
    let deep =
        Filter::must([Condition::filter(Filter::must_not([Condition::filter(Filter::should([starts(
            "S",
        )]))]))]);
    assert_eq!(found(deep.and_must([Condition::matches("tag", "a")])).await, [0_u64; 0]);
    assert_eq!(found(Filter::must([starts("Str"), Condition::slice(1, 0)])).await, [1, 2]);
    let wrong = CountPoints::new(NAME).filter(Filter::must([Condition::matches_prefix("a[", "x")]));
    let error = transport.call(wrong).await.unwrap_err();
    assert_eq!(error.field(), Some("filter.must[0].key"));
}

#[tokio::test]
async fn paths_lead_into_lists() {
    let transport = streets().await;
    let at = |path: &str| Filter::must([Condition::matches_prefix(path, "Sa")]);
    assert_eq!(matching(&transport, at("near[].name")).await, [1, 3, 6]);
    assert_eq!(matching(&transport, at("near.name")).await, [4]);
    assert_eq!(matching(&transport, at("near[0].name")).await, [1, 3, 6]);
    assert_eq!(matching(&transport, at("near[1].name")).await, [0_u64; 0]);
    assert_eq!(matching(&transport, at("near")).await, [0_u64; 0]);
}

#[tokio::test]
async fn nested_filters_are_about_one_element() {
    for indexed in [false, true] {
        let transport = streets().await;
        if indexed {
            index(&transport, "near[].name", FieldType::Keyword).await;
        }
        let near = |conditions: Filter| Filter::must([Condition::nested("near", conditions)]);
        let hotel = || Condition::matches("kind", "hotel");
        let hotel_in_s = Filter::must([hotel(), starts("Sa")]);
        assert_eq!(matching(&transport, near(hotel_in_s)).await, [1, 6]);
        let other_hotel = Filter::must([hotel()]).and_must_not([contains("a")]);
        assert_eq!(matching(&transport, near(other_hotel)).await, [3]);
        assert_eq!(matching(&transport, near(Filter::must([starts("x")]))).await, [0_u64; 0]);
        assert_eq!(matching(&transport, near(Filter::must_not([starts("x")]))).await, [1, 3, 6]);
        let slice = CountPoints::new(NAME).filter(near(Filter::must([starts("S"), Condition::slice(1, 0)])));
        let error = transport.call(slice).await.unwrap_err();
        assert_eq!(error.field(), Some("filter.must[0].nested.filter.must[1].slice"));
    }
}

#[tokio::test]
async fn every_operation_that_reads_by_a_filter_takes_them() {
    let transport = streets().await;
    let str = || Filter::must([starts("Str")]);
    assert_eq!(transport.call(CountPoints::new(NAME).filter(str())).await.unwrap(), 2);
    let query = || QueryPoints::new(NAME).query(vec![1.0, 0.0]);
    assert_eq!(ids(&transport.call(query().filter(str())).await.unwrap()), [2, 1]);
    let prefetch = PrefetchQuery::default().query(vec![1.0, 0.0]).filter(str());
    assert_eq!(ids(&transport.call(query().prefetch([prefetch])).await.unwrap()), [2, 1]);
    let batch = qdrant_core::QueryBatchPoints::new(NAME, vec![query(), query().filter(str())]);
    assert_eq!(ids(&transport.call(batch).await.unwrap()[1]), [2, 1]);
    index(&transport, "tag", FieldType::Keyword).await;
    let facet = FacetCounts::new(NAME, "tag").filter(str()).exact(true);
    assert_eq!(transport.call(facet).await.unwrap(), [FacetHit::new("a", 2)]);
    let groups = QueryPointGroups::new(NAME, "tag").query(vec![1.0, 0.0]).filter(str());
    assert_eq!(transport.call(groups).await.unwrap().len(), 1);
    let matrix = SearchMatrixPoints::new(NAME).filter(str()).sample(10).limit(10);
    assert_eq!(transport.call(SearchMatrixPairsRequest(matrix)).await.unwrap().pairs.len(), 2);
    let search = qdrant_core::SearchPoints::new(NAME, vec![1.0, 0.0], 10).filter(str());
    assert_eq!(ids(&transport.call(search).await.unwrap()), [2, 1]);
}

#[tokio::test]
async fn every_operation_that_writes_by_a_filter_takes_them() {
    let transport = streets().await;
    let str = || Filter::must([starts("Str")]);
    let set = SetPayloadPoints::new(NAME, payload(json!({"tag": "c"}))).points_selector(str());
    assert_eq!(transport.call(set.wait(true)).await.unwrap().status, UpdateStatus::Completed);
    assert_eq!(matching(&transport, Filter::must([Condition::matches("tag", "c")])).await, [1, 2]);
    let delete = DeletePayloadPoints::new(NAME, ["tag"]).points_selector(Filter::must([starts("stra")]));
    transport.call(delete.wait(true)).await.unwrap();
    assert_eq!(matching(&transport, Filter::must([Condition::is_empty("tag")])).await, [3]);
    let upsert = UpsertPoints::new(
        NAME,
        [1, 3].map(|id| PointStruct::new(id, vec![0.0, 0.0], payload(json!({"name": "new"})))).to_vec(),
    );
    transport.call(upsert.update_filter(Filter::must([contains("Stran")])).wait(true)).await.unwrap();
    assert_eq!(matching(&transport, Filter::must([starts("new")])).await, [1]);
    let move_ = UpdatePointVectors::new(
        NAME,
        vec![PointVectors::new(1, vec![9.0, 9.0]), PointVectors::new(2, vec![9.0, 9.0])],
    );
    transport.call(move_.update_filter(str()).wait(true)).await.unwrap();
    let nine = QueryPoints::new(NAME).query(vec![0.0, 1.0]).score_threshold(5.0);
    assert_eq!(ids(&transport.call(nine.clone()).await.unwrap()), [2]);
    let vectors = DeletePointVectors::new(NAME).points_selector(str()).vectors([""]);
    transport.call(vectors.wait(true)).await.unwrap();
    assert!(transport.call(nine).await.unwrap().is_empty());
    let overwrite =
        OverwritePayloadPoints::new(NAME, payload(json!({"name": "other"}))).points_selector(str());
    transport.call(overwrite.wait(true)).await.unwrap();
    assert_eq!(get(&transport, 2).await.unwrap().payload, payload(json!({"name": "other"})));
    let clear = ClearPayloadPoints::new(NAME).points(Filter::must([contains("the")]));
    transport.call(clear.wait(true)).await.unwrap();
    assert!(get(&transport, 2).await.unwrap().payload.is_empty());
    transport.call(DeletePoints::new(NAME).points(Filter::must([starts("")])).wait(true)).await.unwrap();
    assert_eq!(matching(&transport, Filter::default()).await, [2, 4, 5]);
    let wrong = DeletePoints::new(NAME).points(Filter::must([Condition::matches_prefix("a[", "x")]));
    let error = transport.call(wrong).await.unwrap_err();
    assert_eq!(error.field(), Some("points.filter.must[0].key"));
}

#[tokio::test]
async fn an_index_for_prefixes_is_kept_and_changes_no_result() {
    let transport = streets().await;
    let params = KeywordIndexParams::default().prefix(true);
    index(&transport, "name", params.clone()).await;
    let schema = &info(&transport).await.payload_schema["name"];
    assert_eq!(schema.params, Some(params.into()), "{schema:?}");
    assert_eq!(matching(&transport, Filter::must([starts("Str")])).await, [1, 2]);
    assert_eq!(matching(&transport, Filter::must([Condition::matches("name", "Strand")])).await, [1]);
}

#[tokio::test]
async fn random_filters_find_what_a_look_at_every_point_finds() {
    let mut dice = Dice(3);
    let word = |dice: &mut Dice| -> String {
        (0..dice.below(5)).map(|_| char::from(b'a' + u8::try_from(dice.below(2)).unwrap())).collect()
    };
    let words: Vec<Vec<String>> =
        (0..2_500).map(|_| (0..dice.below(3)).map(|_| word(&mut dice)).collect()).collect();
    let transport = in_memory();
    create_plain(&transport).await;
    let point = |(number, words): (u64, &Vec<String>)| {
        PointStruct::new(number, vec![1.0, 1.0], payload(json!({"w": words, "l": [{"w": words}]})))
    };
    upsert(&transport, (0_u64..).zip(&words).map(point)).await;
    for round in 0..30 {
        let text = word(&mut dice);
        let by_prefix = round % 2 == 0;
        let condition = |key: &str, text: &str| {
            if by_prefix {
                Condition::matches_prefix(key, text)
            } else {
                Condition::matches_substring(key, text)
            }
        };
        let holds = |word: &str, text: &str| {
            if by_prefix { word.starts_with(text) } else { word.contains(text) }
        };
        let expected: Vec<u64> = (0_u64..)
            .zip(&words)
            .filter(|(_, words)| words.iter().any(|word| holds(word, &text)))
            .map(|(number, _)| number)
            .collect();
        for filter in [
            Filter::must([condition("w", &text)]),
            Filter::must([condition("l[].w", &text)]),
            Filter::must([Condition::nested("l", condition("w", &text))]),
        ] {
            let page = transport.call(ScrollPoints::new(NAME).filter(filter).limit(5_000)).await.unwrap();
            let found: Vec<_> = page.points.iter().map(|point| number(point.id)).collect();
            assert_eq!(found, expected, "{text:?} in round {round}");
        }
        let count = CountPoints::new(NAME).filter(Filter::must_not([condition("w", &text)]));
        assert_eq!(transport.call(count).await.unwrap(), 2_500 - expected.len() as u64);
    }
    assert_eq!(get(&transport, 0).await.unwrap().payload["w"], Value::from(words[0].clone()));
}
