//! Property tests: models survive the way to bytes and back.

pub(crate) mod basics;
mod collections;
mod depth;
pub(crate) mod filters;
mod indexes;
pub(crate) mod queries;
pub(crate) mod sharding;

use prost::Message;

use super::{FromProto, IntoProto};

/// Sends a model through its message and through bytes.
fn through<P: Message + Default, T: IntoProto<P> + FromProto<P>>(model: T) -> T {
    let bytes = model.into_proto().unwrap().encode_to_vec();
    T::from_proto(P::decode(bytes.as_slice()).unwrap()).unwrap()
}
