"""The official client's own migration, from its in-memory mode to us and back."""

import warnings

from qdrant_client import QdrantClient, models

from conftest import connect
from dataset import COUNT, INDEXES, fill
from gateway import Gateway
from judge import same_hits, same_vectors
from test_query import VECTOR


def all_points(client, name):
    return {point.id: point for point in client.scroll(name, limit=COUNT + 1, with_vectors=True)[0]}


def same_collection(ours, theirs, name):
    our_points, their_points = all_points(ours, name), all_points(theirs, name)
    assert our_points.keys() == their_points.keys() and len(our_points) == COUNT
    for key, point in our_points.items():
        assert point.payload == their_points[key].payload
        same_vectors(point.vector, their_points[key].vector)
    query = {"query": VECTOR, "using": "euclid", "limit": 20}
    same_hits(ours.query_points(name, **query).points, theirs.query_points(name, **query).points)


def test_migration_there_and_back(client, name):
    start, end = QdrantClient(":memory:"), QdrantClient(":memory:")
    fill(start, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        start.migrate(client, [name], batch_size=17)
        same_collection(client, start, name)
        for field in INDEXES:
            client.create_payload_index(name, field, INDEXES[field])
        client.migrate(end, [name], batch_size=17)
    same_collection(client, end, name)


def test_migration_keeps_indexes(client, world):
    """To another gateway, which keeps the indexes as well."""
    other = Gateway()
    dest = connect(other, prefer_grpc=False)
    client.migrate(dest, [world])
    same_collection(dest, client, world)
    ours, theirs = client.get_collection(world), dest.get_collection(world)
    assert ours.payload_schema == theirs.payload_schema
    assert ours.config == theirs.config
    assert isinstance(theirs.payload_schema["text"].params, models.TextIndexParams)
    dest.close()
    assert other.stop() == 0
