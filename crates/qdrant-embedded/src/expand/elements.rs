//! Conditions on the elements of lists for which the engine must not ask an index.
//!
//! An index knows the values of a point, not which of them are of one element. To find candidates the engine asks it all
//! the same, which is right as long as what holds for an element holds for the values of the point too. An element
//! without any value does not make the point one without values, though, and an index has values of its kind only.
//! Denied twice, a condition says the same and finds no candidates.

use qdrant_core::{Condition, FieldClause, FieldCondition, Filter, Match};

/// Keeps the engine from looking for elements in an index that hides them.
pub(super) fn check_each(condition: &mut Condition, list: Option<&str>) {
    if list.is_some() && is_hidden(condition) {
        // What takes the place is replaced at once.
        let own = std::mem::replace(condition, Condition::Filter(Filter::default()));
        let denied = Condition::Filter(Filter::must_not([own]));
        *condition = Condition::Filter(Filter::must_not([denied]));
    }
}

/// Tells whether a condition may hold for an element and not for all values at its path.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all others an index has every value that satisfies them"
)]
fn is_hidden(condition: &Condition) -> bool {
    match condition {
        Condition::IsEmpty(_) => true,
        Condition::Field(FieldCondition { key: _, clause }) => match clause {
            FieldClause::IsEmpty(empty) => *empty,
            FieldClause::IsNull(null) => !*null,
            FieldClause::Match(Match::ExceptKeywords(_) | Match::ExceptIntegers(_)) => true,
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_index_may_hide_is_denied_twice_inside_of_lists_only() {
        let hidden = [
            Condition::is_empty("a"),
            FieldCondition::new("a", FieldClause::IsEmpty(true)).into(),
            FieldCondition::new("a", FieldClause::IsNull(false)).into(),
            Condition::matches("a", Match::except_integers([1])),
        ];
        for condition in hidden {
            let mut outside = condition.clone();
            check_each(&mut outside, None);
            assert_eq!(outside, condition);
            let mut inside = condition.clone();
            check_each(&mut inside, Some("l[]"));
            let denied = Condition::filter(Filter::must_not([condition]));
            assert_eq!(inside, Condition::filter(Filter::must_not([denied])));
        }
        let mut found = Condition::matches("a", "x");
        check_each(&mut found, Some("l[]"));
        assert_eq!(found, Condition::matches("a", "x"));
    }
}
