//! What a version of an article says that the one before it did not. Pure.
//!
//! Words are compared as they are written; spaces, line breaks, clocks and counters are no difference. What must hold:
//! articles whose words differ in anything else are never found alike, however long they are.

mod churn;
mod runs;
mod steps;
mod vocabulary;
mod weigh;
mod words;

use item::{Article, Change, Item, Labels, Significance};

pub use steps::{Step, Told, step};

use runs::{Compared, compared};
use weigh::Weights;

/// One version of an article, with what it is about.
#[derive(Debug, Clone, Copy)]
pub struct Version<'a> {
    /// What it says.
    pub article: &'a Article,
    /// Whom and what it names.
    pub labels: &'a Labels,
}

impl<'a> Version<'a> {
    /// An item in one of its versions.
    pub fn of(item: &'a Item) -> Self {
        Self {
            article: &item.article,
            labels: &item.labels,
        }
    }
}

/// How much of a change is told.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// So many places in the text,
    pub runs: usize,
    /// of each so many words on either side,
    pub words: usize,
    /// with so many around it.
    pub context: usize,
}

/// What an event keeps: enough to see what it is about. The texts themselves are in the journal.
pub const KEPT: Bounds = Bounds {
    runs: 12,
    words: 40,
    context: 5,
};

/// What people are shown who ask for it.
pub const SHOWN: Bounds = Bounds {
    runs: 200,
    words: 400,
    context: 10,
};

/// What differs between two versions; `None` where no word does, or only clocks and counters do.
pub fn change(before: Version<'_>, after: Version<'_>, bounds: Bounds) -> Option<Change> {
    let (old, new) = (before.article, after.article);
    let headline = compared(
        old.headline.as_deref().unwrap_or_default(),
        new.headline.as_deref().unwrap_or_default(),
        bounds,
        &Weights::Else(Significance::Headline),
    );
    // Who wrote it is no fact that it reports.
    let byline = compared(
        &old.byline.join(", "),
        &new.byline.join(", "),
        bounds,
        &Weights::Else(Significance::Wording),
    );
    let text = compared(
        &old.text,
        &new.text,
        bounds,
        &Weights::Text(before.labels, after.labels),
    );
    let parts = [&headline, &byline, &text];
    let significance = parts.iter().filter_map(|part| part.significance).max()?;
    let left_out = parts.iter().map(|part| part.left_out).sum();
    let runs = |part: Compared| part.runs;
    Some(Change {
        significance,
        headline: runs(headline),
        byline: runs(byline),
        text: runs(text),
        left_out,
    })
}

#[cfg(test)]
mod tests;
