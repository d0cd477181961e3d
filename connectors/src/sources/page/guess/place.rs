//! Where on a page a link stands: in what repeated block, under a headline, or in what frames every page of the site.

use std::collections::HashMap;

use ego_tree::NodeId;
use scraper::ElementRef;

use super::super::list::words;

/// How many elements around a link make up the block that is repeated.
const NEAREST: usize = 5;

/// How far above a link its teaser's headline, date or frame is looked for.
const TEASER: usize = 4;

/// Elements that hold what every page of a site has.
const FRAMES: [&str; 4] = ["nav", "footer", "menu", "dialog"];

/// Roles that say the same.
const ROLES: [&str; 7] = [
    "navigation",
    "contentinfo",
    "menu",
    "menubar",
    "search",
    "dialog",
    "banner",
];

/// Words of classes and ids that do.
const WORDS: [&str; 24] = [
    "nav",
    "navbar",
    "navigation",
    "menu",
    "submenu",
    "footer",
    "breadcrumb",
    "breadcrumbs",
    "cookie",
    "cookies",
    "consent",
    "social",
    "share",
    "sharing",
    "pagination",
    "pager",
    "tags",
    "tagcloud",
    "comments",
    "login",
    "newsletter",
    "legal",
    "skip",
    "topbar",
];

/// Classes that begin like this say what is in or at an element, not what it is.
const STATES: [&str; 7] = ["has-", "with-", "without-", "no-", "is-", "show-", "hide-"];

/// How many links lie in each element.
#[derive(Debug, Default)]
pub(super) struct Counts {
    inside: HashMap<NodeId, usize>,
    all: usize,
}

impl Counts {
    pub(super) fn of(links: &[ElementRef<'_>]) -> Self {
        let mut counts = Self {
            all: links.len(),
            ..Self::default()
        };
        for link in links {
            for above in link.ancestors() {
                *counts.inside.entry(above.id()).or_default() += 1;
            }
        }
        counts
    }

    fn holds_most(&self, element: ElementRef<'_>) -> bool {
        let inside = self.inside.get(&element.id()).copied().unwrap_or_default();
        inside * 2 > self.all
    }
}

/// Where a link stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The elements around it, the farthest first: alike in repeated blocks.
    pub(super) path: String,
    /// The same as a selector, as short as it can be.
    pub(super) selector: String,
    /// It is a headline, or holds one.
    pub(super) is_headline: bool,
    /// The headline that it holds or, where it says "read more", that stands beside it.
    pub(super) headline_inside: Option<String>,
    /// It stands in a teaser.
    pub(super) is_teaser: bool,
    /// When the teaser's article was published.
    pub(super) date: Option<String>,
}

impl Place {
    /// None for a link of the frame around the page's own content.
    pub(super) fn of(link: ElementRef<'_>, counts: &Counts) -> Option<Self> {
        let above: Vec<ElementRef<'_>> = link.ancestors().filter_map(ElementRef::wrap).collect();
        let in_content = above
            .iter()
            .position(|element| matches!(name(element), "article" | "main"));
        for (at, element) in above.iter().enumerate() {
            // The header of a teaser is no header of the page.
            let is_header =
                name(element) == "header" && in_content.is_none_or(|content| content < at);
            if is_header || is_frame(*element, counts) {
                return None;
            }
        }
        let near = above.get(..TEASER).unwrap_or(&above);
        let headline = near.iter().take(2).find(|element| is_heading(element));
        let inner = link
            .descendants()
            .filter_map(ElementRef::wrap)
            .find(is_heading);
        let beside = match (headline, inner) {
            (None, None) => headline_beside(near, counts),
            _ => None,
        };
        let teaser = near
            .iter()
            .find(|element| matches!(name(element), "article" | "li" | "tr"))
            .filter(|element| !counts.holds_most(**element));
        let date = teaser.and_then(|teaser| date(*teaser));
        let is_teaser = date.is_some() || teaser.is_some_and(|found| name(found) == "article");
        Some(Self {
            path: path(&above),
            selector: selector(&above, headline.copied()),
            is_headline: headline.is_some() || inner.is_some() || beside.is_some(),
            headline_inside: inner.map(words).or(beside).filter(|text| !text.is_empty()),
            is_teaser,
            date,
        })
    }
}

fn name<'a>(element: &ElementRef<'a>) -> &'a str {
    element.value().name()
}

fn is_heading(element: &ElementRef<'_>) -> bool {
    matches!(name(element), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn is_frame(element: ElementRef<'_>, counts: &Counts) -> bool {
    let tag = element.value().name();
    if matches!(tag, "body" | "html" | "main" | "article") {
        return false;
    }
    if FRAMES.contains(&tag) {
        return true;
    }
    // Some sites put their whole page into a form, or into an element named after its menu.
    let says_so = tag == "form"
        || element
            .attr("role")
            .is_some_and(|role| ROLES.contains(&role))
        || ["class", "id"]
            .iter()
            .filter_map(|key| element.attr(key))
            .flat_map(str::split_whitespace)
            .filter(|class| !STATES.iter().any(|state| class.starts_with(state)))
            .any(says_frame);
    says_so && !counts.holds_most(element)
}

/// Whether a class says so: by its first word or its last one, as in `nav-main` and `site-footer`. A word between others
/// says how something looks: `post-share-style`.
fn says_frame(class: &str) -> bool {
    let mut words = class.split(|letter: char| !letter.is_alphanumeric());
    let ends = [words.next(), words.next_back()];
    let mut ends = ends.into_iter().flatten();
    ends.any(|word| WORDS.contains(&word.to_ascii_lowercase().as_str()))
}

/// A class that an element shares with its likes.
fn class<'a>(element: &ElementRef<'a>) -> Option<&'a str> {
    // The element's own set of classes is sorted; the one that is written first is mostly its name.
    let mut classes = element.attr("class")?.split_whitespace();
    let is_shared = |class: &&str| {
        let bytes = class.as_bytes();
        bytes.first().is_some_and(u8::is_ascii_alphabetic)
            && bytes
                .iter()
                .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_'))
            && !matches!(*class, "first" | "last" | "odd" | "even" | "active")
    };
    classes.find(is_shared)
}

fn said(element: &ElementRef<'_>) -> String {
    match class(element) {
        Some(class) => format!("{}.{class}", name(element)),
        None => name(element).to_owned(),
    }
}

fn path(above: &[ElementRef<'_>]) -> String {
    let near: Vec<String> = above.iter().take(NEAREST).rev().map(said).collect();
    near.join(">")
}

/// The headline of a teaser whose only link this is: one heading, without a link of its own.
fn headline_beside(near: &[ElementRef<'_>], counts: &Counts) -> Option<String> {
    for element in near {
        let links = counts.inside.get(&element.id()).copied();
        if links != Some(1) {
            return None;
        }
        let inside = element.descendants().filter_map(ElementRef::wrap);
        let mut headings = inside.filter(is_heading);
        if let Some(heading) = headings.next() {
            return headings.next().is_none().then(|| words(heading));
        }
    }
    None
}

/// `article.teaser h2 a`: the nearest element with a name of its own, and the headline.
fn selector(above: &[ElementRef<'_>], headline: Option<ElementRef<'_>>) -> String {
    let near = above.iter().take(NEAREST);
    let named = near
        .filter(|element| !is_heading(element) && !matches!(name(element), "body" | "html"))
        .find(|element| class(element).is_some() || matches!(name(element), "article" | "main"));
    let parts = [
        named.map(said),
        headline.as_ref().map(said),
        Some("a".to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(" ")
}

/// The date of a teaser, if it tells programs one and only one.
fn date(teaser: ElementRef<'_>) -> Option<String> {
    let mut dates = teaser
        .descendants()
        .filter_map(ElementRef::wrap)
        .filter(|element| name(element) == "time")
        .filter_map(|time| time.attr("datetime"));
    let date = dates.next()?.trim();
    let is_only = dates.all(|other| other.trim() == date);
    (is_only && !date.is_empty()).then(|| date.to_owned())
}
