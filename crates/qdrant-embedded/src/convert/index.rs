//! Payload indexes.

use qdrant_core::{
    Error, ErrorKind, Memory, PayloadFieldSchema, PayloadIndexParams, PayloadSchemaType, Value,
};

use crate::config::is_cold;
use crate::engine;
use crate::failure::unsupported;

/// Translates what index to create.
pub(crate) fn index_schema(schema: &PayloadFieldSchema) -> Result<engine::PayloadFieldSchema, Error> {
    let failed = |error: serde_json::Error| {
        Error::new(ErrorKind::Unsupported, format!("the embedded engine has no such index: {error}"))
            .with_source(error)
    };
    let mut json = serde_json::to_value(schema).map_err(failed)?;
    match schema {
        PayloadFieldSchema::Type(PayloadSchemaType::Unknown(kind)) => {
            return Err(unsupported("", format_args!("index of the kind {kind}")));
        }
        PayloadFieldSchema::Params(PayloadIndexParams::Integer(params))
            if params.lookup == Some(false) && params.range == Some(false) =>
        {
            return Err(Error::invalid(
                "lookup",
                "the 'lookup' and 'range' capabilities can't be both disabled",
            ));
        }
        PayloadFieldSchema::Type(_) | PayloadFieldSchema::Params(_) => {}
    }
    if let Value::Object(params) = &mut json {
        adapt(params)?;
    }
    serde_json::from_value(json).map_err(failed)
}

/// Turns what is newer than the engine into what it has, and refuses the rest.
fn adapt(params: &mut serde_json::Map<String, Value>) -> Result<(), Error> {
    for (field, what) in [("nested", "indexes of list elements"), ("scoring", "ranking by text")] {
        match params.remove(field) {
            None | Some(Value::Bool(false)) => {}
            Some(_) => return Err(unsupported(field, what)),
        }
    }
    // It makes matches by prefix fast on a server; here they read all points in any case.
    params.remove("prefix");
    if let Some(memory) = params.remove("memory") {
        let memory: Memory = serde_json::from_value(memory).map_err(|error| {
            Error::new(ErrorKind::Unsupported, error.to_string()).with_field("memory").with_source(error)
        })?;
        params.insert("on_disk".to_owned(), Value::Bool(is_cold(&memory)?));
    }
    // Without a stemmer the engine does not stem.
    if params.get("stemmer").is_some_and(|stemmer| stemmer["type"] == "none") {
        params.remove("stemmer");
    }
    // The engine takes a missing `lookup` for one that is off where facets look for it.
    if params.get("type") == Some(&Value::from("integer")) {
        params.entry("lookup").or_insert(Value::Bool(true));
        params.entry("range").or_insert(Value::Bool(true));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use qdrant_core::{
        FieldType, IntegerIndexParams, KeywordIndexParams, Language, SnowballLanguage, StopwordsSet,
        TextIndexParams, TokenizerType, UuidIndexParams,
    };

    use super::*;

    #[test]
    fn every_kind_is_known_to_the_engine() {
        for kind in FieldType::ALL {
            let name = index_schema(&kind.clone().into()).unwrap().name();
            assert_eq!(Some(name), kind.as_str());
        }
        let text = TextIndexParams::new(TokenizerType::Multilingual)
            .lowercase(true)
            .snowball_stemmer(SnowballLanguage::English)
            .phrase_matching(true)
            .min_token_len(2);
        assert_eq!(index_schema(&text.into()).unwrap().name(), "text");
        let uuid = UuidIndexParams::default().is_tenant(true);
        assert!(index_schema(&uuid.into()).unwrap().is_tenant());
    }

    #[test]
    fn memory_becomes_a_place_on_disk() {
        let schema =
            |memory: Memory| index_schema(&KeywordIndexParams::default().memory(memory).into()).unwrap();
        assert!(schema(Memory::Cold).is_on_disk());
        assert!(!schema(Memory::Pinned).is_on_disk());
    }

    #[test]
    fn what_only_makes_a_server_faster_is_left_out() {
        let index = KeywordIndexParams::default().prefix(true).is_tenant(true);
        assert!(index_schema(&index.into()).unwrap().is_tenant());
    }

    #[test]
    fn what_the_engine_lacks_is_unsupported() {
        let field =
            |schema: PayloadFieldSchema| index_schema(&schema).unwrap_err().field().unwrap().to_owned();
        assert_eq!(field(KeywordIndexParams::default().nested("a").into()), "nested");
        assert_eq!(field(TextIndexParams::default().bm25_scoring().into()), "scoring");
        assert_eq!(field(KeywordIndexParams::default().memory("mauve").into()), "memory");
        for text in [
            TextIndexParams::new(TokenizerType::Code),
            TextIndexParams::new("novel"),
            TextIndexParams::default().stopwords(Language::from("novel")),
            TextIndexParams::default().stopwords(StopwordsSet::default().languages(["novel"])),
            TextIndexParams::default().snowball_stemmer("novel"),
        ] {
            assert!(index_schema(&text.clone().into()).unwrap_err().is_unsupported(), "{text:?}");
        }
        assert!(
            index_schema(&IntegerIndexParams::new(false, false).into()).unwrap_err().is_invalid_request()
        );
    }
}
