"""Each method of the official clients, synchronous and asynchronous, on every wire: points."""

import numpy as np
import pytest
from qdrant_client import models

from judge import same_vectors

DONE = models.UpdateStatus.COMPLETED
OPTIONS = {"wait": True, "ordering": models.WriteOrdering.MEDIUM, "timeout": 20}


@pytest.fixture
def points(both, name):
    """Ten points; `n` is the number of each."""
    both.create_collection(
        name,
        vectors_config={"d": models.VectorParams(size=2, distance="Dot")},
        sparse_vectors_config={"s": models.SparseVectorParams()},
    )
    both.upsert(name, [point(number) for number in range(10)], **OPTIONS)
    return name


def point(number, **payload):
    return models.PointStruct(id=number, vector={"d": [number, 1]}, payload={"n": number} | payload)


def at_least(number):
    return models.Filter(must=[models.FieldCondition(key="n", range=models.Range(gte=number))])


def payloads(both, name):
    return {record.id: record.payload for record in both.scroll(name, limit=100)[0]}


def test_upsert_of_points_and_of_columns(both, points):
    batch = models.Batch(ids=[20, 21], vectors={"d": [[1, 1], [2, 2]]}, payloads=[{"a": 1}, {}])
    assert both.upsert(points, batch, **OPTIONS).status == DONE
    assert both.upsert(points, [point(3, new=True)], **OPTIONS).status == DONE
    found = payloads(both, points)
    assert len(found) == 12
    assert (found[3], found[20], found[21]) == ({"n": 3, "new": True}, {"a": 1}, {})


def test_upsert_under_a_condition(both, points):
    both.upsert(points, [point(1, new=True), point(7, new=True), point(30, new=True)], update_filter=at_least(5))
    found = payloads(both, points)
    # A point that is not there yet is inserted; one that does not fit stays as it is.
    assert (found[1], found[7], found[30]) == ({"n": 1}, {"n": 7, "new": True}, {"n": 30, "new": True})


@pytest.mark.parametrize("mode", list(models.UpdateMode))
def test_upsert_of_each_mode(both, points, mode):
    both.upsert(points, [point(1, new=True), point(30, new=True)], update_mode=mode)
    found = payloads(both, points)
    assert (found[1] == {"n": 1, "new": True}) is (mode != models.UpdateMode.INSERT_ONLY)
    assert (30 in found) is (mode != models.UpdateMode.UPDATE_ONLY)


def test_vectors_are_updated_and_deleted(both, points):
    sparse = models.SparseVector(indices=[1, 5], values=[0.5, 2.0])
    vectors = [models.PointVectors(id=2, vector={"s": sparse}), models.PointVectors(id=3, vector={"d": [9, 9]})]
    assert both.update_vectors(points, vectors, **OPTIONS).status == DONE
    two, three = both.retrieve(points, [2, 3], with_vectors=True)
    same_vectors(two.vector, {"d": [2, 1], "s": sparse})
    same_vectors(three.vector, {"d": [9, 9]})
    assert two.payload == {"n": 2}
    vectors = [models.PointVectors(id=number, vector={"d": [7, 7]}) for number in (4, 5)]
    both.update_vectors(points, vectors, update_filter=at_least(5))
    four, five = both.retrieve(points, [4, 5], with_vectors=True)
    same_vectors([four.vector["d"], five.vector["d"]], [[4.0, 1.0], [7.0, 7.0]])
    assert both.delete_vectors(points, ["d"], [2], **OPTIONS).status == DONE
    assert both.delete_vectors(points, ["d", "s"], at_least(8), **OPTIONS).status == DONE
    records = both.retrieve(points, [2, 7, 8], with_vectors=True)
    assert [set(record.vector or {}) for record in records] == [{"s"}, {"d"}, set()]


def test_retrieve(both, points):
    options = {"consistency": models.ReadConsistencyType.ALL, "timeout": 20}
    (record,) = both.retrieve(points, [3, 99], with_payload=["n"], with_vectors=["d"], **options)
    assert (record.id, record.payload, record.vector) == (3, {"n": 3}, {"d": [3.0, 1.0]})
    (record,) = both.retrieve(points, [3], with_payload=False)
    assert not record.payload and not record.vector


def test_scroll(both, points):
    both.create_payload_index(points, "n", models.PayloadSchemaType.INTEGER)
    page, offset = both.scroll(points, limit=4, scroll_filter=at_least(2), timeout=20)
    assert ([record.id for record in page], offset) == ([2, 3, 4, 5], 6)
    page, offset = both.scroll(points, limit=4, scroll_filter=at_least(2), offset=offset)
    assert ([record.id for record in page], offset) == ([6, 7, 8, 9], None)
    order = models.OrderBy(key="n", direction=models.Direction.DESC, start_from=7)
    page, offset = both.scroll(points, limit=3, order_by=order)
    assert ([record.payload["n"] for record in page], offset) == ([7, 6, 5], None)


def test_count(both, points):
    assert both.count(points).count == 10
    assert both.count(points, count_filter=at_least(7), exact=True, timeout=20).count == 3
    assert 0 <= both.count(points, exact=False).count <= 10


def test_payload_is_set_overwritten_deleted_and_cleared(both, points):
    assert both.set_payload(points, {"a": {"b": 1}}, [1, 2], **OPTIONS).status == DONE
    assert both.set_payload(points, {"c": 2}, [1], key="a").status == DONE
    assert both.overwrite_payload(points, {"only": True}, at_least(8), **OPTIONS).status == DONE
    assert both.delete_payload(points, ["n"], [2], **OPTIONS).status == DONE
    assert both.clear_payload(points, [3], **OPTIONS).status == DONE
    found = payloads(both, points)
    assert found[1] == {"n": 1, "a": {"b": 1, "c": 2}}
    assert found[2] == {"a": {"b": 1}}
    assert found[3] == {}
    assert found[4] == {"n": 4}
    assert found[8] == found[9] == {"only": True}


def test_delete(both, points):
    assert both.delete(points, [1, 99], **OPTIONS).status == DONE
    assert both.delete(points, models.FilterSelector(filter=at_least(7)), **OPTIONS).status == DONE
    assert sorted(payloads(both, points)) == [0, 2, 3, 4, 5, 6]


def test_a_batch_of_every_kind_of_update(both, points):
    operations = [
        models.UpsertOperation(upsert=models.PointsList(points=[point(10), point(11)])),
        models.DeleteOperation(delete=models.PointIdsList(points=[0])),
        models.SetPayloadOperation(set_payload=models.SetPayload(payload={"x": 1}, points=[1], key="in")),
        models.OverwritePayloadOperation(overwrite_payload=models.SetPayload(payload={"y": 2}, filter=at_least(10))),
        models.DeletePayloadOperation(delete_payload=models.DeletePayload(keys=["n"], points=[2])),
        models.ClearPayloadOperation(clear_payload=models.PointIdsList(points=[3])),
        models.UpdateVectorsOperation(
            update_vectors=models.UpdateVectors(points=[models.PointVectors(id=4, vector={"d": [5, 5]})])
        ),
        models.DeleteVectorsOperation(delete_vectors=models.DeleteVectors(vector=["d"], points=[5])),
    ]
    results = both.batch_update_points(points, operations, **OPTIONS)
    assert [result.status for result in results] == [DONE] * 8
    assert sorted({result.operation_id for result in results}) == [result.operation_id for result in results]
    found = payloads(both, points)
    assert sorted(found) == [*range(1, 12)]
    assert found[1] == {"n": 1, "in": {"x": 1}}
    assert (found[2], found[3], found[10], found[11]) == ({}, {}, {"y": 2}, {"y": 2})
    four, five = both.retrieve(points, [4, 5], with_vectors=True)
    assert (four.vector, five.vector or {}) == ({"d": [5.0, 5.0]}, {})


def test_bulk_helpers(both, points, wire):
    # Processes take seconds to start, and what they send is the same.
    parallel = 1 if "-over-" in wire else 2
    both.upload_points(points, (point(100 + i) for i in range(30)), batch_size=7, parallel=parallel, wait=True)
    vectors = {"d": np.arange(60, dtype=np.float32).reshape(30, 2)}
    both.upload_collection(
        points,
        vectors,
        payload=({"c": i} for i in range(30)),
        ids=range(200, 230),
        batch_size=7,
        parallel=parallel,
        max_retries=1,
        wait=True,
    )
    found = payloads(both, points) | {record.id: record.payload for record in both.scroll(points, limit=100)[0]}
    assert len(found) == 70
    assert (found[129], found[229]) == ({"n": 129}, {"c": 29})
    (record,) = both.retrieve(points, [229], with_vectors=True)
    same_vectors(record.vector, {"d": [58.0, 59.0]})


def test_bulk_helpers_under_a_condition(both, points):
    new = [point(1, new=1), point(9, new=1), point(50)]
    options = {"update_filter": at_least(5), "update_mode": models.UpdateMode.UPDATE_ONLY}
    both.upload_points(points, new, wait=True, **options)
    found = payloads(both, points)
    assert (found[1], found[9], 50 in found) == ({"n": 1}, {"n": 9, "new": 1}, False)
