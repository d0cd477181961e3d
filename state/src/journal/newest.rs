//! The journal read from its end: what a person asks for happened lately.

use item::Event;

use super::JournalReader;
use crate::error::StateError;

/// Events read backwards in one step,
const READ_BACK: u64 = 4096;
/// and held at once.
const READ_AT_ONCE: usize = 256;

impl JournalReader {
    /// What `pick` finds, the newest first, at most `enough`. Only the last `back` events up to and with `end` are
    /// looked at.
    pub fn newest<T>(
        &self,
        end: u64,
        enough: usize,
        back: u64,
        mut pick: impl FnMut(Event) -> Option<T>,
    ) -> Result<Vec<T>, StateError> {
        let mut picked = Vec::new();
        let mut end = end.min(self.durable());
        let oldest = end.saturating_sub(back);
        while end > oldest && picked.len() < enough {
            let begin = end.saturating_sub(READ_BACK).max(oldest);
            let mut step = Vec::new();
            let mut next = begin + 1;
            while next <= end {
                let events = self.read_from(next, READ_AT_ONCE)?;
                let Some(last) = events.last().map(|event| event.sequence) else {
                    break;
                };
                let inside = events.into_iter().filter(|event| event.sequence <= end);
                step.extend(inside.filter_map(&mut pick));
                next = last + 1;
            }
            picked.extend(step.into_iter().rev());
            end = begin;
        }
        picked.truncate(enough);
        Ok(picked)
    }
}

#[cfg(test)]
mod tests {
    use item::{Body, Cursor, SourceId};
    use jiff::Timestamp;

    use super::*;
    use crate::{Journal, JournalOptions};

    #[test]
    fn the_newest_come_first_and_no_more_than_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path(), &JournalOptions::default()).unwrap();
        let event = |sequence| Event {
            sequence,
            time: Timestamp::UNIX_EPOCH,
            body: Body::SourcePolled {
                source: SourceId::new("a"),
                cursor: Cursor::start(),
            },
        };
        let events: Vec<Event> = (1..=9000).map(event).collect();
        for chunk in events.chunks(200) {
            journal.append(chunk).unwrap();
        }
        let check = |enough, back, every: u64, expect: &[u64]| {
            let pick = |event: Event| {
                event
                    .sequence
                    .is_multiple_of(every)
                    .then_some(event.sequence)
            };
            let found = journal
                .reader()
                .newest(u64::MAX, enough, back, pick)
                .unwrap();
            assert_eq!(found, expect);
        };
        check(3, u64::MAX, 1, &[9000, 8999, 8998]);
        check(9, u64::MAX, 4000, &[8000, 4000]);
        check(9, 2000, 4000, &[8000]);
        check(9, 999, 4000, &[]);
        check(0, u64::MAX, 1, &[]);
    }
}
