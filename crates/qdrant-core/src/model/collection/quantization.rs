//! The four ways of compressing vectors.

use serde::{Deserialize, Serialize};

use super::Memory;
use crate::macros::{setters, wire_enum};
use crate::model::inference::null_as_default;

wire_enum! {
    /// The number type of scalar quantization.
    #[derive(Default)]
    pub enum QuantizationType {
        /// Signed bytes.
        #[default]
        Int8 = "int8",
    }
}

/// Scalar quantization: every number becomes one byte.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Distance, Memory, ScalarQuantization, VectorParams};
///
/// let scalar = ScalarQuantization::default().quantile(0.99).memory(Memory::Pinned);
/// let vectors = VectorParams::new(64, Distance::Dot).quantization_config(scalar);
/// # assert!(vectors.quantization_config.is_some());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScalarQuantization {
    /// The number type. Default [`QuantizationType::Int8`].
    #[serde(default, deserialize_with = "null_as_default")]
    pub r#type: QuantizationType,
    /// Fraction of the values, 0.5 to 1, that the byte range covers. Default all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantile: Option<f32>,
    /// Holds the quantized vectors in memory. Deprecated since 1.19: use `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub always_ram: Option<bool>,
    /// Where the quantized vectors are held. Default like the vectors themselves. Since 1.19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
}

impl ScalarQuantization {
    /// Sets [`type`](field@Self::type).
    #[must_use]
    pub fn r#type(mut self, r#type: impl Into<QuantizationType>) -> Self {
        self.r#type = r#type.into();
        self
    }
}

setters! {
    impl ScalarQuantization { quantile: Option<f32>, always_ram: Option<bool>, memory: Option<Memory> }
}

wire_enum! {
    /// How much smaller product quantization makes a vector.
    pub enum CompressionRatio {
        /// A quarter of the size.
        X4 = "x4",
        /// An eighth of the size.
        X8 = "x8",
        /// A sixteenth of the size.
        X16 = "x16",
        /// A thirty-second of the size.
        X32 = "x32",
        /// A sixty-fourth of the size.
        X64 = "x64",
    }
}

/// Product quantization: parts of a vector become the number of their nearest centroid.
///
/// It compresses most and costs the most accuracy.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ProductQuantization {
    /// How much smaller the vectors get.
    pub compression: CompressionRatio,
    /// Holds the quantized vectors in memory. Deprecated since 1.19: use `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub always_ram: Option<bool>,
    /// Where the quantized vectors are held. Default like the vectors themselves. Since 1.19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
}

impl ProductQuantization {
    /// Creates a product quantization of the given ratio.
    pub fn new(compression: impl Into<CompressionRatio>) -> Self {
        Self { compression: compression.into(), always_ram: None, memory: None }
    }
}

setters! {
    impl ProductQuantization { compression: CompressionRatio, always_ram: Option<bool>, memory: Option<Memory> }
}

wire_enum! {
    /// How many bits binary quantization keeps of a number.
    pub enum BinaryQuantizationEncoding {
        /// One bit, the sign.
        OneBit = "one_bit",
        /// Two bits, which tell small numbers from large ones.
        TwoBits = "two_bits",
        /// Three bits for two numbers.
        OneAndHalfBits = "one_and_half_bits",
    }
}

wire_enum! {
    /// How the query is quantized when the stored vectors are binary.
    pub enum BinaryQuantizationQueryEncoding {
        /// What the server holds best.
        Default = "default",
        /// Like the stored vectors.
        Binary = "binary",
        /// 4 bits a number: slower and more accurate.
        Scalar4Bits = "scalar4bits",
        /// 8 bits a number: slowest and most accurate.
        Scalar8Bits = "scalar8bits",
    }
}

/// Binary quantization: every number becomes one or two bits.
///
/// It is fastest, and meant for vectors of a thousand dimensions and more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BinaryQuantization {
    /// Holds the quantized vectors in memory. Deprecated since 1.19: use `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub always_ram: Option<bool>,
    /// Bits per number. Default one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<BinaryQuantizationEncoding>,
    /// Encoding of queries, which may keep more bits than the stored vectors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query_encoding: Option<BinaryQuantizationQueryEncoding>,
    /// Where the quantized vectors are held. Default like the vectors themselves. Since 1.19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
}

setters! {
    impl BinaryQuantization {
        always_ram: Option<bool>,
        encoding: Option<BinaryQuantizationEncoding>,
        query_encoding: Option<BinaryQuantizationQueryEncoding>,
        memory: Option<Memory>,
    }
}

impl BinaryQuantization {
    /// Creates the quantization; `always_ram` holds the quantized vectors in memory.
    pub fn new(always_ram: bool) -> Self {
        Self::default().always_ram(always_ram)
    }
}

impl BinaryQuantizationQueryEncoding {
    /// Returns [`Binary`](Self::Binary), under the official client's name.
    pub const fn binary() -> Self {
        Self::Binary
    }

    /// Returns [`Scalar4Bits`](Self::Scalar4Bits), under the official client's name.
    pub const fn scalar4bits() -> Self {
        Self::Scalar4Bits
    }

    /// Returns [`Scalar8Bits`](Self::Scalar8Bits), under the official client's name.
    pub const fn scalar8bits() -> Self {
        Self::Scalar8Bits
    }
}

wire_enum! {
    /// How many bits TurboQuant keeps of a number.
    pub enum TurboQuantBitSize {
        /// One bit.
        Bits1 = "bits1",
        /// Three bits for two numbers.
        Bits1_5 = "bits1_5",
        /// Two bits.
        Bits2 = "bits2",
        /// Four bits.
        Bits4 = "bits4",
        /// Eight bits; since 1.20.
        Bits8 = "bits8",
    }
}

/// TurboQuant: vectors are rotated, then every number becomes a few bits. Since 1.18.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TurboQuantization {
    /// Holds the quantized vectors in memory. Deprecated since 1.19: use `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub always_ram: Option<bool>,
    /// Bits per number; the server chooses when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bits: Option<TurboQuantBitSize>,
    /// Where the quantized vectors are held. Default like the vectors themselves. Since 1.19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
}

setters! {
    impl TurboQuantization { always_ram: Option<bool>, bits: Option<TurboQuantBitSize>, memory: Option<Memory> }
}

impl TurboQuantization {
    /// Creates the quantization with the server's defaults.
    pub fn new() -> Self {
        Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;

    #[test]
    fn scalar_is_the_rest_json() {
        let scalar = golden::<ScalarQuantization>(
            r#"{"type":"int8","quantile":0.99,"always_ram":true,"memory":"pinned"}"#,
        );
        let built = ScalarQuantization::default().quantile(0.99).always_ram(true).memory(Memory::Pinned);
        assert_eq!(scalar, built);
    }

    #[test]
    fn scalar_always_writes_its_type() {
        assert_eq!(golden::<ScalarQuantization>(r#"{"type":"int8"}"#), ScalarQuantization::default());
        assert_eq!(serde_json::from_str::<ScalarQuantization>("{}").unwrap(), ScalarQuantization::default());
    }

    #[test]
    fn product_is_the_rest_json() {
        let product =
            golden::<ProductQuantization>(r#"{"compression":"x32","always_ram":false,"memory":"cold"}"#);
        assert_eq!(
            product,
            ProductQuantization::new(CompressionRatio::X32).always_ram(false).memory(Memory::Cold)
        );
        let all = r#"["x4","x8","x16","x32","x64"]"#;
        assert_eq!(golden::<Vec<CompressionRatio>>(all), CompressionRatio::ALL);
    }

    #[test]
    fn binary_is_the_rest_json() {
        let binary = golden::<BinaryQuantization>(
            r#"{"always_ram":true,"encoding":"one_and_half_bits","query_encoding":"scalar4bits","memory":"cached"}"#,
        );
        let built = BinaryQuantization::default()
            .always_ram(true)
            .encoding(BinaryQuantizationEncoding::OneAndHalfBits)
            .query_encoding(BinaryQuantizationQueryEncoding::Scalar4Bits)
            .memory(Memory::Cached);
        assert_eq!(binary, built);
        let all = r#"["default","binary","scalar4bits","scalar8bits"]"#;
        assert_eq!(golden::<Vec<BinaryQuantizationQueryEncoding>>(all), BinaryQuantizationQueryEncoding::ALL);
    }

    #[test]
    fn turbo_is_the_rest_json() {
        let turbo = golden::<TurboQuantization>(r#"{"always_ram":true,"bits":"bits8","memory":"pinned"}"#);
        let built = TurboQuantization::default().always_ram(true).bits(TurboQuantBitSize::Bits8);
        assert_eq!(turbo, built.memory(Memory::Pinned));
        let all = r#"["bits1","bits1_5","bits2","bits4","bits8"]"#;
        assert_eq!(golden::<Vec<TurboQuantBitSize>>(all), TurboQuantBitSize::ALL);
    }
}
