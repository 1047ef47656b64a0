//! Collections, their vectors, indexes and aliases.

use std::collections::BTreeMap;

use qdrant_client::{
    AliasOperations, ChangeAliases, CollectionExistsRequest, CreateAlias, CreateCollection,
    CreateFieldIndexCollection, CreateVectorNameRequest, Datatype, DeleteAlias, DeleteCollection,
    DeleteFieldIndexCollection, DeleteVectorNameRequest, DenseVectorCreationConfig, Distance,
    GetCollectionInfoRequest, IntegerIndexParams, KeywordIndexParams, ListAliasesRequest,
    ListCollectionAliasesRequest, ListCollectionsRequest, Modifier, MultiVectorComparator, MultiVectorConfig,
    Operation, PayloadFieldSchema, PayloadIndexParams, PayloadSchemaType, RenameAlias, Request,
    SparseVectorCreationConfig, SparseVectorParams, TextIndexParams, TokenizerType, VectorParams,
};

use super::dice::Dice;
use super::values::{Field, Shape, path};
use super::world::{ALIASES, COLLECTIONS, World};

/// An operation on collections, their vectors or aliases.
pub(super) fn request(world: &mut World) -> Request {
    let name = world.collection();
    match world.dice.below(12) {
        0 | 1 => {
            let name = world.dice.pick(COLLECTIONS);
            create(world, name)
        }
        2 if world.dice.one_in(3) => {
            // Not the one that most steps are about.
            world.collections.remove("c1");
            DeleteCollection::new("c1").into_request()
        }
        2..5 => create_vector(world, name),
        5 => delete_vector(world, name),
        6 => GetCollectionInfoRequest::new(name).into_request(),
        7 => CollectionExistsRequest::new(name).into_request(),
        8 => match world.dice.below(3) {
            0 => ListCollectionsRequest::default().into_request(),
            1 => ListAliasesRequest::default().into_request(),
            _ => ListCollectionAliasesRequest::new(name).into_request(),
        },
        _ => ChangeAliases::new(world.dice.list(1..3, alias)).into_request(),
    }
}

fn alias(dice: &mut Dice) -> AliasOperations {
    let (one, other) = (dice.pick(ALIASES), dice.pick(ALIASES));
    match dice.below(4) {
        0 => RenameAlias::new(one, other).into(),
        1 => DeleteAlias::new(one).into(),
        _ => CreateAlias::new(dice.pick(COLLECTIONS), one).into(),
    }
}

pub(super) fn create(world: &mut World, name: &str) -> Request {
    let dice = &mut world.dice;
    let mut create = CreateCollection::new(name);
    let mut shapes = BTreeMap::new();
    if dice.one_in(6) {
        create = create.vectors_config(dense(dice, 3));
        shapes.insert(String::new(), Shape::Dense(3));
    } else {
        let mut vectors = vec![("d", dense(dice, 4))];
        shapes.insert("d".to_owned(), Shape::Dense(4));
        if dice.flag() {
            vectors.push(("e", dense(dice, 2)));
            shapes.insert("e".to_owned(), Shape::Dense(2));
        }
        if dice.flag() {
            let max_sim = MultiVectorConfig::new(MultiVectorComparator::MaxSim);
            vectors.push(("m", dense(dice, 2).multivector_config(max_sim)));
            shapes.insert("m".to_owned(), Shape::Multi(2));
        }
        create = create.vectors_config(vectors);
    }
    if dice.flag() {
        let mut params = SparseVectorParams::default();
        if dice.one_in(3) {
            params = params.modifier(Modifier::Idf);
            world.rarity = true;
        }
        create = create.sparse_vectors_config([("s", params)]);
        shapes.insert("s".to_owned(), Shape::Sparse);
    }
    world.collections.entry(name.to_owned()).or_insert(shapes);
    create.into_request()
}

fn dense(dice: &mut Dice, size: u64) -> VectorParams {
    let params = VectorParams::new(size, dice.pick(Distance::ALL));
    match dice.maybe(8, |dice| dice.pick(&[Datatype::Float32, Datatype::Float16])) {
        Some(datatype) => params.datatype(datatype),
        None => params,
    }
}

fn create_vector(world: &mut World, name: String) -> Request {
    let dice = &mut world.dice;
    let vector = dice.pick(&["x", "y", "d"]);
    let (shape, config) = match dice.below(3) {
        0 => {
            let config = DenseVectorCreationConfig::new(3, dice.pick(Distance::ALL));
            (Shape::Dense(3), config.into())
        }
        1 => {
            let max_sim = MultiVectorConfig::new(MultiVectorComparator::MaxSim);
            let config = DenseVectorCreationConfig::new(2, dice.pick(Distance::ALL));
            (Shape::Multi(2), config.multivector_config(max_sim).into())
        }
        _ => (Shape::Sparse, SparseVectorCreationConfig::new().into()),
    };
    if let Some(shapes) = world.collections.get_mut(&name) {
        shapes.entry(vector.to_owned()).or_insert(shape);
    }
    let config: qdrant_client::VectorNameConfig = config;
    CreateVectorNameRequest::new(name, vector, config).wait(true).into_request()
}

fn delete_vector(world: &mut World, name: String) -> Request {
    let vector = world.dice.pick(&["x", "y", "e", "s", "m"]);
    if let Some(shapes) = world.collections.get_mut(&name) {
        shapes.remove(vector);
    }
    DeleteVectorNameRequest::new(name, vector).wait(true).into_request()
}

/// Creates or deletes the index of a payload field.
pub(super) fn index(world: &mut World) -> Request {
    let name = world.collection();
    if world.dice.one_in(4) {
        let path = match world.dice.pick(&[true, false]) {
            true if !world.indexes.is_empty() => {
                let place = world.dice.below(world.indexes.len());
                world.indexes.remove(place).0
            }
            _ => path(&mut world.dice).0,
        };
        return DeleteFieldIndexCollection::new(name, path).wait(true).into_request();
    }
    create_index(world, name)
}

pub(super) fn create_index(world: &mut World, name: String) -> Request {
    let (path, field) = path(&mut world.dice);
    let schema = schema(&mut world.dice, field);
    world.indexes.push((path.clone(), field));
    CreateFieldIndexCollection::new(name, path, schema).wait(true).into_request()
}

fn schema(dice: &mut Dice, field: Field) -> PayloadFieldSchema {
    let kind = match field {
        _ if dice.one_in(8) => {
            let all = [PayloadSchemaType::Keyword, PayloadSchemaType::Integer, PayloadSchemaType::Float];
            dice.pick(&all)
        }
        Field::Keyword | Field::Object | Field::List => match dice.below(4) {
            0 => PayloadSchemaType::Text,
            1 => return PayloadIndexParams::Keyword(KeywordIndexParams::default().is_tenant(true)).into(),
            _ => PayloadSchemaType::Keyword,
        },
        Field::Integer => match dice.below(3) {
            0 => {
                let (lookup, range) = dice.pick(&[(true, false), (false, true), (true, true)]);
                let params = IntegerIndexParams::default().lookup(lookup).range(range);
                return PayloadIndexParams::Integer(params).into();
            }
            _ => PayloadSchemaType::Integer,
        },
        Field::Float => PayloadSchemaType::Float,
        Field::Bool => PayloadSchemaType::Bool,
        Field::Text => match dice.below(3) {
            0 => PayloadSchemaType::Text,
            _ => {
                let tokenizers = [TokenizerType::Word, TokenizerType::Whitespace, TokenizerType::Prefix];
                let params = TextIndexParams::new(dice.pick(&tokenizers))
                    .lowercase(dice.flag())
                    .phrase_matching(dice.flag());
                return PayloadIndexParams::Text(params).into();
            }
        },
        Field::Geo => PayloadSchemaType::Geo,
        Field::Datetime => PayloadSchemaType::Datetime,
        Field::Uuid => dice.pick(&[PayloadSchemaType::Uuid, PayloadSchemaType::Keyword]),
    };
    kind.into()
}
