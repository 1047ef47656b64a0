//! Our proto files against those that the official crate ships.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use prost_reflect::{
    Cardinality, DescriptorPool, EnumDescriptor, FieldDescriptor, FileDescriptor, Kind, MessageDescriptor,
    ServiceDescriptor,
};
use serde_json::Value;

use crate::table::MESSAGES;

/// Official files that this workspace does not have, and why.
const LEFT_OUT: [(&str, &str); 2] = [
    (
        "quota_internal.proto",
        "spoken between the peers of a cluster; the official crate has no types of it either",
    ),
    ("serverless_collections.proto", "another service with a package of its own"),
];

/// Files of this workspace that the official crate does not have, and why.
const OURS_ALONE: [(&str, &str); 1] = [(
    "health.proto",
    "the health protocol of gRPC itself, which servers have and the official client does not ask",
)];

/// The descriptors of this workspace.
pub fn ours() -> &'static DescriptorPool {
    static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
        DescriptorPool::decode(qdrant_grpc::proto::FILE_DESCRIPTOR_SET).expect("our descriptors are sound")
    });
    &POOL
}

/// The descriptors of the official crate, compiled from the files in its package.
pub fn official() -> &'static DescriptorPool {
    static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
        let folder = official_files();
        let files = std::fs::read_dir(&folder).expect("the package has its proto files");
        let files = files.map(|entry| entry.expect("a file").path()).collect::<BTreeSet<_>>();
        let set = protox::compile(files, [folder]).expect("the official files compile");
        DescriptorPool::from_file_descriptor_set(set).expect("the official descriptors are sound")
    });
    &POOL
}

/// The folder of the official crate's proto files, as cargo knows it.
fn official_files() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--locked", "--offline", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo tells the packages");
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let package = packages.iter().find(|package| package["name"] == "qdrant-client").expect("their crate");
    let manifest = PathBuf::from(package["manifest_path"].as_str().expect("a path"));
    manifest.with_file_name("proto")
}

/// Every message of a package but the entries of maps, by its name without the package.
fn messages(pool: &DescriptorPool, package: &str) -> BTreeMap<String, MessageDescriptor> {
    pool.all_messages()
        .filter(|message| message.package_name() == package && !message.is_map_entry())
        .map(|message| (message.full_name()[package.len() + 1..].to_owned(), message))
        .collect()
}

/// What a file says, a line for each fact that the wire or a reader of the files depends on.
fn facts(file: &FileDescriptor) -> BTreeSet<String> {
    let mut facts = BTreeSet::new();
    facts.insert(format!("package {}, {:?}", file.package_name(), file.syntax()));
    file.messages().for_each(|message| message_facts(&mut facts, &message));
    file.enums().for_each(|item| enum_facts(&mut facts, &item));
    file.services().for_each(|service| service_facts(&mut facts, &service));
    facts
}

fn message_facts(facts: &mut BTreeSet<String>, message: &MessageDescriptor) {
    facts.insert(format!("message {}", message.full_name()));
    message.fields().for_each(|field| field_facts(facts, &field));
    for range in message.reserved_ranges() {
        facts.insert(format!("{} reserves {range:?}", message.full_name()));
    }
    message.child_messages().for_each(|message| message_facts(facts, &message));
    message.child_enums().for_each(|item| enum_facts(facts, &item));
}

fn field_facts(facts: &mut BTreeSet<String>, field: &FieldDescriptor) {
    let cardinality = match field.cardinality() {
        Cardinality::Repeated if field.is_map() => "map ",
        Cardinality::Repeated if field.is_packed() => "packed ",
        Cardinality::Repeated => "repeated ",
        Cardinality::Required => "required ",
        Cardinality::Optional if field.field_descriptor_proto().proto3_optional() => "optional ",
        Cardinality::Optional => "",
    };
    let kind = match field.kind() {
        Kind::Message(message) => message.full_name().to_owned(),
        Kind::Enum(item) => item.full_name().to_owned(),
        scalar => format!("{scalar:?}"),
    };
    let deprecated =
        field.field_descriptor_proto().options.as_ref().is_some_and(|options| options.deprecated());
    facts.insert(format!(
        "{} = {}: {cardinality}{kind}, oneof {:?}, JSON {}{}",
        field.full_name(),
        field.number(),
        field.containing_oneof().map(|oneof| oneof.name().to_owned()),
        field.json_name(),
        if deprecated { ", deprecated" } else { "" },
    ));
}

fn enum_facts(facts: &mut BTreeSet<String>, item: &EnumDescriptor) {
    facts.insert(format!("enum {}", item.full_name()));
    for value in item.values() {
        facts.insert(format!("{}.{} = {}", item.full_name(), value.name(), value.number()));
    }
    for range in item.reserved_ranges() {
        facts.insert(format!("{} reserves {range:?}", item.full_name()));
    }
}

fn service_facts(facts: &mut BTreeSet<String>, service: &ServiceDescriptor) {
    for method in service.methods() {
        facts.insert(format!(
            "rpc {}({}{}) -> {}{}",
            method.full_name(),
            if method.is_client_streaming() { "stream " } else { "" },
            method.input().full_name(),
            if method.is_server_streaming() { "stream " } else { "" },
            method.output().full_name(),
        ));
    }
}

fn names(pool: &DescriptorPool) -> BTreeSet<String> {
    let files = pool.files().filter(|file| file.package_name() != "google.protobuf");
    files.map(|file| file.name().to_owned()).collect()
}

#[test]
fn the_files_are_the_official_ones_but_for_those_named_here() {
    let mut expected = names(official());
    for (file, reason) in LEFT_OUT {
        assert!(expected.remove(file), "{file} is left out ({reason}), and gone");
    }
    for (file, reason) in OURS_ALONE {
        assert!(expected.insert(file.to_owned()), "{file} is ours alone ({reason}), and now theirs too");
    }
    assert_eq!(names(ours()), expected);
}

#[test]
fn every_message_field_enum_and_rpc_is_as_in_the_official_files() {
    let mut compared = 0;
    for file in ours().files().filter(|file| file.package_name() == "qdrant") {
        let theirs = official().get_file_by_name(file.name()).expect("they have the file");
        let (ours, theirs) = (facts(&file), facts(&theirs));
        let alone = |one: &BTreeSet<String>, other| one.difference(other).cloned().collect::<Vec<_>>();
        let (only_ours, only_theirs) = (alone(&ours, &theirs), alone(&theirs, &ours));
        assert!(
            only_ours.is_empty() && only_theirs.is_empty(),
            "{}: only ours {only_ours:#?}, only theirs {only_theirs:#?}",
            file.name()
        );
        compared += ours.len();
    }
    assert!(compared > 1500, "{compared}");
}

#[test]
fn the_table_has_every_message_of_both_sides() {
    let table: BTreeSet<_> = MESSAGES.iter().map(|entry| entry.name.to_owned()).collect();
    assert_eq!(table.len(), MESSAGES.len(), "a message stands there twice");
    let ours: BTreeSet<_> = messages(ours(), "qdrant").into_keys().collect();
    assert_eq!(table, ours);
    let left_out =
        |message: &MessageDescriptor| LEFT_OUT.iter().any(|(file, _)| *file == message.parent_file().name());
    let theirs = messages(official(), "qdrant").into_iter();
    let theirs: BTreeSet<_> =
        theirs.filter(|(_, message)| !left_out(message)).map(|(name, _)| name).collect();
    assert_eq!(table, theirs);
    assert_eq!(table.len(), 272, "the API of server 1.20");
}
