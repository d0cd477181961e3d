//! Everything on a page that may say something about its article, gathered in one walk.
//!
//! Only what attributes and names of elements say; nothing is judged here, and no text is read.

use scraper::node::Element;

use super::super::names::Tag;
use super::super::page::Page;
use super::head::Head;
use super::labels::{Labels, surest};

/// How many elements of one kind are kept: a page with more of them lists other articles.
const MAX_MARKS: usize = 400;

/// How many scripts of linked data are read.
const MAX_SCRIPTS: usize = 40;

/// How many headings are kept.
const MAX_HEADINGS: usize = 60;

/// The marks of a page.
#[derive(Debug, Default)]
pub(super) struct Signals<'a> {
    pub(super) head: Head<'a>,
    /// Scripts that hold linked data.
    pub(super) scripts: Vec<usize>,
    /// Headings of the first three ranks, with their rank.
    pub(super) headings: Vec<(u8, usize)>,
    /// Elements with a property of microdata or of RDF in attributes that concerns the article.
    pub(super) properties: Vec<(Property, usize)>,
    /// Elements that are called author or byline, or lead to an author's page.
    pub(super) bylines: Vec<(Byline, usize)>,
    /// Elements that microdata calls the name of something.
    pub(super) names: Vec<usize>,
    /// Elements that hold a time, or are called so.
    pub(super) times: Vec<(Dated, usize)>,
}

/// What a property of microdata or of RDF in attributes says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Property {
    Headline,
    Author,
    Published,
    Modified,
    Section,
    Keywords,
    Free,
}

/// How an element is marked as naming an author, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Byline {
    /// `rel=author`, `itemprop=author`.
    Declared,
    /// A link to a page of an author.
    Link,
    /// A class that names the author's name: `author-name`, `byline__name`, `fn`.
    Name,
    /// A class that names the whole line: `byline`, `author`.
    Line,
}

/// How an element is marked as holding a date, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dated {
    /// A class or id that says that it is the date of publication.
    Published,
    /// An element that is made for times.
    Time,
    /// A class or id that speaks of a date.
    Named,
}

impl<'a> Signals<'a> {
    /// Gathers the marks of `page`.
    pub(super) fn of(page: &Page<'a>) -> Self {
        let mut signals = Self::default();
        let mut labels = Labels::default();
        for (index, tag, element) in page.elements() {
            match tag {
                Tag::Meta | Tag::Title | Tag::Link => {
                    signals.head.take(page, index, tag, element);
                    continue;
                }
                Tag::Script => {
                    signals.script(index, element);
                    continue;
                }
                Tag::Heading(level @ 1..=3) if signals.headings.len() < MAX_HEADINGS => {
                    signals.headings.push((level, index));
                }
                Tag::Block | Tag::Inline => signals.head.take(page, index, tag, element),
                _ => {}
            }
            signals.mark(index, tag, element, &mut labels);
        }
        signals
    }

    /// The first element with `property`.
    pub(super) fn property(&self, property: Property) -> impl Iterator<Item = usize> + '_ {
        let found = self.properties.iter();
        found.filter_map(move |(found, index)| (*found == property).then_some(*index))
    }

    fn script(&mut self, index: usize, element: &Element) {
        let linked = element
            .attr("type")
            .is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json"));
        if linked && self.scripts.len() < MAX_SCRIPTS {
            self.scripts.push(index);
        }
    }

    fn mark(&mut self, index: usize, tag: Tag, element: &'a Element, labels: &mut Labels<'a>) {
        let mut byline: Option<Byline> = None;
        let mut dated = is_time(tag, element).then_some(Dated::Time);
        for (name, value) in element.attrs() {
            match name {
                "class" | "id" | "data-testid" | "data-qa" | "data-component" => {
                    let (author, date) = labels.of(value);
                    byline = surest(byline, author);
                    dated = surest(dated, date);
                }
                "itemprop" | "property" => {
                    if has_word(value, "name") && self.names.len() < MAX_MARKS {
                        self.names.push(index);
                    }
                    for property in value.split_ascii_whitespace().filter_map(property) {
                        if property == Property::Author {
                            byline = Some(Byline::Declared);
                        }
                        if self.properties.len() < MAX_MARKS {
                            self.properties.push((property, index));
                        }
                    }
                }
                "rel" if has_word(value, "author") => {
                    byline = Some(Byline::Declared);
                }
                "href" if tag == Tag::Anchor && leads_to_author(value) => {
                    byline = surest(byline, Some(Byline::Link));
                }
                _ => {}
            }
        }
        if tag == Tag::Body || matches!(element.name(), "html") {
            return;
        }
        if let Some(byline) = byline.filter(|_| self.bylines.len() < MAX_MARKS) {
            self.bylines.push((byline, index));
        }
        if let Some(dated) = dated.filter(|_| self.times.len() < MAX_MARKS) {
            self.times.push((dated, index));
        }
    }
}

fn is_time(tag: Tag, element: &Element) -> bool {
    tag == Tag::Time || matches!(element.name(), "relative-time" | "time-ago" | "date")
}

fn has_word(value: &str, word: &str) -> bool {
    value.split_ascii_whitespace().any(|other| other == word)
}

fn property(word: &str) -> Option<Property> {
    let word = word.rsplit([':', '/', '#']).next().unwrap_or(word);
    Some(match word {
        "headline" => Property::Headline,
        "author" | "creator" => Property::Author,
        "datePublished" | "dateCreated" | "datepublished" => Property::Published,
        "dateModified" | "datemodified" => Property::Modified,
        "articleSection" => Property::Section,
        "keywords" => Property::Keywords,
        "isAccessibleForFree" => Property::Free,
        _ => return None,
    })
}

/// Folders that hold the pages of authors.
const AUTHOR_FOLDERS: [&str; 37] = [
    "author",
    "authors",
    "autor",
    "autorka",
    "autore",
    "autori",
    "autorzy",
    "autores",
    "autoren",
    "auteur",
    "auteurs",
    "avtor",
    "avtory",
    "writers",
    "contributor",
    "contributors",
    "journalist",
    "journalists",
    "journaliste",
    "journalistes",
    "giornalista",
    "giornalisti",
    "dziennikarz",
    "dziennikarze",
    "redakteur",
    "redakteure",
    "redaktion",
    "redacteur",
    "reporter",
    "reporters",
    "editor",
    "editors",
    "staff",
    "byline",
    "firma",
    "firme",
    "blog-authors",
];

/// Whether an address leads to the page of an author: `/author/jane-doe`.
fn leads_to_author(href: &str) -> bool {
    let path = href.split(['?', '#']).next().unwrap_or(href);
    let mut before = "";
    for part in path.split('/') {
        if !part.is_empty() && AUTHOR_FOLDERS.contains(&before) {
            return true;
        }
        before = part;
    }
    false
}
