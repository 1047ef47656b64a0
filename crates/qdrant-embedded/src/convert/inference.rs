//! Texts to vectors: the one model that the engine has.

use qdrant_core::{Document, Error, ErrorKind, Payload, Value};

use crate::engine::{EdgeBm25, EdgeBm25Config, SparseVector};
use crate::failure::unsupported;

/// The model that the engine has.
const BM25: &str = "qdrant/bm25";

/// Embeds texts; keeps the last model, because all documents of a request tend to want the same.
#[derive(Debug, Default)]
pub(crate) struct Embedder {
    last: Option<(Payload, EdgeBm25)>,
}

/// Which side of a search a text is on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Side {
    /// It is stored.
    Stored,
    /// It is searched for.
    Query,
}

impl Embedder {
    pub(crate) fn stored(&mut self, document: Document) -> Result<SparseVector, Error> {
        self.embed(document, Side::Stored)
    }

    pub(crate) fn query(&mut self, document: Document) -> Result<SparseVector, Error> {
        self.embed(document, Side::Query)
    }

    fn embed(&mut self, document: Document, side: Side) -> Result<SparseVector, Error> {
        let Document { text, model, options } = document;
        if !model.eq_ignore_ascii_case(BM25) {
            let what = format_args!("model {model:?} and embeds texts with {BM25:?} only");
            return Err(unsupported("model", what));
        }
        let model = match &mut self.last {
            Some((last, model)) if *last == options => model,
            last => &mut last.insert((options.clone(), load(options)?)).1,
        };
        let mut vector = match side {
            Side::Stored => model.embed_document(&text),
            Side::Query => model.embed_query(&text),
        };
        super::vector::sort(&mut vector.indices, &mut vector.values);
        Ok(vector)
    }
}

fn load(options: Payload) -> Result<EdgeBm25, Error> {
    let config: EdgeBm25Config = serde_json::from_value(Value::from(options)).map_err(|error| {
        Error::invalid("options", format!("no options of {BM25:?}: {error}")).with_source(error)
    })?;
    EdgeBm25::new(config).map_err(|error| {
        Error::new(ErrorKind::InvalidRequest, format!("Wrong input: {error}")).with_field("options")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_sorted_words() {
        let mut embedder = Embedder::default();
        let stored = embedder.stored(Document::new("the cat chased the other cat", "Qdrant/BM25")).unwrap();
        assert!(stored.indices.is_sorted() && stored.indices.len() == stored.values.len());
        let query = embedder.query(Document::new("a cat", BM25)).unwrap();
        assert_eq!(query.values, [1.0]);
        assert!(stored.indices.contains(&query.indices[0]));
    }

    #[test]
    fn other_models_and_bad_options_are_refused() {
        let mut embedder = Embedder::default();
        assert!(embedder.query(Document::new("a", "openai/x")).unwrap_err().is_unsupported());
        let options = Payload::from([("language", "klingon")]);
        let error = embedder.query(Document::new("a", BM25).options(options)).unwrap_err();
        assert_eq!(error.field(), Some("options"));
    }
}
