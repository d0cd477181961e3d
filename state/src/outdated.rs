//! Retention by source: the words of what is too old for its source are taken out of the journal, segment by segment;
//! what is known of it stays.
//!
//! What must hold: a segment is rewritten only when no sink and no pending entry needs anything in it. How far that was
//! done is soft: if it is lost, old segments are read once more, and found to be as they should.

use item::SourceId;
use jiff::{SignedDuration, Timestamp};

use crate::{
    empty::empty,
    error::StateError,
    retain::Retained,
    state::{Retention, State},
    store::{EmptiedTo, Rows},
};

/// Segments that are gone through in one call: each takes some seconds of the single writer.
const SEGMENTS_AT_ONCE: usize = 2;

/// Stands for all sources without an age of their own; no source can be called so.
const OTHERS: &str = "*";

impl Retention {
    /// The age at which segments go.
    pub(crate) fn longest(&self) -> Option<SignedDuration> {
        let own = self.sources.values().copied();
        self.max_age.map(|age| own.fold(age, SignedDuration::max))
    }

    /// The age at which the words of sources without an age of their own go, where their segments stay for others.
    fn of_others(&self) -> Option<SignedDuration> {
        self.max_age.filter(|age| self.longest() > Some(*age))
    }

    /// The sources whose words are too old in a segment of this age.
    fn due(&self, age: SignedDuration) -> Due {
        let own = self.sources.iter().filter(|(_, keep)| age > **keep);
        let others = self.of_others().is_some_and(|keep| age > keep);
        Due {
            own: own.map(|(source, _)| source.clone()).collect(),
            others: others.then(|| self.sources.keys().cloned().collect()),
        }
    }
}

/// Sources whose words are too old.
#[derive(Debug)]
struct Due {
    own: Vec<SourceId>,
    /// Where all but these are, too.
    others: Option<Vec<SourceId>>,
}

impl Due {
    fn covers(&self, source: &SourceId) -> bool {
        let others = self.others.as_ref();
        self.own.contains(source) || others.is_some_and(|but| !but.contains(source))
    }

    /// The names under which is kept how far they are done.
    fn names(&self) -> Vec<SourceId> {
        let others = self.others.as_ref().map(|_| SourceId::new(OTHERS));
        self.own.iter().cloned().chain(others).collect()
    }
}

impl State {
    /// Takes the words of sources that are too old out of some segments, the oldest first.
    pub(crate) fn empty_outdated(
        &mut self,
        needed_from: u64,
        now: Timestamp,
        retained: &mut Retained,
    ) -> Result<(), StateError> {
        let segments = self.journal.segments()?;
        let closed = segments.split_last().map_or(&[][..], |(_, closed)| closed);
        let (mut read, mut age) = (0, SignedDuration::MAX);
        for segment in closed {
            // A clock that was set back must not make a later segment older than one before it.
            age = age.min(now.duration_since(segment.modified));
            let due = self.options.retention.due(age);
            let names = due.names();
            if names.is_empty() || segment.last_seq >= needed_from {
                break;
            }
            if self.are_emptied(&names, segment.last_seq) {
                continue;
            }
            if read >= SEGMENTS_AT_ONCE {
                retained.more = true;
                break;
            }
            read += 1;
            let mut change =
                |event: &mut item::Event| empty(event, |owner| due.covers(owner.source));
            let rewritten = self.journal.rewrite_segment(segment.first_seq, &mut change);
            let rewritten = self.unless_failed(rewritten)?;
            retained.emptied += usize::from(rewritten.changed > 0);
            for name in names {
                self.overlay.put(&name, &EmptiedTo(segment.last_seq));
            }
        }
        if read > 0 {
            self.flush()?;
        }
        Ok(())
    }

    fn are_emptied(&self, names: &[SourceId], last: u64) -> bool {
        names.iter().all(|name| {
            // A soft row that cannot be read is as good as lost.
            let row = self.overlay.row::<EmptiedTo>(name).ok().flatten();
            row.is_some_and(|EmptiedTo(to)| to >= last)
        })
    }
}
