"""Every request that the REST transport can send is one that the official client could send.

`interop/rust/emit` draws the requests; `request_rules.py` judges them by the models of the official client, which
refuse what they do not know. The operations that the official client has given up are judged by the last release that
had them.
"""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import qdrant_client

HERE = Path(__file__).parent
CLIENT = Path(qdrant_client.__file__).parent
GIVEN_UP = {
    *("search_points", "search_batch_points", "search_points_groups"),
    *("recommend_points", "recommend_batch_points", "recommend_points_groups"),
    *("discover_points", "discover_batch_points"),
}
# Below these keys anything may stand.
FREE = {"payload", "payloads", "metadata", "options", "defaults", "image", "object", "abort_resharding"}
# What the official client can say and the transport never does, and why.
UNUSED = {
    "Batch.": "points are sent as a list of points, never as columns",
    "PointsBatch.": "points are sent as a list of points, never as columns",
    "Bm25Config.": "the options of a model are a free object",
    "PayloadSelectorInclude.include": "what to include is sent as a list, which means the same",
}


def judge(operations, lines):
    """What `request_rules.py` finds."""
    environment = dict(os.environ)
    if operations <= GIVEN_UP:
        environment |= {"PYTHONPATH": os.environ["QDRANT_OLD_CLIENT"], "QDRANT_NEWER_CLIENT": str(CLIENT)}
    command = [sys.executable, str(HERE / "request_rules.py"), *sorted(operations)]
    done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def requests():
    """The lines of the emitter by operation."""
    result = {}
    for line in Path(os.environ["QDRANT_REQUESTS"]).open():
        result.setdefault(json.loads(line)["operation"], []).append(line.rstrip("\n"))
    return result


def judged(lines_of):
    """Judges lines by operation, the old and the new ones at the same time."""
    sets = [set(lines_of) - GIVEN_UP, set(lines_of) & GIVEN_UP]
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda one: judge(one, [line for each in one for line in lines_of[each]]), sets))


@pytest.fixture(scope="module")
def verdicts(requests):
    return judged(requests)


def test_every_operation_is_judged(requests, verdicts):
    counts = Counter()
    for verdict in verdicts:
        assert verdict["unjudged"] == []
        counts.update(verdict["counts"])
    assert counts == {operation: len(lines) for operation, lines in requests.items()}
    assert len(counts) >= 77 and min(counts.values()) >= 200


def test_every_request_is_one_of_the_official_client(verdicts):
    for verdict in verdicts:
        assert verdict["failures"] == []


def test_every_field_every_value_and_every_parameter_is_sent(verdicts):
    stale = set(UNUSED)
    for verdict in verdicts:
        for unused in verdict["unused"]:
            reasons = {known for known in UNUSED if unused.startswith(known)}
            assert reasons, f"{unused} is never sent"
            stale -= reasons
    assert not stale


def odd(request, chance):
    """The same request with something that the official client does not know."""
    request = json.loads(request)
    where = chance.choice(["path", "query", "body", "body", "body"])
    if where == "path":
        return request | {"path": request["path"] + "/interop"}
    body = request["body"]
    if where == "query" or body is None or "form" in body:
        return request | {"query": "&".join(filter(None, [request["query"], "interop=1"]))}
    objects = []
    collect(body, objects)
    chance.choice(objects)["interop"] = 1
    return request


def collect(value, objects):
    if isinstance(value, dict):
        objects.append(value)
        for key, inner in value.items():
            if key not in FREE:
                collect(inner, objects)
    elif isinstance(value, list):
        for inner in value:
            collect(inner, objects)


def test_the_judge_sees_what_is_odd(requests):
    chance = random.Random(1)
    lines = {operation: [json.dumps(odd(line, chance)) for line in lines[:20]] for operation, lines in requests.items()}
    for verdict in judged(lines):
        assert len(verdict["failures"]) == sum(verdict["counts"].values())
