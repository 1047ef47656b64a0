//! A transport that answers from a script.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use qdrant_core::{
    Call, Capabilities, Error, ErrorKind, Operation, OperationKind, Reply, Request, Transport, TransportInfo,
};

/// Answers calls from a script or by rules, one for each operation, and remembers the calls.
///
/// Each operation has a script of its own, so that calls that run side by side never take each other's answers. A call
/// that finds its script ended is answered by the rule of its operation; without one it fails with
/// [`ErrorKind::Unavailable`].
///
/// # Examples
///
/// A program that is handed its client is tested as it is:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), qdrant_client::Error> {
/// use std::sync::Arc;
///
/// use qdrant_client::{Error, Qdrant, QueryPoints, ScoredPoint, UpdateResult, UpdateStatus, UpsertPoints};
/// use qdrant_testkit::MockTransport;
///
/// /// What is to be tested: the title of the best match.
/// async fn best_title(client: &Qdrant, vector: Vec<f32>) -> Result<Option<String>, Error> {
///     let found = client.query(QueryPoints::new("books").query(vector).limit(1).with_payload(true)).await?;
///     Ok(found.first().and_then(|best| best.payload["title"].as_str()).map(str::to_owned))
/// }
///
/// let mock = Arc::new(MockTransport::new());
/// let client = Qdrant::from_transport(mock.clone());
///
/// // Answers that are given once, in their order.
/// mock.push::<QueryPoints>(Ok(vec![ScoredPoint::new(7, 0.9).payload([("title", "Dune")])]));
/// mock.push::<QueryPoints>(Ok(vec![]));
/// assert_eq!(best_title(&client, vec![0.1, 0.2]).await?.as_deref(), Some("Dune"));
/// assert_eq!(best_title(&client, vec![0.3, 0.4]).await?, None);
///
/// // A rule for any number of calls, which sees what was asked.
/// mock.on(|upsert: &UpsertPoints| {
///     assert_eq!(upsert.collection_name, "books");
///     Ok(UpdateResult { operation_id: None, status: UpdateStatus::Completed })
/// });
/// # let points = [qdrant_client::PointStruct::new(1, vec![0.1], [("title", "Emma")])];
/// assert!(client.upsert_points(UpsertPoints::new("books", points)).await?.is_completed());
///
/// assert_eq!(mock.calls_of::<QueryPoints>()[0].limit, Some(1));
/// mock.assert_done();
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct MockTransport {
    capabilities: Option<Capabilities>,
    scripts: Mutex<HashMap<OperationKind, VecDeque<Result<Reply, Error>>>>,
    rules: Mutex<HashMap<OperationKind, Rule>>,
    calls: Mutex<Vec<Call>>,
}

type Rule = Arc<dyn Fn(&Request) -> Result<Reply, Error> + Send + Sync>;

impl MockTransport {
    /// Creates a mock without answers that carries every operation.
    pub fn new() -> Self {
        Self::default()
    }

    /// Limits what the mock says that it carries.
    #[must_use]
    pub fn with_capabilities(mut self, capabilities: Capabilities) -> Self {
        self.capabilities = Some(capabilities);
        self
    }

    /// Adds the answer to one call of operation `O`, after those that wait for that operation already.
    pub fn push<O: Operation>(&self, answer: Result<O::Output, Error>) {
        let answer = answer.map(|output| Reply::new(O::into_response(output)));
        lock(&self.scripts).entry(O::KIND).or_default().push_back(answer);
    }

    /// Answers every call of operation `O` whose script has ended; a later rule takes the place of an earlier one.
    pub fn on<O: Operation>(&self, rule: impl Fn(&O) -> Result<O::Output, Error> + Send + Sync + 'static) {
        let rule = move |request: &Request| match O::of(request) {
            Some(operation) => rule(operation).map(|output| Reply::new(O::into_response(output))),
            None => Err(no_answer(request.kind())),
        };
        lock(&self.rules).insert(O::KIND, Arc::new(rule));
    }

    /// Returns the calls so far.
    pub fn calls(&self) -> Vec<Call> {
        lock(&self.calls).clone()
    }

    /// Returns the calls of operation `O` so far.
    pub fn calls_of<O: Operation + Clone>(&self) -> Vec<O> {
        lock(&self.calls).iter().filter_map(|call| O::of(&call.request).cloned()).collect()
    }

    /// Returns how many answers of scripts are left.
    pub fn remaining(&self) -> usize {
        lock(&self.scripts).values().map(VecDeque::len).sum()
    }

    /// Checks that every answer of every script was asked for.
    ///
    /// # Panics
    ///
    /// When answers are left; the message names their operations.
    pub fn assert_done(&self) {
        let mut left: Vec<_> = lock(&self.scripts)
            .iter()
            .filter(|(_, answers)| !answers.is_empty())
            .map(|(kind, answers)| format!("{kind} ({})", answers.len()))
            .collect();
        left.sort_unstable();
        assert!(left.is_empty(), "answers that were never asked for: {}", left.join(", "));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn no_answer(kind: OperationKind) -> Error {
    Error::new(ErrorKind::Unavailable, format!("the mock has no answer to `{kind}`")).with_operation(kind)
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { capabilities, scripts, rules, calls } = self;
        f.debug_struct("MockTransport")
            .field("capabilities", capabilities)
            .field("scripts", scripts)
            .field("rules", &lock(rules).keys().collect::<Vec<_>>())
            .field("calls", calls)
            .finish()
    }
}

#[async_trait]
impl Transport for MockTransport {
    fn info(&self) -> TransportInfo {
        TransportInfo::new("mock", self.capabilities.unwrap_or_else(Capabilities::all))
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let kind = call.request.kind();
        let scripted = lock(&self.scripts).get_mut(&kind).and_then(VecDeque::pop_front);
        // The rule runs outside of the lock: it may use the mock itself.
        let rule = lock(&self.rules).get(&kind).cloned();
        let request = scripted.is_none().then(|| call.request.clone());
        lock(&self.calls).push(call);
        match (scripted, rule, request) {
            (Some(answer), _, _) => answer,
            (None, Some(rule), Some(request)) => rule(&request),
            (None, _, _) => Err(no_answer(kind)),
        }
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::{CollectionExistsRequest, CountPoints, TransportExt};

    use super::*;

    #[tokio::test]
    async fn calls_side_by_side_never_take_each_others_answers() {
        let mock = MockTransport::new();
        mock.push::<CountPoints>(Ok(1));
        mock.push::<CollectionExistsRequest>(Ok(true));
        mock.push::<CountPoints>(Ok(2));
        // The answers were pushed in another order than the calls come in.
        assert!(mock.call(CollectionExistsRequest::new("c")).await.unwrap());
        assert_eq!(mock.remaining(), 2);
        assert_eq!(mock.call(CountPoints::new("a")).await.unwrap(), 1);
        assert_eq!(mock.call(CountPoints::new("b")).await.unwrap(), 2);
        mock.assert_done();
        let error = mock.call(CountPoints::new("c")).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.operation()),
            (ErrorKind::Unavailable, Some(OperationKind::CountPoints))
        );
        let counted: Vec<_> = mock.calls_of::<CountPoints>();
        assert_eq!(counted.iter().map(|count| count.collection_name.as_str()).collect::<String>(), "abc");
        assert_eq!(mock.calls().len(), 4);
    }

    #[tokio::test]
    async fn a_rule_answers_when_the_script_has_ended() {
        let mock = Arc::new(MockTransport::new());
        let counted = Arc::downgrade(&mock);
        mock.on(move |count: &CountPoints| match count.collection_name.as_str() {
            "calls" => Ok(counted.upgrade().map_or(0, |mock| mock.calls().len() as u64)),
            name => Err(Error::new(ErrorKind::NotFound, name.to_owned())),
        });
        mock.push::<CountPoints>(Ok(42));
        assert_eq!(mock.call(CountPoints::new("calls")).await.unwrap(), 42);
        assert_eq!(mock.call(CountPoints::new("calls")).await.unwrap(), 2);
        assert!(mock.call(CountPoints::new("none")).await.unwrap_err().is_not_found());
        assert!(mock.call(CollectionExistsRequest::new("c")).await.unwrap_err().is_unavailable());
        mock.on(|_: &CountPoints| Ok(7));
        assert_eq!(mock.call(CountPoints::new("none")).await.unwrap(), 7);
    }

    #[test]
    #[should_panic(expected = "answers that were never asked for: collection_exists (2), count_points (1)")]
    fn answers_that_are_left_are_named() {
        let mock = MockTransport::new();
        mock.push::<CountPoints>(Ok(1));
        mock.push::<CollectionExistsRequest>(Ok(true));
        mock.push::<CollectionExistsRequest>(Ok(true));
        mock.assert_done();
    }
}
