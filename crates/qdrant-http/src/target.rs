//! The endpoints of a stack, and which of them is next.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::Uri;
use qdrant_core::{Error, ErrorKind};

use crate::config::Protocol;
use crate::endpoint::Endpoint;
use crate::health::Health;
use crate::origin::Origin;
use crate::proxy::{Proxy, ProxyConfig};

/// Endpoints that a stack can have, as many as a mask has bits.
const MOST: usize = 64;

/// One of the endpoints; an extension of the requests that go there.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) index: usize,
    pub(crate) endpoint: Endpoint,
    /// Host and port as they stand in a URL.
    pub(crate) address: String,
    /// The whole address with its scheme, as errors and replies tell it.
    pub(crate) url: Arc<str>,
    pub(crate) origin: Origin,
    /// What stands in between.
    pub(crate) proxy: Option<Arc<Proxy>>,
    /// `None` if there is no other endpoint.
    pub(crate) health: Option<Arc<Health>>,
}

impl Target {
    /// Returns whether a proxy in between only sees bytes; it is handed the requests otherwise.
    pub(crate) fn tunnels(&self, protocol: Protocol) -> bool {
        self.endpoint.https || protocol == Protocol::Http2
    }
}

/// A set of endpoints by their indices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Mask(pub(crate) u64);

impl Mask {
    pub(crate) fn has(self, index: usize) -> bool {
        self.0 & (1 << index) != 0
    }

    pub(crate) fn count(self) -> u32 {
        self.0.count_ones()
    }

    pub(crate) fn with(self, index: usize) -> Self {
        Self(self.0 | 1 << index)
    }
}

/// Where the requests of a stack go.
#[derive(Debug)]
pub(crate) struct Targets {
    list: Box<[Arc<Target>]>,
    next: AtomicUsize,
}

impl Targets {
    /// Takes over the endpoints of a configuration.
    ///
    /// # Errors
    ///
    /// `Config` for none, too many or equal ones, for one with a part that is not acceptable, and for what is no proxy.
    pub(crate) fn new(
        endpoints: &[Endpoint],
        pause: Duration,
        proxy: Option<&ProxyConfig>,
    ) -> Result<Self, Error> {
        let refuse = |message: String| Err(Error::new(ErrorKind::Config, message).with_field("endpoints"));
        if endpoints.is_empty() || endpoints.len() > MOST {
            return refuse(format!("must be 1 to {MOST} servers"));
        }
        for (index, endpoint) in endpoints.iter().enumerate() {
            if endpoints[..index].contains(endpoint) {
                return refuse(format!("{endpoint} is there twice"));
            }
        }
        let several = endpoints.len() > 1;
        let target = |(index, endpoint): (usize, &Endpoint)| {
            let origin = Origin::new(endpoint).map_err(|error| match several {
                true => error.within(&format!("endpoints[{index}]")),
                false => error,
            })?;
            let address = endpoint.authority();
            let proxy = proxy.map(|proxy| proxy.way_to(endpoint)).transpose()?.flatten().map(Arc::new);
            let health = several.then(|| Arc::new(Health::new(address.clone(), pause)));
            let url = Arc::from(endpoint.to_string());
            Ok(Arc::new(Target { index, endpoint: endpoint.clone(), address, url, origin, proxy, health }))
        };
        let list = endpoints.iter().enumerate().map(target).collect::<Result<_, Error>>()?;
        Ok(Self { list, next: AtomicUsize::new(0) })
    }

    pub(crate) fn first(&self) -> &Arc<Target> {
        &self.list[0]
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Target>> {
        self.list.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// Checks that a request is for one of the endpoints.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` for a target on another server, to which no credentials go, and for what is no path.
    pub(crate) fn accept(&self, uri: &Uri) -> Result<(), Error> {
        let mut result = Ok(());
        for target in &self.list {
            result = target.origin.check(uri);
            if result.is_ok() {
                break;
            }
        }
        result
    }

    /// Returns the endpoint for the next attempt; `None` if all of them are refused.
    ///
    /// Those that can be reached take turns. One that the call has not tried comes before one that it has; one that
    /// is set aside is taken only when there is no other.
    pub(crate) fn pick(&self, uri: &Uri, tried: Mask, refused: Mask) -> Option<&Arc<Target>> {
        let fits = |target: &&Arc<Target>| !refused.has(target.index) && target.origin.owns(uri);
        let is_well = |target: &&Arc<Target>| target.health.as_ref().is_none_or(|health| health.is_well());
        // Only the first attempt of a call takes a turn, or else the repeats of one would be the turns of others.
        let is_first = tried == Mask::default() && refused == Mask::default();
        let turn = self.next.fetch_add(usize::from(is_first), Ordering::Relaxed);
        let well = self.list.iter().filter(|target| fits(target) && is_well(target));
        in_turn(well.clone().filter(|target| !tried.has(target.index)), turn)
            .or_else(|| in_turn(well, turn))
            .or_else(|| {
                let until = |target: &&Arc<Target>| target.health.as_ref().and_then(|health| health.until());
                self.list.iter().filter(fits).min_by_key(until)
            })
    }
}

/// Returns the one whose turn it is.
fn in_turn<'a>(
    targets: impl Iterator<Item = &'a Arc<Target>> + Clone,
    turn: usize,
) -> Option<&'a Arc<Target>> {
    let count = targets.clone().count();
    // One that falls ill between the two looks leaves the turn to the first.
    targets.clone().nth(turn.checked_rem(count)?).or_else(|| targets.clone().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_secs(1);

    fn targets(count: u16) -> Targets {
        let endpoints: Vec<_> = (1..=count).map(|port| Endpoint::http("db", port)).collect();
        Targets::new(&endpoints, PAUSE, None).unwrap()
    }

    fn pick(targets: &Targets, tried: Mask, refused: Mask) -> Option<usize> {
        targets.pick(&Uri::from_static("/"), tried, refused).map(|target| target.index)
    }

    fn fail(targets: &Targets, index: usize) {
        targets.list[index].health.as_ref().unwrap().failed(None);
    }

    #[tokio::test(start_paused = true)]
    async fn those_that_can_be_reached_take_turns_evenly() {
        let targets = targets(4);
        fail(&targets, 1);
        let mut counts = [0; 4];
        for _ in 0..300 {
            counts[pick(&targets, Mask::default(), Mask::default()).unwrap()] += 1;
        }
        assert_eq!(counts, [100, 0, 100, 100]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_repeat_goes_elsewhere_and_comes_back_when_there_is_no_other() {
        let targets = targets(3);
        for _ in 0..10 {
            assert_eq!(pick(&targets, Mask(0b101), Mask::default()), Some(1));
            assert!(pick(&targets, Mask(0b111), Mask::default()).is_some());
        }
        fail(&targets, 1);
        for _ in 0..10 {
            assert_ne!(pick(&targets, Mask(0b101), Mask::default()), Some(1), "it is set aside");
            assert_eq!(pick(&targets, Mask(0b101), Mask(0b101)), Some(1), "there is no other");
        }
        assert_eq!(pick(&targets, Mask::default(), Mask(0b111)), None);
    }

    #[tokio::test(start_paused = true)]
    async fn when_none_can_be_reached_it_is_the_one_whose_time_ends_first() {
        let targets = targets(3);
        for index in [2, 0, 1] {
            fail(&targets, index);
            tokio::time::advance(PAUSE / 3).await;
        }
        assert_eq!(pick(&targets, Mask::default(), Mask::default()), Some(2));
        assert_eq!(pick(&targets, Mask::default(), Mask(0b100)), Some(0));
    }

    #[test]
    fn a_request_that_names_an_endpoint_goes_there_and_to_no_other_server() {
        let targets = targets(3);
        let uri = Uri::from_static("http://db:2/x");
        for _ in 0..5 {
            assert_eq!(targets.pick(&uri, Mask::default(), Mask::default()).map(|it| it.index), Some(1));
        }
        assert!(targets.accept(&uri).is_ok() && targets.accept(&Uri::from_static("/x")).is_ok());
        assert!(targets.accept(&Uri::from_static("http://db:4/x")).is_err());
        assert!(targets.pick(&Uri::from_static("http://db:4/"), Mask::default(), Mask::default()).is_none());
    }

    #[test]
    fn lists_without_sense_are_refused() {
        let new = |endpoints: &[Endpoint]| {
            Targets::new(endpoints, PAUSE, None).map(drop).map_err(|error| {
                assert_eq!(error.kind(), ErrorKind::Config);
                error.field().map(str::to_owned).unwrap_or_default()
            })
        };
        let db = Endpoint::http("db", 1);
        assert_eq!(new(&[]), Err("endpoints".to_owned()));
        assert_eq!(new(&[db.clone(), db.clone()]), Err("endpoints".to_owned()));
        let many: Vec<_> = (1..=65).map(|port| Endpoint::http("db", port)).collect();
        assert_eq!(new(&many), Err("endpoints".to_owned()));
        assert_eq!(new(&many[1..]), Ok(()));
        assert_eq!(new(&[Endpoint::http("h/x", 1)]), Err("host".to_owned()));
        assert_eq!(new(&[db, Endpoint::http("h/x", 1)]), Err("endpoints[1].host".to_owned()));
    }
}
