"""Every condition, judged by the official client's in-memory mode."""

from datetime import datetime, timezone

import pytest
from qdrant_client import models

from dataset import COUNT, point_id


def field(key, **clause):
    return models.FieldCondition(key=key, **clause)


def match(key, value):
    return field(key, match=models.MatchValue(value=value))


def must(*conditions):
    return models.Filter(must=list(conditions))


def near(lon, lat):
    return models.GeoPoint(lon=lon, lat=lat)


def ring(*corners):
    return models.GeoLineString(points=[near(*corner) for corner in corners])


SQUARE = ring((6, 46), (14, 46), (14, 54), (6, 54), (6, 46))
HOLE = ring((8, 48), (12, 48), (12, 52), (8, 52), (8, 48))

CONDITIONS = {
    "match text value": match("city", "Berlin"),
    "match integer": match("n", 5),
    "match zero": match("n", 0),
    "match true": match("flag", True),
    "match false": match("flag", False),
    "match one of a list": match("tags", "t2"),
    "match uuid": match("key", "00000000-0000-0000-0000-000000000002"),
    "match deep": match("deep.er.n", 7),
    "match in items": match("items[].colour", "red"),
    "match nothing": match("city", "Atlantis"),
    "any texts": field("city", match=models.MatchAny(any=["Oslo", "London"])),
    "any integers": field("n", match=models.MatchAny(any=[1, 2, 3])),
    "any of none": field("city", match=models.MatchAny(any=[])),
    "except texts": field("city", match=models.MatchExcept(**{"except": ["Oslo", "London"]})),
    "except integers": field("n", match=models.MatchExcept(**{"except": [1, 2, 3]})),
    "text": field("text", match=models.MatchText(text="red car")),
    "text any": field("text", match=models.MatchTextAny(text_any="boat train")),
    "phrase": field("text", match=models.MatchPhrase(phrase="red car")),
    "prefix": field("city", match=models.MatchPrefix(prefix="Lon")),
    "substring": field("city", match=models.MatchSubstring(substring="osco")),
    "range gt": field("n", range=models.Range(gt=5)),
    "range gte": field("n", range=models.Range(gte=5)),
    "range lt": field("price", range=models.Range(lt=33.3)),
    "range lte": field("n", range=models.Range(lte=4)),
    "range between": field("price", range=models.Range(gt=10, lte=60.5)),
    "datetime": field(
        "when",
        range=models.DatetimeRange(
            gte=datetime(2024, 3, 1, tzinfo=timezone.utc), lt=datetime(2024, 9, 15, 12, 30, tzinfo=timezone.utc)
        ),
    ),
    "datetime text": field("when", range=models.DatetimeRange(gt="2024-06-01T00:00:00+02:00")),
    "geo box": field("place", geo_bounding_box=models.GeoBoundingBox(top_left=near(6, 54), bottom_right=near(11, 47))),
    "geo radius": field("place", geo_radius=models.GeoRadius(center=near(10, 50), radius=300000.0)),
    "geo polygon": field("place", geo_polygon=models.GeoPolygon(exterior=SQUARE)),
    "geo polygon with a hole": field("place", geo_polygon=models.GeoPolygon(exterior=SQUARE, interiors=[HOLE])),
    "count of values gte": field("numbers", values_count=models.ValuesCount(gte=3)),
    "count of values between": field("numbers", values_count=models.ValuesCount(gt=0, lt=3)),
    "count of values lte": field("numbers", values_count=models.ValuesCount(lte=1)),
    "field is empty": field("maybe", is_empty=True),
    "field is not empty": field("maybe", is_empty=False),
    "field is null": field("maybe", is_null=True),
    "field is not null": field("maybe", is_null=False),
    "is empty": models.IsEmptyCondition(is_empty=models.PayloadField(key="maybe")),
    "is null": models.IsNullCondition(is_null=models.PayloadField(key="maybe")),
    "has id": models.HasIdCondition(has_id=[point_id(number) for number in (1, 4, 9, 10)]),
    "has no id": models.HasIdCondition(has_id=[]),
    "has vector": models.HasVectorCondition(has_vector="sparse"),
    "nested": models.NestedCondition(
        nested=models.Nested(key="items", filter=must(match("size", 2), match("colour", "green")))
    ),
    "nested none": models.NestedCondition(
        nested=models.Nested(key="items", filter=must(match("size", 2), match("colour", "black")))
    ),
    "slice": models.SliceCondition(slice=models.Slice(total=3, index=1)),
    "filter": models.Filter(should=[match("n", 1), models.Filter(must=[match("n", 2), match("flag", True)])]),
}

FILTERS = {name: must(condition) for name, condition in CONDITIONS.items()} | {
    "empty": models.Filter(),
    "should": models.Filter(should=[match("n", 1), match("city", "Oslo")]),
    "must not": models.Filter(must_not=[match("city", "Oslo"), field("price", range=models.Range(gt=50))]),
    "all clauses": models.Filter(
        must=[field("n", range=models.Range(gte=2))],
        should=[match("city", "Oslo"), match("city", "Berlin")],
        must_not=[match("flag", True)],
    ),
    "min should": models.Filter(
        min_should=models.MinShould(
            conditions=[match("city", "Oslo"), match("flag", True), field("n", range=models.Range(lt=6))], min_count=2
        )
    ),
    "one condition without a list": models.Filter(must=match("n", 3)),
}


@pytest.mark.parametrize("case", FILTERS)
def test_condition(client, world, oracle, case):
    expected = {point.id for point in oracle.scroll("world", scroll_filter=FILTERS[case], limit=COUNT)[0]}
    points, rest = client.scroll(world, scroll_filter=FILTERS[case], limit=COUNT)
    assert rest is None
    assert {point.id for point in points} == expected
    assert client.count(world, count_filter=FILTERS[case]).count == len(expected)


def test_the_cases_can_tell_right_from_wrong(oracle):
    """A case that every or no point passes would judge nothing."""
    trivial = {
        case
        for case in FILTERS
        if oracle.count("world", count_filter=FILTERS[case]).count in (0, COUNT)
    }
    assert trivial <= {"empty", "match nothing", "any of none", "has no id", "nested none"}
