//! Payload indexes.

use qdrant_core::{
    CreateFieldIndexCollection, FieldType, GetCollectionInfoRequest, KeywordIndexParams, Language,
    OperationKind, PayloadIndexParams, SnowballLanguage, StemmingAlgorithm, StopwordsSet, TextIndexParams,
    TokenizerType, json,
};
use qdrant_grpc::proto::qdrant as proto;

use crate::wires::{
    grpc_message, grpc_reply, grpc_server, rest_body, rest_result, rest_server, through_rest,
};

fn index(params: impl Into<PayloadIndexParams>) -> CreateFieldIndexCollection {
    CreateFieldIndexCollection::new("c", "f", params.into())
}

fn text(params: TextIndexParams) -> proto::TextIndexParams {
    let message: proto::CreateFieldIndexCollection = grpc_message(index(params));
    match message.field_index_params.unwrap().index_params {
        Some(proto::payload_index_params::IndexParams::TextIndexParams(params)) => params,
        other => panic!("{other:?}"),
    }
}

#[test]
fn kinds_count_from_zero_in_requests_and_from_one_in_replies() {
    for (requested, kind) in FieldType::ALL.iter().enumerate() {
        let requested = i32::try_from(requested).unwrap();
        let create = CreateFieldIndexCollection::new("c", "f", kind.clone());
        assert_eq!(rest_body(create.clone())["field_schema"], json!(kind.as_str()));
        assert_eq!(grpc_message::<proto::CreateFieldIndexCollection>(create).field_type, Some(requested));

        let told = proto::PayloadSchemaInfo { data_type: requested + 1, ..Default::default() };
        let config = proto::CollectionConfig {
            params: Some(proto::CollectionParams::default()),
            ..Default::default()
        };
        let result = proto::CollectionInfo {
            config: Some(config),
            payload_schema: [("f".to_owned(), told)].into(),
            ..Default::default()
        };
        let message = proto::GetCollectionInfoResponse { result: Some(result), time: 0.0 };
        let info = grpc_reply::<GetCollectionInfoRequest>(&message).unwrap();
        assert_eq!(&info.payload_schema["f"].data_type, kind);
    }
}

#[test]
fn an_index_without_a_schema_is_refused() {
    let error = rest_server(OperationKind::CreateFieldIndex, &json!({"field_name": "f"})).unwrap_err();
    assert!(error.message().contains("field_schema"), "{error}");
    let message = proto::CreateFieldIndexCollection {
        collection_name: "c".into(),
        field_name: "f".into(),
        ..Default::default()
    };
    assert!(grpc_server(OperationKind::CreateFieldIndex, &message).is_err());
}

#[test]
fn the_kind_and_the_parameters_of_an_index_have_to_match() {
    let params = proto::payload_index_params::IndexParams::KeywordIndexParams(Default::default());
    let message = proto::CreateFieldIndexCollection {
        collection_name: "c".into(),
        field_name: "f".into(),
        field_type: Some(1),
        field_index_params: Some(proto::PayloadIndexParams { index_params: Some(params) }),
        ..Default::default()
    };
    assert!(grpc_server(OperationKind::CreateFieldIndex, &message).is_err());
    let keyword = index(KeywordIndexParams::default());
    assert_eq!(grpc_message::<proto::CreateFieldIndexCollection>(keyword).field_type, Some(0));
}

#[test]
fn a_tokenizer_is_always_told() {
    let params = TextIndexParams::new(TokenizerType::Word);
    assert_eq!(
        rest_body(index(params.clone()))["field_schema"],
        json!({"type": "text", "tokenizer": "word"})
    );
    assert_eq!(text(params).tokenizer, 3);
    let params = proto::payload_index_params::IndexParams::TextIndexParams(Default::default());
    let message = proto::CreateFieldIndexCollection {
        collection_name: "c".into(),
        field_name: "f".into(),
        field_type: Some(4),
        field_index_params: Some(proto::PayloadIndexParams { index_params: Some(params) }),
        ..Default::default()
    };
    let error = grpc_server(OperationKind::CreateFieldIndex, &message).unwrap_err();
    assert!(error.field().unwrap().ends_with("tokenizer"), "{error}");
}

#[test]
fn stopwords_of_one_language_go_over_grpc_as_a_set() {
    let params = || TextIndexParams::new(TokenizerType::Word);
    let one = params().stopwords(Language::German);
    assert_eq!(rest_body(index(one.clone()))["field_schema"]["stopwords"], "german");
    let set = StopwordsSet { languages: vec![Language::German], custom: vec!["x".into()] };
    assert_eq!(text(one).stopwords.unwrap().languages, ["german"]);
    let sent = text(params().stopwords(set.clone())).stopwords.unwrap();
    assert_eq!(
        (sent.languages.as_slice(), sent.custom.as_slice()),
        (&["german".to_owned()][..], &["x".to_owned()][..])
    );
    let body = json!({"languages": ["german"], "custom": ["x"]});
    assert_eq!(rest_body(index(params().stopwords(set)))["field_schema"]["stopwords"], body);
}

#[test]
fn no_stemmer_at_all_differs_from_the_stemmer_of_the_server() {
    use proto::stemming_algorithm::StemmingParams;
    let params = || TextIndexParams::new(TokenizerType::Word);
    assert_eq!(text(params()).stemmer, None);
    let off = params().stemmer(StemmingAlgorithm::Disabled);
    assert_eq!(rest_body(index(off.clone()))["field_schema"]["stemmer"], json!({"type": "none"}));
    assert!(matches!(text(off).stemmer.unwrap().stemming_params, Some(StemmingParams::Disabled(_))));
    let snowball = params().stemmer(StemmingAlgorithm::from(SnowballLanguage::German));
    assert_eq!(
        rest_body(index(snowball.clone()))["field_schema"]["stemmer"],
        json!({"type": "snowball", "language": "german"})
    );
    assert!(matches!(
        text(snowball).stemmer.unwrap().stemming_params,
        Some(StemmingParams::Snowball(snowball)) if snowball.language == "german"
    ));
}

#[test]
fn a_prefix_index_is_a_flag_here_and_a_message_there() {
    let prefix = |prefix: bool| index(KeywordIndexParams::default().prefix(prefix));
    let message = |create| {
        let message: proto::CreateFieldIndexCollection = grpc_message(create);
        match message.field_index_params.unwrap().index_params {
            Some(proto::payload_index_params::IndexParams::KeywordIndexParams(params)) => params.prefix,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(rest_body(prefix(true))["field_schema"]["prefix"], true);
    assert_eq!(message(prefix(true)), Some(proto::KeywordPrefixParams::default()));
    assert_eq!(message(prefix(false)), None);
}

#[test]
fn an_index_of_any_kind_may_be_nested_and_in_a_kind_of_memory() {
    for kind in FieldType::ALL {
        let mut schema = json!({"type": kind.as_str(), "nested": "a[]", "memory": "cold"});
        if *kind == FieldType::Text {
            schema["tokenizer"] = json!("word");
        }
        let body = json!({"field_name": "f", "field_schema": schema});
        let received = rest_server(OperationKind::CreateFieldIndex, &body).unwrap();
        assert_eq!(rest_body(received.clone()), body);
        assert_eq!(through_rest(received.clone()).unwrap(), received);
        assert_eq!(crate::wires::through_grpc(received.clone()).unwrap(), received);
    }
}

#[test]
fn an_index_that_is_described_keeps_its_parameters() {
    let body = json!({"status": "green", "optimizer_status": "ok", "config": {"params": {}},
        "payload_schema": {"f": {"data_type": "keyword", "params": {"type": "keyword", "is_tenant": true}, "points": 0}}});
    let info = rest_result::<GetCollectionInfoRequest>(&body).unwrap();
    let field = &info.payload_schema["f"];
    assert_eq!(field.points, Some(0));
    assert_eq!(field.params, Some(KeywordIndexParams::default().is_tenant(true).into()));
}
