"""What only the generated clients below the official ones have, and what they cannot read, as bare HTTP."""

import httpx
import pytest
from qdrant_client import models
from qdrant_client.http.exceptions import ResponseHandlingException

from judge import MISSING, UNSUPPORTED, refused, served


@pytest.fixture
def generated(both):
    return both.http


@pytest.fixture
def collection(both, name):
    both.create_collection(name, vectors_config={"d": models.VectorParams(size=2, distance="Dot")})
    point = models.PointStruct(id=1, vector={"d": [1, 2]}, payload={"n": 1})
    both.upsert(name, [point])
    return name


def test_a_point(generated, collection):
    """gRPC has no rpc for it, but one for several points, which a bridge takes."""
    point = generated.points_api.get_point(collection, 1, consistency="all", timeout=5).result
    assert (point.id, point.payload, point.vector) == (1, {"n": 1}, {"d": [1.0, 2.0]})
    with refused(*MISSING):
        generated.points_api.get_point(collection, 2)
    with refused(*MISSING):
        generated.points_api.get_point("interop-nothing", 1)


def test_telemetry(generated, collection, wire):
    options = {"anonymize": False, "details_level": 3, "timeout": 20}
    answer = served(wire, lambda: generated.service_api.telemetry(**options))
    if answer is not None:
        telemetry = answer.result
        assert telemetry.id and telemetry.app.name and telemetry.app.version
        assert telemetry.collections.number_of_collections >= 1
        assert collection in [each.id for each in telemetry.collections.collections]
        assert generated.service_api.telemetry().result.app.version == telemetry.app.version


def test_the_root(generated):
    info = generated.service_api.root()
    assert info.title and info.version


PROBES = {"healthz": "healthz check passed", "livez": "healthz check passed", "readyz": "all shards are ready"}


@pytest.mark.parametrize("probe, text", PROBES.items(), ids=PROBES.keys())
def test_text_that_the_official_client_cannot_read(generated, gateway, probe, text):
    with pytest.raises((ResponseHandlingException, ValueError)):
        getattr(generated.service_api, probe)()
    answer = httpx.get(f"{gateway.rest_url}/{probe}")
    assert (answer.status_code, answer.text) == (200, text)
    assert answer.headers["content-type"].startswith("text/plain")


def test_metrics(generated, collection, gateway, wire):
    with pytest.raises(Exception) as caught:
        generated.service_api.metrics(anonymize=True, timeout=20)
    answer = httpx.get(f"{gateway.rest_url}/metrics", params={"timeout": 20})
    if wire == "rest-over-grpc":
        assert answer.status_code == UNSUPPORTED[0]
        return
    assert isinstance(caught.value, (ResponseHandlingException, ValueError))
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain")
    lines = answer.text.splitlines()
    assert any(line.startswith("app_info{") for line in lines)
    assert any(line.startswith("collections_total ") for line in lines)
    assert any(line.startswith("# TYPE ") for line in lines)


def test_numbers_by_collection_are_refused(generated, gateway):
    """The engine does not count them."""
    with refused(*UNSUPPORTED):
        generated.service_api.telemetry(per_collection=True, details_level=3)
    answer = httpx.get(f"{gateway.rest_url}/metrics", params={"per_collection": "true"})
    assert answer.status_code == UNSUPPORTED[0]


def test_issues(generated, wire):
    answer = served(wire, lambda: generated.beta_api.get_issues())
    if answer is not None:
        assert answer["result"] == {"issues": []}
    answer = served(wire, lambda: generated.beta_api.clear_issues())
    if answer is not None:
        assert answer.result is True


@pytest.mark.parametrize(
    "method, arguments",
    [
        ("get_snapshot", ["x.snapshot"]),
        ("get_shard_snapshot", [0, "x.snapshot"]),
        ("stream_shard_snapshot", [0]),
    ],
)
def test_files_that_the_official_client_cannot_read(generated, collection, method, arguments, wire):
    """What there is it takes for JSON; `test_surface_snapshots.py` downloads it. What there is not is told."""
    call = getattr(generated.snapshots_api, method)
    if wire == "rest-over-grpc":
        served(wire, lambda: call(collection, *arguments))
    elif method == "stream_shard_snapshot":
        with pytest.raises((ResponseHandlingException, ValueError)):
            call(collection, *arguments)
    else:
        with refused(*MISSING):
            call(collection, *arguments)


def test_a_full_snapshot_that_is_not_there(generated, wire):
    if wire == "rest-over-grpc":
        served(wire, lambda: generated.snapshots_api.get_full_snapshot("x.snapshot"))
        return
    with refused(*MISSING):
        generated.snapshots_api.get_full_snapshot("x.snapshot")
