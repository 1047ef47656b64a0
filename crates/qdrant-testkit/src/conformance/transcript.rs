//! What a scenario asked and what was answered.

use qdrant_core::{ErrorKind, Value};

/// Scores of two transports may differ by this much.
const SCORE_TOLERANCE: f64 = 1e-5;

/// One question of a scenario with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What the scenario calls it.
    pub name: String,
    /// The answer as JSON, or why there was none.
    pub answer: Result<Value, ErrorKind>,
}

/// The questions and answers of a scenario in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Transcript(pub(crate) Vec<Step>);

impl Transcript {
    /// Returns the steps.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Returns what differs from another transcript of the same scenario, one line a difference.
    pub(super) fn differences(&self, other: &Self) -> Vec<String> {
        let mut found = Vec::new();
        if self.0.len() != other.0.len() {
            found.push(format!("{} steps against {}", self.0.len(), other.0.len()));
        }
        for (mine, theirs) in self.0.iter().zip(&other.0) {
            if mine.name != theirs.name {
                found.push(format!("step {:?} against {:?}", mine.name, theirs.name));
                continue;
            }
            match (&mine.answer, &theirs.answer) {
                (Ok(mine_value), Ok(their_value)) => {
                    compare(&mine.name, "", mine_value, their_value, &mut found)
                }
                (Err(mine_kind), Err(their_kind)) if mine_kind == their_kind => {}
                (mine_answer, their_answer) => {
                    found.push(format!("{}: {mine_answer:?} against {their_answer:?}", mine.name));
                }
            }
        }
        found
    }
}

fn compare(path: &str, key: &str, mine: &Value, theirs: &Value, found: &mut Vec<String>) {
    match (mine, theirs) {
        (Value::Object(mine), Value::Object(theirs)) => {
            for (key, value) in mine {
                match theirs.get(key) {
                    Some(other) => compare(&format!("{path}.{key}"), key, value, other, found),
                    None => found.push(format!("{path}.{key}: only on one side: {value}")),
                }
            }
            for (key, value) in theirs.iter().filter(|(key, _)| !mine.contains_key(*key)) {
                found.push(format!("{path}.{key}: only on the other side: {value}"));
            }
        }
        (Value::Array(mine), Value::Array(theirs)) if mine.len() == theirs.len() => {
            for (index, (value, other)) in mine.iter().zip(theirs).enumerate() {
                compare(&format!("{path}[{index}]"), key, value, other, found);
            }
        }
        (Value::Number(mine), Value::Number(theirs)) if key == "score" => {
            let difference = mine.as_f64().zip(theirs.as_f64()).map(|(a, b)| (a - b).abs());
            if difference.is_none_or(|difference| difference > SCORE_TOLERANCE) {
                found.push(format!("{path}: score {mine} against {theirs}"));
            }
        }
        _ if mine == theirs => {}
        _ => found.push(format!("{path}: {mine} against {theirs}")),
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::json;

    use super::*;

    fn transcript(answer: Value) -> Transcript {
        Transcript(vec![Step { name: "query".into(), answer: Ok(answer) }])
    }

    #[test]
    fn scores_may_differ_a_little_and_nothing_else_may() {
        let base = transcript(json!([{"id": 1, "score": 0.5, "vector": [0.1]}]));
        assert!(
            base.differences(&transcript(json!([{"id": 1, "score": 0.500_001, "vector": [0.1]}]))).is_empty()
        );
        for other in [
            json!([{"id": 1, "score": 0.5001, "vector": [0.1]}]),
            json!([{"id": 2, "score": 0.5, "vector": [0.1]}]),
            json!([{"id": 1, "score": 0.5, "vector": [0.100_000_001]}]),
            json!([{"id": 1, "score": 0.5}]),
            json!([{"id": 1, "score": 0.5, "vector": [0.1], "extra": null}]),
            json!([]),
        ] {
            assert_eq!(base.differences(&transcript(other.clone())).len(), 1, "{other}");
        }
    }

    #[test]
    fn kinds_of_errors_are_compared() {
        let failed = |kind| Transcript(vec![Step { name: "get".into(), answer: Err(kind) }]);
        assert!(failed(ErrorKind::NotFound).differences(&failed(ErrorKind::NotFound)).is_empty());
        assert_eq!(failed(ErrorKind::NotFound).differences(&failed(ErrorKind::Server)).len(), 1);
    }
}
