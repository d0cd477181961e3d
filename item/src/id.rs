//! The names of things: items, events, sources.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::digest128;

/// The name of an item: 128 bits, written as 32 lower-case hexadecimal digits.
///
/// It is a digest of what identifies the item (DESIGN §2) and never changes once the item is settled.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(u128);

impl ItemId {
    /// The id of an item that stands under a URL; `key_url` is the lossy key, not the URL to fetch.
    pub fn of_url(key_url: &str) -> Self {
        Self(digest128(&[b"url", key_url.as_bytes()]))
    }

    /// The id of an item without a URL of its own, or of a file: its source and its key there.
    pub fn of_entry(source: &SourceId, key: &str) -> Self {
        Self(digest128(&[
            b"entry",
            source.as_str().as_bytes(),
            key.as_bytes(),
        ]))
    }

    /// The 16 bytes, most significant first.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// The reverse of [`ItemId::to_bytes`].
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An item id is 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an item id is 32 hexadecimal digits")]
pub struct NotAnItemId;

impl FromStr for ItemId {
    type Err = NotAnItemId;

    fn from_str(text: &str) -> Result<Self, NotAnItemId> {
        let hexadecimal = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
        if !hexadecimal {
            return Err(NotAnItemId);
        }
        u128::from_str_radix(text, 16)
            .map(Self)
            .map_err(|_| NotAnItemId)
    }
}

impl Serialize for ItemId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ItemId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl schemars::JsonSchema for ItemId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ItemId".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9a-f]{32}$" })
    }
}

/// The name of an event, the same however often the event is delivered (`CloudEvents` 1.0, `id`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct EventId(String);

impl EventId {
    /// A digest of what happened to whom; `turn` tells apart what can happen to one subject repeatedly.
    pub fn of(kind: &str, subject: &str, turn: u64) -> Self {
        let digest = digest128(&[kind.as_bytes(), subject.as_bytes(), &turn.to_le_bytes()]);
        Self(format!("{digest:032x}"))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name that the configuration gives a source: lower-case letters, digits, `-`, `_` and `.`.
#[derive(
    Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct SourceId(Arc<str>);

impl SourceId {
    /// Takes a name as it is; the configuration has checked its form.
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_id_survives_its_text_and_byte_forms() {
        let id = ItemId::of_url("example.org/a");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(ItemId::from_bytes(id.to_bytes()), id);
        assert_eq!("xyz".parse::<ItemId>(), Err(NotAnItemId));
        assert_eq!(
            "+0000000000000000000000000000000".parse::<ItemId>(),
            Err(NotAnItemId)
        );
    }

    #[test]
    fn a_file_and_a_url_never_share_an_id() {
        let source = SourceId::new("a");
        assert_ne!(ItemId::of_entry(&source, "b"), ItemId::of_url("b"));
    }
}
