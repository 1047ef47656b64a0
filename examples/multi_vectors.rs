//! Ranks texts by their words, as ColBERT does: a point has a vector for each word, and each word of the question counts
//! with the one that is nearest to it.

use qdrant_client::{
    CreateCollection, Distance, Error, MultiVectorComparator, MultiVectorConfig, PointStruct, PrefetchQuery,
    Qdrant, QueryPoints, Vector, VectorInput, VectorParams,
};

/// A title, the vector of the whole text, and those of its words.
type Text<'a> = (&'a str, [f32; 2], &'a [[f32; 2]]);

const TEXTS: [Text<'_>; 3] = [
    ("north and east", [0.7, 0.7], &[[1.0, 0.0], [0.0, 1.0]]),
    ("north-east, twice", [0.7, 0.7], &[[0.7, 0.7], [0.7, 0.7]]),
    ("north", [1.0, 0.0], &[[1.0, 0.0]]),
];

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program talks to its user")]
async fn main() -> Result<(), Error> {
    let client = Qdrant::in_memory()?;
    let texts = client.collection("texts");
    let words = VectorParams::new(2, Distance::Dot)
        .multivector_config(MultiVectorConfig::new(MultiVectorComparator::MaxSim));
    let config = CreateCollection::new(&texts)
        .vectors_config([("whole", VectorParams::new(2, Distance::Dot)), ("words", words)]);
    texts.create(config).await?;

    let point = |(id, (title, whole, words)): (u64, Text<'_>)| {
        let vectors = [("whole", Vector::from(whole)), ("words", Vector::new_multi(words.iter().copied()))];
        PointStruct::new(id, vectors, [("title", title)])
    };
    let done = texts.upload((1..).zip(TEXTS).map(point)).await?;

    // The vector of the whole text finds the candidates, which is fast; those of the words put them in order.
    let candidates = PrefetchQuery::default().query([0.7, 0.7]).using("whole").limit(100_u64);
    let question = VectorInput::new_multi([[1.0, 0.0], [0.0, 1.0]]);
    let ranked = QueryPoints::new(&texts)
        .add_prefetch(candidates)
        .query(question)
        .using("words")
        .with_payload(true)
        .limit(3);
    println!("of {} texts:", done.points);
    for point in texts.query(ranked).await? {
        println!("{:.1}  {}", point.score, point.payload["title"]);
    }
    client.close().await
}
