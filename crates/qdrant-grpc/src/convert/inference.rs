//! What the server turns into vectors by a model.

use qdrant_core::{Error, Image, InferenceObject};

use super::room::Room;
use super::traits::{FromProto, IntoProto, read, same_fields, write};
use crate::proto::qdrant as proto;

same_fields! { Document { text, model; options } }

/// Says that the object to embed must be there.
fn not_empty<P>(name: &str, object: Option<P>) -> Result<P, Error> {
    object.ok_or_else(|| Error::invalid(name, format!("empty {name} is not allowed")))
}

impl IntoProto<proto::Image> for Image {
    fn into_proto_in(self, room: Room) -> Result<proto::Image, Error> {
        let Self { image, model, options } = self;
        Ok(proto::Image {
            image: Some(write("image", image, room)?),
            model,
            options: write("options", options, room)?,
        })
    }
}

impl FromProto<proto::Image> for Image {
    fn from_proto(message: proto::Image) -> Result<Self, Error> {
        let proto::Image { image, model, options } = message;
        let image = read("image", not_empty("image", image)?)?;
        Ok(Self { image, model, options: read("options", options)? })
    }
}

impl IntoProto<proto::InferenceObject> for InferenceObject {
    fn into_proto_in(self, room: Room) -> Result<proto::InferenceObject, Error> {
        let Self { object, model, options } = self;
        Ok(proto::InferenceObject {
            object: Some(write("object", object, room)?),
            model,
            options: write("options", options, room)?,
        })
    }
}

impl FromProto<proto::InferenceObject> for InferenceObject {
    fn from_proto(message: proto::InferenceObject) -> Result<Self, Error> {
        let proto::InferenceObject { object, model, options } = message;
        let object = read("object", not_empty("object", object)?)?;
        Ok(Self { object, model, options: read("options", options)? })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use qdrant_core::Value;

    use super::*;

    #[test]
    fn an_empty_image_or_object_is_not_allowed() {
        let options = BTreeMap::new();
        let image = proto::Image { image: None, model: "m".to_owned(), options: options.clone() };
        let error = Image::from_proto(image).unwrap_err();
        assert_eq!(error.to_string(), "invalid request: image: empty image is not allowed");
        let object = proto::InferenceObject { object: None, model: "m".to_owned(), options };
        let error = InferenceObject::from_proto(object).unwrap_err();
        assert_eq!(error.to_string(), "invalid request: object: empty object is not allowed");
    }

    #[test]
    fn an_image_that_is_null_is_not_an_empty_one() {
        let image = Image::new(Value::Null, "m");
        assert_eq!(Image::from_proto(image.clone().into_proto().unwrap()).unwrap(), image);
    }
}
