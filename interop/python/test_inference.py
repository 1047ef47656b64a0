"""Texts that the server embeds."""

import pytest
from qdrant_client import models

from conftest import connect
from judge import UNSUPPORTED, refused

TEXTS = {
    1: "The quick brown fox jumps over the lazy dog",
    2: "A fast train to Berlin",
    3: "Foxes and dogs are mammals",
}


def document(text, model="Qdrant/bm25", **options):
    return models.Document(text=text, model=model, options=options or None)


@pytest.fixture(scope="module")
def inferring(gateway, wire):
    client = connect(gateway, wire.startswith("grpc"), cloud_inference=True)
    yield client
    client.close()


@pytest.fixture
def collection(inferring, name):
    inferring.create_collection(
        name, sparse_vectors_config={"words": models.SparseVectorParams(modifier=models.Modifier.IDF)}
    )
    return name


def test_bm25(inferring, collection):
    inferring.upsert(
        collection,
        [models.PointStruct(id=number, vector={"words": document(text)}) for number, text in TEXTS.items()],
    )
    hits = inferring.query_points(collection, query=document("dog fox"), using="words").points
    # The stemmer takes "foxes" and "dogs" for "fox" and "dog".
    assert {hit.id for hit in hits} == {1, 3}
    assert all(hit.score > 0 for hit in hits)
    (record,) = inferring.retrieve(collection, [2], with_vectors=True)
    # "a" and "to" are stopwords.
    assert len(record.vector["words"].indices) == 3


def test_an_unknown_model_is_refused(inferring, collection):
    point = models.PointStruct(id=1, vector={"words": document("text", model="nobody/knows")})
    with refused(*UNSUPPORTED):
        inferring.upsert(collection, [point])
    assert inferring.count(collection).count == 0


def test_a_text_for_a_dense_vector_is_refused(inferring, name):
    inferring.create_collection(name, vectors_config={"d": models.VectorParams(size=4, distance="Dot")})
    with refused(*UNSUPPORTED):
        inferring.upsert(name, [models.PointStruct(id=1, vector={"d": document("some text")})])
    assert inferring.count(name).count == 0
