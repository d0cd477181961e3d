//! The desk tells stories: it gives each new item the story that it belongs to, and puts stories together or takes them
//! apart where an item shows that it was wrong.
//!
//! A copy belongs to the story of its original, and only originals are compared and remembered.

use config::StorySettings;
use item::{Body, Item, ItemId, Standing, StoryMember, StoryPart};
use state::{State, StateError};

use super::{
    desk::Desk,
    window::{Window, member, told},
};
use crate::story::{Placed, Traits, older};

/// A story of more items is not taken apart: all of them are read for it, and told in one event.
const MOST_SPLIT: usize = 64;

/// The items that leave a story, and those that stay.
type Sides = (Vec<StoryMember>, Vec<StoryMember>);

/// What is remembered of the items of the window.
#[derive(Debug)]
pub(super) struct Telling {
    settings: StorySettings,
    window: Option<Window>,
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

impl Desk {
    /// Gives a new item its story: that of its original; or that of the items that turn out to repeat it; or the one that
    /// it is most like; or one of its own. Gives the other stories that it is strongly like.
    pub(super) fn tell_story(
        &mut self,
        item: &mut Item,
        relinked: &[Item],
        traits: Traits,
    ) -> Result<Vec<ItemId>, StateError> {
        if !self.telling.settings.enabled {
            return Ok(Vec::new());
        }
        if let Standing::Copy { of, .. } = item.standing {
            item.story = Some(self.state.story_of(of)?.unwrap_or(of));
            return Ok(Vec::new());
        }
        let of_copies = match relinked.first() {
            Some(copy) => self.state.story_of(copy.id)?,
            None => None,
        };
        let window = self.telling.window(&self.state)?;
        let Placed { story, rivals } = window.stories().place(&traits, told(item));
        item.story = Some(of_copies.or(story).unwrap_or(item.id));
        if let Some(member) = member(item, traits) {
            window.remember(member);
        }
        Ok(rivals)
    }

    /// Puts the story of an item that was just told together with others that the item is strongly like, if they are
    /// one; or takes it apart, if it has become two.
    pub(super) fn retell(
        &mut self,
        story: Option<ItemId>,
        rivals: &[ItemId],
    ) -> Result<(), StateError> {
        let Some(mut story) = story.filter(|_| self.telling.window.is_some()) else {
            return Ok(());
        };
        for rival in rivals {
            if *rival != story {
                story = self.merge_if_one(story, *rival)?;
            }
        }
        self.split_if_two(story)
    }

    /// The story that both are, or the first of them.
    fn merge_if_one(&mut self, story: ItemId, rival: ItemId) -> Result<ItemId, StateError> {
        let window = self.telling.window(&self.state)?;
        if !window.stories().are_one(story, rival) {
            return Ok(story);
        }
        let (Some(one), Some(other)) = (self.state.story(story)?, self.state.story(rival)?) else {
            return Ok(story);
        };
        let (into, from) = older((one.counted.first, one.id), (other.counted.first, other.id));
        let has_room = [&one, &other]
            .iter()
            .any(|story| story.id == into && story.counted.has_room());
        // Each has been put into another one by then, if it was.
        if !has_room || one.id != story || other.id != rival {
            return Ok(story);
        }
        tracing::debug!(%from, %into, "two stories are one");
        window.merge(from, into);
        self.push(Body::StoryMerged { from, into })?;
        Ok(into)
    }

    fn split_if_two(&mut self, story: ItemId) -> Result<(), StateError> {
        let window = self.telling.window(&self.state)?;
        let Some(leave) = window.stories().apart(story) else {
            return Ok(());
        };
        let Some((items, stay)) = self.sides(story, &leave)? else {
            return Ok(());
        };
        let Some(into) = items.first().map(|member| member.item) else {
            return Ok(());
        };
        tracing::debug!(%story, %into, "a story is two");
        let items = retold(items, into);
        let stay = retold(stay, story);
        let leave: Vec<ItemId> = items.iter().map(|member| member.item).collect();
        self.telling.window(&self.state)?.split(story, into, &leave);
        self.push(Body::StorySplit {
            story,
            into,
            items,
            stay,
        })
        .map(drop)
    }

    /// All items of a story, those that leave it and those that stay; a copy goes with its original. None where the story
    /// is too large, or made of others, or where the item that it is called after would leave it.
    fn sides(&mut self, story: ItemId, leave: &[ItemId]) -> Result<Option<Sides>, StateError> {
        let known = self.state.story(story)?;
        let Some(known) = known.filter(|known| !known.is_merged()) else {
            return Ok(None);
        };
        let ids = self.state.members_of(&known, MOST_SPLIT + 1)?;
        if ids.len() > MOST_SPLIT || leave.contains(&story) {
            return Ok(None);
        }
        self.commit()?; // the journal gives only what is durable
        let (mut items, mut stay): Sides = (Vec::new(), Vec::new());
        for id in ids {
            let row = self.state.item(id)?;
            if row.as_ref().is_some_and(|row| row.forgotten) {
                continue; // it is told nowhere
            }
            let event = row.map(|row| self.journal.get(row.seq)).transpose()?;
            let Some(event) = event.flatten() else {
                return Ok(None);
            };
            let Some(part) = StoryPart::of_event(&event.body) else {
                return Ok(None);
            };
            let item = event.body.item();
            let of = item.and_then(|item| match item.standing {
                Standing::Copy { of, .. } => Some(of),
                _ => None,
            });
            let leaves = leave.contains(&id)
                || of.is_some_and(|of| items.iter().any(|member| member.item == of));
            let seen = item.map_or(event.time, |item| item.first_seen);
            let side = if leaves { &mut items } else { &mut stay };
            side.push(StoryMember {
                item: id,
                seen,
                part,
            });
        }
        Ok(Some((items, stay)))
    }
}

fn retold(members: Vec<StoryMember>, story: ItemId) -> Vec<StoryMember> {
    let of_story = |member: StoryMember| StoryMember {
        part: StoryPart {
            story,
            ..member.part
        },
        ..member
    };
    members.into_iter().map(of_story).collect()
}

#[cfg(test)]
mod tests;
