"""Version, health, routes, and the manners of HTTP."""

import warnings

import grpc
import httpx
import pytest
from qdrant_client import QdrantClient, models

from conftest import connect
from judge import refused


def test_info_has_title_and_version(client):
    info = client.info()
    assert info.title
    assert len(info.version.split(".")) == 3


@pytest.mark.parametrize("prefer_grpc", [False, True])
def test_the_compatibility_check_is_content(engine, prefer_grpc):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        client = connect(engine, prefer_grpc, check_compatibility=True)
        client.get_collections()
        client.close()
    assert [str(w.message) for w in caught if "version" in str(w.message)] == []


@pytest.mark.parametrize("path", ["/healthz", "/livez", "/readyz"])
def test_health_is_plain_text(engine, path):
    answer = httpx.get(engine.rest_url + path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text


@pytest.mark.parametrize("path", ["/healthz", "/livez", "/readyz"])
def test_health_on_every_way(gateway, path):
    assert httpx.get(gateway.rest_url + path).status_code == 200


def test_the_root_is_not_enveloped(engine):
    answer = httpx.get(engine.rest_url + "/").json()
    assert answer["title"] and answer["version"]
    assert "result" not in answer


def test_answers_are_enveloped(engine):
    answer = httpx.get(engine.rest_url + "/collections").json()
    assert answer["status"] == "ok"
    assert answer["time"] >= 0
    assert isinstance(answer["result"]["collections"], list)


def test_an_unknown_route_is_404(engine):
    assert httpx.get(engine.rest_url + "/no/such/route").status_code == 404
    assert httpx.post(engine.rest_url + "/collections/c/points/nothing/more", json={}).status_code == 404


def test_an_unknown_method_of_a_route_is_refused(engine):
    assert httpx.delete(engine.rest_url + "/collections").status_code in (404, 405)


def test_an_unknown_rpc_is_unimplemented(engine):
    with grpc.insecure_channel(f"127.0.0.1:{engine.grpc_port}") as channel:
        call = channel.unary_unary("/qdrant.Points/Nothing")
        with pytest.raises(grpc.RpcError) as caught:
            call(b"", timeout=10)
    assert caught.value.code() == grpc.StatusCode.UNIMPLEMENTED


def test_a_message_that_is_none_is_refused(engine):
    with grpc.insecure_channel(f"127.0.0.1:{engine.grpc_port}") as channel:
        with pytest.raises(grpc.RpcError) as caught:
            channel.unary_unary("/qdrant.Points/Upsert")(b"\xff\xff\xff", timeout=10)
    assert caught.value.code() in (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.INTERNAL)


def test_a_body_that_is_no_json_is_400(engine):
    answer = httpx.put(
        engine.rest_url + "/collections/c", content=b"{", headers={"content-type": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.json()["status"]["error"]


def test_compressed_messages(engine):
    client = QdrantClient(
        host="127.0.0.1",
        port=engine.rest_port,
        grpc_port=engine.grpc_port,
        prefer_grpc=True,
        grpc_compression=grpc.Compression.Gzip,
        check_compatibility=False,
        timeout=30,
    )
    client.create_collection("interop-gzip", vectors_config=models.VectorParams(size=64, distance="Dot"))
    try:
        client.upsert("interop-gzip", [models.PointStruct(id=i, vector=[0.5] * 64) for i in range(100)])
        assert client.count("interop-gzip").count == 100
        assert len(client.scroll("interop-gzip", limit=100, with_vectors=True)[0]) == 100
    finally:
        client.delete_collection("interop-gzip")
        client.close()


def test_wrong_arguments_of_the_address_are_refused(engine):
    base = f"{engine.rest_url}/collections"
    assert httpx.delete(f"{base}/nothing", params={"timeout": "soon"}).status_code == 400


def test_an_error_answer_names_the_collection(client):
    with refused(404, grpc.StatusCode.NOT_FOUND) as caught:
        client.get_collection("interop-nowhere")
    assert "interop-nowhere" in str(caught.value)
