//! Where conditions stand.

use qdrant_core::{
    Condition, DecayParamsExpression, Expression, Filter, Formula, PrefetchQuery, Query, Request,
};

/// What is done with a condition; the second argument is the path of the list that it is about the elements of.
pub(super) type Work<'a> = dyn FnMut(&mut Condition, Option<&str>) + 'a;

/// A place of a request where conditions stand.
#[derive(Debug)]
pub(super) enum Place<'a> {
    Filter(&'a mut Filter),
    /// One of a formula.
    Condition(&'a mut Condition),
}

/// Goes over the conditions that have none inside.
pub(super) fn visit_filter(filter: &mut Filter, list: Option<&str>, work: &mut Work<'_>) {
    let Filter { should, min_should, must, must_not } = filter;
    let several = min_should.as_mut().map(|min_should| &mut min_should.conditions);
    for condition in should.iter_mut().chain(must).chain(must_not).chain(several.into_iter().flatten()) {
        visit(condition, list, work);
    }
}

pub(super) fn visit(condition: &mut Condition, list: Option<&str>, work: &mut Work<'_>) {
    match condition {
        Condition::Filter(filter) => visit_filter(filter, list, work),
        Condition::Nested(nested) => {
            let key = nested.key.strip_suffix("[]").unwrap_or(&nested.key);
            let list = list.map_or_else(|| format!("{key}[]"), |list| format!("{list}.{key}[]"));
            visit_filter(&mut nested.filter, Some(&list), work);
        }
        Condition::Field(_)
        | Condition::IsEmpty(_)
        | Condition::IsNull(_)
        | Condition::HasId(_)
        | Condition::HasVector(_)
        | Condition::Slice(_) => work(condition, list),
    }
}

/// Returns the places of a request that reads.
#[expect(clippy::wildcard_enum_match_arm, reason = "most operations have no filter")]
pub(super) fn places(request: &mut Request) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    match request {
        Request::ScrollPoints(scroll) => filter(&mut scroll.filter, &mut places),
        Request::CountPoints(count) => filter(&mut count.filter, &mut places),
        Request::QueryPoints(query) => {
            level(&mut query.filter, &mut query.query, &mut query.prefetch, &mut places);
        }
        Request::QueryBatchPoints(batch) => {
            for query in &mut batch.query_points {
                level(&mut query.filter, &mut query.query, &mut query.prefetch, &mut places);
            }
        }
        Request::QueryPointsGroups(groups) => {
            level(&mut groups.filter, &mut groups.query, &mut groups.prefetch, &mut places);
        }
        Request::SearchMatrixPairs(matrix) => filter(&mut matrix.0.filter, &mut places),
        Request::SearchMatrixOffsets(matrix) => filter(&mut matrix.0.filter, &mut places),
        Request::Facet(facet) => filter(&mut facet.filter, &mut places),
        // The others have no filter, or write; a new one with a filter is refused until it has an arm.
        _ => {}
    }
    places
}

fn filter<'a>(filter: &'a mut Option<Filter>, places: &mut Vec<Place<'a>>) {
    places.extend(filter.as_mut().map(Place::Filter));
}

fn level<'a>(
    own: &'a mut Option<Filter>,
    query: &'a mut Option<Query>,
    prefetch: &'a mut [PrefetchQuery],
    places: &mut Vec<Place<'a>>,
) {
    filter(own, places);
    if let Some(Query::Formula(Formula { expression, defaults: _ })) = query {
        conditions(expression, places);
    }
    for PrefetchQuery { filter, query, prefetch, .. } in prefetch {
        level(filter, query, prefetch, places);
    }
}

fn conditions<'a>(expression: &'a mut Expression, places: &mut Vec<Place<'a>>) {
    match expression {
        Expression::Condition(condition) => places.push(Place::Condition(condition)),
        Expression::Constant(_)
        | Expression::Variable(_)
        | Expression::GeoDistance(_)
        | Expression::Datetime(_)
        | Expression::DatetimeKey(_) => {}
        Expression::Mult(parts)
        | Expression::Sum(parts)
        | Expression::Max(parts)
        | Expression::Min(parts) => {
            for part in parts {
                conditions(part, places);
            }
        }
        Expression::Div(division) => {
            conditions(&mut division.left, places);
            conditions(&mut division.right, places);
        }
        Expression::Pow(power) => {
            conditions(&mut power.base, places);
            conditions(&mut power.exponent, places);
        }
        Expression::Neg(part)
        | Expression::Abs(part)
        | Expression::Sqrt(part)
        | Expression::Exp(part)
        | Expression::Log10(part)
        | Expression::Ln(part)
        | Expression::Acosh(part) => conditions(part, places),
        Expression::ExpDecay(decay) | Expression::GaussDecay(decay) | Expression::LinDecay(decay) => {
            let DecayParamsExpression { x, target, scale: _, midpoint: _ } = &mut **decay;
            conditions(x, places);
            if let Some(target) = target {
                conditions(target, places);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::{Operation, QueryPoints};

    use super::*;

    fn slice() -> Condition {
        Condition::slice(1, 0)
    }

    fn slices(filter: &mut Filter) -> Vec<Option<String>> {
        let mut lists = Vec::new();
        visit_filter(filter, None, &mut |condition, list| {
            assert_eq!(*condition, slice());
            lists.push(list.map(ToOwned::to_owned));
        });
        lists
    }

    #[test]
    fn conditions_are_found_wherever_they_may_stand() {
        for mut filter in [
            Filter::must([slice()]),
            Filter::should([slice()]),
            Filter::must_not([slice()]),
            Filter::min_should(1, [slice()]),
            Filter::must([Condition::filter(Filter::should([slice()]))]),
        ] {
            assert_eq!(slices(&mut filter), [None], "{filter:?}");
        }
    }

    #[test]
    fn the_path_of_a_list_is_made_of_all_lists_around() {
        let inner = Condition::nested("b.c[]", Filter::must_not([slice()]));
        let mut filter = Filter::must([Condition::nested("a", Filter::must([inner, slice()]))]);
        assert_eq!(slices(&mut filter), [Some("a[].b.c[]".to_owned()), Some("a[]".to_owned())]);
    }

    #[test]
    fn queries_have_places_at_every_level_and_in_formulas() {
        let holds = || Expression::Condition(Box::new(slice()));
        let formula = Expression::sum_with([
            Expression::acosh(holds()),
            Expression::Max(vec![holds()]),
            Expression::div_with(holds(), holds(), None),
            Expression::exp_decay(DecayParamsExpression::new(holds()).target(holds())),
        ]);
        let deep = PrefetchQuery::default().filter(Filter::must([slice()]));
        let prefetch = PrefetchQuery::default().query(Formula::new(formula)).prefetch([deep]);
        let query = QueryPoints::new("c").prefetch([prefetch]).filter(Filter::must([slice(), slice()]));
        let mut request = query.into_request();
        let mut places = places(&mut request);
        let mut count = 0;
        for place in &mut places {
            place.visit(&mut |_, _| count += 1);
        }
        assert_eq!((places.len(), count), (8, 9));
    }
}
