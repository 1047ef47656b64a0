"""Queries of every kind, judged by the official client's in-memory mode where it can."""

import numpy as np
import pytest
from qdrant_client import models

from dataset import DENSE, SIZE, dense, point_id, sparse
from judge import BAD, MISSING, UNSUPPORTED, message, refused, same_hits, same_vectors

RANDOM = np.random.default_rng(11)
VECTOR = dense(RANDOM)
OTHER = dense(RANDOM)
MULTI = [dense(RANDOM), dense(RANDOM)]
SPARSE = sparse(RANDOM, filled=8)
A, B, C, D = (point_id(number) for number in (3, 9, 13, 24))
CITY = models.Filter(must=[models.FieldCondition(key="city", match=models.MatchAny(any=["Oslo", "Berlin"]))])
MULTIPLY = models.MultExpression(mult=["$score", "price"])


def prefetch(using="cosine", query=None, limit=15, **more):
    return models.Prefetch(query=VECTOR if query is None else query, using=using, limit=limit, **more)


def condition(key, value):
    return models.FieldCondition(key=key, match=models.MatchValue(value=value))


TWO = [prefetch(), prefetch("sparse", SPARSE)]
PAIRS = [models.ContextPair(positive=A, negative=B), models.ContextPair(positive=VECTOR, negative=C)]


def recommend(using="cosine", **options):
    return {"query": models.RecommendQuery(recommend=models.RecommendInput(**options)), "using": using}


def formula(expression, defaults=None):
    return {"query": models.FormulaQuery(formula=expression, defaults=defaults), "prefetch": prefetch()}


def decay(kind, **more):
    params = models.DecayParamsExpression(x="price", target=40.0, scale=25.0, midpoint=0.4)
    return formula(kind(**{next(iter(kind.model_fields)): params}), {"price": 0.0}, **more)


QUERIES = {
    **{f"nearest {name}": {"query": VECTOR, "using": name} for name in DENSE},
    "nearest query object": {"query": models.NearestQuery(nearest=VECTOR), "using": "cosine"},
    "nearest multi": {"query": MULTI, "using": "multi"},
    "nearest sparse": {"query": SPARSE, "using": "sparse"},
    "nearest idf": {"query": SPARSE, "using": "idf"},
    "nearest by number": {"query": A, "using": "cosine"},
    "nearest by uuid": {"query": B, "using": "euclid"},
    "nearest multi by id": {"query": A, "using": "multi"},
    "nearest sparse by id": {"query": A, "using": "sparse"},
    "filter": {"query": VECTOR, "using": "cosine", "query_filter": CITY},
    "offset": {"query": VECTOR, "using": "cosine", "offset": 7, "limit": 5},
    "offset beyond the end": {"query": VECTOR, "using": "cosine", "offset": 500},
    "threshold": {"query": VECTOR, "using": "cosine", "score_threshold": 0.3, "limit": 50},
    "threshold of a distance": {"query": VECTOR, "using": "euclid", "score_threshold": 1.5, "limit": 50},
    "exact": {"query": VECTOR, "using": "dot", "search_params": models.SearchParams(exact=True)},
    "parameters": {
        "query": VECTOR,
        "using": "dot",
        "search_params": models.SearchParams(
            hnsw_ef=64,
            exact=False,
            indexed_only=False,
            quantization=models.QuantizationSearchParams(ignore=True, rescore=True, oversampling=2.0),
            acorn=models.AcornSearchParams(enable=False, max_selectivity=0.4),
        ),
    },
    "recommend": recommend(positive=[A, B], negative=[C]),
    "recommend vectors": recommend(positive=[VECTOR, A], negative=[OTHER], strategy="average_vector"),
    "recommend best score": recommend(positive=[A], negative=[C, D], strategy="best_score"),
    "recommend sum of scores": recommend(positive=[A, VECTOR], negative=[C], strategy="sum_scores"),
    "recommend only negative": recommend(negative=[A, C], strategy="best_score"),
    "recommend multi": recommend("multi", positive=[A, B], strategy="best_score"),
    "recommend sparse": recommend("sparse", positive=[A, B], negative=[C], strategy="sum_scores"),
    "recommend another vector": {
        **recommend("cosine", positive=[A]),
        "lookup_from": models.LookupLocation(collection="world", vector="dot"),
    },
    "discover": {
        "query": models.DiscoverQuery(discover=models.DiscoverInput(target=D, context=PAIRS)),
        "using": "cosine",
    },
    "discover by vector": {
        "query": models.DiscoverQuery(discover=models.DiscoverInput(target=VECTOR, context=PAIRS[0])),
        "using": "euclid",
    },
    "discover without context": {
        "query": models.DiscoverQuery(discover=models.DiscoverInput(target=VECTOR, context=[])),
        "using": "cosine",
    },
    "context": {"query": models.ContextQuery(context=PAIRS), "using": "cosine", "limit": 60},
    "rrf": {"query": models.FusionQuery(fusion=models.Fusion.RRF), "prefetch": TWO},
    "dbsf": {"query": models.FusionQuery(fusion=models.Fusion.DBSF), "prefetch": TWO},
    "rrf with k": {"query": models.RrfQuery(rrf=models.Rrf(k=20)), "prefetch": TWO},
    "rrf with weights": {"query": models.RrfQuery(rrf=models.Rrf(weights=[3.0, 1.0])), "prefetch": TWO},
    "rescoring": {"query": OTHER, "using": "euclid", "prefetch": prefetch(limit=20)},
    "prefetch in a prefetch": {
        "query": models.FusionQuery(fusion=models.Fusion.RRF),
        "prefetch": [
            prefetch("dot", OTHER, prefetch=[prefetch(limit=30), prefetch("idf", SPARSE, limit=30)]),
            prefetch("manhattan", filter=CITY, params=models.SearchParams(exact=True)),
        ],
    },
    "prefetch with a threshold": {
        "query": VECTOR,
        "using": "cosine",
        "limit": 50,
        "prefetch": prefetch("cosine", score_threshold=0.4, limit=40),
    },
    "filter after prefetch": {"query": VECTOR, "using": "dot", "prefetch": TWO, "query_filter": CITY},
    "mmr": {
        "query": models.NearestQuery(nearest=VECTOR, mmr=models.Mmr(diversity=0.4, candidates_limit=30)),
        "using": "cosine",
        "limit": 8,
    },
    "formula of score and payload": formula(models.SumExpression(sum=["$score", MULTIPLY, 1.5]), {"price": 0.0}),
    "formula of a condition": formula(models.SumExpression(sum=["$score", condition("city", "Oslo")])),
    "formula of two prefetches": {
        "query": models.FormulaQuery(
            formula=models.SumExpression(sum=["$score[0]", models.MultExpression(mult=[0.5, "$score[1]"])]),
            defaults={"$score[0]": 0.0, "$score[1]": 0.0},
        ),
        "prefetch": TWO,
    },
    "formula with arithmetic": formula(
        models.SumExpression(
            sum=[
                models.NegExpression(neg=models.AbsExpression(abs="$score")),
                models.DivExpression(div=models.DivParams(left="price", right="n", by_zero_default=2.0)),
                models.SqrtExpression(sqrt="price"),
                models.PowExpression(pow=models.PowParams(base=models.SumExpression(sum=["n", 1.0]), exponent=1.5)),
                models.ExpExpression(exp="$score"),
                models.Log10Expression(log10=models.SumExpression(sum=["price", 1.0])),
                models.LnExpression(ln=models.SumExpression(sum=["price", 1.0])),
            ]
        ),
        {"price": 1.0, "n": 0.0},
    ),
    "formula of a distance on earth": formula(
        models.MultExpression(
            mult=[
                0.001,
                models.GeoDistance(
                    geo_distance=models.GeoDistanceParams(origin=models.GeoPoint(lon=10, lat=50), to="place")
                ),
            ]
        )
    ),
    "formula of dates": formula(
        models.ExpDecayExpression(
            exp_decay=models.DecayParamsExpression(
                x=models.DatetimeKeyExpression(datetime_key="when"),
                target=models.DatetimeExpression(datetime="2024-06-01T00:00:00Z"),
                scale=86400.0 * 60,
            )
        )
    ),
    "exponential decay": decay(models.ExpDecayExpression),
    "gauss decay": decay(models.GaussDecayExpression),
    "linear decay": decay(models.LinDecayExpression),
    "relevance feedback": {
        "query": models.RelevanceFeedbackQuery(
            relevance_feedback=models.RelevanceFeedbackInput(
                target=VECTOR,
                feedback=[models.FeedbackItem(example=A, score=0.9), models.FeedbackItem(example=B, score=0.1)],
                strategy=models.NaiveFeedbackStrategy(naive=models.NaiveFeedbackStrategyParams(a=0.5, b=0.3, c=0.2)),
            )
        ),
        "using": "cosine",
    },
    "maximum": formula(models.MaxExpression(max=["$score", 0.2])),
    "minimum": formula(models.MinExpression(min=["$score", 0.2])),
    "acosh": formula(models.AcoshExpression(acosh=models.SumExpression(sum=["price", 2.0])), {"price": 0.0}),
    "idf of everything": {
        "query": SPARSE,
        "using": "idf",
        "search_params": models.SearchParams(idf=models.IdfScope.GLOBAL),
    },
}

# Newer than the engine, with what the refusal names.
NEWER = {
    "idf of a corpus": (
        "params.idf.corpus",
        {
            "query": SPARSE,
            "using": "idf",
            "search_params": models.SearchParams(idf=models.IdfCorpusParams(corpus=CITY)),
        },
    ),
    "text": ("query.text", {"query": models.TextQuery(text="red car"), "using": "text"}),
}


def run(client, collection, query):
    query = dict(query)
    if "lookup_from" in query:
        query["lookup_from"] = query["lookup_from"].model_copy(update={"collection": collection})
    return client.query_points(collection, **query).points


@pytest.mark.parametrize("case", QUERIES)
def test_query(client, world, oracle, case):
    same_hits(run(client, world, QUERIES[case]), run(oracle, "world", QUERIES[case]))


@pytest.mark.parametrize("case", NEWER)
def test_what_is_newer_than_the_engine_is_refused_by_name(client, world, case):
    field, query = NEWER[case]
    with refused(*UNSUPPORTED) as caught:
        run(client, world, query)
    assert field in message(caught.value)


def test_a_multivector_takes_one_vector(client, world):
    one = client.query_points(world, query=VECTOR, using="multi").points
    same_hits(one, client.query_points(world, query=[VECTOR], using="multi").points)


def test_a_batch_is_its_queries(client, world, oracle):
    def requests():
        yield models.QueryRequest(query=VECTOR, using="cosine", limit=5, with_payload=True)
        yield models.QueryRequest(query=SPARSE, using="sparse", filter=CITY, with_payload=["n"], with_vector=["dot"])
        yield models.QueryRequest(query=models.FusionQuery(fusion="rrf"), prefetch=TWO, limit=7, offset=2)
        yield models.QueryRequest(query=A, using="euclid", score_threshold=2.0, params=models.SearchParams(exact=True))

    ours = client.query_batch_points(world, list(requests()), timeout=20)
    theirs = oracle.query_batch_points("world", list(requests()))
    assert len(ours) == 4
    for our_answer, their_answer in zip(ours, theirs):
        same_hits(our_answer.points, their_answer.points)
    assert not ours[3].points[0].payload


def test_an_empty_batch(client, world):
    assert client.query_batch_points(world, []) == []


def test_no_query_is_by_id(client, world):
    hits = client.query_points(world, limit=4).points
    assert [hit.id for hit in hits] == [0, 1, 2, 3]


def test_selectors(client, world):
    hit = client.query_points(world, query=A, using="cosine", limit=1, with_payload=["n"], with_vectors=["dot"])
    (point,) = hit.points
    assert list(point.payload) == ["n"] and list(point.vector) == ["dot"]
    (point,) = client.query_points(
        world,
        query=A,
        using="cosine",
        limit=1,
        with_payload=models.PayloadSelectorExclude(exclude=["n", "items"]),
        with_vectors=True,
    ).points
    assert "n" not in point.payload and "items" not in point.payload and "city" in point.payload
    assert set(point.vector) >= {*DENSE, "multi", "idf"}
    assert len(point.vector["euclid"]) == SIZE
    (point,) = client.query_points(world, query=A, using="cosine", limit=1, with_payload=False).points
    assert not point.payload and not point.vector


def test_vectors_of_hits_are_those_of_the_points(client, world):
    hits = client.query_points(world, query=VECTOR, using="cosine", limit=5, with_vectors=True).points
    records = client.retrieve(world, [hit.id for hit in hits], with_vectors=True)
    for hit, record in zip(hits, records):
        assert hit.id == record.id and hit.payload == record.payload
        same_vectors(hit.vector, record.vector)


@pytest.mark.parametrize("direction", list(models.Direction))
def test_order_by(client, world, direction):
    order = models.OrderByQuery(order_by=models.OrderBy(key="n", direction=direction, start_from=6))
    hits = client.query_points(world, query=order, limit=12).points
    values = [hit.payload["n"] for hit in hits]
    assert values == sorted(values, reverse=direction == models.Direction.DESC)
    assert values[0] == 6 and len(values) == 12


def test_order_by_a_key_only(client, world):
    hits = client.query_points(world, query=models.OrderByQuery(order_by="price"), limit=5).points
    values = [hit.payload["price"] for hit in hits]
    assert values == sorted(values)


def test_order_by_without_an_index_is_refused(client, world):
    with refused(*BAD):
        client.query_points(world, query=models.OrderByQuery(order_by="deep.er.n"))


def test_a_sample(client, world):
    query = models.SampleQuery(sample=models.Sample.RANDOM)
    samples = [[hit.id for hit in client.query_points(world, query=query, limit=10).points] for _ in range(4)]
    assert all(len(set(sample)) == 10 for sample in samples)
    assert len({tuple(sample) for sample in samples}) > 1
    (city,) = {hit.payload["city"] for hit in client.query_points(
        world, query=query, query_filter=models.Filter(must=[condition("city", "Oslo")]), limit=10
    ).points}
    assert city == "Oslo"


def test_an_unnamed_vector(client, name):
    client.create_collection(name, vectors_config=models.VectorParams(size=2, distance="Cosine"))
    client.upsert(name, [models.PointStruct(id=i, vector=[1, i / 10]) for i in range(1, 6)])
    hits = client.query_points(name, query=[1.0, 0.0], limit=3, with_vectors=True).points
    assert [hit.id for hit in hits] == [1, 2, 3]
    # A cosine collection keeps unit vectors.
    assert sum(x * x for x in hits[0].vector) == pytest.approx(1, abs=1e-5)
    hits = client.query_points(name, query=1, limit=3).points
    assert [hit.id for hit in hits] == [2, 3, 4]


def test_lookup_in_another_collection(client, world, name):
    client.create_collection(name, vectors_config={"q": models.VectorParams(size=SIZE, distance="Dot")})
    client.upsert(name, [models.PointStruct(id=1000, vector={"q": VECTOR})])
    by_id = client.query_points(
        world,
        query=1000,
        using="euclid",
        lookup_from=models.LookupLocation(collection=name, vector="q"),
    ).points
    same_hits(by_id, client.query_points(world, query=VECTOR, using="euclid").points)


def test_versions_count_writes(client, name):
    client.create_collection(name, vectors_config=models.VectorParams(size=2, distance="Dot"))
    versions = []
    for _ in range(3):
        client.upsert(name, [models.PointStruct(id=1, vector=[1, 1])])
        versions.append(client.query_points(name, query=[1, 1]).points[0].version)
    assert versions == sorted(set(versions))


def test_mistakes_are_refused(client, world):
    with refused(*BAD):
        client.query_points(world, query=[1.0, 2.0], using="cosine")
    with refused(*BAD):
        client.query_points(world, query=VECTOR, using="nothing")
    with refused(*BAD):
        client.query_points(world, query=VECTOR)
    with refused(*BAD):
        client.query_points(world, query=VECTOR, using="cosine", limit=0)
    with refused(*BAD):
        client.query_points(world, query=models.FusionQuery(fusion="rrf"))
    with refused(*BAD):
        client.query_points(world, query=SPARSE, using="cosine")
    with refused(*BAD):
        client.query_points(world, query=VECTOR, using="sparse")
    with refused(*BAD):
        client.query_points(world, **recommend())
    with refused(*MISSING):
        client.query_points(world, query=4242, using="cosine")
    with refused(*MISSING):
        client.query_points("interop-nothing", query=VECTOR)
    with refused(*MISSING):
        client.query_batch_points("interop-nothing", [models.QueryRequest(query=VECTOR)])
