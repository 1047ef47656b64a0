"""Collections: create, describe, change, delete; every part of the configuration."""

import grpc
import pytest
from qdrant_client import models

from judge import BAD, EXISTS, MISSING, UNSUPPORTED, contains, message, refused

VECTOR = models.VectorParams(size=4, distance=models.Distance.COSINE)


@pytest.mark.parametrize("distance", list(models.Distance))
def test_a_plain_collection(client, name, distance):
    assert client.collection_exists(name) is False
    assert client.create_collection(name, vectors_config=models.VectorParams(size=3, distance=distance)) is True
    assert client.collection_exists(name) is True
    assert name in [each.name for each in client.get_collections().collections]
    info = client.get_collection(name)
    assert info.status in (models.CollectionStatus.GREEN, models.CollectionStatus.GREY)
    assert info.optimizer_status == models.OptimizersStatusOneOf.OK
    assert info.points_count == 0
    assert info.segments_count >= 1
    assert info.payload_schema == {}
    assert info.config.params.vectors.size == 3
    assert info.config.params.vectors.distance == distance
    assert client.delete_collection(name) is True
    assert client.collection_exists(name) is False


FULL_HNSW = models.HnswConfigDiff(
    m=8, ef_construct=50, full_scan_threshold=500, max_indexing_threads=1, on_disk=False, payload_m=4
)


def test_every_field_of_the_configuration_comes_back(client, name):
    config = {
        "vectors_config": {
            "plain": VECTOR,
            "full": models.VectorParams(
                size=8,
                distance=models.Distance.DOT,
                hnsw_config=FULL_HNSW,
                quantization_config=models.ScalarQuantization(
                    scalar=models.ScalarQuantizationConfig(
                        type=models.ScalarType.INT8, quantile=0.97, always_ram=True
                    )
                ),
                on_disk=True,
                datatype=models.Datatype.FLOAT16,
            ),
            "multi": models.VectorParams(
                size=4,
                distance=models.Distance.EUCLID,
                datatype=models.Datatype.FLOAT32,
                multivector_config=models.MultiVectorConfig(comparator=models.MultiVectorComparator.MAX_SIM),
            ),
            "bytes": models.VectorParams(
                size=4, distance=models.Distance.MANHATTAN, datatype=models.Datatype.UINT8
            ),
        },
        "sparse_vectors_config": {
            "words": models.SparseVectorParams(
                index=models.SparseIndexParams(full_scan_threshold=100, on_disk=True, datatype=models.Datatype.FLOAT32),
                modifier=models.Modifier.IDF,
            ),
            "bare": models.SparseVectorParams(),
        },
        "shard_number": 1,
        "replication_factor": 1,
        "write_consistency_factor": 1,
        "on_disk_payload": True,
        "hnsw_config": models.HnswConfigDiff(m=24, ef_construct=120, full_scan_threshold=2000, payload_m=6),
        "optimizers_config": models.OptimizersConfigDiff(
            deleted_threshold=0.25,
            vacuum_min_vector_number=1500,
            default_segment_number=1,
            max_segment_size=50000,
            indexing_threshold=15000,
            flush_interval_sec=7,
            max_optimization_threads=1,
        ),
        "wal_config": models.WalConfigDiff(wal_capacity_mb=16, wal_segments_ahead=1),
        "quantization_config": models.BinaryQuantization(binary=models.BinaryQuantizationConfig(always_ram=True)),
        "timeout": 20,
        "strict_mode_config": models.StrictModeConfig(
            enabled=False,
            max_query_limit=1000,
            max_timeout=60,
            unindexed_filtering_retrieve=False,
            unindexed_filtering_update=True,
            search_max_hnsw_ef=512,
            search_allow_exact=False,
            search_max_oversampling=2.5,
            upsert_max_batchsize=10000,
            search_max_batchsize=64,
            max_collection_vector_size_bytes=10**12,
            read_rate_limit=100000,
            write_rate_limit=100000,
            max_collection_payload_size_bytes=10**12,
            max_points_count=10**9,
            filter_max_conditions=100,
            condition_max_size=1000,
            multivector_config={"multi": models.StrictModeMultivector(max_vectors=32)},
            sparse_config={"words": models.StrictModeSparse(max_length=128)},
            max_payload_index_count=50,
        ),
        "metadata": {"owner": "interop", "tags": ["a", 1, None, 1.5, True], "deep": {"er": {}}},
    }
    assert client.create_collection(name, **config) is True
    result = client.get_collection(name).config
    contains(result.params.vectors, config["vectors_config"])
    for key, value in config["sparse_vectors_config"].items():
        contains(result.params.sparse_vectors[key], value, key)
    for field in ("shard_number", "replication_factor", "write_consistency_factor", "on_disk_payload"):
        assert getattr(result.params, field) == config[field], field
    contains(result.hnsw_config, config["hnsw_config"])
    contains(result.optimizer_config, config["optimizers_config"])
    contains(result.wal_config, config["wal_config"])
    contains(result.quantization_config, config["quantization_config"])
    contains(result.strict_mode_config, config["strict_mode_config"])
    assert result.metadata == config["metadata"]


def test_the_defaults_of_the_server_are_reported(client, name):
    client.create_collection(name, vectors_config=VECTOR)
    config = client.get_collection(name).config
    assert (config.hnsw_config.m, config.hnsw_config.ef_construct) == (16, 100)
    assert config.hnsw_config.full_scan_threshold == 10000
    assert config.optimizer_config.deleted_threshold == pytest.approx(0.2)
    assert config.optimizer_config.vacuum_min_vector_number == 1000
    assert config.optimizer_config.flush_interval_sec == 5
    assert config.wal_config.wal_capacity_mb == 32
    assert config.quantization_config is None
    assert config.params.shard_number == 1
    assert not config.params.sparse_vectors
    assert not config.metadata


QUANTIZATIONS = [
    models.ScalarQuantization(scalar=models.ScalarQuantizationConfig(type=models.ScalarType.INT8)),
    models.ScalarQuantization(
        scalar=models.ScalarQuantizationConfig(type=models.ScalarType.INT8, quantile=0.95, always_ram=False)
    ),
    *[
        models.ProductQuantization(product=models.ProductQuantizationConfig(compression=ratio, always_ram=True))
        for ratio in models.CompressionRatio
    ],
    models.BinaryQuantization(binary=models.BinaryQuantizationConfig()),
    *[
        models.BinaryQuantization(binary=models.BinaryQuantizationConfig(encoding=encoding))
        for encoding in models.BinaryQuantizationEncoding
    ],
    *[
        models.BinaryQuantization(binary=models.BinaryQuantizationConfig(query_encoding=encoding, always_ram=True))
        for encoding in models.BinaryQuantizationQueryEncoding
    ],
    *[
        models.TurboQuantization(turbo=models.TurboQuantQuantizationConfig(bits=bits, always_ram=True))
        for bits in models.TurboQuantBitSize
        if bits != models.TurboQuantBitSize.BITS8
    ],
    models.TurboQuantization(turbo=models.TurboQuantQuantizationConfig()),
]


@pytest.mark.parametrize("quantization", QUANTIZATIONS, ids=lambda each: each.model_dump_json(exclude_none=True))
def test_every_quantization(client, name, quantization):
    client.create_collection(
        name, vectors_config={"v": models.VectorParams(size=16, distance="Cosine", quantization_config=quantization)}
    )
    contains(client.get_collection(name).config.params.vectors["v"].quantization_config, quantization)


@pytest.mark.parametrize("threads", [0, 2, models.MaxOptimizationThreadsSetting.AUTO])
def test_optimization_threads(client, name, threads):
    optimizers = models.OptimizersConfigDiff(max_optimization_threads=threads)
    client.create_collection(name, vectors_config=VECTOR, optimizers_config=optimizers)
    expected = None if threads == models.MaxOptimizationThreadsSetting.AUTO else threads
    assert client.get_collection(name).config.optimizer_config.max_optimization_threads == expected


NEWER = {
    "memory of a vector": {"vectors_config": {"v": VECTOR.model_copy(update={"memory": models.Memory.CACHED})}},
    "memory of the graph": {"vectors_config": VECTOR, "hnsw_config": models.HnswConfigDiff(memory="cold")},
    "memory of the payload": {"vectors_config": VECTOR, "payload": models.PayloadStorageParams(memory="cold")},
    "memory of the ids": {"vectors_config": VECTOR, "id_tracker": models.IdTrackerParams(memory="cached")},
    "inline storage": {"vectors_config": VECTOR, "hnsw_config": models.HnswConfigDiff(inline_storage=True)},
    "prevent unoptimized": {
        "vectors_config": VECTOR,
        "optimizers_config": models.OptimizersConfigDiff(prevent_unoptimized=True),
    },
}


@pytest.mark.parametrize("config", NEWER.values(), ids=NEWER.keys())
def test_the_newest_configuration_comes_back(client, name, config):
    client.create_collection(name, **config)
    result = client.get_collection(name).config
    wanted = dict(config)
    contains(result.params.vectors, wanted.pop("vectors_config"))
    for key, part in wanted.items():
        holder = {"hnsw_config": result.hnsw_config, "optimizers_config": result.optimizer_config}
        contains(holder.get(key, getattr(result.params, key, None)), part, key)


def test_what_is_newer_than_the_engine_is_refused_by_name(client, name):
    turbo = VECTOR.model_copy(update={"datatype": models.Datatype.TURBO4})
    with refused(*UNSUPPORTED) as caught:
        client.create_collection(name, vectors_config={"v": turbo})
    assert 'vectors_config["v"].datatype' in message(caught.value)
    assert not client.collection_exists(name)


def test_a_collection_without_vectors(client, name):
    client.create_collection(name, vectors_config={})
    assert not client.get_collection(name).config.params.vectors


def test_only_sparse_vectors(client, name):
    client.create_collection(name, sparse_vectors_config={"s": models.SparseVectorParams()})
    params = client.get_collection(name).config.params
    assert not params.vectors
    assert list(params.sparse_vectors) == ["s"]


def test_change_the_configuration(client, name):
    client.create_collection(
        name,
        vectors_config={"v": models.VectorParams(size=16, distance="Dot", on_disk=False)},
        sparse_vectors_config={"s": models.SparseVectorParams()},
        metadata={"kept": 1, "changed": 1},
    )
    assert client.update_collection(
        name,
        optimizers_config=models.OptimizersConfigDiff(indexing_threshold=123, max_optimization_threads=1),
        hnsw_config=models.HnswConfigDiff(m=12),
        metadata={"changed": 2, "new": [1]},
        strict_mode_config=models.StrictModeConfig(enabled=False, max_query_limit=77),
        timeout=20,
    )
    config = client.get_collection(name).config
    assert config.optimizer_config.indexing_threshold == 123
    assert config.optimizer_config.max_optimization_threads == 1
    assert config.optimizer_config.deleted_threshold == pytest.approx(0.2)
    assert (config.hnsw_config.m, config.hnsw_config.ef_construct) == (12, 100)
    assert config.metadata == {"kept": 1, "changed": 2, "new": [1]}
    assert config.strict_mode_config.max_query_limit == 77


def test_change_the_vectors(client, name):
    client.create_collection(name, vectors_config={"v": models.VectorParams(size=16, distance="Dot")})
    scalar = models.ScalarQuantization(scalar=models.ScalarQuantizationConfig(type="int8", always_ram=True))
    diff = {"v": models.VectorParamsDiff(hnsw_config=models.HnswConfigDiff(m=9), quantization_config=scalar)}
    client.update_collection(name, vectors_config=diff)
    result = client.get_collection(name).config.params.vectors["v"]
    assert result.hnsw_config.m == 9
    contains(result.quantization_config, scalar)
    client.update_collection(
        name, vectors_config={"v": models.VectorParamsDiff(quantization_config=models.Disabled.DISABLED)}
    )
    assert client.get_collection(name).config.params.vectors["v"].quantization_config is None


def test_change_the_parameters(client, name):
    client.create_collection(name, vectors_config=VECTOR)
    diff = models.CollectionParamsDiff(replication_factor=1, write_consistency_factor=1, read_fan_out_factor=2)
    client.update_collection(name, collection_params=diff)
    contains(client.get_collection(name).config.params, diff)


def test_points_are_counted(client, name):
    client.create_collection(name, vectors_config=VECTOR)
    client.upsert(name, [models.PointStruct(id=i, vector=[1, 2, 3, i]) for i in range(5)])
    assert client.get_collection(name).points_count == 5


def test_twice_is_a_conflict(client, name):
    client.create_collection(name, vectors_config=VECTOR)
    with refused(*EXISTS):
        client.create_collection(name, vectors_config=VECTOR)


def test_what_does_not_exist(client):
    with refused(*MISSING):
        client.get_collection("interop-nothing")
    with refused(*MISSING):
        client.update_collection("interop-nothing", hnsw_config=models.HnswConfigDiff(m=4))
    assert client.collection_exists("interop-nothing") is False
    assert client.delete_collection("interop-nothing") is False


@pytest.mark.parametrize("bad", ["a/b", "a\\b", "a*b", "a?b", "a<b", 'a"b', "a|b", "a:b", "x" * 256])
def test_a_bad_name_is_refused(client, bad):
    with refused(*BAD):
        client.create_collection(bad, vectors_config=VECTOR)


@pytest.mark.parametrize("odd", ["spä ße", "a%2Fb", "a+b", "a#b&c=d", "日本語", "x.y-z_1", "~", "x" * 255])
def test_an_odd_name_is_a_name(client, odd):
    client.create_collection(odd, vectors_config=VECTOR)
    try:
        assert client.collection_exists(odd)
        assert odd in [each.name for each in client.get_collections().collections]
        client.upsert(odd, [models.PointStruct(id=1, vector=[1, 0, 0, 0])])
        assert client.count(odd).count == 1
    finally:
        assert client.delete_collection(odd)


def test_a_vector_without_size_is_refused(client, name):
    with refused(*BAD):
        client.create_collection(name, vectors_config=models.VectorParams(size=0, distance="Dot"))
    assert not client.collection_exists(name)


def test_an_unknown_vector_cannot_be_changed(client, name):
    client.create_collection(name, vectors_config={"v": VECTOR})
    with refused((400, 404, 422), (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.NOT_FOUND)):
        client.update_collection(name, vectors_config={"w": models.VectorParamsDiff(on_disk=True)})
