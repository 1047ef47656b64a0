//! Statistics in the text format of Prometheus.

use std::fmt::{self, Display, Write};

use super::model::{CollectionStats, DurationBucket, EmbeddedStats, OperationStats};
use crate::memory::ProcessStats;

impl EmbeddedStats {
    /// Writes the statistics in the text format of Prometheus.
    ///
    /// What a Qdrant server has as well bears its name; the rest begins with `embedded_`.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), qdrant_core::Error> {
    /// let transport = qdrant_embedded::EmbeddedTransport::in_memory()?;
    /// let text = transport.stats().await?.to_prometheus();
    /// assert!(text.contains("\ncollections_total 0\n"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn to_prometheus(&self) -> String {
        self.to_string()
    }
}

/// The text format of Prometheus.
impl Display for EmbeddedStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { engine, started_at: _, uptime, operations, failures, collections, process } = self;
        let (name, version) = engine.split_once(' ').unwrap_or((engine, ""));
        let mut page = Page(f);
        page.family("app_info", "gauge", "the engine and its version")?;
        page.sample("app_info", &[("name", name), ("version", version)], 1)?;
        page.family("embedded_uptime_seconds", "gauge", "time since the transport was made")?;
        page.sample("embedded_uptime_seconds", &[], uptime.as_secs_f64())?;
        of_collections(&mut page, collections)?;
        of_operations(&mut page, operations)?;
        page.family("embedded_failures_total", "counter", "calls that failed, by kind of failure")?;
        for (kind, count) in failures {
            page.sample("embedded_failures_total", &[("kind", kind.as_str())], count)?;
        }
        of_process(&mut page, process)
    }
}

/// Where the text goes.
struct Page<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl Page<'_, '_> {
    fn family(&mut self, name: &str, kind: &str, help: &str) -> fmt::Result {
        writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}")
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) -> fmt::Result {
        self.0.write_str(name)?;
        for (index, (label, text)) in labels.iter().enumerate() {
            write!(self.0, "{}{label}=\"", if index == 0 { '{' } else { ',' })?;
            for character in text.chars() {
                match character {
                    '\\' => self.0.write_str(r"\\")?,
                    '"' => self.0.write_str("\\\"")?,
                    '\n' => self.0.write_str(r"\n")?,
                    other => self.0.write_char(other)?,
                }
            }
            self.0.write_char('"')?;
        }
        writeln!(self.0, "{} {value}", if labels.is_empty() { "" } else { "}" })
    }

    /// Writes a number of every collection that has it.
    fn each(
        &mut self,
        name: &str,
        help: &str,
        collections: &[CollectionStats],
        value: impl Fn(&CollectionStats) -> Option<u64>,
    ) -> fmt::Result {
        self.family(name, "gauge", help)?;
        for collection in collections {
            if let Some(value) = value(collection) {
                self.sample(name, &[("id", &collection.name)], value)?;
            }
        }
        Ok(())
    }
}

fn of_collections(page: &mut Page<'_, '_>, collections: &[CollectionStats]) -> fmt::Result {
    page.family("collections_total", "gauge", "collections")?;
    page.sample("collections_total", &[], collections.len())?;
    page.each("collection_points", "points of a collection, about", collections, |stats| stats.points)?;
    page.family("collection_vectors", "gauge", "vectors of a collection by their name, about")?;
    for collection in collections {
        for (vector, count) in &collection.vectors {
            let labels = [("collection", collection.name.as_str()), ("vector", vector)];
            page.sample("collection_vectors", &labels, count)?;
        }
    }
    page.family("collections_vector_total", "gauge", "vectors of all collections, about")?;
    let vectors: u64 = collections.iter().flat_map(|collection| collection.vectors.values()).sum();
    page.sample("collections_vector_total", &[], vectors)?;
    let running = |stats: &CollectionStats| Some(u64::from(stats.optimizing));
    page.each("collection_running_optimizations", "optimizations that run", collections, running)?;
    let indexed = |stats: &CollectionStats| stats.indexed_vectors;
    page.each("embedded_collection_indexed_vectors", "vectors in an index, about", collections, indexed)?;
    page.each("embedded_collection_segments", "parts of a collection", collections, |stats| stats.segments)?;
    let broken = |stats: &CollectionStats| Some(u64::from(stats.broken.is_some()));
    page.each("embedded_collection_broken", "1 if nothing can be written any more", collections, broken)
}

fn of_operations(page: &mut Page<'_, '_>, operations: &[OperationStats]) -> fmt::Result {
    let name = "embedded_operation_failures_total";
    page.family(name, "counter", "calls that failed, by operation")?;
    for stats in operations {
        page.sample(name, &[("operation", stats.kind.name())], stats.failures)?;
    }
    let name = "embedded_operation_duration_seconds";
    page.family(name, "histogram", "time of calls, with what they waited, by operation")?;
    for OperationStats { kind, count, failures: _, total, buckets } in operations {
        let operation = ("operation", kind.name());
        let mut so_far = 0;
        for DurationBucket { up_to, count } in buckets {
            so_far += count;
            let bound = up_to.map_or_else(|| "+Inf".to_owned(), |time| time.as_secs_f64().to_string());
            page.sample(&format!("{name}_bucket"), &[operation, ("le", &bound)], so_far)?;
        }
        page.sample(&format!("{name}_sum"), &[operation], total.as_secs_f64())?;
        page.sample(&format!("{name}_count"), &[operation], count)?;
    }
    Ok(())
}

fn of_process(page: &mut Page<'_, '_>, process: &ProcessStats) -> fmt::Result {
    let ProcessStats { resident_bytes, anonymous_bytes, machine_bytes, threads, open_files } = *process;
    for (name, help, value) in [
        ("memory_resident_bytes", "memory of the process that is not swapped out", resident_bytes),
        ("embedded_memory_anonymous_bytes", "part of it that is backed by no file", anonymous_bytes),
        ("embedded_memory_machine_bytes", "memory of the machine", machine_bytes),
        ("process_threads", "threads of the process", threads),
        ("process_open_fds", "files that the process has open", open_files),
    ] {
        if let Some(value) = value {
            page.family(name, "gauge", help)?;
            page.sample(name, &[], value)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use qdrant_core::{ErrorKind, OperationKind};

    use super::*;

    #[test]
    fn the_text_is_what_prometheus_reads() {
        let bucket =
            |millis: Option<u64>, count| DurationBucket { up_to: millis.map(Duration::from_millis), count };
        let collection = |name: &str, points| CollectionStats {
            name: name.to_owned(),
            points,
            vectors: points.map(|points| ("v".to_owned(), points)).into_iter().collect(),
            indexed_vectors: points.map(|_| 0),
            segments: points.map(|_| 1),
            optimizing: false,
            broken: None,
        };
        let stats = EmbeddedStats {
            engine: "qdrant-edge 9.9.9",
            started_at: std::time::SystemTime::UNIX_EPOCH.into(),
            uptime: Duration::from_millis(1_500),
            operations: vec![OperationStats {
                kind: OperationKind::CountPoints,
                count: 5,
                failures: 2,
                total: Duration::from_millis(250),
                buckets: vec![bucket(Some(1), 2), bucket(Some(50), 0), bucket(None, 3)],
            }],
            failures: vec![(ErrorKind::NotFound, 2)],
            collections: vec![collection("a\"b", Some(7)), collection("idle", None)],
            process: ProcessStats { resident_bytes: Some(1 << 20), ..ProcessStats::default() },
        };
        let text = stats.to_prometheus();
        let samples: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let expected = [
            r#"app_info{name="qdrant-edge",version="9.9.9"} 1"#,
            "embedded_uptime_seconds 1.5",
            "collections_total 2",
            r#"collection_points{id="a\"b"} 7"#,
            r#"collection_vectors{collection="a\"b",vector="v"} 7"#,
            "collections_vector_total 7",
            r#"collection_running_optimizations{id="a\"b"} 0"#,
            r#"collection_running_optimizations{id="idle"} 0"#,
            r#"embedded_collection_indexed_vectors{id="a\"b"} 0"#,
            r#"embedded_collection_segments{id="a\"b"} 1"#,
            r#"embedded_collection_broken{id="a\"b"} 0"#,
            r#"embedded_collection_broken{id="idle"} 0"#,
            r#"embedded_operation_failures_total{operation="count_points"} 2"#,
            r#"embedded_operation_duration_seconds_bucket{operation="count_points",le="0.001"} 2"#,
            r#"embedded_operation_duration_seconds_bucket{operation="count_points",le="0.05"} 2"#,
            r#"embedded_operation_duration_seconds_bucket{operation="count_points",le="+Inf"} 5"#,
            r#"embedded_operation_duration_seconds_sum{operation="count_points"} 0.25"#,
            r#"embedded_operation_duration_seconds_count{operation="count_points"} 5"#,
            r#"embedded_failures_total{kind="not found"} 2"#,
            "memory_resident_bytes 1048576",
        ];
        assert_eq!(samples, expected);
        assert!(text.contains("# TYPE embedded_operation_duration_seconds histogram\n"));
    }
}
