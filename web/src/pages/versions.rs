//! The versions of a report: when each was told, what it changed, and how much that means.

use item::{Change, Item, Run, Significance};
use maud::{Markup, html};
use pipeline::diff::{Bounds, Step, Told, step};

use super::words::moment;
use crate::{problem::Problem, room::Room};

/// The newest versions are shown, so many at most: nobody reads more, and a page is sent whole.
const MOST: u32 = 20;

/// They are looked for in so many events: the journal may be long, and a page is waited for.
pub(super) const LOOKED_BACK: u64 = 200_000;

/// How much of each is shown; `newsloom diff` shows more.
const SHOWN: Bounds = Bounds {
    runs: 40,
    words: 120,
    context: 8,
};

/// The steps from version to version, the newest first.
pub(super) fn steps(room: &Room, item: &Item) -> Result<Vec<Step>, Problem> {
    let last = item.version;
    if last < 2 {
        return Ok(Vec::new());
    }
    let first = last.saturating_sub(MOST).max(1);
    // One more than is shown: the oldest step needs what stood before it.
    let most = usize::try_from(last - first + 1).unwrap_or(usize::MAX);
    let journal = room.view.journal();
    let versions = journal.versions(item.id, most, LOOKED_BACK)?;
    let step = |from| step(&versions, from, from + 1, SHOWN);
    Ok((first..last).rev().map(step).collect())
}

/// The steps as a part of the page.
pub(super) fn versions(steps: &[Step], language: Option<&str>) -> Markup {
    html! {
        @if !steps.is_empty() {
            section.versions aria-labelledby="versions" {
                h2 id="versions" { "Versions" }
                @for step in steps {
                    h3 {
                        "Version " (step.to)
                        @if let Some(time) = step.time { " · " (moment(time)) }
                        @if let Some(change) = change(step) { " " span.badge { (change.significance.name()) } }
                    }
                    (body(step, language))
                }
            }
        }
    }
}

fn change(step: &Step) -> Option<&Change> {
    match &step.told {
        Told::Compared(change) => change.as_ref(),
        Told::Recorded(change) => Some(change),
        Told::Unkept => None,
    }
}

fn body(step: &Step, language: Option<&str>) -> Markup {
    let Some(change) = change(step) else {
        let why = match step.told {
            Told::Unkept => "Not kept any more, or too long ago to be looked up here.",
            _ => "No word differs.",
        };
        return html! { p.quiet { (why) } };
    };
    let parts = [
        ("Headline", &change.headline),
        ("Authors", &change.byline),
        ("Text", &change.text),
    ];
    html! {
        @if matches!(step.told, Told::Recorded(_)) {
            p.quiet { "As it was recorded then: the text before is not kept any more, or too long ago." }
        }
        @for (name, runs) in parts {
            @for run in runs {
                p.run {
                    @if name != "Text" { span.quiet { (name) ": " } }
                    span lang=[language] dir="auto" { (words(run)) }
                    @if run.significance == Significance::Facts { " " span.badge title="other numbers, names or negations" { "facts" } }
                }
            }
        }
        @if change.left_out > 0 { p.quiet { "And " (change.left_out) " more places." } }
    }
}

fn words(run: &Run) -> Markup {
    html! {
        @if !run.before.is_empty() { (run.before) " " }
        @if !run.removed.is_empty() { del { (run.removed) } @if !run.added.is_empty() { " " } }
        @if !run.added.is_empty() { ins { (run.added) } }
        @if run.after.starts_with(|letter: char| letter.is_alphanumeric()) { " " }
        (run.after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_changed_are_marked_and_stay_words() {
        let run = Run {
            significance: Significance::Wording,
            before: "they".to_owned(),
            removed: "<b>said".to_owned(),
            added: "told".to_owned(),
            after: "us".to_owned(),
        };
        let shown = words(&run).into_string();
        assert_eq!(shown, "they <del>&lt;b&gt;said</del> <ins>told</ins> us");
    }
}
