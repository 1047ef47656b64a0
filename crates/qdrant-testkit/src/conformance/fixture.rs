//! The data that most scenarios work on.

use qdrant_core::{
    CreateCollection, CreateFieldIndexCollection, Distance, MultiDenseVector, MultiVectorComparator,
    MultiVectorConfig, Payload, PayloadSchemaType, PointId, PointStruct, SparseVector, SparseVectorParams,
    UpsertPoints, Uuid, Value, Vector, VectorParams, json,
};

use super::context::{Context, Failure};

/// The point whose id is a UUID.
pub(crate) const UUID: Uuid = Uuid::from_u128(0x936d_a01f_9abd_4d9d_80c7_02af_85c8_22a8);

/// The largest id.
pub(crate) const LARGE: u64 = u64::MAX - 1;

fn payload(value: Value) -> Payload {
    Payload::try_from(value).unwrap_or_default()
}

fn vectors(dense: [f32; 4], sparse: &[(u32, f32)], multi: &[[f32; 2]]) -> [(&'static str, Vector); 3] {
    let multi: Vec<Vec<f32>> = multi.iter().map(|row| row.to_vec()).collect();
    [
        ("text", Vector::from(dense)),
        ("words", SparseVector::from(sparse).into()),
        ("tokens", MultiDenseVector::from(multi).into()),
    ]
}

/// Six cities; no two of them score alike in any scenario.
pub(crate) fn cities() -> Vec<PointStruct> {
    vec![
        PointStruct::new(
            1,
            vectors([0.9, 0.1, 0.1, 0.3], &[(1, 1.0), (5, 0.5)], &[[1.0, 0.0], [0.2, 0.9]]),
            payload(json!({
                "city": "Berlin", "country": "Germany", "population": 3_677_472, "rating": 4.5, "capital": true,
                "founded": "1237-10-28T00:00:00Z", "location": {"lon": 13.404_95, "lat": 52.520_008},
                "tags": ["big", "river", "museum"], "text": "a big city on the river spree",
                "uuid": "11111111-1111-4111-8111-111111111111",
                "districts": [{"name": "Mitte", "size": 39}, {"name": "Pankow", "size": 103}],
            })),
        ),
        PointStruct::new(
            2,
            vectors([0.8, 0.3, 0.2, 0.1], &[(1, 0.4), (9, 2.0)], &[[0.7, 0.1]]),
            payload(json!({
                "city": "Hamburg", "country": "Germany", "population": 1_853_935, "rating": 4.25, "capital": false,
                "founded": "0808-01-01T00:00:00Z", "location": {"lon": 9.993_68, "lat": 53.551_09},
                "tags": ["big", "harbour"], "text": "harbour city with a fish market",
                "uuid": "22222222-2222-4222-8222-222222222222",
                "districts": [{"name": "Altona", "size": 78}], "note": null,
            })),
        ),
        PointStruct::new(
            3,
            vectors([0.1, 0.9, 0.2, 0.2], &[(2, 1.5), (5, 0.25)], &[[0.1, 0.8], [0.3, 0.3], [0.0, 0.5]]),
            payload(json!({
                "city": "Paris", "country": "France", "population": 2_102_650, "rating": 4.75, "capital": true,
                "founded": "0250-01-01T00:00:00Z", "location": {"lon": 2.352_22, "lat": 48.856_61},
                "tags": ["big", "river", "museum", "tower"], "text": "city of light on the river seine",
                "uuid": "33333333-3333-4333-8333-333333333333", "districts": [], "note": "twenty districts",
            })),
        ),
        PointStruct::new(
            4,
            vectors([0.2, 0.7, 0.6, 0.1], &[(2, 0.3), (7, 1.1)], &[[0.3, 0.4]]),
            payload(json!({
                "city": "Lyon", "country": "France", "population": 522_250, "rating": 4.0, "capital": false,
                "founded": "0043-01-01T00:00:00Z", "location": {"lon": 4.835_66, "lat": 45.764_04},
                "tags": [], "text": "old city between two rivers",
                "uuid": "44444444-4444-4444-8444-444444444444",
            })),
        ),
        PointStruct::new(
            UUID,
            vectors([0.3, 0.2, 0.9, 0.4], &[(7, 0.6)], &[[0.5, 0.6], [0.6, 0.2]]),
            payload(json!({
                "city": "Oslo", "country": "Norway", "population": 709_037, "rating": 3.5, "capital": true,
                "founded": "1040-01-01T00:00:00Z", "location": {"lon": 10.752_24, "lat": 59.913_86},
                "tags": ["fjord"], "text": "northern capital at a fjord",
                "uuid": "55555555-5555-4555-8555-555555555555",
            })),
        ),
        PointStruct::new(
            LARGE,
            vectors([0.15, 0.25, 0.35, 0.95], &[(11, 0.9)], &[[0.9, 0.8]]),
            payload(
                json!({"city": "Atlantis", "population": 0, "rating": -1.5, "text": "no one knows where"}),
            ),
        ),
    ]
}

/// Creates the scenario's collection for the cities.
pub(crate) async fn create(context: &mut Context) -> Result<(), Failure> {
    let tokens = VectorParams::new(2, Distance::Dot)
        .multivector_config(MultiVectorConfig::new(MultiVectorComparator::MaxSim));
    let config = CreateCollection::new(context.collection())
        .vectors_config([("text", VectorParams::new(4, Distance::Cosine)), ("tokens", tokens)])
        .sparse_vectors_config([("words", SparseVectorParams::default())]);
    context.ok("create the collection of cities", config).await?;
    Ok(())
}

/// Creates the scenario's collection and fills it with the cities.
pub(crate) async fn fill(context: &mut Context) -> Result<(), Failure> {
    create(context).await?;
    context
        .silently("upsert the cities", UpsertPoints::new(context.collection(), cities()).wait(true))
        .await?;
    Ok(())
}

/// Creates indexes over the payload of the cities.
pub(crate) async fn index(context: &mut Context) -> Result<(), Failure> {
    for (field, schema) in [
        ("city", PayloadSchemaType::Keyword),
        ("country", PayloadSchemaType::Keyword),
        ("population", PayloadSchemaType::Integer),
        ("rating", PayloadSchemaType::Float),
        ("capital", PayloadSchemaType::Bool),
        ("founded", PayloadSchemaType::Datetime),
        ("location", PayloadSchemaType::Geo),
        ("text", PayloadSchemaType::Text),
        ("uuid", PayloadSchemaType::Uuid),
        ("tags", PayloadSchemaType::Keyword),
    ] {
        let index = CreateFieldIndexCollection::new(context.collection(), field, schema).wait(true);
        context.silently(&format!("index {field}"), index).await?;
    }
    Ok(())
}

/// Names a point in a message.
pub(crate) fn name(id: PointId) -> &'static str {
    match id {
        PointId::Num(1) => "Berlin",
        PointId::Num(2) => "Hamburg",
        PointId::Num(3) => "Paris",
        PointId::Num(4) => "Lyon",
        PointId::Num(LARGE) => "Atlantis",
        PointId::Uuid(UUID) => "Oslo",
        PointId::Num(_) | PointId::Uuid(_) => "elsewhere",
    }
}
