"""How answers and errors are compared."""

from contextlib import contextmanager

import grpc
import pytest
from qdrant_client.http.exceptions import UnexpectedResponse

TOLERANCE = 1e-4


@contextmanager
def refused(status, code):
    """Expects an error: `status` over REST (one or several), `code` over gRPC."""
    with pytest.raises((UnexpectedResponse, grpc.RpcError)) as caught:
        yield caught
    error = caught.value
    if isinstance(error, UnexpectedResponse):
        assert error.status_code in ((status,) if isinstance(status, int) else status), error
        assert message(error)
    else:
        assert error.code() in ((code,) if isinstance(code, grpc.StatusCode) else code), error
        assert error.details()


def message(error):
    """What an error says."""
    if isinstance(error, UnexpectedResponse):
        return error.structured()["status"]["error"]
    return error.details()


BAD = ((400, 422), grpc.StatusCode.INVALID_ARGUMENT)
MISSING = (404, grpc.StatusCode.NOT_FOUND)
EXISTS = (409, grpc.StatusCode.ALREADY_EXISTS)
# What a gateway answers for the engine that has not got it; any other refusal is another fault.
UNSUPPORTED = (501, grpc.StatusCode.UNIMPLEMENTED)


def served(wire, call):
    """What is answered to a call that gRPC has no rpc for; nothing if the engine is behind gRPC, which must be said."""
    if wire == "rest-over-grpc":
        with refused(*UNSUPPORTED):
            call()
        return None
    return call()


def same_hits(ours, theirs):
    """Compares hits by score; among equal scores the order, and at the end the choice, is free."""
    assert len(ours) == len(theirs)
    ours_scores, their_scores = [hit.score for hit in ours], [hit.score for hit in theirs]
    assert ours_scores == pytest.approx(their_scores, abs=TOLERANCE, rel=TOLERANCE)
    known = {hit.id: hit for hit in theirs}
    last = their_scores[-1] if theirs else None
    for hit in ours:
        if hit.id in known:
            assert hit.score == pytest.approx(known[hit.id].score, abs=TOLERANCE, rel=TOLERANCE), hit.id
            assert (hit.payload or {}) == (known[hit.id].payload or {})
            same_vectors(hit.vector, known[hit.id].vector)
        else:
            assert hit.score == pytest.approx(last, abs=TOLERANCE, rel=TOLERANCE), f"{hit.id} is foreign"


def same_vectors(ours, theirs):
    """Compares vectors of any form up to float32."""
    if ours is None or theirs is None:
        assert not ours and not theirs
    elif isinstance(theirs, dict):
        assert ours.keys() == theirs.keys()
        for name, vector in theirs.items():
            same_vectors(ours[name], vector)
    elif hasattr(theirs, "indices"):
        assert list(ours.indices) == list(theirs.indices)
        assert list(ours.values) == pytest.approx(list(theirs.values), abs=1e-5)
    elif len(theirs) and isinstance(theirs[0], list):
        assert len(ours) == len(theirs)
        for ours_row, their_row in zip(ours, theirs):
            assert list(ours_row) == pytest.approx(list(their_row), abs=1e-5)
    else:
        assert list(ours) == pytest.approx(list(theirs), abs=1e-5)


def contains(whole, part, path=""):
    """Checks that `whole` has everything that `part` sets; models are compared as data."""
    whole, part = (value.model_dump(mode="json") if hasattr(value, "model_dump") else value for value in (whole, part))
    if isinstance(part, dict):
        assert isinstance(whole, dict), f"{path}: {whole!r}"
        for key, value in part.items():
            if value is not None:
                contains(whole.get(key), value, f"{path}.{key}")
    elif isinstance(part, float):
        assert whole == pytest.approx(part, rel=1e-6), path
    else:
        assert whole == part, path
