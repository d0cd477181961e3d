//! What a list page's cursor remembers between two polls.

use item::Cursor;
use serde::{Deserialize, Serialize};

use crate::http::Validators;

/// A host that says "not modified" for ever would hide all news: every so many polls the page is asked for as a whole.
const WHOLE_EVERY: u32 = 24;

/// What is remembered of the last answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memory {
    /// What the host wants to hear again.
    pub(super) validators: Validators,
    /// A digest of the last body that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<String>,
    /// "Not modified" so many times since the last body.
    pub(super) unread: u32,
    /// How many links the page last gave.
    pub(super) listed: usize,
}

impl Memory {
    /// What a cursor remembers; nothing, where it is new or of another kind of source.
    pub(super) fn of(cursor: &Cursor) -> Self {
        serde_json::from_str(cursor.as_str()).unwrap_or_default()
    }

    /// The cursor that remembers this. Validators too long for one are forgotten: they only save a body.
    pub(super) fn cursor(&self) -> Cursor {
        let written = |memory: &Self| {
            let text = serde_json::to_string(memory).ok()?;
            Cursor::new(text).ok()
        };
        let short = || {
            written(&Self {
                validators: Validators::default(),
                ..self.clone()
            })
        };
        written(self).or_else(short).unwrap_or_default()
    }

    /// What to ask with: nothing at first, and when it is time for the whole page.
    pub(super) fn to_ask(&self) -> Validators {
        if self.unread + 1 >= WHOLE_EVERY {
            Validators::default()
        } else {
            self.validators.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory(etag: &str) -> Memory {
        Memory {
            validators: Validators {
                etag: Some(etag.to_owned()),
                last_modified: None,
            },
            body: Some("7".to_owned()),
            unread: 0,
            listed: 3,
        }
    }

    #[test]
    fn a_cursor_gives_back_what_it_remembers() {
        let seen = memory("W/\"a\"");
        assert_eq!(Memory::of(&seen.cursor()), seen);
        assert_eq!(Memory::of(&Cursor::start()), Memory::default());
        let foreign = Cursor::new("file.txt".to_owned()).unwrap();
        assert_eq!(Memory::of(&foreign), Memory::default());
    }

    #[test]
    fn validators_that_are_too_long_are_forgotten_and_nothing_else() {
        let seen = memory(&"x".repeat(Cursor::MAX_LEN));
        let back = Memory::of(&seen.cursor());
        assert_eq!((back.listed, back.validators), (3, Validators::default()));
    }

    #[test]
    fn the_whole_page_is_asked_for_now_and_then() {
        let mut seen = memory("a");
        let mut whole = 0;
        for _ in 0..WHOLE_EVERY * 2 {
            if seen.to_ask() == Validators::default() {
                whole += 1;
                seen.unread = 0;
            } else {
                seen.unread += 1;
            }
        }
        assert_eq!(whole, 2);
    }
}
