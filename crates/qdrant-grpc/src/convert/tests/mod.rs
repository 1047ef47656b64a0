//! Property tests: models survive the way to bytes and back.

mod basics;
mod collections;
mod depth;
mod filters;
mod indexes;
mod queries;

use prost::Message;

use super::{FromProto, IntoProto};

/// Sends a model through its message and through bytes.
fn through<P: Message + Default, T: IntoProto<P> + FromProto<P>>(model: T) -> T {
    let bytes = model.into_proto().unwrap().encode_to_vec();
    T::from_proto(P::decode(bytes.as_slice()).unwrap()).unwrap()
}
