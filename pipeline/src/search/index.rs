//! The index on the disk: opened as it is, and built anew where it is not what this program makes.

use std::{
    fmt, fs,
    path::Path,
    sync::{Mutex, PoisonError},
};

use item::ItemId;
use tantivy::{
    Index, IndexReader, ReloadPolicy, Term,
    collector::{Count, TopDocs},
    directory::{Directory, INDEX_WRITER_LOCK, Lock, MmapDirectory},
    query::{BooleanQuery, Query, TermQuery},
    schema::IndexRecordOption,
};

use super::{
    document::{Fields, Standing, WITHDRAWN},
    error::SearchError,
    mark::Mark,
};

/// The folder of the index, in that of the state.
pub const FOLDER: &str = "search";

/// An index that can be searched.
pub struct SearchIndex {
    pub(super) index: Index,
    pub(super) reader: IndexReader,
    pub(super) fields: Fields,
    /// How far it was when it was opened, until that was held against the journal.
    pub(super) unproven: Mutex<Option<Mark>>,
}

impl fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SearchIndex").field(&self.index).finish()
    }
}

impl SearchIndex {
    /// Opens the index of the state in `dir`; an empty one where there is none, or none of this form.
    ///
    /// It is opened before the journal: what is in it is then in the journal, too.
    pub fn open(dir: &Path) -> Result<Self, SearchError> {
        let folder = dir.join(FOLDER);
        fs::create_dir_all(&folder)?;
        match Self::as_it_is(&folder) {
            Some(index) => Ok(index),
            None => anew(&folder),
        }
    }

    /// None where it cannot be used: why is all the same, for it is built anew.
    fn as_it_is(folder: &Path) -> Option<Self> {
        let (schema, fields) = Fields::new();
        let index = Index::open_in_dir(folder).ok()?;
        if index.schema() != schema {
            return None;
        }
        let reader = index.reader_builder();
        let reader = reader.reload_policy(ReloadPolicy::Manual).try_into().ok()?;
        let opened = Self {
            index,
            reader,
            fields,
            unproven: Mutex::default(),
        };
        let mark = opened.mark().ok()??;
        *opened.unproven() = Some(mark);
        Some(opened)
    }

    /// The last event that the index knows.
    pub fn bookmark(&self) -> Result<u64, SearchError> {
        Ok(self.mark()?.map_or(0, |mark| mark.sequence))
    }

    /// None if it is of another form.
    pub(super) fn mark(&self) -> Result<Option<Mark>, SearchError> {
        Ok(match self.index.load_metas()?.payload {
            Some(payload) => Mark::read(&payload),
            None => Some(Mark::default()).filter(|_| self.reader.searcher().num_docs() == 0),
        })
    }

    pub(super) fn unproven(&self) -> std::sync::MutexGuard<'_, Option<Mark>> {
        self.unproven.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn searcher(&self) -> tantivy::Searcher {
        self.reader.searcher()
    }

    /// How an item stands, as far as the index knows.
    pub(super) fn standing_of(&self, id: ItemId) -> Result<Option<Standing>, SearchError> {
        let searcher = self.reader.searcher();
        let exact = |term| TermQuery::new(term, IndexRecordOption::Basic);
        let this = exact(self.fields.id_term(id));
        let found = searcher.search(&this, &TopDocs::with_limit(1).order_by_score())?;
        let Some((_, address)) = found.first() else {
            return Ok(None);
        };
        let segment = searcher.segment_reader(address.segment_ord);
        let sequence = segment.fast_fields().u64("sequence")?.first(address.doc_id);
        let gone = exact(Term::from_field_text(self.fields.keys, WITHDRAWN));
        let both: [Box<dyn Query>; 2] = [Box::new(this), Box::new(gone)];
        let withdrawn = searcher.search(&BooleanQuery::intersection(both.into()), &Count)? > 0;
        Ok(sequence.map(|sequence| Standing {
            sequence,
            withdrawn,
        }))
    }
}

/// Empties the folder and begins anew, unless another process just did: only one writes at a time.
fn anew(folder: &Path) -> Result<SearchIndex, SearchError> {
    let directory = MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
    let lock = directory.acquire_lock(&Lock {
        filepath: INDEX_WRITER_LOCK.filepath.clone(),
        is_blocking: true,
    });
    let _lock = lock.map_err(|error| tantivy::TantivyError::LockFailure(error, None))?;
    if let Some(index) = SearchIndex::as_it_is(folder) {
        return Ok(index);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_lock = path
            .extension()
            .is_some_and(|extension| extension == "lock");
        match (is_lock, path.is_dir()) {
            (true, _) => {}
            (_, true) => fs::remove_dir_all(&path)?,
            _ => fs::remove_file(&path)?,
        }
    }
    Index::create_in_dir(folder, Fields::new().0)?;
    SearchIndex::as_it_is(folder).ok_or(SearchError::Unusable)
}
