//! Facets.

use qdrant_core::{Condition, ErrorKind, FacetCounts, FacetHit, Filter};

use crate::conformance::context::{Context, Failure, same};
use crate::conformance::fixture;

pub(super) async fn counts(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    fixture::index(context).await?;
    let name = context.collection();
    let found = context.ok("keyword", FacetCounts::new(name.clone(), "country").exact(true)).await?;
    let expected = vec![FacetHit::new("France", 2), FacetHit::new("Germany", 2), FacetHit::new("Norway", 1)];
    same("keyword", &found, &expected)?;

    let found = context.ok("boolean", FacetCounts::new(name.clone(), "capital").exact(true)).await?;
    same("boolean", &found, &vec![FacetHit::new(true, 3), FacetHit::new(false, 2)])?;

    let german = Filter::must([Condition::matches("country", "Germany")]);
    let tags = FacetCounts::new(name.clone(), "tags").filter(german).limit(1).exact(true);
    same("filter and limit", &context.ok("filter and limit", tags).await?, &vec![FacetHit::new("big", 2)])?;

    context.fails("without an index", &[ErrorKind::InvalidRequest], FacetCounts::new(name, "note")).await?;
    Ok(())
}
