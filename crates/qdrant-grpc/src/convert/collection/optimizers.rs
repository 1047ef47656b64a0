//! The optimizers.

use qdrant_core::{Error, MaxOptimizationThreads, MaxOptimizationThreadsSetting, OptimizersConfigDiff};

use crate::convert::enums::{unset, wire_enum};
use crate::convert::{FromProto, IntoProto, Room, read, write};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::max_optimization_threads::{Setting, Variant};

wire_enum! { MaxOptimizationThreadsSetting = Setting { Auto } }

impl IntoProto<proto::MaxOptimizationThreads> for MaxOptimizationThreads {
    fn into_proto_in(self, room: Room) -> Result<proto::MaxOptimizationThreads, Error> {
        let variant = match self {
            Self::Value(threads) => Variant::Value(threads),
            Self::Setting(setting) => Variant::Setting(setting.into_proto_in(room)?),
        };
        Ok(proto::MaxOptimizationThreads { variant: Some(variant) })
    }
}

/// A message without content is a setting of a newer server.
impl FromProto<proto::MaxOptimizationThreads> for MaxOptimizationThreads {
    fn from_proto(message: proto::MaxOptimizationThreads) -> Result<Self, Error> {
        let proto::MaxOptimizationThreads { variant } = message;
        Ok(match variant {
            Some(Variant::Value(threads)) => Self::Value(threads),
            Some(Variant::Setting(setting)) => Self::Setting(FromProto::from_proto(setting)?),
            None => Self::Setting(MaxOptimizationThreadsSetting::Unknown(unset())),
        })
    }
}

impl IntoProto<proto::OptimizersConfigDiff> for OptimizersConfigDiff {
    fn into_proto_in(self, room: Room) -> Result<proto::OptimizersConfigDiff, Error> {
        let Self {
            deleted_threshold,
            vacuum_min_vector_number,
            default_segment_number,
            max_segment_size,
            memmap_threshold,
            indexing_threshold,
            flush_interval_sec,
            max_optimization_threads,
            prevent_unoptimized,
        } = self;
        Ok(proto::OptimizersConfigDiff {
            deleted_threshold,
            vacuum_min_vector_number,
            default_segment_number,
            max_segment_size,
            memmap_threshold,
            indexing_threshold,
            flush_interval_sec,
            deprecated_max_optimization_threads: None,
            max_optimization_threads: write("max_optimization_threads", max_optimization_threads, room)?,
            prevent_unoptimized,
        })
    }
}

/// The former field of the threads counts where the new one is absent, as on the server.
impl FromProto<proto::OptimizersConfigDiff> for OptimizersConfigDiff {
    fn from_proto(message: proto::OptimizersConfigDiff) -> Result<Self, Error> {
        let proto::OptimizersConfigDiff {
            deleted_threshold,
            vacuum_min_vector_number,
            default_segment_number,
            max_segment_size,
            memmap_threshold,
            indexing_threshold,
            flush_interval_sec,
            deprecated_max_optimization_threads,
            max_optimization_threads,
            prevent_unoptimized,
        } = message;
        let threads: Option<MaxOptimizationThreads> =
            read("max_optimization_threads", max_optimization_threads)?;
        Ok(Self {
            deleted_threshold,
            vacuum_min_vector_number,
            default_segment_number,
            max_segment_size,
            memmap_threshold,
            indexing_threshold,
            flush_interval_sec,
            max_optimization_threads: threads
                .or(deprecated_max_optimization_threads.map(MaxOptimizationThreads::Value)),
            prevent_unoptimized,
        })
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::ErrorKind;

    use super::*;

    fn threads(former: Option<u64>, variant: Option<Variant>) -> Option<MaxOptimizationThreads> {
        let message = proto::OptimizersConfigDiff {
            deprecated_max_optimization_threads: former,
            max_optimization_threads: variant
                .map(|variant| proto::MaxOptimizationThreads { variant: Some(variant) }),
            ..Default::default()
        };
        OptimizersConfigDiff::from_proto(message).unwrap().max_optimization_threads
    }

    #[test]
    fn threads_are_read_from_both_fields_and_the_new_one_wins() {
        assert_eq!(threads(None, None), None);
        assert_eq!(threads(Some(0), None), Some(0.into()));
        assert_eq!(threads(Some(3), Some(Variant::Value(4))), Some(4.into()));
        assert_eq!(threads(Some(3), Some(Variant::Setting(0))), Some(MaxOptimizationThreads::auto()));
    }

    #[test]
    fn threads_are_written_to_the_new_field_only() {
        let config = OptimizersConfigDiff::default().max_optimization_threads(2);
        let message: proto::OptimizersConfigDiff = config.into_proto().unwrap();
        assert_eq!(message.deprecated_max_optimization_threads, None);
        let variant = message.max_optimization_threads.and_then(|threads| threads.variant);
        assert_eq!(variant, Some(Variant::Value(2)));
    }

    #[test]
    fn threads_of_a_newer_server_do_not_fail_a_reply_and_are_not_sent() {
        let message = proto::MaxOptimizationThreads { variant: None };
        let unknown = MaxOptimizationThreads::from_proto(message).unwrap();
        let config = OptimizersConfigDiff::default().max_optimization_threads(unknown);
        let error = config.into_proto().unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, Some("max_optimization_threads")));
    }
}
