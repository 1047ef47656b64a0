//! What a generator knows of the collections that it has made.

use std::collections::BTreeMap;

use qdrant_client::Operation;

use super::dice::Dice;
use super::values::{Field, Shape, path};
use super::{collections, reads, writes};
use crate::congruence::run::Step;

/// Every collection that a sequence may make.
pub(in crate::congruence) const COLLECTIONS: &[&str] = &["c0", "c1"];

/// Every alias that a sequence may make.
pub(in crate::congruence) const ALIASES: &[&str] = &["a0", "a1"];

/// How many steps a sequence has.
const STEPS: usize = 60;

/// Makes the steps of a sequence.
pub(super) struct World {
    pub(super) dice: Dice,
    /// The vectors of each collection, as they are if every step succeeds.
    pub(super) collections: BTreeMap<String, BTreeMap<String, Shape>>,
    /// The paths that have an index in most collections.
    pub(super) indexes: Vec<(String, Field)>,
    /// Whether how rare a word is plays a part: the engine counts vectors that were deleted until it is opened again.
    pub(super) rarity: bool,
}

/// Makes the sequence of a seed.
pub(in crate::congruence) fn sequence(seed: u64) -> Vec<Step> {
    let mut world =
        World { dice: Dice::new(seed), collections: BTreeMap::new(), indexes: Vec::new(), rarity: false };
    let mut steps = Vec::new();
    for (name, points) in [("c0", 16), ("c1", 8)] {
        steps.push(Step::Call(collections::create(&mut world, name)));
        steps.push(Step::Call(writes::upsert(&mut world, name.to_owned(), points).into_request()));
    }
    for _ in 0..world.dice.below(6) {
        steps.push(Step::Call(collections::create_index(&mut world, "c0".to_owned())));
    }
    while steps.len() < STEPS {
        steps.push(world.step());
    }
    steps
}

impl World {
    fn step(&mut self) -> Step {
        Step::Call(match self.dice.below(100) {
            0..3 if !self.rarity => return Step::Reopen,
            0..3 => reads::request(self),
            3..9 => collections::request(self),
            9..16 => collections::index(self),
            16..52 => writes::request(self),
            _ => reads::request(self),
        })
    }

    /// The name of a collection, seldom of one that is not there.
    pub(super) fn collection(&mut self) -> String {
        match self.dice.below(40) {
            0 => "none".to_owned(),
            1 | 2 => self.dice.pick(ALIASES).to_owned(),
            3..8 => "c1".to_owned(),
            _ => "c0".to_owned(),
        }
    }

    /// A path of such fields, in most cases one with an index.
    pub(super) fn indexed(&mut self, fields: &[Field]) -> (String, Field) {
        let fitting: Vec<_> =
            self.indexes.iter().filter(|(_, field)| fields.contains(field)).cloned().collect();
        if fitting.is_empty() || self.dice.one_in(8) {
            path(&mut self.dice)
        } else {
            self.dice.pick(&fitting)
        }
    }

    /// The name of a vector and its shape, seldom of one that is not there.
    pub(super) fn vector_of(&mut self, collection: &str) -> (String, Shape) {
        // An alias may be of either.
        let known = self.collections.get(collection).or_else(|| self.collections.get("c0"));
        let known: Vec<_> = known.into_iter().flatten().map(|(name, shape)| (name.clone(), *shape)).collect();
        if known.is_empty() || self.dice.one_in(40) {
            let name = self.dice.pick(&["", "d", "m", "s", "none"]).to_owned();
            return (
                name,
                self.dice.pick(&[Shape::Dense(3), Shape::Dense(4), Shape::Multi(2), Shape::Sparse]),
            );
        }
        self.dice.pick(&known)
    }
}
