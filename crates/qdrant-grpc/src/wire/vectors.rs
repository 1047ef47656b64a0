//! The vectors of a point, straight between the core model and the wire.

use std::collections::BTreeMap;

use qdrant_core::{
    DenseVector, Error, MultiDenseVector, SparseVector, Vector, VectorOutput, Vectors, VectorsOutput,
};

use super::embed;
use super::reader::{Field, Reader, malformed};
use super::sink::Sink;
use super::value::{at_key, read_pair, write_entry};
use super::vector;
use crate::proto::qdrant::SparseIndices;

/// Field numbers of `Vectors` and `VectorsOutput`, of the map in them, and of `Vector` and `VectorOutput`.
mod tag {
    pub(super) const SINGLE: u32 = 1;
    pub(super) const NAMED: u32 = 2;
    pub(super) const ENTRY: u32 = 1;
    pub(super) const OLD_DATA: u32 = 1;
    pub(super) const OLD_INDICES: u32 = 2;
    pub(super) const OLD_COUNT: u32 = 3;
    pub(super) const DENSE: u32 = 101;
    pub(super) const SPARSE: u32 = 102;
    pub(super) const MULTI_DENSE: u32 = 103;
    pub(super) const DOCUMENT: u32 = 104;
    pub(super) const IMAGE: u32 = 105;
    pub(super) const OBJECT: u32 = 106;
}

/// Writes the fields of message `Vectors`.
pub(super) fn write_vectors(sink: &mut impl Sink, vectors: &Vectors) -> Result<(), Error> {
    match vectors {
        Vectors::Single(vector) => sink.nested(tag::SINGLE, |sink| write_vector(sink, vector)),
        Vectors::Named(vectors) => sink.nested(tag::NAMED, |sink| {
            vectors.iter().try_for_each(|(name, vector)| {
                write_entry(sink, tag::ENTRY, name, |sink| write_vector(sink, vector))
            })
        }),
    }
}

/// Writes the fields of message `Vector`.
fn write_vector(sink: &mut impl Sink, vector: &Vector) -> Result<(), Error> {
    match vector {
        Vector::Dense(vector) => write_dense(sink, tag::DENSE, vector),
        Vector::Sparse(vector) => write_sparse(sink, tag::SPARSE, vector),
        Vector::MultiDense(vector) => write_multi(sink, tag::MULTI_DENSE, vector),
        Vector::Document(document) => {
            sink.nested(tag::DOCUMENT, |sink| embed::write_document(sink, document))
        }
        Vector::Image(image) => sink.nested(tag::IMAGE, |sink| embed::write_image(sink, image)),
        Vector::Object(object) => {
            sink.nested(tag::OBJECT, |sink| embed::write_inference_object(sink, object))
        }
    }
}

fn write_dense(sink: &mut impl Sink, tag: u32, vector: &DenseVector) -> Result<(), Error> {
    sink.nested(tag, |sink| {
        sink.floats(1, &vector.data);
        Ok(())
    })
}

fn write_sparse(sink: &mut impl Sink, tag: u32, vector: &SparseVector) -> Result<(), Error> {
    sink.nested(tag, |sink| {
        sink.floats(1, &vector.values);
        sink.packed(2, &vector.indices);
        Ok(())
    })
}

fn write_multi(sink: &mut impl Sink, tag: u32, vector: &MultiDenseVector) -> Result<(), Error> {
    sink.nested(tag, |sink| vector.vectors.iter().try_for_each(|vector| write_dense(sink, 1, vector)))
}

/// What has been read of a message `VectorsOutput`.
#[derive(Debug)]
pub(super) enum PartialVectors {
    Single(PartialVector),
    Named(BTreeMap<String, VectorOutput>),
}

/// What has been read of a message `VectorOutput`.
#[derive(Debug, Default)]
pub(super) struct PartialVector {
    vector: Option<VectorOutput>,
    /// The fields of servers before 1.16.
    data: Vec<f32>,
    indices: Option<SparseIndices>,
    count: usize,
}

impl PartialVectors {
    /// Reads the fields of message `VectorsOutput`.
    pub(super) fn merge(vectors: &mut Option<Self>, mut fields: Reader<'_>) -> Result<(), Error> {
        while let Some(field) = fields.field()? {
            match field.tag {
                tag::SINGLE => {
                    let mut vector = match vectors.take() {
                        Some(Self::Single(vector)) => vector,
                        Some(Self::Named(_)) | None => PartialVector::default(),
                    };
                    vector.merge(field.message()?)?;
                    *vectors = Some(Self::Single(vector));
                }
                tag::NAMED => {
                    let mut named = match vectors.take() {
                        Some(Self::Named(named)) => named,
                        Some(Self::Single(_)) | None => BTreeMap::new(),
                    };
                    read_named(&mut named, field.message()?)?;
                    *vectors = Some(Self::Named(named));
                }
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<VectorsOutput, Error> {
        match self {
            Self::Single(vector) => vector.finish().map(VectorsOutput::Single),
            Self::Named(named) => Ok(VectorsOutput::Named(named)),
        }
    }
}

fn read_named(named: &mut BTreeMap<String, VectorOutput>, mut fields: Reader<'_>) -> Result<(), Error> {
    while let Some(field) = fields.field()? {
        if field.tag == tag::ENTRY {
            let (name, vector) = read_pair(&field, PartialVector::merge)?;
            let vector = vector.finish().map_err(|error| at_key(error, &name))?;
            named.insert(name, vector);
        }
    }
    Ok(())
}

impl PartialVector {
    fn merge(&mut self, mut fields: Reader<'_>) -> Result<(), Error> {
        while let Some(field) = fields.field()? {
            self.merge_field(&field)?;
        }
        Ok(())
    }

    fn merge_field(&mut self, field: &Field<'_>) -> Result<(), Error> {
        match field.tag {
            tag::DENSE => {
                let mut vector = vector::DenseVector::default();
                if let Some(VectorOutput::Dense(before)) = &mut self.vector {
                    vector.0 = std::mem::take(before);
                }
                field.merge_into(&mut vector)?;
                self.vector = Some(VectorOutput::Dense(vector.0));
            }
            tag::SPARSE => {
                let mut vector = vector::SparseVector::default();
                if let Some(VectorOutput::Sparse(before)) = &mut self.vector {
                    vector.0 = std::mem::take(before);
                }
                field.merge_into(&mut vector)?;
                self.vector = Some(VectorOutput::Sparse(vector.0));
            }
            tag::MULTI_DENSE => {
                let mut vector = vector::MultiDenseVector::default();
                if let Some(VectorOutput::MultiDense(before)) = &mut self.vector {
                    vector.0 = std::mem::take(before);
                }
                field.merge_into(&mut vector)?;
                self.vector = Some(VectorOutput::MultiDense(vector.0));
            }
            tag::OLD_DATA => field.floats(&mut self.data)?,
            tag::OLD_INDICES => field.merge_into(self.indices.get_or_insert_default())?,
            tag::OLD_COUNT => self.count = usize::try_from(field.uint64()?).unwrap_or(usize::MAX),
            _ => {}
        }
        Ok(())
    }

    fn finish(self) -> Result<VectorOutput, Error> {
        let Self { vector, data, indices, count } = self;
        match (vector, indices) {
            (Some(vector), _) => Ok(vector),
            (None, Some(SparseIndices { data: indices })) if indices.len() == data.len() => {
                Ok(VectorOutput::Sparse(SparseVector { indices, values: data }))
            }
            (None, Some(_)) => Err(malformed("a sparse vector has not as many indices as values")),
            (None, None) if data.is_empty() => Err(malformed("is a vector of an unknown kind")),
            (None, None) if count == 0 => Ok(VectorOutput::Dense(DenseVector { data })),
            (None, None) if data.len().is_multiple_of(count) => {
                let rows = data.chunks_exact(data.len() / count);
                Ok(VectorOutput::MultiDense(MultiDenseVector {
                    vectors: rows.map(DenseVector::from).collect(),
                }))
            }
            (None, None) => Err(malformed("the values of a multi-vector do not fill its vectors")),
        }
    }
}

/// Reads the fields of message `Vector` that clients before 1.16 fill, for a message that has nothing else.
pub(crate) fn old_vector(
    data: Vec<f32>,
    indices: Option<SparseIndices>,
    vectors_count: Option<u32>,
) -> Result<VectorOutput, Error> {
    let count = vectors_count.map_or(0, |count| usize::try_from(count).unwrap_or(usize::MAX));
    PartialVector { vector: None, data, indices, count }.finish()
}

#[cfg(any(test, feature = "server"))]
pub(super) use self::server::{read_vectors, write_vectors_output};

#[cfg(any(test, feature = "server"))]
mod server {
    use prost::Message;

    use super::*;
    use crate::convert::FromProto;
    use crate::proto::qdrant as proto;

    /// Reads the fields of message `Vectors` over vectors.
    pub(crate) fn read_vectors(vectors: &mut Option<Vectors>, mut fields: Reader<'_>) -> Result<(), Error> {
        while let Some(field) = fields.field()? {
            match field.tag {
                tag::SINGLE => {
                    let mut vector = PartialInput::default();
                    vector.merge(field.message()?)?;
                    *vectors = Some(Vectors::Single(vector.finish()?));
                }
                tag::NAMED => {
                    let mut named = match vectors.take() {
                        Some(Vectors::Named(named)) => named,
                        Some(Vectors::Single(_)) | None => BTreeMap::new(),
                    };
                    let mut entries = field.message()?;
                    while let Some(field) = entries.field()? {
                        if field.tag == tag::ENTRY {
                            let (name, vector) = read_pair(&field, PartialInput::merge)?;
                            let vector = vector.finish().map_err(|error| at_key(error, &name))?;
                            named.insert(name, vector);
                        }
                    }
                    *vectors = Some(Vectors::Named(named));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What has been read of a message `Vector`: as `VectorOutput`, or an object that is to be embedded.
    #[derive(Debug, Default)]
    struct PartialInput {
        vector: PartialVector,
        object: Option<Vector>,
    }

    impl PartialInput {
        fn merge(&mut self, mut fields: Reader<'_>) -> Result<(), Error> {
            while let Some(field) = fields.field()? {
                let object = match field.tag {
                    tag::DOCUMENT => Vector::Document(read_object::<proto::Document, _>(&field)?),
                    tag::IMAGE => Vector::Image(read_object::<proto::Image, _>(&field)?),
                    tag::OBJECT => Vector::Object(read_object::<proto::InferenceObject, _>(&field)?),
                    _ => {
                        self.vector.merge_field(&field)?;
                        if self.vector.vector.is_some() {
                            self.object = None;
                        }
                        continue;
                    }
                };
                self.vector.vector = None;
                self.object = Some(object);
            }
            Ok(())
        }

        fn finish(self) -> Result<Vector, Error> {
            match self.object {
                Some(object) => Ok(object),
                None => self.vector.finish().map(Vector::from),
            }
        }
    }

    /// Reads an object that is to be embedded, which takes the long way.
    fn read_object<P: Message + Default, T: FromProto<P>>(field: &Field<'_>) -> Result<T, Error> {
        let mut message = P::default();
        field.merge_into(&mut message)?;
        T::from_proto(message)
    }

    /// Writes the fields of message `VectorsOutput`.
    pub(crate) fn write_vectors_output(sink: &mut impl Sink, vectors: &VectorsOutput) -> Result<(), Error> {
        match vectors {
            VectorsOutput::Single(vector) => {
                sink.nested(tag::SINGLE, |sink| write_vector_output(sink, vector))
            }
            VectorsOutput::Named(vectors) => sink.nested(tag::NAMED, |sink| {
                vectors.iter().try_for_each(|(name, vector)| {
                    write_entry(sink, tag::ENTRY, name, |sink| write_vector_output(sink, vector))
                })
            }),
        }
    }

    fn write_vector_output(sink: &mut impl Sink, vector: &VectorOutput) -> Result<(), Error> {
        match vector {
            VectorOutput::Dense(vector) => write_dense(sink, tag::DENSE, vector),
            VectorOutput::Sparse(vector) => write_sparse(sink, tag::SPARSE, vector),
            VectorOutput::MultiDense(vector) => write_multi(sink, tag::MULTI_DENSE, vector),
        }
    }
}
