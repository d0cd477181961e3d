//! A 64-bit digest as 16 hexadecimal digits: as a JSON number it would lose its last digits in programs that
//! keep numbers as floating point (RFC 8259 §6).

use serde::{Deserialize, Deserializer, Serializer, de};

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde gives the field by reference"
)]
pub(crate) fn serialize<S: Serializer>(digest: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{digest:016x}"))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let text = String::deserialize(deserializer)?;
    u64::from_str_radix(&text, 16).map_err(de::Error::custom)
}

/// Several of them.
pub(crate) mod list {
    use serde::{Deserialize, Deserializer, Serializer, de, ser::SerializeSeq};

    pub(crate) fn serialize<S: Serializer>(
        digests: &[u64],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(digests.len()))?;
        for digest in digests {
            list.serialize_element(&format_args!("{digest:016x}"))?;
        }
        list.end()
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u64>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        let digest = |text: &String| u64::from_str_radix(text, 16).map_err(de::Error::custom);
        texts.iter().map(digest).collect()
    }
}
