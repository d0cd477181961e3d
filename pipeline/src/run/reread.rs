//! Cleaning anew what was read before: a kept raw response through today's cleaning, beside the item that was made of it.
//!
//! Pure but for reading the response, so that it runs in parallel. What must hold: an item of which no better is made stays as it
//! is; what only the listing said of it, which is not kept with the response, is not lost.

use connectors::{NoRaw, RawReader};
use item::{Article, Change, Document, Fingerprint, Hints, Item, ReadFrom, key_url};

use super::{
    furniture::{Furniture, origin},
    treatments::Treatments,
};
use crate::{
    classify::Classifier,
    clean::recurring::strip,
    diff::{KEPT, Version, change},
    stages::{Prepared, prepare},
};

/// What cleaning anew needs.
#[derive(Debug)]
pub struct Rereading {
    raw: RawReader,
    treatments: Treatments,
}

/// What became of cleaning an item anew.
#[derive(Debug)]
pub(super) enum Reread {
    /// It says something else: its next version.
    Changed(Box<Changed>),
    /// It says what it said.
    Same,
    /// The response is not kept: any more, or because it did not come as a page of the web.
    NotKept,
    /// Its source is not configured any more: how its pages are to be cleaned is not known.
    Unconfigured,
    /// It is kept, and cannot be read.
    Unreadable(String),
    /// No article is found in it any more, and why.
    Lost(String),
}

/// The next version of an item.
#[derive(Debug)]
pub(super) struct Changed {
    pub(super) item: Item,
    pub(super) change: Change,
    pub(super) fingerprint: Fingerprint,
}

impl Rereading {
    /// Out of these archives, as these sources are treated.
    pub fn new(raw: RawReader, treatments: Treatments) -> Self {
        Self { raw, treatments }
    }

    /// Cleans the page of an item anew.
    pub(super) fn read(
        &self,
        item: &Item,
        classifier: &Classifier,
        furniture: &Furniture,
    ) -> Reread {
        let is_page = item.read_from == Some(ReadFrom::Page);
        let Some(place) = item.raw.as_ref().filter(|_| is_page) else {
            return Reread::NotKept;
        };
        let source = &item.entry.source;
        if !self.treatments.knows(source) {
            return Reread::Unconfigured;
        }
        let document = match self.raw.document(place, hints(&item.article)) {
            Ok(document) => document,
            Err(NoRaw::Gone) => return Reread::NotKept,
            Err(NoRaw::Unreadable(why)) => return Reread::Unreadable(why),
        };
        if !is_page_of(item, &document) {
            let (path, found) = (&place.path, document.url.unwrap_or_default());
            return Reread::Unreadable(format!("{path}: another page lies there, {found}"));
        }
        let treatment = self.treatments.get(source);
        let furniture = furniture.read();
        let origin = origin(item.read_from, source);
        let mut prepared = match prepare(&document, treatment, classifier, &furniture, origin) {
            Ok(prepared) => prepared,
            Err(unclean) => return Reread::Lost(unclean.to_string()),
        };
        complete(&mut prepared.article, &item.article);
        let mut known = item.clone();
        if let Some(host) = origin.host(&known.article) {
            strip(&mut known.article, &host, &furniture); // what was learned since is no change of it
        }
        let now = Version {
            article: &prepared.article,
            labels: &prepared.labels,
        };
        match change(Version::of(&known), now, KEPT) {
            Some(change) => Reread::Changed(Box::new(Changed {
                fingerprint: prepared.fingerprint.clone(),
                item: next(known, prepared),
                change,
            })),
            None => Reread::Same,
        }
    }
}

/// The next version of an item, of which nothing is new but how its page is read.
fn next(known: Item, prepared: Prepared) -> Item {
    Item {
        version: known.version.saturating_add(1),
        cleaning: prepared.cleaning(),
        article: prepared.article,
        overrides: prepared.overrides,
        labels: prepared.labels,
        statements: prepared.statements,
        ..known
    }
}

/// Whether a response is that of an item's page: after a sudden end another may lie in the place of one that was lost.
fn is_page_of(item: &Item, document: &Document) -> bool {
    let (known, found) = (item.article.url.as_deref(), document.url.as_deref());
    known.and_then(key_url) == found.and_then(key_url)
}

/// What the listing said of it is not kept with its response; of that its headline is evidence for cleaning.
fn hints(article: &Article) -> Hints {
    Hints {
        title: article.headline.clone(),
        ..Hints::default()
    }
}

/// What the page does not say itself stays as it was: the listing may have said it.
fn complete(now: &mut Article, known: &Article) {
    let mut kept = Vec::new();
    if now.byline.is_empty() && !known.byline.is_empty() {
        now.byline.clone_from(&known.byline);
        kept.push("byline");
    }
    if now.publisher.is_none() && known.publisher.is_some() {
        now.publisher.clone_from(&known.publisher);
        kept.push("publisher");
    }
    if now.in_language.is_none() && known.in_language.is_some() {
        now.in_language.clone_from(&known.in_language);
        kept.push("in_language");
    }
    for (name, now, known) in [
        (
            "date_published",
            &mut now.date_published,
            &known.date_published,
        ),
        (
            "date_modified",
            &mut now.date_modified,
            &known.date_modified,
        ),
    ] {
        // A day of the page does not take the place of the moment that the listing gave within it.
        let is_less = match (&now, known) {
            (Some(now), Some(known)) => *now != *known && known.as_str().starts_with(now.as_str()),
            (None, Some(_)) => true,
            (_, None) => false,
        };
        if is_less {
            now.clone_from(known);
            kept.push(name);
        }
    }
    now.origins.retain(|origin| !kept.contains(&&*origin.field));
    let of_kept = known.origins.iter();
    now.origins.extend(
        of_kept
            .filter(|origin| kept.contains(&&*origin.field))
            .cloned(),
    );
}
