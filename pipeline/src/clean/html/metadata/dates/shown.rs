//! Dates as readers see them: in lines beside the headline, and in elements that are called dates.

use item::{Certainty, NewsDate, dates::find, dates::parse};

use super::super::authors::Shown;
use super::super::lines::{self, Line};
use super::super::signals::{Dated, Signals};
use super::{Claim, is_plausible, read};
use crate::clean::html::page::Page;
use crate::clean::plain::dated_line;

/// The longest line that is read as a date, in bytes.
const LONGEST: usize = 140;

/// A place of so many bytes may stand before the date with which a paragraph begins.
const BEFORE_DATE: usize = 30;

/// How many elements elsewhere on the page are tried.
const MAX_TRIED: usize = 40;

/// The date beside the headline: in a line that says nothing else, in an element that is called a date.
pub(super) fn near(page: &Page<'_>, signals: &Signals<'_>, around: &Shown) -> Option<Claim> {
    let by_line = lines_of(around).find_map(|line| {
        let dated = dated_line(&line.text)?;
        dated.published.filter(is_plausible)?;
        Some(line)
    });
    let line = by_line.and_then(|line| {
        let shown = dated_line(&line.text)?.published?;
        let date = declared_for(page, signals, line, &shown).unwrap_or(shown);
        Some(claim(date, "line beside the headline"))
    });
    line.or_else(|| {
        let mut marked: Vec<(Dated, usize)> = signals
            .times
            .iter()
            .filter(|(_, index)| around.placed.is_near(*index))
            .copied()
            .collect();
        marked.sort_by_key(|(kind, index)| (*kind, around.placed.distance(*index)));
        marked
            .into_iter()
            .find_map(|(_, index)| published_in(page, around, index))
            .map(|date| claim(date, "element called a date, beside the headline"))
    })
}

/// The date in an element that is called a date, anywhere on the page.
pub(super) fn far(page: &Page<'_>, signals: &Signals<'_>, around: &Shown) -> Option<Claim> {
    let of_kind = |kind: Dated| {
        let found = signals
            .times
            .iter()
            .filter(move |(found, _)| *found == kind);
        found.take(MAX_TRIED).map(|(_, index)| *index)
    };
    let by_kind = [Dated::Published, Dated::Time, Dated::Named]
        .into_iter()
        .flat_map(of_kind)
        .find_map(|index| published_in(page, around, index));
    let signed = || {
        let lines = signals.bylines.iter().take(MAX_TRIED);
        lines
            .filter(|(_, index)| !around.placed.is_foreign(page, *index))
            .find_map(|(_, index)| dated_line(&lines::spaced(page, *index, LONGEST))?.published)
    };
    by_kind
        .or_else(signed)
        .filter(is_plausible)
        .map(|date| claim(date, "element called a date"))
}

/// The date with which one of the first paragraphs begins.
pub(super) fn dateline(around: &Shown) -> Option<Claim> {
    around.behind.iter().find_map(|line| {
        if is_change(&line.text) {
            return None;
        }
        let (range, date) = find(&line.text)?;
        (range.start <= BEFORE_DATE)
            .then_some(date)
            .filter(is_plausible)
            .map(|date| claim(date, "line under the headline"))
    })
}

/// The date of a change in a line beside the headline.
pub(super) fn modified(around: &Shown) -> Option<Claim> {
    let date = lines_of(around)
        .find_map(|line| dated_line(&line.text)?.modified)
        .filter(is_plausible)?;
    Some(claim(date, "line beside the headline"))
}

/// What an element gives as its date: for programs, or in words.
pub(in crate::clean) fn of_element(page: &Page<'_>, index: usize) -> Option<NewsDate> {
    let (_, element) = page.element(index)?;
    let written = ["datetime", "content", "title"]
        .iter()
        .find_map(|name| element.attr(name).and_then(read));
    written.or_else(|| {
        let words = lines::spaced(page, index, LONGEST * 2);
        in_line(&words)
    })
}

fn lines_of(around: &Shown) -> impl Iterator<Item = &Line> {
    around.lines().filter(|line| line.text.len() <= LONGEST)
}

/// The date that an element of a line declares, if it is about the day that the line shows.
fn declared_for(
    page: &Page<'_>,
    signals: &Signals<'_>,
    line: &Line,
    shown: &NewsDate,
) -> Option<NewsDate> {
    const LINE_NODES: usize = 12;
    let near = signals.times.iter().filter(|(kind, index)| {
        *kind != Dated::Named && (line.at.saturating_sub(2)..line.at + LINE_NODES).contains(index)
    });
    near.filter_map(|(_, index)| read(page.element(*index)?.1.attr("datetime")?))
        .find(|date| {
            let apart = date.as_day().zip(shown.as_day());
            apart.is_some_and(|(one, other)| {
                one.since(other)
                    .is_ok_and(|span| span.get_days().abs() <= 1)
            })
        })
}

fn published_in(page: &Page<'_>, around: &Shown, index: usize) -> Option<NewsDate> {
    if around.placed.is_foreign(page, index) || is_of_change(page, index) {
        return None;
    }
    of_element(page, index)
}

/// Whether the words around an element say that it is the date of a change.
fn is_of_change(page: &Page<'_>, index: usize) -> bool {
    let parent = page.parent(index).unwrap_or(index);
    let words = lines::spaced(page, parent, LONGEST + 1);
    words.len() <= LONGEST && is_change(&words)
}

fn is_change(line: &str) -> bool {
    dated_line(line).is_some_and(|dated| dated.published.is_none() && dated.modified.is_some())
}

fn in_line(words: &str) -> Option<NewsDate> {
    if words.is_empty() || words.len() > LONGEST {
        return None;
    }
    if let Some(dated) = dated_line(words) {
        return dated.published.filter(is_plausible);
    }
    parse(words)
        .or_else(|| find(words).map(|(_, date)| date))
        .filter(is_plausible)
}

fn claim(date: NewsDate, found_in: &str) -> Claim {
    Claim {
        date,
        found_in: found_in.to_owned(),
        certainty: Certainty::Shown,
    }
}
