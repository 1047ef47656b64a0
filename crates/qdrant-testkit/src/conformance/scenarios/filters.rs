//! Every condition that a filter can have.

use qdrant_core::{
    Condition, CountPoints, DatetimeRange, Filter, GeoBoundingBox, GeoLineString, GeoPoint, GeoPolygon,
    GeoRadius, Match, PointId, Range, ScrollPoints, Timestamp, ValuesCount,
};

use crate::conformance::context::{Context, Failure, same};
use crate::conformance::fixture::{self, LARGE, UUID};

fn time(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|_| Timestamp::from(std::time::UNIX_EPOCH))
}

fn line(points: &[(f64, f64)]) -> GeoLineString {
    GeoLineString::new(points.iter().map(|point| GeoPoint::from(*point)))
}

/// Each condition with the cities that it matches, in the order of ids.
fn conditions() -> Vec<(&'static str, Condition, Vec<&'static str>)> {
    let berlin = GeoPoint::new(13.404_95, 52.520_008);
    let germany =
        GeoBoundingBox { top_left: GeoPoint::new(5.9, 55.0), bottom_right: GeoPoint::new(15.0, 47.3) };
    let france = GeoPolygon {
        exterior: line(&[(-5.0, 42.0), (8.0, 42.0), (8.0, 51.0), (-5.0, 51.0), (-5.0, 42.0)]),
        interiors: vec![line(&[(4.0, 45.0), (5.5, 45.0), (5.5, 46.5), (4.0, 46.5), (4.0, 45.0)])],
    };
    let named = |name: &str| Filter::must([Condition::matches("name", name)]);
    vec![
        ("keyword", Condition::matches("city", "Paris"), vec!["Paris"]),
        ("integer", Condition::matches("population", 522_250_i64), vec!["Lyon"]),
        ("boolean", Condition::matches("capital", true), vec!["Berlin", "Paris", "Oslo"]),
        ("any keyword", Condition::matches("city", ["Lyon", "Oslo"]), vec!["Lyon", "Oslo"]),
        ("any integer", Condition::matches("population", [0_i64, 709_037]), vec!["Atlantis", "Oslo"]),
        (
            "except keyword",
            Condition::matches("country", Match::except_keywords(["France"])),
            vec!["Berlin", "Hamburg", "Oslo"],
        ),
        (
            "except integer",
            Condition::matches("population", Match::except_integers([0, 522_250])),
            vec!["Berlin", "Hamburg", "Paris", "Oslo"],
        ),
        ("text", Condition::matches_text("text", "river city"), vec!["Berlin", "Paris"]),
        ("any text", Condition::matches_text_any("text", "fjord market"), vec!["Hamburg", "Oslo"]),
        ("prefix", Condition::matches_prefix("city", "P"), vec!["Paris"]),
        ("prefix of an array element", Condition::matches_prefix("tags", "mu"), vec!["Berlin", "Paris"]),
        ("substring", Condition::matches_substring("city", "lo"), vec!["Oslo"]),
        ("array element", Condition::matches("tags", "museum"), vec!["Berlin", "Paris"]),
        ("uuid", Condition::matches("uuid", "22222222-2222-4222-8222-222222222222"), vec!["Hamburg"]),
        ("range", Condition::range("rating", 4.0..4.5), vec!["Hamburg", "Lyon"]),
        (
            "open range",
            Condition::range("population", Range { gt: Some(2_102_650.0), ..Range::default() }),
            vec!["Berlin"],
        ),
        (
            "datetime range",
            Condition::datetime_range(
                "founded",
                DatetimeRange {
                    gte: Some(time("0808-01-01T00:00:00Z")),
                    lt: Some(time("1237-10-28")),
                    ..DatetimeRange::default()
                },
            ),
            vec!["Hamburg", "Oslo"],
        ),
        (
            "geo radius",
            Condition::geo_radius("location", GeoRadius { center: berlin, radius: 300_000.0 }),
            vec!["Berlin", "Hamburg"],
        ),
        ("geo box", Condition::geo_bounding_box("location", germany), vec!["Berlin", "Hamburg"]),
        ("geo polygon", Condition::geo_polygon("location", france), vec!["Paris"]),
        (
            "values count",
            Condition::values_count("tags", ValuesCount { gte: Some(3), ..ValuesCount::default() }),
            vec!["Berlin", "Paris"],
        ),
        ("is empty", Condition::is_empty("tags"), vec!["Lyon", "Atlantis"]),
        ("is null", Condition::is_null("note"), vec!["Hamburg"]),
        ("has id", Condition::has_id([PointId::from(2), UUID.into(), 404.into()]), vec!["Hamburg", "Oslo"]),
        (
            "has vector",
            Condition::has_vector("words"),
            vec!["Berlin", "Hamburg", "Paris", "Lyon", "Atlantis", "Oslo"],
        ),
        ("nested", Condition::nested("districts", named("Altona")), vec!["Hamburg"]),
        (
            "nested prefix",
            Condition::nested("districts", Condition::matches_prefix("name", "Pan")),
            vec!["Berlin"],
        ),
        (
            "nested, one element has both",
            Condition::nested(
                "districts",
                Filter::must([Condition::matches("name", "Mitte"), Condition::range("size", 100.0..)]),
            ),
            vec![],
        ),
        (
            "filter",
            Condition::filter(Filter::should([
                Condition::matches("city", "Oslo"),
                Condition::matches("city", "Lyon"),
            ])),
            vec!["Lyon", "Oslo"],
        ),
    ]
}

async fn cities(context: &mut Context, step: &str, filter: Filter) -> Result<Vec<&'static str>, Failure> {
    let scroll = ScrollPoints::new(context.collection()).filter(filter.clone()).with_payload(false);
    let page = context.ok(step, scroll).await?;
    let count = CountPoints::new(context.collection()).filter(filter).exact(true);
    let count = context.ok(&format!("count of {step}"), count).await?;
    same(step, &count, &(page.points.len() as u64))?;
    let mut ids: Vec<_> = page.points.into_iter().map(|point| point.id).collect();
    ids.sort_unstable();
    Ok(ids.into_iter().map(fixture::name).collect())
}

pub(super) async fn every_condition(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    fixture::index(context).await?;
    for (step, condition, expected) in conditions() {
        let mut expected = expected;
        expected.sort_by_key(|city| {
            fixture::cities().into_iter().map(|point| point.id).find(|id| fixture::name(*id) == *city)
        });
        same(step, &cities(context, step, Filter::must([condition.clone()])).await?, &expected)?;
        let rest = cities(context, &format!("not {step}"), Filter::must_not([condition])).await?;
        same(&format!("not {step}"), &rest.len(), &(6 - expected.len()))?;
    }

    let (german, capital) = (Condition::matches("country", "Germany"), Condition::matches("capital", true));
    let river = Condition::matches("tags", "river");
    let two = Filter::min_should(2, [german.clone(), capital.clone(), river.clone()]);
    same("min should", &cities(context, "min should", two).await?, &vec!["Berlin", "Paris"])?;
    let mixed =
        Filter::must([capital]).and_must_not([german]).and_should([river, Condition::has_id([LARGE])]);
    same("mixed", &cities(context, "mixed", mixed).await?, &vec!["Paris"])?;

    let mut slices = Vec::new();
    for index in 0..2 {
        slices.extend(
            cities(context, &format!("slice {index}"), Filter::must([Condition::slice(2, index)])).await?,
        );
    }
    same("slices", &slices.len(), &6)
}
