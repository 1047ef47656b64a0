//! Objects that the server turns into vectors.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;
use crate::macros::setters;
use crate::model::payload::Payload;
use crate::redact;

/// A text that the server embeds with a model.
///
/// # Examples
///
/// ```
/// use qdrant_core::Document;
///
/// let document = Document::new("recipe for baking cookies", "qdrant/bm25");
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The text.
    pub text: String,
    /// The model that embeds it.
    pub model: String,
    /// Options of the model.
    ///
    /// `Debug` and tapes leave out the values of those whose names end in `api-key`, `token`, `secret` or `password`.
    #[serde(
        default,
        skip_serializing_if = "options_are_empty",
        serialize_with = "redact::serialize_options",
        deserialize_with = "null_as_default"
    )]
    pub options: Payload,
}

/// An image that the server embeds with a model.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Image {
    /// The image, as a URL or base64 text.
    pub image: Value,
    /// The model that embeds it.
    pub model: String,
    /// Options of the model.
    ///
    /// `Debug` and tapes leave out the values of those whose names end in `api-key`, `token`, `secret` or `password`.
    #[serde(
        default,
        skip_serializing_if = "options_are_empty",
        serialize_with = "redact::serialize_options",
        deserialize_with = "null_as_default"
    )]
    pub options: Payload,
}

/// Any other object that the server embeds with a model.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct InferenceObject {
    /// The object.
    pub object: Value,
    /// The model that embeds it.
    pub model: String,
    /// Options of the model.
    ///
    /// `Debug` and tapes leave out the values of those whose names end in `api-key`, `token`, `secret` or `password`.
    #[serde(
        default,
        skip_serializing_if = "options_are_empty",
        serialize_with = "redact::serialize_options",
        deserialize_with = "null_as_default"
    )]
    pub options: Payload,
}

fn options_are_empty(options: &Payload) -> bool {
    options.is_empty()
}

/// Reads `null` like a field that is not there.
pub(crate) fn null_as_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

fn check_model(model: &str) -> Result<(), Error> {
    if model.is_empty() { Err(Error::invalid("model", "the name of the model is empty")) } else { Ok(()) }
}

impl Document {
    /// Creates a document.
    pub fn new(text: impl Into<String>, model: impl Into<String>) -> Self {
        Self { text: text.into(), model: model.into(), options: Payload::new() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        check_model(&self.model)
    }
}

impl Image {
    /// Creates an image from a URL, base64 text or other JSON.
    pub fn new(image: impl Into<Value>, model: impl Into<String>) -> Self {
        Self { image: image.into(), model: model.into(), options: Payload::new() }
    }

    /// Creates an image that the server fetches from a URL.
    pub fn new_from_url(url: impl Into<String>, model: impl Into<String>) -> Self {
        Self::new(url.into(), model)
    }

    /// Creates an image from base64 text.
    pub fn new_from_base64(base64: impl Into<String>, model: impl Into<String>) -> Self {
        Self::new(base64.into(), model)
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        check_model(&self.model)
    }
}

impl InferenceObject {
    /// Creates an inference object.
    pub fn new(object: impl Into<Value>, model: impl Into<String>) -> Self {
        Self { object: object.into(), model: model.into(), options: Payload::new() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        check_model(&self.model)
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, model, options } = self;
        let options = &redact::Options(options);
        f.debug_struct("Document")
            .field("text", text)
            .field("model", model)
            .field("options", options)
            .finish()
    }
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { image, model, options } = self;
        let options = &redact::Options(options);
        f.debug_struct("Image").field("image", image).field("model", model).field("options", options).finish()
    }
}

impl fmt::Debug for InferenceObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { object, model, options } = self;
        let options = &redact::Options(options);
        f.debug_struct("InferenceObject")
            .field("object", object)
            .field("model", model)
            .field("options", options)
            .finish()
    }
}

setters! { impl Document { options: Payload } }
setters! { impl Image { options: Payload } }
setters! { impl InferenceObject { options: Payload } }
