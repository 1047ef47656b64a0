//! New inputs out of known ones.

use fastrand::Rng;

use super::corpus::Corpus;
use super::words;
use crate::targets::Target;

/// Bytes at which readers take another turn.
const BYTES: &[u8] = b"\0\x01\x7f\x80\xff\n\r\t \"'\\/{}[]():,.-+eE09%&=?#@";

/// Numbers at the edges of types.
const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "1",
    "-1",
    "255",
    "256",
    "65535",
    "65536",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "1e308",
    "1e309",
    "-1e400",
    "1e-400",
    "0.1",
    "3.4028236e38",
    "NaN",
    "Infinity",
];

/// The most changes that are made at once.
const MAX_CHANGES: usize = 5;

/// The longest part that is inserted, copied or removed, in bytes.
const MAX_PART: usize = 64;

/// Makes inputs, the same ones for the same seed.
pub(super) struct Mutator<'a> {
    corpus: &'a Corpus,
    words: Vec<Vec<u8>>,
    max_len: usize,
    rng: Rng,
    input: Vec<u8>,
}

impl<'a> Mutator<'a> {
    pub(super) fn new(target: &Target, corpus: &'a Corpus, seed: u64) -> Self {
        Self {
            corpus,
            words: words::read(target.dictionary),
            max_len: target.max_len,
            rng: Rng::with_seed(seed),
            input: Vec::new(),
        }
    }

    /// Changes a known input, or now and then the one that came out of this last.
    pub(super) fn next_input(&mut self) -> &[u8] {
        if self.input.is_empty() || self.rng.u8(..) >= 64 {
            self.input.clear();
            let seed = self.seed();
            self.input.extend_from_slice(seed);
        }
        for _ in 0..self.rng.usize(1..=MAX_CHANGES) {
            self.change();
        }
        self.input.truncate(self.max_len);
        &self.input
    }

    fn seed(&mut self) -> &'a [u8] {
        let seeds = self.corpus.seeds();
        &seeds[self.rng.usize(..seeds.len())]
    }

    fn change(&mut self) {
        match self.rng.u8(..12) {
            0 => self.at_a_byte(|byte, rng| *byte ^= 1 << rng.u8(..8)),
            1 => self.at_a_byte(|byte, rng| *byte = rng.u8(..)),
            2 => self.at_a_byte(|byte, rng| *byte = BYTES[rng.usize(..BYTES.len())]),
            3 => {
                let byte = [BYTES[self.rng.usize(..BYTES.len())]];
                self.insert(&byte);
            }
            4 | 5 => {
                let part = self.part();
                self.input.drain(part);
            }
            6 => {
                let part = self.part();
                let copied = self.input[part].to_vec();
                self.insert(&copied);
            }
            7 => {
                // Deep nesting, and long lists.
                let part = self.part();
                let copied = self.input[part].repeat(self.rng.usize(2..40));
                self.insert(&copied);
            }
            8 | 9 if !self.words.is_empty() => {
                let word = self.words[self.rng.usize(..self.words.len())].clone();
                self.insert(&word);
            }
            8 | 9 => self.number(),
            10 => self.number(),
            _ => {
                // The end of one input after the beginning of another.
                let other = self.seed();
                let start = self.rng.usize(..=other.len());
                let end = self.rng.usize(..=self.input.len());
                self.input.truncate(end);
                self.input.extend_from_slice(&other[start..]);
            }
        }
    }

    fn at_a_byte(&mut self, change: impl FnOnce(&mut u8, &mut Rng)) {
        if !self.input.is_empty() {
            let at = self.rng.usize(..self.input.len());
            change(&mut self.input[at], &mut self.rng);
        }
    }

    fn insert(&mut self, part: &[u8]) {
        let at = self.rng.usize(..=self.input.len());
        self.input.splice(at..at, part.iter().copied());
    }

    fn part(&mut self) -> std::ops::Range<usize> {
        let start = self.rng.usize(..=self.input.len());
        let length = self.rng.usize(..=MAX_PART).min(self.input.len() - start);
        start..start + length
    }

    /// Puts another number where one is.
    fn number(&mut self) {
        let number = NUMBERS[self.rng.usize(..NUMBERS.len())].bytes();
        let start = self.rng.usize(..=self.input.len());
        let Some(first) = self.input[start..].iter().position(u8::is_ascii_digit) else { return };
        let first = start + first;
        let length = self.input[first..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.input.splice(first..first + length, number);
    }
}
