//! All faults, in the order of the document.

use super::expect::Expect;
use super::stage::Stage;
use super::wire::{Tuning, Wire};
use super::{answers, connections, replies};

/// A fault on one wire or both.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    rest: Option<Strike>,
    grpc: Option<Strike>,
}

/// A fault on one wire.
#[derive(Debug, Clone)]
pub(crate) struct Strike {
    pub(crate) stage: Stage,
    pub(crate) expect: Expect,
    pub(crate) tuning: Tuning,
}

/// A part of the document.
#[derive(Debug)]
pub(crate) struct Chapter {
    pub(crate) title: &'static str,
    pub(crate) faults: Vec<Fault>,
}

pub(crate) fn strike(stage: Stage, expect: Expect) -> Strike {
    Strike { stage, expect, tuning: Tuning::default() }
}

impl Strike {
    pub(crate) fn tuned(self, tuning: Tuning) -> Self {
        Self { tuning, ..self }
    }
}

impl Fault {
    pub(crate) fn rest(name: &'static str, strike: Strike) -> Self {
        Self { name, rest: Some(strike), grpc: None }
    }

    pub(crate) fn grpc(name: &'static str, strike: Strike) -> Self {
        Self { name, rest: None, grpc: Some(strike) }
    }

    /// The fault has another form or effect on each wire.
    pub(crate) fn pair(name: &'static str, rest: Strike, grpc: Strike) -> Self {
        Self { name, rest: Some(rest), grpc: Some(grpc) }
    }

    /// The fault has one form and effect on both wires.
    pub(crate) fn both(name: &'static str, strike: Strike) -> Self {
        Self::pair(name, strike.clone(), strike)
    }

    pub(crate) fn on(&self, wire: Wire) -> Option<&Strike> {
        match wire {
            Wire::Rest => self.rest.as_ref(),
            Wire::Grpc => self.grpc.as_ref(),
        }
    }
}

pub(crate) fn chapters() -> Vec<Chapter> {
    vec![
        Chapter { title: "Connections", faults: connections::faults() },
        Chapter { title: "What the server says", faults: answers::faults() },
        Chapter { title: "Replies that are not good", faults: replies::faults() },
    ]
}
