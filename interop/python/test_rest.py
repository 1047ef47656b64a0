def test_an_unknown_key_of_a_filter_is_refused(base):
    body = {"filter": {"muts": [{"key": "a", "match": {"value": 1}}]}}
    answer = httpx.post(f"{base}/points/delete", json=body)
    assert answer.status_code in (400, 422)


def test_one_condition_needs_no_list(base):
    client.upsert(name, [models.PointStruct(id=i, vector=[i, 1], payload={"a": i}) for i in range(3)])
    body = {"filter": {"must": {"key": "a", "match": {"value": 1}}}}
    answer = httpx.post(f"{base}/points/count", json=body)
    assert answer.json()["result"] == {"count": 1}


def test_points_by_columns_and_raw_defaults(base):
    """Raw REST defaults: query answers without payload and vector, scroll with payload."""
    base = f"{base}/points"
    batch = {"batch": {"ids": [1, 2], "vectors": [[1, 0], [0, 1]], "payloads": [{"a": 1}, None]}}
    answer = httpx.put(base, params={"wait": "true"}, json=batch).json()
    assert answer["result"]["status"] == "completed"
    hit = httpx.post(base + "/query", json={"query": [1, 0], "limit": 1}).json()["result"]["points"][0]
    assert hit["id"] == 1 and hit["score"] == 1.0
    assert hit.get("payload") is None and hit.get("vector") is None
    page = httpx.post(base + "/scroll", json={"limit": 1}).json()["result"]
    assert page["points"][0]["payload"] == {"a": 1}
    assert page["points"][0].get("vector") is None
    assert page["next_page_offset"] == 2
    page = httpx.post(base + "/scroll", json={}).json()["result"]
    assert "next_page_offset" in page and page["next_page_offset"] is None
    record = httpx.post(base, json={"ids": [1], "with_payload": True, "with_vector": True}).json()["result"][0]
    assert record["vector"] == [1.0, 0.0]


def test_columns_of_different_lengths_are_refused(base):
    batch = {"batch": {"ids": [1, 2, 3], "vectors": [[1, 0], [0, 1]]}}
    answer = httpx.put(f"{base}/points", json=batch)
    assert answer.status_code in (400, 422)
    assert client.count(name).count == 0


def test_numbers_keep_their_kind_on_the_rest_wire(base):
    client.create_collection(name, vectors_config={})
    body = '{"points":[{"id":18446744073709551615,"vector":{},"payload":{"f":1.0,"i":1,"big":9007199254740993}}]}'
    answer = httpx.put(
        f"{base}/points?wait=true",
        content=body,
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 200, answer.text
    text = httpx.post(f"{base}/points/scroll", json={}).text
    assert "18446744073709551615" in text
    payload = json.loads(text)["result"]["points"][0]["payload"]
    assert payload == {"f": 1.0, "i": 1, "big": 9007199254740993}
    assert isinstance(payload["f"], float) and isinstance(payload["i"], int)


