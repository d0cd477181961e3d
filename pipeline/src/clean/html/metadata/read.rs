//! All of a page's metadata, each field from the best evidence that the page gives.

use item::{Certainty, Credit, NewsDate, Origin};
use url::Url;

use super::super::page::Page;
use super::authors::Shown;
use super::claims::Claims;
use super::head::Head;
use super::linked::LinkedData;
use super::signals::Signals;
use super::{about, addresses, authors, dates, likely, sites, title};

/// What a page says about its article.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::clean) struct Metadata {
    pub(in crate::clean) title: Option<String>,
    pub(in crate::clean) authors: Vec<String>,
    /// Agencies that the page names in the author's place.
    pub(in crate::clean) credits: Vec<Credit>,
    pub(in crate::clean) published: Option<NewsDate>,
    pub(in crate::clean) modified: Option<NewsDate>,
    pub(in crate::clean) publisher: Option<String>,
    pub(in crate::clean) canonical: Option<String>,
    pub(in crate::clean) language: Option<String>,
    pub(in crate::clean) section: Option<String>,
    pub(in crate::clean) keywords: Vec<String>,
    pub(in crate::clean) image: Option<String>,
    pub(in crate::clean) is_free: Option<bool>,
    /// Where each of these was found.
    pub(in crate::clean) origins: Vec<Origin>,
    /// What the page's addresses are relative to.
    pub(in crate::clean) base: Option<Url>,
    /// The body as linked data has it.
    pub(in crate::clean) body: Option<String>,
    /// What the site may call itself.
    pub(in crate::clean) sites: Vec<String>,
}

/// Reads the metadata of `page`, which was found at `url`.
pub(in crate::clean) fn read(page: &Page<'_>, url: Option<&str>) -> Metadata {
    let signals = Signals::of(page);
    let scripts: Vec<String> = signals.scripts.iter().map(|at| page.raw(*at)).collect();
    let mut found = LinkedData::of_scripts(&scripts);
    let head = &signals.head;
    let linked = likely::choose(&found, head, url);
    let mut metadata = Metadata::default();
    metadata.declared(head, &linked, url);
    let address = url
        .map(str::to_owned)
        .or_else(|| metadata.canonical.clone());
    let address = address.as_deref();
    let sites = sites::names(head, linked.publisher.as_deref(), address);
    let claims = Claims::of(page, &signals, &linked, &sites);
    let title = title::choose(page, &signals, &claims, &sites, (linked.kind, address));
    let around = Shown::around(page, title.as_ref().and_then(|title| title.place));
    if let Some(title) = title {
        metadata.title = Some(title.text);
        metadata.note("headline", title.found_in, title.certainty);
    }
    let signed = authors::choose(page, &signals, &linked, &around, &sites);
    metadata.credits = signed.credits;
    metadata.credits.extend(addresses::credited(head, url));
    if let Some(certainty) = signed.certainty {
        metadata.authors = signed.names;
        metadata.note("byline", signed.found_in, certainty);
    }
    if let Some(claim) = dates::published(page, &signals, &linked, &around, address) {
        metadata.published = Some(claim.date);
        metadata.note("date_published", claim.found_in, claim.certainty);
    }
    if let Some(claim) = dates::modified(page, &signals, &linked, &around) {
        metadata.modified = Some(claim.date);
        metadata.note("date_modified", claim.found_in, claim.certainty);
    }
    let base = addresses::base(head, url);
    let about = about::read(page, &signals, &linked, base.as_ref());
    metadata.origins.extend(about.origins);
    let bodies = found.iter_mut().filter_map(|linked| linked.body.take());
    Metadata {
        base,
        section: about.section,
        keywords: about.keywords,
        image: about.image,
        is_free: about.is_free,
        body: bodies.max_by_key(String::len),
        sites,
        ..metadata
    }
}

impl Metadata {
    /// Takes in what only fields for programs say.
    fn declared(&mut self, head: &Head<'_>, linked: &LinkedData, url: Option<&str>) {
        self.canonical = addresses::canonical(head, url);
        if let Some((name, found_in)) = addresses::publisher(head, linked.publisher.as_deref()) {
            self.publisher = Some(name);
            self.note("publisher", found_in, Certainty::Declared);
        }
        if let Some((tag, found_in)) = addresses::language_of(head, linked.language.as_deref()) {
            self.language = Some(tag);
            self.note("in_language", found_in, Certainty::Declared);
        }
    }

    /// Tells where a field was found, instead of what was told of it before.
    pub(in crate::clean) fn note(&mut self, field: &str, found_in: String, certainty: Certainty) {
        self.origins.retain(|origin| origin.field != field);
        self.origins.push(Origin {
            field: field.to_owned(),
            found_in,
            certainty,
        });
    }
}
