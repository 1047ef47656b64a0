"""Looks back on all tests: every public method of the official clients was called, on every wire, by both clients."""

import inspect

import pytest
from qdrant_client import AsyncQdrantClient, QdrantClient

import recorder
from conftest import STYLES, WIRES

pytestmark = pytest.mark.last

# What is not called, and why.
LOCAL = "asks no server: it tells what an embedding library has, which is not installed"
EXCLUDED = {
    "DEFAULT_BATCH_SIZE": "a number",
    "get_embedding_size": LOCAL,
    "list_image_models": LOCAL,
    "list_late_interaction_multimodal_models": LOCAL,
    "list_late_interaction_text_models": LOCAL,
    "list_sparse_models": LOCAL,
    "list_text_models": LOCAL,
}
EXCLUDED_FOR_ASYNC = {"migrate": "the asynchronous client says that it cannot"}


@pytest.mark.parametrize("style, cls", zip(STYLES, (QdrantClient, AsyncQdrantClient)))
@pytest.mark.parametrize("wire", WIRES)
def test_every_public_method_was_called(style, cls, wire):
    methods = set(recorder.public(cls)) | {name for name, _ in inspect.getmembers(cls) if not name.startswith("_")}
    assert set(EXCLUDED) <= methods
    wanted = methods - set(EXCLUDED) - (set(EXCLUDED_FOR_ASYNC) if style == "async" else set())
    assert len(wanted) > 60
    assert {name for name in wanted if (name, style, wire) not in recorder.CALLS} == set()


@pytest.mark.parametrize("style", STYLES)
def test_every_method_of_the_generated_clients_was_called(style):
    methods = recorder.generated_methods()
    assert len(methods) == 69
    assert [call for call in methods if (*call, style) not in recorder.LOW_LEVEL_CALLS] == []
