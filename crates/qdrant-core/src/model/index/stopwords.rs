//! Words that a text index leaves out.

use serde::{Deserialize, Serialize};

use super::Language;
use crate::model::inference::null_as_default;

/// The words that a text index leaves out.
///
/// gRPC has only the set, so a single language comes back from it as a set of one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged, expecting = "a language or an object with `languages` and `custom`")]
pub enum StopwordsInterface {
    // A language is read after a set: a value that is not known may be of any shape.
    /// The stopwords of several languages, and further words.
    Set(StopwordsSet),
    /// The stopwords of one language.
    Language(Language),
}

impl From<Language> for StopwordsInterface {
    fn from(language: Language) -> Self {
        Self::Language(language)
    }
}

impl From<StopwordsSet> for StopwordsInterface {
    fn from(set: StopwordsSet) -> Self {
        Self::Set(set)
    }
}

/// Stopwords of several languages, and further words.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Language, StopwordsSet};
///
/// let words = StopwordsSet::default().languages([Language::English, Language::German]).custom(["qdrant"]);
/// assert_eq!(serde_json::to_string(&words)?, r#"{"languages":["english","german"],"custom":["qdrant"]}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StopwordsSet {
    /// Languages whose stopwords are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub languages: Vec<Language>,
    /// Further words that are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub custom: Vec<String>,
}

impl StopwordsSet {
    /// Sets [`languages`](field@Self::languages).
    #[must_use]
    pub fn languages(mut self, languages: impl IntoIterator<Item = impl Into<Language>>) -> Self {
        self.languages = languages.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`custom`](field@Self::custom).
    #[must_use]
    pub fn custom(mut self, custom: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.custom = custom.into_iter().map(Into::into).collect();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;

    #[test]
    fn stopwords_are_a_language_or_a_set() {
        assert_eq!(golden::<StopwordsInterface>(r#""english""#), Language::English.into());
        let set = StopwordsSet::default().languages(["english", "german"]).custom(["qdrant"]);
        assert_eq!(
            golden::<StopwordsInterface>(r#"{"languages":["english","german"],"custom":["qdrant"]}"#),
            set.into()
        );
        assert_eq!(golden::<StopwordsInterface>("{}"), StopwordsSet::default().into());
    }

    #[test]
    fn nulls_of_a_reply_are_empty_lists() {
        let set: StopwordsSet = serde_json::from_str(r#"{"languages":null,"custom":null}"#).unwrap();
        assert_eq!(set, StopwordsSet::default());
    }
}
