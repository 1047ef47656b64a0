//! The engine: the only file that names its versioned API.
//!
//! Everything else of the crate takes the engine's types from here. What the engine gets wrong is put right here:
//! panics become errors, the offset of a query is cut off, flushes that lose a race are repeated, and the log that it
//! never shortens is pruned.

use std::any::Any;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use qdrant_core::{Error, ErrorKind};
use qdrant_edge::EdgeShard;
pub(crate) use qdrant_edge::bm25_embed::{EdgeBm25, EdgeBm25Config};
pub(crate) use qdrant_edge::external::ordered_float::OrderedFloat;
pub(crate) use qdrant_edge::{
    Condition, ConditionalInsertOperation, ContextPair, ContextQuery, CountRequest, CreateIndex,
    CreateVectorName, DecayKind, DeletePayloadOp, DeleteVectorName, Direction, DiscoverQuery, EdgeConfig,
    EdgeOptimizersConfig, EdgeSparseVectorParams, EdgeVectorParams, Expression, FacetRequest, FacetValue,
    FeedbackItem, FeedbackNaiveQuery, FieldIndexOperations, Filter, Formula, Fusion, GeoPoint,
    HasIdCondition, HasVectorCondition, HnswIndexConfig, JsonPath, Mmr, NaiveFeedbackStrategy, NamedQuery,
    OperationError, OrderBy, OrderByInterface, OrderValue, Payload, PayloadFieldSchema, PayloadOps,
    PayloadSelector, PointId, PointInsertOperations, PointOperations, PointStructPersisted,
    PointVectorsPersisted, Prefetch, QueryEnum, QueryRequest, RecommendQuery, Record, Sample, ScoredPoint,
    ScoringQuery, ScrollRequest, SearchParams, SetPayloadOp, ShardInfo, SparseVector, StartFrom,
    TypedMultiDenseVector, UpdateMode, UpdateOperation, UpdateVectorsOp, VectorInternal, VectorNameConfig,
    VectorNameOperations, VectorOperations, VectorPersisted, VectorStructInternal, VectorStructPersisted,
    WalOptions, WithPayloadInterface, WithVector,
};

use crate::files::io_error;
use crate::sync::lock;

/// The engine and its version, as the server's title tells it.
pub(crate) const NAME: &str = "qdrant-edge 0.7.2";

/// Name of the folder of the log inside of a shard.
const LOG: &str = "wal";

/// How the names of parts of the log begin that a thread of the engine is making.
const LOG_IN_THE_MAKING: &str = "tmp-";

/// Folder of half-built segments, which are of no use after a crash.
const TEMPORARY_SEGMENTS: &str = "temp_segments";

/// How often a flush that lost a race is repeated, and how long to wait before each time.
const FLUSH_ATTEMPTS: u32 = 50;
const FLUSH_PAUSE: Duration = Duration::from_millis(10);

/// Why the engine did not do what it was asked.
#[derive(Debug)]
pub(crate) enum Fault {
    /// It said why.
    Refused(OperationError),
    /// It panicked; what it was changing may be half changed.
    Panicked(String),
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused(error) => refused(error),
            Fault::Panicked(message) => Self::new(
                ErrorKind::Server,
                format!("Service internal error: the engine panicked: {message}"),
            ),
        }
    }
}

/// Turns the engine's error into the one that a server answers with.
fn refused(error: OperationError) -> Error {
    let kind = match &error {
        OperationError::PointIdError { missed_point_id } => {
            return Error::new(
                ErrorKind::NotFound,
                format!("Not found: No point with id {missed_point_id} found"),
            );
        }
        OperationError::WrongSparse => {
            return wrong_input("Conversion between sparse and regular vectors failed");
        }
        OperationError::WrongMulti => {
            return wrong_input("Conversion between multi and regular vectors failed");
        }
        OperationError::ValidationError { description } => return wrong_input(description),
        OperationError::ServiceError { description, backtrace: _ } => {
            return Error::new(ErrorKind::Server, format!("Service internal error: {description}"));
        }
        OperationError::WrongVectorDimension { .. }
        | OperationError::VectorNameNotExists { .. }
        | OperationError::TypeError { .. }
        | OperationError::TypeInferenceError { .. }
        | OperationError::MissingRangeIndexForOrderBy { .. }
        | OperationError::MissingMapIndexForFacet { .. }
        | OperationError::VariableTypeError { .. }
        | OperationError::NonFiniteNumber { .. } => return wrong_input(&error.to_string()),
        OperationError::InconsistentStorage { .. } | OperationError::OutOfMemory { .. } => ErrorKind::Server,
        OperationError::Cancelled { .. } => ErrorKind::Cancelled,
        OperationError::Timeout { .. } => ErrorKind::Timeout,
    };
    Error::new(kind, format!("Service internal error: {error}"))
}

fn wrong_input(description: &str) -> Error {
    Error::new(ErrorKind::InvalidRequest, format!("Wrong input: {description}"))
}

/// Runs engine code; a panic becomes a fault.
fn guard<T>(work: impl FnOnce() -> Result<T, OperationError>) -> Result<T, Fault> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(output)) => Ok(output),
        Ok(Err(error)) => Err(Fault::Refused(error)),
        Err(panic) => Err(Fault::Panicked(panic_text(panic.as_ref()))),
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text =
        panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}

/// One shard of the engine, which is all of a collection.
#[derive(Debug)]
pub(crate) struct Shard {
    /// Always there until the value is dropped.
    shard: Option<Box<EdgeShard>>,
    path: PathBuf,
    /// Held while parts of the log are removed, and while all files are copied.
    log: Mutex<()>,
}

impl Shard {
    /// Creates a shard in a folder, which must exist and be empty.
    pub(crate) fn create(path: &Path, config: EdgeConfig) -> Result<Self, Error> {
        let shard = guard(|| EdgeShard::new(path, config))?;
        Ok(Self::over(shard, path))
    }

    /// Opens a shard with a configuration that may differ from its last one in what can be changed.
    pub(crate) fn load(path: &Path, config: EdgeConfig) -> Result<Self, Error> {
        let temporary = path.join(TEMPORARY_SEGMENTS);
        if temporary.exists() {
            fs::remove_dir_all(&temporary)
                .map_err(|error| io_error("remove half-built segments", &temporary, error))?;
        }
        let shard = guard(|| EdgeShard::load(path, Some(config)))?;
        Ok(Self::over(shard, path))
    }

    fn over(shard: EdgeShard, path: &Path) -> Self {
        Self { shard: Some(Box::new(shard)), path: path.to_owned(), log: Mutex::new(()) }
    }

    /// Runs work that needs the files to stay as they are; no update, flush or optimization may run meanwhile.
    pub(crate) fn with_files<T>(&self, work: impl FnOnce(&Path) -> Result<T, Error>) -> Result<T, Error> {
        let _log = lock(&self.log);
        work(&self.path)
    }

    fn run<T>(&self, work: impl FnOnce(&EdgeShard) -> Result<T, OperationError>) -> Result<T, Fault> {
        guard(|| match &self.shard {
            Some(shard) => work(shard),
            None => Err(OperationError::service_error_light("the shard is closed")),
        })
    }

    pub(crate) fn update(&self, operation: UpdateOperation) -> Result<(), Fault> {
        self.run(|shard| shard.update(operation))
    }

    /// Queries; unlike the engine, it leaves out the first `offset` points.
    pub(crate) fn query(&self, mut request: QueryRequest) -> Result<Vec<ScoredPoint>, Error> {
        let offset = std::mem::take(&mut request.offset);
        request.limit = request.limit.saturating_add(offset);
        let mut points = self.run(|shard| shard.query(request))?;
        points.drain(..offset.min(points.len()));
        Ok(points)
    }

    pub(crate) fn scroll(&self, request: ScrollRequest) -> Result<(Vec<Record>, Option<PointId>), Error> {
        Ok(self.run(|shard| shard.scroll(request))?)
    }

    pub(crate) fn retrieve(
        &self,
        ids: &[PointId],
        payload: WithPayloadInterface,
        vectors: WithVector,
    ) -> Result<Vec<Record>, Error> {
        Ok(self.run(|shard| shard.retrieve(ids, Some(payload), Some(vectors)))?)
    }

    pub(crate) fn count(&self, request: CountRequest) -> Result<usize, Error> {
        Ok(self.run(|shard| shard.count(request))?)
    }

    pub(crate) fn facet(&self, request: FacetRequest) -> Result<Vec<(FacetValue, usize)>, Error> {
        let response = self.run(|shard| shard.facet(request))?;
        Ok(response.hits.into_iter().map(|hit| (hit.value, hit.count)).collect())
    }

    pub(crate) fn info(&self) -> Result<ShardInfo, Error> {
        Ok(self.run(|shard| Ok(shard.info()))?)
    }

    /// Merges, cleans and indexes segments until nothing is left to do; may take minutes.
    pub(crate) fn optimize(&self) -> Result<bool, Error> {
        Ok(self.run(EdgeShard::optimize)?)
    }

    pub(crate) fn set_graph(&self, config: HnswIndexConfig) -> Result<(), Error> {
        Ok(self.run(|shard| shard.set_hnsw_config(config))?)
    }

    pub(crate) fn set_vector_graph(&self, name: &str, config: HnswIndexConfig) -> Result<(), Error> {
        Ok(self.run(|shard| shard.set_vector_hnsw_config(name, config))?)
    }

    pub(crate) fn set_optimizers(&self, config: EdgeOptimizersConfig) -> Result<(), Error> {
        Ok(self.run(|shard| shard.set_optimizers_config(config))?)
    }

    /// Writes everything to disk; no update may run meanwhile.
    ///
    /// The engine panics when it meets its own optimizer at a lock, which that holds for moments only.
    pub(crate) fn flush(&self) -> Result<(), Error> {
        let mut attempts = FLUSH_ATTEMPTS;
        loop {
            let flushed = self.run(|shard| {
                shard.flush();
                Ok(())
            });
            match flushed {
                Ok(()) => return Ok(()),
                Err(Fault::Panicked(message)) if attempts > 0 && message.contains("lock acquired") => {
                    attempts -= 1;
                    std::thread::sleep(FLUSH_PAUSE);
                }
                Err(Fault::Panicked(message)) => {
                    return Err(Error::new(
                        ErrorKind::Io,
                        format!("the collection could not be flushed: {message}"),
                    ));
                }
                Err(fault @ Fault::Refused(_)) => return Err(fault.into()),
            }
        }
    }

    /// Removes the parts of the log that are on disk in other form; the shard must have been flushed.
    ///
    /// The last closed part stays: the engine derives the numbers of operations from it.
    pub(crate) fn prune_log(&self) -> Result<(), Error> {
        let _log = lock(&self.log);
        let log = self.path.join(LOG);
        let failed = |error| io_error("read the log", &log, error);
        let mut closed = Vec::new();
        for entry in fs::read_dir(&log).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let start =
                path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_prefix("closed-"));
            if let Some(start) = start.and_then(|start| start.parse::<u64>().ok()) {
                closed.push((start, path));
            }
        }
        // Oldest first, so that a crash in between leaves no gap.
        closed.sort_unstable();
        closed.pop();
        for (_, path) in closed {
            // The engine keeps the file mapped, so removing it frees nothing until it is cut as well. Cutting it
            // first would leave a file that cannot be opened if the process died in between.
            let file = fs::OpenOptions::new().write(true).open(&path).map_err(failed)?;
            fs::remove_file(&path)
                .map_err(|error| io_error("remove an old part of the log", &path, error))?;
            file.set_len(0).map_err(failed)?;
        }
        Ok(())
    }
}

/// Tells whether a file of a shard can go at any time, even while nothing is written; nobody misses it.
pub(crate) fn is_in_the_making(path: &Path) -> bool {
    let name = path.strip_prefix(LOG).ok().and_then(Path::to_str);
    name.is_some_and(|name| name.starts_with(LOG_IN_THE_MAKING))
}

impl Drop for Shard {
    fn drop(&mut self) {
        let shard = self.shard.take();
        if let Err(fault) = guard(|| {
            // It flushes, and panics when that fails.
            drop(shard);
            Ok(())
        }) {
            tracing::error!(path = %self.path.display(), ?fault, "closing a collection failed");
        }
    }
}
