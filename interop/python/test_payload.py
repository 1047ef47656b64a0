"""Payload: set, overwrite, delete, clear."""

import pytest
from qdrant_client import models

from judge import MISSING, refused

START = {"a": 1, "b": {"c": 2}, "d": [1]}


@pytest.fixture
def points(client, name):
    client.create_collection(name, vectors_config=models.VectorParams(size=2, distance="Dot"))
    client.upsert(name, [models.PointStruct(id=i, vector=[i, 1], payload=START | {"n": i}) for i in (1, 2, 3)])
    return name


def payloads(client, name):
    return {point.id: point.payload for point in client.scroll(name)[0]}


def first(value=1):
    return models.Filter(must=[models.FieldCondition(key="n", match=models.MatchValue(value=value))])


SELECTORS = {
    "ids": [1, 2],
    "id list": models.PointIdsList(points=[1, 2]),
    "filter": models.Filter(must_not=[models.FieldCondition(key="n", match=models.MatchValue(value=3))]),
    "filter selector": models.FilterSelector(
        filter=models.Filter(should=[*first(1).must, *first(2).must]),
    ),
}


@pytest.mark.parametrize("selector", SELECTORS.values(), ids=SELECTORS.keys())
def test_selectors(client, points, selector):
    result = client.set_payload(points, {"new": "x"}, selector)
    assert result.status == models.UpdateStatus.COMPLETED
    assert {key: value.get("new") for key, value in payloads(client, points).items()} == {1: "x", 2: "x", 3: None}
    client.delete_payload(points, ["new"], selector)
    assert all("new" not in value for value in payloads(client, points).values())
    client.overwrite_payload(points, {"only": True}, selector)
    assert payloads(client, points) == {1: {"only": True}, 2: {"only": True}, 3: START | {"n": 3}}
    client.clear_payload(points, [1, 2])
    assert payloads(client, points) == {1: {}, 2: {}, 3: START | {"n": 3}}


def test_set_merges_at_the_top(client, points):
    client.set_payload(points, {"a": 2, "b": {"x": 1}}, [1])
    assert payloads(client, points)[1] == {"a": 2, "b": {"x": 1}, "d": [1], "n": 1}


def test_set_below_a_key(client, points):
    client.set_payload(points, {"e": 5}, [1], key="b")
    assert payloads(client, points)[1]["b"] == {"c": 2, "e": 5}


def test_delete_keys(client, points):
    client.delete_payload(points, ["a", "b.c", "missing"], [1])
    payload = payloads(client, points)[1]
    assert "a" not in payload and "c" not in payload.get("b", {})
    assert payload["d"] == [1]


def test_clear_by_filter(client, points):
    client.clear_payload(points, first())
    assert payloads(client, points)[1] == {}
    assert payloads(client, points)[2]["a"] == 1


def test_values_are_exact(client, points):
    value = {"i": 2**53 + 1, "f": 2.0, "null": [None], "deep": [{"x": [{}]}], "text": "ß\U0001f600"}
    client.overwrite_payload(points, value, [1])
    payload = payloads(client, points)[1]
    assert payload == value
    assert isinstance(payload["f"], float)


def test_options_are_accepted(client, points):
    options = {"wait": True, "ordering": models.WriteOrdering.STRONG, "timeout": 20}
    assert client.set_payload(points, {"x": 1}, [1], **options).status == models.UpdateStatus.COMPLETED
    assert client.overwrite_payload(points, {"x": 2}, [1], **options).status == models.UpdateStatus.COMPLETED
    assert client.delete_payload(points, ["x"], [1], **options).status == models.UpdateStatus.COMPLETED
    assert client.clear_payload(points, [1], **options).status == models.UpdateStatus.COMPLETED


def test_no_collection(client):
    with refused(*MISSING):
        client.set_payload("interop-nothing", {"x": 1}, [1])
    with refused(*MISSING):
        client.overwrite_payload("interop-nothing", {"x": 1}, [1])
    with refused(*MISSING):
        client.delete_payload("interop-nothing", ["x"], [1])
    with refused(*MISSING):
        client.clear_payload("interop-nothing", [1])
