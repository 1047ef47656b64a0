//! Operations, one struct each, grouped by family.

mod aliases;
mod collections;
mod indexes;
mod payload;
mod points;
mod query;
mod service;

pub use self::aliases::{ChangeAliases, ListAliasesRequest, ListCollectionAliasesRequest};
pub use self::collections::{
    CollectionExistsRequest, CreateCollection, DeleteCollection, GetCollectionInfoRequest,
    ListCollectionsRequest, UpdateCollection,
};
pub use self::indexes::{CreateFieldIndexCollection, DeleteFieldIndexCollection};
pub use self::payload::{ClearPayloadPoints, DeletePayloadPoints, OverwritePayloadPoints, SetPayloadPoints};
pub use self::points::{CountPoints, DeletePoints, GetPoints, ScrollPoints, UpsertPoints};
pub use self::query::{FacetCounts, QueryBatchPoints, QueryPoints};
pub use self::service::{HealthCheckRequest, HealthzRequest, LivezRequest, ReadyzRequest};
