"""Facets."""

import uuid

import pytest
from qdrant_client import models

from dataset import CITIES
from judge import BAD, MISSING, refused


def counted(answer):
    return {hit.value: hit.count for hit in answer.hits}


@pytest.mark.parametrize("key", ["city", "n", "flag", "key"])
@pytest.mark.parametrize("exact", [True, False])
def test_counts(client, world, oracle, key, exact):
    ours = client.facet(world, key, exact=exact, limit=50, timeout=20)
    assert counted(ours) == counted(oracle.facet("world", key, exact=True, limit=50))
    counts = [hit.count for hit in ours.hits]
    assert counts == sorted(counts, reverse=True)


def test_values_keep_their_type(client, world):
    assert {type(hit.value) for hit in client.facet(world, "city").hits} == {str}
    assert {type(hit.value) for hit in client.facet(world, "n").hits} == {int}
    assert {type(hit.value) for hit in client.facet(world, "flag").hits} == {bool}
    assert {uuid.UUID(str(hit.value)) for hit in client.facet(world, "key").hits} == {
        uuid.UUID(int=number) for number in range(4)
    }


def test_filter_and_limit(client, world, oracle):
    few = models.Filter(must=[models.FieldCondition(key="n", range=models.Range(lt=4))])
    ours = client.facet(world, "city", facet_filter=few, exact=True)
    assert counted(ours) == counted(oracle.facet("world", "city", facet_filter=few, exact=True))
    limited = client.facet(world, "city", limit=2, exact=True).hits
    assert len(limited) == 2 and {hit.value for hit in limited} <= set(CITIES)


def test_without_an_index_it_is_refused(client, world):
    with refused(*BAD):
        client.facet(world, "deep.er.n")
    with refused(*MISSING):
        client.facet("interop-nothing", "city")
