"""The official client's bulk helpers: batches and columns. With processes they are in `test_surface_points.py`."""

import numpy as np
import pytest
from qdrant_client import models

from dataset import sparse
from judge import same_vectors

COUNT = 500


@pytest.fixture
def collection(client, name):
    client.create_collection(
        name,
        vectors_config={"d": models.VectorParams(size=8, distance="Dot")},
        sparse_vectors_config={"s": models.SparseVectorParams()},
    )
    return name


def test_upload_points(client, collection):
    random = np.random.default_rng(1)
    vectors = random.uniform(-1, 1, (COUNT, 8)).astype(np.float32)
    points = (
        models.PointStruct(id=i, vector={"d": vectors[i].tolist(), "s": sparse(random)}, payload={"n": i})
        for i in range(COUNT)
    )
    client.upload_points(collection, points, batch_size=50, wait=True)
    assert client.count(collection).count == COUNT
    record = client.retrieve(collection, [COUNT - 1], with_vectors=["d"])[0]
    assert record.payload == {"n": COUNT - 1}
    same_vectors(record.vector["d"], vectors[COUNT - 1].tolist())


def test_upload_collection(client, collection):
    vectors = np.random.default_rng(2).uniform(-1, 1, (COUNT, 8)).astype(np.float32)
    client.upload_collection(
        collection,
        {"d": vectors},
        payload=({"n": i} for i in range(COUNT)),
        ids=range(COUNT),
        batch_size=64,
        wait=True,
    )
    assert client.count(collection).count == COUNT
    seen, offset = {}, None
    while True:
        page, offset = client.scroll(collection, limit=150, offset=offset, with_vectors=True)
        seen |= {point.id: point for point in page}
        if offset is None:
            break
    assert sorted(seen) == list(range(COUNT))
    for i in (0, 63, 64, COUNT - 1):
        assert seen[i].payload == {"n": i}
        same_vectors(seen[i].vector["d"], vectors[i].tolist())


def test_upload_without_ids(client, collection):
    client.upload_collection(collection, {"d": np.ones((70, 8), dtype=np.float32)}, wait=True)
    assert client.count(collection).count == 70
