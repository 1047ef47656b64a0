//! Which connection suffers what.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::damage::{Damage, Direction, End};

type Choose = dyn Fn(u64) -> Option<Damage> + Send + Sync;

/// Decides what each new connection suffers.
///
/// Connections are counted from 0 since the plan was set. The same plan decides the same way every time.
///
/// # Examples
///
/// ```
/// use qdrant_testkit::proxy::{Damage, End, Plan};
///
/// // The first two connections are reset, the others work.
/// let plan = Plan::first(2, Damage::Reset);
/// // Every third connection breaks in the middle of its replies.
/// let plan = Plan::choose(|connection| (connection % 3 == 2).then(|| Damage::cut_reply(1_000, End::Close)));
/// # drop(plan);
/// ```
#[derive(Clone)]
pub struct Plan(Rule);

#[derive(Clone)]
enum Rule {
    Refuse,
    Choose(Arc<Choose>),
}

impl Plan {
    /// Lets all connections pass.
    pub fn pass() -> Self {
        Self::choose(|_| None)
    }

    /// Refuses connections: nobody listens at the address while the plan is set.
    pub fn refuse() -> Self {
        Self(Rule::Refuse)
    }

    /// Makes every connection suffer.
    pub fn always(damage: Damage) -> Self {
        Self::choose(move |_| Some(damage.clone()))
    }

    /// Makes the first connections suffer.
    pub fn first(connections: u64, damage: Damage) -> Self {
        Self::choose(move |connection| (connection < connections).then(|| damage.clone()))
    }

    /// Asks a function about each connection.
    pub fn choose(choose: impl Fn(u64) -> Option<Damage> + Send + Sync + 'static) -> Self {
        Self(Rule::Choose(Arc::new(choose)))
    }

    /// Makes a share of the connections suffer something at random; the same seed gives the same sequence.
    ///
    /// Everything but [`Damage::Answer`] and [`Damage::Corrupt`] can happen, so that no reply is a false one. Cuts fall
    /// within the first 64 KiB. A client needs a limit on the time of an attempt to get past the silence.
    pub fn random(seed: u64, rate: f64) -> Self {
        Self::choose(move |connection| {
            // A generator of its own for each connection, so that it does not matter who asks first.
            let mut random = fastrand::Rng::with_seed(seed ^ connection.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            (random.f64() < rate).then(|| any(&mut random))
        })
    }

    /// Returns whether nobody is to listen.
    pub(crate) fn refuses(&self) -> bool {
        matches!(self.0, Rule::Refuse)
    }

    pub(crate) fn decide(&self, connection: u64) -> Option<Damage> {
        match &self.0 {
            // A connection that was made just before the refusal began.
            Rule::Refuse => Some(Damage::Reset),
            Rule::Choose(choose) => choose(connection),
        }
    }
}

fn any(random: &mut fastrand::Rng) -> Damage {
    let direction = if random.bool() { Direction::Request } else { Direction::Reply };
    match random.u8(0..10) {
        0 => Damage::Close,
        1 => Damage::Reset,
        2 => Damage::Silence,
        3 => Damage::Delay { direction, time: Duration::from_millis(random.u64(1..50)) },
        4 => Damage::Throttle { direction, bytes_per_second: random.u32(1 << 14..1 << 20) },
        _ => {
            let end = random.choice([End::Close, End::Reset, End::HalfClose, End::Stall]);
            Damage::Cut { direction, after: random.u64(..1 << 16), end: end.unwrap_or(End::Reset) }
        }
    }
}

impl Default for Plan {
    fn default() -> Self {
        Self::pass()
    }
}

impl From<Damage> for Plan {
    fn from(damage: Damage) -> Self {
        Self::always(damage)
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan").field("refuses", &self.refuses()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_connections_suffer_and_the_others_do_not() {
        let plan = Plan::first(2, Damage::Reset);
        let decided: Vec<_> = (0..4).map(|connection| plan.decide(connection)).collect();
        assert_eq!(decided, [Some(Damage::Reset), Some(Damage::Reset), None, None]);
        assert_eq!(Plan::pass().decide(0), None);
        assert_eq!(Plan::from(Damage::Silence).decide(9), Some(Damage::Silence));
    }

    #[test]
    fn a_seed_gives_the_same_faults_every_time_and_about_as_many_as_asked_for() {
        let decide = |seed, rate| -> Vec<_> {
            let plan = Plan::random(seed, rate);
            (0..1_000).map(|connection| plan.decide(connection)).collect()
        };
        let first = decide(7, 0.25);
        assert_eq!(first, decide(7, 0.25));
        assert_ne!(first, decide(8, 0.25));
        let struck = first.iter().flatten().count();
        assert!((200..300).contains(&struck), "{struck}");
        assert_eq!(decide(7, 0.0).iter().flatten().count(), 0);
        assert_eq!(decide(7, 1.0).iter().flatten().count(), 1_000);
    }
}
