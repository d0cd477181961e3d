//! What can be asked of stories, by the writer (pushed events count) and by those who only read.

use item::ItemId;

use crate::{
    error::StateError,
    state::State,
    store::{
        ItemRow, LatestRow, MembersRow, Overlay, Row, Rows, StoryRow, Tree, decode_latest_key,
        decoded,
    },
    view::View,
};

/// A story that was put into another one is followed so far; what is put together is younger each time, and damage alone
/// makes a circle.
const MOST_STEPS: usize = 32;

/// Stories that are told as one, those that were put into it among them.
const MOST_PARTS: usize = 64;

/// A story with all that was put into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// Its name: that of the item that began it.
    pub id: ItemId,
    /// What is counted of it.
    pub counted: StoryRow,
    /// The stories that it is made of, itself first.
    parts: Vec<ItemId>,
}

impl Story {
    /// Whether other stories were put into it.
    pub fn is_merged(&self) -> bool {
        self.parts.len() > 1
    }
}

impl State {
    /// The story that an item belongs to now; none where it was told in none.
    pub fn story_of(&self, item: ItemId) -> Result<Option<ItemId>, StateError> {
        story_of(&self.overlay, item)
    }

    /// At most `limit` items of a story, in the order in which each of its parts was told.
    pub fn members_of(&self, story: &Story, limit: usize) -> Result<Vec<ItemId>, StateError> {
        members_of(&self.overlay, story, limit)
    }

    /// A story, by its name or that of one that was put into it.
    pub fn story(&self, id: ItemId) -> Result<Option<Story>, StateError> {
        story(&self.overlay, id)
    }
}

impl View {
    /// The story that an item belongs to now; none where it was told in none.
    pub fn story_of(&self, item: ItemId) -> Result<Option<ItemId>, StateError> {
        story_of(&self.rows(), item)
    }

    /// A story, by its name or that of one that was put into it; none where no item was told in it, and where its only
    /// one was told long ago.
    pub fn story(&self, id: ItemId) -> Result<Option<Story>, StateError> {
        story(&self.rows(), id)
    }

    /// At most `limit` stories, those first that were told of last, of which the last event is before `before`.
    pub fn latest_stories(&self, before: u64, limit: usize) -> Result<Vec<Story>, StateError> {
        let rows = self.rows();
        let start = LatestRow::key(&before.saturating_sub(1));
        let latest = rows.scan(Tree::Latest, &start, &[])?;
        let mut stories = Vec::new();
        for row in latest.take(limit) {
            let (key, value) = row?;
            let LatestRow(id) = decoded(&value)?;
            let sequence = decode_latest_key(&key);
            let story = whole(&rows, id)?;
            // After damage the row of an earlier event may be left.
            stories.extend(story.filter(|story| Some(story.counted.last_seq) == sequence));
        }
        Ok(stories)
    }

    /// At most `limit` items of a story, in the order in which each of its parts was told.
    pub fn members_of(&self, story: &Story, limit: usize) -> Result<Vec<ItemId>, StateError> {
        members_of(&self.rows(), story, limit)
    }
}

fn members_of(rows: &Overlay, story: &Story, limit: usize) -> Result<Vec<ItemId>, StateError> {
    let mut members = Vec::new();
    for part in &story.parts {
        members.push(*part);
        let prefix = part.to_bytes();
        for row in rows.scan(Tree::Members, &prefix, &prefix)? {
            if members.len() >= limit {
                break;
            }
            let MembersRow(ids) = decoded(&row?.1)?;
            members.extend(ids);
        }
    }
    members.truncate(limit);
    Ok(members)
}

fn story_of(rows: &impl Rows, item: ItemId) -> Result<Option<ItemId>, StateError> {
    let told_in = rows.row::<ItemRow>(&item)?.and_then(|row| row.story);
    told_in.map(|story| story_now(rows, story)).transpose()
}

fn story_now(rows: &impl Rows, mut story: ItemId) -> Result<ItemId, StateError> {
    for _ in 0..MOST_STEPS {
        match rows.row::<StoryRow>(&story)?.and_then(|row| row.into) {
            Some(into) => story = into,
            None => break,
        }
    }
    Ok(story)
}

fn story(rows: &impl Rows, id: ItemId) -> Result<Option<Story>, StateError> {
    whole(rows, story_now(rows, id)?)
}

fn whole(rows: &impl Rows, id: ItemId) -> Result<Option<Story>, StateError> {
    let Some(counted) = rows.row::<StoryRow>(&id)? else {
        return Ok(None);
    };
    let absorbed = counted.absorbed.clone();
    let mut story = Story {
        id,
        counted,
        parts: vec![id],
    };
    let mut open = absorbed;
    while let Some(part) = open.pop() {
        if story.parts.len() >= MOST_PARTS || story.parts.contains(&part) {
            continue;
        }
        story.parts.push(part);
        if let Some(row) = rows.row::<StoryRow>(&part)? {
            story.counted.count(&row);
            open.extend(row.absorbed);
        }
    }
    Ok(Some(story))
}
