//! What reading commands see of the state: opened here or, where a daemon holds it, looked up by that. The journal is read
//! here in either case: it needs no lock.

use std::cell::RefCell;

use config::Config;
use item::{Event, ItemId, SourceId};
use serde::de::DeserializeOwned;
use state::{ItemRow, JournalReader, Known, Retry, SourceNow, State, StateError, Stats};
use web::{ROWS, Row};

use super::beside::{Held, Socket, hold};
use crate::exit::Exit;

/// What can be looked up.
pub(crate) trait Lookup {
    /// At most `limit` items whose ids begin with these hexadecimal digits.
    fn items_with_prefix(
        &self,
        digits: &str,
        limit: usize,
    ) -> Result<Vec<(ItemId, ItemRow)>, StateError>;
    /// What is known of an item.
    fn item(&self, id: ItemId) -> Result<Option<ItemRow>, StateError>;
    /// The item that a key URL belongs to.
    fn known_url(&self, key_url: &str) -> Result<Option<ItemId>, StateError>;
    /// What is known of an entry of a source.
    fn known_entry(&self, source: &SourceId, key: &str) -> Result<Option<Known>, StateError>;
    /// The attempts at a pending entry.
    fn retry(&self, sequence: u64) -> Result<Option<Retry>, StateError>;
    /// The journal.
    fn journal(&self) -> Result<JournalReader, StateError>;

    /// An event whose sequence was looked up.
    fn event(&self, sequence: u64) -> Result<Option<Event>, StateError> {
        self.journal()?.get(sequence)
    }
}

impl Lookup for State {
    fn items_with_prefix(
        &self,
        digits: &str,
        limit: usize,
    ) -> Result<Vec<(ItemId, ItemRow)>, StateError> {
        Self::items_with_prefix(self, digits, limit)
    }

    fn item(&self, id: ItemId) -> Result<Option<ItemRow>, StateError> {
        Self::item(self, id)
    }

    fn known_url(&self, key_url: &str) -> Result<Option<ItemId>, StateError> {
        Self::known_url(self, key_url)
    }

    fn known_entry(&self, source: &SourceId, key: &str) -> Result<Option<Known>, StateError> {
        Self::known_entry(self, source, key)
    }

    fn retry(&self, sequence: u64) -> Result<Option<Retry>, StateError> {
        Self::retry(self, sequence)
    }

    fn journal(&self) -> Result<JournalReader, StateError> {
        Ok(self.reader())
    }
}

/// The state, as a reading command sees it.
pub(crate) enum Reading {
    /// Nobody holds it: here it is.
    Open(Box<State>),
    /// A daemon holds it.
    Beside(Beside),
}

/// A state that a daemon holds.
pub(crate) struct Beside {
    socket: Socket,
    /// The journal as it was when it was last looked at.
    journal: RefCell<Option<JournalReader>>,
}

impl Reading {
    /// Asks the daemon that holds the state, or opens it.
    pub(crate) fn begin(config: &Config) -> Result<Self, Exit> {
        Ok(match hold(config)? {
            Held::Open(state) => Self::Open(state),
            Held::Beside(socket) => Self::Beside(Beside {
                socket,
                journal: RefCell::default(),
            }),
        })
    }

    /// How a source is doing.
    pub(crate) fn source(&self, source: &SourceId) -> Result<SourceNow, StateError> {
        match self {
            Self::Open(state) => state.view().source(source),
            Self::Beside(beside) => beside.ask(&Row::Source(source.clone())),
        }
    }

    /// Counters and sizes.
    pub(crate) fn stats(&self) -> Result<Stats, StateError> {
        match self {
            Self::Open(state) => state.stats(),
            Self::Beside(beside) => beside.ask(&Row::Stats),
        }
    }
}

impl Beside {
    fn ask<T: DeserializeOwned>(&self, row: &Row) -> Result<T, StateError> {
        let asked = serde_json::to_string(row).unwrap_or_default();
        let asked: String = url::form_urlencoded::byte_serialize(asked.as_bytes()).collect();
        self.socket.get(&format!("{ROWS}?row={asked}"))
    }
}

impl Lookup for Reading {
    fn items_with_prefix(
        &self,
        digits: &str,
        limit: usize,
    ) -> Result<Vec<(ItemId, ItemRow)>, StateError> {
        match self {
            Self::Open(state) => state.items_with_prefix(digits, limit),
            Self::Beside(beside) => beside.ask(&Row::Prefix(digits.to_owned(), limit)),
        }
    }

    fn item(&self, id: ItemId) -> Result<Option<ItemRow>, StateError> {
        match self {
            Self::Open(state) => state.item(id),
            Self::Beside(beside) => beside.ask(&Row::Item(id)),
        }
    }

    fn known_url(&self, key_url: &str) -> Result<Option<ItemId>, StateError> {
        match self {
            Self::Open(state) => state.known_url(key_url),
            Self::Beside(beside) => beside.ask(&Row::Url(key_url.to_owned())),
        }
    }

    fn known_entry(&self, source: &SourceId, key: &str) -> Result<Option<Known>, StateError> {
        match self {
            Self::Open(state) => state.known_entry(source, key),
            Self::Beside(beside) => beside.ask(&Row::Entry(source.clone(), key.to_owned())),
        }
    }

    fn retry(&self, sequence: u64) -> Result<Option<Retry>, StateError> {
        match self {
            Self::Open(state) => state.retry(sequence),
            Self::Beside(beside) => beside.ask(&Row::Retry(sequence)),
        }
    }

    fn journal(&self) -> Result<JournalReader, StateError> {
        let beside = match self {
            Self::Open(state) => return Ok(state.reader()),
            Self::Beside(beside) => beside,
        };
        let mut journal = beside.journal.borrow_mut();
        match journal.as_ref() {
            Some(journal) => Ok(journal.clone()),
            None => Ok(journal.insert(beside.socket.journal()?).clone()),
        }
    }

    /// What was looked up may be younger than the journal that was read before.
    fn event(&self, sequence: u64) -> Result<Option<Event>, StateError> {
        let journal = self.journal()?;
        if sequence <= journal.durable() {
            return journal.get(sequence);
        }
        if let Self::Beside(beside) = self {
            beside.journal.borrow_mut().take();
        }
        self.journal()?.get(sequence)
    }
}
