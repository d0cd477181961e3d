//! The lines and elements of a page that name authors, near the headline before elsewhere.

use item::Certainty;

use super::super::lines::{self, Line};
use super::super::placed::Placed;
use super::super::signals::{Byline, Signals};
use crate::clean::html::page::Page;
use crate::clean::plain::{LineRole, dated_line, is_person, line_role};

/// The longest byline that is read; what is longer is a biography, in bytes.
const LONGEST: usize = 160;

/// How many elements of one kind are tried, and how far apart in the tree those of one article may stand.
const MAX_FIELDS: usize = 8;
const FAMILY: usize = 3;

/// A bare name under the headline stands within so many lines.
const LINES_TO_NAME: usize = 3;

/// Names in so many different places far from the headline are those of other articles.
const MAX_FAMILIES: usize = 3;

/// The marks beside the headline and elsewhere, in the order of how surely they name an author.
const NEAR: [(Byline, &str); 4] = [
    (
        Byline::Declared,
        "element marked as the author, beside the headline",
    ),
    (
        Byline::Link,
        "link to an author's page, beside the headline",
    ),
    (
        Byline::Name,
        "element called the author's name, beside the headline",
    ),
    (
        Byline::Line,
        "element called the byline, beside the headline",
    ),
];
const FAR: [(Byline, &str); 4] = [
    (Byline::Declared, "element marked as the author"),
    (Byline::Name, "element called the author's name"),
    (Byline::Link, "link to an author's page"),
    (Byline::Line, "element called the byline"),
];

/// What is shown around the headline.
#[derive(Debug, Default)]
pub(in super::super) struct Shown {
    pub(in super::super) placed: Placed,
    /// The lines behind the headline, in order.
    pub(in super::super) behind: Vec<Line>,
    /// The lines before it, the nearest first.
    pub(in super::super) before: Vec<Line>,
}

/// One place that names authors.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) found_in: &'static str,
    pub(super) fields: Vec<String>,
    /// Whether its mark says that it names the author, so that pen names count.
    pub(super) is_declared: bool,
}

impl Place {
    pub(super) fn certainty(&self) -> Certainty {
        if self.is_declared {
            Certainty::Declared
        } else {
            Certainty::Shown
        }
    }
}

impl Shown {
    /// Reads what stands around the headline at `place`.
    pub(in super::super) fn around(page: &Page<'_>, place: Option<usize>) -> Self {
        let placed = Placed::by(page, place);
        let own = |mut lines: Vec<Line>| {
            lines.retain(|line| !placed.is_of_others(page, line.at));
            lines
        };
        Self {
            behind: place
                .map(|place| own(lines::behind(page, place)))
                .unwrap_or_default(),
            before: place
                .map(|place| own(lines::before(page, place)))
                .unwrap_or_default(),
            placed,
        }
    }

    /// The lines around the headline, those behind it and those before it in turn.
    pub(in super::super) fn lines(&self) -> impl Iterator<Item = &Line> {
        let most = self.behind.len().max(self.before.len());
        (0..most).flat_map(|at| self.behind.get(at).into_iter().chain(self.before.get(at)))
    }

    /// The places in order.
    pub(super) fn places<'p>(
        &'p self,
        page: &'p Page<'_>,
        signals: &'p Signals<'_>,
    ) -> impl Iterator<Item = Place> + 'p {
        let marked =
            move |(kind, found_in), near| self.marked(page, signals, (kind, near), found_in);
        let near = NEAR.iter().map(move |place| marked(*place, true));
        let far = FAR.iter().map(move |place| marked(*place, false));
        near.chain(std::iter::once_with(|| self.in_lines()))
            .chain(far)
    }

    /// Elements with one kind of mark. Teasers of other articles have authors too: only those near the first one
    /// that names anybody count.
    fn marked(
        &self,
        page: &Page<'_>,
        signals: &Signals<'_>,
        (kind, near): (Byline, bool),
        found_in: &'static str,
    ) -> Place {
        let mut fields: Vec<String> = Vec::new();
        let mut after = 0;
        let mut family: Option<usize> = None;
        let mut others = 0;
        let marked = signals.bylines.iter().filter(|(found, _)| *found == kind);
        for &(_, index) in marked {
            if index < after || self.placed.is_near(index) != near {
                continue;
            }
            if self.placed.is_foreign(page, index) {
                continue;
            }
            let words = words(page, signals, index);
            if words.is_empty() || words.len() > LONGEST {
                continue;
            }
            if family.is_some_and(|family| index >= page.end(family)) {
                others += 1;
                if !near && self.placed.knows_headline() && others >= MAX_FAMILIES {
                    fields.clear();
                    break;
                }
                continue;
            }
            after = page.end(index);
            family = family.or_else(|| page.ancestors(index).take(FAMILY).last());
            fields.push(words);
            if fields.len() >= MAX_FIELDS {
                break;
            }
        }
        // A row of people is a list of theirs, unless it stands beside the headline.
        if !near && self.placed.knows_headline() && fields.len() >= MAX_FAMILIES {
            fields.clear();
        }
        Place {
            found_in,
            fields,
            is_declared: kind != Byline::Line,
        }
    }

    /// A name and nothing else beside the date under the headline: where nobody signs otherwise.
    pub(super) fn bare_name(&self) -> Option<&str> {
        let lines: Vec<&str> = self.behind.iter().map(|line| line.text.as_str()).collect();
        let pairs = lines.windows(2).take(LINES_TO_NAME);
        let beside_date = pairs.filter_map(|pair| match *pair {
            [name, date] if dated_line(date).is_some() => Some(name),
            [date, name] if dated_line(date).is_some() => Some(name),
            _ => None,
        });
        beside_date
            .map(|name| name.trim_matches(|c: char| !c.is_alphanumeric() && c != '.'))
            .find(|text| is_person(text))
    }

    /// Lines around the headline that introduce an author in words.
    fn in_lines(&self) -> Place {
        let mut fields = Vec::new();
        for line in self.lines() {
            if line.text.len() > LONGEST {
                continue;
            }
            match line_role(&line.text) {
                LineRole::Byline(people) => fields.extend(people),
                LineRole::Dated(dated) => fields.extend(dated.people),
                LineRole::Other => {}
            }
            if !fields.is_empty() {
                break;
            }
        }
        Place {
            found_in: "line beside the headline",
            fields,
            is_declared: false,
        }
    }
}

/// The words of an element that names an author: its surer part, where it has one.
fn words(page: &Page<'_>, signals: &Signals<'_>, index: usize) -> String {
    if let Some((_, element)) = page.element(index)
        && let Some(content) = element.attr("content")
    {
        return content.to_owned();
    }
    let end = page.end(index);
    let within = |at: &&usize| index < **at && **at < end;
    let inner: Vec<String> = signals
        .names
        .iter()
        .filter(within)
        .map(|at| lines::spaced(page, *at, LONGEST))
        .filter(|name| !name.is_empty())
        .collect();
    if !inner.is_empty() {
        return inner.join(", ");
    }
    let surer = signals
        .bylines
        .iter()
        .filter(|(kind, at)| within(&at) && matches!(kind, Byline::Name | Byline::Link));
    let mut after = index;
    let mut parts = Vec::new();
    for &(_, at) in surer {
        if at >= after {
            after = page.end(at);
            parts.push(lines::spaced(page, at, LONGEST));
        }
    }
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() {
        lines::spaced(page, index, LONGEST * 2)
    } else {
        parts.join(", ")
    }
}
