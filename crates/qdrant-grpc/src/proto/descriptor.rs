//! The descriptor set of all messages and services.

/// Encoded `FileDescriptorSet` of `proto/` and its imports, for server reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!("descriptor.bin");

#[cfg(test)]
mod tests {
    use prost::Message;
    use prost_types::field_descriptor_proto::Label;
    use prost_types::{
        DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorSet, ServiceDescriptorProto,
    };

    use super::*;

    /// The official numbers that a reader of the messages would guess wrong.
    const TRICKY_FIELDS: [(&str, i32, &str); 40] = [
        ("Vector.dense", 101, "DenseVector"),
        ("Vector.object", 106, "InferenceObject"),
        ("VectorOutput.multi_dense", 103, "MultiDenseVector"),
        ("VectorInput.dense", 2, "DenseVector"),
        ("SparseVector.values", 1, "float"),
        ("SparseVector.indices", 2, "uint32"),
        ("Document.model", 3, "string"),
        ("Document.options", 4, "map"),
        ("PointStruct.payload", 3, "map"),
        ("PointStruct.vectors", 4, "Vectors"),
        ("RetrievedPoint.vectors", 4, "VectorsOutput"),
        ("ScoredPoint.version", 5, "uint64"),
        ("ScrollResponse.next_page_offset", 1, "PointId"),
        ("GetPoints.with_payload", 4, "WithPayloadSelector"),
        ("SetPayloadPoints.points_selector", 5, "PointsSelector"),
        ("DeletePayloadPoints.points_selector", 5, "PointsSelector"),
        ("CreateVectorNameRequest.timeout", 6, "uint64"),
        ("QueryPoints.with_vectors", 10, "WithVectorsSelector"),
        ("QueryPointGroups.with_payload", 8, "WithPayloadSelector"),
        ("QueryPointGroups.group_size", 12, "uint64"),
        ("SearchPointGroups.group_size", 11, "uint32"),
        ("Query.nearest_with_mmr", 9, "NearestInputWithMmr"),
        ("Mmr.diversity", 2, "float"),
        ("Mmr.candidates_limit", 3, "uint32"),
        ("Expression.acosh", 20, "Expression"),
        ("GeoRadius.radius", 2, "float"),
        ("Range.gte", 3, "double"),
        ("Match.except_keywords", 8, "RepeatedStrings"),
        ("Match.substring", 12, "string"),
        ("Filter.must", 2, "Condition"),
        ("Condition.filter", 4, "Filter"),
        ("StrictModeSparse.max_length", 10, "uint64"),
        ("StrictModeConfig.search_max_oversampling", 8, "float"),
        ("BinaryQuantizationQueryEncoding.setting", 4, "Setting"),
        ("QuantizationConfig.binary", 3, "BinaryQuantization"),
        ("QuantizationConfigDiff.disabled", 3, "Disabled"),
        ("CreateCollection.hnsw_config", 4, "HnswConfigDiff"),
        ("OptimizersConfigDiff.max_optimization_threads", 9, "MaxOptimizationThreads"),
        ("CollectionInfo.config", 7, "CollectionConfig"),
        ("SnapshotDescription.size", 3, "int64"),
    ];

    const TRICKY_VALUES: [(&str, i32); 12] = [
        ("ReadConsistencyType.Majority", 1),
        ("FieldType.FieldTypeKeyword", 0),
        ("PayloadSchemaType.Keyword", 1),
        ("CollectionStatus.Grey", 4),
        ("Distance.Cosine", 1),
        ("QuantizationType.Int8", 1),
        ("CompressionRatio.x4", 0),
        ("BinaryQuantizationEncoding.OneAndHalfBits", 2),
        ("TurboQuantBitSize.Bits1_5", 1),
        ("UpdateStatus.WaitTimeout", 4),
        ("ReplicaState.ManualRecovery", 10),
        ("Memory.Pinned", 3),
    ];

    fn set() -> FileDescriptorSet {
        FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap()
    }

    fn messages() -> Vec<DescriptorProto> {
        set()
            .file
            .into_iter()
            .filter(|file| file.package() == "qdrant")
            .flat_map(|file| file.message_type)
            .collect()
    }

    fn enums() -> Vec<EnumDescriptorProto> {
        set()
            .file
            .into_iter()
            .filter(|file| file.package() == "qdrant")
            .flat_map(|file| file.enum_type)
            .collect()
    }

    fn services() -> Vec<ServiceDescriptorProto> {
        set().file.into_iter().flat_map(|file| file.service).collect()
    }

    fn message(name: &str) -> DescriptorProto {
        messages()
            .into_iter()
            .find(|message| message.name() == name)
            .unwrap_or_else(|| panic!("no message {name}"))
    }

    fn field(path: &str) -> FieldDescriptorProto {
        let (parent, name) = path.split_once('.').unwrap();
        let fields = message(parent).field;
        fields.into_iter().find(|field| field.name() == name).unwrap_or_else(|| panic!("no field {path}"))
    }

    fn type_name(field: &FieldDescriptorProto) -> String {
        match field.type_name().rsplit('.').next() {
            Some(leaf) if leaf.ends_with("Entry") => "map".to_owned(),
            Some(leaf) if !leaf.is_empty() => leaf.to_owned(),
            _ => field.r#type().as_str_name().trim_start_matches("TYPE_").to_lowercase(),
        }
    }

    #[test]
    fn fields_have_the_official_numbers_and_types() {
        for (path, number, kind) in TRICKY_FIELDS {
            let field = field(path);
            assert_eq!((field.number(), type_name(&field).as_str()), (number, kind), "{path}");
        }
    }

    #[test]
    fn enum_values_have_the_official_numbers() {
        let enums = enums();
        for (path, number) in TRICKY_VALUES {
            let (parent, name) = path.split_once('.').unwrap();
            let parent = enums.iter().find(|item| item.name() == parent).unwrap();
            let value = parent.value.iter().find(|value| value.name() == name).unwrap();
            assert_eq!(value.number(), number, "{path}");
        }
    }

    #[test]
    fn numbers_of_former_fields_are_reserved() {
        let reserved = |name: &str| -> Vec<(i32, i32)> {
            message(name).reserved_range.iter().map(|range| (range.start(), range.end())).collect()
        };
        // The end of a range is exclusive.
        assert_eq!(reserved("CreateCollection"), [(2, 3), (3, 4), (13, 14)]);
        assert_eq!(reserved("CollectionInfo"), [(3, 4), (5, 6), (6, 7)]);
        assert_eq!(reserved("PointStruct"), [(2, 3)]);
        assert_eq!(reserved("StrictModeConfig"), [(22, 23)]);
    }

    #[test]
    fn presence_and_deprecation_are_as_in_the_official_files() {
        for (path, optional) in [
            ("CollectionParams.shard_number", false),
            ("CollectionParams.replication_factor", true),
            ("SearchPoints.limit", false),
            ("QueryPoints.limit", true),
            ("RestartTransfer.method", false),
            ("MoveShard.method", true),
        ] {
            assert_eq!(field(path).proto3_optional(), optional, "{path}");
        }
        for (path, deprecated) in [
            ("VectorParams.on_disk", true),
            ("VectorParams.memory", false),
            ("VectorOutput.vectors_count", true),
            ("PointsUpdateOperation.delete_deprecated", true),
            ("OptimizersConfigDiff.deprecated_max_optimization_threads", false),
        ] {
            let marked = field(path).options.is_some_and(|options| options.deprecated());
            assert_eq!(marked, deprecated, "{path}");
        }
    }

    #[test]
    fn repeated_scalars_are_packed() {
        for message in messages() {
            for field in message.field.iter().filter(|field| field.label() == Label::Repeated) {
                let unpacked = field.options.as_ref().is_some_and(|options| options.packed == Some(false));
                assert!(!unpacked, "{}.{}", message.name(), field.name());
            }
        }
    }

    #[test]
    fn services_carry_every_method() {
        let counts: Vec<(String, usize)> =
            services().into_iter().map(|service| (service.name().to_owned(), service.method.len())).collect();
        let count = |name: &str| counts.iter().find(|(service, _)| service == name).map(|(_, count)| *count);
        assert_eq!(count("Collections"), Some(14));
        assert_eq!(count("Points"), Some(30));
        assert_eq!(count("Snapshots"), Some(6));
        assert_eq!(count("Qdrant"), Some(1));
        assert_eq!(count("Health"), Some(2));
        assert_eq!(counts.len(), 5);
    }
}
