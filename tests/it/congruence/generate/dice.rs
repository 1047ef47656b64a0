//! Chance that can be repeated.

use std::ops::Range;

/// Numbers from a seed.
pub(super) struct Dice(fastrand::Rng);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0.usize(..bound)
    }

    pub(super) fn flag(&mut self) -> bool {
        self.0.bool()
    }

    /// Is true once in so many times.
    pub(super) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(super) fn pick<T: Clone>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())].clone()
    }

    /// Makes something once in so many times.
    pub(super) fn maybe<T>(&mut self, times: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.one_in(times).then(|| make(self))
    }

    pub(super) fn list<T>(&mut self, length: Range<usize>, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let length = self.0.usize(length);
        (0..length).map(|_| make(self)).collect()
    }

    /// A number of so fine a grain that two vectors are hardly ever equally near to a third.
    pub(super) fn coordinate(&mut self) -> f32 {
        f32::from(self.0.i16(-2048..=2048)) / 1024.0
    }
}
