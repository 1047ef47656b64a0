"""What takes a cluster, asked of one machine: it answers as Qdrant does without a cluster."""

import grpc
import pytest
from qdrant_client import models

from judge import MISSING, UNSUPPORTED, message, refused, served

VECTOR = models.VectorParams(size=2, distance="Dot")
SHARD = {"shard_id": 0, "from_peer_id": 1, "to_peer_id": 2}


@pytest.fixture
def collection(both, name):
    both.create_collection(name, vectors_config=VECTOR)
    both.upsert(name, [models.PointStruct(id=i, vector=[i, 1]) for i in range(3)])
    return name


def alone(call):
    """Expects what Qdrant says without a cluster."""
    with refused(400, grpc.StatusCode.INVALID_ARGUMENT) as caught:
        call()
    assert "Distributed mode disabled" in message(caught.value)


def unsupported(call):
    with refused(*UNSUPPORTED):
        call()


def test_the_cluster_is_disabled(both, wire):
    answer = served(wire, both.cluster_status)
    if answer is not None:
        assert isinstance(answer, models.ClusterStatusOneOf) and answer.status == "disabled"


def test_there_are_no_peers(both, wire):
    if wire == "rest-over-grpc":
        unsupported(lambda: both.recover_current_peer())
        unsupported(lambda: both.remove_peer(7, force=True, timeout=20))
        unsupported(lambda: both.cluster_telemetry(details_level=3, timeout=20))
        return
    # Qdrant without a cluster takes this one for a failure of its own.
    with refused(500, ()) as caught:
        both.recover_current_peer()
    assert "standalone mode" in message(caught.value)
    alone(lambda: both.remove_peer(7, force=True, timeout=20))
    alone(lambda: both.cluster_telemetry(details_level=3, timeout=20))


def test_the_one_shard_is_here(both, collection):
    info = both.collection_cluster_info(collection)
    assert info.shard_count == 1
    (shard,) = info.local_shards
    assert (shard.shard_id, shard.shard_key, shard.points_count) == (0, None, 3)
    assert shard.state == models.ReplicaState.ACTIVE
    assert info.remote_shards == [] and info.shard_transfers == [] and not info.resharding_operations
    with refused(*MISSING):
        both.collection_cluster_info("interop-nothing")


def test_there_are_no_shard_keys(both, collection):
    assert both.list_shard_keys(collection).shard_keys in ([], None)
    with refused(*MISSING):
        both.list_shard_keys("interop-nothing")


def test_shard_keys_cannot_be_created_or_deleted(both, collection):
    alone(lambda: both.create_shard_key(collection, "berlin", shards_number=1, replication_factor=1, placement=[1]))
    alone(lambda: both.create_shard_key(collection, 7, initial_state=models.ReplicaState.ACTIVE, timeout=20))
    alone(lambda: both.delete_shard_key(collection, "berlin", timeout=20))


OPERATIONS = {
    "move": models.MoveShardOperation(move_shard=models.MoveShard(**SHARD, method="snapshot")),
    "replicate": models.ReplicateShardOperation(replicate_shard=models.ReplicateShard(**SHARD)),
    "abort": models.AbortTransferOperation(abort_transfer=models.AbortShardTransfer(**SHARD)),
    "restart": models.RestartTransferOperation(
        restart_transfer=models.RestartTransfer(**SHARD, method=models.ShardTransferMethod.STREAM_RECORDS)
    ),
    "drop": models.DropReplicaOperation(drop_replica=models.Replica(shard_id=0, peer_id=1)),
    "create key": models.CreateShardingKeyOperation(create_sharding_key=models.CreateShardingKey(shard_key="a")),
    "drop key": models.DropShardingKeyOperation(drop_sharding_key=models.DropShardingKey(shard_key="a")),
    "replicate points": models.ReplicatePointsOperation(
        replicate_points=models.ReplicatePoints(from_shard_key="a", to_shard_key="b")
    ),
}
REST_ONLY = {
    "start resharding": models.StartReshardingOperation(
        start_resharding=models.StartResharding(direction=models.ReshardingDirection.UP)
    ),
    "abort resharding": models.AbortReshardingOperation(abort_resharding={}),
}


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_shards_stay_where_they_are(both, collection, operation):
    alone(lambda: both.cluster_collection_update(collection, operation, timeout=20))
    assert both.count(collection).count == 3


@pytest.mark.parametrize("operation", REST_ONLY.values(), ids=REST_ONLY.keys())
def test_there_is_no_resharding(both, collection, operation, wire):
    """Which gRPC has no messages for; the generated client sends it over REST."""
    check = unsupported if wire == "rest-over-grpc" else alone
    check(lambda: both.http.distributed_api.update_collection_cluster(collection, cluster_operations=operation))


def test_there_are_no_quotas(both):
    unsupported(lambda: both.http.quotas_api.get_quotas())
    unsupported(lambda: both.http.quotas_api.update_quotas(wait=True, quota_config=models.QuotaConfig(enabled=False)))


def test_a_collection_of_many_shards_is_refused(both, name):
    custom = models.ShardingMethod.CUSTOM
    unsupported(lambda: both.create_collection(name, vectors_config=VECTOR, sharding_method=custom))
    assert both.collection_exists(name) is False


def test_a_shard_key_is_refused(both, collection):
    """Never ignored: the points of another key must not be found."""
    point = models.PointStruct(id=9, vector=[1, 1])
    unsupported(lambda: both.upsert(collection, [point], shard_key_selector="berlin"))
    unsupported(lambda: both.count(collection, shard_key_selector="berlin"))
    unsupported(lambda: both.query_points(collection, query=[1.0, 1.0], shard_key_selector="berlin"))
    assert both.count(collection).count == 3
