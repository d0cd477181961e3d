//! Events as rows of the tables that the SQL sinks share: `events`, and `items` as they are now. Pure.

use item::{Body, Event, Item, NewsDate, Standing};

use super::envelope::Envelope;
use crate::error::DeliverError;

/// An event as it is written down.
pub(super) struct EventRow<'e> {
    pub(super) id: String,
    pub(super) sequence: i64,
    pub(super) time: String,
    pub(super) kind: &'static str,
    /// The item that it is about.
    pub(super) about: Option<String>,
    /// The event as JSON.
    pub(super) json: String,
    /// The item that it carries.
    pub(super) item: Option<ItemRow<'e>>,
    /// The item that it says to be gone, with when, or to be back.
    pub(super) withdrawn: Option<(String, Option<String>)>,
    /// The item that is to be known no more: what was told of it before goes.
    pub(super) forgotten: Option<String>,
}

/// An item as it is written down.
pub(super) struct ItemRow<'e> {
    pub(super) id: String,
    pub(super) version: u32,
    pub(super) source: String,
    pub(super) url: Option<&'e str>,
    pub(super) headline: Option<&'e str>,
    pub(super) text: &'e str,
    pub(super) publisher: Option<&'e str>,
    pub(super) language: Option<&'e str>,
    pub(super) published: Option<&'e str>,
    pub(super) first_seen: String,
    pub(super) standing: &'static str,
    pub(super) copy_of: Option<String>,
    pub(super) story: Option<String>,
    pub(super) json: String,
}

impl<'e> EventRow<'e> {
    pub(super) fn of(event: &'e Event, envelope: Envelope) -> Result<Self, DeliverError> {
        let time = event.time.to_string();
        let is_of_item = event.kind().starts_with("newsloom.item.");
        let withdrawn = match &event.body {
            Body::ItemWithdrawn { item, .. } => Some((item.to_string(), Some(time.clone()))),
            Body::ItemReappeared { item, .. } => Some((item.to_string(), None)),
            _ => None,
        };
        let forgotten = match &event.body {
            Body::ItemForgotten { item, .. } => Some(item.to_string()),
            _ => None,
        };
        let item = event.body.item().map(ItemRow::of).transpose();
        Ok(Self {
            id: event.id().as_str().to_owned(),
            sequence: signed(event.sequence),
            time,
            kind: event.kind(),
            about: event.body.subject().filter(|_| is_of_item),
            json: envelope.json(event)?,
            item: item.map_err(|error| DeliverError::Unwritable {
                sequence: event.sequence,
                source: error.into(),
            })?,
            withdrawn,
            forgotten,
        })
    }
}

impl<'e> ItemRow<'e> {
    fn of(item: &'e Item) -> Result<Self, serde_json::Error> {
        let (standing, copy_of) = match &item.standing {
            Standing::Original => ("original", None),
            Standing::Copy { of, .. } => ("copy", Some(of.to_string())),
            Standing::Revision { of, .. } => ("revision", Some(of.to_string())),
        };
        let article = &item.article;
        Ok(Self {
            id: item.id.to_string(),
            version: item.version,
            source: item.source.to_string(),
            url: article.url.as_deref(),
            headline: article.headline.as_deref(),
            text: &article.text,
            publisher: article.publisher.as_deref(),
            language: item.labels.language.as_ref().map(|label| &*label.id),
            published: article.date_published.as_ref().map(NewsDate::as_str),
            first_seen: item.first_seen.to_string(),
            standing,
            copy_of,
            story: item.story.map(|story| story.to_string()),
            json: serde_json::to_string(item)?,
        })
    }
}

/// Databases' integers are signed; no journal comes near their end.
pub(super) fn signed(sequence: u64) -> i64 {
    i64::try_from(sequence).unwrap_or(i64::MAX)
}
