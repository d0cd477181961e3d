//! Cleaning anew what was read before: a kept raw response through today's cleaning, beside the item that was made of it.
//!
//! Pure but for reading the response, so that it runs in parallel. What must hold: an item of which no better is made stays as it
//! is; what only the listing said of it, which is not kept with the response, is not lost.

use connectors::{NoRaw, RawReader};
use item::{Article, Change, Fingerprint, Flips, Hints, Item, NewsDate, ReadFrom};
use jiff::Timestamp;

use super::{
    furniture::{Furniture, origin},
    treatments::Treatments,
};
use crate::{
    classify::Classifier,
    clean::recurring::strip,
    stages::{Earlier, Identity, Verdict, judge, prepare},
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
    /// It is kept, and cannot be read.
    Unreadable(String),
    /// No article is found in it any more, and why.
    Lost(String),
}

/// The next version of an item.
#[derive(Debug)]
pub(super) struct Changed {
    pub(super) item: Item,
    pub(super) change: Option<Change>,
    pub(super) fingerprint: Fingerprint,
}

impl Rereading {
    /// Out of these archives, as these sources are treated.
    pub fn new(raw: RawReader, treatments: Treatments) -> Self {
        Self { raw, treatments }
    }

    /// Cleans the page of an item anew; `told` is when its words were told.
    pub(super) fn read(
        &self,
        item: &Item,
        told: Timestamp,
        classifier: &Classifier,
        furniture: &Furniture,
    ) -> Reread {
        let is_page = item.read_from == Some(ReadFrom::Page);
        let Some(place) = item.raw.as_ref().filter(|_| is_page) else {
            return Reread::NotKept;
        };
        let document = match self.raw.document(place, listed(&item.article)) {
            Ok(document) => document,
            Err(NoRaw::Gone) => return Reread::NotKept,
            Err(NoRaw::Unreadable(why)) => return Reread::Unreadable(why),
        };
        let source = &item.entry.source;
        let treatment = self.treatments.get(source);
        let furniture = furniture.read();
        let origin = origin(item.read_from, source);
        let prepared = match prepare(&document, treatment, classifier, &furniture, origin) {
            Ok(prepared) => prepared,
            Err(unclean) => return Reread::Lost(unclean.to_string()),
        };
        let fingerprint = prepared.fingerprint.clone();
        let mut known = item.clone();
        if let Some(host) = origin.host(&known.article) {
            strip(&mut known.article, &host, &furniture); // what was learned since is no change of it
        }
        let identity = Identity {
            id: item.id,
            entry: item.entry.clone(),
            read_from: item.read_from,
            tags: item.tags.clone(),
            captured: item.captured,
            raw: item.raw.clone(),
            earlier: Some(Earlier {
                version: item.version,
                digest: fingerprint.exact,
                item: Some(known),
                told: Some(told),
                flips: Flips::default(),
            }),
        };
        match judge(prepared, identity, &[], told) {
            Verdict::Updated { item, change, .. } => Reread::Changed(Box::new(Changed {
                item,
                change,
                fingerprint,
            })),
            Verdict::New { .. } | Verdict::Unchanged | Verdict::Flips => Reread::Same,
        }
    }
}

/// What an article has from its listing alone, and its headline, as the listing would say it.
fn listed(article: &Article) -> Hints {
    let by_listing = |field: &str| {
        let mut origins = article.origins.iter();
        origins.any(|origin| origin.field == field && origin.found_in == "listing")
    };
    let date = |field: &str, date: Option<&NewsDate>| {
        let date = date.filter(|_| by_listing(field));
        date.map(|date| date.as_str().to_owned())
    };
    Hints {
        title: article.headline.clone(),
        published: date("date_published", article.date_published.as_ref()),
        updated: date("date_modified", article.date_modified.as_ref()),
        authors: if by_listing("byline") {
            article.byline.clone()
        } else {
            Vec::new()
        },
        language: article
            .in_language
            .clone()
            .filter(|_| by_listing("in_language")),
        ..Hints::default()
    }
}
