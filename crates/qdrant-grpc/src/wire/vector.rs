//! The vector messages over the core model: floats are copied in one piece, nothing is converted.

use prost::bytes::{Buf, BufMut};
use prost::encoding::{self, DecodeContext, WireType};
use prost::{DecodeError, Message};

use super::floats;

/// Message `qdrant.DenseVector`.
#[derive(Debug, Clone, PartialEq, Default)]
#[repr(transparent)]
pub struct DenseVector(
    /// The vector as the core model has it.
    pub qdrant_core::DenseVector,
);

/// Message `qdrant.SparseVector`.
#[derive(Debug, Clone, PartialEq, Default)]
#[repr(transparent)]
pub struct SparseVector(
    /// The vector as the core model has it.
    pub qdrant_core::SparseVector,
);

/// Message `qdrant.MultiDenseVector`.
#[derive(Debug, Clone, PartialEq, Default)]
#[repr(transparent)]
pub struct MultiDenseVector(
    /// The vectors as the core model has them.
    pub qdrant_core::MultiDenseVector,
);

macro_rules! by_move {
    ($($message:ident),+) => {$(
        impl From<qdrant_core::$message> for $message {
            fn from(vector: qdrant_core::$message) -> Self {
                Self(vector)
            }
        }

        impl From<$message> for qdrant_core::$message {
            fn from(message: $message) -> Self {
                message.0
            }
        }
    )+};
}

by_move!(DenseVector, SparseVector, MultiDenseVector);

/// Field numbers of the three messages.
mod tag {
    pub(super) const DATA: u32 = 1;
    pub(super) const VALUES: u32 = 1;
    pub(super) const INDICES: u32 = 2;
    pub(super) const VECTORS: u32 = 1;
}

impl Message for DenseVector {
    fn encode_raw(&self, buf: &mut impl BufMut) {
        encode_dense(&self.0, buf);
    }

    fn merge_field(
        &mut self,
        tag: u32,
        wire_type: WireType,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError> {
        match tag {
            tag::DATA => {
                floats::merge(wire_type, &mut self.0.data, buf, ctx).map_err(within("DenseVector", "data"))
            }
            _ => encoding::skip_field(wire_type, tag, buf, ctx),
        }
    }

    fn encoded_len(&self) -> usize {
        dense_len(&self.0)
    }

    fn clear(&mut self) {
        self.0.data.clear();
    }
}

impl Message for SparseVector {
    fn encode_raw(&self, buf: &mut impl BufMut) {
        floats::encode(tag::VALUES, &self.0.values, buf);
        encoding::uint32::encode_packed(tag::INDICES, &self.0.indices, buf);
    }

    fn merge_field(
        &mut self,
        tag: u32,
        wire_type: WireType,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError> {
        match tag {
            tag::VALUES => floats::merge(wire_type, &mut self.0.values, buf, ctx)
                .map_err(within("SparseVector", "values")),
            tag::INDICES => {
                // Values come first and are as many, and have arrived: a safe guess.
                if self.0.indices.is_empty() {
                    self.0.indices.reserve_exact(self.0.values.len());
                }
                encoding::uint32::merge_repeated(wire_type, &mut self.0.indices, buf, ctx)
                    .map_err(within("SparseVector", "indices"))
            }
            _ => encoding::skip_field(wire_type, tag, buf, ctx),
        }
    }

    fn encoded_len(&self) -> usize {
        floats::encoded_len(tag::VALUES, &self.0.values)
            + encoding::uint32::encoded_len_packed(tag::INDICES, &self.0.indices)
    }

    fn clear(&mut self) {
        self.0.values.clear();
        self.0.indices.clear();
    }
}

impl Message for MultiDenseVector {
    fn encode_raw(&self, buf: &mut impl BufMut) {
        for vector in &self.0.vectors {
            encoding::encode_key(tag::VECTORS, WireType::LengthDelimited, buf);
            encoding::encode_varint(dense_len(vector) as u64, buf);
            encode_dense(vector, buf);
        }
    }

    fn merge_field(
        &mut self,
        tag: u32,
        wire_type: WireType,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError> {
        match tag {
            tag::VECTORS => {
                let mut vector = DenseVector::default();
                encoding::message::merge(wire_type, &mut vector, buf, ctx)
                    .map_err(within("MultiDenseVector", "vectors"))?;
                self.0.vectors.push(vector.0);
                Ok(())
            }
            _ => encoding::skip_field(wire_type, tag, buf, ctx),
        }
    }

    fn encoded_len(&self) -> usize {
        let vectors = self.0.vectors.iter().map(dense_len);
        vectors
            .map(|length| {
                encoding::key_len(tag::VECTORS) + encoding::encoded_len_varint(length as u64) + length
            })
            .sum()
    }

    fn clear(&mut self) {
        self.0.vectors.clear();
    }
}

fn encode_dense(vector: &qdrant_core::DenseVector, buf: &mut impl BufMut) {
    floats::encode(tag::DATA, &vector.data, buf);
}

fn dense_len(vector: &qdrant_core::DenseVector) -> usize {
    floats::encoded_len(tag::DATA, &vector.data)
}

/// Tells an error where it happened, as derived messages do.
fn within(message: &'static str, field: &'static str) -> impl FnOnce(DecodeError) -> DecodeError {
    move |mut error| {
        error.push(message, field);
        error
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// The same messages as plain prost would have them.
    mod twin {
        #[derive(Clone, PartialEq, prost::Message)]
        pub(super) struct DenseVector {
            #[prost(float, repeated, tag = "1")]
            pub(super) data: Vec<f32>,
        }

        #[derive(Clone, PartialEq, prost::Message)]
        pub(super) struct SparseVector {
            #[prost(float, repeated, tag = "1")]
            pub(super) values: Vec<f32>,
            #[prost(uint32, repeated, tag = "2")]
            pub(super) indices: Vec<u32>,
        }

        #[derive(Clone, PartialEq, prost::Message)]
        pub(super) struct MultiDenseVector {
            #[prost(message, repeated, tag = "1")]
            pub(super) vectors: Vec<DenseVector>,
        }
    }

    /// A message and its twin, compared by bits so that NaN counts.
    trait Twin: Message + Default {
        type Plain: Message + Default;
        type Bits: PartialEq + std::fmt::Debug;

        fn bits(&self) -> Self::Bits;
        fn plain_bits(plain: &Self::Plain) -> Self::Bits;
    }

    fn bits(values: &[f32]) -> Vec<u32> {
        values.iter().map(|value| value.to_bits()).collect()
    }

    impl Twin for DenseVector {
        type Plain = twin::DenseVector;
        type Bits = Vec<u32>;

        fn bits(&self) -> Self::Bits {
            bits(&self.0.data)
        }

        fn plain_bits(plain: &Self::Plain) -> Self::Bits {
            bits(&plain.data)
        }
    }

    impl Twin for SparseVector {
        type Plain = twin::SparseVector;
        type Bits = (Vec<u32>, Vec<u32>);

        fn bits(&self) -> Self::Bits {
            (bits(&self.0.values), self.0.indices.clone())
        }

        fn plain_bits(plain: &Self::Plain) -> Self::Bits {
            (bits(&plain.values), plain.indices.clone())
        }
    }

    impl Twin for MultiDenseVector {
        type Plain = twin::MultiDenseVector;
        type Bits = Vec<Vec<u32>>;

        fn bits(&self) -> Self::Bits {
            self.0.vectors.iter().map(|vector| bits(&vector.data)).collect()
        }

        fn plain_bits(plain: &Self::Plain) -> Self::Bits {
            plain.vectors.iter().map(|vector| bits(&vector.data)).collect()
        }
    }

    /// Checks that both write the same bytes and read the other's.
    fn assert_same_bytes<T: Twin>(message: &T, plain: &T::Plain) {
        let bytes = message.encode_to_vec();
        assert_eq!(bytes, plain.encode_to_vec());
        assert_eq!(message.encoded_len(), bytes.len());
        assert_eq!(T::decode(bytes.as_slice()).unwrap().bits(), T::plain_bits(plain));
        assert_eq!(T::plain_bits(&T::Plain::decode(bytes.as_slice()).unwrap()), message.bits());
    }

    /// Checks that both read the same from `bytes` or refuse it with the same error, in one piece and in two.
    fn assert_same_outcome<T: Twin>(bytes: &[u8], cut: usize) {
        let (head, tail) = bytes.split_at(cut.min(bytes.len()));
        let expected = T::Plain::decode(bytes).map(|plain| T::plain_bits(&plain));
        assert_eq!(T::decode(bytes).map(|message| message.bits()), expected);
        assert_eq!(T::decode(head.chain(tail)).map(|message| message.bits()), expected);
    }

    fn floats() -> impl Strategy<Value = Vec<f32>> {
        vec(any::<u32>().prop_map(f32::from_bits), 0..64)
    }

    fn dense(data: Vec<f32>) -> qdrant_core::DenseVector {
        qdrant_core::DenseVector { data }
    }

    /// Fields 1 to 3 in every wire type, with honest and dishonest lengths.
    fn fields() -> impl Strategy<Value = Vec<u8>> {
        let scalar = (1..=3_u32, any::<u64>()).prop_map(|(tag, value)| {
            let mut bytes = Vec::new();
            encoding::uint64::encode(tag, &value, &mut bytes);
            bytes
        });
        let single = (1..=3_u32, any::<f32>()).prop_map(|(tag, value)| {
            let mut bytes = Vec::new();
            encoding::float::encode(tag, &value, &mut bytes);
            bytes
        });
        let packed = (1..=3_u32, floats()).prop_map(|(tag, values)| {
            let mut bytes = Vec::new();
            encoding::float::encode_packed(tag, &values, &mut bytes);
            bytes
        });
        let lied = (1..=3_u32, any::<u64>(), 0..64_u32, vec(any::<u8>(), 0..32)).prop_map(
            |(tag, length, shift, content)| {
                let mut bytes = Vec::new();
                encoding::encode_key(tag, WireType::LengthDelimited, &mut bytes);
                encoding::encode_varint(length >> shift, &mut bytes);
                bytes.extend(content);
                bytes
            },
        );
        let nested = (1..=3_u32, floats(), -5..5_isize).prop_map(|(tag, values, slack)| {
            let mut inner = Vec::new();
            encoding::float::encode_packed(1, &values, &mut inner);
            let mut bytes = Vec::new();
            encoding::encode_key(tag, WireType::LengthDelimited, &mut bytes);
            encoding::encode_varint(inner.len().saturating_add_signed(slack) as u64, &mut bytes);
            bytes.extend(inner);
            bytes
        });
        let noise = vec(any::<u8>(), 0..16);
        vec(prop_oneof![scalar, single, packed, lied, nested, noise], 0..6).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn dense_bytes_are_those_of_plain_prost(data in floats()) {
            let plain = twin::DenseVector { data: data.clone() };
            assert_same_bytes(&DenseVector(dense(data)), &plain);
        }

        #[test]
        fn sparse_bytes_are_those_of_plain_prost(values in floats(), indices in vec(any::<u32>(), 0..64)) {
            let plain = twin::SparseVector { values: values.clone(), indices: indices.clone() };
            assert_same_bytes(&SparseVector(qdrant_core::SparseVector { indices, values }), &plain);
        }

        #[test]
        fn multi_dense_bytes_are_those_of_plain_prost(vectors in vec(floats(), 0..8)) {
            let plain = vectors.iter().map(|data| twin::DenseVector { data: data.clone() }).collect();
            let vectors = vectors.into_iter().map(dense).collect();
            let message = MultiDenseVector(qdrant_core::MultiDenseVector { vectors });
            assert_same_bytes(&message, &twin::MultiDenseVector { vectors: plain });
        }

        #[test]
        fn any_bytes_read_as_plain_prost_reads_them(bytes in fields(), cut in 0..256_usize) {
            assert_same_outcome::<DenseVector>(&bytes, cut);
            assert_same_outcome::<SparseVector>(&bytes, cut);
            assert_same_outcome::<MultiDenseVector>(&bytes, cut);
        }

        #[test]
        fn truncation_reads_as_plain_prost_reads_it(data in floats(), keep in 0..256_usize, cut in 0..256_usize) {
            let mut bytes = twin::MultiDenseVector { vectors: vec![twin::DenseVector { data }] }.encode_to_vec();
            bytes.truncate(keep);
            assert_same_outcome::<DenseVector>(&bytes, cut);
            assert_same_outcome::<SparseVector>(&bytes, cut);
            assert_same_outcome::<MultiDenseVector>(&bytes, cut);
        }
    }

    #[test]
    fn packed_parts_and_single_floats_add_up() {
        let mut bytes = Vec::new();
        encoding::float::encode_packed(1, &[1.0, 2.0], &mut bytes);
        encoding::float::encode(1, &3.0, &mut bytes);
        encoding::string::encode(9, &"from a newer server".to_owned(), &mut bytes);
        encoding::float::encode_packed(1, &[4.0], &mut bytes);
        assert_eq!(DenseVector::decode(bytes.as_slice()).unwrap().0.data, [1.0, 2.0, 3.0, 4.0]);
    }

    #[test]
    fn errors_name_the_field() {
        let ragged = [0x0a, 3, 0, 0, 0];
        let error = DenseVector::decode(&ragged[..]).unwrap_err();
        assert!(error.to_string().contains("DenseVector.data"), "{error}");
    }

    #[test]
    fn conversion_moves_the_floats() {
        let core = dense(vec![1.0, 2.0]);
        let place = core.data.as_ptr();
        let back: qdrant_core::DenseVector = DenseVector::from(core).into();
        assert_eq!(back.data.as_ptr(), place);
    }

    #[test]
    fn clear_empties_the_message() {
        let mut message = SparseVector(qdrant_core::SparseVector { indices: vec![1], values: vec![2.0] });
        message.clear();
        assert_eq!(message, SparseVector::default());
    }
}
