"""Remembers which methods of the official clients were called, and how."""

import functools
import importlib
import inspect
import pkgutil

from qdrant_client import AsyncQdrantClient, QdrantClient
from qdrant_client.http import api

# (method, style, wire) of the clients, and (api, method, style) of the generated ones below them.
CALLS = set()
LOW_LEVEL_CALLS = set()


def public(cls):
    """The names of the methods and properties of a client."""
    return sorted(
        name
        for name, value in inspect.getmembers(cls)
        if not name.startswith("_") and (callable(value) or isinstance(value, property))
    )


def generated():
    """The generated clients of one tag of the REST API each: (name, style, class)."""
    for module in pkgutil.iter_modules(api.__path__):
        for name, cls in vars(importlib.import_module(f"{api.__name__}.{module.name}")).items():
            for style in ("sync", "async"):
                if inspect.isclass(cls) and name.startswith(style.capitalize()):
                    yield module.name, style, cls


def generated_methods():
    """Every operation of the generated clients: (api, method)."""
    return sorted(
        (tag, name)
        for tag, style, cls in generated()
        for name, value in vars(cls).items()
        if style == "sync" and not name.startswith("_") and callable(value)
    )


def _watched(function, note):
    @functools.wraps(function)
    def watched(self, *args, **options):
        note(self)
        return function(self, *args, **options)

    return watched


def _note(style, name):
    def note(client):
        wire = client.__dict__.get("interop_wire")
        if wire is not None:
            CALLS.add((name, style, wire))

    return note


def _watch_client(cls, style):
    for name in public(cls):
        value = inspect.getattr_static(cls, name)
        note = _note(style, name)
        if isinstance(value, property):
            setattr(cls, name, property(_watched(value.fget, note)))
        elif inspect.isfunction(value):
            setattr(cls, name, _watched(value, note))


def _watch_generated():
    for tag, style, cls in generated():
        for name, value in list(vars(cls).items()):
            if not name.startswith("_") and inspect.isfunction(value):
                call = (tag, name, style)
                setattr(cls, name, _watched(value, lambda _, call=call: LOW_LEVEL_CALLS.add(call)))


def start():
    """Begins to watch."""
    _watch_client(QdrantClient, "sync")
    _watch_client(AsyncQdrantClient, "async")
    _watch_generated()
