//! Every message, filled with generated values, through both sides in both orders.

use std::collections::BTreeSet;

use prost::Message;
use prost_reflect::{DynamicMessage, Kind, MessageDescriptor};

use crate::descriptors::official;
use crate::fill::{Case, Filler, Style, enum_numbers};
use crate::layout::sorted;
use crate::table::{Entry, MESSAGES};

/// Rounds of random values for each message, beside those of the other styles.
const RANDOM_ROUNDS: usize = 24;

/// What a message is filled with in turn: every style, lists and maps of every size, every variant of its oneofs with
/// every number of its enums.
fn cases(message: &MessageDescriptor) -> impl Iterator<Item = Case> {
    let oneofs = message.oneofs().filter(|oneof| !oneof.is_synthetic()).map(|oneof| oneof.fields().len());
    let variants = oneofs.max().unwrap_or(1);
    let numbers = message.fields().filter_map(|field| match field.kind() {
        Kind::Enum(item) => Some(enum_numbers(&item).len()),
        _ => None,
    });
    let edges = (variants * numbers.max().unwrap_or(1)).max(4);
    let fixed = [(Style::Default, variants), (Style::Edge, edges)].into_iter().flat_map(|(style, rounds)| {
        let round = move |count| (0..rounds).map(move |round| Case { style, count, round });
        [1, 2, 0].into_iter().flat_map(round)
    });
    let random = (0..RANDOM_ROUNDS).map(|round| Case { style: Style::Random, count: round % 4, round });
    fixed.chain(random)
}

/// Takes bytes through our type and the official one, in both orders; returns how many bytes there were.
fn judge(
    entry: &Entry,
    message: &MessageDescriptor,
    filled: &[u8],
    is_ordered: bool,
) -> Result<usize, String> {
    let told = |who: &'static str| move |error| format!("{who} {error}");
    let ours = (entry.ours.rewrite)(filled).map_err(told("ours"))?;
    let theirs = (entry.official.rewrite)(filled).map_err(told("the official"))?;
    // Read without any generated type, because those of both sides could lose the same.
    let kept = DynamicMessage::decode(message.clone(), &*ours);
    let kept = kept.map_err(|error| format!("ours is no message: {error}"))?.encode_to_vec();
    same("kept", &sorted(message, filled), &sorted(message, &kept))?;
    let ours_by_them = (entry.official.rewrite)(&ours).map_err(told("the official, of our bytes,"))?;
    let theirs_by_us = (entry.ours.rewrite)(&theirs).map_err(told("ours, of the official bytes,"))?;
    let pairs = [
        ("written", &ours, &theirs),
        ("ours, rewritten by them", &ours, &ours_by_them),
        ("theirs, rewritten by us", &theirs, &theirs_by_us),
    ];
    for (what, one, other) in pairs {
        if is_ordered {
            same(what, one, other)?;
        } else {
            same(what, &sorted(message, one), &sorted(message, other))?;
        }
    }
    // A field under another's number would be rewritten well, with a wrong name.
    let (ours, theirs) = ((entry.ours.lines)(filled), (entry.official.lines)(filled));
    match ours.iter().zip(&theirs).find(|(ours, theirs)| ours != theirs) {
        Some((ours, theirs)) => return Err(format!("reads as {ours:?}, by them as {theirs:?}")),
        None if ours.len() != theirs.len() => return Err("reads as more or less than by them".to_owned()),
        None => {}
    }
    Ok(filled.len())
}

fn same(what: &str, one: &[u8], other: &[u8]) -> Result<(), String> {
    if one == other {
        return Ok(());
    }
    let place = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    Err(format!("{what}: {} and {} bytes, different from byte {place}", one.len(), other.len()))
}

fn descriptor(entry: &Entry) -> MessageDescriptor {
    official().get_message_by_name(&format!("qdrant.{}", entry.name)).expect("the table has known messages")
}

#[test]
fn bytes_go_through_both_sides_unchanged() {
    let (mut cases_judged, mut bytes_judged, mut faults) = (0, 0, Vec::new());
    let (mut fields, mut enum_values) = (BTreeSet::new(), BTreeSet::new());
    for entry in MESSAGES {
        let message = descriptor(entry);
        for case in cases(&message) {
            let mut filler = Filler::new(case);
            let filled = filler.message(&message);
            enum_values.append(&mut filler.enum_values);
            for field in message.fields().filter(|field| filled.has_field(field)) {
                fields.insert(field.full_name().to_owned());
            }
            // One entry has one order.
            match judge(entry, &message, &filled.encode_to_vec(), case.count < 2) {
                Ok(bytes) => bytes_judged += bytes,
                Err(fault) => faults.push(format!("{}: {fault} ({case:?})", entry.name)),
            }
            cases_judged += 1;
        }
        if let Err(fault) = judge(entry, &message, &[], true) {
            faults.push(format!("{}: {fault} (empty)", entry.name));
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults, the first are {:#?}",
        faults.len(),
        &faults[..faults.len().min(20)]
    );
    println!("{} messages, {cases_judged} times filled, {bytes_judged} bytes", MESSAGES.len());

    let every_field = MESSAGES.iter().flat_map(|entry| descriptor(entry).fields().collect::<Vec<_>>());
    let missed: Vec<_> = every_field.filter(|field| !fields.contains(field.full_name())).collect();
    assert!(missed.is_empty(), "never filled: {missed:#?}");
    for item in official().all_enums().filter(|item| item.package_name() == "qdrant") {
        for number in enum_numbers(&item) {
            assert!(
                enum_values.contains(&(item.full_name().to_owned(), number)),
                "{} {number}",
                item.full_name()
            );
        }
    }
}

/// Bytes that hold `message` in itself, `depth` times, along the path of field numbers.
fn nested(path: &[u32], depth: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in path.iter().rev().cycle().take(path.len() * depth) {
        let mut outer = Vec::new();
        prost::encoding::bytes::encode(*number, &bytes, &mut outer);
        bytes = outer;
    }
    bytes
}

#[test]
fn both_sides_read_and_refuse_the_same_depths() {
    for (name, path) in [
        ("Value", &[7, 1][..]),
        ("Filter", &[2, 4]),
        ("Filter", &[2, 6, 2]),
        ("PrefetchQuery", &[1]),
        ("Expression", &[7, 1]),
    ] {
        let entry = MESSAGES.iter().find(|entry| entry.name == name).expect("a message");
        let message = descriptor(entry);
        let (mut read, mut refused) = (0, 0);
        for depth in 1..=110 {
            let bytes = nested(path, depth);
            match ((entry.ours.rewrite)(&bytes), (entry.official.rewrite)(&bytes)) {
                (Ok(ours), Ok(theirs)) => {
                    assert_eq!(ours, theirs, "{name} {depth}");
                    assert_eq!(sorted(&message, &ours), bytes, "{name} {depth}");
                    read += 1;
                }
                (Err(_), Err(_)) => refused += 1,
                (ours, theirs) => panic!(
                    "{name}, {depth} times in itself: ours is {}, theirs {}",
                    ours.err().unwrap_or("read".to_owned()),
                    theirs.err().unwrap_or("read".to_owned())
                ),
            }
        }
        assert!(read > 0 && refused > 0, "{name}: {read} read, {refused} refused");
    }
}
