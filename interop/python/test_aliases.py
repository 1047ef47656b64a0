"""Aliases."""

import pytest
from qdrant_client import models

from judge import MISSING, refused

VECTOR = models.VectorParams(size=2, distance=models.Distance.DOT)


def create(collection, alias):
    operation = models.CreateAlias(collection_name=collection, alias_name=alias)
    return models.CreateAliasOperation(create_alias=operation)


def delete(alias):
    return models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=alias))


def rename(old, new):
    operation = models.RenameAlias(old_alias_name=old, new_alias_name=new)
    return models.RenameAliasOperation(rename_alias=operation)


@pytest.fixture
def two(client, name):
    other = f"{name}-other"
    client.create_collection(name, vectors_config=VECTOR)
    client.create_collection(other, vectors_config=VECTOR)
    yield name, other
    client.delete_collection(other)


def listed(client, collection):
    return sorted(each.alias_name for each in client.get_collection_aliases(collection).aliases)


def test_create_rename_delete(client, two):
    one, other = two
    assert client.update_collection_aliases([create(one, "interop-a"), create(one, "interop-b")], timeout=20) is True
    assert listed(client, one) == ["interop-a", "interop-b"]
    assert listed(client, other) == []
    everywhere = {(each.alias_name, each.collection_name) for each in client.get_aliases().aliases}
    assert {("interop-a", one), ("interop-b", one)} <= everywhere
    client.update_collection_aliases([rename("interop-a", "interop-c"), delete("interop-b")])
    assert listed(client, one) == ["interop-c"]
    client.update_collection_aliases([delete("interop-c")])
    assert listed(client, one) == []


def test_an_alias_stands_for_its_collection(client, two):
    one, _ = two
    client.update_collection_aliases([create(one, "interop-alias")])
    client.upsert("interop-alias", [models.PointStruct(id=1, vector=[1, 0])])
    assert client.count(one).count == 1
    assert client.query_points("interop-alias", query=[1.0, 0.0]).points[0].id == 1
    assert client.get_collection("interop-alias").points_count == 1
    assert client.collection_exists("interop-alias")
    assert "interop-alias" not in [each.name for each in client.get_collections().collections]


def test_an_alias_moves_in_one_step(client, two):
    one, other = two
    client.update_collection_aliases([create(one, "interop-live")])
    client.update_collection_aliases([delete("interop-live"), create(other, "interop-live")])
    assert listed(client, one) == []
    assert listed(client, other) == ["interop-live"]


def test_a_failed_step_changes_nothing(client, two):
    one, _ = two
    with refused(*MISSING):
        client.update_collection_aliases([create(one, "interop-x"), create("interop-nothing", "interop-y")])
    assert listed(client, one) == []


def test_aliases_go_with_their_collection(client, name):
    client.create_collection(name, vectors_config=VECTOR)
    client.update_collection_aliases([create(name, "interop-gone")])
    client.delete_collection(name)
    assert "interop-gone" not in [each.alias_name for each in client.get_aliases().aliases]
    assert client.collection_exists("interop-gone") is False


def test_an_alias_of_nothing_is_refused(client):
    with refused(*MISSING):
        client.update_collection_aliases([create("interop-nothing", "interop-z")])
