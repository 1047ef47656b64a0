//! The variants of the universal query that work with examples, and formulas.

use qdrant_core::{
    Condition, ContextInput, CreateCollection, DiscoverInput, Distance, ErrorKind, Expression, FeedbackItem,
    Formula, LookupLocation, Mmr, NaiveFeedbackStrategy, Payload, PointId, PointStruct, PrefetchQuery, Query,
    QueryPoints, RecommendInput, RecommendStrategy, RelevanceFeedbackInput, ScoredPoint, UpsertPoints,
    VectorInput, VectorParams,
};

use crate::conformance::context::{Context, Failure, holds, same};
use crate::conformance::fixture;

fn names(points: &[ScoredPoint]) -> Vec<&'static str> {
    points.iter().map(|point| fixture::name(point.id)).collect()
}

fn text(context: &Context, query: Query) -> QueryPoints {
    QueryPoints::new(context.collection()).using("text").query(query)
}

fn id(number: u64) -> VectorInput {
    VectorInput::from(PointId::from(number))
}

pub(super) async fn recommend(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    for strategy in
        [RecommendStrategy::AverageVector, RecommendStrategy::BestScore, RecommendStrategy::SumScores]
    {
        let step = format!("like Berlin, unlike Paris: {strategy}");
        let input = RecommendInput::new([id(1)], [id(3)]).strategy(strategy);
        let found = context.ok(&step, text(context, Query::new_recommend(input))).await?;
        same(&step, &names(&found)[0], &"Hamburg")?;
        same(
            "examples are left out",
            &(names(&found).contains(&"Berlin") || names(&found).contains(&"Paris")),
            &false,
        )?;
    }
    let vectors = RecommendInput::new([VectorInput::from(vec![0.1, 0.9, 0.2, 0.2])], [id(1)]);
    let found =
        context.ok("vectors as examples", text(context, Query::new_recommend(vectors)).limit(1)).await?;
    same("vectors as examples", &names(&found), &vec!["Paris"])?;
    let nobody = RecommendInput::new([id(404)], Vec::<VectorInput>::new());
    context
        .fails("an example of none", &[ErrorKind::NotFound], text(context, Query::new_recommend(nobody)))
        .await?;
    Ok(())
}

pub(super) async fn discover(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let pairs = || ContextInput::default().add_pair(id(4), id(1));
    let discover = Query::new_discover(DiscoverInput::new(id(3), pairs()));
    let found = context.ok("discover", text(context, discover)).await?;
    let mut others = names(&found);
    others.sort_unstable();
    same("discover leaves its examples out", &others, &vec!["Atlantis", "Hamburg", "Oslo"])?;

    let pure = context.silently("context", text(context, Query::new_context(pairs()))).await?;
    same("context", &pure.len(), &4)?;
    holds("scores of a context are not positive", pure.iter().all(|point| point.score <= 0.0), || {
        format!("{pure:?}")
    })
}

pub(super) async fn diversity_and_feedback(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let query = [0.9, 0.1, 0.1, 0.3];
    let mmr = Query::new_nearest_with_mmr(query, Mmr::default().diversity(0.9).candidates_limit(6));
    let found = context.ok("mmr", text(context, mmr).limit(3)).await?;
    same("the nearest comes first", &names(&found)[0], &"Berlin")?;
    holds("diversity moves Hamburg back", names(&found).get(1) != Some(&"Hamburg"), || format!("{found:?}"))?;
    let plain = Query::new_nearest_with_mmr(query, Mmr::default().diversity(0.0).candidates_limit(6));
    let found = context.ok("mmr without diversity", text(context, plain).limit(2)).await?;
    same("mmr without diversity", &names(&found), &vec!["Berlin", "Hamburg"])?;

    let feedback = RelevanceFeedbackInput::new(
        VectorInput::from(query.to_vec()),
        [FeedbackItem::new(id(3), 0.9), FeedbackItem::new(id(2), 0.1)],
        NaiveFeedbackStrategy::new(1.0, 1.0, 1.0),
    );
    let found =
        context.ok("feedback", text(context, Query::new_relevance_feedback(feedback)).limit(6)).await?;
    holds("feedback finds points", !found.is_empty(), || format!("{found:?}"))
}

pub(super) async fn formula(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    fixture::index(context).await?;
    let nearest = || PrefetchQuery::default().query([0.9, 0.1, 0.1, 0.3]).using("text").limit(6);
    let rescored = |context: &Context, expression: Expression| {
        let formula = Formula::new(expression).add_default("population", 0).add_default("rating", 0.0);
        QueryPoints::new(context.collection()).add_prefetch(nearest()).query(Query::new_formula(formula))
    };
    let norway = Expression::condition(Condition::matches("country", "Norway"));
    let boosted = Expression::sum_with([
        Expression::score(),
        Expression::mult_with([Expression::constant(2.0), norway]),
    ]);
    let found = context.ok("boost by condition", rescored(context, boosted).limit(2)).await?;
    same("boost by condition", &names(&found), &vec!["Oslo", "Berlin"])?;

    let large = Expression::div_with(Expression::variable("population"), 1000.0, Some(0.0));
    let found = context.ok("payload as variable", rescored(context, large).limit(2)).await?;
    same("payload as variable", &names(&found), &vec!["Berlin", "Paris"])?;

    let shaped = Expression::sum_with([
        Expression::neg(Expression::abs(Expression::variable("rating"))),
        Expression::sqrt(Expression::constant(4.0)),
        Expression::pow_with(Expression::constant(2.0), Expression::constant(3.0)),
        Expression::exp(Expression::constant(0.0)),
        Expression::ln(Expression::constant(1.0)),
    ]);
    let found = context.ok("functions", rescored(context, shaped).limit(6)).await?;
    same("functions", &names(&found)[0], &"Atlantis")?;
    holds("functions", (found[0].score - 9.5).abs() < 1e-5, || format!("{}", found[0].score))?;

    let at_least_one = Expression::max_with([Expression::variable("rating"), Expression::constant(1.0)]);
    let found = context.ok("acosh", rescored(context, Expression::acosh(at_least_one)).limit(1)).await?;
    same("acosh", &names(&found), &vec!["Paris"])?;
    holds("acosh", (found[0].score - 4.75_f32.acosh()).abs() < 1e-5, || format!("{}", found[0].score))?;
    let debt = Expression::min_with([Expression::variable("rating"), Expression::constant(0.0)]);
    let found = context.ok("smallest", rescored(context, Expression::neg(debt)).limit(1)).await?;
    same("smallest", &names(&found), &vec!["Atlantis"])?;
    holds("smallest", (found[0].score - 1.5).abs() < 1e-5, || format!("{}", found[0].score))
}

pub(super) async fn lookup_from(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let other = context.other_collection("users");
    context
        .silently(
            "create the other collection",
            CreateCollection::new(&other).vectors_config([("taste", VectorParams::new(4, Distance::Cosine))]),
        )
        .await?;
    let user = PointStruct::new(77, [("taste", vec![0.1, 0.9, 0.2, 0.2])], Payload::new());
    context.silently("fill it", UpsertPoints::new(&other, [user]).wait(true)).await?;
    let taste = LookupLocation::new(&other).vector_name("taste");
    let by_user = text(context, Query::new_nearest(id(77))).lookup_from(taste).limit(2);
    let found = context.ok("by a point of another collection", by_user).await?;
    same("by a point of another collection", &names(&found), &vec!["Paris", "Lyon"])
}
