//! What can be asked of a state. Pushed events count, committed or not.

use item::{Cursor, ItemId, SourceId};

use crate::{
    error::StateError,
    fold::owner_of_url,
    state::State,
    store::{
        CursorRow, EntryKey, Health, ItemRow, Known, Retry, Row, Rows, SourceRow, Tree,
        decode_entry_key, decoded,
    },
};

impl State {
    /// What is known of an entry of a source.
    pub fn known_entry(&self, source: &SourceId, key: &str) -> Result<Option<Known>, StateError> {
        let Some(source) = self.source(source)? else {
            return Ok(None);
        };
        self.overlay.row(&EntryKey::new(source.number, key))
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
        self.items_from(&[], &[])
    }

    /// At most `limit` items whose ids begin with these hexadecimal digits.
    pub fn items_with_prefix(
        &self,
        digits: &str,
        limit: usize,
    ) -> Result<Vec<(ItemId, ItemRow)>, StateError> {
        let digits = digits.to_ascii_lowercase();
        let Some(bytes) = whole_bytes(&digits) else {
            return Ok(Vec::new());
        };
        let rows = self.items_from(&bytes, &bytes)?;
        rows.filter(|row| {
            row.as_ref()
                .map_or(true, |(id, _)| id.to_string().starts_with(&digits))
        })
        .take(limit)
        .collect()
    }

    /// The sequences of at most `limit` pending entries after `sequence`, ascending.
    pub fn pending_after(&self, sequence: u64, limit: usize) -> Result<Vec<u64>, StateError> {
        let start = sequence.saturating_add(1).to_be_bytes();
        let rows = self.overlay.scan(Tree::Pending, &start, &[])?;
        let sequences = rows.map(|row| key_of(row?.0.try_into().ok().map(u64::from_be_bytes)));
        sequences.take(limit).collect()
    }

    /// How many entries wait.
    pub fn pending_count(&self) -> usize {
        usize::try_from(self.meta().pending).unwrap_or(usize::MAX)
    }

    /// How many entries of a source wait.
    pub fn pending_of(&self, source: &SourceId) -> Result<usize, StateError> {
        let pending = self.source(source)?.map_or(0, |source| source.pending);
        Ok(usize::try_from(pending).unwrap_or(usize::MAX))
    }

    /// Where a source is to be resumed.
    pub fn cursor(&self, source: &SourceId) -> Result<Cursor, StateError> {
        let Some(source) = self.source(source)? else {
            return Ok(Cursor::start());
        };
        let cursor = self.overlay.row::<CursorRow>(&source.number)?;
        Ok(cursor.map_or_else(Cursor::start, |row| row.0))
    }

    /// The attempts at a pending entry; `None` if there was none, or the note of it was lost.
    pub fn retry(&self, sequence: u64) -> Result<Option<Retry>, StateError> {
        soft(self.overlay.row(&sequence))
    }

    /// Notes an attempt at a pending entry. Soft: written with the next commit or flush.
    pub fn set_retry(&mut self, sequence: u64, retry: Retry) {
        self.overlay.put(&sequence, &retry);
    }

    /// How the polls of a source go.
    pub fn health(&self, source: &SourceId) -> Result<Health, StateError> {
        Ok(soft(self.overlay.row(source))?.unwrap_or_default())
    }

    /// Notes how the polls of a source go. Soft: written with the next commit or flush.
    pub fn set_health(&mut self, source: &SourceId, health: Health) {
        self.overlay.put(source, &health.trimmed());
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

    fn items_from(
        &self,
        start: &[u8],
        prefix: &[u8],
    ) -> Result<impl Iterator<Item = Result<(ItemId, ItemRow), StateError>> + use<'_>, StateError>
    {
        let rows = self.overlay.scan(ItemRow::TREE, start, prefix)?;
        Ok(rows.map(|row| {
            let (key, value) = row?;
            let id = key.try_into().ok().map(ItemId::from_bytes);
            Ok((key_of(id)?, decoded(&value)?))
        }))
    }
}

/// A soft row that cannot be read is as good as lost.
fn soft<T>(row: Result<Option<T>, StateError>) -> Result<Option<T>, StateError> {
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
