//! The index on the disk: opened, brought up to date, built anew where it is not what this program makes.

use std::{
    collections::HashMap,
    fmt, fs, io,
    path::{Path, PathBuf},
};

use item::{Body, Event, Item, ItemId};
use state::JournalReader;
use tantivy::{
    Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, TantivyError,
    collector::TopDocs, query::TermQuery, schema::IndexRecordOption,
};

use super::{document::Fields, error::SearchError};

/// The folder of the index, in that of the state.
pub const FOLDER: &str = "search";
/// What the index holds and how; another number means that it is built anew.
const FORM: u32 = 1;
/// What the writer may hold in memory, in bytes: the least with which it does not write many small segments.
const WRITER_BYTES: usize = 32 << 20;
/// Events read at once.
const READ_AT_ONCE: usize = 512;
/// Events between two commits of a long way: what a sudden end makes to be done again.
const COMMIT_EVERY: u64 = 100_000;

/// An index that can be searched.
pub struct SearchIndex {
    index: Index,
    reader: IndexReader,
    pub(super) fields: Fields,
}

impl fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SearchIndex").field(&self.index).finish()
    }
}

impl SearchIndex {
    /// Opens the index of the state in `dir`; builds it where there is none, and brings it up to date with the journal. Where
    /// another process is writing it, it is taken as it is.
    pub fn open(dir: &Path, journal: &JournalReader) -> Result<Self, SearchError> {
        let folder = dir.join(FOLDER);
        let opened = Self::open_folder(&folder)?;
        let usable = match opened.bookmark()? {
            Some(bookmark) => bookmark <= journal.durable(),
            None => false,
        };
        let opened = if usable {
            opened
        } else {
            drop(opened);
            anew(&folder)?
        };
        opened.catch_up(journal)?;
        Ok(opened)
    }

    fn open_folder(folder: &PathBuf) -> Result<Self, SearchError> {
        fs::create_dir_all(folder)?;
        let (schema, fields) = Fields::new();
        let opened = match Index::open_in_dir(folder) {
            Ok(index) if index.schema() == schema => index,
            Ok(_) => return anew(folder),
            Err(TantivyError::OpenReadError(_)) => Index::create_in_dir(folder, schema)?,
            Err(error) => return Err(error.into()),
        };
        let reader = opened
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self {
            index: opened,
            reader,
            fields,
        })
    }

    /// The last event that the index knows; none if it is of another form.
    pub fn bookmark(&self) -> Result<Option<u64>, SearchError> {
        let Some(payload) = self.index.load_metas()?.payload else {
            let untouched = self.reader.searcher().num_docs() == 0;
            return Ok(untouched.then_some(0));
        };
        let read = payload.split_once(' ').and_then(|(form, bookmark)| {
            (form.parse() == Ok(FORM)).then(|| bookmark.parse().ok())?
        });
        Ok(read)
    }

    /// Takes in what the journal has beyond the bookmark. Says whether it could: another process may be doing it.
    pub fn catch_up(&self, journal: &JournalReader) -> Result<bool, SearchError> {
        if self.bookmark()? == Some(journal.durable()) {
            self.reader.reload()?;
            return Ok(true);
        }
        let writer = match self.index.writer_with_num_threads(1, WRITER_BYTES) {
            Ok(writer) => writer,
            Err(TantivyError::LockFailure(..)) => {
                self.reader.reload()?;
                return Ok(false);
            }
            Err(error) => return Err(error.into()),
        };
        // Whoever wrote before may have gone further.
        let bookmark = self.bookmark()?.unwrap_or(0);
        let mut writing = Writing {
            index: self,
            journal,
            writer,
            met: HashMap::new(),
        };
        writing.from(bookmark)?;
        writing.writer.wait_merging_threads()?;
        self.reader.reload()?;
        Ok(true)
    }

    pub(super) fn searcher(&self) -> tantivy::Searcher {
        self.reader.searcher()
    }

    /// The event that the index has for an item.
    fn sequence_of(&self, id: ItemId) -> Result<Option<u64>, SearchError> {
        let searcher = self.reader.searcher();
        let query = TermQuery::new(self.fields.id_term(id), IndexRecordOption::Basic);
        let found = searcher.search(&query, &TopDocs::with_limit(1).order_by_score())?;
        let Some((_, address)) = found.first() else {
            return Ok(None);
        };
        let segment = searcher.segment_reader(address.segment_ord);
        let sequences = segment.fast_fields().u64("sequence")?;
        Ok(sequences.first(address.doc_id))
    }
}

fn anew(folder: &PathBuf) -> Result<SearchIndex, SearchError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    SearchIndex::open_folder(folder)
}

/// Bringing an index up to date.
struct Writing<'a> {
    index: &'a SearchIndex,
    journal: &'a JournalReader,
    writer: IndexWriter<TantivyDocument>,
    /// Where the items stand that the reader does not see yet.
    met: HashMap<ItemId, Option<u64>>,
}

impl Writing<'_> {
    fn from(&mut self, bookmark: u64) -> Result<(), SearchError> {
        let (mut at, mut committed) = (bookmark, bookmark);
        let end = self.journal.durable();
        while at < end {
            let events = self.journal.read_from(at + 1, READ_AT_ONCE)?;
            let Some(last) = events.last().map(|event| event.sequence) else {
                at = end; // what is missing there is lost
                break;
            };
            for event in events {
                self.take(event)?;
            }
            at = last;
            if at - committed >= COMMIT_EVERY {
                self.commit(at)?;
                committed = at;
            }
        }
        self.commit(at)
    }

    fn take(&mut self, event: Event) -> Result<(), SearchError> {
        let sequence = event.sequence;
        match event.body {
            Body::ItemNew { item, .. }
            | Body::ItemCopy { item, .. }
            | Body::ItemUpdated { item, .. }
            | Body::ItemRelinked { item } => self.put(&item, sequence, false),
            Body::ItemEmptied { item, .. } => {
                self.writer.delete_term(self.index.fields.id_term(item.id));
                self.met.insert(item.id, None);
                Ok(())
            }
            Body::ItemWithdrawn { item, .. } => self.put_again(item, true),
            Body::ItemReappeared { item, .. } => self.put_again(item, false),
            _ => Ok(()),
        }
    }

    fn put(&mut self, item: &Item, sequence: u64, withdrawn: bool) -> Result<(), SearchError> {
        let fields = self.index.fields;
        self.writer.delete_term(fields.id_term(item.id));
        self.writer
            .add_document(fields.document(item, sequence, withdrawn))?;
        self.met.insert(item.id, Some(sequence));
        Ok(())
    }

    /// The item as it stands in the journal, where its words are still there.
    fn put_again(&mut self, id: ItemId, withdrawn: bool) -> Result<(), SearchError> {
        let sequence = match self.met.get(&id) {
            Some(sequence) => *sequence,
            None => self.index.sequence_of(id)?,
        };
        let Some(sequence) = sequence else {
            return Ok(());
        };
        match self
            .journal
            .get(sequence)?
            .and_then(|event| event.body.into_item())
        {
            Some(item) => self.put(&item, sequence, withdrawn),
            None => Ok(()),
        }
    }

    fn commit(&mut self, bookmark: u64) -> Result<(), SearchError> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&format!("{FORM} {bookmark}"));
        commit.commit()?;
        self.index.reader.reload()?;
        self.met.clear();
        Ok(())
    }
}
