//! A story as it stands in the river: who told it in which order, who repeated whom, and what it is about.
//!
//! What must hold: a bounded number of its items is read, however large it is.

use item::{How, Item, ItemId, Label, Standing};
use jiff::Timestamp;
use state::{StateError, Story, View};

use super::{
    growth::Growth,
    list::{StoryLine, line_of, whole},
    one::told,
};

/// Items of a story that are read for its place in the river.
pub(crate) const MOST_READ: usize = 24;

/// A story in the river.
#[derive(Debug, Clone)]
pub(crate) struct Telling {
    /// What is counted of it.
    pub(crate) line: StoryLine,
    /// The first words that it was told in.
    pub(crate) item: Option<Item>,
    /// Those of whom reports were read, each outlet once, in the order of publication.
    pub(crate) voices: Vec<Voice>,
    /// What most of the reports are about.
    pub(crate) topics: Vec<Label>,
    /// Where most of them are set.
    pub(crate) countries: Vec<Label>,
    /// When the first report was published.
    pub(crate) first_told: Timestamp,
    /// How it grew; none of one report.
    pub(crate) growth: Option<Growth>,
}

/// An outlet with the first report that it had.
#[derive(Debug, Clone)]
pub(crate) struct Voice {
    /// The report.
    pub(crate) id: ItemId,
    /// Its outlet.
    pub(crate) outlet: String,
    /// When it was told.
    pub(crate) told: Timestamp,
    /// Whom it repeats and how: the outlet, where that is among those that were read.
    pub(crate) copied: Option<(How, Option<String>)>,
}

impl Telling {
    /// Reads a story.
    pub(crate) fn of(view: &View, story: &Story) -> Result<Self, StateError> {
        let mut items = Vec::new();
        for id in view.members_of(story, MOST_READ)? {
            items.extend(whole(view, id)?);
        }
        let times: Vec<Timestamp> = items.iter().map(told).collect();
        let first_told = times.iter().min().copied();
        Ok(Self {
            line: line_of(story, items.first()),
            voices: told_by(&items),
            topics: frequent(items.iter().flat_map(|item| &item.labels.topics)),
            countries: frequent(items.iter().flat_map(|item| &item.labels.countries)),
            first_told: first_told.unwrap_or(story.counted.first),
            growth: Growth::of(&times).filter(|_| times.len() > 1),
            item: items.into_iter().next(),
        })
    }
}

/// Each outlet once, with the first report that it had, in the order of publication.
fn told_by(items: &[Item]) -> Vec<Voice> {
    let mut ordered: Vec<&Item> = items.iter().collect();
    ordered.sort_by_key(|item| {
        let is_copy = matches!(item.standing, Standing::Copy { .. });
        (told(item), is_copy, item.first_seen, item.id)
    });
    let mut voices: Vec<Voice> = Vec::new();
    for item in ordered {
        let outlet = item.outlet();
        if voices.iter().any(|voice| voice.outlet == outlet) {
            continue;
        }
        let copied = match &item.standing {
            Standing::Copy { of, how, .. } => {
                let original = items.iter().find(|other| other.id == *of);
                Some((*how, original.map(Item::outlet)))
            }
            _ => None,
        };
        voices.push(Voice {
            id: item.id,
            told: told(item),
            outlet,
            copied,
        });
    }
    voices
}

/// Labels, those first that most items have.
fn frequent<'a>(labels: impl Iterator<Item = &'a Label>) -> Vec<Label> {
    let mut counted: Vec<(usize, &Label)> = Vec::new();
    for label in labels {
        match counted.iter_mut().find(|(_, known)| known.id == label.id) {
            Some((count, _)) => *count += 1,
            None => counted.push((1, label)),
        }
    }
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    counted
        .into_iter()
        .map(|(_, label)| label.clone())
        .collect()
}
