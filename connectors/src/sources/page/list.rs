//! A list page's markup -> its entries, and how many of what was found are left out. Pure; the tree lives only here.

use std::collections::{HashMap, HashSet};

use config::{Css, Listed, Page};
use item::markup::{Attributes, guarded};
use item::{Entry, Hints, Locator, SourceId, digest64};
use scraper::{ElementRef, Html, Node, Selector};

use super::{
    guess::{Guess, guess},
    links::{LeftOut, Link, Origin},
    pager::earlier_in,
};

/// Longer titles, dates and summaries are none: the selector took in half the page.
const LONGEST_TITLE: usize = 300;
const LONGEST_DATE: usize = 100;
const LONGEST_SUMMARY: usize = 2000;

/// What a list page gave.
#[derive(Debug, Default, PartialEq)]
pub(super) struct List {
    /// Its entries, in its order, each page once.
    pub(super) entries: Vec<Entry>,
    /// Elements that the selector of the links or teasers matched.
    pub(super) matched: usize,
    /// Teasers in which no link was found.
    pub(super) without_link: usize,
    /// Links to other sites that were left out.
    pub(super) other_sites: usize,
    /// Links beyond the most that are read.
    pub(super) beyond: usize,
    /// By which rule its links were guessed, if they were.
    pub(super) rule: Option<String>,
    /// The page of the list behind this one, where more than one is wanted.
    pub(super) next: Option<String>,
}

impl List {
    /// Adds what a further page lists.
    pub(super) fn append(&mut self, more: Self, most: usize) {
        let known: HashSet<String> = self.entries.iter().map(|one| one.key.clone()).collect();
        for entry in more.entries {
            if known.contains(&entry.key) {
                continue;
            }
            if self.entries.len() < most {
                self.entries.push(entry);
            } else {
                self.beyond += 1;
            }
        }
        self.matched += more.matched;
        self.without_link += more.without_link;
        self.other_sites += more.other_sites;
        self.beyond += more.beyond;
        self.next = more.next;
    }
}

/// Reads the list `text`, which was found at `found`.
pub(super) fn list(source: &SourceId, page: &Page, found: &str, text: &str) -> List {
    let tree = Html::parse_document(&guarded(text, Attributes::All));
    let Some(origin) = Origin::new(&page.url, found, base(&tree), page.same_site) else {
        return List::default();
    };
    let mut collected = Collected::new(page.most);
    match &page.listed {
        Listed::Guessed => collected.add_guessed(&origin, guess(&tree, &origin)),
        Listed::Links(links) => {
            for element in tree.select(&links.selector) {
                collected.list.matched += 1;
                for link in links_of(element) {
                    collected.add(&origin, link, Hints::default());
                }
            }
        }
        Listed::Items {
            item,
            link,
            title,
            date,
            text,
        } => {
            for teaser in tree.select(&item.selector) {
                collected.list.matched += 1;
                let Some(link) = link_of(teaser, link.as_ref()) else {
                    collected.list.without_link += 1;
                    continue;
                };
                let said = |css: &Option<Css>, longest| {
                    let element = teaser.select(&css.as_ref()?.selector).next()?;
                    said(&words(element), longest)
                };
                let hints = Hints {
                    title: said(title, LONGEST_TITLE),
                    published: date.as_ref().and_then(|date| moment(teaser, date)),
                    summary: said(text, LONGEST_SUMMARY),
                    ..Hints::default()
                };
                collected.add(&origin, link, hints);
            }
        }
    }
    collected.list.next = if page.pages > 1 {
        earlier_in(&tree, page, found, found).map(|next| next.url)
    } else {
        None
    };
    let titled = matches!(&page.listed, Listed::Items { title: Some(_), .. });
    collected.into_list(source, titled)
}

/// How many links of a page that was found at `found` are guessed to lead to articles of its site, and by which rule.
pub(crate) fn articles(found: &str, text: &str) -> (usize, String) {
    let tree = Html::parse_document(&guarded(text, Attributes::All));
    let Some(origin) = Origin::new(found, found, base(&tree), true) else {
        return (0, String::new());
    };
    let mut collected = Collected::new(usize::MAX);
    collected.add_guessed(&origin, guess(&tree, &origin));
    (
        collected.found.len(),
        collected.list.rule.unwrap_or_default(),
    )
}

fn base(tree: &Html) -> Option<&str> {
    let selector = Selector::parse("base[href]").ok()?;
    tree.select(&selector).next()?.attr("href")
}

/// The links that an element stands for: itself, or all inside it.
fn links_of(element: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    if element.attr("href").is_some() {
        return vec![element];
    }
    let links = Selector::parse("a[href]").ok();
    links.map_or_else(Vec::new, |links| element.select(&links).collect())
}

/// The link of a teaser: where it is said to be, or itself, or its first.
fn link_of<'a>(teaser: ElementRef<'a>, css: Option<&Css>) -> Option<ElementRef<'a>> {
    let Some(css) = css else {
        return links_of(teaser).into_iter().next();
    };
    let inside = teaser.select(&css.selector).next()?;
    links_of(inside).into_iter().next()
}

fn first<'a>(element: &ElementRef<'a>, css: &str) -> Option<ElementRef<'a>> {
    element.select(&Selector::parse(css).ok()?).next()
}

/// The date of a teaser: as its markup says it to programs, or else as readers see it.
fn moment(teaser: ElementRef<'_>, css: &Css) -> Option<String> {
    let element = teaser.select(&css.selector).next()?;
    let declared = ["datetime", "content", "data-timestamp"]
        .iter()
        .find_map(|name| element.attr(name));
    said(declared.unwrap_or_default(), LONGEST_DATE).or_else(|| said(&words(element), LONGEST_DATE))
}

fn said(text: &str, longest: usize) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && text.chars().count() <= longest).then(|| text.to_owned())
}

/// What an element says, with single spaces; a picture says its description.
pub(super) fn words(element: ElementRef<'_>) -> String {
    let text: Vec<&str> = element
        .descendants()
        .filter(|node| {
            !node
                .parent()
                .is_some_and(|parent| is_unseen(parent.value()))
        })
        .filter_map(|node| node.value().as_text())
        .flat_map(|text| text.split_whitespace())
        .collect();
    if !text.is_empty() {
        return text.join(" ");
    }
    let described = first(&element, "img[alt]").and_then(|image| image.attr("alt"));
    described
        .or(element.attr("title"))
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// Whether readers do not see what stands in a node. What `noscript` holds is text to the parser, markup and all.
fn is_unseen(node: &Node) -> bool {
    node.as_element().is_some_and(|element| {
        matches!(element.name(), "noscript" | "script" | "style" | "template")
    })
}

/// Links as they come in, each page once.
struct Collected {
    list: List,
    found: Vec<(Link, Hints)>,
    places: HashMap<String, usize>,
    most: usize,
}

impl Collected {
    fn new(most: usize) -> Self {
        Self {
            list: List::default(),
            found: Vec::new(),
            places: HashMap::new(),
            most,
        }
    }

    fn add_guessed(&mut self, origin: &Origin, guess: Guess<'_>) {
        self.list.matched = guess.links.len();
        self.list.other_sites = guess.other_sites;
        self.list.rule = Some(guess.rule);
        for guessed in guess.links {
            let hints = Hints {
                title: guessed.title.and_then(|title| said(&title, LONGEST_TITLE)),
                published: guessed.date.and_then(|date| said(&date, LONGEST_DATE)),
                ..Hints::default()
            };
            self.add(origin, guessed.link, hints);
        }
    }

    fn add(&mut self, origin: &Origin, element: ElementRef<'_>, mut hints: Hints) {
        let link = match origin.link(element.attr("href").unwrap_or_default()) {
            Ok(link) => link,
            Err(LeftOut::OtherSite) => {
                self.list.other_sites += 1;
                return;
            }
            Err(LeftOut::NoArticle) => return,
        };
        if hints.title.is_none() {
            hints.title = said(&words(element), LONGEST_TITLE);
        }
        if let Some(at) = self.places.get(&link.key) {
            if let Some((_, known)) = self.found.get_mut(*at) {
                complete(known, hints);
            }
        } else if self.found.len() >= self.most {
            self.list.beyond += 1;
        } else {
            self.places.insert(link.key.clone(), self.found.len());
            self.found.push((link, hints));
        }
    }

    fn into_list(self, source: &SourceId, titled: bool) -> List {
        let entry = |(link, hints): (Link, Hints)| Entry {
            source: source.clone(),
            version: version(&link, &hints, titled),
            key: link.key,
            locator: Locator::Url { url: link.url },
            hints,
        };
        List {
            entries: self.found.into_iter().map(entry).collect(),
            ..self.list
        }
    }
}

/// The same page listed once more: a picture says less than a headline, and whatever is said first stays.
fn complete(known: &mut Hints, more: Hints) {
    let length = |title: &Option<String>| title.as_ref().map_or(0, |title| title.chars().count());
    if length(&more.title) > length(&known.title) {
        known.title = more.title;
    }
    known.published = known.published.take().or(more.published);
    known.summary = known.summary.take().or(more.summary);
}

/// What a teaser's own title says is news of its article. What links say also counts comments and hours, and changes
/// with every poll: without a title of its own an article is listed once and for all.
fn version(link: &Link, hints: &Hints, titled: bool) -> u64 {
    let said = hints.title.as_deref().filter(|_| titled);
    digest64(said.unwrap_or(&link.key).as_bytes())
}

#[cfg(test)]
mod tests;
