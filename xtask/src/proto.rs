//! Compiles `proto/` into checked-in Rust messages and a descriptor set, without `protoc`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use prost::Message;
use prost_build::Module;
use prost_types::{DescriptorProto, FileDescriptorProto, FileDescriptorSet};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const OUTPUT: &str = "crates/qdrant-grpc/src/proto";
const DESCRIPTOR: &str = "descriptor.bin";

/// Rust file of each protobuf package.
const PACKAGES: [(&str, &str); 2] = [("qdrant", "qdrant.rs"), ("grpc.health.v1", "health.rs")];

/// Messages with a hand-written implementation and the module of it: vectors copy floats in one piece, and usage
/// never fails a reply.
const BY_HAND: [(&str, &str); 4] = [
    ("DenseVector", "vector"),
    ("SparseVector", "vector"),
    ("MultiDenseVector", "vector"),
    ("Usage", "usage"),
];

/// Writes the generated files.
pub(crate) fn write() -> Result<()> {
    let folder = root().join(OUTPUT);
    fs::create_dir_all(&folder)?;
    for (name, content) in generate()? {
        fs::write(folder.join(name), content)?;
    }
    Ok(())
}

/// Fails if a checked-in file differs from what would be generated.
pub(crate) fn check() -> Result<()> {
    let folder = root().join(OUTPUT);
    let mut stale = Vec::new();
    for (name, content) in generate()? {
        // A missing file is as stale as a different one.
        if fs::read(folder.join(&name)).ok().as_ref() != Some(&content) {
            stale.push(format!("{OUTPUT}/{name}"));
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!("out of date, run `cargo xtask proto`: {}", stale.join(", ")).into())
}

/// Every generated file: name and content.
fn generate() -> Result<BTreeMap<String, Vec<u8>>> {
    let compiled = compile(&root().join("proto"))?;
    let mut files = messages(compiled.clone())?;
    files.insert(DESCRIPTOR.to_owned(), without_source(compiled).encode_to_vec());
    Ok(files)
}

/// Parses and links all files below `folder`, in the order of their names.
fn compile(folder: &Path) -> Result<FileDescriptorSet> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "proto") {
            names.push(path);
        }
    }
    names.sort();
    let mut compiler = protox::Compiler::new([folder])?;
    compiler.include_imports(true).include_source_info(true).open_files(names)?;
    Ok(compiler.file_descriptor_set())
}

/// The Rust messages, one file a package.
fn messages(set: FileDescriptorSet) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut config = prost_build::Config::new();
    config.btree_map(["."]);
    for (name, module) in BY_HAND {
        config.extern_path(format!(".qdrant.{name}"), format!("crate::wire::{module}::{name}"));
    }
    let requests = set
        .file
        .into_iter()
        .map(|file| (Module::from_protobuf_package_name(file.package()), without_deprecation(file)))
        .collect();
    let mut modules = config.generate(requests)?;
    let mut files = BTreeMap::new();
    for (package, name) in PACKAGES {
        let module = Module::from_protobuf_package_name(package);
        let source = modules.remove(&module).ok_or_else(|| format!("proto/ has no package {package}"))?;
        files.insert(name.to_owned(), source.into_bytes());
    }
    match modules.keys().next() {
        None => Ok(files),
        Some(module) => Err(format!("package {module} has no place in PACKAGES").into()),
    }
}

/// Drops comments and positions, which server reflection does not need.
fn without_source(mut set: FileDescriptorSet) -> FileDescriptorSet {
    for file in &mut set.file {
        file.source_code_info = None;
    }
    set
}

/// Drops deprecation marks: conversions name every field, old ones too.
fn without_deprecation(mut file: FileDescriptorProto) -> FileDescriptorProto {
    file.message_type.iter_mut().for_each(unmark_fields);
    file
}

fn unmark_fields(message: &mut DescriptorProto) {
    for options in message.field.iter_mut().filter_map(|field| field.options.as_mut()) {
        options.deprecated = None;
    }
    message.nested_type.iter_mut().for_each(unmark_fields);
}

fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checked_in_files_are_up_to_date() {
        check().unwrap();
    }

    #[test]
    fn generation_is_deterministic() {
        assert!(generate().unwrap() == generate().unwrap());
    }

    #[test]
    fn descriptor_set_is_self_contained_and_without_source() {
        let files = generate().unwrap();
        let set = FileDescriptorSet::decode(files[DESCRIPTOR].as_slice()).unwrap();
        for file in &set.file {
            assert!(file.source_code_info.is_none(), "{}", file.name());
            for import in &file.dependency {
                assert!(
                    set.file.iter().any(|other| other.name() == import),
                    "{} misses {import}",
                    file.name()
                );
            }
        }
    }
}
