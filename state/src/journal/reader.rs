//! Reading the journal while it is being written.
//!
//! What must hold: nobody sees an event before it is durable. A commit that is damaged is skipped, with a
//! warning, as often as it is met.

use std::{
    collections::VecDeque,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use item::Event;

use super::{
    damage::JournalDamage,
    scan,
    segment::{CommitAt, Lines, Segment, SegmentInfo},
    writer::{info, read_beside},
};
use crate::error::StateError;

/// How many commits stay decompressed: enough for a few readers, each of which goes through its neighbours, and for the
/// newest pages, which all who look ask for,
const CACHED_COMMITS: usize = 64;
/// and how many bytes of them.
const CACHED_BYTES: usize = 16 << 20;
/// Larger commits are not kept: a usual one is a few hundred kilobytes.
const MAX_CACHED_BYTES: usize = 2 << 20;

/// What writer and readers share.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub(crate) durable: AtomicU64,
    pub(crate) segments: RwLock<Vec<Arc<Segment>>>,
    cache: Mutex<VecDeque<(PathBuf, Arc<Lines>)>>,
}

/// JSON read at once: some commits of ordinary items, one of the largest.
const READ_BYTES: usize = 4 * 1024 * 1024;

/// A handle for reading; clones share what they know.
#[derive(Debug, Clone)]
pub struct JournalReader {
    shared: Arc<Shared>,
}

impl JournalReader {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Reads the journal of the state in `dir` beside whoever writes it, as far as it is at this moment.
    pub fn beside(dir: &Path) -> Result<Self, StateError> {
        read_beside(&dir.join(crate::open::JOURNAL))
    }

    /// The segments, oldest first.
    pub fn segments(&self) -> Result<Vec<SegmentInfo>, StateError> {
        let segments = self.segments_from(0);
        let ends = segments.iter().skip(1).map(|after| after.first - 1);
        let ends = ends.chain(std::iter::once(self.durable()));
        let both = segments.iter().zip(ends);
        both.map(|(segment, last_seq)| info(segment, last_seq))
            .collect()
    }

    /// The last durable sequence; 0 if there is none.
    pub fn durable(&self) -> u64 {
        self.shared.durable.load(Ordering::Acquire)
    }

    /// Up to `max_events` durable events, beginning with `sequence` or, where that is lost, what follows it.
    ///
    /// Fewer where they are large: no further commit is read once 4 MiB of JSON are at hand. Empty only if
    /// nothing readable follows.
    pub fn read_from(&self, sequence: u64, max_events: usize) -> Result<Vec<Event>, StateError> {
        let durable = self.durable();
        let mut events = Vec::new();
        let mut bytes = 0;
        for segment in self.segments_from(sequence) {
            let mut index = 0;
            while events.len() < max_events && bytes < READ_BYTES {
                let at = match segment.commit_after(sequence, index) {
                    Err(error) if is_gone(&error) => None,
                    outcome => outcome?,
                };
                let Some(at) = at else { break };
                index += 1;
                let Some(lines) = self.lines(&segment, at)? else {
                    continue;
                };
                bytes += lines.json.len();
                let wanted = sequence..=durable;
                let room = max_events - events.len();
                read_lines(&segment, &lines, &wanted, room, &mut events)?;
            }
        }
        Ok(events)
    }

    /// One durable event; `None` if it is not there, or not any more.
    pub fn get(&self, sequence: u64) -> Result<Option<Event>, StateError> {
        if sequence > self.durable() {
            return Ok(None);
        }
        let Some(segment) = self.segments_from(sequence).into_iter().next() else {
            return Ok(None);
        };
        let at = match segment.commit_after(sequence, 0) {
            Err(error) if is_gone(&error) => return Ok(None),
            outcome => outcome?.filter(|at| at.header.first <= sequence),
        };
        let Some(at) = at else { return Ok(None) };
        let Some(lines) = self.lines(&segment, at)? else {
            return Ok(None);
        };
        let mut found = Vec::new();
        read_lines(&segment, &lines, &(sequence..=sequence), 1, &mut found)?;
        Ok(found.pop())
    }

    /// Checks the digest of every commit of every segment, and that no segment is missing between two others.
    pub fn verify(&self) -> Result<Vec<JournalDamage>, StateError> {
        let segments = self.segments_from(0);
        let mut damage = Vec::new();
        for (index, segment) in segments.iter().enumerate() {
            let following = segments.get(index + 1).map(|following| following.first);
            let file = segment.open()?;
            damage.extend(scan::verify(
                &file,
                &segment.path,
                segment.first,
                following,
            )?);
        }
        Ok(damage)
    }

    /// The segment that may hold `sequence`, and those after it.
    fn segments_from(&self, sequence: u64) -> Vec<Arc<Segment>> {
        let segments = self
            .shared
            .segments
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let after = segments.partition_point(|segment| segment.first <= sequence);
        segments
            .get(after.saturating_sub(1)..)
            .unwrap_or_default()
            .to_vec()
    }

    fn lines(&self, segment: &Segment, at: CommitAt) -> Result<Option<Arc<Lines>>, StateError> {
        if let Some(lines) = self.cached(segment, at) {
            return Ok(Some(lines));
        }
        let lines = match segment.read(at) {
            Err(error) if is_gone(&error) => return Ok(None),
            outcome => outcome?,
        };
        let Some(lines) = lines else {
            tracing::warn!(segment = %segment.path.display(), offset = at.offset, first = at.header.first,
                "a damaged commit of the journal is skipped");
            return Ok(None);
        };
        if lines.json.len() <= MAX_CACHED_BYTES {
            let mut cache = self.cache();
            cache.push_front((segment.path.clone(), Arc::clone(&lines)));
            let mut bytes = 0;
            let kept = cache.iter().take(CACHED_COMMITS).take_while(|(_, lines)| {
                bytes += lines.json.len();
                bytes <= CACHED_BYTES
            });
            let kept = kept.count();
            cache.truncate(kept);
        }
        Ok(Some(lines))
    }

    fn cached(&self, segment: &Segment, at: CommitAt) -> Option<Arc<Lines>> {
        let mut cache = self.cache();
        let position = cache
            .iter()
            .position(|(path, lines)| lines.at == at && *path == segment.path)?;
        let hit = cache.remove(position)?;
        let lines = Arc::clone(&hit.1);
        cache.push_front(hit);
        Some(lines)
    }

    /// Forgets what was read, after it was rewritten.
    pub(crate) fn forget_cached(&self) {
        self.cache().clear();
    }

    fn cache(&self) -> MutexGuard<'_, VecDeque<(PathBuf, Arc<Lines>)>> {
        self.shared
            .cache
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether retention took the segment away while it was about to be read.
fn is_gone(error: &StateError) -> bool {
    matches!(error, StateError::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
}

fn read_lines(
    segment: &Segment,
    lines: &Lines,
    wanted: &std::ops::RangeInclusive<u64>,
    room: usize,
    events: &mut Vec<Event>,
) -> Result<(), StateError> {
    let skipped = wanted.start().saturating_sub(lines.at.header.first);
    let skipped = usize::try_from(skipped).unwrap_or(usize::MAX);
    let numbered = (lines.at.header.first..).zip(lines.each());
    let chosen = numbered.skip(skipped);
    let chosen = chosen.take_while(|(sequence, _)| sequence <= wanted.end());
    for (sequence, line) in chosen.take(room) {
        let event = Event::from_json(line).map_err(|error| {
            StateError::damaged(&segment.path, format!("event {sequence}: {error}"))
        })?;
        events.push(event);
    }
    Ok(())
}
