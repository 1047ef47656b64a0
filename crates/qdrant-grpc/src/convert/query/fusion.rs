//! Fusion of several results, and random samples.

use qdrant_core::{Fusion, Sample};

use crate::convert::enums::closed_enum;
use crate::convert::same_fields;
use crate::proto::qdrant as proto;

closed_enum! { Fusion = proto::Fusion { Rrf, Dbsf } }

closed_enum! { Sample = proto::Sample { Random } }

same_fields! { Rrf { k, weights } }
