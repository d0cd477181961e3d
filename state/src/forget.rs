//! Entries that wait and whose event can no longer be read, because its commit was damaged.
//!
//! Not here: finding damage. What must hold: an entry is forgotten only if its event is durable and lost, so
//! that its source lists it as new; nothing that can be read is forgotten.

use item::{Body, SourceId};

use crate::{
    error::StateError,
    journal::JournalReader,
    state::State,
    store::{Known, Meta, Overlay, PendingRow, Retry, Row, Rows, SourceRow, Tree, decoded},
};

impl State {
    /// Forgets the entry that waits under `sequence`, if its event cannot be read: the next poll lists it as
    /// new. Its item, if it had one, stays. Does nothing if the event can be read, is not committed yet, or
    /// nothing waits there.
    ///
    /// Written with the next commit or flush; after a death before that, it is asked for again. A rebuild
    /// cannot see the event either, so it does not know an entry that was first found there. Of an entry
    /// that had only changed, a rebuild knows the earlier version that it can still read, and the next poll
    /// lists it as changed: read once more in either case.
    pub fn forget_unreadable(&mut self, sequence: u64) -> Result<(), StateError> {
        self.healthy()?;
        let reader = self.reader();
        if is_readable(&reader, sequence)? {
            return Ok(());
        }
        let forgotten = forget(&mut self.overlay, sequence).and_then(|()| self.overlay.row(&()));
        let meta = self.unless_failed(forgotten)?;
        self.set_meta(meta.unwrap_or_default());
        Ok(())
    }
}

/// Forgets what a checkpoint says is waiting and the journal cannot give. Says how many entries those were.
pub(crate) fn forget_all_unreadable(
    rows: &mut Overlay,
    reader: &JournalReader,
) -> Result<usize, StateError> {
    let mut lost = Vec::new();
    for row in rows.scan(Tree::Pending, &[], &[])? {
        if let Ok(key) = row?.0.try_into() {
            let sequence = u64::from_be_bytes(key);
            if !is_readable(reader, sequence)? {
                lost.push(sequence);
            }
        }
    }
    for &sequence in &lost {
        forget(rows, sequence)?;
    }
    rows.write()?;
    Ok(lost.len())
}

/// Whether the event gives an entry, or will once it is durable.
fn is_readable(reader: &JournalReader, sequence: u64) -> Result<bool, StateError> {
    if sequence > reader.durable() {
        return Ok(true);
    }
    match reader.get(sequence) {
        Err(StateError::Damaged { .. }) => Ok(false),
        event => Ok(matches!(
            event?.map(|event| event.body),
            Some(Body::EntryFound { .. } | Body::EntryChanged { .. })
        )),
    }
}

fn forget(rows: &mut Overlay, sequence: u64) -> Result<(), StateError> {
    let Some(PendingRow(entry)) = rows.row(&sequence)? else {
        return Ok(());
    };
    let mut meta: Meta = rows.row(&())?.unwrap_or_default();
    rows.remove::<PendingRow>(&sequence);
    meta.pending = meta.pending.saturating_sub(1);
    if rows.row::<Retry>(&sequence)?.is_some() {
        rows.remove::<Retry>(&sequence);
    }
    if rows.row::<Known>(&entry)?.is_some() {
        rows.remove::<Known>(&entry);
        meta.known = meta.known.saturating_sub(1);
    }
    if let Some((name, source)) = source_of(rows, entry.source)? {
        let pending = source.pending.saturating_sub(1);
        rows.put(&name, &SourceRow { pending, ..source });
    }
    rows.put(&(), &meta);
    Ok(())
}

fn source_of(rows: &Overlay, number: u32) -> Result<Option<(SourceId, SourceRow)>, StateError> {
    for row in rows.scan(SourceRow::TREE, &[], &[])? {
        let (name, value) = row?;
        let source: SourceRow = decoded(&value)?;
        if source.number == number {
            return Ok(Some((
                SourceId::new(&String::from_utf8_lossy(&name)),
                source,
            )));
        }
    }
    Ok(None)
}
