//! Conditions on the elements of lists.

use qdrant_core::{
    Condition, CountPoints, DeletePoints, FieldClause, FieldCondition, FieldType, Filter, Match, PointStruct,
    TransportExt, json,
};

use crate::support::{NAME, create_plain, in_memory, index, payload, upsert};

#[tokio::test]
async fn an_index_hides_no_element() {
    let transport = in_memory();
    create_plain(&transport).await;
    let list = [json!({"n": 1}), json!({"n": 2.5}), json!({"n": null}), json!({"k": "x"})];
    upsert(&transport, [PointStruct::new(1, vec![1.0, 0.0], payload(json!({"l": list})))]).await;
    let conditions = [
        Condition::is_empty("n"),
        FieldCondition::new("n", FieldClause::IsEmpty(true)).into(),
        FieldCondition::new("n", FieldClause::IsNull(false)).into(),
        Condition::matches("n", Match::except_integers([1, 7])),
        Condition::matches("n", 1),
    ];
    let nested = |condition: &Condition| Filter::must([Condition::nested("l", condition.clone())]);
    for indexed in [false, true] {
        if indexed {
            index(&transport, "l[].n", FieldType::Integer).await;
        }
        for condition in &conditions {
            let count = transport.call(CountPoints::new(NAME).filter(nested(condition))).await.unwrap();
            assert_eq!(count, 1, "{condition:?} with an index: {indexed}");
        }
    }
    let delete = DeletePoints::new(NAME).points(nested(&Condition::is_empty("n"))).wait(true);
    transport.call(delete).await.unwrap();
    assert_eq!(transport.call(CountPoints::new(NAME)).await.unwrap(), 0);
}
