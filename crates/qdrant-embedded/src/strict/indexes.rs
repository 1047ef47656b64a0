//! Which payload index can answer which condition.

use std::fmt;

use qdrant_core::{
    FieldClause, Match, PayloadFieldSchema, PayloadIndexParams, PayloadSchemaType, TextIndexParams, Uuid,
};

/// What an index can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ability {
    IntegerMatch,
    IntegerRange,
    KeywordMatch,
    KeywordPrefix,
    FloatRange,
    Text,
    Phrase,
    Bool,
    Uuid,
    Datetime,
    Geo,
}

impl Ability {
    /// Every ability: whatever it is, it knows which points have the field.
    pub(super) const ALL: &'static [Self] = &[
        Self::IntegerMatch,
        Self::IntegerRange,
        Self::KeywordMatch,
        Self::KeywordPrefix,
        Self::FloatRange,
        Self::Text,
        Self::Phrase,
        Self::Bool,
        Self::Uuid,
        Self::Datetime,
        Self::Geo,
    ];

    /// What finds the points that have a value.
    pub(super) const MATCH: &'static [Self] =
        &[Self::KeywordMatch, Self::IntegerMatch, Self::Uuid, Self::Bool];

    /// What a number in a formula can be read from.
    pub(super) const NUMBER: &'static [Self] = &[Self::IntegerMatch, Self::IntegerRange, Self::FloatRange];
}

impl fmt::Display for Ability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IntegerMatch | Self::IntegerRange => "integer",
            Self::KeywordMatch => "keyword",
            Self::KeywordPrefix => "keyword with prefix",
            Self::FloatRange => "float",
            Self::Text => "text",
            Self::Phrase => "text with phrase_matching",
            Self::Bool => "bool",
            Self::Uuid => "uuid",
            Self::Datetime => "datetime",
            Self::Geo => "geo",
        })
    }
}

/// Returns the abilities of which a clause needs one; none when it needs no index.
pub(super) fn wanted(clause: &FieldClause) -> &'static [Ability] {
    match clause {
        FieldClause::Match(wanted) => wanted_by_match(wanted),
        FieldClause::Range(_) => &[Ability::FloatRange, Ability::IntegerRange],
        FieldClause::DatetimeRange(_) => &[Ability::Datetime],
        FieldClause::GeoBoundingBox(_) | FieldClause::GeoRadius(_) | FieldClause::GeoPolygon(_) => {
            &[Ability::Geo]
        }
        FieldClause::ValuesCount(_) | FieldClause::IsEmpty(_) | FieldClause::IsNull(_) => Ability::ALL,
    }
}

fn wanted_by_match(wanted: &Match) -> &'static [Ability] {
    match wanted {
        Match::Keyword(value) => keywords(std::slice::from_ref(value)),
        Match::Keywords(values) | Match::ExceptKeywords(values) => keywords(values),
        Match::Integer(_) => &[Ability::IntegerMatch],
        // An empty list says the same of every value.
        Match::Integers(values) | Match::ExceptIntegers(values) if values.is_empty() => &[],
        Match::Integers(_) | Match::ExceptIntegers(_) => &[Ability::IntegerMatch],
        Match::Boolean(_) => &[Ability::Bool],
        Match::Text(_) | Match::TextAny(_) => &[Ability::Text],
        Match::Phrase(_) => &[Ability::Phrase],
        Match::Prefix(_) => &[Ability::KeywordPrefix],
        Match::Substring(_) => &[Ability::KeywordMatch],
    }
}

fn keywords(values: &[String]) -> &'static [Ability] {
    if values.is_empty() {
        &[]
    } else if values.iter().all(|value| Uuid::try_parse(value).is_ok()) {
        &[Ability::Uuid, Ability::KeywordMatch]
    } else {
        &[Ability::KeywordMatch]
    }
}

/// Tells whether an index can do at least one of these.
pub(super) fn can(schema: &PayloadFieldSchema, wanted: &[Ability]) -> bool {
    let has = |ability: Ability| wanted.contains(&ability);
    match schema {
        PayloadFieldSchema::Params(PayloadIndexParams::Integer(params)) => {
            params.lookup.unwrap_or(true) && has(Ability::IntegerMatch)
                || params.range.unwrap_or(true) && has(Ability::IntegerRange)
        }
        PayloadFieldSchema::Params(PayloadIndexParams::Keyword(params)) => {
            has(Ability::KeywordMatch) || params.prefix == Some(true) && has(Ability::KeywordPrefix)
        }
        PayloadFieldSchema::Params(PayloadIndexParams::Text(TextIndexParams { phrase_matching, .. })) => {
            has(Ability::Text) || *phrase_matching == Some(true) && has(Ability::Phrase)
        }
        PayloadFieldSchema::Type(_) | PayloadFieldSchema::Params(_) => match schema.field_type() {
            PayloadSchemaType::Keyword => has(Ability::KeywordMatch),
            PayloadSchemaType::Integer => has(Ability::IntegerMatch) || has(Ability::IntegerRange),
            PayloadSchemaType::Float => has(Ability::FloatRange),
            PayloadSchemaType::Geo => has(Ability::Geo),
            PayloadSchemaType::Text => has(Ability::Text),
            PayloadSchemaType::Bool => has(Ability::Bool),
            PayloadSchemaType::Datetime => has(Ability::Datetime),
            PayloadSchemaType::Uuid => has(Ability::Uuid),
            PayloadSchemaType::Unknown(_) => false,
        },
    }
}

/// Tells whether an index divides the collection among tenants.
pub(super) fn is_tenant(schema: &PayloadFieldSchema) -> bool {
    let tenant = match schema {
        PayloadFieldSchema::Params(PayloadIndexParams::Keyword(params)) => params.is_tenant,
        PayloadFieldSchema::Params(PayloadIndexParams::Uuid(params)) => params.is_tenant,
        PayloadFieldSchema::Type(_) | PayloadFieldSchema::Params(_) => None,
    };
    tenant == Some(true)
}

#[cfg(test)]
mod tests {
    use qdrant_core::{FieldType, IntegerIndexParams, KeywordIndexParams, Range, TokenizerType};

    use super::*;

    #[test]
    fn an_index_answers_what_it_was_made_for() {
        let integers = PayloadFieldSchema::from(FieldType::Integer);
        assert!(can(&integers, wanted(&FieldClause::Range(Range::default()))));
        assert!(can(&integers, wanted(&FieldClause::Match(Match::Integer(1)))));
        assert!(!can(&integers, wanted(&FieldClause::Match(Match::Boolean(true)))));
        assert!(can(&integers, wanted(&FieldClause::IsNull(true))));
        let lookup = PayloadFieldSchema::from(IntegerIndexParams::new(true, false));
        assert!(!can(&lookup, wanted(&FieldClause::Range(Range::default()))));
        assert!(can(&lookup, wanted(&FieldClause::Match(Match::Integers(vec![1])))));
        let text = PayloadFieldSchema::from(TextIndexParams::new(TokenizerType::Word));
        assert!(can(&text, wanted(&FieldClause::Match(Match::Text("a".to_owned())))));
        assert!(!can(&text, wanted(&FieldClause::Match(Match::Phrase("a".to_owned())))));
        let phrases =
            PayloadFieldSchema::from(TextIndexParams::new(TokenizerType::Word).phrase_matching(true));
        assert!(can(&phrases, wanted(&FieldClause::Match(Match::Phrase("a".to_owned())))));
    }

    #[test]
    fn every_kind_of_index_answers_something() {
        for kind in FieldType::ALL {
            assert!(can(&kind.clone().into(), Ability::ALL), "{kind}");
        }
    }

    #[test]
    fn uuids_may_be_in_either_kind_of_index() {
        let uuid = "936da01f-9abd-4d9d-80c7-02af85c822a8".to_owned();
        let one = wanted(&FieldClause::Match(Match::Keyword(uuid.clone())));
        let mixed = wanted(&FieldClause::Match(Match::Keywords(vec![uuid, "x".to_owned()])));
        let index = PayloadFieldSchema::from(FieldType::Uuid);
        assert!(can(&index, one) && !can(&index, mixed));
        assert!(can(&FieldType::Keyword.into(), one) && can(&FieldType::Keyword.into(), mixed));
        assert!(wanted(&FieldClause::Match(Match::Keywords(Vec::new()))).is_empty());
    }

    #[test]
    fn tenants_are_known() {
        assert!(is_tenant(&KeywordIndexParams::default().is_tenant(true).into()));
        assert!(!is_tenant(&KeywordIndexParams::default().into()));
        assert!(!is_tenant(&FieldType::Keyword.into()));
    }
}
