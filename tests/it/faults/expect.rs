//! What is expected of a fault.

use qdrant_client::{Effect, ErrorKind};

use super::stage::{Found, Span};
use super::wire::ATTEMPTS;

/// What a fault is taken for, which decides who is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Nobody notices.
    Harmless,
    /// Repeating would not help: nobody is repeated.
    Final,
    /// It may pass: reads and idempotent writes are repeated.
    Passing,
    /// It may pass, but the server may still be at work: reads are repeated.
    Overdue,
    /// It may pass, and nothing of the request was looked at: everything is repeated.
    Unsent,
    /// As `Unsent` if the client can tell that the request had not left, else as `Passing`.
    Race,
}

/// What is expected of a fault on one wire.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expect {
    pub(crate) class: Class,
    /// Of the error; `Harmless` has none.
    pub(crate) kind: ErrorKind,
    /// Whether the operation arrives although it fails; not if it may or may not.
    pub(crate) arrives: Option<bool>,
    /// Whether the error says how long to wait.
    pub(crate) has_retry_after: bool,
    /// What the error says, among other things: what is wrong where, or what to do.
    pub(crate) hint: Option<&'static str>,
}

impl Expect {
    /// An operation arrives, and fails so.
    pub(crate) const fn arrived(class: Class, kind: ErrorKind) -> Self {
        Self { class, kind, arrives: Some(true), has_retry_after: false, hint: None }
    }

    /// An operation does not get to the server, and fails so.
    pub(crate) const fn lost(class: Class, kind: ErrorKind) -> Self {
        Self { class, kind, arrives: Some(false), has_retry_after: false, hint: None }
    }

    /// An operation may arrive or not, and fails so.
    pub(crate) const fn unclear(class: Class, kind: ErrorKind) -> Self {
        Self { class, kind, arrives: None, has_retry_after: false, hint: None }
    }

    pub(crate) const fn harmless() -> Self {
        Self::arrived(Class::Harmless, ErrorKind::Connect)
    }

    pub(crate) const fn with_retry_after(self) -> Self {
        Self { has_retry_after: true, ..self }
    }

    pub(crate) const fn hinting(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// Returns what may come of a call; more than one thing where it depends on who is faster.
    pub(crate) fn outcomes(self, effect: Effect, span: Span) -> Vec<Outcome> {
        let repeated = match (self.class, effect) {
            (Class::Harmless, _) => return vec![Outcome::success(1, Some(0))],
            (Class::Race, Effect::Once) => {
                let unlucky = |attempts| self.failure(attempts, self.arrivals(attempts));
                return match span {
                    Span::Once => vec![self.outcome(true, span), unlucky(1)],
                    Span::Ever => (1..=ATTEMPTS).map(unlucky).collect(),
                };
            }
            (Class::Final, _) | (Class::Passing | Class::Overdue, Effect::Once) => false,
            (Class::Overdue, Effect::Idempotent) => false,
            (Class::Unsent, _)
            | (Class::Passing | Class::Race, Effect::Read | Effect::Idempotent)
            | (Class::Overdue, Effect::Read) => true,
        };
        vec![self.outcome(repeated, span)]
    }

    fn outcome(self, repeated: bool, span: Span) -> Outcome {
        match (repeated, span) {
            (true, Span::Once) => Outcome::success(2, self.arrivals(1)),
            (true, Span::Ever) => self.failure(ATTEMPTS, self.arrivals(ATTEMPTS)),
            (false, _) => self.failure(1, self.arrivals(1)),
        }
    }

    /// Returns how often an operation arrives that fails so often.
    fn arrivals(self, failures: u32) -> Option<u32> {
        self.arrives.map(|arrives| if arrives { failures } else { 0 })
    }

    fn failure(self, attempts: u32, arrived: Option<u32>) -> Outcome {
        let not_sent = match self.class {
            Class::Unsent => Some(true),
            Class::Race => None,
            // Who speaks the wrong protocol may be found out before the request is written.
            Class::Final if self.kind == ErrorKind::WrongProtocol && self.arrives != Some(true) => None,
            Class::Harmless | Class::Final | Class::Passing | Class::Overdue => Some(false),
        };
        let end = Ending::Failure { kind: self.kind, not_sent, has_retry_after: self.has_retry_after };
        Outcome { end, attempts, arrived }
    }
}

/// What comes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) end: Ending,
    pub(crate) attempts: u32,
    /// How often the operation arrives, if that is certain.
    pub(crate) arrived: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Success,
    Failure { kind: ErrorKind, not_sent: Option<bool>, has_retry_after: bool },
}

impl Outcome {
    fn success(attempts: u32, failed_arrivals: Option<u32>) -> Self {
        Self { end: Ending::Success, attempts, arrived: failed_arrivals.map(|failed| failed + 1) }
    }

    /// Returns whether this is what was found; `patient` callers may have needed more attempts.
    pub(crate) fn is(&self, found: &Found, patient: bool) -> bool {
        let attempts = match &found.result {
            Ok(attempts) => Some(*attempts),
            Err(error) => error.attempts(),
        };
        let end = match (&self.end, &found.result) {
            (Ending::Success, Ok(_)) => true,
            (Ending::Failure { kind, not_sent, has_retry_after }, Err(error)) => {
                error.kind() == *kind
                    && not_sent.is_none_or(|not_sent| error.is_not_sent() == not_sent)
                    && error.retry_after().is_some() == *has_retry_after
            }
            (Ending::Success, Err(_)) | (Ending::Failure { .. }, Ok(_)) => false,
        };
        let tried = if patient && self.attempts > 1 {
            attempts.is_some_and(|attempts| attempts > 1)
        } else {
            attempts == Some(self.attempts)
        };
        end && tried && self.arrived.is_none_or(|arrived| arrived == found.arrived)
    }
}
