//! The filter itself.

use qdrant_core::{Error, Filter, MinShould};

use crate::convert::{FromProto, IntoProto, Room, read, write};
use crate::proto::qdrant as proto;

impl IntoProto<proto::Filter> for Filter {
    fn into_proto_in(self, room: Room) -> Result<proto::Filter, Error> {
        let room = room.enter()?;
        let Self { should, min_should, must, must_not } = self;
        Ok(proto::Filter {
            should: write("should", should, room)?,
            must: write("must", must, room)?,
            must_not: write("must_not", must_not, room)?,
            min_should: write("min_should", min_should, room)?,
        })
    }
}

impl FromProto<proto::Filter> for Filter {
    fn from_proto(message: proto::Filter) -> Result<Self, Error> {
        let proto::Filter { should, must, must_not, min_should } = message;
        Ok(Self {
            should: read("should", should)?,
            min_should: read("min_should", min_should)?,
            must: read("must", must)?,
            must_not: read("must_not", must_not)?,
        })
    }
}

impl IntoProto<proto::MinShould> for MinShould {
    fn into_proto_in(self, room: Room) -> Result<proto::MinShould, Error> {
        let room = room.enter()?;
        let Self { conditions, min_count } = self;
        Ok(proto::MinShould { conditions: write("conditions", conditions, room)?, min_count })
    }
}

impl FromProto<proto::MinShould> for MinShould {
    fn from_proto(message: proto::MinShould) -> Result<Self, Error> {
        let proto::MinShould { conditions, min_count } = message;
        Ok(Self { conditions: read("conditions", conditions)?, min_count })
    }
}
