"""A small collection with every kind of vector and payload."""

import uuid
import warnings

import numpy as np
from qdrant_client import models

DENSE = {
    "cosine": models.Distance.COSINE,
    "euclid": models.Distance.EUCLID,
    "dot": models.Distance.DOT,
    "manhattan": models.Distance.MANHATTAN,
}
SIZE = 6
COUNT = 60
CITIES = ["Berlin", "London", "Moscow", "Oslo"]
WORDS = ["red", "green", "blue", "slow", "fast", "car", "boat", "train"]
INDEXES = {
    "n": models.PayloadSchemaType.INTEGER,
    "price": models.PayloadSchemaType.FLOAT,
    "city": models.PayloadSchemaType.KEYWORD,
    "flag": models.PayloadSchemaType.BOOL,
    "when": models.PayloadSchemaType.DATETIME,
    "key": models.PayloadSchemaType.UUID,
    # Without an index the engine looks for the text as a whole, later servers and the in-memory mode for its words.
    "text": models.TextIndexParams(type="text", tokenizer="word", lowercase=True, phrase_matching=True),
}


def point_id(number):
    """Every fifth id is a UUID."""
    return str(uuid.UUID(int=number + 1)) if number % 5 == 4 else number


def sparse(random, dimensions=20, filled=6):
    indices = sorted(random.choice(dimensions, filled, replace=False).tolist())
    return models.SparseVector(indices=indices, values=random.uniform(0.1, 1, filled).round(4).tolist())


def dense(random):
    return random.uniform(-1, 1, SIZE).round(4).tolist()


def payload(number, random):
    value = {
        "n": number % 13,
        "price": round(float(random.uniform(0, 100)), 3),
        "city": CITIES[number % 4],
        "tags": [f"t{number % 3}", f"t{number % 7}"],
        "numbers": list(range(number % 5)),
        "flag": number % 3 == 0,
        "text": " ".join(random.choice(WORDS, 4).tolist()),
        "when": f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}T{number % 24:02}:30:00Z",
        "key": str(uuid.UUID(int=number % 4)),
        "place": {"lon": round(float(random.uniform(5, 15)), 4), "lat": round(float(random.uniform(45, 55)), 4)},
        "items": [{"size": number % 4, "colour": WORDS[number % 3]}, {"size": 9, "colour": "black"}],
        "deep": {"er": {"n": number}},
    }
    if number % 6 == 0:
        value["maybe"] = None
    elif number % 6 == 1:
        value["maybe"] = []
    elif number % 6 < 4:
        value["maybe"] = number
    return value


def points():
    """The points; the same at every call."""
    random = np.random.default_rng(7)
    result = []
    for number in range(COUNT):
        vectors = {name: dense(random) for name in DENSE}
        vectors["multi"] = [dense(random) for _ in range(number % 3 + 1)]
        vectors["idf"] = sparse(random)
        if number % 4:
            vectors["sparse"] = sparse(random)
        result.append(models.PointStruct(id=point_id(number), vector=vectors, payload=payload(number, random)))
    return result


def fill(client, name):
    """Creates and fills the collection."""
    vectors = {name: models.VectorParams(size=SIZE, distance=distance) for name, distance in DENSE.items()}
    vectors["multi"] = models.VectorParams(
        size=SIZE,
        distance=models.Distance.COSINE,
        multivector_config=models.MultiVectorConfig(comparator=models.MultiVectorComparator.MAX_SIM),
    )
    client.create_collection(
        name,
        vectors_config=vectors,
        sparse_vectors_config={
            "sparse": models.SparseVectorParams(),
            "idf": models.SparseVectorParams(modifier=models.Modifier.IDF),
        },
    )
    client.upsert(name, points())
    with warnings.catch_warnings():
        # Local mode has no indexes and says so.
        warnings.simplefilter("ignore")
        for field, schema in INDEXES.items():
            client.create_payload_index(name, field, schema)
