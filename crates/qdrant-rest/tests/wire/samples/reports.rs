//! What the server reports: telemetry, metrics, issues, quotas, optimizations.

use std::time::Duration;

use qdrant_core::{
    ClearIssuesRequest, GetIssuesRequest, GetOptimizations, GetQuotasRequest, MetricsRequest,
    OptimizationPart, QuotaConfig, TelemetryRequest, UpdateQuotas,
};
use serde_json::{Value, json};

use super::{Sample, sample};

pub(super) fn reports() -> Vec<Sample> {
    let six = Duration::from_secs(6);
    let quotas = QuotaConfig::default()
        .enabled(true)
        .max_resident_memory_percent(80)
        .max_disk_usage_percent(90)
        .release_margin_percent(5);
    vec![
        sample(
            TelemetryRequest::new().anonymize(true).details_level(3).per_collection(false).timeout(six),
            "GET /telemetry?anonymize=true&details_level=3&per_collection=false&timeout=6",
            Value::Null,
        ),
        sample(TelemetryRequest::new(), "GET /telemetry", Value::Null),
        sample(
            MetricsRequest::new().anonymize(false).per_collection(true).timeout(six),
            "GET /metrics?anonymize=false&per_collection=true&timeout=6",
            Value::Null,
        ),
        sample(GetIssuesRequest {}, "GET /issues", Value::Null),
        sample(ClearIssuesRequest {}, "DELETE /issues", Value::Null),
        sample(GetQuotasRequest {}, "GET /quotas", Value::Null),
        sample(
            UpdateQuotas::new(quotas).wait(true),
            "PUT /quotas?wait=true",
            json!({
                "enabled": true, "max_resident_memory_percent": 80, "max_disk_usage_percent": 90,
                "release_margin_percent": 5,
            }),
        ),
        sample(UpdateQuotas::new(QuotaConfig::default()), "PUT /quotas", json!({})),
        sample(
            GetOptimizations::new("c").with(OptimizationPart::ALL.to_vec()).completed_limit(0),
            "GET /collections/c/optimizations?with=queued%2Ccompleted%2Cidle_segments&completed_limit=0",
            Value::Null,
        ),
        sample(GetOptimizations::new("c"), "GET /collections/c/optimizations", Value::Null),
    ]
}
