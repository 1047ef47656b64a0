//! Messages with every field filled.

use std::collections::{BTreeSet, HashMap};

use prost_reflect::{
    DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value,
};

/// How many levels below a message are filled; what is deeper is there and empty.
const LEVELS: usize = 4;

/// Numbers that no enum of the API has.
const UNKNOWN: [i32; 4] = [77, -1, i32::MAX, i32::MIN];

/// Which values are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// The default of each type, which is on the wire where presence is told.
    Default,
    /// Values at which writers go wrong.
    Edge,
    /// Any.
    Random,
}

/// What a message is filled with.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    pub style: Style,
    /// Items of each list and entries of each map.
    pub count: usize,
    /// Which variant of a oneof and which number of an enum, counted over their ends; and the seed of what is random.
    pub round: usize,
}

/// The numbers of an enum, and some that it does not have.
pub fn enum_numbers(item: &EnumDescriptor) -> Vec<i32> {
    item.values().map(|value| value.number()).chain(UNKNOWN).collect()
}

/// Fills messages, and remembers which enum values it used.
pub struct Filler {
    case: Case,
    state: u64,
    pub enum_values: BTreeSet<(String, i32)>,
}

impl Filler {
    pub fn new(case: Case) -> Self {
        Self { case, state: case.round as u64, enum_values: BTreeSet::new() }
    }

    /// Makes a message.
    pub fn message(&mut self, message: &MessageDescriptor) -> DynamicMessage {
        self.filled(message, LEVELS)
    }

    fn filled(&mut self, message: &MessageDescriptor, levels: usize) -> DynamicMessage {
        let mut filled = DynamicMessage::new(message.clone());
        if levels == 0 {
            return filled;
        }
        for oneof in message.oneofs().filter(|oneof| !oneof.is_synthetic()) {
            let variants: Vec<_> = oneof.fields().collect();
            let variant = &variants[self.turn(levels, variants.len())];
            let value = self.value(variant, levels);
            filled.set_field(variant, value);
        }
        for field in
            message.fields().filter(|field| field.containing_oneof().is_none_or(|one| one.is_synthetic()))
        {
            let value = self.value(&field, levels);
            filled.set_field(&field, value);
        }
        filled
    }

    fn value(&mut self, field: &FieldDescriptor, levels: usize) -> Value {
        if field.is_map() {
            let Kind::Message(entry) = field.kind() else { panic!("the entry of a map is a message") };
            let (key, value) = (entry.map_entry_key_field(), entry.map_entry_value_field());
            let entries = (0..self.case.count).map(|number| {
                let key = self.key(&key, number);
                (key, self.single(&value, levels))
            });
            return Value::Map(entries.collect::<HashMap<_, _>>());
        }
        if field.is_list() {
            return Value::List((0..self.case.count).map(|_| self.single(field, levels)).collect());
        }
        self.single(field, levels)
    }

    /// A key that no other entry has.
    fn key(&mut self, field: &FieldDescriptor, number: usize) -> MapKey {
        match field.kind() {
            Kind::String if number == 0 => MapKey::String(self.text()),
            Kind::String => MapKey::String(format!("{} {number}", self.text())),
            Kind::Uint32 => MapKey::U32(number as u32),
            Kind::Uint64 => MapKey::U64(u64::MAX - number as u64),
            other => panic!("a map by {other:?} is new: say how its keys look"),
        }
    }

    fn single(&mut self, field: &FieldDescriptor, levels: usize) -> Value {
        let kind = field.kind();
        if self.case.style == Style::Default && !matches!(kind, Kind::Message(_)) {
            return Value::default_value(&kind);
        }
        match kind {
            Kind::Message(message) => Value::Message(self.filled(&message, levels - 1)),
            Kind::Enum(item) => {
                let numbers = enum_numbers(&item);
                let number = numbers[self.turn(levels, numbers.len())];
                self.enum_values.insert((item.full_name().to_owned(), number));
                Value::EnumNumber(number)
            }
            Kind::Bool => Value::Bool(true),
            Kind::String => Value::String(self.text()),
            Kind::Bytes => Value::Bytes(vec![0, 255, 128].into()),
            Kind::Double => Value::F64(f64::from_bits(self.number(&[
                0.1_f64.to_bits(),
                (-0.0_f64).to_bits(),
                f64::MAX.to_bits(),
                f64::MIN.to_bits(),
                f64::INFINITY.to_bits(),
                f64::NEG_INFINITY.to_bits(),
                f64::NAN.to_bits(),
                1, // The smallest number above zero.
            ]))),
            Kind::Float => Value::F32(f32::from_bits(self.number(&[
                u64::from(0.1_f32.to_bits()),
                u64::from((-0.0_f32).to_bits()),
                u64::from(f32::MAX.to_bits()),
                u64::from(f32::NEG_INFINITY.to_bits()),
                u64::from(f32::NAN.to_bits()),
                0xffc0_1234, // A negative NaN that carries something.
                1,
            ]) as u32)),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => {
                Value::I32(self.number(&[1, u64::MAX, i32::MAX as u64, i32::MIN as u64]) as i32)
            }
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => {
                Value::I64(self.number(&[1, u64::MAX, i64::MAX as u64, i64::MIN as u64]).cast_signed())
            }
            Kind::Uint32 | Kind::Fixed32 => {
                Value::U32(self.number(&[1, 127, 128, 1 << 31, u64::from(u32::MAX)]) as u32)
            }
            Kind::Uint64 | Kind::Fixed64 => {
                Value::U64(self.number(&[1, 127, 128, u64::from(u32::MAX) + 1, 1 << 63, u64::MAX]))
            }
        }
    }

    fn number(&mut self, edges: &[u64]) -> u64 {
        match self.case.style {
            Style::Default => 0,
            Style::Edge => self.pick(edges),
            // All lengths of a varint.
            Style::Random => self.random() >> (self.random() % 64),
        }
    }

    fn text(&mut self) -> String {
        match self.case.style {
            Style::Default => String::new(),
            Style::Edge => {
                let long = "x".repeat(128);
                let texts =
                    ["a", "ümläut \u{0} 😀 ﷺ", "\u{202e}\u{feff}e\u{301}", "\\\"\n\t/", long.as_str()];
                self.pick(&texts).to_owned()
            }
            Style::Random => {
                let length = self.random() % 12;
                (0..length).filter_map(|_| char::from_u32((self.random() % 0x11_0000) as u32)).collect()
            }
        }
    }

    /// Which of `count` choices: one after the other in the message itself, mixed further down.
    fn turn(&mut self, levels: usize, count: usize) -> usize {
        if levels == LEVELS { self.case.round % count } else { (self.random() % count as u64) as usize }
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[(self.random() % choices.len() as u64) as usize]
    }

    /// The next number of SplitMix64.
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
