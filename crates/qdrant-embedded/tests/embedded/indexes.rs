//! Payload indexes and facets.

use qdrant_core::{
    Condition, CountPoints, DatetimeRange, DeleteFieldIndexCollection, ErrorKind, FacetCounts, FacetHit,
    FieldType, Filter, GeoPoint, GeoRadius, IntegerIndexParams, KeywordIndexParams, Memory, PointStruct,
    Range, TextIndexParams, Timestamp, TokenizerType, TransportExt, json,
};
use qdrant_embedded::EmbeddedTransport;

use crate::support::{NAME, create_plain, in_memory, index, info, odd, payload, plain, upsert};

/// Returns points with a field for each kind of index.
async fn every_field() -> EmbeddedTransport {
    let transport = in_memory();
    create_plain(&transport).await;
    let point = |id: u64, word: &str, flag: bool, day: &str| {
        let fields = json!({
            "keyword": word, "integer": id, "float": id as f64 / 2.0, "bool": flag, "datetime": day,
            "geo": {"lon": 10.0 * id as f64, "lat": 5.0}, "text": format!("the {word} number {id}"),
            "uuid": format!("936da01f-9abd-4d9d-80c7-02af85c8220{id}"),
        });
        PointStruct::new(id, vec![1.0, 0.0], payload(fields))
    };
    upsert(
        &transport,
        [
            point(1, "red", true, "2024-01-01"),
            point(2, "red", false, "2024-02-01T10:00:00Z"),
            point(3, "blue", true, "2024-03-01"),
        ],
    )
    .await;
    transport
}

fn conditions() -> Vec<(Condition, u64)> {
    let since: Timestamp = "2024-01-15".parse().unwrap();
    vec![
        (Condition::matches("keyword", "red"), 2),
        (Condition::matches("integer", [1, 3]), 2),
        (Condition::range("float", Range::default().gte(1.0)), 2),
        (Condition::matches("bool", true), 2),
        (Condition::datetime_range("datetime", DatetimeRange::default().gt(since)), 2),
        (Condition::geo_radius("geo", GeoRadius::new(GeoPoint::new(10.0, 5.0), 1000.0)), 1),
        (Condition::matches_text("text", "blue"), 1),
        (Condition::matches("uuid", "936da01f-9abd-4d9d-80c7-02af85c82203"), 1),
    ]
}

async fn check(transport: &EmbeddedTransport) {
    for (condition, expected) in conditions() {
        let count = CountPoints::new(NAME).filter(Filter::must([condition.clone()]));
        assert_eq!(transport.call(count).await.unwrap(), expected, "{condition:?}");
    }
}

#[tokio::test]
async fn every_kind_of_index_can_be_made_and_removed() {
    let transport = every_field().await;
    check(&transport).await;
    for kind in FieldType::ALL {
        index(&transport, kind.as_str().unwrap(), kind.clone()).await;
    }
    check(&transport).await;
    let schema = info(&transport).await.payload_schema;
    assert_eq!(schema.len(), FieldType::ALL.len());
    for (field, index) in &schema {
        assert_eq!(Some(field.as_str()), index.data_type.as_str());
        assert_eq!(index.points, Some(3), "{field}");
    }
    for kind in FieldType::ALL {
        let delete = DeleteFieldIndexCollection::new(NAME, kind.as_str().unwrap()).wait(true);
        transport.call(delete).await.unwrap();
    }
    assert!(info(&transport).await.payload_schema.is_empty());
    check(&transport).await;
}

#[tokio::test]
async fn parameters_are_reported_as_they_were_given() {
    let transport = every_field().await;
    let keyword = KeywordIndexParams::default().is_tenant(true).memory(Memory::Cold);
    let text = TextIndexParams::new(TokenizerType::Word).lowercase(true).min_token_len(2);
    index(&transport, "keyword", keyword.clone()).await;
    index(&transport, "text", text.clone()).await;
    index(&transport, "integer", IntegerIndexParams::default().is_principal(true)).await;
    let schema = info(&transport).await.payload_schema;
    assert_eq!(schema["keyword"].params, Some(keyword.into()));
    assert_eq!(schema["text"].params, Some(text.into()));
    // Another kind replaces the index.
    index(&transport, "keyword", FieldType::Text).await;
    let schema = info(&transport).await.payload_schema;
    assert_eq!(
        (schema["keyword"].data_type.clone(), schema["keyword"].params.clone()),
        (FieldType::Text, None)
    );
}

#[tokio::test]
async fn facets_need_an_index_and_count_values() {
    let transport = every_field().await;
    let error = transport.call(FacetCounts::new(NAME, "keyword")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(
        error.message().starts_with("Wrong input: No appropriate index for faceting: `keyword`"),
        "{error}"
    );
    for kind in [FieldType::Keyword, FieldType::Bool, FieldType::Uuid] {
        index(&transport, kind.clone().as_str().unwrap(), kind).await;
    }
    index(&transport, "integer", IntegerIndexParams::default()).await;
    let facet = |key: &str| transport.call(FacetCounts::new(NAME, key).exact(true));
    assert_eq!(facet("keyword").await.unwrap(), [FacetHit::new("red", 2), FacetHit::new("blue", 1)]);
    assert_eq!(facet("bool").await.unwrap(), [FacetHit::new(true, 2), FacetHit::new(false, 1)]);
    assert_eq!(facet("integer").await.unwrap()[0], FacetHit::new(1, 1));
    assert_eq!(facet("uuid").await.unwrap()[2], FacetHit::new("936da01f-9abd-4d9d-80c7-02af85c82203", 1));
    let limited =
        FacetCounts::new(NAME, "keyword").limit(1).filter(Filter::must([Condition::matches("bool", true)]));
    assert_eq!(transport.call(limited).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_the_engine_lacks_is_unsupported() {
    let transport = plain(1).await;
    let nested = KeywordIndexParams::default().nested("list");
    let create = qdrant_core::CreateFieldIndexCollection::new(NAME, "list[].a", nested);
    let error = transport.call(create).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, Some("field_schema.nested")));
    let slice = Condition::nested("list", Filter::must([Condition::slice(1, 0)]));
    let error = transport.call(CountPoints::new(NAME).filter(Filter::must([slice]))).await.unwrap_err();
    let field = "filter.must[0].nested.filter.must[0].slice";
    assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, Some(field)));
    assert_eq!(transport.call(CountPoints::new(NAME).filter(odd())).await.unwrap(), 1);
}

#[tokio::test]
async fn a_path_that_is_written_in_several_ways_has_one_index() {
    let transport = plain(1).await;
    index(&transport, "n", FieldType::Integer).await;
    index(&transport, r#""n""#, FieldType::Integer).await;
    assert_eq!(info(&transport).await.payload_schema.into_keys().collect::<Vec<_>>(), ["n"]);
}
