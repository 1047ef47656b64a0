//! Bulk fields of operations.

use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A list that is moved when it has one owner and shared when it has several.
///
/// Operations carry their bulk (points to upsert, …) in a batch, so that a decorator that keeps a copy of a call
/// pays for a reference count, not for the vectors.
///
/// # Examples
///
/// ```
/// use qdrant_core::Batch;
///
/// let batch = Batch::from(vec![1, 2, 3]);
/// let kept = batch.clone();
/// assert!(std::ptr::eq(&batch[0], &kept[0]));
/// drop(kept);
/// assert_eq!(batch.into_vec(), [1, 2, 3]);
/// ```
#[derive(Debug)]
pub struct Batch<T>(Arc<Vec<T>>);

impl<T> Batch<T> {
    /// Returns the items, without a copy when this is the only owner.
    pub fn into_vec(self) -> Vec<T>
    where
        T: Clone,
    {
        Arc::try_unwrap(self.0).unwrap_or_else(|shared| (*shared).clone())
    }

    /// Returns the items if this is the only owner, else the batch itself.
    pub fn try_into_vec(self) -> Result<Vec<T>, Self> {
        Arc::try_unwrap(self.0).map_err(Self)
    }

    /// Returns the items as a slice.
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<T> Clone for Batch<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for Batch<T> {
    fn default() -> Self {
        Self(Arc::new(Vec::new()))
    }
}

impl<T> Deref for Batch<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: PartialEq> PartialEq for Batch<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> From<Vec<T>> for Batch<T> {
    fn from(items: Vec<T>) -> Self {
        Self(Arc::new(items))
    }
}

impl<T, const N: usize> From<[T; N]> for Batch<T> {
    fn from(items: [T; N]) -> Self {
        Self(Arc::new(items.into()))
    }
}

impl<T> FromIterator<T> for Batch<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(Arc::new(items.into_iter().collect()))
    }
}

impl<'a, T> IntoIterator for &'a Batch<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Serialize> Serialize for Batch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.as_slice().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Batch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(|items| Self(Arc::new(items)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_owner_gives_the_items_back_without_a_copy() {
        let items = vec![String::from("a")];
        let address = items.as_ptr();
        let batch = Batch::from(items);
        let items = batch.into_vec();
        assert_eq!(items.as_ptr(), address);
    }

    #[test]
    fn a_shared_batch_is_not_taken_apart() {
        let batch = Batch::from(vec![1_u8]);
        let kept = batch.clone();
        let batch = batch.try_into_vec().unwrap_err();
        drop(kept);
        assert_eq!(batch.try_into_vec().unwrap(), [1]);
    }
}
