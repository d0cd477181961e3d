//! What the desk remembers of the items of the window, to tell the stories of those to come.
//!
//! It is a fold of the journal, read when it is first needed: from the file that spares most of that, and from the journal
//! behind it. The same journal leads to the same stories, however often it was stopped in between.

use item::{Body, Event, Item, ItemId, NewsDate};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use state::{JournalReader, Remembered, State, StateError};

use crate::story::{MOST_ITEMS, Member, Stories, Traits};

/// Events that are read from the end of the journal in one step,
const READ_BACK: u64 = 4096;
/// and held at once.
const READ_AT_ONCE: usize = 256;

/// Records in one frame of the file: about 3 MB.
const IN_A_FRAME: usize = 1024;

/// The file is written anew when it holds so many times what is remembered, and so many records more.
const MOST_FORGOTTEN: usize = 2;
const SLACK: usize = 4096;

/// What the journal tells of stories, as far as it decides on those to come.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Record {
    /// An original is told.
    Told(Member),
    /// The first story belongs to the second one from now on.
    Merged(ItemId, ItemId),
    /// These items of the first story are the second one from now on.
    Split(ItemId, ItemId, Vec<ItemId>),
}

/// What is remembered.
#[derive(Debug)]
pub(super) struct Window {
    stories: Stories,
    file: Remembered,
    /// How many records the file holds, those of forgotten items among them.
    in_file: usize,
    /// Records that are not in the file yet.
    unwritten: Vec<Record>,
}

impl Window {
    pub(super) fn read(state: &State, length: SignedDuration) -> Result<Self, StateError> {
        let (file, frames) = state.remembered(form(length))?;
        let mut window = Self {
            stories: Stories::new(length),
            in_file: 0,
            unwritten: Vec::new(),
            file,
        };
        for frame in frames {
            // A frame whose digest is right was written by this form of the program.
            let records: Vec<Record> = postcard::from_bytes(&frame).unwrap_or_default();
            window.in_file += records.len();
            for record in records {
                window.apply(record);
            }
        }
        for record in missed(&state.reader(), window.file.folded_to(), length)? {
            window.note(record);
        }
        Ok(window)
    }

    pub(super) fn stories(&self) -> &Stories {
        &self.stories
    }

    /// Remembers an original.
    pub(super) fn remember(&mut self, member: Member) {
        self.note(Record::Told(member));
    }

    /// Remembers that a story belongs to another one.
    pub(super) fn merge(&mut self, from: ItemId, into: ItemId) {
        self.note(Record::Merged(from, into));
    }

    /// Remembers that items of a story are one of their own.
    pub(super) fn split(&mut self, story: ItemId, into: ItemId, items: &[ItemId]) {
        self.note(Record::Split(story, into, items.to_vec()));
    }

    fn note(&mut self, record: Record) {
        self.unwritten.push(record.clone());
        self.apply(record);
    }

    fn apply(&mut self, record: Record) {
        match record {
            Record::Told(member) => self.stories.remember(member),
            Record::Merged(from, into) => self.stories.merge(from, into),
            Record::Split(story, into, items) => self.stories.split(story, into, &items),
        }
    }

    /// Writes what was noted since. All of it must be durable.
    pub(super) fn write(&mut self, durable: u64) -> Result<(), StateError> {
        let unwritten = std::mem::take(&mut self.unwritten);
        let too_many = self.stories.len() * MOST_FORGOTTEN + SLACK;
        // What is appended is one frame, which is there as a whole or not at all.
        if unwritten.len() > IN_A_FRAME || self.in_file + unwritten.len() > too_many {
            let told = self.stories.members().cloned().map(Record::Told);
            let records: Vec<Record> = told.collect();
            self.in_file = records.len();
            let frames = records.chunks(IN_A_FRAME).map(frame);
            return self.file.replace(durable, frames);
        }
        if unwritten.is_empty() {
            return Ok(());
        }
        self.in_file += unwritten.len();
        self.file.append(durable, &frame(&unwritten))
    }
}

/// The number of the form of the records: with another window others are remembered.
fn form(length: SignedDuration) -> u32 {
    let hours = u32::try_from(length.as_hours()).unwrap_or_default();
    (Traits::FORM << 16) + hours
}

/// Records do not fail to serialise.
fn frame(records: &[Record]) -> Vec<u8> {
    postcard::to_stdvec(records).unwrap_or_default()
}

/// What is to be remembered of the items that the journal tells of after `folded_to`, in its order: no more of them than
/// are remembered at all, so the journal is read from its end.
fn missed(
    journal: &JournalReader,
    folded_to: u64,
    window: SignedDuration,
) -> Result<Vec<Record>, StateError> {
    let mut end = journal.durable();
    let mut steps: Vec<Vec<Record>> = Vec::new();
    let (mut count, mut oldest) = (0, Timestamp::MIN);
    while end > folded_to && count < MOST_ITEMS {
        let begin = end.saturating_sub(READ_BACK).max(folded_to);
        let (records, first) = step(journal, begin, end)?;
        let mut told = records.iter().rev().filter_map(|record| match record {
            Record::Told(member) => Some(member.seen),
            _ => None,
        });
        if oldest == Timestamp::MIN
            && let Some(last) = told.next()
        {
            oldest = last.saturating_sub(window).unwrap_or(Timestamp::MIN);
        }
        count += records.len();
        steps.push(records);
        if first.is_some_and(|time| time < oldest) {
            break;
        }
        end = begin;
    }
    Ok(steps.into_iter().rev().flatten().collect())
}

/// What is to be remembered of the events after `begin` up to `end`, and when the first of them was journalled.
fn step(
    journal: &JournalReader,
    begin: u64,
    end: u64,
) -> Result<(Vec<Record>, Option<Timestamp>), StateError> {
    let (mut records, mut first, mut next) = (Vec::new(), None, begin + 1);
    while next <= end {
        let events = journal.read_from(next, READ_AT_ONCE)?;
        let Some(last) = events.last() else { break };
        next = last.sequence + 1;
        first = first.or(events.first().map(|event| event.time));
        let inside = events.into_iter().filter(|event| event.sequence <= end);
        records.extend(inside.filter_map(record_of));
    }
    Ok((records, first))
}

fn record_of(event: Event) -> Option<Record> {
    match event.body {
        Body::ItemNew { item, .. } => member(&item, Traits::of_item(&item)).map(Record::Told),
        Body::StoryMerged { from, into } => Some(Record::Merged(from, into)),
        Body::StorySplit {
            story, into, items, ..
        } => {
            let items = items.into_iter().map(|member| member.item);
            Some(Record::Split(story, into, items.collect()))
        }
        _ => None,
    }
}

/// What is remembered of an original.
pub(super) fn member(item: &Item, traits: Traits) -> Option<Member> {
    Some(Member {
        item: item.id,
        story: item.story?,
        seen: item.first_seen,
        told: told(item),
        traits,
    })
}

/// When an item was told: as it says, but not later than it was seen.
pub(super) fn told(item: &Item) -> Timestamp {
    let published = item.article.date_published.as_ref();
    let published = published.and_then(NewsDate::as_timestamp);
    published.map_or(item.first_seen, |published| published.min(item.first_seen))
}
