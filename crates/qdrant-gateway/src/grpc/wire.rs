use bytes::Bytes;
use qdrant_core::*;
pub(crate) fn decode_request(path: &str, _m: Bytes) -> Result<Request, Error> {
    Err(Error::new(ErrorKind::Unsupported, path.to_owned()))
}
pub(crate) fn encode_reply(_m: Reply) -> Result<Bytes, Error> {
    Ok(Bytes::new())
}
pub(crate) fn status(e: &Error) -> tonic::Status {
    tonic::Status::internal(e.to_string())
}
