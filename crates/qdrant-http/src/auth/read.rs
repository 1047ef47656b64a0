//! Credentials in a configuration.

use qdrant_core::Secret;
use serde::{Deserialize, Deserializer};

use super::config::Auth;
use crate::values::quiet;

/// `{ "api_key": "..." }` or `{ "bearer": "..." }`; sources of tokens are code.
impl<'de> Deserialize<'de> for Auth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Written {
            ApiKey(Secret),
            Bearer(Secret),
        }

        let expected =
            "credentials must be `api_key` or `bearer` with a text that is neither empty nor `***`";
        Ok(match quiet(deserializer, expected)? {
            Written::ApiKey(key) => Self::api_key(key),
            Written::Bearer(token) => Self::bearer(token),
        })
    }
}
