//! Points as the official client writes them down.

use std::collections::HashMap;

use official::qdrant as q;
use qdrant_core::{
    Map, OrderValue, PointId, PointStruct, RetrievedPoint, ScoredPoint, ShardKey, Value, Vector,
    VectorOutput, Vectors, VectorsOutput,
};
use qdrant_interop::model::vector;

pub fn value(value: &Value) -> q::Value {
    use q::value::Kind;
    let kind = match value {
        Value::Null => Kind::NullValue(0),
        Value::Bool(value) => Kind::BoolValue(*value),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Kind::IntegerValue(integer),
            None => Kind::DoubleValue(number.as_f64().expect("a number of JSON")),
        },
        Value::String(text) => Kind::StringValue(text.clone()),
        Value::Array(items) => {
            Kind::ListValue(q::ListValue { values: items.iter().map(self::value).collect() })
        }
        Value::Object(object) => Kind::StructValue(q::Struct { fields: payload(object) }),
    };
    q::Value { kind: Some(kind) }
}

pub fn payload(payload: &Map<String, Value>) -> HashMap<String, q::Value> {
    payload.iter().map(|(key, item)| (key.clone(), value(item))).collect()
}

pub fn id(id: PointId) -> q::PointId {
    use q::point_id::PointIdOptions;
    let options = match id {
        PointId::Num(number) => PointIdOptions::Num(number),
        PointId::Uuid(uuid) => PointIdOptions::Uuid(uuid.to_string()),
    };
    q::PointId { point_id_options: Some(options) }
}

fn vector(vector: &Vector) -> q::Vector {
    use q::vector::Vector as Kind;
    vector::vector(match vector.clone() {
        Vector::Dense(dense) => Kind::Dense(q::DenseVector { data: dense.data }),
        Vector::Sparse(sparse) => {
            Kind::Sparse(q::SparseVector { values: sparse.values, indices: sparse.indices })
        }
        Vector::MultiDense(multi) => {
            let rows = multi.vectors.into_iter().map(|row| q::DenseVector { data: row.data });
            Kind::MultiDense(q::MultiDenseVector { vectors: rows.collect() })
        }
        Vector::Document(document) => Kind::Document(q::Document {
            text: document.text,
            model: document.model,
            options: payload(&document.options),
        }),
        Vector::Image(image) => Kind::Image(q::Image {
            image: Some(value(&image.image)),
            model: image.model,
            options: payload(&image.options),
        }),
        Vector::Object(object) => Kind::Object(q::InferenceObject {
            object: Some(value(&object.object)),
            model: object.model,
            options: payload(&object.options),
        }),
    })
}

pub fn point(point: &PointStruct) -> q::PointStruct {
    use q::vectors::VectorsOptions;
    let options = match &point.vectors {
        Vectors::Single(single) => VectorsOptions::Vector(vector(single)),
        Vectors::Named(named) => {
            let vectors = named.iter().map(|(name, item)| (name.clone(), vector(item))).collect();
            VectorsOptions::Vectors(q::NamedVectors { vectors })
        }
    };
    q::PointStruct {
        id: Some(id(point.id)),
        payload: payload(&point.payload),
        vectors: Some(q::Vectors { vectors_options: Some(options) }),
    }
}

fn vector_output(output: &VectorOutput) -> q::VectorOutput {
    use q::vector_output::Vector as Kind;
    vector::output(match output.clone() {
        VectorOutput::Dense(dense) => Kind::Dense(q::DenseVector { data: dense.data }),
        VectorOutput::Sparse(sparse) => {
            Kind::Sparse(q::SparseVector { values: sparse.values, indices: sparse.indices })
        }
        VectorOutput::MultiDense(multi) => {
            let rows = multi.vectors.into_iter().map(|row| q::DenseVector { data: row.data });
            Kind::MultiDense(q::MultiDenseVector { vectors: rows.collect() })
        }
    })
}

fn vectors_output(vectors: &VectorsOutput) -> q::VectorsOutput {
    use q::vectors_output::VectorsOptions;
    let options = match vectors {
        VectorsOutput::Single(single) => VectorsOptions::Vector(vector_output(single)),
        VectorsOutput::Named(named) => {
            let vectors = named.iter().map(|(name, item)| (name.clone(), vector_output(item))).collect();
            VectorsOptions::Vectors(q::NamedVectorsOutput { vectors })
        }
    };
    q::VectorsOutput { vectors_options: Some(options) }
}

pub fn shard_key(key: &ShardKey) -> q::ShardKey {
    use q::shard_key::Key;
    let key = match key {
        ShardKey::Keyword(text) => Key::Keyword(text.clone()),
        ShardKey::Number(number) => Key::Number(*number),
    };
    q::ShardKey { key: Some(key) }
}

fn order_value(value: OrderValue) -> q::OrderValue {
    use q::order_value::Variant;
    let variant = match value {
        OrderValue::Int(value) => Variant::Int(value),
        OrderValue::Float(value) => Variant::Float(value),
    };
    q::OrderValue { variant: Some(variant) }
}

pub fn scored(point: &ScoredPoint) -> q::ScoredPoint {
    q::ScoredPoint {
        id: Some(id(point.id)),
        payload: payload(&point.payload),
        score: point.score,
        version: point.version,
        vectors: point.vectors.as_ref().map(vectors_output),
        shard_key: point.shard_key.as_ref().map(shard_key),
        order_value: point.order_value.map(order_value),
    }
}

pub fn retrieved(point: &RetrievedPoint) -> q::RetrievedPoint {
    q::RetrievedPoint {
        id: Some(id(point.id)),
        payload: payload(&point.payload),
        vectors: point.vectors.as_ref().map(vectors_output),
        shard_key: point.shard_key.as_ref().map(shard_key),
        order_value: point.order_value.map(order_value),
    }
}
