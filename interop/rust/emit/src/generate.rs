//! Values of any type, drawn from a seed.

use std::collections::BTreeMap;
use std::time::Duration;

use qdrant_core::{Batch, ByteSource, Map, Payload, PointId, Secret, Timestamp, Uuid, Value, json};

/// How deep what contains itself goes: filters, expressions, prefetches.
const DEPTH: u32 = 3;

/// A type of which values can be drawn.
pub(crate) trait Any: Sized {
    fn any(source: &mut Source) -> Self;
}

/// Where values come from: the same seed gives the same values.
pub(crate) struct Source {
    state: u64,
    /// Whether everything that may be missing is there.
    full: bool,
    depth: u32,
}

impl Source {
    pub(crate) fn new(seed: u64, full: bool) -> Self {
        Self { state: seed, full, depth: 0 }
    }

    pub(crate) fn any<T: Any>(&mut self) -> T {
        T::any(self)
    }

    /// The next number of the sequence known as SplitMix64.
    pub(crate) fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.number() % (end as u64)).unwrap_or_default()
    }

    pub(crate) fn pick<T: Clone>(&mut self, values: &[T]) -> T {
        let index = self.below(values.len());
        values[index].clone()
    }

    /// Chooses a variant; the first one, which must be a leaf, where it is deep enough.
    pub(crate) fn variant<T>(&mut self, makers: &[fn(&mut Self) -> T]) -> T {
        let maker = if self.is_deep() { makers[0] } else { self.pick(makers) };
        maker(self)
    }

    pub(crate) fn is_deep(&self) -> bool {
        self.depth >= DEPTH
    }

    /// Draws a part of something that may contain itself.
    pub(crate) fn deeper<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += 1;
        let value = make(self);
        self.depth -= 1;
        value
    }

    /// One to three.
    fn few(&mut self) -> usize {
        if self.is_deep() { 1 } else { self.pick(&[1, 1, 2, 3]) }
    }

    /// A list that may be longer than others.
    pub(crate) fn list<T: Any>(&mut self, length: usize) -> Vec<T> {
        (0..length).map(|_| self.any()).collect()
    }

    /// A name that a collection, a vector or a snapshot may have.
    pub(crate) fn name(&mut self) -> String {
        self.pick(&["c", "with space", "Größe", "a-b_c.d~e", "日本", "100%", "a&b=c#d", "é+è", "x.snapshot"])
            .to_owned()
    }

    /// The path of a payload field.
    pub(crate) fn path(&mut self) -> String {
        self.pick(&["key", "a.b.c", "items[].size", "\"quo ted\".x", "größe", "100%", "a/b?c#d"]).to_owned()
    }

    /// The SHA-256 of something.
    pub(crate) fn checksum(&mut self) -> Option<String> {
        let digits = (0..4).map(|_| format!("{:016x}", self.number())).collect();
        bool::any(self).then_some(digits)
    }

    /// From nought to one.
    pub(crate) fn share(&mut self) -> f32 {
        self.pick(&[0.1, 0.25, 0.5, 0.99, 0.333_333_34])
    }
}

impl Any for bool {
    fn any(source: &mut Source) -> Self {
        source.number() & 1 == 1
    }
}

macro_rules! whole_numbers {
    ($($number:ty)+) => {$(
        impl Any for $number {
            fn any(source: &mut Source) -> Self {
                let random = source.number();
                source.pick(&[1, 2, 17, 100, <$number>::MAX, <$number>::MAX / 3, (random >> (random % 60)) as Self])
            }
        }
    )+};
}

whole_numbers! { u8 u32 u64 }

impl Any for i64 {
    fn any(source: &mut Source) -> Self {
        let random = source.number().cast_signed();
        source.pick(&[0, 1, -1, Self::MAX, Self::MIN, random])
    }
}

impl Any for f32 {
    fn any(source: &mut Source) -> Self {
        let random = Self::from_bits(source.number() as u32);
        let random = if random.is_finite() { random } else { 0.1 };
        source.pick(&[0.0, -0.0, 1.0, -2.0, 0.1, Self::MAX, Self::MIN_POSITIVE, random, random])
    }
}

impl Any for f64 {
    fn any(source: &mut Source) -> Self {
        let random = Self::from_bits(source.number());
        let random = if random.is_finite() { random } else { 0.1 };
        source.pick(&[0.0, 1.0, -2.0, 0.1, 1e15, Self::MAX, Self::MIN_POSITIVE, random, random])
    }
}

impl Any for String {
    fn any(source: &mut Source) -> Self {
        let number = source.number();
        let texts =
            ["a", "some text", "Grüße", "q\"uo\\te\n", "日本語 \u{1F600}", "2024-01-01", "17", "true", "{}"];
        if number.is_multiple_of(5) { format!("t{number:x}") } else { source.pick(&texts).to_owned() }
    }
}

impl Any for Duration {
    fn any(source: &mut Source) -> Self {
        Self::from_secs(source.pick(&[1, 2, 60, 3600]))
    }
}

impl Any for Timestamp {
    /// To the microsecond, which is as exact as Python is.
    fn any(source: &mut Source) -> Self {
        let seconds = source.number() % 4_000_000_000;
        let nanoseconds = source.pick(&[0, 1_000, 123_000_000, 999_999_000]);
        Self::from_unix(seconds.cast_signed(), nanoseconds).expect("a time of these centuries")
    }
}

impl Any for Uuid {
    fn any(source: &mut Source) -> Self {
        Self::from_u64_pair(source.number(), source.number())
    }
}

impl Any for PointId {
    fn any(source: &mut Source) -> Self {
        if source.any() { Self::Num(source.any()) } else { Self::Uuid(source.any()) }
    }
}

impl Any for Secret {
    fn any(source: &mut Source) -> Self {
        String::any(source).into()
    }
}

impl Any for ByteSource {
    fn any(source: &mut Source) -> Self {
        vec![0, 255, 13, 10, source.number() as u8].into()
    }
}

impl Any for Value {
    fn any(source: &mut Source) -> Self {
        let depth = source.depth;
        let value = match source.below(if source.is_deep() { 6 } else { 8 }) {
            0 => Self::Null,
            1 => bool::any(source).into(),
            2 => i64::any(source).into(),
            3 => u64::any(source).into(),
            4 => f64::any(source).into(),
            5 => String::any(source).into(),
            6 => source.deeper(|source| Self::Array(source.any())),
            _ => source.deeper(|source| Payload::any(source).into()),
        };
        source.depth = depth;
        value
    }
}

impl Any for Payload {
    fn any(source: &mut Source) -> Self {
        let mut map = Map::from_iter(BTreeMap::<String, Value>::any(source));
        map.insert("all".to_owned(), json!([null, true, 1, -1, 0.5, u64::MAX, "x", {"y": []}]));
        Self(map)
    }
}

impl<T: Any> Any for Option<T> {
    fn any(source: &mut Source) -> Self {
        let there = if source.is_deep() { source.below(4) == 0 } else { source.full || source.below(2) == 0 };
        there.then(|| source.any())
    }
}

impl<T: Any> Any for Vec<T> {
    fn any(source: &mut Source) -> Self {
        let length = source.few();
        source.list(length)
    }
}

impl<T: Any> Any for Box<T> {
    fn any(source: &mut Source) -> Self {
        Self::new(source.any())
    }
}

impl<T: Any> Any for Batch<T> {
    fn any(source: &mut Source) -> Self {
        Vec::any(source).into()
    }
}

impl<T: Any> Any for BTreeMap<String, T> {
    fn any(source: &mut Source) -> Self {
        (0..source.few()).map(|_| (source.any(), source.any())).collect()
    }
}

/// Draws every field of a struct; a field that is forgotten here does not compile.
macro_rules! fill {
    ($($name:ident { $($field:ident $(: $make:expr)?),* $(,)? })+) => {$(
        impl $crate::generate::Any for $name {
            #[allow(unused_variables, reason = "some have no fields")]
            fn any(source: &mut $crate::generate::Source) -> Self {
                Self { $($field: fill!(@value source $($make)?)),* }
            }
        }
    )+};
    (@value $source:ident) => { $source.any() };
    (@value $source:ident $make:expr) => { ($make)(&mut *$source) };
}
pub(crate) use fill;

/// Draws a variant: those with a value, those without, and what is left out. One that is forgotten does not compile.
macro_rules! variants {
    ($($name:ident { $($full:ident)*; $($bare:ident)*; $($left_out:ident)* })+) => {$(
        impl $crate::generate::Any for $name {
            fn any(source: &mut $crate::generate::Source) -> Self {
                source.variant(&[
                    $(|source| Self::$full(source.deeper(|source| source.any())),)*
                    $(|_| Self::$bare,)*
                ])
            }
        }

        const _: fn(&$name) = |value| match value {
            $($name::$full(..) => {})*
            $($name::$bare => {})*
            $($name::$left_out { .. } => {})*
        };
    )+};
}
pub(crate) use variants;

/// Draws one of the values that this version knows.
macro_rules! known {
    ($($name:ident)+) => {$(
        impl $crate::generate::Any for $name {
            fn any(source: &mut $crate::generate::Source) -> Self {
                source.pick(Self::ALL)
            }
        }
    )+};
}
pub(crate) use known;
