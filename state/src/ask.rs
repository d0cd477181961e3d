//! What can be asked of a state. Pushed events count, committed or not.

use item::{Cursor, ItemId, Past, SourceId, digest64};

use crate::{
    error::StateError,
    fold::owner_of_url,
    state::State,
    store::{
        Alarms, CursorRow, EntryKey, Failures, Health, ItemRow, Known, Overlay, PastRow,
        PendingRow, Retry, Row, Rows, SoftCursor, SourceRow, Tree, decode_entry_key, decoded,
    },
};

/// A pending entry, as far as its row tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The journal sequence of the event that holds it.
    pub sequence: u64,
    /// The number of its source.
    pub source: u32,
}

impl State {
    /// What is known of an entry of a source.
    pub fn known_entry(&self, source: &SourceId, key: &str) -> Result<Option<Known>, StateError> {
        known_entry(&self.overlay, source, key)
    }

    /// The item that a key URL belongs to.
    pub fn known_url(&self, key_url: &str) -> Result<Option<ItemId>, StateError> {
        owner_of_url(&self.overlay, key_url)
    }

    /// All entries of a source that are known, by the digests of their keys.
    pub fn entries_of(
        &self,
        source: &SourceId,
    ) -> Result<impl Iterator<Item = Result<(EntryKey, Known), StateError>>, StateError> {
        let number = self.source(source)?.map(|source| source.number);
        let prefix = number.map(u32::to_be_bytes);
        let scan = prefix
            .map(|prefix| self.overlay.scan(Tree::Known, &prefix, &prefix))
            .transpose()?;
        let rows = scan.into_iter().flatten();
        Ok(rows.map(|row| {
            let (key, value) = row?;
            Ok((key_of(decode_entry_key(&key))?, decoded(&value)?))
        }))
    }

    /// What is known of an item; the item itself is in the journal, at its `seq`.
    pub fn item(&self, id: ItemId) -> Result<Option<ItemRow>, StateError> {
        self.overlay.row(&id)
    }

    /// All items, in the order of their ids.
    pub fn items(
        &self,
    ) -> Result<impl Iterator<Item = Result<(ItemId, ItemRow), StateError>>, StateError> {
        items_from(&self.overlay, &[], &[])
    }

    /// At most `limit` items whose ids begin with these hexadecimal digits.
    pub fn items_with_prefix(
        &self,
        digits: &str,
        limit: usize,
    ) -> Result<Vec<(ItemId, ItemRow)>, StateError> {
        items_with_prefix(&self.overlay, digits, limit)
    }

    /// The sequences of at most `limit` pending entries after `sequence`, ascending.
    pub fn pending_after(&self, sequence: u64, limit: usize) -> Result<Vec<u64>, StateError> {
        let waiting = self.waiting_after(sequence, limit)?;
        Ok(waiting.into_iter().map(|one| one.sequence).collect())
    }

    /// At most `limit` pending entries after `sequence`, ascending, each with the number of its source.
    pub fn waiting_after(&self, sequence: u64, limit: usize) -> Result<Vec<Waiting>, StateError> {
        let start = sequence.saturating_add(1).to_be_bytes();
        let rows = self.overlay.scan(Tree::Pending, &start, &[])?;
        let waiting = rows.map(|row| {
            let (key, value) = row?;
            let PendingRow(entry) = decoded(&value)?;
            Ok(Waiting {
                sequence: key_of(key.try_into().ok().map(u64::from_be_bytes))?,
                source: entry.source,
            })
        });
        waiting.take(limit).collect()
    }

    /// Whether an entry waits under this sequence.
    pub fn is_pending(&self, sequence: u64) -> Result<bool, StateError> {
        Ok(self.overlay.row::<PendingRow>(&sequence)?.is_some())
    }

    /// What stands for a source in the rows of its entries; `None` until the journal first names it.
    pub fn source_number(&self, source: &SourceId) -> Result<Option<u32>, StateError> {
        Ok(self.source(source)?.map(|source| source.number))
    }

    /// The sequence of the last event that was pushed; 0 if there is none.
    pub fn last_pushed(&self) -> u64 {
        self.meta().folded_to
    }

    /// How many entries wait.
    pub fn pending_count(&self) -> usize {
        usize::try_from(self.meta().pending).unwrap_or(usize::MAX)
    }

    /// How many entries of a source wait.
    pub fn pending_of(&self, source: &SourceId) -> Result<usize, StateError> {
        pending_of(&self.overlay, source)
    }

    /// Where a source is to be resumed, as the journal says.
    pub fn cursor(&self, source: &SourceId) -> Result<Cursor, StateError> {
        let Some(source) = self.source(source)? else {
            return Ok(Cursor::start());
        };
        let cursor = self.overlay.row::<CursorRow>(&source.number)?;
        Ok(cursor.map_or_else(Cursor::start, |row| row.0))
    }

    /// How far back a source was read; `None` if nobody went back.
    pub fn past(&self, source: &SourceId) -> Result<Option<Past>, StateError> {
        past(&self.overlay, source)
    }

    /// Where a source is to be resumed: as the journal says or, where polls since then brought nothing but another
    /// cursor, as the last of them said.
    pub fn resume_at(&self, source: &SourceId) -> Result<Cursor, StateError> {
        let journalled = self.cursor(source)?;
        let soft = self.health(source)?.cursor;
        Ok(match soft {
            Some(soft) if soft.over == digest_of(&journalled) => soft.cursor,
            _ => journalled,
        })
    }

    /// Notes where a source resumes after a poll that brought no event. Soft: written with the next commit or flush.
    ///
    /// It stands for entries that were all known when it was noted. Their events were pushed before, and rows reach
    /// the store only after the events before them are durable, so it is never ahead of what the journal holds. It
    /// counts only over the very cursor that it was noted over: as soon as the journal tells of another one, also
    /// after a death that this row survived and that one did not, it is void. Losing it costs a request.
    pub fn keep_cursor(&mut self, source: &SourceId, cursor: Cursor) -> Result<(), StateError> {
        let over = digest_of(&self.cursor(source)?);
        let health = self.health(source)?;
        let cursor = Some(SoftCursor { over, cursor });
        self.set_health(source, Health { cursor, ..health });
        Ok(())
    }

    /// Forgets what [`State::keep_cursor`] noted: the journal is about to tell of a newer cursor.
    pub fn drop_kept_cursor(&mut self, source: &SourceId) -> Result<(), StateError> {
        let health = self.health(source)?;
        if health.cursor.is_some() {
            self.set_health(
                source,
                Health {
                    cursor: None,
                    ..health
                },
            );
        }
        Ok(())
    }

    /// The attempts at a pending entry; `None` if there was none, or the note of it was lost.
    pub fn retry(&self, sequence: u64) -> Result<Option<Retry>, StateError> {
        retry(&self.overlay, sequence)
    }

    /// Notes an attempt at a pending entry. Soft: written with the next commit or flush.
    pub fn set_retry(&mut self, sequence: u64, retry: Retry) {
        self.overlay.put(&sequence, &retry);
    }

    /// How the polls of a source go.
    pub fn health(&self, source: &SourceId) -> Result<Health, StateError> {
        health(&self.overlay, source)
    }

    /// Notes how the polls of a source go. Soft: written with the next commit or flush.
    pub fn set_health(&mut self, source: &SourceId, health: Health) {
        self.overlay.put(source, &health.trimmed());
    }

    /// The last failed polls of a source, and for how long it could not be read.
    pub fn failures(&self, source: &SourceId) -> Result<Failures, StateError> {
        failures(&self.overlay, source)
    }

    /// Notes them. Soft: written with the next commit or flush.
    pub fn set_failures(&mut self, source: &SourceId, failures: Failures) {
        self.overlay.put(source, &failures.trimmed());
    }

    /// What sinks and the state are alarmed for, as the journal tells it.
    pub fn alarms(&self) -> Result<Alarms, StateError> {
        Ok(soft(self.overlay.row(&()))?.unwrap_or_default())
    }

    /// Notes it. Soft: written with the next commit or flush.
    pub fn set_alarms(&mut self, alarms: Alarms) {
        self.overlay.put(&(), &alarms.trimmed());
    }

    /// Every source that was ever met, by name.
    pub fn sources(&self) -> Result<Vec<SourceId>, StateError> {
        let mut names = std::collections::BTreeSet::new();
        for tree in [Tree::Sources, Tree::Health] {
            for row in self.overlay.scan(tree, &[], &[])? {
                names.insert(String::from_utf8_lossy(&row?.0).into_owned());
            }
        }
        Ok(names.iter().map(|name| SourceId::new(name)).collect())
    }

    fn source(&self, name: &SourceId) -> Result<Option<SourceRow>, StateError> {
        self.overlay.row(name)
    }
}

/// What is known of an entry of a source.
pub(crate) fn known_entry(
    rows: &Overlay,
    source: &SourceId,
    key: &str,
) -> Result<Option<Known>, StateError> {
    let Some(source) = rows.row::<SourceRow>(source)? else {
        return Ok(None);
    };
    rows.row(&EntryKey::new(source.number, key))
}

/// At most `limit` items whose ids begin with these hexadecimal digits.
pub(crate) fn items_with_prefix(
    rows: &Overlay,
    digits: &str,
    limit: usize,
) -> Result<Vec<(ItemId, ItemRow)>, StateError> {
    let digits = digits.to_ascii_lowercase();
    let Some(bytes) = whole_bytes(&digits) else {
        return Ok(Vec::new());
    };
    let rows = items_from(rows, &bytes, &bytes)?;
    rows.filter(|row| {
        row.as_ref()
            .map_or(true, |(id, _)| id.to_string().starts_with(&digits))
    })
    .take(limit)
    .collect()
}

/// How many entries of a source wait.
pub(crate) fn pending_of(rows: &Overlay, source: &SourceId) -> Result<usize, StateError> {
    let pending = rows.row::<SourceRow>(source)?.map_or(0, |row| row.pending);
    Ok(usize::try_from(pending).unwrap_or(usize::MAX))
}

/// How far back a source was read.
pub(crate) fn past(rows: &Overlay, source: &SourceId) -> Result<Option<Past>, StateError> {
    let Some(source) = rows.row::<SourceRow>(source)? else {
        return Ok(None);
    };
    let past = rows.row::<PastRow>(&source.number)?;
    Ok(past.map(|row| row.0))
}

/// The last failed polls of a source, and for how long it could not be read.
pub(crate) fn failures(rows: &Overlay, source: &SourceId) -> Result<Failures, StateError> {
    Ok(soft(rows.row(source))?.unwrap_or_default())
}

/// The attempts at a pending entry.
pub(crate) fn retry(rows: &Overlay, sequence: u64) -> Result<Option<Retry>, StateError> {
    soft(rows.row(&sequence))
}

/// How the polls of a source go.
pub(crate) fn health(rows: &Overlay, source: &SourceId) -> Result<Health, StateError> {
    Ok(soft(rows.row(source))?.unwrap_or_default())
}

fn items_from<'r>(
    rows: &'r Overlay,
    start: &[u8],
    prefix: &[u8],
) -> Result<impl Iterator<Item = Result<(ItemId, ItemRow), StateError>> + use<'r>, StateError> {
    let rows = rows.scan(ItemRow::TREE, start, prefix)?;
    Ok(rows.map(|row| {
        let (key, value) = row?;
        let id = key.try_into().ok().map(ItemId::from_bytes);
        Ok((key_of(id)?, decoded(&value)?))
    }))
}

fn digest_of(cursor: &Cursor) -> u64 {
    digest64(cursor.as_str().as_bytes())
}

/// A soft row that cannot be read is as good as lost.
pub(crate) fn soft<T>(row: Result<Option<T>, StateError>) -> Result<Option<T>, StateError> {
    match row {
        Err(StateError::Store(_)) => Ok(None),
        row => row,
    }
}

fn key_of<T>(key: Option<T>) -> Result<T, StateError> {
    key.ok_or_else(|| StateError::Store("a key cannot be read".to_owned()))
}

/// The bytes that whole pairs of digits give; `None` if they are not hexadecimal.
fn whole_bytes(digits: &str) -> Option<Vec<u8>> {
    if digits.len() > 32 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let (pairs, _) = digits.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    pairs.iter().map(byte).collect()
}
