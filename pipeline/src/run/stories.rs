//! The desk tells stories: it gives each new item the story that it belongs to, and remembers what is compared with the
//! items to come.
//!
//! A copy belongs to the story of its original, and only originals are compared and remembered. What is remembered is a
//! fold of the journal: it is read when it is first needed, from the file that spares most of that and from the journal
//! behind it, and the same journal leads to the same stories, however often it was stopped in between.

use config::StorySettings;
use item::{Body, Event, Item, NewsDate, Standing};
use jiff::{SignedDuration, Timestamp};
use state::{JournalReader, Remembered, State, StateError};

use super::desk::Desk;
use crate::story::{MOST_ITEMS, Member, Stories, Traits};

/// Events that are read from the end of the journal in one step,
const READ_BACK: u64 = 4096;
/// and held at once.
const READ_AT_ONCE: usize = 256;

/// Members in one frame of the file: about 3 MB.
const IN_A_FRAME: usize = 1024;

/// The file is written anew when it holds so many times what is remembered, and so many members more.
const MOST_FORGOTTEN: usize = 2;
const SLACK: usize = 4096;

/// What is remembered of the items of the window.
#[derive(Debug)]
pub(super) struct Telling {
    settings: StorySettings,
    window: Option<Window>,
}

#[derive(Debug)]
struct Window {
    stories: Stories,
    file: Remembered,
    /// How many members the file holds, forgotten ones among them.
    in_file: usize,
    /// Members that are not in the file yet.
    unwritten: Vec<Member>,
}

impl Telling {
    /// Nothing is read before the first item asks for it.
    pub(super) fn new(settings: StorySettings) -> Self {
        Self {
            settings,
            window: None,
        }
    }

    fn window(&mut self, state: &State) -> Result<&mut Window, StateError> {
        let window = match self.window.take() {
            Some(window) => window,
            None => Window::read(state, self.settings.window)?,
        };
        Ok(self.window.insert(window))
    }

    /// Writes what was remembered since, so that the next process need not read it from the journal. All of it must be
    /// durable.
    pub(super) fn write(&mut self, durable: u64) -> Result<(), StateError> {
        match &mut self.window {
            Some(window) => window.write(durable),
            None => Ok(()),
        }
    }
}

impl Window {
    fn read(state: &State, length: SignedDuration) -> Result<Self, StateError> {
        let (file, frames) = state.remembered(Traits::FORM)?;
        let mut window = Self {
            stories: Stories::new(length),
            in_file: 0,
            unwritten: Vec::new(),
            file,
        };
        for frame in frames {
            // A frame whose digest is right was written by this form of the program.
            let members: Vec<Member> = postcard::from_bytes(&frame).unwrap_or_default();
            window.in_file += members.len();
            for member in members {
                window.stories.remember(member);
            }
        }
        for member in missed(&state.reader(), window.file.folded_to(), length)? {
            window.remember(member);
        }
        Ok(window)
    }

    fn remember(&mut self, member: Member) {
        self.unwritten.push(member.clone());
        self.stories.remember(member);
    }

    fn write(&mut self, durable: u64) -> Result<(), StateError> {
        if !self.unwritten.is_empty() {
            let unwritten = std::mem::take(&mut self.unwritten);
            self.in_file += unwritten.len();
            for members in unwritten.chunks(IN_A_FRAME) {
                self.file.append(durable, &frame(members))?;
            }
        }
        if self.in_file > self.stories.len() * MOST_FORGOTTEN + SLACK {
            let members: Vec<&Member> = self.stories.members().collect();
            self.in_file = members.len();
            self.file.replace(members.chunks(IN_A_FRAME).map(frame))?;
        }
        Ok(())
    }
}

/// Members do not fail to serialise.
fn frame<T: serde::Serialize>(members: &[T]) -> Vec<u8> {
    postcard::to_stdvec(members).unwrap_or_default()
}

/// What is to be remembered of the items that the journal tells of after `folded_to`, in its order: no more of them than
/// are remembered at all, so the journal is read from its end.
fn missed(
    journal: &JournalReader,
    folded_to: u64,
    window: SignedDuration,
) -> Result<Vec<Member>, StateError> {
    let mut end = journal.durable();
    let mut steps: Vec<Vec<Member>> = Vec::new();
    let (mut count, mut oldest) = (0, Timestamp::MIN);
    while end > folded_to && count < MOST_ITEMS {
        let begin = end.saturating_sub(READ_BACK).max(folded_to);
        let (members, first) = step(journal, begin, end)?;
        if oldest == Timestamp::MIN
            && let Some(last) = members.last()
        {
            oldest = last.seen.saturating_sub(window).unwrap_or(Timestamp::MIN);
        }
        count += members.len();
        steps.push(members);
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
) -> Result<(Vec<Member>, Option<Timestamp>), StateError> {
    let (mut members, mut first, mut next) = (Vec::new(), None, begin + 1);
    while next <= end {
        let events = journal.read_from(next, READ_AT_ONCE)?;
        let Some(last) = events.last() else { break };
        next = last.sequence + 1;
        first = first.or(events.first().map(|event| event.time));
        let inside = events.into_iter().filter(|event| event.sequence <= end);
        members.extend(inside.filter_map(member_of));
    }
    Ok((members, first))
}

/// What is remembered of an event: an original that is new.
fn member_of(event: Event) -> Option<Member> {
    match event.body {
        Body::ItemNew { item, .. } => member(&item, Traits::of_item(&item)),
        _ => None,
    }
}

fn member(item: &Item, traits: Traits) -> Option<Member> {
    Some(Member {
        story: item.story?,
        seen: item.first_seen,
        told: told(item),
        traits,
    })
}

/// When an item was told: as it says, but not later than it was seen.
fn told(item: &Item) -> Timestamp {
    let published = item.article.date_published.as_ref();
    let published = published.and_then(NewsDate::as_timestamp);
    published.map_or(item.first_seen, |published| published.min(item.first_seen))
}

impl Desk {
    /// Gives a new item its story: that of its original; or that of the items that turn out to repeat it; or the one that
    /// it is most like; or one of its own.
    pub(super) fn tell_story(
        &mut self,
        item: &mut Item,
        relinked: &[Item],
        traits: Traits,
    ) -> Result<(), StateError> {
        if !self.telling.settings.enabled {
            return Ok(());
        }
        if let Standing::Copy { of, .. } = item.standing {
            item.story = Some(self.state.story_of(of)?.unwrap_or(of));
            return Ok(());
        }
        let window = self.telling.window(&self.state)?;
        let of_copies = match relinked.first() {
            Some(copy) => self.state.story_of(copy.id)?,
            None => None,
        };
        let story = of_copies.or_else(|| window.stories.story_of(&traits, told(item)));
        item.story = Some(story.unwrap_or(item.id));
        if let Some(member) = member(item, traits) {
            window.remember(member);
        }
        Ok(())
    }
}
