//! Sparse vectors of a collection.

use qdrant_core::Modifier;

use crate::convert::enums::wire_enum;
use crate::convert::same_fields;
use crate::proto::qdrant as proto;

wire_enum! { Modifier = proto::Modifier { None, Idf } }

same_fields! {
    SparseIndexConfig { full_scan_threshold, on_disk; datatype, memory }
    SparseVectorParams { ; index, modifier }
    SparseVectorConfig { ; map }
}
