//! What else a page says of its article: section, key words, lead picture, whether it is free to read.

use item::{Certainty, Origin};
use rustc_hash::FxHashSet;
use url::Url;

use super::super::markup::plain;
use super::super::page::Page;
use super::lines;
use super::linked::{LinkedData, said};
use super::signals::{Property, Signals};

/// The longest name of a section, key word or address of a picture, in bytes.
const LONGEST_NAME: usize = 100;
const LONGEST_ADDRESS: usize = 2000;

/// Pages that list more key words list all they have.
const MAX_KEYWORDS: usize = 40;

const SECTION: [&str; 8] = [
    "article:section",
    "og:article:section",
    "parsely-section",
    "articlesection",
    "cxenseparse:section",
    "sailthru.section",
    "dc.subject.section",
    "section",
];

const KEYWORDS: [&str; 6] = [
    "article:tag",
    "og:article:tag",
    "news_keywords",
    "parsely-tags",
    "sailthru.tags",
    "keywords",
];

const IMAGE: [&str; 7] = [
    "og:image:secure_url",
    "og:image",
    "og:image:url",
    "twitter:image",
    "twitter:image:src",
    "parsely-image-url",
    "sailthru.image.full",
];

/// What a page says by the way.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct About {
    pub(super) section: Option<String>,
    pub(super) keywords: Vec<String>,
    pub(super) image: Option<String>,
    pub(super) is_free: Option<bool>,
    pub(super) origins: Vec<Origin>,
}

/// Reads what a page says by the way; `base` is what its addresses are relative to.
pub(super) fn read(
    page: &Page<'_>,
    signals: &Signals<'_>,
    linked: &LinkedData,
    base: Option<&Url>,
) -> About {
    let mut about = About::default();
    if let Some((section, found_in)) = section(page, signals, linked) {
        about.section = Some(section);
        about.note("section", found_in);
    }
    if let Some((keywords, found_in)) = keywords(signals, linked) {
        about.keywords = keywords;
        about.note("keywords", found_in);
    }
    if let Some((image, found_in)) = image(signals, linked, base) {
        about.image = Some(image);
        about.note("image", found_in);
    }
    if let Some((is_free, found_in)) = is_free(page, signals, linked) {
        about.is_free = Some(is_free);
        about.note("is_accessible_for_free", found_in);
    }
    about
}

impl About {
    fn note(&mut self, field: &str, found_in: String) {
        self.origins.push(Origin {
            field: field.to_owned(),
            found_in,
            certainty: Certainty::Declared,
        });
    }
}

fn section(
    page: &Page<'_>,
    signals: &Signals<'_>,
    linked: &LinkedData,
) -> Option<(String, String)> {
    let usable = |text: &str| {
        let text = plain(text);
        let is_name = text.contains(char::is_alphabetic)
            && text.len() <= LONGEST_NAME
            && !text.contains("://");
        is_name.then_some(text)
    };
    let declared = linked.section.as_deref().and_then(usable);
    declared
        .map(|section| (section, "JSON-LD articleSection".to_owned()))
        .or_else(|| {
            SECTION.iter().find_map(|key| {
                let section = signals.head.all(key).find_map(usable)?;
                Some((section, format!("meta {key}")))
            })
        })
        .or_else(|| {
            let marked = signals.property(Property::Section);
            let section = marked
                .map(|index| lines::spaced(page, index, LONGEST_NAME + 1))
                .find_map(|text| usable(&text))?;
            Some((section, "itemprop articleSection".to_owned()))
        })
}

fn keywords(signals: &Signals<'_>, linked: &LinkedData) -> Option<(Vec<String>, String)> {
    let mut seen = FxHashSet::default();
    let mut distinct = |words: Vec<String>| -> Vec<String> {
        words
            .into_iter()
            .filter(|word| word.len() <= LONGEST_NAME && word.contains(char::is_alphanumeric))
            .filter(|word| seen.insert(word.to_lowercase()))
            .take(MAX_KEYWORDS)
            .collect()
    };
    let declared = distinct(linked.keywords.clone());
    if !declared.is_empty() {
        return Some((declared, "JSON-LD keywords".to_owned()));
    }
    KEYWORDS.iter().find_map(|key| {
        let listed = signals
            .head
            .all(key)
            .flat_map(|words| words.split([',', ';']));
        let words = distinct(listed.map(plain).collect());
        (!words.is_empty()).then(|| (words, format!("meta {key}")))
    })
}

fn image(
    signals: &Signals<'_>,
    linked: &LinkedData,
    base: Option<&Url>,
) -> Option<(String, String)> {
    let address = |written: &str| {
        let written = written.trim();
        let joined = match base {
            Some(base) => base.join(written).ok()?,
            None => Url::parse(written).ok()?,
        };
        let usable =
            matches!(joined.scheme(), "http" | "https") && written.len() <= LONGEST_ADDRESS;
        usable.then(|| joined.to_string())
    };
    let head = &signals.head;
    let shared = IMAGE.iter().find_map(|key| {
        let image = head.all(key).find_map(address)?;
        Some((image, format!("meta {key}")))
    });
    shared
        .or_else(|| {
            let image = linked.image.as_deref().and_then(address)?;
            Some((image, "JSON-LD image".to_owned()))
        })
        .or_else(|| Some((address(head.picture?)?, "link image_src".to_owned())))
}

/// schema.org says it outright; `article:content_tier` says it in a word of three, of which `metered` says neither.
fn is_free(page: &Page<'_>, signals: &Signals<'_>, linked: &LinkedData) -> Option<(bool, String)> {
    if let Some(is_free) = linked.is_free {
        return Some((is_free, "JSON-LD isAccessibleForFree".to_owned()));
    }
    let tier = match signals.head.first(&["article:content_tier"]) {
        Some("free") => Some(true),
        Some("locked") => Some(false),
        _ => None,
    };
    if let Some(is_free) = tier {
        return Some((is_free, "meta article:content_tier".to_owned()));
    }
    let in_head = signals.head.first(&["isaccessibleforfree"]).and_then(said);
    let marked = || {
        let marked = signals.property(Property::Free);
        marked
            .map(|index| lines::spaced(page, index, LONGEST_NAME))
            .find_map(|text| said(&text))
    };
    let is_free = in_head.or_else(marked)?;
    Some((is_free, "itemprop isAccessibleForFree".to_owned()))
}
