//! What the engine reports about itself.

use std::collections::BTreeMap;
use std::hash::Hasher;

use qdrant_core::{
    AppBuildTelemetry, CollectionStatus, CollectionTelemetry, CollectionTelemetryEntry, CollectionsTelemetry,
    Error, ErrorKind, LocalShardTelemetry, Map, MetricsRequest, ReplicaSetTelemetry, TelemetryData,
    TelemetryRequest, Value, json,
};
use siphasher::sip::SipHasher24;

use super::service::API_VERSION;
use super::standalone::SHARD;
use crate::registry::Registry;
use crate::stats::{CollectionStats, EmbeddedStats, collect};

/// The level of detail from which on a report tells of the process and its operations.
const OPERATIONS: u64 = 1;
/// The level of detail from which on a report tells of each collection.
const COLLECTIONS: u64 = 2;

/// Reports in the form of a server's telemetry.
pub(super) fn telemetry(registry: &Registry, operation: &TelemetryRequest) -> Result<TelemetryData, Error> {
    let TelemetryRequest { anonymize, details_level, per_collection, timeout: _ } = operation;
    not_by_collection(*per_collection)?;
    let level = details_level.unwrap_or(0);
    let stats = stats(registry, *anonymize)?;
    let mut other = Map::new();
    if level >= OPERATIONS {
        other.insert("embedded".to_owned(), details(&stats));
    }
    Ok(TelemetryData {
        id: registry.counters().id().to_string(),
        app: Some(AppBuildTelemetry {
            name: format!("qdrant-embedded ({})", stats.engine),
            version: API_VERSION.to_owned(),
            startup: Some(stats.started_at),
            other: Map::new(),
        }),
        collections: CollectionsTelemetry {
            number_of_collections: u64::try_from(stats.collections.len()).unwrap_or(u64::MAX),
            max_collections: None,
            collections: (level >= COLLECTIONS)
                .then(|| stats.collections.into_iter().map(collection).collect()),
            snapshots: None,
            other: Map::new(),
        },
        cluster: None,
        requests: None,
        memory: None,
        hardware: None,
        search_pool: None,
        quota: None,
        other,
    })
}

/// Reports in the text format of Prometheus.
pub(super) fn metrics(registry: &Registry, operation: &MetricsRequest) -> Result<String, Error> {
    let MetricsRequest { anonymize, per_collection, timeout: _ } = operation;
    not_by_collection(*per_collection)?;
    Ok(stats(registry, *anonymize)?.to_prometheus())
}

fn not_by_collection(per_collection: Option<bool>) -> Result<(), Error> {
    match per_collection {
        Some(true) => Err(Error::new(ErrorKind::Unsupported, "operations are not counted by collection")
            .with_field("per_collection")),
        Some(false) | None => Ok(()),
    }
}

fn stats(registry: &Registry, anonymize: Option<bool>) -> Result<EmbeddedStats, Error> {
    let mut stats = collect(registry)?;
    if anonymize.unwrap_or(false) {
        for collection in &mut stats.collections {
            collection.name = disguised(&collection.name);
            let vectors = std::mem::take(&mut collection.vectors);
            collection.vectors = vectors.into_iter().map(|(name, count)| (disguised(&name), count)).collect();
        }
    }
    Ok(stats)
}

/// Replaces a name by one that is the same in every report and does not tell it; the empty name stays.
fn disguised(name: &str) -> String {
    if name.is_empty() {
        return String::new();
    }
    let mut hasher = SipHasher24::new();
    hasher.write(name.as_bytes());
    format!("{:016x}", hasher.finish())
}

/// What a server has no field for.
fn details(stats: &EmbeddedStats) -> Value {
    let operations: BTreeMap<&str, Value> = stats
        .operations
        .iter()
        .map(|operation| {
            let micros = u64::try_from(operation.average().as_micros()).unwrap_or(u64::MAX);
            let figures = json!({
                "count": operation.count, "fail_count": operation.failures, "avg_duration_micros": micros,
            });
            (operation.kind.name(), figures)
        })
        .collect();
    json!({
        "uptime_seconds": stats.uptime.as_secs(),
        "operations": operations,
        "process": {
            "resident_bytes": stats.process.resident_bytes,
            "anonymous_bytes": stats.process.anonymous_bytes,
            "machine_bytes": stats.process.machine_bytes,
            "threads": stats.process.threads,
            "open_files": stats.process.open_files,
        },
    })
}

fn collection(stats: CollectionStats) -> CollectionTelemetryEntry {
    let CollectionStats { name, points, vectors, indexed_vectors, segments, optimizing, broken } = stats;
    let status = match (&broken, optimizing) {
        (Some(_), _) => CollectionStatus::Red,
        (None, true) => CollectionStatus::Yellow,
        (None, false) => CollectionStatus::Green,
    };
    let mut other = Map::new();
    for (key, figure) in [("indexed_vectors", indexed_vectors), ("segments_count", segments)] {
        if let Some(figure) = figure {
            other.insert(key.to_owned(), figure.into());
        }
    }
    if let Some(broken) = broken {
        other.insert("broken".to_owned(), broken.into());
    }
    let local = LocalShardTelemetry {
        variant_name: Some("local shard".to_owned()),
        status: Some(status),
        num_points: points,
        num_vectors: points.map(|_| vectors.values().sum()),
        num_vectors_by_name: points.map(|_| vectors),
        other,
        ..LocalShardTelemetry::default()
    };
    let shard = ReplicaSetTelemetry { id: SHARD, local: Some(local), ..ReplicaSetTelemetry::default() };
    CollectionTelemetryEntry::Detailed(CollectionTelemetry {
        id: name,
        shards: Some(vec![shard]),
        ..CollectionTelemetry::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disguise_is_steady_and_tells_nothing() {
        assert_eq!(disguised("secret"), disguised("secret"));
        assert_ne!(disguised("secret"), disguised("other"));
        assert!(!disguised("secret").contains("secret"));
        assert_eq!(disguised(""), "");
    }
}
