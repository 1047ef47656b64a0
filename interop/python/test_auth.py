"""API keys."""

import grpc
import httpx
import pytest
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse

from gateway import Gateway

KEY = "interop-key"


@pytest.fixture(scope="module")
def guarded():
    gateway = Gateway(api_key=KEY)
    yield gateway
    assert gateway.stop() == 0


def connect(gateway, prefer_grpc, key, **options):
    return QdrantClient(
        host="127.0.0.1",
        port=gateway.rest_port,
        grpc_port=gateway.grpc_port,
        prefer_grpc=prefer_grpc,
        api_key=key,
        https=False,
        check_compatibility=False,
        timeout=30,
        **options,
    )


@pytest.mark.parametrize("prefer_grpc", [False, True])
def test_the_right_key_opens(guarded, prefer_grpc):
    client = connect(guarded, prefer_grpc, KEY)
    name = f"interop-auth-{prefer_grpc}"
    client.create_collection(name, vectors_config=models.VectorParams(size=2, distance="Dot"))
    client.upsert(name, [models.PointStruct(id=1, vector=[1, 0])])
    assert client.query_points(name, query=[1.0, 0.0]).points[0].id == 1
    client.delete_collection(name)
    client.close()


@pytest.mark.parametrize("prefer_grpc", [False, True])
def test_a_bearer_token_opens(guarded, prefer_grpc):
    client = connect(guarded, prefer_grpc, None, auth_token_provider=lambda: KEY)
    assert client.get_collections().collections == []
    client.close()


@pytest.mark.parametrize("key", ["wrong", KEY + "x", KEY[:-1], "", None])
@pytest.mark.parametrize("prefer_grpc", [False, True])
def test_another_key_does_not(guarded, prefer_grpc, key):
    client = connect(guarded, prefer_grpc, key)
    with pytest.raises((UnexpectedResponse, grpc.RpcError)) as caught:
        client.get_collections()
    client.close()
    if prefer_grpc:
        assert caught.value.code() == grpc.StatusCode.UNAUTHENTICATED
        assert KEY not in caught.value.details()
    else:
        assert caught.value.status_code == 401
        assert KEY.encode() not in caught.value.content


def test_health_needs_no_key(guarded):
    for path in ("/", "/healthz", "/livez", "/readyz"):
        assert httpx.get(guarded.rest_url + path).status_code == 200
    client = connect(guarded, True, None)
    assert client.info().version
    client.close()


def test_an_unknown_route_tells_nothing_without_a_key(guarded):
    assert httpx.get(guarded.rest_url + "/collections/secret").status_code == 401
    assert httpx.delete(guarded.rest_url + "/collections/secret").status_code == 401


def test_the_key_is_not_logged(guarded):
    assert KEY not in guarded.output()
