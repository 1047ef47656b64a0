"""Requests that the official client does not make, as bare messages."""

import grpc
import pytest
from qdrant_client import grpc as q

NAME = "interop-grpc"
CODE = grpc.StatusCode


@pytest.fixture
def channel(engine):
    with grpc.insecure_channel(f"127.0.0.1:{engine.grpc_port}") as channel:
        yield channel


@pytest.fixture
def points(channel):
    """The points service, with a fresh collection of two dimensions and three points."""
    collections = q.CollectionsStub(channel)
    vectors = q.VectorsConfig(params=q.VectorParams(size=2, distance=q.Distance.Dot))
    collections.Create(q.CreateCollection(collection_name=NAME, vectors_config=vectors), timeout=30)
    stub = q.PointsStub(channel)
    stub.Upsert(q.UpsertPoints(collection_name=NAME, wait=True, points=[point(i) for i in range(3)]), timeout=30)
    yield stub
    collections.Delete(q.DeleteCollection(collection_name=NAME), timeout=30)


def point(number, **parts):
    vectors = q.Vectors(vector=q.Vector(dense=q.DenseVector(data=[number, 1])))
    payload = {"n": q.Value(integer_value=number)}
    return q.PointStruct(**({"id": q.PointId(num=number), "vectors": vectors, "payload": payload} | parts))


def count(points):
    return points.Count(q.CountPoints(collection_name=NAME, exact=True), timeout=30).result.count


def refused(code, call, request):
    with pytest.raises(grpc.RpcError) as caught:
        call(request, timeout=30)
    assert caught.value.code() == code, caught.value
    assert caught.value.details()


def test_an_empty_condition_does_not_widen_a_delete(points):
    for condition in (q.Condition(), q.Condition(field=q.FieldCondition(key="n"))):
        selector = q.PointsSelector(filter=q.Filter(must=[condition]))
        request = q.DeletePoints(collection_name=NAME, wait=True, points=selector)
        refused(CODE.INVALID_ARGUMENT, points.Delete, request)
    assert count(points) == 3


def test_an_empty_selector_deletes_nothing(points):
    refused(CODE.INVALID_ARGUMENT, points.Delete, q.DeletePoints(collection_name=NAME, points=q.PointsSelector()))
    refused(CODE.INVALID_ARGUMENT, points.Delete, q.DeletePoints(collection_name=NAME))
    assert count(points) == 3


@pytest.mark.parametrize(
    "odd",
    [
        q.PointStruct(vectors=point(1).vectors),
        q.PointStruct(id=q.PointId(), vectors=point(1).vectors),
        q.PointStruct(id=q.PointId(uuid="nothing"), vectors=point(1).vectors),
        q.PointStruct(id=q.PointId(num=9)),
        q.PointStruct(id=q.PointId(num=9), vectors=q.Vectors(vector=q.Vector())),
    ],
    ids=["no id", "empty id", "bad uuid", "no vectors", "empty vector"],
)
def test_an_incomplete_point_is_refused(points, odd):
    refused(CODE.INVALID_ARGUMENT, points.Upsert, q.UpsertPoints(collection_name=NAME, wait=True, points=[odd]))
    assert count(points) == 3


def test_a_null_is_a_null(points):
    payload = {
        "unset": q.Value(),
        "null": q.Value(null_value=0),
        "list": q.Value(list_value=q.ListValue(values=[q.Value()])),
    }
    points.Upsert(q.UpsertPoints(collection_name=NAME, wait=True, points=[point(1, payload=payload)]), timeout=30)
    request = q.GetPoints(
        collection_name=NAME, ids=[q.PointId(num=1)], with_payload=q.WithPayloadSelector(enable=True)
    )
    (record,) = points.Get(request, timeout=30).result
    assert {key: value.WhichOneof("kind") for key, value in record.payload.items()} == {
        "unset": "null_value",
        "null": "null_value",
        "list": "list_value",
    }
    assert record.payload["list"].list_value.values[0].WhichOneof("kind") == "null_value"


def test_a_vector_of_an_old_client(points):
    """Clients up to 1.12 fill the field that is deprecated now; it must not be lost."""
    old = q.Vectors(vector=q.Vector(data=[5, 6]))
    points.Upsert(q.UpsertPoints(collection_name=NAME, wait=True, points=[point(8, vectors=old)]), timeout=30)
    request = q.GetPoints(collection_name=NAME, ids=[q.PointId(num=8)], with_vectors=q.WithVectorsSelector(enable=True))
    (record,) = points.Get(request, timeout=30).result
    vector = record.vectors.vector
    assert list(vector.dense.data or vector.data) == [5, 6]


def test_defaults(points):
    nearest = q.Query(nearest=q.VectorInput(dense=q.DenseVector(data=[1, 0])))
    hit = points.Query(q.QueryPoints(collection_name=NAME, query=nearest), timeout=30).result[0]
    assert hit.id.num == 2 and hit.score == 2 and not hit.payload and not hit.HasField("vectors")
    record = points.Scroll(q.ScrollPoints(collection_name=NAME), timeout=30).result[0]
    assert record.payload["n"].integer_value == 0 and not record.HasField("vectors")
    assert points.Count(q.CountPoints(collection_name=NAME), timeout=30).result.count == 3


def test_a_query_without_a_variant_is_refused(points):
    refused(CODE.INVALID_ARGUMENT, points.Query, q.QueryPoints(collection_name=NAME, query=q.Query()))
    odd = q.Query(nearest=q.VectorInput())
    refused(CODE.INVALID_ARGUMENT, points.Query, q.QueryPoints(collection_name=NAME, query=odd))


def test_unknown_enum_values_are_refused(points, channel):
    query = q.Query()
    query.fusion = 77
    prefetch = q.PrefetchQuery(query=q.Query(nearest=q.VectorInput(dense=q.DenseVector(data=[1, 0]))))
    refused(
        CODE.INVALID_ARGUMENT, points.Query, q.QueryPoints(collection_name=NAME, query=query, prefetch=[prefetch])
    )
    vectors = q.VectorsConfig(params=q.VectorParams(size=2))
    request = q.CreateCollection(collection_name="interop-unknown", vectors_config=vectors)
    refused(CODE.INVALID_ARGUMENT, q.CollectionsStub(channel).Create, request)


def test_a_time_is_told(points):
    assert points.Count(q.CountPoints(collection_name=NAME), timeout=30).time >= 0


def test_health(channel):
    reply = q.QdrantStub(channel).HealthCheck(q.HealthCheckRequest(), timeout=30)
    assert reply.title and reply.version


def test_the_standard_health_service(channel):
    """`grpc.health.v1`, without its generated code: an empty request, and field 1 of the answer is 1, serving."""
    call = channel.unary_unary("/grpc.health.v1.Health/Check")
    assert call(b"", timeout=30) == b"\x08\x01"


def test_messages_above_four_megabytes(points):
    """grpcio's and tonic's default limit, which Qdrant lifts."""
    big = [point(100 + i, payload={"text": q.Value(string_value="x" * 1000)}) for i in range(8000)]
    points.Upsert(q.UpsertPoints(collection_name=NAME, wait=True, points=big), timeout=60)
    assert count(points) == 8003
