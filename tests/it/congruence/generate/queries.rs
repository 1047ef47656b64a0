//! Queries of every kind but the random one.

use qdrant_client::{
    ContextInput, DecayParamsExpression, DiscoverInput, Expression, Formula, Fusion, GeoPoint,
    LookupLocation, Mmr, Operation, PrefetchQuery, Query, QueryBatchPoints, QueryPointGroups, QueryPoints,
    RecommendInput, RecommendStrategy, Request, Rrf, SearchMatrixOffsetsRequest, SearchMatrixPairsRequest,
    SearchMatrixPoints, SearchParams, WithLookup,
};

use super::dice::Dice;
use super::filters::{condition, filter};
use super::reads::{limit, order_by, with_payload, with_vectors};
use super::values::{Shape, input, path};
use super::world::World;

pub(super) fn request(world: &mut World, name: String) -> Request {
    match world.dice.below(12) {
        0 => {
            let count = 1 + world.dice.below(3);
            let queries: Vec<_> = (0..count).map(|_| query_points(world, &name)).collect();
            QueryBatchPoints::new(name, queries).into_request()
        }
        1 | 2 => groups(world, name),
        3 => {
            let matrix = SearchMatrixPoints {
                filter: world.dice.maybe(2, filter),
                // More than there are, because which are sampled is left to chance.
                sample: Some(1_000),
                limit: limit(&mut world.dice),
                using: Some(world.vector_of(&name).0),
                ..SearchMatrixPoints::new(name)
            };
            if world.dice.flag() {
                SearchMatrixPairsRequest(matrix).into_request()
            } else {
                SearchMatrixOffsetsRequest(matrix).into_request()
            }
        }
        _ => query_points(world, &name).into_request(),
    }
}

fn query_points(world: &mut World, name: &str) -> QueryPoints {
    let level = level(world, name, 2, true);
    let dice = &mut world.dice;
    let PrefetchQuery { prefetch, query, using, filter, params, score_threshold, limit, lookup_from } = level;
    QueryPoints {
        prefetch,
        query,
        using,
        filter,
        params,
        score_threshold,
        limit,
        offset: dice.maybe(4, |dice| u64::try_from(dice.below(4)).unwrap()),
        with_vectors: with_vectors(dice),
        with_payload: with_payload(dice),
        lookup_from,
        ..QueryPoints::new(name)
    }
}

fn groups(world: &mut World, name: String) -> Request {
    // Which of several equals is in a group that is full would make a difference too.
    let level = level(world, &name, 1, false);
    let dice = &mut world.dice;
    let PrefetchQuery { prefetch, query, using, filter, params, score_threshold, limit, lookup_from } = level;
    let with_lookup = dice.maybe(4, |dice| {
        let lookup = WithLookup::new(dice.pick(&["c0", "c1"]));
        WithLookup { with_payload: with_payload(dice), with_vectors: with_vectors(dice), ..lookup }
    });
    QueryPointGroups {
        prefetch,
        query,
        using,
        filter,
        params,
        score_threshold,
        with_payload: with_payload(dice),
        with_vectors: with_vectors(dice),
        lookup_from,
        limit,
        group_size: dice.maybe(2, |dice| u64::try_from(1 + dice.below(4)).unwrap()),
        with_lookup,
        ..QueryPointGroups::new(name, dice.pick(&["k", "n", "u", "o.k", "l[].k", "l[].n", "k[]", "b"]))
    }
    .into_request()
}

/// One level of a query; the root has the same parts as those below.
fn level(world: &mut World, name: &str, depth: usize, is_root: bool) -> PrefetchQuery {
    let (using, shape) = world.vector_of(name);
    let prefetch: Vec<_> = if depth > 0 && world.dice.one_in(3) {
        let count = 1 + world.dice.below(3);
        (0..count).map(|_| level(world, name, depth - 1, false)).collect()
    } else {
        Vec::new()
    };
    let query = query(world, shape, is_root, !prefetch.is_empty());
    let dice = &mut world.dice;
    let lookup_from = dice.maybe(10, |dice| LookupLocation {
        vector_name: dice.maybe(2, |_| using.clone()),
        ..LookupLocation::new(dice.pick(&["c0", "c1"]))
    });
    PrefetchQuery {
        prefetch,
        query,
        using: (!using.is_empty()).then_some(using),
        filter: dice.maybe(2, filter),
        params: dice.maybe(4, |dice| SearchParams { exact: Some(dice.flag()), ..SearchParams::default() }),
        score_threshold: dice.maybe(8, Dice::coordinate),
        limit: limit(dice),
        lookup_from,
    }
}

/// The query of a level; those that are not a root are such that no two points have the same score, as which of them
/// comes first, or is cut off, would make a difference.
fn query(world: &mut World, shape: Shape, is_root: bool, fuses: bool) -> Option<Query> {
    if !is_root && shape == Shape::Sparse {
        // Vectors that have no index in common with the examples score alike.
        return Some(Query::Nearest(input(&mut world.dice, shape)));
    }
    let kinds = match (is_root, fuses) {
        (false, _) => 8,
        (true, false) => 12,
        (true, true) => 16,
    };
    let dice = &mut world.dice;
    Some(match dice.below(kinds) {
        0 => return None,
        1 | 2 => recommend(dice, shape).into(),
        3 => DiscoverInput::new(input(dice, shape), context(dice, shape)).into(),
        4 => {
            let mmr = Mmr {
                diversity: dice.maybe(2, |dice| dice.pick(&[0.0, 0.25, 0.5, 1.0])),
                candidates_limit: dice.maybe(3, |dice| dice.pick(&[1, 5, 100])),
            };
            Query::new_nearest_with_mmr(input(dice, shape), mmr)
        }
        8 => context(dice, shape).into(),
        9 => order_by(world).into(),
        12 => dice.pick(Fusion::ALL).into(),
        13 => Rrf { k: dice.maybe(2, |dice| dice.pick(&[1, 60])), weights: Vec::new() }.into(),
        14 | 15 => formula(dice).into(),
        _ => Query::Nearest(input(dice, shape)),
    })
}

fn recommend(dice: &mut Dice, shape: Shape) -> RecommendInput {
    RecommendInput {
        positive: dice.list(0..3, |dice| input(dice, shape)),
        negative: dice.list(0..2, |dice| input(dice, shape)),
        strategy: dice.maybe(2, |dice| dice.pick(RecommendStrategy::ALL)),
    }
}

fn context(dice: &mut Dice, shape: Shape) -> ContextInput {
    let pairs = dice.below(3);
    (0..pairs)
        .fold(ContextInput::default(), |context, _| context.add_pair(input(dice, shape), input(dice, shape)))
}

fn formula(dice: &mut Dice) -> Formula {
    let formula = Formula::new(expression(dice, 2));
    if dice.flag() { formula.add_default("n", 1).add_default("f", 0.5) } else { formula }
}

fn expression(dice: &mut Dice, depth: usize) -> Expression {
    if depth == 0 {
        return match dice.below(6) {
            0 => dice.coordinate().into(),
            1 => Expression::variable(dice.pick(&["n", "f", "o.n"])),
            2 => condition(dice, 1, false).into(),
            3 => Expression::geo_distance_with(GeoPoint::new(13.4, 52.5), "g"),
            _ => Expression::score(),
        };
    }
    let below = |dice: &mut Dice| expression(dice, depth - 1);
    match dice.below(10) {
        0 => Expression::mult_with([below(dice), below(dice)]),
        1 => Expression::sum_with([below(dice), below(dice)]),
        2 => Expression::max_with([below(dice), below(dice)]),
        3 => Expression::min_with([below(dice), below(dice)]),
        4 => Expression::div_with(below(dice), below(dice), dice.maybe(2, Dice::coordinate)),
        5 => Expression::neg(below(dice)),
        6 => Expression::abs(below(dice)),
        7 => Expression::sqrt(Expression::abs(below(dice))),
        8 => Expression::gauss_decay(DecayParamsExpression::new(below(dice)).scale(2.0)),
        _ => {
            let path = path(dice).0;
            Expression::sum_with([Expression::score(), Expression::variable(path)])
        }
    }
}
