//! Dense vectors of a collection.

use qdrant_core::MultiVectorComparator;

use crate::convert::enums::wire_enum;
use crate::convert::same_fields;
use crate::proto::qdrant as proto;

wire_enum! { MultiVectorComparator = proto::MultiVectorComparator { MaxSim } }

same_fields! {
    MultiVectorConfig { ; comparator }
    VectorParams { size, on_disk; distance, hnsw_config, quantization_config, datatype, multivector_config, memory }
    VectorParamsDiff { on_disk; hnsw_config, quantization_config, memory }
}
