//! Conditions on a payload field.

use qdrant_core::{Error, FieldClause, FieldCondition};

use crate::convert::{FromProto, IntoProto, Room, invalid, read, write};
use crate::proto::qdrant as proto;

impl IntoProto<proto::FieldCondition> for FieldCondition {
    fn into_proto_in(self, room: Room) -> Result<proto::FieldCondition, Error> {
        let room = room.enter()?;
        let Self { key, clause } = self;
        let mut message = proto::FieldCondition {
            key,
            r#match: None,
            range: None,
            geo_bounding_box: None,
            geo_radius: None,
            values_count: None,
            geo_polygon: None,
            datetime_range: None,
            is_empty: None,
            is_null: None,
        };
        match clause {
            FieldClause::Match(value) => message.r#match = Some(value.into()),
            FieldClause::Range(range) => message.range = Some(range.into()),
            FieldClause::DatetimeRange(range) => {
                message.datetime_range = Some(write("datetime_range", range, room)?);
            }
            FieldClause::GeoBoundingBox(area) => message.geo_bounding_box = Some(area.into()),
            FieldClause::GeoRadius(area) => message.geo_radius = Some(write("geo_radius", area, room)?),
            FieldClause::GeoPolygon(area) => message.geo_polygon = Some(area.into()),
            FieldClause::ValuesCount(count) => message.values_count = Some(count.into()),
            FieldClause::IsEmpty(flag) => message.is_empty = Some(flag),
            FieldClause::IsNull(flag) => message.is_null = Some(flag),
        }
        Ok(message)
    }
}

/// The clauses that a message has, of which there must be one.
///
/// A server takes several as alternatives on one path and as it likes on another, so nobody can rely on them.
#[derive(Default)]
struct Clauses {
    found: Option<(&'static str, FieldClause)>,
    second: Option<&'static str>,
}

impl Clauses {
    fn add<P, T: FromProto<P>>(
        &mut self,
        name: &'static str,
        message: Option<P>,
        clause: fn(T) -> FieldClause,
    ) -> Result<(), Error> {
        if let Some(message) = message {
            let clause = clause(read(name, message)?);
            if self.found.is_some() {
                self.second = Some(name);
            } else {
                self.found = Some((name, clause));
            }
        }
        Ok(())
    }

    fn the_only_one(self, key: &str) -> Result<FieldClause, Error> {
        match self {
            Self { found: Some((_, clause)), second: None } => Ok(clause),
            Self { found: Some((first, _)), second: Some(second) } => Err(invalid(format!(
                "the condition on `{key}` has both `{first}` and `{second}`: expected one clause"
            ))),
            Self { found: None, .. } => {
                Err(invalid(format!("at least one field condition must be specified for `{key}`")))
            }
        }
    }
}

impl FromProto<Self> for bool {
    fn from_proto(flag: Self) -> Result<Self, Error> {
        Ok(flag)
    }
}

impl FromProto<proto::FieldCondition> for FieldCondition {
    fn from_proto(message: proto::FieldCondition) -> Result<Self, Error> {
        let proto::FieldCondition {
            key,
            r#match,
            range,
            geo_bounding_box,
            geo_radius,
            values_count,
            geo_polygon,
            datetime_range,
            is_empty,
            is_null,
        } = message;
        let mut clauses = Clauses::default();
        clauses.add("match", r#match, FieldClause::Match)?;
        clauses.add("range", range, FieldClause::Range)?;
        clauses.add("geo_bounding_box", geo_bounding_box, FieldClause::GeoBoundingBox)?;
        clauses.add("geo_radius", geo_radius, FieldClause::GeoRadius)?;
        clauses.add("values_count", values_count, FieldClause::ValuesCount)?;
        clauses.add("geo_polygon", geo_polygon, FieldClause::GeoPolygon)?;
        clauses.add("datetime_range", datetime_range, FieldClause::DatetimeRange)?;
        clauses.add("is_empty", is_empty, FieldClause::IsEmpty)?;
        clauses.add("is_null", is_null, FieldClause::IsNull)?;
        let clause = clauses.the_only_one(&key)?;
        Ok(Self { key, clause })
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::{Condition, DatetimeRange, Range};

    use super::*;

    fn message() -> proto::FieldCondition {
        proto::FieldCondition { key: "price".to_owned(), ..Default::default() }
    }

    #[test]
    fn a_condition_without_any_clause_is_refused_by_its_key() {
        let error = FieldCondition::from_proto(message()).unwrap_err();
        assert_eq!(error.message(), "at least one field condition must be specified for `price`");
    }

    #[test]
    fn several_clauses_are_refused_by_their_names() {
        let both = proto::FieldCondition {
            range: Some(Range::from(1.0..).into()),
            datetime_range: Some(DatetimeRange::default().into_proto().unwrap()),
            ..message()
        };
        let error = FieldCondition::from_proto(both).unwrap_err();
        assert!(error.message().contains("`price` has both `range` and `datetime_range`"), "{error}");
    }

    #[test]
    fn an_empty_match_is_refused_where_it_stands() {
        let empty = proto::FieldCondition { r#match: Some(proto::Match { match_value: None }), ..message() };
        assert_eq!(FieldCondition::from_proto(empty).unwrap_err().field(), Some("match"));
    }

    #[test]
    fn each_clause_goes_to_its_own_field() {
        let Condition::Field(dates) = Condition::datetime_range("a", DatetimeRange::default()) else {
            panic!("no field condition");
        };
        let dates: proto::FieldCondition = dates.into_proto().unwrap();
        assert!(dates.datetime_range.is_some() && dates.range.is_none());
        let flag = FieldCondition::new("a", FieldClause::IsNull(false));
        let written: proto::FieldCondition = flag.clone().into_proto().unwrap();
        assert_eq!((written.is_null, written.is_empty), (Some(false), None));
        assert_eq!(FieldCondition::from_proto(written).unwrap(), flag);
    }
}
