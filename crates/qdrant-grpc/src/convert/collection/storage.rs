//! How and where vectors are kept.

use qdrant_core::{Datatype, Distance, Memory};

use crate::convert::enums::wire_enum;
use crate::proto::qdrant as proto;

wire_enum! {
    Distance = proto::Distance { Cosine, Euclid, Dot, Manhattan }
    UnknownDistance is refused
}

wire_enum! {
    Datatype = proto::Datatype { Float32, Uint8, Float16, Turbo4, Turbo8, Turbo16 }
    Default is absent
}

wire_enum! {
    Memory = proto::Memory { Cold, Cached, Pinned }
    Unknown is absent
}
