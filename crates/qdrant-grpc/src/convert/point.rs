//! What becomes of a write; points themselves are in `wire`.

use qdrant_core::{UpdateMode, UpdateStatus};

use super::enums::{closed_enum, wire_enum};
use super::traits::same_fields;
use crate::proto::qdrant as proto;

closed_enum! { UpdateMode = proto::UpdateMode { Upsert, InsertOnly, UpdateOnly } }

wire_enum! {
    UpdateStatus = proto::UpdateStatus { Acknowledged, Completed, ClockRejected, WaitTimeout }
    UnknownUpdateStatus is unknown
}

same_fields! { UpdateResult { operation_id; status } }

#[cfg(test)]
mod tests {
    use qdrant_core::UpdateResult;

    use super::super::traits::{FromProto, IntoProto};
    use super::*;

    #[test]
    fn clock_rejected_comes_between_completed_and_timed_out() {
        for (number, status) in (1..).zip(UpdateStatus::ALL) {
            let result = UpdateResult { operation_id: None, status: status.clone() };
            let message: proto::UpdateResult = result.clone().into_proto().unwrap();
            assert_eq!(message.status, number);
            assert_eq!(UpdateResult::from_proto(message).unwrap(), result);
        }
    }
}
