"""Payload indexes: every kind, every parameter."""

import pytest
from qdrant_client import models

from judge import BAD, MISSING, UNSUPPORTED, contains, message, refused

VECTOR = models.VectorParams(size=2, distance=models.Distance.DOT)


@pytest.fixture
def collection(client, name):
    client.create_collection(name, vectors_config=VECTOR)
    return name


@pytest.mark.parametrize("kind", list(models.PayloadSchemaType))
def test_every_kind_by_name(client, collection, kind):
    result = client.create_payload_index(collection, "field", kind)
    assert result.status == models.UpdateStatus.COMPLETED
    schema = client.get_collection(collection).payload_schema
    assert schema["field"].data_type == kind
    assert schema["field"].points == 0
    result = client.delete_payload_index(collection, "field")
    assert result.status == models.UpdateStatus.COMPLETED
    assert client.get_collection(collection).payload_schema == {}


PARAMS = {
    "keyword": models.KeywordIndexParams(type="keyword", is_tenant=True, on_disk=True),
    "integer": models.IntegerIndexParams(
        type="integer", lookup=True, range=False, is_principal=False, on_disk=False
    ),
    "integer-principal": models.IntegerIndexParams(type="integer", lookup=True, range=True, is_principal=True),
    "float": models.FloatIndexParams(type="float", is_principal=True, on_disk=True),
    "geo": models.GeoIndexParams(type="geo", on_disk=True),
    "bool": models.BoolIndexParams(type="bool", on_disk=True),
    "datetime": models.DatetimeIndexParams(type="datetime", is_principal=True, on_disk=True),
    "uuid": models.UuidIndexParams(type="uuid", is_tenant=True, on_disk=True),
    "text": models.TextIndexParams(
        type="text",
        tokenizer="word",
        min_token_len=2,
        max_token_len=15,
        lowercase=True,
        phrase_matching=True,
        on_disk=True,
        stopwords=models.StopwordsSet(languages=["english", "german"], custom=["foo"]),
        stemmer=models.SnowballParams(type="snowball", language="english"),
    ),
    "text-folding": models.TextIndexParams(type="text", tokenizer="prefix", ascii_folding=True, lowercase=False),
    "keyword without a graph": models.KeywordIndexParams(type="keyword", enable_hnsw=False),
    "keyword with prefixes": models.KeywordIndexParams(type="keyword", prefix=True),
    "cold": models.FloatIndexParams(type="float", memory="cold"),
    "text-unstemmed": models.TextIndexParams(type="text", stemmer=models.DisabledStemmerParams(type="none")),
    "text-whitespace": models.TextIndexParams(type="text", tokenizer="whitespace"),
    "text-multilingual": models.TextIndexParams(type="text", tokenizer="multilingual"),
}


@pytest.mark.parametrize("params", PARAMS.values(), ids=PARAMS.keys())
def test_parameters_come_back(client, collection, params):
    client.create_payload_index(collection, "a.field", params)
    schema = client.get_collection(collection).payload_schema["a.field"]
    assert schema.data_type.value == params.type.value
    contains(schema.params, params)


def test_stopwords_of_one_language(client, collection, wire):
    params = models.TextIndexParams(type="text", stopwords=models.Language.ENGLISH)
    client.create_payload_index(collection, "field", params)
    stopwords = client.get_collection(collection).payload_schema["field"].params.stopwords
    # gRPC knows only sets.
    if stopwords != models.Language.ENGLISH:
        assert wire != "rest"
        assert stopwords.languages == [models.Language.ENGLISH] and not stopwords.custom


# Newer than the engine, with what the refusal names.
NEWER = {
    "nested": ("field_schema.nested", models.IntegerIndexParams(type="integer", nested="items")),
    "scoring": ("field_schema.scoring", models.TextIndexParams(type="text", scoring=True)),
    "code": ("field_schema", models.TextIndexParams(type="text", tokenizer=models.TokenizerType.CODE)),
}


@pytest.mark.parametrize("field, params", NEWER.values(), ids=NEWER.keys())
def test_what_is_newer_than_the_engine_is_refused_by_name(client, collection, field, params):
    with refused(*UNSUPPORTED) as caught:
        client.create_payload_index(collection, "field", params)
    assert field in message(caught.value)
    assert client.get_collection(collection).payload_schema == {}


def test_indexed_points_are_counted(client, collection):
    client.upsert(
        collection, [models.PointStruct(id=i, vector=[i, 0], payload={"n": i} if i else {}) for i in range(4)]
    )
    client.create_payload_index(collection, "n", models.PayloadSchemaType.INTEGER)
    assert client.get_collection(collection).payload_schema["n"].points == 3


@pytest.mark.parametrize("field", ["ü/ö?x=1&y#z", "%2F"])
def test_what_is_no_path_is_refused(client, collection, field):
    with refused(*BAD) as caught:
        client.create_payload_index(collection, field, models.PayloadSchemaType.KEYWORD)
    assert field in message(caught.value)
    assert client.get_collection(collection).payload_schema == {}


@pytest.mark.parametrize("field", ["plain", "a.b.c", "items[].size", '"quo ted"', '"ü/ö?x=1&y#z"', '"%2F"'])
def test_odd_field_names(client, collection, field):
    client.create_payload_index(collection, field, models.PayloadSchemaType.KEYWORD)
    assert list(client.get_collection(collection).payload_schema) == [field]
    client.delete_payload_index(collection, field)
    assert client.get_collection(collection).payload_schema == {}
    assert client.collection_exists(collection)


def test_wait_ordering_and_timeout_are_accepted(client, collection):
    result = client.create_payload_index(
        collection, "field", "keyword", wait=False, ordering=models.WriteOrdering.STRONG
    )
    assert result.status in (models.UpdateStatus.ACKNOWLEDGED, models.UpdateStatus.COMPLETED)


def test_no_collection(client):
    with refused(*MISSING):
        client.create_payload_index("interop-nothing", "field", "keyword")
    with refused(*MISSING):
        client.delete_payload_index("interop-nothing", "field")
