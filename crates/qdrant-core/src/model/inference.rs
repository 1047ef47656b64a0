//! Objects that the server turns into vectors.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;
use crate::macros::setters;
use crate::model::payload::Payload;

/// A text that the server embeds with a model.
///
/// # Examples
///
/// ```
/// use qdrant_core::Document;
///
/// let document = Document::new("recipe for baking cookies", "qdrant/bm25");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The text.
    pub text: String,
    /// The model that embeds it.
    pub model: String,
    /// Options of the model.
    #[serde(default, skip_serializing_if = "options_are_empty", deserialize_with = "null_as_default")]
    pub options: Payload,
}

/// An image that the server embeds with a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Image {
    /// The image, as a URL or base64 text.
    pub image: Value,
    /// The model that embeds it.
    pub model: String,
    /// Options of the model.
    #[serde(default, skip_serializing_if = "options_are_empty", deserialize_with = "null_as_default")]
    pub options: Payload,
}

/// Any other object that the server embeds with a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InferenceObject {
    /// The object.
    pub object: Value,
    /// The model that embeds it.
    pub model: String,
    /// Options of the model.
    #[serde(default, skip_serializing_if = "options_are_empty", deserialize_with = "null_as_default")]
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

setters! { impl Document { options: Payload } }
setters! { impl Image { options: Payload } }
setters! { impl InferenceObject { options: Payload } }
