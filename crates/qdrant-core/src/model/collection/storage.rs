//! How vectors are compared, represented and kept in memory.

use crate::macros::wire_enum;

wire_enum! {
    /// How the closeness of two dense vectors is measured.
    pub enum Distance {
        /// Cosine of the angle between them; the server stores the vectors normalised. Higher is closer.
        Cosine = "Cosine",
        /// Euclidean distance. Lower is closer.
        Euclid = "Euclid",
        /// Dot product. Higher is closer.
        Dot = "Dot",
        /// Sum of the absolute differences. Lower is closer.
        Manhattan = "Manhattan",
    }
}

wire_enum! {
    /// How the numbers of a vector are stored.
    pub enum Datatype {
        /// 32-bit floating point, 4 bytes a number.
        Float32 = "float32",
        /// Unsigned bytes, 1 byte a number; dense vectors must stay within 0 to 255.
        Uint8 = "uint8",
        /// 16-bit floating point, 2 bytes a number.
        Float16 = "float16",
        /// 4 bits a number by TurboQuant; since 1.19.
        Turbo4 = "turbo4",
        /// 8 bits a number by TurboQuant; since 1.20.
        Turbo8 = "turbo8",
        /// 16 bits a number by TurboQuant; since 1.20.
        Turbo16 = "turbo16",
    }
}

wire_enum! {
    /// How much of a component the server holds in memory; everything is on disk anyway. Since 1.19.
    ///
    /// Where it is given, the older flags `on_disk`, `always_ram` and `on_disk_payload` do not count.
    pub enum Memory {
        /// Read from disk on demand: slow at first, then cached by the operating system.
        Cold = "cold",
        /// Read ahead into the page cache at the start; may be evicted later.
        Cached = "cached",
        /// Held in memory and never evicted. Storages of dense vectors and payload refuse it.
        Pinned = "pinned",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;
    use crate::model::unknown::UnknownValue;

    #[test]
    fn names_are_those_of_rest() {
        assert_eq!(golden::<Distance>(r#""Manhattan""#), Distance::Manhattan);
        assert_eq!(golden::<Vec<Distance>>(r#"["Cosine","Euclid","Dot","Manhattan"]"#), Distance::ALL);
        assert_eq!(golden::<Vec<Memory>>(r#"["cold","cached","pinned"]"#), Memory::ALL);
        assert_eq!(
            golden::<Vec<Datatype>>(r#"["float32","uint8","float16","turbo4","turbo8","turbo16"]"#),
            Datatype::ALL
        );
    }

    #[test]
    fn a_new_distance_survives() {
        assert_eq!(
            golden::<Distance>(r#""Hamming""#),
            Distance::Unknown(UnknownValue::Name("Hamming".into()))
        );
    }
}
