//! One point, where the transport has only an operation for several.

use qdrant_core::{
    Error, ErrorKind, GetPoint, GetPoints, Operation, OperationKind, Reply, Request, ServerError,
    SharedTransport,
};

use crate::execute::{Context, execute};

/// Gets a point as the server's route does, with payload and vectors, over a transport that lacks the operation.
///
/// gRPC does.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other operation is the transport's")]
pub(crate) async fn answer(
    transport: &SharedTransport,
    request: Request,
    context: Context,
) -> Result<Reply, Error> {
    let capabilities = transport.info().capabilities;
    let request = match request {
        Request::GetPoint(request)
            if !capabilities.contains(OperationKind::GetPoint)
                && capabilities.contains(OperationKind::GetPoints) =>
        {
            *request
        }
        request => return execute(transport, request, context).await,
    };
    let GetPoint { collection_name, id, read_consistency, timeout } = request;
    let mut several = GetPoints::new(collection_name, [id]).with_payload(true).with_vectors(true);
    several.read_consistency = read_consistency;
    several.timeout = timeout;
    let Reply { response, meta } = execute(transport, several.into(), context).await?;
    let point = GetPoints::output(response)?.pop().ok_or_else(|| {
        // Spelt as the server does.
        let message = format!("Not found: Point with id {id} does not exists!");
        Error::new(ErrorKind::NotFound, message.clone())
            .with_operation(OperationKind::GetPoint)
            .with_server(ServerError::http(404, message))
    })?;
    let mut reply = Reply::new(GetPoint::into_response(point));
    reply.meta = meta;
    Ok(reply)
}
