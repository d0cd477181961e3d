//! The near-duplicate index beside the journal: loaded when it is first asked, then kept up with each event.
//!
//! What must hold: it never knows of an event that the journal lost. Its runs may have been written just
//! before a death, with events that were not yet durable; an index that is found ahead of the journal is
//! therefore thrown away, at once, because the journal may catch up before the index is asked.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use item::{Body, Event, Fingerprint};
use jiff::Timestamp;

use crate::{
    error::StateError,
    journal::JournalReader,
    shingles::{Candidate, ShingleSettings, Shingles},
    state::State,
    store::{ItemRow, Rows},
};

/// Where the index is, in the state's folder.
pub(crate) const FOLDER: &str = "shingles";
/// Events that are in memory at once while the index catches up.
const EVENTS_AT_ONCE: usize = 256;

/// The index, or what is needed to load it.
#[derive(Debug)]
pub(crate) struct Near {
    dir: PathBuf,
    settings: ShingleSettings,
    loaded: Option<Shingles>,
}

impl Near {
    /// The index in `dir`, to be loaded when it is needed, beside a journal that ends at `durable`.
    pub(crate) fn new(
        dir: PathBuf,
        settings: ShingleSettings,
        durable: u64,
    ) -> Result<Self, StateError> {
        if last_in_names(&dir)? > durable {
            Shingles::remove(&dir)?;
        }
        Ok(Self {
            dir,
            settings,
            loaded: None,
        })
    }

    /// Notes an event, if the index is loaded; if not, loading will find it in the journal.
    pub(crate) fn insert(&mut self, event: &Event) -> Result<(), StateError> {
        match &mut self.loaded {
            Some(index) => note(index, event),
            None => Ok(()),
        }
    }

    /// Writes what the index holds in memory, so that the next process need not read it from the journal.
    /// Everything in it must be durable.
    pub(crate) fn persist(&mut self) -> Result<(), StateError> {
        match &mut self.loaded {
            Some(index) => index.persist(),
            None => Ok(()),
        }
    }

    fn load(
        &mut self,
        reader: &JournalReader,
        staged: &[Event],
        now: Timestamp,
    ) -> Result<&mut Shingles, StateError> {
        let index = match self.loaded.take() {
            Some(index) => index,
            None => self.caught_up(reader, staged, now)?,
        };
        Ok(self.loaded.insert(index))
    }

    fn caught_up(
        &self,
        reader: &JournalReader,
        staged: &[Event],
        now: Timestamp,
    ) -> Result<Shingles, StateError> {
        let (mut index, mut folded_to) = Shingles::open(&self.dir, self.settings.clone())?;
        let oldest = now
            .saturating_sub(self.settings.window)
            .unwrap_or(Timestamp::MIN);
        loop {
            let events = reader.read_from(folded_to + 1, EVENTS_AT_ONCE)?;
            let Some(last) = events.last() else { break };
            folded_to = last.sequence;
            for event in events.iter().filter(|event| event.time >= oldest) {
                note(&mut index, event)?;
            }
        }
        for event in staged {
            note(&mut index, event)?;
        }
        Ok(index)
    }
}

impl State {
    /// Items whose texts share sampled shingles with this fingerprint, or all of it; best first. Only items that
    /// the store knows: the index may remember one whose event was lost since.
    pub fn candidates(
        &mut self,
        fingerprint: &Fingerprint,
        now: Timestamp,
    ) -> Result<Vec<Candidate>, StateError> {
        let reader = self.journal.reader();
        let index = self.near.load(&reader, &self.staged, now)?;
        let mut known = Vec::new();
        for candidate in index.candidates(fingerprint, now)? {
            if self.overlay.row::<ItemRow>(&candidate.id)?.is_some() {
                known.push(candidate);
            }
        }
        Ok(known)
    }
}

fn note(index: &mut Shingles, event: &Event) -> Result<(), StateError> {
    match &event.body {
        // Cleaned anew, it is as old as its words.
        Body::ItemUpdated {
            item,
            fingerprint,
            relabelled: Some(_),
            ..
        } if !fingerprint.is_empty() && !index.has_left(event.told(), event.time) => {
            index.insert(event.sequence, item.id, event.told(), fingerprint)
        }
        Body::ItemNew {
            item, fingerprint, ..
        }
        | Body::ItemCopy {
            item, fingerprint, ..
        }
        | Body::ItemUpdated {
            item,
            fingerprint,
            relabelled: None,
            ..
        } => index.insert(event.sequence, item.id, event.time, fingerprint),
        Body::ItemEmptied {
            item,
            fingerprint: Some(fingerprint),
            ..
        } => index.insert(event.sequence, item.id, event.time, fingerprint),
        _ => Ok(()),
    }
}

/// The last sequence that a run of the index covers: its name ends with it.
fn last_in_names(dir: &Path) -> Result<u64, StateError> {
    let names = match fs::read_dir(dir) {
        Ok(names) => names,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(StateError::io("list the folder", dir)(error)),
    };
    let mut last = 0;
    for name in names {
        let path = name.map_err(StateError::io("list the folder", dir))?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let number = stem.and_then(|stem| stem.rsplit('-').next()?.parse().ok());
        last = last.max(number.unwrap_or(0));
    }
    Ok(last)
}
