//! What the optimizers of a collection do.

use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use super::collection::{RawVariant, UnknownVariant};
use super::inference::null_as_default;
use super::timestamp::Timestamp;
use crate::macros::closed_enum;

closed_enum! {
    /// A part of a report about optimizations that is sent only if asked for.
    pub enum OptimizationPart {
        /// What waits.
        Queued = "queued",
        /// What has ended.
        Completed = "completed",
        /// Segments that need nothing.
        IdleSegments = "idle_segments",
    }
}

/// What the optimizers of a collection do, did and will do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OptimizationsReport {
    /// How much there is to do.
    pub summary: OptimizationsSummary,
    /// What is under way.
    #[serde(default, deserialize_with = "null_as_default")]
    pub running: Vec<Optimization>,
    /// What waits; only if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queued: Option<Vec<PendingOptimization>>,
    /// What has ended, the latest first; only if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed: Option<Vec<Optimization>>,
    /// Segments that need nothing; only if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_segments: Option<Vec<OptimizationSegmentInfo>>,
}

/// How much the optimizers have to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OptimizationsSummary {
    /// Number of optimizations that wait.
    pub queued_optimizations: u64,
    /// Number of segments that wait.
    pub queued_segments: u64,
    /// Number of points in those segments.
    pub queued_points: u64,
    /// Number of segments that need nothing.
    pub idle_segments: u64,
}

/// An optimization that is under way or has ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Optimization {
    /// Its identifier.
    pub uuid: Uuid,
    /// The optimizer that does it, such as `indexing`.
    pub optimizer: String,
    /// How it stands.
    pub status: TrackerStatus,
    /// The segments that it works on.
    #[serde(default, deserialize_with = "null_as_default")]
    pub segments: Vec<OptimizationSegmentInfo>,
    /// Its steps.
    pub progress: ProgressTree,
}

/// An optimization that waits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PendingOptimization {
    /// The optimizer that will do it.
    pub optimizer: String,
    /// The segments that it will work on.
    #[serde(default, deserialize_with = "null_as_default")]
    pub segments: Vec<OptimizationSegmentInfo>,
}

/// A segment in a report about optimizations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OptimizationSegmentInfo {
    /// Its identifier.
    pub uuid: Uuid,
    /// Number of points in it.
    pub points_count: u64,
}

/// How an optimization stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackerStatus {
    /// It is under way.
    Optimizing,
    /// It has ended well.
    Done,
    /// It was cancelled, for this reason.
    Cancelled(String),
    /// It failed, with the server's text.
    Error(String),
    /// A state that this version does not know.
    #[serde(untagged)]
    Unknown(UnknownVariant),
}

impl<'de> Deserialize<'de> for TrackerStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let variant = RawVariant::keyed(deserializer, &["cancelled", "error"])?;
        let known = |variant: &RawVariant| match variant.name() {
            "optimizing" => Ok(Some(Self::Optimizing)),
            "done" => Ok(Some(Self::Done)),
            "cancelled" => variant.content().map(Self::Cancelled).map(Some),
            "error" => variant.content().map(Self::Error).map(Some),
            _ => Ok(None),
        };
        variant.sort(known, Self::Unknown)
    }
}

/// A step of an optimization and the steps that it consists of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProgressTree {
    /// What the step is called.
    pub name: String,
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
    /// How long it took, or has taken yet, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_sec: Option<f64>,
    /// How much of it is done, in units of the step's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<u64>,
    /// How much there is to do, in the same units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// The steps that it consists of.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub children: Vec<Self>,
}

impl ProgressTree {
    /// Creates a step that has not begun.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

#[cfg(test)]
pub(crate) mod strategies {
    use proptest::collection::vec;
    use proptest::option::of;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::model::collection::strategies::name;
    use crate::model::filter::strategies::{number, timestamp};

    fn uuid() -> impl Strategy<Value = Uuid> {
        any::<u128>().prop_map(Uuid::from_u128)
    }

    fn segments() -> impl Strategy<Value = Vec<OptimizationSegmentInfo>> {
        let segment = (uuid(), any::<u64>())
            .prop_map(|(uuid, points_count)| OptimizationSegmentInfo { uuid, points_count });
        vec(segment, 0..3)
    }

    fn status() -> impl Strategy<Value = TrackerStatus> {
        prop_oneof![
            Just(TrackerStatus::Optimizing),
            Just(TrackerStatus::Done),
            name().prop_map(TrackerStatus::Cancelled),
            name().prop_map(TrackerStatus::Error),
            Just(TrackerStatus::Unknown(UnknownVariant::new("rests", json!("rests")))),
            Just(TrackerStatus::Unknown(UnknownVariant::new(
                "paused",
                json!({"paused": {"until": u64::MAX}})
            ))),
        ]
    }

    fn progress() -> BoxedStrategy<ProgressTree> {
        let step = |children: BoxedStrategy<Vec<ProgressTree>>| {
            let times = (of(timestamp()), of(timestamp()), of(number()));
            (name(), times, of(any::<u64>()), of(any::<u64>()), children).prop_map(
                |(name, (started_at, finished_at, duration_sec), done, total, children)| ProgressTree {
                    name,
                    started_at,
                    finished_at,
                    duration_sec,
                    done,
                    total,
                    children,
                },
            )
        };
        step(Just(Vec::new()).boxed())
            .prop_recursive(3, 8, 3, move |inner| step(vec(inner, 0..3).boxed()))
            .boxed()
    }

    fn optimizations() -> BoxedStrategy<Vec<Optimization>> {
        let optimization = (uuid(), name(), status(), segments(), progress()).prop_map(
            |(uuid, optimizer, status, segments, progress)| Optimization {
                uuid,
                optimizer,
                status,
                segments,
                progress,
            },
        );
        vec(optimization, 0..2).boxed()
    }

    pub(super) fn report() -> BoxedStrategy<OptimizationsReport> {
        let summary = proptest::array::uniform4(any::<u64>()).prop_map(
            |[queued_optimizations, queued_segments, queued_points, idle_segments]| OptimizationsSummary {
                queued_optimizations,
                queued_segments,
                queued_points,
                idle_segments,
            },
        );
        let pending = (name(), segments())
            .prop_map(|(optimizer, segments)| PendingOptimization { optimizer, segments });
        (summary, optimizations(), of(vec(pending, 0..2)), of(optimizations()), of(segments()))
            .prop_map(|(summary, running, queued, completed, idle_segments)| OptimizationsReport {
                summary,
                running,
                queued,
                completed,
                idle_segments,
            })
            .boxed()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::strategies::report;
    use super::*;
    use crate::model::collection::testing::{golden, through_json};

    #[test]
    fn a_full_report_is_the_rest_json() {
        let report = golden::<OptimizationsReport>(
            r#"{"summary":{"queued_optimizations":1,"queued_segments":2,"queued_points":3,"idle_segments":4},
                "running":[{"uuid":"6f9b3f3c-0d5b-4f4e-9d3e-1c1a2b3c4d5e","optimizer":"merge","status":"optimizing",
                    "segments":[{"uuid":"00000000-0000-0000-0000-000000000001","points_count":7}],
                    "progress":{"name":"Segment Optimizing","started_at":"2026-01-31T10:00:00.25Z","duration_sec":1.5,
                        "children":[{"name":"copy","done":3,"total":9,
                            "children":[{"name":"text","finished_at":"2026-01-31T10:00:01Z"}]}]}}],
                "queued":[{"optimizer":"indexing","segments":[]}],"completed":[],
                "idle_segments":[{"uuid":"00000000-0000-0000-0000-000000000002","points_count":0}]}"#,
        );
        let running = &report.running[0];
        assert_eq!(running.status, TrackerStatus::Optimizing);
        assert_eq!(running.segments[0].uuid, Uuid::from_u128(1));
        let expected = ProgressTree {
            started_at: Some("2026-01-31T10:00:00.25Z".parse().unwrap()),
            duration_sec: Some(1.5),
            children: vec![ProgressTree {
                done: Some(3),
                total: Some(9),
                children: vec![ProgressTree {
                    finished_at: Some("2026-01-31T10:00:01Z".parse().unwrap()),
                    ..ProgressTree::new("text")
                }],
                ..ProgressTree::new("copy")
            }],
            ..ProgressTree::new("Segment Optimizing")
        };
        assert_eq!(running.progress, expected);
    }

    #[test]
    fn what_was_not_asked_for_is_not_empty_but_absent() {
        let json = json!({"summary": OptimizationsSummary::default(), "running": [], "queued": null});
        let report: OptimizationsReport = serde_json::from_value(json).unwrap();
        assert_eq!(report, OptimizationsReport::default());
        assert_eq!(report.queued, None);
    }

    #[test]
    fn a_status_is_a_word_or_an_object_of_one_key() {
        let read = golden::<TrackerStatus>;
        assert_eq!(read(r#""done""#), TrackerStatus::Done);
        assert_eq!(read(r#"{"cancelled":"update"}"#), TrackerStatus::Cancelled("update".into()));
        assert_eq!(read(r#"{"error":"disk"}"#), TrackerStatus::Error("disk".into()));
        let paused = json!({"paused": {"until": 3}});
        assert_eq!(read(&paused.to_string()), TrackerStatus::Unknown(UnknownVariant::new("paused", paused)));
    }

    proptest! {
        #[test]
        fn reports_survive_json(report in report()) {
            prop_assert_eq!(&through_json(&report), &report);
        }
    }
}
