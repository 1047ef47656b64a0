"""Each method of the official clients, synchronous and asynchronous, on every wire: collections."""

import pytest
from qdrant_client import QdrantClient, models

from conftest import connect
from gateway import Gateway
from judge import MISSING, UNSUPPORTED, contains, message, refused, same_vectors, served
from test_aliases import create as alias
from test_indexes import PARAMS

VECTOR = models.VectorParams(size=4, distance=models.Distance.DOT)


@pytest.fixture
def collection(both, name):
    both.create_collection(name, vectors_config={"v": VECTOR}, sparse_vectors_config={"s": models.SparseVectorParams()})
    return name


def test_info(both):
    info = both.info()
    assert info.title and len(info.version.split(".")) == 3


def test_a_collection_comes_and_goes(both, name):
    assert both.collection_exists(name) is False
    assert both.create_collection(name, vectors_config=VECTOR, timeout=20) is True
    assert both.collection_exists(name) is True
    assert name in [each.name for each in both.get_collections().collections]
    assert both.update_collection(name, hnsw_config=models.HnswConfigDiff(m=12), timeout=20) is True
    config = both.get_collection(name).config
    assert config.hnsw_config.m == 12
    contains(config.params.vectors, VECTOR)
    assert both.delete_collection(name, timeout=20) is True
    assert both.delete_collection(name) is False
    with refused(*MISSING):
        both.get_collection(name)


def test_a_collection_is_created_anew(both, name):
    both.create_collection(name, vectors_config=VECTOR)
    both.upsert(name, [models.PointStruct(id=1, vector=[1, 2, 3, 4])])
    with pytest.warns(DeprecationWarning):
        assert both.recreate_collection(name, vectors_config=models.VectorParams(size=2, distance="Cosine")) is True
    info = both.get_collection(name)
    assert (info.points_count, info.config.params.vectors.size) == (0, 2)


def test_aliases(both, name):
    both.create_collection(name, vectors_config=VECTOR)
    assert both.update_collection_aliases([alias(name, "interop-both")], timeout=20) is True
    assert [each.alias_name for each in both.get_collection_aliases(name).aliases] == ["interop-both"]
    assert ("interop-both", name) in {(each.alias_name, each.collection_name) for each in both.get_aliases().aliases}
    rename = models.RenameAlias(old_alias_name="interop-both", new_alias_name="interop-neither")
    assert both.update_collection_aliases([models.RenameAliasOperation(rename_alias=rename)]) is True
    assert [each.alias_name for each in both.get_collection_aliases(name).aliases] == ["interop-neither"]


@pytest.mark.parametrize("kind", list(models.PayloadSchemaType))
def test_a_payload_index_of_each_kind(both, collection, kind):
    for schema in (kind, PARAMS[kind.value]):
        result = both.create_payload_index(collection, "field", schema, wait=True, timeout=20)
        assert result.status == models.UpdateStatus.COMPLETED
        known = both.get_collection(collection).payload_schema["field"]
        assert known.data_type == kind
        if schema is not kind:
            contains(known.params, schema)
        result = both.delete_payload_index(collection, "field", wait=True, timeout=20)
        assert result.status == models.UpdateStatus.COMPLETED
        assert both.get_collection(collection).payload_schema == {}


def test_named_vectors_are_added_and_removed(both, collection):
    both.upsert(collection, [models.PointStruct(id=1, vector={"v": [1, 2, 3, 4]})])
    dense = models.DenseVectorNameConfig(
        dense=models.DenseVectorConfig(
            size=3,
            distance=models.Distance.COSINE,
            multivector_config=models.MultiVectorConfig(comparator="max_sim"),
            datatype=models.Datatype.FLOAT16,
        )
    )
    sparse = models.SparseVectorNameConfig(sparse=models.SparseVectorConfig(modifier=models.Modifier.IDF))
    options = {"wait": True, "ordering": models.WriteOrdering.STRONG, "timeout": 20}
    for vector, config in (("dense", dense), ("sparse", sparse)):
        result = both.create_vector_name(collection, vector, config, **options)
        assert result.status == models.UpdateStatus.COMPLETED
    params = both.get_collection(collection).config.params
    contains(params.vectors["dense"], dense.dense)
    assert params.sparse_vectors["sparse"].modifier == models.Modifier.IDF
    vectors = {"dense": [[1, 0, 0]], "sparse": models.SparseVector(indices=[3], values=[0.5])}
    both.update_vectors(collection, [models.PointVectors(id=1, vector=vectors)])
    (record,) = both.retrieve(collection, [1], with_vectors=True)
    assert set(record.vector) == {"v", "dense", "sparse"}
    same_vectors(record.vector["dense"], [[1.0, 0.0, 0.0]])
    for vector in ("dense", "sparse"):
        assert both.delete_vector_name(collection, vector, **options).status == models.UpdateStatus.COMPLETED
    params = both.get_collection(collection).config.params
    assert set(params.vectors) == {"v"} and set(params.sparse_vectors) == {"s"}
    (record,) = both.retrieve(collection, [1], with_vectors=True)
    assert set(record.vector) == {"v"}


def test_vectors_that_exist_or_do_not_cannot_be_added_or_removed(both, name):
    with refused(*MISSING):
        both.delete_vector_name(name, "v")
    config = models.SparseVectorNameConfig(sparse=models.SparseVectorConfig())
    with refused(*MISSING):
        both.create_vector_name(name, "v", config)


def test_optimizations(both, collection, wire):
    answer = served(wire, lambda: both.get_optimizations(collection, with_=["queued", "completed"], completed_limit=3))
    if answer is None:
        return
    assert answer.summary.queued_optimizations == 0 and answer.summary.queued_points == 0
    assert answer.running == [] and answer.queued == []
    assert isinstance(answer.completed, list) and answer.idle_segments is None
    short = both.get_optimizations(collection)
    assert short.queued is None and short.completed is None and short.idle_segments is None
    # The engine does not tell its segments apart.
    with refused(*UNSUPPORTED) as caught:
        both.get_optimizations(collection, with_="idle_segments")
    assert "with[0]" in message(caught.value)


def test_optimizations_of_nothing(both, wire):
    if wire != "rest-over-grpc":
        with refused(*MISSING):
            both.get_optimizations("interop-nothing")


def test_generated_stubs(both, collection):
    """The generated gRPC clients are there even if REST is preferred."""
    from qdrant_client import grpc

    listed = both.grpc_collections.List(grpc.ListCollectionsRequest(), timeout=20)
    assert collection in [each.name for each in listed.collections]
    counted = both.grpc_points.Count(grpc.CountPoints(collection_name=collection, exact=True), timeout=20)
    assert counted.result.count == 0
    assert both.http.collections_api.collection_exists(collection).result.exists is True
    assert both.init_options["timeout"] == 30


def test_migrate(client, name, wire):
    """Only the synchronous client migrates."""
    other = Gateway()
    end = connect(other, prefer_grpc=wire.startswith("grpc"))
    client.create_collection(name, vectors_config=VECTOR)
    client.upsert(name, [models.PointStruct(id=i, vector=[i, 0, 0, 1], payload={"n": i}) for i in range(20)])
    client.migrate(end, [name], batch_size=7)
    client.migrate(end, [name], recreate_on_collision=True)
    assert end.count(name).count == 20
    (record,) = end.retrieve(name, [7], with_vectors=True)
    assert record.payload == {"n": 7} and record.vector == [7, 0, 0, 1]
    end.close()
    assert other.stop() == 0


def test_close(gateway, wire, style, loop):
    from blocking import Blocking
    from qdrant_client import AsyncQdrantClient

    if style == "sync":
        client = connect(gateway, wire.startswith("grpc"))
    else:
        client = loop.run(connect, gateway, wire.startswith("grpc"), AsyncQdrantClient)
    client.interop_wire = wire
    both = client if style == "sync" else Blocking(loop, client)
    assert isinstance(both.get_collections().collections, list)
    assert both.close() is None
    with pytest.raises(Exception):
        both.get_collections()
