//! Objects that the server embeds, as vectors of a point.

use qdrant_core::{Document, Error, Image, InferenceObject, Payload, Value};

use super::sink::Sink;
use super::value::{write_payload, write_value};

/// Writes the fields of message `Document`.
pub(super) fn write_document(sink: &mut impl Sink, document: &Document) -> Result<(), Error> {
    let Document { text, model, options } = document;
    string(sink, 1, text);
    string(sink, 3, model);
    write_payload(sink, 4, options).map_err(|error| error.within("options"))
}

/// Writes the fields of message `Image`.
pub(super) fn write_image(sink: &mut impl Sink, image: &Image) -> Result<(), Error> {
    let Image { image, model, options } = image;
    write_object(sink, "image", image, model, options)
}

/// Writes the fields of message `InferenceObject`.
pub(super) fn write_inference_object(sink: &mut impl Sink, object: &InferenceObject) -> Result<(), Error> {
    let InferenceObject { object, model, options } = object;
    write_object(sink, "object", object, model, options)
}

fn write_object(
    sink: &mut impl Sink,
    name: &str,
    object: &Value,
    model: &str,
    options: &Payload,
) -> Result<(), Error> {
    sink.nested(1, |sink| write_value(sink, object)).map_err(|error| error.within(name))?;
    string(sink, 2, model);
    write_payload(sink, 3, options).map_err(|error| error.within("options"))
}

/// Writes a text, unless it is empty.
fn string(sink: &mut impl Sink, tag: u32, text: &str) {
    if !text.is_empty() {
        sink.string(tag, text);
    }
}
