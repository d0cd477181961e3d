//! A page or a fragment of markup -> article.

use config::Extract;
use item::{Article, Hints, Override};
use scraper::Html;

use super::app_state;
use super::body::{self, Body, Known};
use super::joint::{joined, parted};
use super::lead;
use super::linked_body::LinkedBody;
use super::markup::plain;
use super::metadata::{Metadata, people, read};
use super::overridden;
use super::page::Page;
use super::walls::{instead_of_article, taken_for_article};
use crate::clean::outcome::{Choice, Cleaned, Removed, Unclean};
use crate::clean::plain::clean_blocks;
use crate::clean::shaped::Shaped;
use item::dates::parse;
use item::markup::{Attributes, guarded};

/// Fewer letters than this are no article.
const LEAST_LETTERS: usize = 20;

/// How many removed blocks are kept as evidence.
const MAX_EVIDENCE: usize = 20000;

/// So many times the prose that a page shows must be told elsewhere to stand in its place.
const SHOWN_OF_TOLD: usize = 3;

/// Cleans a page that was found at `url`; `hints` fill what the page leaves open.
pub fn clean_html(text: &str, url: Option<&str>, hints: &Hints) -> Result<Cleaned, Unclean> {
    clean_page(text, url, hints, &Extract::default())
}

/// Cleans a page of a source that has selectors of its own.
pub fn clean_page(
    text: &str,
    url: Option<&str>,
    hints: &Hints,
    extract: &Extract,
) -> Result<Cleaned, Unclean> {
    let mut tree = tree_of(text, extract);
    let page = Page::of(&tree);
    let mut metadata = read(&page, url);
    let mut overrides = overridden::overwrite(&mut metadata, &tree, &page, extract);
    let found = Found {
        text,
        url,
        hints,
        metadata,
    };
    if extract.remove.is_empty() {
        return found.cleaned(&tree, &page, extract, overrides);
    }
    let (mut removed, noted) = overridden::remove(&mut tree, &extract.remove);
    overrides.extend(noted);
    let page = Page::of(&tree);
    let mut cleaned = found.cleaned(&tree, &page, extract, overrides)?;
    removed.append(&mut cleaned.removed);
    cleaned.removed = removed;
    Ok(cleaned)
}

fn tree_of(text: &str, extract: &Extract) -> Html {
    let attributes = if extract.is_empty() {
        Attributes::Telling
    } else {
        Attributes::All
    };
    Html::parse_document(&guarded(text, attributes))
}

/// A page whose metadata was read.
struct Found<'a> {
    text: &'a str,
    url: Option<&'a str>,
    hints: &'a Hints,
    metadata: Metadata,
}

impl Found<'_> {
    /// The body, and what the selector for it came to.
    fn body(&self, tree: &Html, page: &Page<'_>, extract: &Extract) -> (Body, Vec<Override>) {
        let (region, noted) = overridden::body(tree, page, extract);
        let title = self.metadata.title.clone();
        let title = title.or_else(|| hinted_title(self.hints));
        let description = lead::description(page);
        let known = Known {
            title: title.as_deref(),
            description: description.as_deref(),
            linked: self.metadata.body.as_deref(),
            url: self.url,
        };
        let body = if region.is_empty() {
            body::extract(page, known)
        } else {
            body::within(page, &region, known)
        };
        (body, noted)
    }

    fn cleaned(
        self,
        tree: &Html,
        page: &Page<'_>,
        extract: &Extract,
        mut overrides: Vec<Override>,
    ) -> Result<Cleaned, Unclean> {
        let (body, noted) = self.body(tree, page, extract);
        overrides.extend(noted);
        let Self {
            text,
            url,
            hints,
            metadata,
        } = self;
        let title = metadata.title.clone().or_else(|| hinted_title(hints));
        let (blocks, mut removed, choice) = if body.choice.candidate == body::SELECTOR {
            texts(body, None)
        } else {
            let elsewhere = told_elsewhere(&body, &metadata, text, title.as_deref());
            texts(body, elsewhere)
        };
        if letters(&blocks) < LEAST_LETTERS {
            return Err(
                instead_of_article(page, text).unwrap_or_else(|| Unclean::Empty {
                    detail: why_empty(text).to_owned(),
                }),
            );
        }
        let is_dated = metadata.published.is_some();
        let article = article(title, url, metadata, hints);
        let mut cleaned = clean_blocks(article, blocks.iter().map(String::as_str), hints)
            .map_err(|empty| instead_of_article(page, text).unwrap_or(empty))?;
        cleaned.article.text = parted(&cleaned.article.text);
        removed.append(&mut cleaned.removed);
        cleaned.removed = removed;
        cleaned.overrides = overrides;
        cleaned.choice = Some(choice);
        let headline = cleaned.article.headline.as_deref();
        match taken_for_article(page, headline, &cleaned.article.text, is_dated) {
            Some(unclean) => Err(unclean),
            None => Ok(cleaned),
        }
    }
}

/// What a page says about its article, whether or not it holds the article's text.
pub fn described(text: &str, url: Option<&str>, hints: &Hints, extract: &Extract) -> Article {
    let tree = tree_of(text, extract);
    let page = Page::of(&tree);
    let mut metadata = read(&page, url);
    overridden::overwrite(&mut metadata, &tree, &page, extract);
    let title = metadata.title.clone().or_else(|| hinted_title(hints));
    article(title, url, metadata, hints)
}

fn letters(blocks: &[String]) -> usize {
    let letters = blocks.iter().flat_map(|text| text.chars());
    letters.filter(|c| c.is_alphabetic()).count()
}

fn hinted_title(hints: &Hints) -> Option<String> {
    hints.title.as_deref().map(plain)
}

/// The blocks of the body of a page, with their shapes.
pub fn shaped(text: &str, url: Option<&str>, hints: &Hints, extract: &Extract) -> Vec<Shaped> {
    let mut tree = tree_of(text, extract);
    let metadata = read(&Page::of(&tree), url);
    overridden::remove(&mut tree, &extract.remove);
    let page = Page::of(&tree);
    let found = Found {
        text,
        url,
        hints,
        metadata,
    };
    let (body, _) = found.body(&tree, &page, extract);
    let base = found.metadata.base.as_ref();
    let blocks = body.blocks.into_iter();
    blocks.map(|block| block.shaped(&page, base)).collect()
}

/// The blocks of a fragment that is the body of an article, such as a feed's or a record's content.
pub fn fragment_blocks(fragment: &str) -> Vec<String> {
    let tree = Html::parse_fragment(&guarded(fragment, Attributes::Telling));
    let page = Page::of(&tree);
    body::whole(&page)
        .blocks
        .into_iter()
        .map(|block| block.text)
        .collect()
}

/// A text that a page holds for programs.
struct Told {
    candidate: &'static str,
    text: String,
}

/// The body that the page holds for programs, if it shows hardly any of it: in its linked data, else in the data that
/// its scripts draw it from.
fn told_elsewhere(
    body: &Body,
    metadata: &Metadata,
    markup: &str,
    title: Option<&str>,
) -> Option<Told> {
    let shown = body::prose(&body.blocks);
    let is_more = |text: &String| {
        LinkedBody::of(text).is_some() && text.chars().count() > shown * SHOWN_OF_TOLD
    };
    let told = |candidate: &'static str, text: String| Told { candidate, text };
    let linked = metadata.body.clone().filter(is_more);
    linked.map(|text| told("linked data", text)).or_else(|| {
        let state = title.filter(|_| shown < body::LITTLE);
        let state = state.and_then(|title| app_state::body(markup, title));
        state
            .filter(is_more)
            .map(|text| told("application state", text))
    })
}

/// The texts of the body, or what was told elsewhere in their place.
fn texts(body: Body, elsewhere: Option<Told>) -> (Vec<String>, Vec<Removed>, Choice) {
    let removed = body.removed.into_iter().take(MAX_EVIDENCE).collect();
    let mut choice = body.choice;
    match elsewhere {
        Some(told) => {
            choice.candidate = told.candidate;
            (told_blocks(&told.text), removed, choice)
        }
        None => (joined(body.blocks), removed, choice),
    }
}

fn told_blocks(told: &str) -> Vec<String> {
    if told.contains("</") || told.contains("<br") || told.contains("&lt;") {
        let unescaped = if told.contains("&lt;") {
            plain(told)
        } else {
            told.to_owned()
        };
        return fragment_blocks(&unescaped);
    }
    told.lines()
        .map(plain)
        .filter(|line| !line.is_empty())
        .collect()
}

fn article(title: Option<String>, url: Option<&str>, metadata: Metadata, hints: &Hints) -> Article {
    let hinted = |date: &Option<String>| date.as_deref().and_then(parse);
    let byline = if metadata.authors.is_empty() {
        people(hints.authors.iter().map(String::as_str), &metadata.sites)
    } else {
        metadata.authors
    };
    Article {
        url: url
            .map(str::to_owned)
            .or_else(|| hints.link.clone())
            .or_else(|| metadata.canonical.clone()),
        canonical_url: metadata.canonical,
        headline: title,
        byline,
        publisher: metadata.publisher,
        date_published: metadata.published.or_else(|| hinted(&hints.published)),
        date_modified: metadata.modified.or_else(|| hinted(&hints.updated)),
        in_language: metadata.language.or_else(|| hints.language.clone()),
        credits: metadata.credits,
        section: metadata.section,
        keywords: metadata.keywords,
        image: metadata.image,
        is_accessible_for_free: metadata.is_free,
        origins: metadata.origins,
        ..Article::default()
    }
}

fn why_empty(text: &str) -> &'static str {
    if text.trim().is_empty() {
        "the document is empty"
    } else {
        "the page holds no running text"
    }
}
