"""Requests that the official client does not make, as bare JSON."""

import httpx
import pytest


@pytest.fixture
def base(engine):
    """The address of a fresh collection of two dimensions."""
    url = f"{engine.rest_url}/collections/interop-rest"
    httpx.put(url, json={"vectors": {"size": 2, "distance": "Dot"}}).raise_for_status()
    yield url
    httpx.delete(url).raise_for_status()


def upsert(base, points):
    httpx.put(f"{base}/points", params={"wait": "true"}, json={"points": points}).raise_for_status()


def count(base):
    return httpx.post(f"{base}/points/count", json={}).json()["result"]["count"]


def test_an_unknown_key_of_a_filter_is_refused(base):
    upsert(base, [{"id": 1, "vector": [1, 0]}])
    body = {"filter": {"muts": [{"key": "a", "match": {"value": 1}}]}}
    answer = httpx.post(f"{base}/points/delete", json=body)
    assert answer.status_code in (400, 422)
    assert count(base) == 1


def test_an_empty_condition_is_refused(base):
    upsert(base, [{"id": 1, "vector": [1, 0]}])
    for condition in ({}, {"key": "a"}):
        answer = httpx.post(f"{base}/points/delete", params={"wait": "true"}, json={"filter": {"must": [condition]}})
        if condition or answer.status_code != 200:
            assert answer.status_code in (400, 422)
            assert count(base) == 1


def test_one_condition_needs_no_list(base):
    upsert(base, [{"id": i, "vector": [i, 1], "payload": {"a": i}} for i in range(3)])
    body = {"filter": {"must": {"key": "a", "match": {"value": 1}}}}
    assert httpx.post(f"{base}/points/count", json=body).json()["result"] == {"count": 1}


def test_columns_and_defaults(base):
    """A query answers without payload and vector, a scroll with payload, unless it is told."""
    base = f"{base}/points"
    batch = {"batch": {"ids": [1, 2], "vectors": [[1, 0], [0, 1]], "payloads": [{"a": 1}, None]}}
    answer = httpx.put(base, params={"wait": "true"}, json=batch).json()
    assert answer["result"]["status"] == "completed"
    hit = httpx.post(base + "/query", json={"query": [1, 0], "limit": 1}).json()["result"]["points"][0]
    assert hit["id"] == 1 and hit["score"] == 1.0
    # Our models do not tell a payload that is empty from one that was not asked for.
    assert not hit.get("payload") and hit.get("vector") is None
    page = httpx.post(base + "/scroll", json={"limit": 1}).json()["result"]
    assert page["points"][0]["payload"] == {"a": 1}
    assert page["points"][0].get("vector") is None
    assert page["next_page_offset"] == 2
    page = httpx.post(base + "/scroll", json={}).json()["result"]
    assert page.get("next_page_offset") is None
    record = httpx.post(base, json={"ids": [1], "with_payload": True, "with_vector": True}).json()["result"][0]
    assert record["vector"] == [1.0, 0.0]


def test_columns_of_different_lengths_are_refused(base):
    for batch in (
        {"ids": [1, 2, 3], "vectors": [[1, 0], [0, 1]]},
        {"ids": [1], "vectors": [[1, 0], [0, 1]]},
        {"ids": [1, 2], "vectors": [[1, 0], [0, 1]], "payloads": [{}]},
    ):
        answer = httpx.put(f"{base}/points", json={"batch": batch})
        assert answer.status_code in (400, 422)
    assert count(base) == 0


def test_numbers_keep_their_kind(base):
    body = '{"points":[{"id":18446744073709551615,"vector":{},"payload":{"f":1.0,"i":1,"big":9007199254740993}}]}'
    headers = {"content-type": "application/json"}
    answer = httpx.put(f"{base}/points?wait=true", content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    answer = httpx.post(f"{base}/points/scroll", json={})
    assert "18446744073709551615" in answer.text
    payload = answer.json()["result"]["points"][0]["payload"]
    assert payload == {"f": 1.0, "i": 1, "big": 9007199254740993}
    assert isinstance(payload["f"], float) and isinstance(payload["i"], int)


def test_writes_answer_with_number_and_status(base):
    answer = httpx.put(f"{base}/points", params={"wait": "true"}, json={"points": [{"id": 1, "vector": [1, 0]}]})
    assert answer.headers["content-type"].startswith("application/json")
    body = answer.json()
    assert body["status"] == "ok" and body["time"] >= 0
    assert body["result"]["status"] == "completed" and isinstance(body["result"]["operation_id"], int)


def test_an_error_has_the_envelope(base):
    answer = httpx.put(f"{base}/points", json={"points": [{"id": 1, "vector": [1, 0, 3]}]})
    assert answer.status_code == 400
    assert set(answer.json()) >= {"status", "time"}
    assert isinstance(answer.json()["status"]["error"], str)


def test_bodies_that_are_wrong(base):
    for body in ({"points": [{"id": -1, "vector": [1, 0]}]}, {"points": [{"id": "x", "vector": [1, 0]}]}, {}, []):
        assert httpx.put(f"{base}/points", json=body).status_code in (400, 422), body
    for body in ({"query": [1, 0], "limit": -1}, {"query": {"fusion": "nothing"}}, {"query": [1, 0], "limit": 0}):
        assert httpx.post(f"{base}/points/query", json=body).status_code in (400, 422), body
    assert httpx.put(f"{base}/points", params={"wait": "perhaps"}, json={"points": []}).status_code == 400


def test_a_sparse_vector_without_a_name_is_refused(base):
    point = {"id": 1, "vector": {"indices": [1], "values": [0.5]}}
    assert httpx.put(f"{base}/points", json={"points": [point]}).status_code in (400, 422)


def test_compressed_answers(base):
    upsert(base, [{"id": i, "vector": [i, 1], "payload": {"text": "again and again " * 20}} for i in range(50)])
    plain = httpx.post(f"{base}/points/scroll", json={"limit": 50}, headers={"accept-encoding": "identity"})
    squeezed = httpx.post(f"{base}/points/scroll", json={"limit": 50}, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert plain.json()["result"] == squeezed.json()["result"]


def test_a_large_body(base):
    points = [{"id": i, "vector": [i, 1], "payload": {"text": "x" * 1000}} for i in range(5000)]
    upsert(base, points)
    assert count(base) == 5000


def test_an_encoded_path(engine):
    url = f"{engine.rest_url}/collections/interop%20%2B%20space"
    httpx.put(url, json={"vectors": {"size": 2, "distance": "Dot"}}).raise_for_status()
    names = [each["name"] for each in httpx.get(f"{engine.rest_url}/collections").json()["result"]["collections"]]
    assert "interop + space" in names
    assert httpx.delete(url).json()["result"] is True
