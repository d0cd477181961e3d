//! Bringing an index up to date with the journal, step by step.
//!
//! What must hold: a step is one commit, with the mark of how far it went; so a sudden end costs one step, and an item is
//! found once, in its newest version.

use std::collections::HashMap;

use item::{Body, Emptied, Event, Item, ItemId};
use state::JournalReader;
use tantivy::{IndexWriter, TantivyDocument, TantivyError};

use super::{SearchIndex, document::Standing, error::SearchError, mark::Mark};

/// What the writer may hold in memory, in bytes: the least with which it does not write many small segments.
const WRITER_BYTES: usize = 32 << 20;
/// Events read at once.
const READ_AT_ONCE: usize = 512;
/// Events of one step: what a stop waits for, and what a sudden end makes to be done again.
const STEP: u64 = 20_000;
/// Bytes of text of one step at the most, for the writer keeps what it is given in memory until it gets to it.
const STEP_BYTES: usize = 16 << 20;

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caught {
    /// All that is in the journal is in the index.
    Up,
    /// There is more.
    More,
    /// Another process is at it.
    Busy,
}

impl SearchIndex {
    /// Takes in what the journal has beyond the mark, at most one step of it. An index of another journal is begun anew.
    pub fn catch_up(&self, journal: &JournalReader) -> Result<Caught, SearchError> {
        let unproven = *self.unproven();
        let is_foreign = match unproven {
            Some(mark) => !mark.is_of(journal)?,
            None => false,
        };
        if !is_foreign && self.bookmark()? >= journal.durable() {
            self.reader.reload()?;
            *self.unproven() = None;
            return Ok(Caught::Up);
        }
        let writer = match self.index.writer_with_num_threads(1, WRITER_BYTES) {
            Ok(writer) => writer,
            Err(TantivyError::LockFailure(..)) => {
                self.reader.reload()?;
                return Ok(Caught::Busy);
            }
            Err(error) => return Err(error.into()),
        };
        self.reader.reload()?;
        let mut step = Step {
            index: self,
            journal,
            writer,
            met: HashMap::new(),
            bytes: 0,
        };
        // Whoever wrote before may have gone further, or begun anew.
        let mark = self.mark()?.unwrap_or_default();
        let mark = if is_foreign && Some(mark) == unproven {
            step.begin_anew()?;
            Mark::default()
        } else {
            mark
        };
        let caught = step.go(mark)?;
        step.writer.wait_merging_threads()?;
        self.reader.reload()?;
        *self.unproven() = None;
        Ok(caught)
    }
}

/// One step.
struct Step<'a> {
    index: &'a SearchIndex,
    journal: &'a JournalReader,
    writer: IndexWriter<TantivyDocument>,
    /// The items that the reader does not see yet.
    met: HashMap<ItemId, Option<Standing>>,
    /// Bytes of the texts that were given to the writer.
    bytes: usize,
}

impl Step<'_> {
    fn begin_anew(&mut self) -> Result<(), SearchError> {
        self.writer.delete_all_documents()?;
        self.commit(Mark::default())
    }

    fn go(&mut self, mut mark: Mark) -> Result<Caught, SearchError> {
        let end = self.journal.durable();
        let enough = mark.sequence.saturating_add(STEP);
        while mark.sequence < end.min(enough) && self.bytes < STEP_BYTES {
            let events = self.journal.read_from(mark.sequence + 1, READ_AT_ONCE)?;
            let Some(last) = events.last().map(Mark::of) else {
                mark.sequence = end; // what is missing there is lost
                break;
            };
            for event in events {
                self.take(event)?;
            }
            mark = last;
        }
        self.commit(mark)?;
        Ok(if mark.sequence < end {
            Caught::More
        } else {
            Caught::Up
        })
    }

    fn take(&mut self, event: Event) -> Result<(), SearchError> {
        let sequence = event.sequence;
        match event.body {
            Body::ItemNew { item, .. }
            | Body::ItemCopy { item, .. }
            | Body::ItemUpdated {
                item,
                relabelled: None,
                ..
            } => self.put(
                &item,
                Standing {
                    sequence,
                    withdrawn: false,
                },
            ),
            Body::ItemRelinked { item }
            | Body::ItemUpdated {
                item,
                relabelled: Some(_),
                ..
            } => {
                let before = self.standing_of(item.id)?;
                let withdrawn = before.is_some_and(|before| before.withdrawn);
                self.put(
                    &item,
                    Standing {
                        sequence,
                        withdrawn,
                    },
                )
            }
            Body::ItemEmptied {
                item: Emptied { id, .. },
                ..
            }
            | Body::ItemForgotten { item: id, .. } => {
                self.delete(id)?;
                self.met.insert(id, None);
                Ok(())
            }
            Body::ItemWithdrawn { item, .. } => self.put_again(item, true),
            Body::ItemReappeared { item, .. } => self.put_again(item, false),
            _ => Ok(()),
        }
    }

    fn put(&mut self, item: &Item, standing: Standing) -> Result<(), SearchError> {
        self.delete(item.id)?;
        self.bytes += item.article.text.len();
        let document = self.index.fields.document(item, standing);
        self.writer.add_document(document)?;
        self.met.insert(item.id, Some(standing));
        Ok(())
    }

    /// Takes an item out, if it is there: tantivy keeps what is to be deleted in memory, also for documents that are none.
    fn delete(&self, id: ItemId) -> Result<(), SearchError> {
        let term = self.index.fields.id_term(id);
        let is_there = match self.met.get(&id) {
            Some(standing) => standing.is_some(),
            None => self.index.searcher().doc_freq(&term)? > 0,
        };
        if is_there {
            self.writer.delete_term(term);
        }
        Ok(())
    }

    /// The item as it stands in the journal, where its words are still there.
    fn put_again(&mut self, id: ItemId, withdrawn: bool) -> Result<(), SearchError> {
        let Some(Standing { sequence, .. }) = self.standing_of(id)? else {
            return Ok(());
        };
        let event = self.journal.get(sequence)?;
        let standing = Standing {
            sequence,
            withdrawn,
        };
        match event.and_then(|event| event.body.into_item()) {
            Some(item) => self.put(&item, standing),
            None => Ok(()),
        }
    }

    fn standing_of(&self, id: ItemId) -> Result<Option<Standing>, SearchError> {
        match self.met.get(&id) {
            Some(standing) => Ok(*standing),
            None => self.index.standing_of(id),
        }
    }

    fn commit(&mut self, mark: Mark) -> Result<(), SearchError> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&mark.written());
        commit.commit()?;
        Ok(())
    }
}
