//! Times of a configuration that make no sense, or are more than the clock can count.

use std::time::Duration;

use qdrant_core::{Error, ErrorKind};

use crate::config::HttpConfig;

/// Longer than anything lasts. A later moment is beyond the clock of some systems, and hyper adds without looking.
const EVER: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// The longest idle time that Linux takes for its probes.
const LONGEST_TCP_IDLE: Duration = Duration::from_secs(32_767);

/// Refuses a limit of no time at all, which nothing could keep.
///
/// # Errors
///
/// `Config` that names the setting.
pub(crate) fn check(config: &HttpConfig) -> Result<(), Error> {
    let limits = [
        ("timeout", config.timeout),
        ("attempt_timeout", config.attempt_timeout),
        ("connect_timeout", config.connect_timeout),
        ("download_idle_timeout", config.download_idle_timeout),
        ("upload_idle_timeout", config.upload_idle_timeout),
        ("http2_keep_alive_interval", config.http2_keep_alive_interval),
        ("http2_keep_alive_timeout", Some(config.http2_keep_alive_timeout)),
        ("tcp_keep_alive", config.tcp_keep_alive),
    ];
    match limits.into_iter().find(|(_, limit)| *limit == Some(Duration::ZERO)) {
        Some((field, _)) => {
            Err(Error::new(ErrorKind::Config, "must be longer than no time").with_field(field))
        }
        None => Ok(()),
    }
}

/// Returns a time that can be added to any moment.
pub(crate) fn countable(time: Duration) -> Duration {
    time.min(EVER)
}

/// Returns an idle time that the system takes: it counts in whole seconds, and leaves out the probes otherwise.
pub(crate) fn tcp_idle(time: Duration) -> Duration {
    time.clamp(Duration::from_secs(1), LONGEST_TCP_IDLE)
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    #[test]
    fn every_time_can_be_counted() {
        for time in [Duration::ZERO, Duration::from_secs(1), Duration::MAX] {
            assert!(Instant::now().checked_add(countable(time)).is_some());
        }
    }

    #[test]
    fn the_system_is_given_an_idle_time_that_it_takes() {
        let seconds = |time| tcp_idle(time).as_secs();
        assert_eq!(seconds(Duration::from_millis(5)), 1);
        assert_eq!(seconds(Duration::from_secs(60)), 60);
        assert_eq!(seconds(Duration::MAX), 32_767);
    }

    #[test]
    fn a_limit_of_no_time_is_refused_by_its_name() {
        let zero = Duration::ZERO;
        for (field, config) in [
            ("timeout", HttpConfig::default().timeout(zero)),
            ("attempt_timeout", HttpConfig::default().attempt_timeout(zero)),
            ("connect_timeout", HttpConfig::default().connect_timeout(zero)),
            ("download_idle_timeout", HttpConfig::default().download_idle_timeout(zero)),
            ("upload_idle_timeout", HttpConfig::default().upload_idle_timeout(zero)),
            ("http2_keep_alive_interval", HttpConfig::default().http2_keep_alive_interval(zero)),
            ("http2_keep_alive_timeout", HttpConfig::default().http2_keep_alive_timeout(zero)),
            ("tcp_keep_alive", HttpConfig::default().tcp_keep_alive(zero)),
        ] {
            let error = check(&config).unwrap_err();
            assert_eq!((error.kind(), error.field()), (ErrorKind::Config, Some(field)));
        }
        assert!(check(&HttpConfig::default()).is_ok());
    }
}
