"""The asynchronous client, with calls at the same time."""

import asyncio

import pytest
from qdrant_client import AsyncQdrantClient, models

from judge import MISSING, refused

VECTOR = models.VectorParams(size=4, distance=models.Distance.COSINE)


async def work(client, name):
    await client.create_collection(name, vectors_config=VECTOR)
    try:
        batches = [
            [models.PointStruct(id=b * 20 + i, vector=[1, b, i, 1], payload={"b": b}) for i in range(20)]
            for b in range(10)
        ]
        await asyncio.gather(*(client.upsert(name, batch, wait=True) for batch in batches))
        assert (await client.count(name)).count == 200
        answers = await asyncio.gather(
            *(
                client.query_points(
                    name,
                    query=[1.0, float(b), 3.0, 1.0],
                    query_filter=models.Filter(must=[models.FieldCondition(key="b", match={"value": b})]),
                    limit=5,
                )
                for b in range(10)
            )
        )
        for b, answer in enumerate(answers):
            assert [hit.payload["b"] for hit in answer.points] == [b] * 5
            assert answer.points[0].id == b * 20 + 3
        await client.set_payload(name, {"seen": True}, [0])
        (record,) = await client.retrieve(name, [0], with_vectors=True)
        assert record.payload == {"b": 0, "seen": True} and len(record.vector) == 4
        points, offset = await client.scroll(name, limit=150)
        assert len(points) == 150 and offset == 150
        with refused(*MISSING):
            await client.get_collection(name + "-nothing")
    finally:
        await client.delete_collection(name)


@pytest.mark.parametrize("prefer_grpc", [False, True])
def test_concurrent_work(engine, prefer_grpc):
    async def main():
        client = AsyncQdrantClient(
            host="127.0.0.1",
            port=engine.rest_port,
            grpc_port=engine.grpc_port,
            prefer_grpc=prefer_grpc,
            check_compatibility=False,
            timeout=30,
        )
        try:
            await work(client, f"interop-async-{prefer_grpc}")
        finally:
            await client.close()

    asyncio.run(main())
