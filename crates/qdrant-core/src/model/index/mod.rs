//! Indexes over payload fields.

mod keyword;
mod kind;
mod language;
mod ordered;
mod params;
mod plain;
mod schema;
mod stemmer;
mod stopwords;
#[cfg(test)]
pub(crate) mod strategies;
mod text;

pub use self::keyword::{KeywordIndexParams, KeywordPrefixParams, UuidIndexParams};
pub use self::kind::{FieldType, PayloadSchemaType};
pub use self::language::{Language, SnowballLanguage};
pub use self::ordered::{DatetimeIndexParams, FloatIndexParams, IntegerIndexParams};
pub use self::params::PayloadIndexParams;
pub use self::plain::{BoolIndexParams, GeoIndexParams};
pub use self::schema::PayloadFieldSchema;
pub use self::stemmer::{SnowballParams, StemmingAlgorithm};
pub use self::stopwords::{StopwordsInterface, StopwordsSet};
pub use self::text::{
    TextIndexParams, TextScoringInterface, TextScoringParams, TextScoringType, TokenizerType,
};
