"""Each method of the official clients, synchronous and asynchronous, on every wire: queries."""

import pytest
from qdrant_client import models

from dataset import COUNT, DENSE, SIZE
from judge import TOLERANCE, same_hits, same_vectors
from test_facet import counted
from test_query import CITY, MULTI, OTHER, QUERIES, SPARSE, TWO, VECTOR, prefetch, run

CASES = ["nearest cosine", "nearest idf", "recommend best score", "discover", "rrf with weights", "mmr"]


@pytest.mark.parametrize("case", CASES)
def test_query(both, world, oracle, case):
    same_hits(run(both, world, QUERIES[case]), run(oracle, "world", QUERIES[case]))


def test_a_batch(both, world, oracle):
    requests = [
        models.QueryRequest(query=VECTOR, using="cosine", limit=5, with_payload=True, with_vector=["dot"]),
        models.QueryRequest(query=models.FusionQuery(fusion="rrf"), prefetch=TWO, filter=CITY),
    ]
    ours = both.query_batch_points(world, requests, timeout=20, consistency=1)
    theirs = oracle.query_batch_points("world", requests)
    assert len(ours) == 2
    for our_answer, their_answer in zip(ours, theirs):
        same_hits(our_answer.points, their_answer.points)


GROUPS = {
    "text": {"query": VECTOR, "using": "cosine", "group_by": "city", "limit": 4, "group_size": 3},
    "number": {"query": VECTOR, "using": "euclid", "group_by": "n", "limit": 5, "group_size": 2},
    "list": {"query": VECTOR, "using": "dot", "group_by": "tags", "limit": 3, "group_size": 4},
    "sparse": {"query": SPARSE, "using": "idf", "group_by": "city", "limit": 3},
    "multi": {"query": MULTI, "using": "multi", "group_by": "city", "limit": 2, "group_size": 1},
    "filter": {"query": OTHER, "using": "cosine", "group_by": "n", "query_filter": CITY, "limit": 6},
    "by id": {"query": 3, "using": "cosine", "group_by": "city", "limit": 4},
    # All points at once: a server that has to fetch again fuses other ranks.
    "fusion": {
        "query": models.FusionQuery(fusion="rrf"),
        "prefetch": [prefetch(limit=COUNT), prefetch("sparse", SPARSE, limit=COUNT)],
        "group_by": "city",
        "limit": 4,
        "group_size": COUNT // 4,
    },
    "selectors": {
        "query": VECTOR,
        "using": "cosine",
        "group_by": "city",
        "with_payload": ["n"],
        "with_vectors": ["dot"],
        "limit": 2,
    },
}


def same_groups(ours, theirs):
    ours = {group.id: group for group in ours}
    assert set(ours) == {group.id for group in theirs}
    for group in theirs:
        same_hits(ours[group.id].hits, group.hits)


@pytest.mark.parametrize("case", GROUPS)
def test_groups(both, world, oracle, case):
    ours = both.query_points_groups(world, **GROUPS[case]).groups
    theirs = oracle.query_points_groups("world", **GROUPS[case]).groups
    best = [group.hits[0].score for group in theirs]
    assert [group.hits[0].score for group in ours] == pytest.approx(best, abs=TOLERANCE)
    same_groups(ours, theirs)


def test_groups_with_lookup(both, world, name):
    both.create_collection(name, vectors_config={"q": models.VectorParams(size=SIZE, distance="Dot")})
    both.upsert(name, [models.PointStruct(id=i, vector={"q": [i] * SIZE}, payload={"i": i, "x": 0}) for i in range(12)])
    query = {"query": VECTOR, "using": "cosine", "group_by": "n", "limit": 20, "group_size": 2}
    groups = both.query_points_groups(world, with_lookup=name, **query).groups
    assert {group.id for group in groups} == set(range(13))
    for group in groups:
        if group.id == 12:
            assert group.lookup is None
        else:
            assert (group.lookup.id, group.lookup.payload) == (group.id, {"i": group.id, "x": 0})
    lookup = models.WithLookup(collection=name, with_payload=["i"], with_vectors=True)
    for group in both.query_points_groups(world, with_lookup=lookup, **query).groups:
        if group.lookup is not None:
            assert group.lookup.payload == {"i": group.id}
            same_vectors(group.lookup.vector, {"q": [group.id] * SIZE})


@pytest.mark.parametrize("using", DENSE)
def test_matrix(both, world, using):
    """The sample is drawn anew each time, so each score is asked for once more."""
    pairs = both.search_matrix_pairs(world, using=using, sample=12, limit=3, query_filter=CITY, timeout=20).pairs
    few = {each.id: each for each in both.scroll(world, scroll_filter=CITY, limit=100)[0]}
    rows = {}
    for pair in pairs:
        assert pair.a in few and pair.b in few and pair.a != pair.b
        rows.setdefault(pair.a, []).append(pair)
    assert len(rows) == 12 and {len(row) for row in rows.values()} == {3}
    for number, (row, found) in enumerate(rows.items()):
        scores = [pair.score for pair in found]
        assert scores == sorted(scores, reverse=using in ("cosine", "dot"))
        if number < 2:
            hits = both.query_points(world, query=row, using=using, query_filter=CITY, limit=100).points
            known = {hit.id: hit.score for hit in hits}
            assert scores == pytest.approx([known[pair.b] for pair in found], abs=TOLERANCE)
    matrix = both.search_matrix_offsets(world, using=using, sample=12, limit=3, query_filter=CITY, timeout=20)
    assert len(matrix.ids) == 12 and set(matrix.ids) <= set(few)
    assert len(matrix.offsets_row) == len(matrix.offsets_col) == len(matrix.scores) == 36
    assert sorted(set(matrix.offsets_row)) == [*range(12)] and set(matrix.offsets_col) <= set(range(12))
    row, column = matrix.ids[matrix.offsets_row[0]], matrix.ids[matrix.offsets_col[0]]
    hits = both.query_points(world, query=row, using=using, query_filter=CITY, limit=100).points
    assert matrix.scores[0] == pytest.approx({hit.id: hit.score for hit in hits}[column], abs=TOLERANCE)


def test_facet(both, world, oracle):
    ours = both.facet(world, "city", facet_filter=CITY, exact=True, limit=50, timeout=20)
    assert counted(ours) == counted(oracle.facet("world", "city", facet_filter=CITY, exact=True, limit=50))
