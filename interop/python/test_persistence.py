"""A gateway over a folder keeps its data."""

import pytest
from qdrant_client import models

from conftest import connect
from gateway import Gateway


@pytest.mark.parametrize("prefer_grpc", [False, True])
def test_data_survives_a_restart(tmp_path, prefer_grpc):
    gateway = Gateway(path=tmp_path)
    client = connect(gateway, prefer_grpc)
    client.create_collection(
        "kept", vectors_config=models.VectorParams(size=2, distance="Dot"), metadata={"owner": "interop"}
    )
    client.create_payload_index("kept", "n", models.PayloadSchemaType.INTEGER)
    client.upsert("kept", [models.PointStruct(id=i, vector=[i, 1], payload={"n": i}) for i in range(20)])
    alias = models.CreateAlias(collection_name="kept", alias_name="also")
    client.update_collection_aliases([models.CreateAliasOperation(create_alias=alias)])
    client.close()
    assert gateway.stop() == 0, gateway.output()

    gateway = Gateway(path=tmp_path)
    client = connect(gateway, prefer_grpc)
    assert client.count("also").count == 20
    info = client.get_collection("kept")
    assert info.config.metadata == {"owner": "interop"}
    assert info.payload_schema["n"].data_type == models.PayloadSchemaType.INTEGER
    assert client.query_points("kept", query=[1.0, 0.0], limit=1).points[0].id == 19
    client.upsert("kept", [models.PointStruct(id=5, vector=[500, 1])])
    assert client.query_points("kept", query=[1.0, 0.0], limit=1).points[0].id == 5
    client.close()
    assert gateway.stop() == 0, gateway.output()


def test_what_was_waited_for_survives_a_crash(tmp_path):
    gateway = Gateway(path=tmp_path)
    client = connect(gateway, prefer_grpc=False)
    client.create_collection("kept", vectors_config=models.VectorParams(size=2, distance="Dot"))
    for number in range(25):
        client.upsert("kept", [models.PointStruct(id=number, vector=[number, 1])], wait=True)
    client.delete("kept", [3], wait=True)
    client.set_payload("kept", {"a": 1}, [4], wait=True)
    gateway.process.kill()
    gateway.process.wait()
    client.close()

    gateway = Gateway(path=tmp_path)
    client = connect(gateway, prefer_grpc=False)
    assert sorted(point.id for point in client.scroll("kept", limit=100)[0]) == [n for n in range(25) if n != 3]
    assert client.retrieve("kept", [4])[0].payload == {"a": 1}
    client.close()
    assert gateway.stop() == 0, gateway.output()


def test_a_folder_has_one_gateway(tmp_path):
    first = Gateway(path=tmp_path)
    with pytest.raises(RuntimeError, match="did not start"):
        Gateway(path=tmp_path)
    client = connect(first, prefer_grpc=False)
    assert client.get_collections().collections == []
    client.close()
    assert first.stop() == 0
