//! The contract of everything that reads a source: a function from a cursor to a batch.
//!
//! A connector keeps nothing that matters between two calls: whatever it may cache, its answer depends on the
//! cursor and on the world alone. It knows no journal, no store and no sink.

use std::{collections::HashSet, fmt::Debug, sync::Arc, time::Duration};

use futures::future::BoxFuture;
use item::{Alarm, Cursor, Document, Entry, Past, Quiet, digest64};
use jiff::Timestamp;

use crate::{error::FetchError, http::Validators};

/// Reads the time of day. The binary passes the real clock, a test its own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What reads one source.
pub trait Connector: Debug + Send + Sync {
    /// From a cursor to a batch. While [`Batch::more`] holds, it wants to be called again at once.
    fn fetch<'a>(&'a self, from: &'a Cursor) -> BoxFuture<'a, Result<Batch, FetchError>>;

    /// One step further back into the past than `from`, down to `since`. A way back begins at the start with what the
    /// source lists today, the newest entries first, and has cursors of its own. `None`: this kind has no past beyond
    /// what it lists.
    fn back<'a>(
        &'a self,
        from: &'a Cursor,
        since: Timestamp,
    ) -> Option<BoxFuture<'a, Result<Step, FetchError>>> {
        let _ = (from, since);
        None
    }

    /// How many of its entries may be open at once: enough to keep it busy, few enough that what is slow here
    /// does not take the room of the other sources. `usize::MAX` says that opening waits for nobody: such entries
    /// are opened one after the other, by as many workers as there are cores.
    fn window(&self) -> usize {
        usize::MAX
    }

    /// Returns when the source may have changed since it last returned, so that it is worth a poll before its time.
    /// A source that cannot tell never returns. It may be dropped at any moment; what follows is then a poll, or the end.
    fn changed(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }

    /// What stands behind an entry of this source.
    fn open<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<Opened, FetchError>>;

    /// Asks once more for the page of an entry that was read before; `known` is what its host wants to hear of that.
    /// `None`: what this kind opens is no page of the web.
    fn ask_again<'a>(
        &'a self,
        entry: &'a Entry,
        known: &'a Validators,
    ) -> Option<BoxFuture<'a, Result<Again, FetchError>>> {
        let _ = (entry, known);
        None
    }
}

/// What one call brought.
#[derive(Debug, Default)]
pub struct Batch {
    /// The entries, in the order in which the source lists them.
    pub entries: Vec<Entry>,
    /// Where to go on once these entries are durable. Never ahead of an entry that was listed; it may be ahead of
    /// files that were still too young to be listed. Should those be lost with the process, a connector that goes
    /// on in the middle of a scan asks for a whole one behind it, and that one lists them.
    pub cursor: Cursor,
    /// Where to go on instead, if none of these entries is new: behind a container, say, that was read before.
    pub unless_new: Option<Cursor>,
    /// Whether there is more to be had at once. Such a batch may be empty: it gives a run the chance to stop.
    pub more: bool,
    /// Present where the source was just seen whole and wants the entries that it no longer lists withdrawn.
    pub complete: Option<Complete>,
    /// How long the source says that it stays as it is (`ttl`, `sy:updatePeriod`, `Cache-Control`, `Expires`).
    pub poll_after: Option<Duration>,
    /// How many entries the listing holds before it drops its oldest; none, where nothing drops out or nothing was
    /// listed.
    pub window: Option<usize>,
    /// The hours and days in which the source says that it publishes nothing, where it was read anew.
    pub quiet: Option<Quiet>,
    /// What went wrong without stopping the rest.
    pub warnings: Vec<Warning>,
    /// What is worth knowing though nothing went wrong.
    pub notes: Vec<Warning>,
    /// What was seen of conditions that a person should hear of once when they begin, and once when they end.
    pub signs: Vec<Sign>,
}

/// One step on the way back into the past of a source.
#[derive(Debug)]
pub struct Step {
    /// The entries that are not older than was asked for, the newest first. What is known of them already is newer.
    pub entries: Vec<Entry>,
    /// How far the way has come once these are durable.
    pub past: Past,
    /// What went wrong without stopping the rest.
    pub warnings: Vec<Warning>,
    /// What is worth knowing though nothing went wrong.
    pub notes: Vec<Warning>,
}

impl Step {
    /// A step without entries.
    pub fn of(past: Past) -> Self {
        Self {
            entries: Vec::new(),
            past,
            warnings: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// What a connector saw of one condition. Who remembers whether it was so before tells people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    /// It holds now.
    Raised {
        /// Which condition.
        alarm: Alarm,
        /// What happened, in words.
        detail: String,
        /// What a person can do about it.
        hint: Option<String>,
    },
    /// It does not hold now.
    Fine(Alarm),
    /// The source is asked at another URL than the configured one from now on.
    Moved {
        /// The configured URL.
        from: String,
        /// Where it is asked.
        to: String,
    },
}

/// Everything that a source listed in one faultless scan from its start to its end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Complete {
    seen: HashSet<u64>,
}

impl Complete {
    /// Notes the key of a listed entry.
    pub fn insert(&mut self, key: &str) {
        self.seen.insert(digest64(key.as_bytes()));
    }

    /// Whether the source still lists this entry, or the file that this record came from.
    pub fn contains(&self, key: &str) -> bool {
        let listed = key.split_once('#').map_or(key, |(file, _)| file);
        self.contains_digest(digest64(listed.as_bytes()))
    }

    /// Whether the source still lists the entry of which this is the [`digest64`] of the key. Records are not
    /// listed but found in their files: for them this says nothing, and [`Self::contains`] answers.
    pub fn contains_digest(&self, digest: u64) -> bool {
        self.seen.contains(&digest)
    }

    /// Whether nothing was listed.
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }
}

/// Something that a person should hear of, though the rest goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The path or the entry that it is about.
    pub what: String,
    /// What happened, in words.
    pub message: String,
}

/// What stood behind an entry.
#[derive(Debug)]
pub struct Opened {
    /// The document or the records.
    pub fetched: Fetched,
    /// What went wrong with some records without stopping their neighbours.
    pub warnings: Vec<Warning>,
    /// What its host wants to hear when it is asked for again, if it is a page of the web.
    pub validators: Validators,
}

/// What became of a page that was read before.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "it is taken apart at once and never kept in a list"
)]
pub enum Again {
    /// Its host says that nothing changed; with what it wants to hear next time.
    Same(Validators),
    /// It is there, and perhaps another.
    There(Opened),
    /// Its host says that there is no such page (404, 410): in which words.
    Gone(String),
}

/// A document, or a container of records.
#[derive(Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "it is taken apart at once and never kept in a list"
)]
pub enum Fetched {
    /// One document.
    Document(Document),
    /// A container: each of its records is an entry of its own, and the container is settled by them.
    Entries(Vec<Entry>),
}

impl Opened {
    /// What stands behind an entry that is no page of the web.
    pub(crate) fn of(fetched: Fetched, warnings: Vec<Warning>) -> Self {
        Self {
            fetched,
            warnings,
            validators: Validators::default(),
        }
    }
}

impl From<Document> for Opened {
    fn from(document: Document) -> Self {
        Self::of(Fetched::Document(document), Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complete_list_answers_by_key_by_digest_and_for_the_records_of_a_file() {
        let mut complete = Complete::default();
        complete.insert("a.json");
        assert!(complete.contains("a.json") && complete.contains("a.json#7"));
        assert!(complete.contains_digest(digest64(b"a.json")));
        assert!(!complete.contains_digest(digest64(b"a.json#7")) && !complete.contains("b.json"));
    }
}
