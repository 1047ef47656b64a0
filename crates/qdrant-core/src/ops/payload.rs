//! Payload of points: set, overwrite, delete, clear.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::{Payload, PointsSelector, ShardKeySelector, WriteOrdering};
use crate::validate;

macro_rules! payload_write {
    ($(#[$meta:meta])* $name:ident, $what:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub struct $name {
            /// The collection.
            pub collection_name: String,
            /// Whether to answer only when the write is applied; the server's default is `false`.
            pub wait: Option<bool>,
            /// The payload to write.
            pub payload: Payload,
            /// The points to write to; required.
            pub points_selector: Option<PointsSelector>,
            /// Order among concurrent writes; the server's default is `weak`.
            pub ordering: Option<WriteOrdering>,
            /// The shards to write to, in a collection with custom sharding.
            pub shard_key_selector: Option<ShardKeySelector>,
            /// The path of the object inside the payload to write into; the payload itself unless set.
            pub key: Option<String>,
            /// Time that the server is given, in whole seconds rounded up.
            pub timeout: Option<Duration>,
        }

        impl $name {
            #[doc = concat!("Creates ", $what, " of no points yet: set [`points_selector`](field@Self::points_selector).")]
            pub fn new(collection_name: impl Into<String>, payload: impl Into<Payload>) -> Self {
                Self {
                    collection_name: collection_name.into(),
                    wait: None,
                    payload: payload.into(),
                    points_selector: None,
                    ordering: None,
                    shard_key_selector: None,
                    key: None,
                    timeout: None,
                }
            }

            pub(crate) fn check(&self) -> Result<(), Error> {
                check_write(&self.collection_name, self.timeout, self.shard_key_selector.as_ref())?;
                validate::selection("points_selector", self.points_selector.as_ref())?;
                self.key.as_deref().map_or(Ok(()), |key| validate::not_empty("key", key))
            }
        }

        setters! {
            impl $name {
                wait: Option<bool>,
                points_selector: Option<PointsSelector>,
                ordering: Option<WriteOrdering>,
                shard_key_selector: Option<ShardKeySelector>,
                key: Option<String>,
                timeout: Option<Duration>,
            }
        }
    };
}

payload_write! {
    /// Merges keys into the payload of points; other keys stay, and a `null` removes its key.
    ///
    /// # Examples
    ///
    /// ```
    /// use qdrant_core::SetPayloadPoints;
    ///
    /// let set = SetPayloadPoints::new("cities", [("visited", true)]).points_selector([1_u64, 2]).wait(true);
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/payload`, rpc `qdrant.Points/SetPayload`.
    SetPayloadPoints, "a change"
}

payload_write! {
    /// Replaces the whole payload of points.
    ///
    /// # Examples
    ///
    /// ```
    /// use qdrant_core::OverwritePayloadPoints;
    ///
    /// let overwrite = OverwritePayloadPoints::new("cities", [("city", "Berlin")]).points_selector([1_u64]);
    /// ```
    ///
    /// # Support
    ///
    /// REST `PUT /collections/{collection_name}/points/payload`, rpc `qdrant.Points/OverwritePayload`.
    OverwritePayloadPoints, "a replacement"
}

impl From<SetPayloadPoints> for OverwritePayloadPoints {
    fn from(operation: SetPayloadPoints) -> Self {
        let SetPayloadPoints {
            collection_name,
            wait,
            payload,
            points_selector,
            ordering,
            shard_key_selector,
            key,
            timeout,
        } = operation;
        Self { collection_name, wait, payload, points_selector, ordering, shard_key_selector, key, timeout }
    }
}

/// Deletes keys from the payload of points.
///
/// # Examples
///
/// ```
/// use qdrant_core::DeletePayloadPoints;
///
/// let delete = DeletePayloadPoints::new("cities", ["visited", "country.code"]).points_selector([1_u64]);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/payload/delete`, rpc `qdrant.Points/DeletePayload`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeletePayloadPoints {
    /// The collection.
    pub collection_name: String,
    /// Whether to answer only when the write is applied; the server's default is `false`.
    pub wait: Option<bool>,
    /// The keys to delete, as paths such as `country.code`.
    pub keys: Vec<String>,
    /// The points to write to; required.
    pub points_selector: Option<PointsSelector>,
    /// Order among concurrent writes; the server's default is `weak`.
    pub ordering: Option<WriteOrdering>,
    /// The shards to write to, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl DeletePayloadPoints {
    /// Creates a deletion of keys from no points yet: set [`points_selector`](field@Self::points_selector).
    pub fn new(
        collection_name: impl Into<String>,
        keys: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self {
            collection_name: collection_name.into(),
            wait: None,
            keys: keys.into_iter().map(Into::into).collect(),
            points_selector: None,
            ordering: None,
            shard_key_selector: None,
            timeout: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        check_write(&self.collection_name, self.timeout, self.shard_key_selector.as_ref())?;
        validate::selection("points_selector", self.points_selector.as_ref())
    }
}

setters! {
    impl DeletePayloadPoints {
        wait: Option<bool>,
        points_selector: Option<PointsSelector>,
        ordering: Option<WriteOrdering>,
        shard_key_selector: Option<ShardKeySelector>,
        timeout: Option<Duration>,
    }
}

/// Deletes the whole payload of points.
///
/// # Examples
///
/// ```
/// use qdrant_core::ClearPayloadPoints;
///
/// let clear = ClearPayloadPoints::new("cities").points([1_u64, 2]);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/payload/clear`, rpc `qdrant.Points/ClearPayload`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClearPayloadPoints {
    /// The collection.
    pub collection_name: String,
    /// Whether to answer only when the write is applied; the server's default is `false`.
    pub wait: Option<bool>,
    /// The points to write to; required.
    pub points: Option<PointsSelector>,
    /// Order among concurrent writes; the server's default is `weak`.
    pub ordering: Option<WriteOrdering>,
    /// The shards to write to, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl ClearPayloadPoints {
    /// Creates a deletion of the payload of no points yet: set [`points`](field@Self::points).
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self {
            collection_name: collection_name.into(),
            wait: None,
            points: None,
            ordering: None,
            shard_key_selector: None,
            timeout: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        check_write(&self.collection_name, self.timeout, self.shard_key_selector.as_ref())?;
        validate::selection("points", self.points.as_ref())
    }
}

setters! {
    impl ClearPayloadPoints {
        wait: Option<bool>,
        points: Option<PointsSelector>,
        ordering: Option<WriteOrdering>,
        shard_key_selector: Option<ShardKeySelector>,
        timeout: Option<Duration>,
    }
}

fn check_write(
    collection_name: &str,
    timeout: Option<Duration>,
    shard_key_selector: Option<&ShardKeySelector>,
) -> Result<(), Error> {
    validate::collection_name(collection_name)?;
    validate::timeout(timeout)?;
    validate::part("shard_key_selector", shard_key_selector, ShardKeySelector::check)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PointId;
    use crate::ops::{DeletePointVectors, DeletePoints};

    #[test]
    fn a_write_to_no_points_in_particular_is_refused() {
        let place = |checked: Result<(), Error>| checked.unwrap_err().field().unwrap_or_default().to_owned();
        assert_eq!(place(SetPayloadPoints::new("c", [("a", 1)]).check()), "points_selector");
        assert_eq!(place(OverwritePayloadPoints::new("c", [("a", 1)]).check()), "points_selector");
        assert_eq!(place(DeletePayloadPoints::new("c", ["a"]).check()), "points_selector");
        assert_eq!(place(ClearPayloadPoints::new("c").check()), "points");
        assert_eq!(place(DeletePoints::new("c").check()), "points");
        assert_eq!(place(DeletePointVectors::new("c").vectors(["v"]).check()), "points_selector");
    }

    #[test]
    fn a_list_of_points_may_turn_out_empty() {
        let none = || Vec::<PointId>::new();
        SetPayloadPoints::new("c", [("a", 1)]).points_selector(none()).check().unwrap();
        DeletePayloadPoints::new("c", ["a"]).points_selector(none()).check().unwrap();
        ClearPayloadPoints::new("c").points(none()).check().unwrap();
        DeletePoints::new("c").points(none()).check().unwrap();
        DeletePointVectors::new("c").vectors(["v"]).points_selector(none()).check().unwrap();
    }
}
