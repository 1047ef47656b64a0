//! Which operation is held to which limits.

use std::sync::Arc;
use std::time::Duration;

use qdrant_core::{CollectionConfig, Error, ErrorKind, Request, StrictModeConfig};

use super::StrictState;
use crate::collection::Collection;
use crate::failure::TRANSPORT;
use crate::registry::Registry;
use crate::settings::Settings;

/// Refuses an operation that the strict mode of its collection does not allow.
///
/// An operation that is not named here is refused as well, so that no new one goes unchecked.
pub(crate) fn check(registry: &Registry, request: &Request) -> Result<(), Error> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the rest is declined or was replaced before")]
    match request {
        // These work on no collection, or the limits do not speak of them.
        Request::GetVersionInfo(_)
        | Request::Healthz(_)
        | Request::Livez(_)
        | Request::Readyz(_)
        | Request::ListCollections(_)
        | Request::GetCollectionInfo(_)
        | Request::CreateCollection(_)
        | Request::UpdateCollection(_)
        | Request::DeleteCollection(_)
        | Request::CollectionExists(_)
        | Request::UpdateAliases(_)
        | Request::ListCollectionAliases(_)
        | Request::ListAliases(_)
        | Request::GetOptimizations(_)
        | Request::GrpcHealthCheck(_)
        | Request::Telemetry(_)
        | Request::Metrics(_)
        | Request::ClusterStatus(_)
        | Request::ClusterTelemetry(_)
        | Request::RecoverCurrentPeer(_)
        | Request::RemovePeer(_)
        | Request::GetIssues(_)
        | Request::ClearIssues(_)
        | Request::CollectionClusterInfo(_)
        | Request::UpdateCollectionCluster(_)
        | Request::CreateShardKey(_)
        | Request::DeleteShardKey(_)
        | Request::ListShardKeys(_)
        | Request::CreateSnapshot(_)
        | Request::ListSnapshots(_)
        | Request::DeleteSnapshot(_)
        | Request::RecoverSnapshot(_)
        | Request::CreateFullSnapshot(_)
        | Request::ListFullSnapshots(_)
        | Request::DeleteFullSnapshot(_)
        | Request::CreateShardSnapshot(_)
        | Request::ListShardSnapshots(_)
        | Request::DeleteShardSnapshot(_)
        | Request::RecoverShardSnapshot(_) => Ok(()),
        Request::CreateFieldIndex(create) => with(registry, request, |limits| limits.create_index(create)),
        Request::DeleteFieldIndex(_) => with(registry, request, |limits| limits.writes(|| 1)),
        Request::UpsertPoints(upsert) => with(registry, request, |limits| limits.upsert(upsert)),
        Request::DeletePoints(delete) => {
            with(registry, request, |limits| limits.shrink("points", delete.points.as_ref()))
        }
        Request::SetPayload(set) => {
            with(registry, request, |limits| limits.grow("points_selector", set.points_selector.as_ref()))
        }
        Request::OverwritePayload(set) => {
            with(registry, request, |limits| limits.grow("points_selector", set.points_selector.as_ref()))
        }
        Request::DeletePayload(delete) => with(registry, request, |limits| {
            limits.shrink("points_selector", delete.points_selector.as_ref())
        }),
        Request::ClearPayload(clear) => {
            with(registry, request, |limits| limits.shrink("points", clear.points.as_ref()))
        }
        Request::UpdateBatchPoints(batch) => with(registry, request, |limits| limits.update_batch(batch)),
        Request::CreateVectorName(_) | Request::DeleteVectorName(_) => {
            with(registry, request, |limits| limits.writes(|| 1))
        }
        Request::UpdateVectors(update) => with(registry, request, |limits| limits.update_vectors(update)),
        Request::DeleteVectors(delete) => with(registry, request, |limits| {
            limits.shrink("points_selector", delete.points_selector.as_ref())
        }),
        Request::GetPoint(_) => with(registry, request, |limits| limits.reads(|| 1)),
        Request::GetPoints(get) => with(registry, request, |limits| limits.get(get)),
        Request::ScrollPoints(scroll) => with(registry, request, |limits| limits.scroll(scroll)),
        Request::CountPoints(count) => with(registry, request, |limits| limits.count(count)),
        Request::Facet(facet) => with(registry, request, |limits| limits.facet(facet)),
        Request::QueryPoints(query) => with(registry, request, |limits| limits.query(query)),
        Request::QueryBatchPoints(batch) => with(registry, request, |limits| limits.query_batch(batch)),
        Request::QueryPointsGroups(groups) => with(registry, request, |limits| limits.groups(groups)),
        Request::SearchMatrixPairs(matrix) => with(registry, request, |limits| limits.matrix(&matrix.0)),
        Request::SearchMatrixOffsets(matrix) => with(registry, request, |limits| limits.matrix(&matrix.0)),
        _ => Err(Error::unsupported(request.kind(), TRANSPORT)),
    }
}

/// Checks with the limits of the request's collection, if there are any.
///
/// A collection that does not exist has none: the operation itself says so.
fn with(
    registry: &Registry,
    request: &Request,
    check: impl FnOnce(&Limits<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let Some(Ok(collection)) = request.collection_name().map(|name| registry.get(name)) else {
        return Ok(());
    };
    let settings = collection.settings();
    match &settings.config.strict_mode_config {
        Some(config) if config.enabled == Some(true) => {
            let limits = Limits { config, settings: &settings, collection: &collection };
            limits.timeout(request.timeout())?;
            check(&limits)
        }
        Some(_) | None => Ok(()),
    }
}

/// The limits of a collection, and what they are compared with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits<'a> {
    pub(super) config: &'a StrictModeConfig,
    pub(super) settings: &'a Settings,
    pub(super) collection: &'a Arc<Collection>,
}

impl Limits<'_> {
    pub(super) fn state(&self) -> &StrictState {
        &self.collection.strict
    }

    pub(super) fn collection_config(&self) -> &CollectionConfig {
        &self.settings.config
    }

    /// Holds the time that a request asks for to `max_timeout`; seconds that have begun count.
    fn timeout(&self, timeout: Option<Duration>) -> Result<(), Error> {
        let seconds = timeout.map(|time| time.as_secs() + u64::from(time.subsec_nanos() > 0));
        at_most("timeout", seconds, "max_timeout", self.config.max_timeout.map(u64::from))
    }
}

/// Refuses a value above a limit; `limit_name` is the field of the strict mode.
pub(super) fn at_most<T: PartialOrd + std::fmt::Display>(
    field: &str,
    value: Option<T>,
    limit_name: &str,
    limit: Option<T>,
) -> Result<(), Error> {
    match value.zip(limit) {
        Some((value, limit)) if value > limit => {
            Err(refused(format!("{value} is more than {limit}, which `{limit_name}` allows"))
                .with_field(field))
        }
        Some(_) | None => Ok(()),
    }
}

/// Creates the error for what strict mode does not allow.
pub(super) fn refused(why: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::InvalidRequest, format!("strict mode: {why}"))
}

#[cfg(test)]
mod tests {
    use qdrant_core::OperationKind;

    use super::*;

    #[test]
    fn a_limit_itself_is_allowed_and_errors_name_both_sides() {
        assert!(at_most("limit", Some(4), "max_query_limit", Some(4)).is_ok());
        assert!(at_most("limit", None, "max_query_limit", Some(4)).is_ok());
        assert!(at_most("limit", Some(5), "max_query_limit", None::<u32>).is_ok());
        let error = at_most("limit", Some(5), "max_query_limit", Some(4)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "invalid request: limit: strict mode: 5 is more than 4, which `max_query_limit` allows"
        );
    }

    #[test]
    fn what_is_answered_is_what_is_checked() {
        // An operation that is dispatched must have an arm above: this text is compared with that one. Legacy ones
        // are checked as what replaces them; streams work on whole collections.
        let source = include_str!("check.rs");
        let forgotten: Vec<_> = OperationKind::ALL
            .iter()
            .filter(|kind| crate::ops::capabilities().contains(**kind))
            .filter(|kind| !kind.is_deprecated() && !kind.streams())
            .filter(|kind| !source.contains(&format!("Request::{kind:?}(")))
            .collect();
        assert!(forgotten.is_empty(), "{forgotten:?}");
    }
}
