//! Payload indexes.

mod kind;
mod params;
mod plain;
mod schema;
mod stemmer;
mod stopwords;
mod text;
