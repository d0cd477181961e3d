//! A source's own selectors on one of its pages: what they match is the part of the article, whatever cleaning would have
//! found; where they match nothing of use, cleaning finds the part itself, and both is told.

use config::{Css, Extract};
use item::{Certainty, Override, Part};
use rustc_hash::FxHashSet;
use scraper::{Html, node::Element};

use super::block::blocks;
use super::furniture::Marks;
use super::metadata::{Metadata, date_of, named, without_site};
use super::names::Tag;
use super::page::Page;
use super::region::Region;
use crate::clean::outcome::Removed;

/// The longest title that is taken, in bytes: what is longer is no title.
const LONGEST_TITLE: usize = 500;

/// The longest byline that is taken, in bytes.
const LONGEST_BYLINE: usize = 300;

/// Elements of one selector that are looked at: authors of an article, parts of its text.
const MOST_MATCHES: usize = 2000;

/// Fewer letters are no text.
const LEAST_LETTERS: usize = 20;

/// Words of what was removed that are kept as evidence, in bytes.
const LONGEST_EVIDENCE: usize = 300;

/// Puts what the selectors for title, date and author say in the place of what the page says elsewhere.
pub(super) fn overwrite(
    metadata: &mut Metadata,
    tree: &Html,
    page: &Page<'_>,
    extract: &Extract,
) -> Vec<Override> {
    let mut overrides = Vec::new();
    let mut note = |part, css: &Css, matched: &[usize], used| {
        overrides.push(noted(part, css, matched.len(), used));
    };
    if let Some(css) = &extract.title {
        let matched = matches(tree, page, css);
        let mut said = matched.iter().map(|&at| words(page, at, LONGEST_TITLE));
        let title = said.find(|title| !title.is_empty() && title.len() <= LONGEST_TITLE);
        note(Part::Title, css, &matched, title.is_some());
        if let Some(title) = title {
            metadata.title = Some(without_site(&title, &metadata.sites));
            metadata.note("headline", selector(css), Certainty::Declared);
        }
    }
    if let Some(css) = &extract.date {
        let matched = matches(tree, page, css);
        let date = matched.iter().find_map(|&at| date_of(page, at));
        note(Part::Date, css, &matched, date.is_some());
        if date.is_some() {
            metadata.published = date;
            metadata.note("date_published", selector(css), Certainty::Declared);
        }
    }
    if let Some(css) = &extract.author {
        let matched = matches(tree, page, css);
        let fields: Vec<String> = matched
            .iter()
            .map(|&at| words(page, at, LONGEST_BYLINE))
            .filter(|field| field.len() <= LONGEST_BYLINE)
            .collect();
        let authors = named(&fields, &metadata.sites);
        note(Part::Author, css, &matched, !authors.is_empty());
        if !authors.is_empty() {
            metadata.authors = authors;
            metadata.note("byline", selector(css), Certainty::Declared);
        }
    }
    overrides
}

fn selector(css: &Css) -> String {
    format!("selector `{}`", css.written)
}

/// Takes what is no part of the text out of the tree.
pub(super) fn remove(tree: &mut Html, selectors: &[Css]) -> (Vec<Removed>, Vec<Override>) {
    let (mut removed, mut overrides) = (Vec::new(), Vec::new());
    for css in selectors {
        let matched: Vec<_> = tree
            .select(&css.selector)
            .map(|element| (element.id(), evidence(element.text())))
            .collect();
        overrides.push(noted(Part::Remove, css, matched.len(), !matched.is_empty()));
        for (id, text) in matched {
            if let Some(mut node) = tree.tree.get_mut(id) {
                node.detach();
            }
            removed.push(Removed::new("remove", text));
        }
    }
    (removed, overrides)
}

/// The node ranges of the body, if its selector matches a text.
pub(super) fn body(tree: &Html, page: &Page<'_>, extract: &Extract) -> (Region, Vec<Override>) {
    let Some(css) = &extract.body else {
        return (Region::new(), Vec::new());
    };
    let matched = matches(tree, page, css);
    let mut region = Region::new();
    for &start in &matched {
        if region.last().is_none_or(|&(_, end)| start >= end) {
            region.push((start, page.end(start)));
        }
    }
    let letters: usize = blocks(page, &Marks::default())
        .iter()
        .filter(|block| {
            region
                .iter()
                .any(|&(start, end)| (start..end).contains(&block.at))
        })
        .map(|block| block.text.chars().filter(|c| c.is_alphabetic()).count())
        .sum();
    let used = letters >= LEAST_LETTERS;
    if !used {
        region.clear();
    }
    (region, vec![noted(Part::Body, css, matched.len(), used)])
}

fn noted(part: Part, css: &Css, matched: usize, used: bool) -> Override {
    Override {
        part,
        css: css.written.clone(),
        matched: u32::try_from(matched).unwrap_or(u32::MAX),
        used,
    }
}

/// The elements of a page that a selector matches, in document order.
fn matches(tree: &Html, page: &Page<'_>, css: &Css) -> Vec<usize> {
    let matched: FxHashSet<*const Element> = tree
        .select(&css.selector)
        .take(MOST_MATCHES)
        .map(|element| std::ptr::from_ref(element.value()))
        .collect();
    if matched.is_empty() {
        return Vec::new();
    }
    let elements = page.elements();
    elements
        .filter(|(_, _, element)| matched.contains(&std::ptr::from_ref(*element)))
        .map(|(index, ..)| index)
        .collect()
}

/// What an element says: a `meta` by its content, any other by its words.
fn words(page: &Page<'_>, at: usize, longest: usize) -> String {
    match page.element(at) {
        Some((Tag::Meta, element)) => {
            super::markup::plain(element.attr("content").unwrap_or_default())
        }
        _ => page.words(at, longest * 2),
    }
}

fn evidence<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut words = String::new();
    for text in texts {
        super::page::push_collapsed(&mut words, text);
        if words.len() >= LONGEST_EVIDENCE {
            break;
        }
    }
    words.truncate(words.floor_char_boundary(LONGEST_EVIDENCE));
    words.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use config::Extract;
    use item::Hints;

    use super::super::clean_page;
    use super::*;
    use crate::clean::outcome::Cleaned;

    const PAGE: &str = "<html><head><title>Wrong | Post</title><meta name=author content='Max Wrong'>\
        <meta property='article:published_time' content='2020-01-01'></head><body>\
        <article><h1>Wrong</h1><p>This long paragraph is the teaser of another report, as long as the one that is meant, or longer.</p>\
        <p>And it goes on, so that whoever guesses takes this for the article, which it is not in any way at all.</p></article>\
        <div id=real><h2 class=head>The bridge is closed</h2><span class=who>By Ann Lee</span><i class=when>14.06.2021, 10:30</i>\
        <div class=sidebar><p>The council closed the bridge on Monday.</p><div class=ad>Buy now, said the seller of bridges.</div>\
        <p>It will stay closed until the spring, the mayor said.</p></div></div></body></html>";

    fn css(written: &str) -> Css {
        Css {
            written: written.to_owned(),
            selector: scraper::Selector::parse(written).unwrap(),
        }
    }

    fn clean(extract: &Extract) -> Cleaned {
        clean_page(PAGE, None, &Hints::default(), extract).unwrap()
    }

    fn came_to(cleaned: &Cleaned) -> Vec<(&'static str, u32, bool)> {
        let uses = cleaned.overrides.iter();
        uses.map(|one| (one.part.name(), one.matched, one.used))
            .collect()
    }

    #[test]
    fn what_selectors_match_wins_over_what_cleaning_finds() {
        let cleaned = clean(&Extract {
            body: Some(css("#real .sidebar")),
            title: Some(css("h2.head")),
            date: Some(css(".when")),
            author: Some(css(".who")),
            remove: vec![css(".ad")],
        });
        let article = &cleaned.article;
        assert_eq!(article.headline.as_deref(), Some("The bridge is closed"));
        assert_eq!(
            article.text,
            "The council closed the bridge on Monday.\n\nIt will stay closed until the spring, the mayor said."
        );
        assert_eq!(article.byline, ["Ann Lee"]);
        let date = article.date_published.as_ref().unwrap();
        assert_eq!(date.as_str(), "2021-06-14T10:30:00");
        assert_eq!(
            came_to(&cleaned),
            [
                ("title", 1, true),
                ("date", 1, true),
                ("author", 1, true),
                ("remove", 1, true),
                ("body", 1, true)
            ]
        );
        let removed = &cleaned.removed[0];
        assert_eq!(
            (&*removed.rule, removed.text.as_str()),
            ("remove", "Buy now, said the seller of bridges.")
        );
    }

    #[test]
    fn where_selectors_match_nothing_of_use_cleaning_finds_the_parts_itself() {
        let generic = clean(&Extract::default());
        let cleaned = clean(&Extract {
            body: Some(css(".no-such-thing")),
            title: Some(css("h2.headline")),
            date: Some(css("h1")), // "Wrong" is no date
            author: Some(css("p.author")),
            remove: vec![css("aside")],
        });
        assert_eq!(cleaned.article, generic.article);
        assert_eq!(
            came_to(&cleaned),
            [
                ("title", 0, false),
                ("date", 1, false),
                ("author", 0, false),
                ("remove", 0, false),
                ("body", 0, false)
            ]
        );
    }

    #[test]
    fn a_body_that_is_called_furniture_is_the_body_all_the_same_and_furniture_in_it_is_none() {
        let body = |page: &str, selector: &str| {
            let extract = Extract {
                body: Some(css(selector)),
                ..Extract::default()
            };
            let cleaned = clean_page(page, None, &Hints::default(), &extract);
            cleaned.unwrap().article.text
        };
        let page = "<body><footer><div class='related-links comments'><p>The council closed the bridge on Monday evening.</p>\
            <div class=share-buttons>Share this on every network</div><p>It will stay closed until the spring.</p></div></footer>";
        assert_eq!(
            body(page, "footer > div"),
            "The council closed the bridge on Monday evening.\n\nIt will stay closed until the spring."
        );
        // Several elements are one text, in their order, and none is taken twice.
        let parts = "<p class=t>The council closed the bridge on Monday.</p><div class=t><p class=t>It stays closed.</p></div><p>Not this.</p>";
        assert_eq!(
            body(parts, ".t"),
            "The council closed the bridge on Monday.\n\nIt stays closed."
        );
    }

    #[test]
    fn values_of_head_elements_and_attributes_are_read() {
        let page = "<head><meta name=kicker content='The bridge &amp; the mayor'><meta name=who content='Redazione Esteri'></head>\
            <body><time class=x datetime='2021-06-14T10:30:00+02:00'>today</time>\
            <p>The council closed the bridge on Monday evening, and it will stay closed.</p>";
        let extract = Extract {
            title: Some(css("meta[name=kicker]")),
            date: Some(css("time.x")),
            author: Some(css("meta[name=who]")),
            ..Extract::default()
        };
        let article = clean_page(page, None, &Hints::default(), &extract)
            .unwrap()
            .article;
        assert_eq!(article.headline.as_deref(), Some("The bridge & the mayor"));
        let date = article.date_published.as_ref().unwrap();
        assert_eq!(date.as_str(), "2021-06-14T10:30:00+02:00");
        // A desk is nobody where cleaning guesses; where a person says that it is the author, it is.
        assert_eq!(article.byline, ["Redazione Esteri"]);
    }
}
