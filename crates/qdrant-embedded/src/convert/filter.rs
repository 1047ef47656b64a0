//! Filters: checked for what the engine lacks, then translated by way of their JSON.

use qdrant_core::{Condition, Error, ErrorKind, FieldClause, FieldCondition, Filter, Match, MinShould};

use super::json_path;
use crate::engine;
use crate::failure::unsupported;

pub(crate) fn filter(filter: &Filter) -> Result<engine::Filter, Error> {
    check(filter)?;
    serde_json::to_value(filter).and_then(serde_json::from_value).map_err(|error| {
        Error::new(ErrorKind::InvalidRequest, format!("the engine does not take the filter: {error}"))
            .with_source(error)
    })
}

fn check(filter: &Filter) -> Result<(), Error> {
    let Filter { should, min_should, must, must_not } = filter;
    each("should", should)?;
    if let Some(MinShould { conditions, min_count: _ }) = min_should {
        each("min_should.conditions", conditions)?;
    }
    each("must", must)?;
    each("must_not", must_not)
}

fn each(part: &str, conditions: &[Condition]) -> Result<(), Error> {
    conditions.iter().enumerate().try_for_each(|(index, one)| {
        condition(one).map_err(|error| error.within(&format!("{part}[{index}]")))
    })
}

fn condition(condition: &Condition) -> Result<(), Error> {
    match condition {
        Condition::Field(FieldCondition { key, clause }) => {
            path("key", key)?;
            field_clause(clause)
        }
        Condition::IsEmpty(empty) => path("is_empty.key", &empty.key),
        Condition::IsNull(null) => path("is_null.key", &null.key),
        Condition::HasId(_) | Condition::HasVector(_) => Ok(()),
        Condition::Slice(_) => Err(unsupported("slice", "slices")),
        Condition::Nested(nested) => {
            path("nested.key", &nested.key)?;
            check(&nested.filter).map_err(|error| error.within("nested.filter"))
        }
        Condition::Filter(filter) => check(filter),
    }
}

fn field_clause(clause: &FieldClause) -> Result<(), Error> {
    match clause {
        FieldClause::Match(Match::Prefix(_)) => Err(unsupported("match.prefix", "match by prefix")),
        FieldClause::Match(Match::Substring(_)) => Err(unsupported("match.substring", "match by substring")),
        FieldClause::Match(
            Match::Keyword(_)
            | Match::Integer(_)
            | Match::Boolean(_)
            | Match::Text(_)
            | Match::TextAny(_)
            | Match::Phrase(_)
            | Match::Keywords(_)
            | Match::Integers(_)
            | Match::ExceptKeywords(_)
            | Match::ExceptIntegers(_),
        )
        | FieldClause::Range(_)
        | FieldClause::DatetimeRange(_)
        | FieldClause::GeoBoundingBox(_)
        | FieldClause::GeoRadius(_)
        | FieldClause::GeoPolygon(_)
        | FieldClause::ValuesCount(_)
        | FieldClause::IsEmpty(_)
        | FieldClause::IsNull(_) => Ok(()),
    }
}

fn path(field: &str, path: &str) -> Result<(), Error> {
    json_path(path).map(drop).map_err(|error| error.within(field))
}

#[cfg(test)]
mod tests {
    use qdrant_core::{
        DatetimeRange, GeoBoundingBox, GeoLineString, GeoPoint, GeoPolygon, GeoRadius, Range, ValuesCount,
    };

    use super::*;

    #[test]
    fn every_kind_of_condition_arrives_as_it_is() {
        let point = GeoPoint::new(13.4, 52.5);
        let ring =
            [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 0.0)].map(|(lon, lat)| GeoPoint::new(lon, lat));
        let since = DatetimeRange::default().gte("2024-02-29".parse::<qdrant_core::Timestamp>().unwrap());
        let conditions = vec![
            Condition::matches("a", "x"),
            Condition::matches("a", 7),
            Condition::matches("a", true),
            Condition::matches("a", ["x", "y"]),
            Condition::matches("a", [1, 2]),
            Condition::matches("a", Match::except_keywords(["x"])),
            Condition::matches("a", Match::except_integers([1])),
            Condition::matches_text("a", "x y"),
            Condition::matches_text_any("a", "x y"),
            Condition::matches_phrase("a", "x y"),
            Condition::range("a.b[].c", Range::default().gt(0.5)),
            Condition::datetime_range("a", since),
            Condition::geo_radius("a", GeoRadius::new(point, 10.0)),
            Condition::geo_bounding_box("a", GeoBoundingBox::new(point, point)),
            Condition::geo_polygon("a", GeoPolygon::new(GeoLineString::new(ring))),
            Condition::values_count("a", ValuesCount::default().lt(3)),
            FieldCondition::new("a", FieldClause::IsEmpty(false)).into(),
            FieldCondition::new("a", FieldClause::IsNull(true)).into(),
            Condition::is_empty("a"),
            Condition::is_null("a"),
            Condition::has_id([7_u64]),
            Condition::has_vector("v"),
            Condition::nested("a", Condition::matches("b", 1)),
            Condition::filter(Filter::should([Condition::matches("a", 1)])),
        ];
        let filter_of_all =
            Filter::must(conditions.clone()).and_must_not(conditions.clone()).and_should(conditions.clone());
        let filter_of_all =
            Filter { min_should: Some(MinShould::new(2, conditions.clone())), ..filter_of_all };
        let translated = filter(&filter_of_all).unwrap();
        let count = |part: &Option<Vec<engine::Condition>>| part.as_ref().map_or(0, Vec::len);
        assert_eq!(count(&translated.must), conditions.len());
        assert_eq!(count(&translated.must_not), conditions.len());
        assert_eq!(count(&translated.should), conditions.len());
        assert_eq!(translated.min_should.as_ref().map(|part| part.conditions.len()), Some(conditions.len()));
        // What was read must say the same when it is written again.
        let expected = serde_json::to_value(Filter::must(conditions)).unwrap();
        let only_must = engine::Filter { must: translated.must, ..engine::Filter::default() };
        let written = without_nulls(serde_json::to_value(only_must).unwrap());
        let times = |value: serde_json::Value| {
            value.to_string().replace("2024-02-29T00:00:00.000000Z", "T").replace("2024-02-29T00:00:00Z", "T")
        };
        assert_eq!(times(written), times(expected));
    }

    fn without_nulls(mut value: serde_json::Value) -> serde_json::Value {
        if let Some(map) = value.as_object_mut() {
            map.retain(|_, value| !value.is_null());
            map.values_mut().for_each(|value| *value = without_nulls(value.take()));
        } else if let Some(items) = value.as_array_mut() {
            items.iter_mut().for_each(|value| *value = without_nulls(value.take()));
        }
        value
    }

    #[test]
    fn what_the_engine_lacks_is_named_by_its_place() {
        let unsupported = |condition: Condition| {
            let nested = Filter::must([Condition::nested("list", Filter::should([condition]))]);
            let error = filter(&nested).unwrap_err();
            assert!(error.is_unsupported(), "{error}");
            error.field().unwrap().to_owned()
        };
        assert_eq!(unsupported(Condition::slice(2, 1)), "must[0].nested.filter.should[0].slice");
        assert_eq!(
            unsupported(Condition::matches_prefix("a", "x")),
            "must[0].nested.filter.should[0].match.prefix"
        );
        let substring = unsupported(Condition::matches_substring("a", "x"));
        assert_eq!(substring, "must[0].nested.filter.should[0].match.substring");
        let error = filter(&Filter::must([Condition::is_empty("a[")])).unwrap_err();
        assert_eq!(error.field(), Some("must[0].is_empty.key"));
    }
}
