//! What the tests share.

use qdrant_core::{
    CollectionInfo, Condition, CreateCollection, CreateFieldIndexCollection, Distance, Error, Filter,
    GetCollectionInfoRequest, GetPoints, Modifier, MultiVectorComparator, Payload, PayloadFieldSchema,
    PointId, PointStruct, RetrievedPoint, ScoredPoint, SparseVector, SparseVectorParams, TransportExt,
    UpsertPoints, Value, Vector, VectorParams, json,
};
use qdrant_embedded::EmbeddedTransport;

/// The name of the collection of most tests.
pub(crate) const NAME: &str = "things";

/// Returns an engine in memory.
pub(crate) fn in_memory() -> EmbeddedTransport {
    EmbeddedTransport::in_memory().unwrap()
}

pub(crate) fn payload(json: Value) -> Payload {
    Payload::try_from(json).unwrap()
}

/// Creates a collection with one unnamed vector of two dimensions.
pub(crate) async fn create_plain(transport: &EmbeddedTransport) {
    let create = CreateCollection::new(NAME).vectors_config(VectorParams::new(2, Distance::Dot));
    assert!(transport.call(create).await.unwrap());
}

/// Returns an engine with a collection of one unnamed vector and the points 1 to `count`.
///
/// Point `n` has the vector `[n, 1]` and says who it is in its payload.
pub(crate) async fn plain(count: u64) -> EmbeddedTransport {
    let transport = in_memory();
    create_plain(&transport).await;
    upsert(&transport, (1..=count).map(point)).await;
    transport
}

pub(crate) fn point(number: u64) -> PointStruct {
    let parity = if number.is_multiple_of(2) { "even" } else { "odd" };
    PointStruct::new(number, vec![number as f32, 1.0], payload(json!({"n": number, "parity": parity})))
}

pub(crate) async fn upsert(transport: &EmbeddedTransport, points: impl IntoIterator<Item = PointStruct>) {
    let points: Vec<_> = points.into_iter().collect();
    transport.call(UpsertPoints::new(NAME, points).wait(true)).await.unwrap();
}

/// Returns an engine with a collection of every kind of vector.
pub(crate) async fn rich() -> EmbeddedTransport {
    let transport = in_memory();
    create_rich(&transport).await;
    transport
}

pub(crate) async fn create_rich(transport: &EmbeddedTransport) {
    let multi = VectorParams::new(2, Distance::Dot).multivector_config(MultiVectorComparator::MaxSim);
    let create = CreateCollection::new(NAME)
        .vectors_config([
            ("dense", VectorParams::new(2, Distance::Dot)),
            ("angle", VectorParams::new(2, Distance::Cosine)),
            ("place", VectorParams::new(2, Distance::Euclid)),
            ("multi", multi),
        ])
        .sparse_vectors_config([
            ("words", SparseVectorParams::default()),
            ("idf", SparseVectorParams::default().modifier(Modifier::Idf)),
        ]);
    assert!(transport.call(create).await.unwrap());
}

/// Makes a point with every kind of vector.
pub(crate) fn rich_point(id: u64, x: f32, y: f32) -> PointStruct {
    let sparse = SparseVector::from([(7, x), (2, y)]);
    PointStruct::new(
        id,
        [
            ("dense", Vector::from(vec![x, y])),
            ("angle", vec![x, y].into()),
            ("place", vec![x, y].into()),
            ("multi", vec![vec![x, y], vec![y, x]].into()),
            ("words", sparse.clone().into()),
            ("idf", sparse.into()),
        ],
        payload(json!({"x": x})),
    )
}

pub(crate) async fn index(transport: &EmbeddedTransport, field: &str, schema: impl Into<PayloadFieldSchema>) {
    let create = CreateFieldIndexCollection::new(NAME, field, schema).wait(true);
    transport.call(create).await.unwrap();
}

pub(crate) async fn info(transport: &EmbeddedTransport) -> CollectionInfo {
    transport.call(GetCollectionInfoRequest::new(NAME)).await.unwrap()
}

pub(crate) async fn get(transport: &EmbeddedTransport, id: u64) -> Option<RetrievedPoint> {
    let get = GetPoints::new(NAME, [id]).with_vectors(true);
    transport.call(get).await.unwrap().pop()
}

pub(crate) fn ids(points: &[ScoredPoint]) -> Vec<u64> {
    points.iter().map(|point| number(point.id)).collect()
}

pub(crate) fn number(id: PointId) -> u64 {
    match id {
        PointId::Num(number) => number,
        PointId::Uuid(uuid) => panic!("{uuid} is no number"),
    }
}

pub(crate) fn odd() -> Filter {
    Filter::must([Condition::matches("parity", "odd")])
}

/// Returns kind and message of an error in one line.
pub(crate) fn text<T: std::fmt::Debug>(outcome: Result<T, Error>) -> String {
    outcome.unwrap_err().to_string()
}

/// Numbers that look random and are the same every time.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}
