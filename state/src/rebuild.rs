//! Folds a journal into a store: the tail of it, or all of it over the newest whole checkpoint.
//!
//! What must hold: memory is bounded by [`EVENTS_AT_ONCE`], and a store that is not complete has no meta row
//! or one that says how far it is, so that a death in between is only lost time.

use crate::{
    checkpoint::{self, CheckpointFile},
    error::StateError,
    fold::fold,
    forget::forget_all_unreadable,
    journal::JournalReader,
    store::{Meta, Overlay, Rows},
};

/// Events (and their rows) in memory at once; large enough that a transaction's fixed cost does not show.
const EVENTS_AT_ONCE: usize = 1024;

/// Folds what the journal holds after the store's last event. Says how many events that were.
pub(crate) fn fold_tail(rows: &mut Overlay, reader: &JournalReader) -> Result<u64, StateError> {
    let meta: Meta = rows.row(&())?.unwrap_or_default();
    let (mut folded_to, mut count) = (meta.folded_to, 0);
    if folded_to == 0 {
        rows.put(&(), &meta); // so that even a store of no events is a finished one
    }
    loop {
        let events = reader.read_from(folded_to + 1, EVENTS_AT_ONCE)?;
        let Some(last) = events.last() else {
            rows.write()?;
            return Ok(count);
        };
        folded_to = last.sequence;
        count += events.len() as u64;
        for event in &events {
            fold(rows, event)?;
        }
        rows.write()?;
    }
}

/// Fills an empty store. `first` is the first event that the journal still holds; what was before must be in
/// a checkpoint. Says in words what was left out on the way.
pub(crate) fn fill(
    rows: &mut Overlay,
    reader: &JournalReader,
    checkpoints: &[CheckpointFile],
    first: u64,
) -> Result<Vec<String>, StateError> {
    let mut notes = Vec::new();
    let mut covered = first <= 1;
    let mut from_checkpoint = false;
    for file in checkpoints
        .iter()
        .filter(|file| file.folded_to + 1 >= first)
    {
        match checkpoint::verify(file) {
            Ok(()) => {
                checkpoint::load(file, rows)?;
                covered = true;
                from_checkpoint = true;
                break;
            }
            Err(StateError::Damaged { path, detail }) => {
                notes.push(format!(
                    "ignored the checkpoint `{}`: {detail}",
                    path.display()
                ));
            }
            Err(error) => return Err(error),
        }
    }
    if !covered {
        notes.push(format!(
            "the events before {first} were dropped and no whole checkpoint covers them: \
             what they said is forgotten"
        ));
    }
    fold_tail(rows, reader)?;
    if from_checkpoint {
        let lost = forget_all_unreadable(rows, reader)?;
        if lost > 0 {
            notes.push(format!(
                "{lost} waiting entries cannot be read any more; they are read when they are listed again"
            ));
        }
    }
    Ok(notes)
}
