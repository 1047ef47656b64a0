//! The long way: core models through plain prost messages.

use std::collections::BTreeMap;

use qdrant_core::{
    DenseVector, GroupId, Map, MultiDenseVector, OrderValue, Payload, PointGroup, PointId, PointStruct,
    RetrievedPoint, ScoredPoint, ShardKey, SparseVector, Value, Vector, VectorOutput, Vectors, VectorsOutput,
};

use crate::proto::qdrant as proto;

pub(super) fn value(value: &Value) -> proto::Value {
    use proto::value::Kind;
    let kind = match value {
        Value::Null => Kind::NullValue(0),
        Value::Bool(value) => Kind::BoolValue(*value),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Kind::IntegerValue(integer),
            None => Kind::DoubleValue(number.as_f64().unwrap()),
        },
        Value::String(text) => Kind::StringValue(text.clone()),
        Value::Array(items) => {
            Kind::ListValue(proto::ListValue { values: items.iter().map(self::value).collect() })
        }
        Value::Object(object) => Kind::StructValue(proto::Struct { fields: payload(object) }),
    };
    proto::Value { kind: Some(kind) }
}

pub(super) fn payload(payload: &Map<String, Value>) -> BTreeMap<String, proto::Value> {
    payload.iter().map(|(key, item)| (key.clone(), value(item))).collect()
}

/// Reads a value; `None` for what JSON does not have.
fn core_value(value: proto::Value) -> Option<Value> {
    use proto::value::Kind;
    Some(match value.kind {
        None | Some(Kind::NullValue(_)) => Value::Null,
        Some(Kind::BoolValue(value)) => value.into(),
        Some(Kind::IntegerValue(value)) => value.into(),
        Some(Kind::DoubleValue(value)) if value.is_finite() => value.into(),
        Some(Kind::DoubleValue(_)) => return None,
        Some(Kind::StringValue(value)) => value.into(),
        Some(Kind::ListValue(list)) => list.values.into_iter().map(core_value).collect::<Option<_>>()?,
        Some(Kind::StructValue(fields)) => core_payload(fields.fields)?.into(),
    })
}

pub(super) fn core_payload(payload: BTreeMap<String, proto::Value>) -> Option<Payload> {
    payload.into_iter().map(|(key, value)| core_value(value).map(|value| (key, value))).collect()
}

pub(super) fn id(id: PointId) -> proto::PointId {
    use proto::point_id::PointIdOptions;
    let options = match id {
        PointId::Num(number) => PointIdOptions::Num(number),
        PointId::Uuid(uuid) => PointIdOptions::Uuid(uuid.to_string()),
    };
    proto::PointId { point_id_options: Some(options) }
}

fn core_id(id: proto::PointId) -> Option<PointId> {
    use proto::point_id::PointIdOptions;
    match id.point_id_options? {
        PointIdOptions::Num(number) => Some(number.into()),
        PointIdOptions::Uuid(text) => text.parse().ok().map(PointId::Uuid),
    }
}

fn vector(vector: &Vector) -> proto::Vector {
    use proto::vector::Vector as Kind;
    let kind = match vector.clone() {
        Vector::Dense(vector) => Kind::Dense(vector.into()),
        Vector::Sparse(vector) => Kind::Sparse(vector.into()),
        Vector::MultiDense(vector) => Kind::MultiDense(vector.into()),
        Vector::Document(document) => Kind::Document(proto::Document {
            text: document.text,
            model: document.model,
            options: payload(&document.options),
        }),
        Vector::Image(image) => Kind::Image(proto::Image {
            image: Some(value(&image.image)),
            model: image.model,
            options: payload(&image.options),
        }),
        Vector::Object(object) => Kind::Object(proto::InferenceObject {
            object: Some(value(&object.object)),
            model: object.model,
            options: payload(&object.options),
        }),
    };
    proto::Vector { vector: Some(kind), ..Default::default() }
}

pub(super) fn point(point: &PointStruct) -> proto::PointStruct {
    use proto::vectors::VectorsOptions;
    let options = match &point.vectors {
        Vectors::Single(single) => VectorsOptions::Vector(vector(single)),
        Vectors::Named(named) => VectorsOptions::Vectors(proto::NamedVectors {
            vectors: named.iter().map(|(name, item)| (name.clone(), vector(item))).collect(),
        }),
    };
    proto::PointStruct {
        id: Some(id(point.id)),
        payload: payload(&point.payload),
        vectors: Some(proto::Vectors { vectors_options: Some(options) }),
    }
}

fn vector_output(vector: &VectorOutput) -> proto::VectorOutput {
    use proto::vector_output::Vector as Kind;
    let kind = match vector.clone() {
        VectorOutput::Dense(vector) => Kind::Dense(vector.into()),
        VectorOutput::Sparse(vector) => Kind::Sparse(vector.into()),
        VectorOutput::MultiDense(vector) => Kind::MultiDense(vector.into()),
    };
    proto::VectorOutput { vector: Some(kind), ..Default::default() }
}

pub(super) fn vectors_output(vectors: &VectorsOutput) -> proto::VectorsOutput {
    use proto::vectors_output::VectorsOptions;
    let options = match vectors {
        VectorsOutput::Single(single) => VectorsOptions::Vector(vector_output(single)),
        VectorsOutput::Named(named) => VectorsOptions::Vectors(proto::NamedVectorsOutput {
            vectors: named.iter().map(|(name, item)| (name.clone(), vector_output(item))).collect(),
        }),
    };
    proto::VectorsOutput { vectors_options: Some(options) }
}

fn core_vector_output(message: proto::VectorOutput) -> Option<VectorOutput> {
    use proto::vector_output::Vector as Kind;
    let proto::VectorOutput { data, indices, vectors_count, vector } = message;
    Some(match (vector, indices, vectors_count) {
        (Some(Kind::Dense(vector)), ..) => VectorOutput::Dense(vector.into()),
        (Some(Kind::Sparse(vector)), ..) => VectorOutput::Sparse(vector.into()),
        (Some(Kind::MultiDense(vector)), ..) => VectorOutput::MultiDense(vector.into()),
        (None, Some(proto::SparseIndices { data: indices }), _) => (indices.len() == data.len())
            .then_some(VectorOutput::Sparse(SparseVector { indices, values: data }))?,
        _ if data.is_empty() => return None,
        (None, None, None | Some(0)) => VectorOutput::Dense(DenseVector { data }),
        (None, None, Some(count)) => {
            let count = usize::try_from(count).unwrap();
            let width = data.len() / count;
            (width * count == data.len()).then_some(())?;
            let vectors = data.chunks(width).map(DenseVector::from).collect();
            VectorOutput::MultiDense(MultiDenseVector { vectors })
        }
    })
}

fn core_vectors_output(message: proto::VectorsOutput) -> Option<Option<VectorsOutput>> {
    use proto::vectors_output::VectorsOptions;
    Some(match message.vectors_options {
        None => None,
        Some(VectorsOptions::Vector(vector)) => Some(VectorsOutput::Single(core_vector_output(vector)?)),
        Some(VectorsOptions::Vectors(proto::NamedVectorsOutput { vectors })) => {
            let named = vectors.into_iter().map(|(name, vector)| Some((name, core_vector_output(vector)?)));
            Some(VectorsOutput::Named(named.collect::<Option<_>>()?))
        }
    })
}

fn shard_key(key: &ShardKey) -> proto::ShardKey {
    use proto::shard_key::Key;
    let key = match key {
        ShardKey::Keyword(text) => Key::Keyword(text.clone()),
        ShardKey::Number(number) => Key::Number(*number),
    };
    proto::ShardKey { key: Some(key) }
}

fn core_shard_key(key: proto::ShardKey) -> Option<ShardKey> {
    use proto::shard_key::Key;
    key.key.map(|key| match key {
        Key::Keyword(text) => ShardKey::Keyword(text),
        Key::Number(number) => ShardKey::Number(number),
    })
}

fn order_value(value: OrderValue) -> proto::OrderValue {
    use proto::order_value::Variant;
    let variant = match value {
        OrderValue::Int(value) => Variant::Int(value),
        OrderValue::Float(value) => Variant::Float(value),
    };
    proto::OrderValue { variant: Some(variant) }
}

fn core_order_value(value: proto::OrderValue) -> Option<OrderValue> {
    use proto::order_value::Variant;
    value.variant.map(|variant| match variant {
        Variant::Int(value) => OrderValue::Int(value),
        Variant::Float(value) => OrderValue::Float(value),
    })
}

pub(super) fn scored(point: &ScoredPoint) -> proto::ScoredPoint {
    proto::ScoredPoint {
        id: Some(id(point.id)),
        payload: payload(&point.payload),
        score: point.score,
        version: point.version,
        vectors: point.vectors.as_ref().map(vectors_output),
        shard_key: point.shard_key.as_ref().map(shard_key),
        order_value: point.order_value.map(order_value),
    }
}

/// Reads a point; `None` for one that the core does not have.
pub(super) fn core_scored(point: proto::ScoredPoint) -> Option<ScoredPoint> {
    let proto::ScoredPoint { id, payload, score, version, vectors, shard_key, order_value } = point;
    Some(ScoredPoint {
        id: core_id(id?)?,
        version,
        score,
        payload: core_payload(payload)?,
        vectors: vectors.map_or(Some(None), core_vectors_output)?,
        shard_key: shard_key.and_then(core_shard_key),
        order_value: order_value.and_then(core_order_value),
    })
}

pub(super) fn retrieved(point: &RetrievedPoint) -> proto::RetrievedPoint {
    proto::RetrievedPoint {
        id: Some(id(point.id)),
        payload: payload(&point.payload),
        vectors: point.vectors.as_ref().map(vectors_output),
        shard_key: point.shard_key.as_ref().map(shard_key),
        order_value: point.order_value.map(order_value),
    }
}

/// Reads a point; `None` for one that the core does not have.
pub(super) fn core_retrieved(point: proto::RetrievedPoint) -> Option<RetrievedPoint> {
    let proto::RetrievedPoint { id, payload, vectors, shard_key, order_value } = point;
    Some(RetrievedPoint {
        id: core_id(id?)?,
        payload: core_payload(payload)?,
        vectors: vectors.map_or(Some(None), core_vectors_output)?,
        shard_key: shard_key.and_then(core_shard_key),
        order_value: order_value.and_then(core_order_value),
    })
}

pub(super) fn group(group: &PointGroup) -> proto::PointGroup {
    use proto::group_id::Kind;
    let kind = match &group.id {
        GroupId::Unsigned(number) => Kind::UnsignedValue(*number),
        GroupId::Integer(number) => Kind::IntegerValue(*number),
        GroupId::String(text) => Kind::StringValue(text.clone()),
    };
    proto::PointGroup {
        id: Some(proto::GroupId { kind: Some(kind) }),
        hits: group.hits.iter().map(scored).collect(),
        lookup: group.lookup.as_ref().map(retrieved),
    }
}

/// Reads a group; `None` for one that the core does not have.
pub(super) fn core_group(group: proto::PointGroup) -> Option<PointGroup> {
    use proto::group_id::Kind;
    let proto::PointGroup { id, hits, lookup } = group;
    Some(PointGroup {
        id: match id?.kind? {
            Kind::UnsignedValue(number) => GroupId::Unsigned(number),
            Kind::IntegerValue(number) => GroupId::Integer(number),
            Kind::StringValue(text) => GroupId::String(text),
        },
        hits: hits.into_iter().map(core_scored).collect::<Option<_>>()?,
        lookup: match lookup {
            Some(point) => Some(core_retrieved(point)?),
            None => None,
        },
    })
}
