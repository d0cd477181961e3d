//! What is remembered of a text to recognise it again.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::hex64;

/// A digest of the whole text and a sample of its word shingles, as recorded with each item.
///
/// `version` names the way it was made: fingerprints of different versions are never compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fingerprint {
    /// The way it was made.
    pub version: u8,
    /// Digest of the normalised text: equal texts have equal digests.
    pub exact: u64,
    /// Sampled shingle hashes, ascending, without doubles.
    pub shingles: Vec<u32>,
}

impl Fingerprint {
    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Serialize, Deserialize)]
struct Written {
    version: u8,
    #[serde(with = "hex64")]
    exact: u64,
    shingles: String,
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = self
            .shingles
            .iter()
            .flat_map(|hash| hash.to_le_bytes())
            .collect();
        let written = Written {
            version: self.version,
            exact: self.exact,
            shingles: BASE64.encode(bytes),
        };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        let bytes = BASE64
            .decode(&written.shingles)
            .map_err(de::Error::custom)?;
        let (words, rest) = bytes.as_chunks::<4>();
        if !rest.is_empty() {
            return Err(de::Error::custom(
                "the shingles are not a whole number of 32-bit words",
            ));
        }
        let shingles = words.iter().map(|word| u32::from_le_bytes(*word)).collect();
        Ok(Self {
            version: written.version,
            exact: written.exact,
            shingles,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_survives_its_json_form() {
        let fingerprint = Fingerprint {
            version: 1,
            exact: 7,
            shingles: vec![1, 2, u32::MAX],
        };
        let json = serde_json::to_string(&fingerprint).unwrap();
        assert_eq!(
            serde_json::from_str::<Fingerprint>(&json).unwrap(),
            fingerprint
        );
        assert!(
            serde_json::from_str::<Fingerprint>(r#"{"version":1,"exact":"7","shingles":"AAA"}"#)
                .is_err()
        );
    }
}
