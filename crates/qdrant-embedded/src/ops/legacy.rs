//! Operations of before the universal query, each carried out as what replaces it.

use qdrant_core::{
    Operation, OperationKind, QueryBatchPoints, QueryPointGroups, QueryPoints, Request, Response,
};

/// Returns the request that does the same, and which operation it replaces.
pub(super) fn lower(request: Request) -> (Request, Option<OperationKind>) {
    let kind = request.kind();
    #[expect(clippy::wildcard_enum_match_arm, reason = "everything else stays what it is")]
    let lowered = match request {
        Request::SearchPoints(search) => QueryPoints::from(*search).into_request(),
        Request::SearchBatchPoints(batch) => QueryBatchPoints::from(*batch).into_request(),
        Request::SearchPointsGroups(search) => QueryPointGroups::from(*search).into_request(),
        Request::RecommendPoints(recommend) => QueryPoints::from(*recommend).into_request(),
        Request::RecommendBatchPoints(batch) => QueryBatchPoints::from(*batch).into_request(),
        Request::RecommendPointsGroups(recommend) => QueryPointGroups::from(*recommend).into_request(),
        Request::DiscoverPoints(discover) => QueryPoints::from(*discover).into_request(),
        Request::DiscoverBatchPoints(batch) => QueryBatchPoints::from(*batch).into_request(),
        other => return (other, None),
    };
    (lowered, Some(kind))
}

/// Returns an answer under the name of the operation that was asked for.
pub(super) fn rename(response: Response, kind: OperationKind) -> Response {
    match (kind, response) {
        (OperationKind::SearchPoints, Response::QueryPoints(points)) => Response::SearchPoints(points),
        (OperationKind::RecommendPoints, Response::QueryPoints(points)) => Response::RecommendPoints(points),
        (OperationKind::DiscoverPoints, Response::QueryPoints(points)) => Response::DiscoverPoints(points),
        (OperationKind::SearchBatchPoints, Response::QueryBatchPoints(points)) => {
            Response::SearchBatchPoints(points)
        }
        (OperationKind::RecommendBatchPoints, Response::QueryBatchPoints(points)) => {
            Response::RecommendBatchPoints(points)
        }
        (OperationKind::DiscoverBatchPoints, Response::QueryBatchPoints(points)) => {
            Response::DiscoverBatchPoints(points)
        }
        (OperationKind::SearchPointsGroups, Response::QueryPointsGroups(groups)) => {
            Response::SearchPointsGroups(groups)
        }
        (OperationKind::RecommendPointsGroups, Response::QueryPointsGroups(groups)) => {
            Response::RecommendPointsGroups(groups)
        }
        (_, other) => other,
    }
}
