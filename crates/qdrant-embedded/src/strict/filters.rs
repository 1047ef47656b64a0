//! What filters and formulas may ask: how much, and of which fields.

use qdrant_core::{
    Condition, DecayParamsExpression, Error, Expression, FieldClause, FieldCondition, Filter, GeoDistance,
    Match, NestedCondition, PayloadFieldSchema,
};

use super::check::{Limits, at_most, refused};
use super::indexes::{Ability, can, is_tenant, wanted};
use crate::convert::json_path;

/// What a filter is for, which decides whether it may be without an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Retrieve,
    Update,
}

impl Limits<'_> {
    /// Holds a filter to its limits.
    pub(super) fn filter(&self, field: &str, filter: Option<&Filter>, purpose: Use) -> Result<(), Error> {
        let Some(filter) = filter else {
            return Ok(());
        };
        at_most(
            field,
            Some(count(filter)),
            "filter_max_conditions",
            size(self.config.filter_max_conditions),
        )?;
        at_most(field, Some(largest(filter)), "condition_max_size", size(self.config.condition_max_size))?;
        if self.may_be_unindexed(purpose) {
            return Ok(());
        }
        match self.unindexed(None, filter) {
            None => Ok(()),
            Some(missing) => Err(missing.refused(purpose).with_field(field)),
        }
    }

    fn may_be_unindexed(&self, purpose: Use) -> bool {
        let allowed = match purpose {
            Use::Retrieve => self.config.unindexed_filtering_retrieve,
            Use::Update => self.config.unindexed_filtering_update,
        };
        allowed != Some(false)
    }

    /// Refuses a formula over fields without a fitting index.
    pub(super) fn formula(&self, expression: &Expression) -> Result<(), Error> {
        if self.may_be_unindexed(Use::Retrieve) {
            return Ok(());
        }
        match self.unindexed_in(expression) {
            None => Ok(()),
            Some(missing) => Err(missing.refused(Use::Retrieve).with_field("query.formula")),
        }
    }

    /// Refuses to group by a field without an index that finds its values.
    pub(super) fn group_by(&self, field: &str) -> Result<(), Error> {
        if self.may_be_unindexed(Use::Retrieve) {
            return Ok(());
        }
        match self.needs(None, field, Ability::MATCH) {
            None => Ok(()),
            Some(missing) => Err(missing.refused(Use::Retrieve).with_field("group_by")),
        }
    }

    /// Tells whether a filter asks for one tenant or more.
    pub(super) fn asks_for_tenants(&self, filter: &Filter) -> bool {
        conditions(filter).any(|condition| match condition {
            Condition::Field(FieldCondition { key, .. }) => self.index(key).is_some_and(is_tenant),
            Condition::Filter(filter) => self.asks_for_tenants(filter),
            Condition::IsEmpty(_)
            | Condition::IsNull(_)
            | Condition::HasId(_)
            | Condition::HasVector(_)
            | Condition::Slice(_)
            | Condition::Nested(_) => false,
        })
    }

    /// Returns the index of a field; a path can be written in several ways.
    fn index(&self, path: &str) -> Option<&PayloadFieldSchema> {
        let schema = &self.settings.payload_schema;
        schema.get(path).or_else(|| {
            let path = json_path(path).ok()?;
            let same = |field: &str| json_path(field).is_ok_and(|field| field == path);
            schema.iter().find(|(field, _)| same(field)).map(|(_, schema)| schema)
        })
    }

    fn needs(&self, prefix: Option<&str>, key: &str, wanted: &'static [Ability]) -> Option<Missing> {
        let path = prefix.map_or_else(|| key.to_owned(), |prefix| format!("{prefix}.{key}"));
        if wanted.is_empty() || self.index(&path).is_some_and(|index| can(index, wanted)) {
            None
        } else {
            Some(Missing { path, wanted })
        }
    }

    fn unindexed(&self, prefix: Option<&str>, filter: &Filter) -> Option<Missing> {
        conditions(filter).find_map(|condition| self.unindexed_condition(prefix, condition))
    }

    fn unindexed_condition(&self, prefix: Option<&str>, condition: &Condition) -> Option<Missing> {
        match condition {
            Condition::Field(FieldCondition { key, clause }) => self.needs(prefix, key, wanted(clause)),
            Condition::IsEmpty(empty) => self.needs(prefix, &empty.key, Ability::ALL),
            Condition::IsNull(null) => self.needs(prefix, &null.key, Ability::ALL),
            Condition::Nested(NestedCondition { key, filter }) => {
                let list = key.strip_suffix("[]").unwrap_or(key);
                let list = prefix.map_or_else(|| format!("{list}[]"), |prefix| format!("{prefix}.{list}[]"));
                self.unindexed(Some(&list), filter)
            }
            Condition::Filter(filter) => self.unindexed(prefix, filter),
            Condition::HasId(_) | Condition::HasVector(_) | Condition::Slice(_) => None,
        }
    }

    fn unindexed_in(&self, expression: &Expression) -> Option<Missing> {
        match expression {
            Expression::Constant(_) | Expression::Datetime(_) => None,
            Expression::Variable(name) if name.starts_with('$') => None,
            Expression::Variable(name) => self.needs(None, name, Ability::NUMBER),
            Expression::Condition(condition) => self.unindexed_condition(None, condition),
            Expression::GeoDistance(GeoDistance { to, origin: _ }) => self.needs(None, to, &[Ability::Geo]),
            Expression::DatetimeKey(key) => self.needs(None, key, &[Ability::Datetime]),
            Expression::Mult(parts)
            | Expression::Sum(parts)
            | Expression::Max(parts)
            | Expression::Min(parts) => parts.iter().find_map(|part| self.unindexed_in(part)),
            Expression::Div(division) => {
                self.unindexed_in(&division.left).or_else(|| self.unindexed_in(&division.right))
            }
            Expression::Pow(power) => {
                self.unindexed_in(&power.base).or_else(|| self.unindexed_in(&power.exponent))
            }
            Expression::Neg(part)
            | Expression::Abs(part)
            | Expression::Sqrt(part)
            | Expression::Exp(part)
            | Expression::Log10(part)
            | Expression::Ln(part)
            | Expression::Acosh(part) => self.unindexed_in(part),
            Expression::ExpDecay(decay) | Expression::GaussDecay(decay) | Expression::LinDecay(decay) => {
                let DecayParamsExpression { x, target, scale: _, midpoint: _ } = &**decay;
                self.unindexed_in(x).or_else(|| target.as_ref().and_then(|target| self.unindexed_in(target)))
            }
        }
    }
}

/// A field that wants an index.
#[derive(Debug)]
struct Missing {
    path: String,
    wanted: &'static [Ability],
}

impl Missing {
    fn refused(&self, purpose: Use) -> Error {
        let mut kinds: Vec<String> = self.wanted.iter().map(ToString::to_string).collect();
        kinds.sort();
        kinds.dedup();
        let limit = match purpose {
            Use::Retrieve => "unindexed_filtering_retrieve",
            Use::Update => "unindexed_filtering_update",
        };
        refused(format_args!(
            "field `{}` has no payload index of the kind {}, and `{limit}` is off",
            self.path,
            kinds.join(" or "),
        ))
    }
}

fn size(limit: Option<u64>) -> Option<usize> {
    limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX))
}

fn conditions(filter: &Filter) -> impl Iterator<Item = &Condition> {
    let Filter { should, min_should, must, must_not } = filter;
    let several = min_should.as_ref().map(|min_should| &min_should.conditions);
    must.iter().chain(must_not).chain(should).chain(several.into_iter().flatten())
}

/// Counts the conditions of a filter, those of inner filters instead of these.
pub(super) fn count(filter: &Filter) -> usize {
    let one = |condition: &Condition| match condition {
        Condition::Nested(nested) => count(&nested.filter),
        Condition::Filter(filter) => count(filter),
        Condition::Field(_)
        | Condition::IsEmpty(_)
        | Condition::IsNull(_)
        | Condition::HasId(_)
        | Condition::HasVector(_)
        | Condition::Slice(_) => 1,
    };
    conditions(filter).map(one).sum()
}

/// Returns the number of items in the largest condition: values to match, or ids.
fn largest(filter: &Filter) -> usize {
    let one = |condition: &Condition| match condition {
        Condition::Field(FieldCondition { clause, key: _ }) => items(clause),
        Condition::HasId(ids) => ids.has_id.len(),
        Condition::Nested(nested) => largest(&nested.filter),
        Condition::Filter(filter) => largest(filter),
        Condition::IsEmpty(_) | Condition::IsNull(_) | Condition::HasVector(_) | Condition::Slice(_) => 0,
    };
    conditions(filter).map(one).max().unwrap_or(0)
}

fn items(clause: &FieldClause) -> usize {
    match clause {
        FieldClause::Match(Match::Keywords(values) | Match::ExceptKeywords(values)) => values.len(),
        FieldClause::Match(Match::Integers(values) | Match::ExceptIntegers(values)) => values.len(),
        FieldClause::Match(
            Match::Keyword(_)
            | Match::Integer(_)
            | Match::Boolean(_)
            | Match::Text(_)
            | Match::TextAny(_)
            | Match::Phrase(_)
            | Match::Prefix(_)
            | Match::Substring(_),
        )
        | FieldClause::Range(_)
        | FieldClause::DatetimeRange(_)
        | FieldClause::GeoBoundingBox(_)
        | FieldClause::GeoRadius(_)
        | FieldClause::GeoPolygon(_)
        | FieldClause::ValuesCount(_)
        | FieldClause::IsEmpty(_)
        | FieldClause::IsNull(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_counted_all_the_way_down() {
        let leaf = || Condition::matches("a", 1);
        let inner = Filter::should([leaf(), leaf()]).and_must_not([leaf()]);
        let filter = Filter::must([leaf(), Condition::filter(inner.clone()), Condition::nested("l", inner)]);
        assert_eq!(count(&filter), 7);
        assert_eq!(count(&Filter::min_should(1, [leaf(), leaf()])), 2);
        assert_eq!(count(&Filter::default()), 0);
    }

    #[test]
    fn the_largest_condition_is_found_wherever_it_is() {
        let filter = Filter::must([Condition::matches("a", 1), Condition::has_id([1_u64, 2])]);
        assert_eq!(largest(&filter), 2);
        let deep = Filter::should([Condition::filter(Filter::must([Condition::matches("a", [1, 2, 3])]))]);
        assert_eq!(largest(&deep), 3);
        assert_eq!(largest(&Filter::must([Condition::matches("a", 1)])), 0);
    }
}
