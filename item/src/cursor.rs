//! Where a source is to be resumed.

use serde::{Deserialize, Serialize};

/// What a connector needs to know to go on where it left off: text that only that connector reads.
///
/// At most [`Cursor::MAX_LEN`] bytes, because it is written with every poll that brought something;
/// knowledge per file or entry is the store's, not the cursor's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Cursor(String);

/// A connector made a cursor that is longer than [`Cursor::MAX_LEN`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a cursor of {0} bytes is longer than the {max} allowed", max = Cursor::MAX_LEN)]
pub struct CursorTooLong(usize);

impl Cursor {
    /// The longest cursor, in bytes.
    pub const MAX_LEN: usize = 4096;

    /// The cursor of a source that was never polled.
    pub fn start() -> Self {
        Self::default()
    }

    /// Wraps a connector's own text.
    pub fn new(text: String) -> Result<Self, CursorTooLong> {
        if text.len() > Self::MAX_LEN {
            return Err(CursorTooLong(text.len()));
        }
        Ok(Self(text))
    }

    /// The connector's own text; empty at the start.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing was read yet.
    pub fn is_start(&self) -> bool {
        self.0.is_empty()
    }
}
