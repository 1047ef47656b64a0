//! One direction of a connection.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::sleep;

use super::damage::{Damage, Direction, End};

/// Most bytes that are carried in one piece.
const PIECE: usize = 16 * 1024;

/// What one direction suffers.
#[derive(Debug, Default)]
pub(crate) struct Tamper {
    cut: Option<(u64, End)>,
    corrupt: std::ops::Range<u64>,
    delay: Duration,
    bytes_per_second: Option<u32>,
}

impl Tamper {
    /// Returns what a connection's damage means for one direction.
    pub(crate) fn of(damage: Option<&Damage>, this: Direction) -> Self {
        let mut tamper = Self::default();
        match damage {
            Some(Damage::Cut { direction, after, end }) if *direction == this => {
                tamper.cut = Some((*after, *end));
            }
            Some(Damage::Corrupt { direction, after, length }) if *direction == this => {
                tamper.corrupt = *after..after.saturating_add(*length);
            }
            Some(Damage::Delay { direction, time }) if *direction == this => tamper.delay = *time,
            Some(Damage::Throttle { direction, bytes_per_second }) if *direction == this => {
                tamper.bytes_per_second = Some((*bytes_per_second).max(1));
            }
            Some(_) | None => {}
        }
        tamper
    }

    /// Returns how many bytes to carry at once: 20 ms worth of them, if there is a limit.
    fn piece(&self) -> usize {
        let limit = self.bytes_per_second.and_then(|rate| usize::try_from(rate / 50).ok());
        limit.unwrap_or(PIECE).clamp(1, PIECE)
    }

    fn spoil(&self, piece: &mut [u8], position: u64) {
        for (at, byte) in (position..).zip(piece) {
            if self.corrupt.contains(&at) {
                *byte = !*byte;
            }
        }
    }

    /// Returns how many bytes of a piece pass, and how the connection ends if not all do.
    fn admit(&self, position: u64, length: usize) -> (usize, Option<End>) {
        match self.cut {
            Some((after, end)) if position + length as u64 > after => {
                (usize::try_from(after.saturating_sub(position)).unwrap_or(length), Some(end))
            }
            Some(_) | None => (length, None),
        }
    }
}

/// Carries one direction to its end; returns how the connection is to end, if it is to end before.
pub(crate) async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    tamper: Tamper,
    passed: &AtomicU64,
) -> Option<End> {
    let mut buffer = vec![0; tamper.piece()];
    let mut position = 0;
    loop {
        let piece = match from.read(&mut buffer).await {
            Ok(0) => break,
            Ok(count) => &mut buffer[..count],
            Err(_) => return Some(End::Reset),
        };
        tamper.spoil(piece, position);
        if !tamper.delay.is_zero() {
            sleep(tamper.delay).await;
        }
        let (admitted, end) = tamper.admit(position, piece.len());
        if to.write_all(&piece[..admitted]).await.is_err() {
            return Some(End::Reset);
        }
        passed.fetch_add(admitted as u64, Ordering::AcqRel);
        position += piece.len() as u64;
        match end {
            None => {}
            Some(End::HalfClose) => {
                let _ = to.shutdown().await;
                drain(&mut from).await;
                return None;
            }
            Some(end) => return Some(end),
        }
        if let Some(rate) = tamper.bytes_per_second {
            sleep(Duration::from_secs_f64(admitted as f64 / f64::from(rate))).await;
        }
    }
    let _ = to.shutdown().await;
    None
}

/// Reads and forgets until the end.
pub(crate) async fn drain(from: &mut (impl AsyncRead + Unpin)) {
    let mut buffer = vec![0; PIECE];
    while matches!(from.read(&mut buffer).await, Ok(1..)) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn carry(damage: Damage, input: &[u8]) -> (Vec<u8>, Option<End>) {
        let passed = AtomicU64::new(0);
        let mut output = Vec::new();
        let tamper = Tamper::of(Some(&damage), Direction::Reply);
        let end = pump(input, &mut output, tamper, &passed).await;
        assert_eq!(passed.into_inner(), output.len() as u64);
        (output, end)
    }

    #[tokio::test]
    async fn a_cut_lets_exactly_its_bytes_pass() {
        for (after, passed) in [(0, &b""[..]), (1, b"a"), (5, b"abcde")] {
            let (output, end) = carry(Damage::cut_reply(after, End::Reset), b"abcdef").await;
            assert_eq!((output.as_slice(), end), (passed, Some(End::Reset)));
        }
        let (output, end) = carry(Damage::cut_reply(6, End::Reset), b"abcdef").await;
        assert_eq!((output.as_slice(), end), (&b"abcdef"[..], None));
        let (output, end) = carry(Damage::cut_request(0, End::Reset), b"abcdef").await;
        assert_eq!((output.as_slice(), end), (&b"abcdef"[..], None));
    }

    #[tokio::test]
    async fn corrupt_bytes_are_where_they_were_asked_for() {
        let damage = Damage::Corrupt { direction: Direction::Reply, after: 2, length: 2 };
        let (output, _) = carry(damage, &[0; 6]).await;
        assert_eq!(output, [0, 0, 255, 255, 0, 0]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_direction_takes_its_time() {
        let start = tokio::time::Instant::now();
        let damage = Damage::Throttle { direction: Direction::Reply, bytes_per_second: 1_000 };
        let (output, end) = carry(damage, &[7; 2_500]).await;
        assert_eq!((output.len(), end), (2_500, None));
        assert!((2_500..2_700).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());

        let start = tokio::time::Instant::now();
        carry(Damage::Delay { direction: Direction::Reply, time: Duration::from_secs(3) }, b"x").await;
        assert!((3_000..3_100).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
    }
}
