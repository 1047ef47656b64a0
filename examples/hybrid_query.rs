//! Finds texts by meaning and by word at once: a dense and a sparse vector a point, and one list of both rankings.

use std::collections::BTreeMap;

use qdrant_client::{
    CreateCollection, Distance, Error, Fusion, Modifier, PointStruct, PrefetchQuery, Qdrant, QueryPoints,
    SparseVectorParams, Vector, VectorParams,
};

/// Texts with what a model of meaning would make of them: about animals, about machines.
const TEXTS: [(&str, [f32; 2]); 4] = [
    ("a jaguar hunts alone, as every jaguar does", [0.9, 0.1]),
    ("the jaguar has a new engine", [0.1, 0.9]),
    ("big cats of the rain forest", [1.0, 0.0]),
    ("how to mend an engine", [0.0, 1.0]),
];

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program talks to its user")]
async fn main() -> Result<(), Error> {
    let client = Qdrant::in_memory()?;
    let texts = client.collection("texts");
    let config = CreateCollection::new(&texts)
        .vectors_config([("meaning", VectorParams::new(2, Distance::Cosine))])
        // With `Idf` the server weighs words by how rare they are.
        .sparse_vectors_config([("words", SparseVectorParams::default().modifier(Modifier::Idf))]);
    texts.create(config).await?;

    let mut vocabulary = Vocabulary::default();
    let mut points = Vec::new();
    for (id, (text, meaning)) in (1_u64..).zip(TEXTS) {
        let vectors = [("meaning", Vector::from(meaning)), ("words", vocabulary.sparse(text))];
        points.push(PointStruct::new(id, vectors, [("text", text)]));
    }
    texts.upsert(points).await?;

    // The words do not know cats, and the meaning does not know the jaguar: together they find what is about both.
    let by_meaning = PrefetchQuery::default().query([1.0, 0.0]).using("meaning").limit(10_u64);
    let by_words = PrefetchQuery::default().query(vocabulary.sparse("jaguar")).using("words").limit(10_u64);
    let hybrid = QueryPoints::new(&texts)
        .add_prefetch(by_meaning)
        .add_prefetch(by_words)
        .query(Fusion::Rrf)
        .with_payload(true)
        .limit(3);
    for point in texts.query(hybrid).await? {
        println!("{:.3}  {}", point.score, point.payload["text"]);
    }
    client.close().await
}

/// Numbers for words, in the order in which they come.
#[derive(Default)]
struct Vocabulary(BTreeMap<String, u32>);

impl Vocabulary {
    fn sparse(&mut self, text: &str) -> Vector {
        let mut counts = BTreeMap::<u32, f32>::new();
        for word in text.split_whitespace() {
            let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
            *counts.entry(*self.0.entry(word.to_owned()).or_insert(next)).or_default() += 1.0;
        }
        let (indices, values): (Vec<_>, Vec<_>) = counts.into_iter().unzip();
        Vector::new_sparse(indices, values)
    }
}
