//! Groups of points, straight between the wire and the core model.

use qdrant_core::{Error, GroupId, PointGroup, ScoredPoint};

use super::points::{Decode, PartialRetrieved};
use super::reader::{Reader, malformed};
use super::value::at_index;

/// Number of the field `groups` in message `GroupsResult`.
const GROUPS: u32 = 1;

/// Reads the fields of message `GroupsResult` over groups.
pub(crate) fn merge_groups(groups: &mut Vec<PointGroup>, mut fields: Reader<'_>) -> Result<(), Error> {
    while let Some(field) = fields.field()? {
        if field.tag == GROUPS {
            let group = field.message().and_then(PointGroup::decode);
            groups.push(group.map_err(|error| at_index(error, groups.len()).within("groups"))?);
        }
    }
    Ok(())
}

impl Decode for PointGroup {
    fn decode(mut fields: Reader<'_>) -> Result<Self, Error> {
        let mut id = None;
        let mut hits = Vec::new();
        let mut lookup: Option<PartialRetrieved> = None;
        while let Some(field) = fields.field()? {
            let (name, outcome) = match field.tag {
                1 => ("id", field.message().and_then(|fields| merge_group_id(&mut id, fields))),
                2 => {
                    let hit = field.message().and_then(ScoredPoint::decode);
                    ("hits", hit.map_err(|error| at_index(error, hits.len())).map(|hit| hits.push(hit)))
                }
                3 => {
                    let point = lookup.get_or_insert_default();
                    ("lookup", field.message().and_then(|fields| point.merge(fields)))
                }
                _ => continue,
            };
            outcome.map_err(|error| error.within(name))?;
        }
        let id =
            id.ok_or_else(|| malformed("a group has no id that is a text or an integer").with_field("id"))?;
        let lookup = lookup.map(PartialRetrieved::finish).transpose();
        Ok(Self { id, hits, lookup: lookup.map_err(|error| error.within("lookup"))? })
    }
}

/// Reads the fields of message `GroupId` over an id.
fn merge_group_id(id: &mut Option<GroupId>, mut fields: Reader<'_>) -> Result<(), Error> {
    while let Some(field) = fields.field()? {
        *id = Some(match field.tag {
            1 => GroupId::Unsigned(field.uint64()?),
            2 => GroupId::Integer(field.int64()?),
            3 => GroupId::String(field.string()?.to_owned()),
            _ => continue,
        });
    }
    Ok(())
}

#[cfg(any(test, feature = "server"))]
pub(crate) use self::server::GroupsField;

#[cfg(any(test, feature = "server"))]
mod server {
    use super::*;
    use crate::wire::points::RepeatedField;
    use crate::wire::sink::{Encode, Sink};

    /// A field of type `GroupsResult`.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct GroupsField<'a> {
        /// The number of the field.
        pub(crate) tag: u32,
        /// The name of the field, for errors.
        pub(crate) name: &'static str,
        /// The groups.
        pub(crate) groups: &'a [PointGroup],
    }

    impl Encode for GroupsField<'_> {
        fn encode(&self, sink: &mut impl Sink) -> Result<(), Error> {
            let Self { tag, name, groups } = *self;
            let groups = RepeatedField { tag: GROUPS, name: "groups", items: groups };
            sink.nested(tag, |sink| groups.encode(sink)).map_err(|error| error.within(name))
        }
    }

    impl Encode for PointGroup {
        fn encode(&self, sink: &mut impl Sink) -> Result<(), Error> {
            let Self { id, hits, lookup } = self;
            sink.nested(1, |sink| write_group_id(sink, id))?;
            RepeatedField { tag: 2, name: "hits", items: hits }.encode(sink)?;
            match lookup {
                Some(point) => {
                    sink.nested(3, |sink| point.encode(sink)).map_err(|error| error.within("lookup"))
                }
                None => Ok(()),
            }
        }
    }

    /// Writes the fields of message `GroupId`.
    fn write_group_id(sink: &mut impl Sink, id: &GroupId) -> Result<(), Error> {
        match id {
            GroupId::Unsigned(number) => sink.uint64(1, *number),
            GroupId::Integer(number) => sink.uint64(2, number.cast_unsigned()),
            GroupId::String(text) => sink.string(3, text),
        }
        Ok(())
    }
}
