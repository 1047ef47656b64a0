//! The configuration of a collection as the requests for another one.

use qdrant_core::{
    CollectionConfig, CollectionInfo, CollectionParams, CollectionParamsDiff, CreateCollection,
    CreateFieldIndexCollection, Error, ErrorKind, Operation, PayloadFieldSchema, PayloadSchemaInfo,
    UpdateCollection,
};

use super::request::Configure;
use crate::applied::applied;
use crate::client::Qdrant;

/// The requests for a collection without points.
#[derive(Clone)]
pub(super) struct Blueprint {
    create: CreateCollection,
    /// What only an update can set.
    update: Option<UpdateCollection>,
    indexes: Vec<CreateFieldIndexCollection>,
}

impl Blueprint {
    /// Makes the requests that repeat a collection, and checks them as far as they can be without the destination.
    pub(super) fn new(
        name: &str,
        info: CollectionInfo,
        configure: Option<&mut Configure<'_>>,
    ) -> Result<Self, Error> {
        let (mut create, update) = requests(name, info.config);
        if let Some(configure) = configure {
            create = configure(create);
        }
        if create.collection_name != name {
            let message = "a migration cannot give a collection another name";
            return Err(Error::invalid("collection_name", message));
        }
        create.validate()?;
        update.iter().try_for_each(Operation::validate)?;
        let indexes: Vec<_> =
            info.payload_schema.into_iter().map(|(field, schema)| index(name, field, schema)).collect();
        indexes.iter().try_for_each(Operation::validate)?;
        Ok(Self { create, update, indexes })
    }

    /// Returns the same under another name.
    pub(super) fn renamed(&self, name: &str) -> Self {
        let mut other = self.clone();
        let update = other.update.iter_mut().map(|update| &mut update.collection_name);
        let indexes = other.indexes.iter_mut().map(|index| &mut index.collection_name);
        for place in std::iter::once(&mut other.create.collection_name).chain(update).chain(indexes) {
            name.clone_into(place);
        }
        other
    }

    /// Makes the collection.
    pub(super) async fn build(self, destination: &Qdrant) -> Result<(), Error> {
        let Self { create, update, indexes } = self;
        agreed(destination.create_collection(create).await?)?;
        if let Some(update) = update {
            agreed(destination.update_collection(update).await?)?;
        }
        // Before the points, because the graph is built along the indexes that exist by then.
        for index in indexes {
            applied(CreateFieldIndexCollection::KIND, true, destination.create_field_index(index).await?)?;
        }
        Ok(())
    }
}

/// Returns an error when the destination answered a step with `false`.
pub(super) fn agreed(done: bool) -> Result<(), Error> {
    if done {
        Ok(())
    } else {
        Err(Error::new(ErrorKind::Server, "the destination did not do as it was asked"))
    }
}

/// Returns the request for a collection of this configuration, and what only an update can set.
pub(super) fn requests(name: &str, config: CollectionConfig) -> (CreateCollection, Option<UpdateCollection>) {
    let CollectionConfig {
        params,
        hnsw_config,
        optimizer_config,
        wal_config,
        quantization_config,
        strict_mode_config,
        metadata,
    } = config;
    let CollectionParams {
        shard_number,
        on_disk_payload,
        vectors_config,
        replication_factor,
        write_consistency_factor,
        read_fan_out_factor,
        sharding_method,
        sparse_vectors_config,
        read_fan_out_delay_ms,
        payload,
        id_tracker,
    } = params;
    let create = CreateCollection {
        collection_name: name.to_owned(),
        hnsw_config: Some(hnsw_config),
        wal_config,
        optimizers_config: Some(optimizer_config),
        shard_number,
        on_disk_payload,
        timeout: None,
        vectors_config,
        replication_factor,
        write_consistency_factor,
        quantization_config,
        sharding_method,
        sparse_vectors_config,
        strict_mode_config,
        metadata,
        payload,
        id_tracker,
    };
    let update = (read_fan_out_factor.is_some() || read_fan_out_delay_ms.is_some()).then(|| {
        let params = CollectionParamsDiff {
            read_fan_out_factor,
            read_fan_out_delay_ms,
            ..CollectionParamsDiff::default()
        };
        UpdateCollection::new(name).params(params)
    });
    (create, update)
}

/// Returns the request for a payload index like this one.
fn index(name: &str, field: String, schema: PayloadSchemaInfo) -> CreateFieldIndexCollection {
    let PayloadSchemaInfo { data_type, params, points: _ } = schema;
    let schema = params.map_or(PayloadFieldSchema::Type(data_type), PayloadFieldSchema::Params);
    CreateFieldIndexCollection::new(name, field, schema).wait(true)
}
