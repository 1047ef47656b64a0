//! The simplest engine that could be: maps, and loops over them.
//!
//! It follows what the roads say of success and failure, and says what the answer of a success must be where that
//! follows from the documentation. Where Qdrant differs from the obvious, the files name the rule.

mod filters;
mod geo;
mod groups;
mod learn;
mod nearest;
mod paths;
mod reads;
mod state;
mod writes;

use std::collections::BTreeMap;

use qdrant_client::{
    AliasDescription, AliasOperations, ClearPayloadOperation, CreateCollection, Datatype,
    DeletePayloadOperation, DeletePointsOperation, DeleteVectorsOperation, Error, Modifier, OperationKind,
    PointStructList, PointsUpdateOperation, Request, Response, SetPayloadOperation, UpdateVectorsOperation,
    VectorNameConfig, VectorParams, VectorsConfig,
};

use self::state::{Collection, Index, Kind, State};

/// The operations whose answers it can tell.
pub(super) const JUDGED: &[OperationKind] = &[
    OperationKind::GetPoints,
    OperationKind::GetPoint,
    OperationKind::ScrollPoints,
    OperationKind::CountPoints,
    OperationKind::Facet,
    OperationKind::QueryPoints,
    OperationKind::QueryBatchPoints,
    OperationKind::QueryPointsGroups,
    OperationKind::ListAliases,
];

/// A model of everything, until something happens that it cannot follow; then it has to be told what came of it.
#[derive(Debug, Default)]
pub(super) struct Model {
    state: State,
    /// Collections of which it is not known any more which points they have.
    lost: BTreeMap<String, Collection>,
}

impl Model {
    /// Follows a request that the roads have answered, and says what the answer must have been, if it can.
    pub(super) fn answer(
        &mut self,
        request: &Request,
        answered: &Result<Response, Error>,
    ) -> Option<Response> {
        match answered {
            Ok(_) => {
                self.write(request);
                self.read(request)
            }
            Err(error) => {
                self.fail(request, error);
                None
            }
        }
    }

    /// Forgets a collection of which it is not known any more what is in it.
    fn lose(&mut self, collection: &str) {
        let name = self.state.name(collection).to_owned();
        let lost = self.state.collections.remove(&name);
        self.lost.extend(lost.map(|lost| (name, lost)));
    }

    fn step(&mut self, collection: &str, step: &PointsUpdateOperation) {
        if let Some(found) = self.state.get_mut(collection)
            && found.write(step).is_none()
        {
            self.lose(collection);
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others do not write")]
    fn write(&mut self, request: &Request) {
        if let Some((collection, step)) = single(request) {
            return self.step(&collection, &step);
        }
        match request {
            Request::UpdateBatchPoints(batch) => {
                for step in &batch.operations {
                    self.step(&batch.collection_name, step);
                }
            }
            Request::CreateCollection(create) => {
                self.state.collections.insert(create.collection_name.clone(), created(create));
            }
            Request::DeleteCollection(delete) => {
                let name = self.state.name(&delete.collection_name).to_owned();
                self.state.collections.remove(&name);
                self.state.aliases.retain(|_, collection| *collection != name);
            }
            Request::CreateVectorName(create) => {
                if let Some(found) = self.state.get_mut(&create.collection_name) {
                    let kind = match &create.vector_config {
                        VectorNameConfig::Dense(dense) => {
                            Kind::dense(&dense.distance, dense.multivector_config.is_some())
                        }
                        VectorNameConfig::Sparse(_) => Kind::Sparse,
                    };
                    // Once more is no change.
                    found.vectors.entry(create.vector_name.clone()).or_insert(kind);
                }
            }
            Request::DeleteVectorName(delete) => {
                if let Some(found) = self.state.get_mut(&delete.collection_name) {
                    found.vectors.remove(&delete.vector_name);
                    for point in found.points.values_mut() {
                        point.vectors.remove(&delete.vector_name);
                    }
                }
            }
            Request::CreateFieldIndex(create) => {
                if let Some(found) = self.state.get_mut(&create.collection_name) {
                    let index = Index::of(&create.field_schema);
                    found.indexes.extend(index.map(|index| (create.field_name.clone(), index)));
                }
            }
            Request::DeleteFieldIndex(delete) => {
                if let Some(found) = self.state.get_mut(&delete.collection_name) {
                    found.indexes.remove(&delete.field_name);
                }
            }
            Request::UpdateAliases(change) => {
                for action in &change.actions {
                    match action {
                        AliasOperations::Create(create) => {
                            let (alias, name) = (create.alias_name.clone(), create.collection_name.clone());
                            self.state.aliases.insert(alias, name);
                        }
                        AliasOperations::Rename(rename) => {
                            if let Some(name) = self.state.aliases.remove(&rename.old_alias_name) {
                                self.state.aliases.insert(rename.new_alias_name.clone(), name);
                            }
                        }
                        AliasOperations::Delete(delete) => {
                            self.state.aliases.remove(&delete.alias_name);
                        }
                    }
                }
            }
            _ => {}
        }
    }

    /// What is invalid never leaves. A write that is refused because of a missing point is carried out on the others; else nothing is done, but for
    /// the steps of a batch before the one at fault.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others do not write")]
    fn fail(&mut self, request: &Request, error: &Error) {
        if request.validate().is_err() {
            return;
        }
        let partly = error.message().contains("No point with id");
        match request {
            Request::UpdateBatchPoints(batch) => {
                let field = error.field().unwrap_or_default();
                let index = field.strip_prefix("operations[").and_then(|rest| rest.split_once(']'));
                let Some(at_fault) = index.and_then(|(index, _)| index.parse::<usize>().ok()) else { return };
                for step in batch.operations.iter().take(at_fault + usize::from(partly)) {
                    self.step(&batch.collection_name, step);
                }
            }
            request => {
                if let Some((collection, step)) = single(request).filter(|_| partly) {
                    self.step(&collection, &step);
                }
            }
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "of the others the model says nothing")]
    fn read(&self, request: &Request) -> Option<Response> {
        let found = request.collection_name().and_then(|name| self.state.get(name));
        Some(match request {
            Request::GetPoints(get) => Response::GetPoints(Box::new(found?.get_points(get)?)),
            Request::GetPoint(get) => Response::GetPoint(Box::new(found?.get_point(get)?)),
            Request::ScrollPoints(scroll) => Response::ScrollPoints(Box::new(found?.scroll(scroll)?)),
            Request::CountPoints(count) => Response::CountPoints(Box::new(found?.count(count)?)),
            Request::Facet(facet) => Response::Facet(Box::new(found?.facet(facet)?)),
            Request::QueryPoints(query) => Response::QueryPoints(Box::new(found?.query(query)?)),
            Request::QueryBatchPoints(batch) => {
                let answers = batch.query_points.iter().map(|query| found?.query(query));
                Response::QueryBatchPoints(Box::new(answers.collect::<Option<_>>()?))
            }
            Request::QueryPointsGroups(groups) => {
                Response::QueryPointsGroups(Box::new(found?.groups(groups)?))
            }
            Request::ListAliases(_) => {
                let aliases = self.state.aliases.iter();
                let described = aliases.map(|(alias, name)| AliasDescription::new(alias, name));
                Response::ListAliases(Box::new(described.collect()))
            }
            _ => return None,
        })
    }
}

/// The collection and the step of an operation that is also a step of a batch.
#[expect(clippy::wildcard_enum_match_arm, reason = "the others are none")]
fn single(request: &Request) -> Option<(String, PointsUpdateOperation)> {
    let step = match request {
        Request::UpsertPoints(write) => PointStructList {
            update_filter: write.update_filter.clone(),
            update_mode: write.update_mode,
            ..PointStructList::new(write.points.clone())
        }
        .into(),
        Request::DeletePoints(write) => DeletePointsOperation::new(write.points.clone()?).into(),
        Request::SetPayload(write) => PointsUpdateOperation::SetPayload(SetPayloadOperation {
            key: write.key.clone(),
            ..SetPayloadOperation::new(write.points_selector.clone()?, write.payload.clone())
        }),
        Request::OverwritePayload(write) => PointsUpdateOperation::OverwritePayload(
            SetPayloadOperation::new(write.points_selector.clone()?, write.payload.clone()),
        ),
        Request::DeletePayload(write) => {
            DeletePayloadOperation::new(write.points_selector.clone()?, write.keys.clone()).into()
        }
        Request::ClearPayload(write) => ClearPayloadOperation::new(write.points.clone()?).into(),
        Request::UpdateVectors(write) => UpdateVectorsOperation {
            update_filter: write.update_filter.clone(),
            ..UpdateVectorsOperation::new(write.points.clone())
        }
        .into(),
        Request::DeleteVectors(write) => {
            DeleteVectorsOperation::new(write.points_selector.clone()?, write.vectors.clone()).into()
        }
        _ => return None,
    };
    Some((request.collection_name()?.to_owned(), step))
}

fn created(create: &CreateCollection) -> Collection {
    let mut collection = Collection::default();
    let dense = |params: &VectorParams| match params.datatype {
        None | Some(Datatype::Float32) => Kind::dense(&params.distance, params.multivector_config.is_some()),
        Some(_) => Kind::Rounded,
    };
    match &create.vectors_config {
        None => {}
        Some(VectorsConfig::Single(params)) => {
            collection.vectors.insert(String::new(), dense(params));
        }
        Some(VectorsConfig::Named(map)) => {
            collection.vectors.extend(map.iter().map(|(name, params)| (name.clone(), dense(params))));
        }
    }
    for (name, params) in create.sparse_vectors_config.iter().flat_map(|sparse| &sparse.map) {
        // What is weighed is the vector as it was given.
        let kind = if params.modifier == Some(Modifier::Idf) { Kind::Weighed } else { Kind::Sparse };
        collection.vectors.insert(name.clone(), kind);
    }
    collection
}
