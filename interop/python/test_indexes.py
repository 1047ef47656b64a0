"""Payload indexes: every kind, every parameter."""

import pytest
from qdrant_client import models

from judge import MISSING, contains, is_unsupported, refused

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


NEWER = {
    "enable_hnsw": models.KeywordIndexParams(type="keyword", enable_hnsw=False),
    "prefix": models.KeywordIndexParams(type="keyword", prefix=True),
    "memory": models.FloatIndexParams(type="float", memory="cold"),
    "nested": models.IntegerIndexParams(type="integer", nested="items"),
    "scoring": models.TextIndexParams(type="text", scoring=True),
    "no stemmer": models.TextIndexParams(type="text", stemmer=models.DisabledStemmerParams(type="none")),
    "code": models.TextIndexParams(type="text", tokenizer=models.TokenizerType.CODE),
}


@pytest.mark.parametrize("params", NEWER.values(), ids=NEWER.keys())
def test_what_is_newer_than_the_engine_is_kept_or_refused(client, collection, params):
    try:
        client.create_payload_index(collection, "field", params)
    except Exception as error:
        assert is_unsupported(error), error
        assert client.get_collection(collection).payload_schema == {}
        return
    schema = client.get_collection(collection).payload_schema["field"]
    scoring = getattr(params, "scoring", None)
    if scoring is not None:
        assert schema.params.scoring
    else:
        contains(schema.params, params)


def test_indexed_points_are_counted(client, collection):
    client.upsert(
        collection, [models.PointStruct(id=i, vector=[i, 0], payload={"n": i} if i else {}) for i in range(4)]
    )
    client.create_payload_index(collection, "n", models.PayloadSchemaType.INTEGER)
    assert client.get_collection(collection).payload_schema["n"].points == 3


@pytest.mark.parametrize("field", ["plain", "a.b.c", "items[].size", '"quo ted"', "ü/ö?x=1&y#z", "%2F"])
def test_odd_field_names(client, collection, field):
    try:
        client.create_payload_index(collection, field, models.PayloadSchemaType.KEYWORD)
    except Exception as error:
        # Not every text is a path; but it is refused, not changed.
        assert is_unsupported(error), error
        return
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
