//! A number of places that callers take in the order of their coming.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// Places to take; whoever finds none waits in a queue.
///
/// A place that becomes free goes to the first of the queue before that one wakes, so that nobody who comes later can
/// overtake it. Wakers run and are dropped outside of the lock: they may drop another future of the queue.
#[derive(Debug)]
pub(super) struct Places(Mutex<State>);

#[derive(Debug)]
struct State {
    /// Above zero only while nobody waits.
    free: usize,
    /// Who waits, by ticket; whoever was given a place is no longer in it.
    queue: BTreeMap<u64, Waker>,
    next_ticket: u64,
}

impl Places {
    pub(super) fn new(number: usize) -> Self {
        Self(Mutex::new(State { free: number, queue: BTreeMap::new(), next_ticket: 0 }))
    }

    /// Takes a place if one is free.
    pub(super) fn try_take(&self) -> Option<Place<'_>> {
        let mut state = self.lock();
        state.free = state.free.checked_sub(1)?;
        Some(Place(self))
    }

    /// Takes a place as soon as it is this caller's turn, who queues up with the first poll.
    pub(super) fn take(&self) -> Turn<'_> {
        Turn { places: self, ticket: None }
    }

    /// Hands a place on to the first of the queue.
    fn give(&self) {
        let mut state = self.lock();
        let first = state.queue.pop_first();
        if first.is_none() {
            state.free += 1;
        }
        drop(state);
        if let Some((_, waker)) = first {
            waker.wake();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place that was taken; dropping it hands it on.
#[derive(Debug)]
pub(super) struct Place<'a>(&'a Places);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.give();
    }
}

/// Waits for a place; dropping it leaves the queue.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    places: &'a Places,
    /// Set while it waits, or has been given a place that it did not fetch yet.
    ticket: Option<u64>,
}

impl<'a> Future for Turn<'a> {
    type Output = Place<'a>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Place<'a>> {
        let places = self.places;
        let Some(ticket) = self.ticket else {
            let waker = cx.waker().clone();
            let mut state = places.lock();
            if let Some(free) = state.free.checked_sub(1) {
                state.free = free;
                drop(state);
                return Poll::Ready(Place(places));
            }
            let ticket = state.next_ticket;
            state.next_ticket += 1;
            state.queue.insert(ticket, waker);
            self.ticket = Some(ticket);
            return Poll::Pending;
        };
        let waker = cx.waker().clone();
        let mut state = places.lock();
        if let Some(waiting) = state.queue.get_mut(&ticket) {
            let former = std::mem::replace(waiting, waker);
            drop(state);
            drop(former);
            return Poll::Pending;
        }
        drop(state);
        self.ticket = None;
        Poll::Ready(Place(places))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let waiting = self.places.lock().queue.remove(&ticket);
        if waiting.is_none() {
            // The place came, and nobody is left to fetch it.
            self.places.give();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Wake;

    use proptest::prelude::*;

    use super::*;

    #[derive(Default)]
    struct Bell(AtomicUsize);

    impl Wake for Bell {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    impl Bell {
        fn rings(&self) -> usize {
            self.0.load(Ordering::SeqCst)
        }
    }

    type Waiting<'a> = (Pin<Box<Turn<'a>>>, Arc<Bell>);

    fn poll<'a>((turn, bell): &mut Waiting<'a>) -> Option<Place<'a>> {
        match turn.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(bell)))) {
            Poll::Ready(place) => Some(place),
            Poll::Pending => None,
        }
    }

    /// Queues up.
    fn queued(places: &Places) -> Waiting<'_> {
        let mut waiting = (Box::pin(places.take()), Arc::default());
        assert!(poll(&mut waiting).is_none(), "there is a free place");
        waiting
    }

    fn free(places: &Places) -> usize {
        let state = places.lock();
        assert!(state.free == 0 || state.queue.is_empty(), "{state:?}");
        state.free
    }

    #[test]
    fn places_go_round_in_the_order_of_the_queue() {
        let places = Places::new(1);
        let mut place = places.try_take().unwrap();
        let mut waiting: Vec<_> = (0..4).map(|_| queued(&places)).collect();
        for turn in 0..4 {
            drop(place);
            let rings: Vec<_> = waiting.iter().map(|(_, bell)| bell.rings()).collect();
            assert_eq!(rings, (0..4).map(|other| usize::from(other <= turn)).collect::<Vec<_>>());
            // Nobody overtakes who was given the place, before it wakes.
            assert!(places.try_take().is_none());
            assert!(waiting[turn + 1..].iter_mut().all(|later| poll(later).is_none()));
            place = poll(&mut waiting[turn]).unwrap();
        }
        drop((place, waiting));
        assert_eq!(free(&places), 1);
    }

    #[test]
    fn whoever_leaves_the_queue_is_passed_over() {
        let places = Places::new(1);
        let place = places.try_take().unwrap();
        let (first, mut second) = (queued(&places), queued(&places));
        drop(first);
        drop(place);
        assert_eq!(second.1.rings(), 1);
        drop(poll(&mut second).unwrap());
        assert_eq!(free(&places), 1);
    }

    #[test]
    fn a_place_that_was_given_and_not_fetched_goes_on() {
        let places = Places::new(1);
        let place = places.try_take().unwrap();
        let (first, mut second) = (queued(&places), queued(&places));
        drop(place);
        assert_eq!((first.1.rings(), second.1.rings()), (1, 0));
        drop(first);
        assert_eq!(second.1.rings(), 1);
        let place = poll(&mut second).unwrap();
        assert_eq!(free(&places), 0);
        drop(second);
        assert_eq!(free(&places), 0, "the place is held, and a turn that was taken gives nothing");
        drop(place);
        assert_eq!(free(&places), 1);
    }

    #[test]
    fn the_task_that_polled_last_is_woken() {
        let places = Places::new(1);
        let place = places.try_take().unwrap();
        let mut waiting = queued(&places);
        let former = std::mem::take(&mut waiting.1);
        assert!(poll(&mut waiting).is_none());
        drop(place);
        assert_eq!((former.rings(), waiting.1.rings()), (0, 1));
    }

    /// A waker that holds another future of the same queue, as a task of an executor may.
    struct Holder {
        _turn: Mutex<Pin<Box<Turn<'static>>>>,
    }

    impl Wake for Holder {
        fn wake(self: Arc<Self>) {}
    }

    #[test]
    fn a_waker_may_drop_a_future_of_the_queue() {
        let places: &'static Places = Box::leak(Box::new(Places::new(1)));
        let place = places.try_take().unwrap();
        let mut outer = Box::pin(places.take());
        let (inner, _bell) = queued(places);
        let waker = Waker::from(Arc::new(Holder { _turn: Mutex::new(inner) }));
        assert!(outer.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        drop(waker);
        // The new waker replaces the old one, which was the last to hold the other future.
        assert!(outer.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert_eq!(places.lock().queue.len(), 1);
        drop((place, outer));
        assert_eq!(free(places), 1);
    }

    #[test]
    fn threads_never_exceed_the_number_and_none_is_forgotten() {
        let places = Places::new(3);
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let (places, inside, most) = (&places, &inside, &most);
                scope.spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                    runtime.block_on(async {
                        for round in 0..500 {
                            if (thread + round) % 7 == 0 {
                                // Comes, and leaves again after its first look.
                                let mut turn = Box::pin(places.take());
                                let _ = turn.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                                continue;
                            }
                            let place = places.take().await;
                            most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                            tokio::task::yield_now().await;
                            inside.fetch_sub(1, Ordering::SeqCst);
                            drop(place);
                        }
                    });
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= 3);
        assert_eq!(free(&places), 3);
    }

    proptest! {
        /// Against a plain model: a number, and a list of who waits.
        #[test]
        fn any_order_of_steps_keeps_the_books(number in 1_usize..4, steps in prop::collection::vec((0_u8..4, 0_usize..8), 0..80)) {
            let places = Places::new(number);
            let mut held = Vec::new();
            let mut waiting: Vec<Waiting<'_>> = Vec::new();
            for (step, index) in steps {
                match step {
                    0 => {
                        let mut new: Waiting<'_> = (Box::pin(places.take()), Arc::default());
                        match poll(&mut new) {
                            Some(place) => held.push(place),
                            None => waiting.push(new),
                        }
                    }
                    1 if !held.is_empty() => drop(held.swap_remove(index % held.len())),
                    2 if !waiting.is_empty() => drop(waiting.remove(index % waiting.len())),
                    _ if !waiting.is_empty() => {
                        let at = index % waiting.len();
                        if let Some(place) = poll(&mut waiting[at]) {
                            prop_assert_eq!(waiting[at].1.rings(), 1);
                            waiting.remove(at);
                            held.push(place);
                        }
                    }
                    _ => {}
                }
                let given = waiting.iter().filter(|(_, bell)| bell.rings() == 1).count();
                prop_assert_eq!(held.len() + given + free(&places), number);
                // Those who were given a place are the first of those who wait.
                prop_assert!(waiting.iter().take(given).all(|(_, bell)| bell.rings() == 1));
                prop_assert_eq!(given, waiting.len().min(number - held.len()));
            }
            drop((held, waiting));
            prop_assert_eq!(free(&places), number);
        }
    }
}
