"""Clients on every wire, fresh names, and a data set that is only read."""

import itertools
import os

import pytest
from qdrant_client import AsyncQdrantClient, QdrantClient

import recorder
from blocking import Blocking, Loop
from dataset import fill
from gateway import Gateway

# The last two go through a second gateway, which speaks the other wire to the first one.
WIRES = os.environ.get("INTEROP_WIRES", "rest grpc rest-over-grpc grpc-over-rest").split()
STYLES = ("sync", "async")
TIMEOUT = 30


def pytest_configure():
    if not os.environ.get("QDRANT_GATEWAY"):
        raise pytest.UsageError("QDRANT_GATEWAY names no program: start the tests with interop/run")
    recorder.start()


def pytest_collection_modifyitems(config, items):
    """What looks back on all tests comes last, and only if all were asked for."""
    last = [item for item in items if item.get_closest_marker("last")]
    items[:] = [item for item in items if item not in last]
    whole = not config.option.keyword and not config.option.file_or_dir and "INTEROP_WIRES" not in os.environ
    items.extend(last if whole else [])


def connect(gateway, prefer_grpc, kind=QdrantClient, **options):
    """An official client of a gateway."""
    options = {"timeout": TIMEOUT, "check_compatibility": False, "api_key": gateway.api_key, "https": False} | options
    return kind(
        host="127.0.0.1", port=gateway.rest_port, grpc_port=gateway.grpc_port, prefer_grpc=prefer_grpc, **options
    )


@pytest.fixture(scope="session")
def engine():
    """A gateway over the embedded engine."""
    gateway = Gateway()
    yield gateway
    assert gateway.stop() == 0, gateway.output()


@pytest.fixture(scope="session", params=WIRES)
def wire(request):
    """How the client reaches the engine."""
    return request.param


@pytest.fixture(scope="session")
def gateway(wire, engine):
    """The gateway that the client talks to."""
    if "-over-" not in wire:
        yield engine
        return
    bridge = Gateway(upstream=engine.grpc_url if wire.endswith("grpc") else engine.rest_url)
    yield bridge
    assert bridge.stop() == 0, bridge.output()


@pytest.fixture(scope="session")
def client(gateway, wire):
    """The official client."""
    client = connect(gateway, wire.startswith("grpc"))
    client.interop_wire = wire
    yield client
    client.close()


@pytest.fixture(scope="session")
def loop():
    """Where the asynchronous clients live."""
    loop = Loop()
    yield loop
    loop.stop()


@pytest.fixture(scope="session", params=STYLES)
def style(request):
    """Which of the two official clients is used."""
    return request.param


@pytest.fixture(scope="session")
def both(gateway, wire, style, client, loop):
    """The official client, and then the asynchronous one in its place."""
    if style == "sync":
        yield client
        return
    other = loop.run(connect, gateway, wire.startswith("grpc"), AsyncQdrantClient)
    other.interop_wire = wire
    yield Blocking(loop, other)
    loop.run(other.close)


_numbers = itertools.count()


@pytest.fixture
def name(client):
    """A name for a collection, which is deleted afterwards."""
    name = f"interop-{os.getpid()}-{next(_numbers)}"
    yield name
    client.delete_collection(name)


@pytest.fixture(scope="session")
def world(client, wire):
    """The name of the data set's collection on this wire; tests only read it."""
    name = f"world-{wire}"
    fill(client, name)
    yield name
    client.delete_collection(name)


@pytest.fixture(scope="session")
def oracle():
    """The same data set in the official client's own in-memory mode, under the name `world`."""
    client = QdrantClient(":memory:")
    fill(client, "world")
    yield client
    client.close()
