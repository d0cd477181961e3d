//! The file that records are in, and how entries are made of them.

use item::{Entry, Hints, Locator, digest64};

use crate::connector::Warning;

/// The length of a slice that reaches to the end of its file. No record has it, for no record is empty.
pub(crate) const TO_THE_END: u64 = 0;

/// Records that are listed at a time; the rest of the file becomes an entry of its own. A batch of pending work then
/// stays small however many records the file has.
pub(super) const MOST_RECORDS: usize = 4096;

/// Warnings of one container that are told in full; the others are counted.
const MOST_WARNINGS: usize = 20;

/// A file with records.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Container<'a> {
    /// The entry that stands for the file, or for the rest of it.
    pub file: &'a Entry,
    /// The file's key.
    pub key: &'a str,
}

impl Container<'_> {
    /// The entry of a record that lies at `offset`.
    pub(crate) fn record(&self, name: &str, bytes: &[u8], offset: u64) -> Entry {
        Entry {
            source: self.file.source.clone(),
            key: format!("{}#{name}", self.key),
            version: digest64(bytes),
            locator: Locator::Slice {
                path: self.key.to_owned(),
                offset,
                length: bytes.len() as u64,
            },
            hints: Hints::default(),
        }
    }

    /// The entry that stands for the records from `offset` on.
    pub(crate) fn rest(&self, offset: u64) -> Entry {
        Entry {
            source: self.file.source.clone(),
            key: format!("{}#@{offset}", self.key),
            version: rest_version(self.file.version, offset),
            locator: Locator::Slice {
                path: self.key.to_owned(),
                offset,
                length: TO_THE_END,
            },
            hints: Hints::default(),
        }
    }
}

/// The version of the entry that stands for the records from `offset` on. It follows that of the file, so that a file
/// that changed is read to its end again.
pub(crate) fn rest_version(file: u64, offset: u64) -> u64 {
    digest64([file.to_le_bytes(), offset.to_le_bytes()].as_flattened())
}

/// The troubles with single records, bounded.
#[derive(Debug, Default)]
pub(crate) struct Troubles {
    told: Vec<Warning>,
    count: usize,
}

impl Troubles {
    pub(crate) fn add(&mut self, what: String, message: &dyn ToString) {
        self.count += 1;
        if self.count <= MOST_WARNINGS {
            self.told.push(Warning {
                what,
                message: message.to_string(),
            });
        }
    }

    pub(crate) fn first(&self) -> Option<&Warning> {
        self.told.first()
    }

    /// All that is to be told about this container.
    pub(crate) fn into_warnings(mut self, key: &str) -> Vec<Warning> {
        if self.count > MOST_WARNINGS {
            self.told.push(Warning {
                what: key.to_owned(),
                message: format!("{} more records like these", self.count - MOST_WARNINGS),
            });
        }
        self.told
    }
}
