//! Several updates in one call.

use qdrant_core::{
    ClearPayloadOperation, DeletePayloadOperation, DeletePointsOperation, DeleteVectorsOperation, ErrorKind,
    GetPoint, GetPoints, Payload, PointId, PointStruct, PointStructList, PointVectors, PointsUpdateOperation,
    SetPayloadOperation, UpdateBatchPoints, UpdateStatus, UpdateVectorsOperation, Vectors, json,
};

use crate::conformance::context::{Context, Failure, same};
use crate::conformance::fixture;

pub(super) async fn every_step(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let bonn = PointStruct::new(50, Vectors::none(), [("city", "Bonn")]);
    let batch = UpdateBatchPoints::new(
        context.collection(),
        vec![
            PointStructList::new([bonn]).into(),
            PointsUpdateOperation::SetPayload(SetPayloadOperation::new([50], [("size", 1)])),
            PointsUpdateOperation::OverwritePayload(SetPayloadOperation::new(
                [1],
                [("city", "Bear"), ("old", "x")],
            )),
            DeletePayloadOperation::new([1], ["old"]).into(),
            ClearPayloadOperation::new([2]).into(),
            UpdateVectorsOperation::new([PointVectors::new(50, [("text", vec![0.0, 0.0, 1.0, 0.0])])]).into(),
            DeleteVectorsOperation::new([3], ["text"]).into(),
            DeletePointsOperation::new([4]).into(),
        ],
    );
    let results = context.silently("batch", batch.wait(true)).await?;
    same("answers", &results.len(), &8)?;
    same("all are applied", &results.iter().all(|result| result.status == UpdateStatus::Completed), &true)?;
    let ids = [1_u64, 2, 3, 4, 50].map(PointId::from);
    let points = context.ok("after", GetPoints::new(context.collection(), ids).with_vectors(true)).await?;
    let mut payloads: Vec<_> = points.iter().map(|point| (point.id, point.payload.clone())).collect();
    payloads.sort_by_key(|(id, _)| *id);
    same("Lyon is gone", &payloads.len(), &4)?;
    same("Berlin", &payloads[0].1, &Payload::from([("city", "Bear")]))?;
    same("Hamburg", &payloads[1].1, &Payload::new())?;
    let bonn = Payload::try_from(json!({"city": "Bonn", "size": 1})).unwrap_or_default();
    same("Bonn", &payloads[3].1, &bonn)
}

pub(super) async fn one_point(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let point = context.ok("Oslo", GetPoint::new(context.collection(), fixture::UUID)).await?;
    same("payload", &point.payload.get("city"), &Some(&json!("Oslo")))?;
    same("vectors", &point.vectors.is_some(), &true)?;
    context.ok("a large id", GetPoint::new(context.collection(), fixture::LARGE)).await?;
    context.fails("no such point", &[ErrorKind::NotFound], GetPoint::new(context.collection(), 404)).await?;
    Ok(())
}
