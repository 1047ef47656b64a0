"""Each method of the official clients, synchronous and asynchronous, on every wire: snapshots.

What gRPC has no rpc for goes over REST in the official clients too, whichever wire they prefer.
"""

import hashlib

import httpx
import pytest
from qdrant_client import models

from judge import BAD, MISSING, UNSUPPORTED, refused, same_vectors, served

COUNT = 20
SHARD = 0


@pytest.fixture
def full(both, name):
    """A collection with points, an index and an alias."""
    both.create_collection(name, vectors_config={"d": models.VectorParams(size=2, distance="Dot")})
    points = [models.PointStruct(id=i, vector={"d": [i, 1]}, payload={"n": i}) for i in range(COUNT)]
    both.upsert(name, points)
    both.create_payload_index(name, "n", models.PayloadSchemaType.INTEGER)
    return name


@pytest.fixture
def second(both, name):
    """The name of another collection."""
    yield f"{name}-second"
    both.delete_collection(f"{name}-second")


def is_full(both, name):
    assert both.count(name).count == COUNT
    (record,) = both.retrieve(name, [7], with_vectors=True)
    assert record.payload == {"n": 7}
    same_vectors(record.vector, {"d": [7.0, 1.0]})
    schema = both.get_collection(name).payload_schema["n"]
    assert (schema.data_type, schema.points) == (models.PayloadSchemaType.INTEGER, COUNT)


def is_a_description(snapshot):
    assert snapshot.name.endswith(".snapshot") and snapshot.size > 0 and snapshot.creation_time
    # It is there unless the file is older than the engine's sums.
    assert len(snapshot.checksum) == 64


def download(gateway, path, snapshot=None):
    """The bytes of a snapshot, compared with its description."""
    answer = httpx.get(f"{gateway.rest_url}{path}", timeout=30)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/octet-stream"
    if snapshot is not None:
        assert len(answer.content) == snapshot.size
        assert hashlib.sha256(answer.content).hexdigest() == snapshot.checksum
    return answer.content


def test_snapshots_of_a_collection(both, full):
    assert both.list_snapshots(full) == []
    snapshot = both.create_snapshot(full, wait=True)
    is_a_description(snapshot)
    listed = both.list_snapshots(full)
    assert [(each.name, each.size, each.checksum) for each in listed] == [
        (snapshot.name, snapshot.size, snapshot.checksum)
    ]
    assert both.delete_snapshot(full, snapshot.name, wait=True) is True
    assert both.list_snapshots(full) == []
    with refused(*MISSING):
        both.delete_snapshot(full, snapshot.name)
    with refused(*MISSING):
        both.create_snapshot("interop-nothing")
    with refused(*MISSING):
        both.list_snapshots("interop-nothing")


def test_a_collection_is_recovered(both, full, second, wire, engine, tmp_path):
    snapshot = both.create_snapshot(full)
    file = tmp_path / "collection.snapshot"
    file.write_bytes(download(engine, f"/collections/{full}/snapshots/{snapshot.name}", snapshot))
    options = {"checksum": snapshot.checksum, "priority": models.SnapshotPriority.SNAPSHOT, "wait": True}
    answer = served(wire, lambda: both.recover_snapshot(second, file.as_uri(), **options))
    if answer is None:
        return
    assert answer is True
    is_full(both, second)
    # What was written since is gone.
    both.delete(full, models.Filter())
    assert both.count(full).count == 0
    assert both.recover_snapshot(full, file.as_uri(), priority=models.SnapshotPriority.SNAPSHOT) is True
    is_full(both, full)
    with refused(*BAD):
        both.recover_snapshot(second, file.as_uri(), checksum="0" * 64)
    is_full(both, second)
    with refused((400, 404, 422), ()):
        both.recover_snapshot(second, (tmp_path / "nothing.snapshot").as_uri())


def test_a_snapshot_is_downloaded_and_uploaded(both, full, second, wire, gateway, engine):
    """The generated clients upload whole files, and fail to read what is no JSON."""
    snapshot = both.create_snapshot(full)
    content = download(engine, f"/collections/{full}/snapshots/{snapshot.name}", snapshot)
    if wire == "rest-over-grpc":
        answer = httpx.get(f"{gateway.rest_url}/collections/{full}/snapshots/{snapshot.name}")
        assert answer.status_code == UNSUPPORTED[0]
    else:
        assert content == download(gateway, f"/collections/{full}/snapshots/{snapshot.name}", snapshot)

    def upload():
        return both.http.snapshots_api.recover_from_uploaded_snapshot(
            second, wait=True, priority="snapshot", checksum=snapshot.checksum, snapshot=content
        )

    answer = served(wire, upload)
    if answer is not None:
        assert answer.result is True
        is_full(both, second)
        with refused(*BAD):
            both.http.snapshots_api.recover_from_uploaded_snapshot(second, checksum="0" * 64, snapshot=content)
        with refused(*BAD):
            both.http.snapshots_api.recover_from_uploaded_snapshot(second, snapshot=b"nothing")
        is_full(both, second)


def test_snapshots_of_everything(both, full, wire, gateway, engine):
    snapshot = both.create_full_snapshot(wait=True)
    is_a_description(snapshot)
    listed = {each.name: each for each in both.list_full_snapshots()}
    assert (listed[snapshot.name].size, listed[snapshot.name].checksum) == (snapshot.size, snapshot.checksum)
    download(engine, f"/snapshots/{snapshot.name}", snapshot)
    if wire == "rest-over-grpc":
        assert httpx.get(f"{gateway.rest_url}/snapshots/{snapshot.name}").status_code == UNSUPPORTED[0]
    else:
        download(gateway, f"/snapshots/{snapshot.name}", snapshot)
    assert both.delete_full_snapshot(snapshot.name, wait=True) is True
    assert snapshot.name not in [each.name for each in both.list_full_snapshots()]
    with refused(*MISSING):
        both.delete_full_snapshot(snapshot.name)


def test_snapshots_of_a_shard(both, full, wire, gateway, tmp_path):
    snapshot = served(wire, lambda: both.create_shard_snapshot(full, SHARD, wait=True))
    if snapshot is None:
        served(wire, lambda: both.list_shard_snapshots(full, SHARD))
        served(wire, lambda: both.delete_shard_snapshot(full, SHARD, "x.snapshot"))
        served(wire, lambda: both.recover_shard_snapshot(full, SHARD, "file:///nothing.snapshot"))
        return
    is_a_description(snapshot)
    (listed,) = both.list_shard_snapshots(full, SHARD)
    assert (listed.name, listed.size, listed.checksum) == (snapshot.name, snapshot.size, snapshot.checksum)
    base = f"/collections/{full}/shards/{SHARD}"
    content = download(gateway, f"{base}/snapshots/{snapshot.name}", snapshot)
    assert len(download(gateway, f"{base}/snapshot")) > 1000
    file = tmp_path / "shard.snapshot"
    file.write_bytes(content)
    both.delete(full, models.Filter())
    options = {"checksum": snapshot.checksum, "priority": models.SnapshotPriority.SNAPSHOT, "wait": True}
    assert both.recover_shard_snapshot(full, SHARD, file.as_uri(), **options) is True
    is_full(both, full)
    both.delete(full, models.Filter())
    uploaded = both.http.snapshots_api.recover_shard_from_uploaded_snapshot(
        full, SHARD, wait=True, priority="snapshot", checksum=snapshot.checksum, snapshot=content
    )
    assert uploaded.result is True
    is_full(both, full)
    assert both.delete_shard_snapshot(full, SHARD, snapshot.name, wait=True) is True
    assert both.list_shard_snapshots(full, SHARD) == []
    with refused(*MISSING):
        both.delete_shard_snapshot(full, SHARD, snapshot.name)
    with refused((400, 404), ()):
        both.list_shard_snapshots(full, 7)


def test_nobody_has_to_wait(both, full, gateway, wire):
    """Over REST the answer is then that the work is accepted; gRPC knows nothing of it."""
    if wire.startswith("grpc"):
        is_a_description(both.create_snapshot(full, wait=False))
        return
    answer = httpx.post(f"{gateway.rest_url}/collections/{full}/snapshots", params={"wait": "false"}, timeout=30)
    if wire == "rest":
        assert both.create_snapshot(full, wait=False) is None
        assert (answer.status_code, answer.json()["status"]) == (202, "accepted")
        assert "result" not in answer.json()
    else:
        assert answer.status_code == UNSUPPORTED[0]
