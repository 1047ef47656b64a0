//! The write-ahead log.

use crate::convert::same_fields;

same_fields! { WalConfigDiff { wal_capacity_mb, wal_segments_ahead, wal_retain_closed } }
