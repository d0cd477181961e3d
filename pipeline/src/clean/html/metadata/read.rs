//! All of a page's metadata, each field from the best evidence that the page gives.

use item::NewsDate;

use super::super::names::Tag;
use super::super::page::Page;
use super::linked::LinkedData;
use super::{addresses, authors, dates, head::Head, title};

/// How many scripts of linked data are read.
const MAX_SCRIPTS: usize = 40;

/// What a page says about its article.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::clean) struct Metadata {
    pub(in crate::clean) title: Option<String>,
    pub(in crate::clean) authors: Vec<String>,
    pub(in crate::clean) published: Option<NewsDate>,
    pub(in crate::clean) modified: Option<NewsDate>,
    pub(in crate::clean) publisher: Option<String>,
    pub(in crate::clean) canonical: Option<String>,
    pub(in crate::clean) language: Option<String>,
    /// The body as linked data has it.
    pub(in crate::clean) body: Option<String>,
    /// What the site may call itself.
    pub(in crate::clean) sites: Vec<String>,
}

/// Reads the metadata of `page`, which was found at `url`.
pub(in crate::clean) fn read(page: &Page<'_>, url: Option<&str>) -> Metadata {
    let head = Head::of(page);
    let found = LinkedData::of_scripts(&scripts(page));
    let linked = most_likely(&found, &head, url);
    let canonical = addresses::canonical(&head, url);
    let address = url.or(canonical.as_deref());
    let sites = addresses::site_names(&head, linked.publisher.as_deref(), address);
    let language = head.language.and_then(addresses::language);
    let language = language
        .or_else(|| linked.language.as_deref().and_then(addresses::language))
        .or_else(|| {
            head.first(&["content-language", "og:locale", "dc.language", "language"])
                .and_then(addresses::language)
        });
    let publisher = linked.publisher.clone().or_else(|| {
        head.first(&["og:site_name", "dc.publisher", "application-name"])
            .map(super::super::markup::plain)
    });
    Metadata {
        title: title::choose(page, &head, linked.headline.as_deref(), &sites),
        authors: authors::of_page(page, &head, &linked.authors, &sites),
        published: dates::published(page, &head, linked.published.as_deref(), address),
        modified: dates::modified(page, &head, linked.modified.as_deref()),
        publisher,
        language,
        body: found
            .into_iter()
            .filter_map(|linked| linked.body)
            .max_by_key(String::len),
        canonical,
        sites,
    }
}

fn scripts(page: &Page<'_>) -> Vec<String> {
    let linked = page.elements().filter(|(_, tag, element)| {
        *tag == Tag::Script
            && element.attrs().any(|(name, value)| {
                name == "type" && value.to_ascii_lowercase().contains("ld+json")
            })
    });
    linked
        .take(MAX_SCRIPTS)
        .map(|(index, ..)| page.raw(index))
        .collect()
}

/// The article that the page is about: pages also describe those that they link to.
fn most_likely(found: &[LinkedData], head: &Head<'_>, url: Option<&str>) -> LinkedData {
    let letters = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let titles: Vec<String> = head
        .all("og:title")
        .chain(head.title.as_deref())
        .map(letters)
        .collect();
    let agrees = |linked: &&LinkedData| {
        let own = linked.headline.as_deref().map(letters).unwrap_or_default();
        own.len() > 8
            && titles
                .iter()
                .any(|title| title.contains(&own) || own.contains(title.as_str()))
    };
    let same_address = |linked: &&LinkedData| linked.url.is_some() && linked.url.as_deref() == url;
    let chosen = found
        .iter()
        .find(agrees)
        .or_else(|| found.iter().find(same_address))
        .or(found.first());
    let mut chosen = chosen.cloned().unwrap_or_default();
    // Sites split an article over several objects: what one leaves out, another may say.
    if chosen.published.is_none() {
        chosen.published = found.iter().find_map(|linked| linked.published.clone());
    }
    if chosen.publisher.is_none() {
        chosen.publisher = found.iter().find_map(|linked| linked.publisher.clone());
    }
    chosen
}
