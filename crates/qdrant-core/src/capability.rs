//! Which operations a transport can carry.

use std::fmt;

use crate::operation::OperationKind;

/// A set of operations.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Capabilities, OperationKind};
///
/// let reads = Capabilities::from([OperationKind::GetPoints, OperationKind::CountPoints]);
/// assert!(reads.contains(OperationKind::GetPoints));
/// assert!(!reads.contains(OperationKind::UpsertPoints));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Capabilities(u128);

const _: () = assert!(OperationKind::ALL.len() <= 128, "the set has 128 places");

impl Capabilities {
    /// Creates the set without any operation.
    pub const fn none() -> Self {
        Self(0)
    }

    /// Creates the set of all operations.
    pub fn all() -> Self {
        OperationKind::ALL.iter().copied().collect()
    }

    /// Returns the set with one more operation.
    #[must_use]
    pub const fn with(self, kind: OperationKind) -> Self {
        Self(self.0 | 1 << kind as u32)
    }

    /// Returns the set with one operation less.
    #[must_use]
    pub const fn without(self, kind: OperationKind) -> Self {
        Self(self.0 & !(1 << kind as u32))
    }

    /// Returns whether the operation is in the set.
    pub const fn contains(self, kind: OperationKind) -> bool {
        self.0 & 1 << kind as u32 != 0
    }

    /// Returns the operations that are in this set or the other.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the operations that are in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Returns the operations of the set in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = OperationKind> {
        OperationKind::ALL.iter().copied().filter(move |kind| self.contains(*kind))
    }
}

impl FromIterator<OperationKind> for Capabilities {
    fn from_iter<I: IntoIterator<Item = OperationKind>>(kinds: I) -> Self {
        kinds.into_iter().fold(Self::none(), Self::with)
    }
}

impl<const N: usize> From<[OperationKind; N]> for Capabilities {
    fn from(kinds: [OperationKind; N]) -> Self {
        kinds.into_iter().collect()
    }
}

impl fmt::Debug for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(OperationKind::name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_place_of_its_own() {
        for kind in OperationKind::ALL {
            let set = Capabilities::none().with(*kind);
            assert_eq!(set.iter().collect::<Vec<_>>(), [*kind]);
            assert_eq!(set.without(*kind), Capabilities::none());
        }
        assert_eq!(Capabilities::all().iter().count(), OperationKind::ALL.len());
    }
}
