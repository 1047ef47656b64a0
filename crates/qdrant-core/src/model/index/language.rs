//! Languages that the server knows.

use crate::macros::wire_enum;

wire_enum! {
    /// A language that the server has stopwords of.
    pub enum Language {
        /// Arabic.
        Arabic = "arabic",
        /// Azerbaijani.
        Azerbaijani = "azerbaijani",
        /// Basque.
        Basque = "basque",
        /// Bengali.
        Bengali = "bengali",
        /// Catalan.
        Catalan = "catalan",
        /// Chinese.
        Chinese = "chinese",
        /// Danish.
        Danish = "danish",
        /// Dutch.
        Dutch = "dutch",
        /// English.
        English = "english",
        /// Finnish.
        Finnish = "finnish",
        /// French.
        French = "french",
        /// German.
        German = "german",
        /// Greek.
        Greek = "greek",
        /// Hebrew.
        Hebrew = "hebrew",
        /// Hindi and English mixed.
        Hinglish = "hinglish",
        /// Hungarian.
        Hungarian = "hungarian",
        /// Indonesian.
        Indonesian = "indonesian",
        /// Italian.
        Italian = "italian",
        /// Japanese.
        Japanese = "japanese",
        /// Kazakh.
        Kazakh = "kazakh",
        /// Nepali.
        Nepali = "nepali",
        /// Norwegian.
        Norwegian = "norwegian",
        /// Portuguese.
        Portuguese = "portuguese",
        /// Romanian.
        Romanian = "romanian",
        /// Russian.
        Russian = "russian",
        /// Slovene.
        Slovene = "slovene",
        /// Spanish.
        Spanish = "spanish",
        /// Swedish.
        Swedish = "swedish",
        /// Tajik.
        Tajik = "tajik",
        /// Turkish.
        Turkish = "turkish",
    }
}

wire_enum! {
    /// A language that the server has a Snowball stemmer of.
    pub enum SnowballLanguage {
        /// Arabic.
        Arabic = "arabic",
        /// Armenian.
        Armenian = "armenian",
        /// Danish.
        Danish = "danish",
        /// Dutch.
        Dutch = "dutch",
        /// English.
        English = "english",
        /// Finnish.
        Finnish = "finnish",
        /// French.
        French = "french",
        /// German.
        German = "german",
        /// Greek.
        Greek = "greek",
        /// Hungarian.
        Hungarian = "hungarian",
        /// Italian.
        Italian = "italian",
        /// Norwegian.
        Norwegian = "norwegian",
        /// Portuguese.
        Portuguese = "portuguese",
        /// Romanian.
        Romanian = "romanian",
        /// Russian.
        Russian = "russian",
        /// Spanish.
        Spanish = "spanish",
        /// Swedish.
        Swedish = "swedish",
        /// Tamil.
        Tamil = "tamil",
        /// Turkish.
        Turkish = "turkish",
    }
}

impl From<String> for Language {
    fn from(name: String) -> Self {
        Self::from(name.as_str())
    }
}

impl From<String> for SnowballLanguage {
    fn from(name: String) -> Self {
        Self::from(name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;
    use crate::model::unknown::UnknownValue;

    #[test]
    fn languages_are_lower_case() {
        assert_eq!(golden::<Language>(r#""hinglish""#), Language::Hinglish);
        assert_eq!(golden::<SnowballLanguage>(r#""tamil""#), SnowballLanguage::Tamil);
        assert_eq!((Language::ALL.len(), SnowballLanguage::ALL.len()), (30, 19));
    }

    #[test]
    fn a_new_language_survives() {
        let klingon = UnknownValue::Name("klingon".into());
        assert_eq!(golden::<Language>(r#""klingon""#), Language::Unknown(klingon.clone()));
        assert_eq!(SnowballLanguage::from("klingon".to_owned()), SnowballLanguage::Unknown(klingon));
    }
}
