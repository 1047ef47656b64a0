//! What a scenario works with.

use std::fmt;

use qdrant_core::{DeleteCollection, Error, ErrorKind, Operation, SharedTransport, TransportExt, Value};
use serde::Serialize;

use super::transcript::{Step, Transcript};

/// Why a scenario failed.
#[derive(Debug)]
pub struct Failure {
    /// The step.
    pub step: String,
    /// What was wrong.
    pub message: String,
}

impl Failure {
    /// Makes the failure of a step out of an error.
    pub(crate) fn at(step: &str, error: &Error) -> Self {
        Self { step: step.to_owned(), message: format!("{error} ({error:?})") }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.step, self.message)
    }
}

/// The transport under test, the name of a fresh collection, and the transcript.
#[derive(Debug)]
pub struct Context {
    transport: SharedTransport,
    collection: String,
    collections: Vec<String>,
    transcript: Transcript,
}

impl Context {
    pub(crate) fn new(transport: SharedTransport, collection: String) -> Self {
        Self {
            transport,
            collections: vec![collection.clone()],
            collection,
            transcript: Transcript::default(),
        }
    }

    pub(crate) fn into_transcript(self) -> Transcript {
        self.transcript
    }

    /// Returns the name of the scenario's collection.
    pub fn collection(&self) -> String {
        self.collection.clone()
    }

    /// Returns the name of one more collection, which is deleted at the end as well.
    pub fn other_collection(&mut self, suffix: &str) -> String {
        let name = format!("{}-{suffix}", self.collection);
        self.collections.push(name.clone());
        name
    }

    pub(crate) async fn clean_up(&mut self) {
        for name in &self.collections {
            // A collection that is not there any more is what is wanted.
            let _ = self.transport.call(DeleteCollection::new(name)).await;
        }
    }

    /// Calls an operation that must succeed, and writes its output down.
    pub(crate) async fn ok<O>(&mut self, step: &str, operation: O) -> Result<O::Output, Failure>
    where
        O: Operation,
        O::Output: Serialize,
    {
        let output = self.silently(step, operation).await?;
        self.note(step, &output)?;
        Ok(output)
    }

    /// Calls an operation that must succeed, and does not write its output down, because it may differ.
    pub(crate) async fn silently<O: Operation>(
        &mut self,
        step: &str,
        operation: O,
    ) -> Result<O::Output, Failure> {
        self.transport.call(operation).await.map_err(|error| Failure::at(step, &error))
    }

    /// Calls an operation that must fail with one of these kinds.
    pub(crate) async fn fails<O: Operation>(
        &mut self,
        step: &str,
        kinds: &[ErrorKind],
        operation: O,
    ) -> Result<Error, Failure> {
        match self.transport.call(operation).await {
            Ok(_) => {
                Err(Failure { step: step.to_owned(), message: format!("succeeded, expected {kinds:?}") })
            }
            Err(error) if kinds.contains(&error.kind()) => {
                self.transcript.0.push(Step { name: step.to_owned(), answer: Err(error.kind()) });
                Ok(error)
            }
            Err(error) => Err(Failure {
                step: step.to_owned(),
                message: format!("{error} ({error:?}), expected {kinds:?}"),
            }),
        }
    }

    /// Writes a value down.
    pub(crate) fn note(&mut self, step: &str, value: &impl Serialize) -> Result<(), Failure> {
        let answer: Value = serde_json::to_value(value)
            .map_err(|error| Failure { step: step.to_owned(), message: error.to_string() })?;
        self.transcript.0.push(Step { name: step.to_owned(), answer: Ok(answer) });
        Ok(())
    }
}

/// Fails unless two values are equal.
pub(crate) fn same<T: PartialEq + fmt::Debug>(step: &str, found: &T, expected: &T) -> Result<(), Failure> {
    if found == expected {
        return Ok(());
    }
    Err(Failure { step: step.to_owned(), message: format!("found {found:?}, expected {expected:?}") })
}

/// Fails unless something holds.
pub(crate) fn holds(step: &str, condition: bool, message: impl FnOnce() -> String) -> Result<(), Failure> {
    if condition { Ok(()) } else { Err(Failure { step: step.to_owned(), message: message() }) }
}
