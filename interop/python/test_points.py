"""Points: upsert, retrieve, delete, scroll, count."""

import uuid

import numpy as np
import pytest
from qdrant_client import models

from judge import BAD, MISSING, UNSUPPORTED, refused, same_vectors

PLAIN = models.VectorParams(size=3, distance=models.Distance.DOT)
MULTI = models.VectorParams(
    size=3,
    distance=models.Distance.DOT,
    multivector_config=models.MultiVectorConfig(comparator=models.MultiVectorComparator.MAX_SIM),
)
UUID = "0f3c1c2e-7c1b-4a51-9d6e-3f1f5f0f6a11"


@pytest.fixture
def plain(client, name):
    client.create_collection(name, vectors_config=PLAIN)
    return name


@pytest.fixture
def numbered(client, plain):
    """Ten points 0..9 with payload n and even."""
    client.upsert(
        plain,
        [models.PointStruct(id=i, vector=[i, 1, 0], payload={"n": i, "even": i % 2 == 0}) for i in range(10)],
    )
    return plain


def even(value=True):
    return models.Filter(must=[models.FieldCondition(key="even", match=models.MatchValue(value=value))])


def ids(client, collection):
    return sorted((point.id for point in client.scroll(collection, limit=1000)[0]), key=str)


def test_upsert_a_list(client, plain):
    result = client.upsert(
        plain,
        [
            models.PointStruct(id=1, vector=[0.1, 0.2, 0.3], payload={"a": 1}),
            models.PointStruct(id=UUID, vector=[1, 2, 3]),
        ],
    )
    assert result.status == models.UpdateStatus.COMPLETED
    assert result.operation_id is not None
    one, two = client.retrieve(plain, [1, UUID], with_vectors=True)
    assert (one.id, one.payload) == (1, {"a": 1})
    assert (two.id, two.payload or {}) == (UUID, {})
    same_vectors(one.vector, [0.1, 0.2, 0.3])


def test_upsert_columns(client, plain):
    """`Batch` is a form of REST; over gRPC the client expands it."""
    batch = models.Batch(ids=[1, UUID, 3], vectors=[[1, 0, 0], [0, 1, 0], [0, 0, 1]], payloads=[{"a": 1}, {}, {}])
    assert client.upsert(plain, batch).status == models.UpdateStatus.COMPLETED
    points = {point.id: point for point in client.retrieve(plain, [1, UUID, 3], with_vectors=True)}
    assert points[1].payload == {"a": 1} and not points[UUID].payload and not points[3].payload
    same_vectors(points[UUID].vector, [0, 1, 0])


def test_upsert_named_columns(client, name):
    client.create_collection(
        name,
        vectors_config={"d": PLAIN, "m": MULTI},
        sparse_vectors_config={"s": models.SparseVectorParams()},
    )
    sparse = [models.SparseVector(indices=[i], values=[1.5]) for i in range(2)]
    vectors = {"d": [[1, 0, 0], [0, 1, 0]], "m": [[[1, 0, 0]], [[0, 1, 0], [0, 0, 1]]], "s": sparse}
    client.upsert(name, models.Batch(ids=[1, 2], vectors=vectors))
    for number, record in enumerate(client.retrieve(name, [1, 2], with_vectors=True)):
        same_vectors(record.vector, {key: value[number] for key, value in vectors.items()})


def test_upsert_replaces(client, numbered):
    client.upsert(numbered, [models.PointStruct(id=3, vector=[9, 9, 9], payload={"new": True})])
    record = client.retrieve(numbered, [3], with_vectors=True)[0]
    assert record.payload == {"new": True}
    same_vectors(record.vector, [9, 9, 9])
    assert client.count(numbered).count == 10


def test_update_modes(client, numbered):
    def upsert(mode):
        points = [models.PointStruct(id=i, vector=[1, 1, 1], payload={"mode": mode.value}) for i in (5, 50)]
        client.upsert(numbered, points, update_mode=mode)
        return {point.id: point.payload.get("mode") for point in client.retrieve(numbered, [5, 50])}

    assert upsert(models.UpdateMode.UPDATE_ONLY) == {5: "update_only"}
    assert upsert(models.UpdateMode.INSERT_ONLY) == {5: "update_only", 50: "insert_only"}
    assert upsert(models.UpdateMode.UPSERT) == {5: "upsert", 50: "upsert"}


def test_update_filter(client, numbered):
    points = [models.PointStruct(id=i, vector=[1, 1, 1], payload={"hit": True}) for i in (2, 3)]
    client.upsert(numbered, points, update_filter=even())
    assert [point.id for point in client.retrieve(numbered, [2, 3]) if point.payload.get("hit")] == [2]


def test_named_vectors_of_every_kind(client, name):
    client.create_collection(
        name,
        vectors_config={"d": PLAIN, "m": MULTI},
        sparse_vectors_config={"s": models.SparseVectorParams()},
    )
    vectors = {
        "d": [0.5, 0.25, -1],
        "m": [[1, 0, 0], [0, 1, 0.5]],
        "s": models.SparseVector(indices=[7, 2**32 - 1], values=[0.5, -2]),
    }
    unsorted = models.SparseVector(indices=[9, 4, 6], values=[0.9, 0.4, 0.6])
    client.upsert(
        name,
        [
            models.PointStruct(id=1, vector=vectors),
            models.PointStruct(id=2, vector={"s": unsorted}),
            models.PointStruct(id=3, vector={}),
        ],
    )
    one, two, three = client.retrieve(name, [1, 2, 3], with_vectors=True)
    same_vectors(one.vector, vectors)
    same_vectors(two.vector, {"s": models.SparseVector(indices=[4, 6, 9], values=[0.4, 0.6, 0.9])})
    assert not three.vector
    (only,) = client.retrieve(name, [1], with_vectors=["d", "s"])
    same_vectors(only.vector, {"d": vectors["d"], "s": vectors["s"]})


def test_numpy_vectors(client, plain):
    client.upsert(plain, [models.PointStruct(id=1, vector=np.array([1, 2, 3], dtype=np.float32).tolist())])
    hits = client.query_points(plain, query=np.array([1, 0, 0], dtype=np.float32)).points
    assert hits[0].score == pytest.approx(1)


ODD_IDS = [0, 2**53 + 1, 2**63, 2**64 - 1, UUID]


def test_ids_are_exact(client, plain):
    client.upsert(plain, [models.PointStruct(id=each, vector=[1, 0, 0]) for each in ODD_IDS])
    assert ids(client, plain) == sorted(ODD_IDS, key=str)
    assert [point.id for point in client.retrieve(plain, ODD_IDS)] == ODD_IDS
    condition = models.Filter(must=[models.HasIdCondition(has_id=[2**64 - 1, UUID])])
    assert client.count(plain, count_filter=condition).count == 2
    client.delete(plain, ODD_IDS)
    assert client.count(plain).count == 0


@pytest.mark.parametrize("form", [uuid.UUID(UUID).hex, UUID.upper(), f"urn:uuid:{UUID}", f"{{{UUID}}}"])
def test_uuids_are_normalised(client, plain, form):
    client.upsert(plain, [models.PointStruct(id=form, vector=[1, 0, 0])])
    assert [point.id for point in client.retrieve(plain, [form])] == [UUID]


PAYLOAD = {
    "null": None,
    "yes": True,
    "no": False,
    "int": -(2**63),
    "big": 2**63 - 1,
    "zero": 0,
    "float": 0.1,
    "whole": 3.0,
    "tiny": 5e-324,
    "text": "ümlaut \u0000 \U0001f600 \" \\ /",
    "empty": "",
    "list": [1, 2.5, "x", None, [[]], {"a": []}],
    "object": {"": {"nested": {"deep": [{"er": 1}]}}, "a.b": 1, "c[]": 2},
    "dates": ["2024-02-29T12:00:00Z", "2024-02-29"],
}


def test_payload_values_are_exact(client, plain):
    client.upsert(plain, [models.PointStruct(id=1, vector=[1, 0, 0], payload=PAYLOAD)])
    payload = client.retrieve(plain, [1])[0].payload
    assert payload == PAYLOAD
    assert {key: type(value) for key, value in payload.items()} == {k: type(v) for k, v in PAYLOAD.items()}
    hit = client.query_points(plain, query=[1, 0, 0]).points[0]
    assert hit.payload == PAYLOAD


def test_payload_selectors(client, plain):
    client.upsert(plain, [models.PointStruct(id=1, vector=[1, 0, 0], payload={"a": 1, "b": {"c": 2, "d": 3}, "e": 4})])

    def selected(selector):
        return client.retrieve(plain, [1], with_payload=selector)[0].payload or {}

    assert selected(True) == {"a": 1, "b": {"c": 2, "d": 3}, "e": 4}
    assert selected(False) == {}
    assert selected(["a", "b.c"]) == {"a": 1, "b": {"c": 2}}
    assert selected(models.PayloadSelectorInclude(include=["e"])) == {"e": 4}
    assert selected(models.PayloadSelectorExclude(exclude=["a", "b.d"])) == {"b": {"c": 2}, "e": 4}


def test_retrieve_leaves_out_what_is_missing(client, numbered):
    assert [point.id for point in client.retrieve(numbered, [7, 99, 1])] == [7, 1]
    assert client.retrieve(numbered, [99]) == []


def test_delete_by_ids(client, numbered):
    assert client.delete(numbered, [1, 2, 77]).status == models.UpdateStatus.COMPLETED
    assert ids(client, numbered) == [0, 3, 4, 5, 6, 7, 8, 9]
    client.delete(numbered, models.PointIdsList(points=[3]))
    assert client.count(numbered).count == 7


def test_delete_by_filter(client, numbered):
    client.delete(numbered, even())
    assert ids(client, numbered) == [1, 3, 5, 7, 9]
    client.delete(numbered, models.FilterSelector(filter=even(False)))
    assert client.count(numbered).count == 0


def test_count(client, numbered):
    assert client.count(numbered).count == 10
    assert client.count(numbered, count_filter=even()).count == 5
    assert client.count(numbered, count_filter=even(), exact=False).count >= 0


def test_scroll_through_pages(client, numbered):
    seen, offset, pages = [], None, 0
    while True:
        page, offset = client.scroll(numbered, limit=3, offset=offset, with_payload=["n"], with_vectors=True)
        seen += [point.id for point in page]
        pages += 1
        assert all(point.payload == {"n": point.id} for point in page)
        assert all(point.vector[0] == point.id for point in page)
        if offset is None:
            break
    assert seen == list(range(10))
    assert pages == 4


def test_scroll_pages_of_a_filter(client, numbered):
    first, offset = client.scroll(numbered, scroll_filter=even(), limit=3)
    second, end = client.scroll(numbered, scroll_filter=even(), limit=3, offset=offset)
    assert [point.id for point in first + second] == [0, 2, 4, 6, 8]
    assert end is None


def test_scroll_mixed_ids(client, plain):
    mixed = [3, 1, UUID, "00000000-0000-0000-0000-000000000001", 2]
    client.upsert(plain, [models.PointStruct(id=each, vector=[1, 0, 0]) for each in mixed])
    seen, offset = [], None
    while True:
        page, offset = client.scroll(plain, limit=2, offset=offset)
        seen += [point.id for point in page]
        if offset is None:
            break
    assert seen == [1, 2, 3, "00000000-0000-0000-0000-000000000001", UUID]


@pytest.mark.parametrize("direction", list(models.Direction))
def test_scroll_in_order(client, numbered, direction):
    client.create_payload_index(numbered, "n", models.PayloadSchemaType.INTEGER)
    order = models.OrderBy(key="n", direction=direction, start_from=4)
    page, offset = client.scroll(numbered, limit=3, order_by=order)
    assert [point.id for point in page] == ([4, 5, 6] if direction == models.Direction.ASC else [4, 3, 2])
    assert [point.order_value for point in page] == [point.id for point in page]
    assert offset is None
    page, _ = client.scroll(numbered, limit=2, order_by="n")
    assert [point.id for point in page] == [0, 1]


def test_scroll_in_order_of_dates_and_floats(client, plain):
    client.create_payload_index(plain, "when", models.PayloadSchemaType.DATETIME)
    client.create_payload_index(plain, "x", models.PayloadSchemaType.FLOAT)
    client.upsert(
        plain,
        [
            models.PointStruct(id=i, vector=[1, 0, 0], payload={"when": f"2024-01-0{i}T00:00:00Z", "x": i / 2})
            for i in range(1, 6)
        ],
    )
    order = models.OrderBy(key="when", direction="desc", start_from="2024-01-03T12:00:00Z")
    assert [point.id for point in client.scroll(plain, order_by=order)[0]] == [3, 2, 1]
    page = client.scroll(plain, order_by=models.OrderBy(key="x", start_from=1.5))[0]
    assert [(point.id, point.order_value) for point in page] == [(3, 1.5), (4, 2.0), (5, 2.5)]


def test_a_page_above_four_megabytes(client, plain):
    """The default limit of many gRPC libraries."""
    text = "x" * 2000
    for start in range(0, 3000, 1000):
        points = [
            models.PointStruct(id=start + i, vector=[i, 1, 0], payload={"text": text}) for i in range(1000)
        ]
        client.upsert(plain, points)
    page, offset = client.scroll(plain, limit=5000)
    assert len(page) == 3000 and offset is None
    assert all(len(point.payload["text"]) == 2000 for point in page)


def test_write_options_are_accepted(client, plain):
    for ordering in models.WriteOrdering:
        result = client.upsert(
            plain, [models.PointStruct(id=1, vector=[1, 0, 0])], wait=False, ordering=ordering, timeout=20
        )
        assert result.status in (models.UpdateStatus.ACKNOWLEDGED, models.UpdateStatus.COMPLETED)
    result = client.delete(plain, [5], wait=True, ordering=models.WriteOrdering.MEDIUM, timeout=20)
    assert result.status == models.UpdateStatus.COMPLETED


@pytest.mark.parametrize("consistency", [1, *models.ReadConsistencyType])
def test_read_options_are_accepted(client, numbered, consistency):
    options = {"consistency": consistency, "timeout": 20}
    assert len(client.retrieve(numbered, [1], **options)) == 1
    assert len(client.scroll(numbered, **options)[0]) == 10
    assert len(client.query_points(numbered, query=[1, 0, 0], **options).points) == 10


def test_wrong_vectors_are_refused(client, plain):
    for vector in ([1, 2], [1, 2, 3, 4], {"nothing": [1, 2, 3]}, [[1, 2, 3]]):
        with refused(*BAD):
            client.upsert(plain, [models.PointStruct(id=1, vector=vector)])
    assert client.count(plain).count == 0


def test_wrong_sparse_vectors_are_refused(client, name):
    client.create_collection(name, sparse_vectors_config={"s": models.SparseVectorParams()})
    for indices, values in (([1, 2], [1.0]), ([1, 1], [1.0, 2.0])):
        sparse = models.SparseVector(indices=indices, values=values)
        with refused(*BAD):
            client.upsert(name, [models.PointStruct(id=1, vector={"s": sparse})])
    assert client.count(name).count == 0
    client.upsert(name, [models.PointStruct(id=1, vector={"s": models.SparseVector(indices=[1], values=[1.0])})])
    assert client.count(name).count == 1


def test_wrong_multivectors_are_refused(client, name):
    client.create_collection(name, vectors_config={"m": MULTI})
    for vector in ([[1, 2, 3], [1, 2]], [[1, 2]], [[]]):
        with refused(*BAD):
            client.upsert(name, [models.PointStruct(id=1, vector={"m": vector})])
    client.upsert(name, [models.PointStruct(id=1, vector={"m": [[1, 2, 3]]})])
    assert client.count(name).count == 1


def test_a_bad_id_is_refused(client, plain):
    with refused(*BAD):
        client.retrieve(plain, ["no-uuid"])


def test_no_collection(client):
    with refused(*MISSING):
        client.upsert("interop-nothing", [models.PointStruct(id=1, vector=[1, 0, 0])])
    with refused(*MISSING):
        client.retrieve("interop-nothing", [1])
    with refused(*MISSING):
        client.scroll("interop-nothing")
    with refused(*MISSING):
        client.count("interop-nothing")
    with refused(*MISSING):
        client.delete("interop-nothing", [1])


def test_a_shard_key_is_not_ignored(client, plain):
    with refused(*UNSUPPORTED):
        client.upsert(plain, [models.PointStruct(id=1, vector=[1, 0, 0])], shard_key_selector="tenant")
    assert client.count(plain).count == 0
