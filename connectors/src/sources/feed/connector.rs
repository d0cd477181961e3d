//! One feed as a source.

use std::time::Duration;

use config::Feed as Settings;
use futures::{FutureExt, future::BoxFuture};
use item::{Cursor, Document, DropReason, Entry, Locator, Media, SourceId, digest64, digest128};
use jiff::Timestamp;

use super::listing::{Listing, hollow, listing};
use crate::{
    connector::{Again, Batch, Clock, Connector, Opened, Step, Warning},
    error::FetchError,
    feed::{Feed, FeedBytes, Ids, read_feed},
    http::{Answer, Ask, Purpose, Response, Validators, Web},
    sources::{
        article::{ask_article_again, open_article},
        blocking::blocking,
        memory::Memory,
    },
};

/// Entries that are taken of one answer: no feed of news is longer, and all of them are in memory at once.
const MOST_ENTRIES: usize = 2000;

/// Pages that may be open at once: a host is asked for two at a time, so more would only wait in memory.
const WINDOW: usize = 16;

/// What a feed asks for is believed between these bounds.
const SHORTEST_WAIT: Duration = Duration::from_mins(1);
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// Reads one feed.
pub(crate) struct FeedConnector {
    pub(super) source: SourceId,
    pub(super) settings: Settings,
    pub(super) web: Web,
    clock: Clock,
}

impl FeedConnector {
    /// The connector of a feed. Nothing is asked yet.
    pub(crate) fn new(source: SourceId, settings: Settings, web: Web, clock: Clock) -> Self {
        Self {
            source,
            settings,
            web,
            clock,
        }
    }

    /// A digest of what decides what a poll brings.
    pub(super) fn asked(&self) -> u64 {
        digest64(format!("{}\0{:?}", self.settings.url, self.settings.content).as_bytes())
    }

    async fn poll(&self, from: &Cursor) -> Result<Batch, FetchError> {
        let memory = Memory::of(from, self.asked());
        let configured = self.settings.url.as_str();
        let address = memory.moved.address(configured).to_owned();
        let polled = self.poll_at(&address, memory.clone()).await;
        match polled {
            // Perhaps it has moved back, or the new address belongs to somebody else by now.
            Err(FetchError::Refused { .. }) if address != configured => {
                let memory = Memory {
                    asked: memory.asked,
                    ..Memory::default()
                };
                self.poll_at(configured, memory).await.or(polled)
            }
            polled => polled,
        }
    }

    async fn poll_at(&self, url: &str, mut memory: Memory) -> Result<Batch, FetchError> {
        let now = (self.clock)();
        let conditions = memory.conditions(now);
        let ask = Ask {
            url,
            purpose: Purpose::Feed,
            validators: &conditions,
            access: &self.settings.access,
            home: &self.settings.url,
        };
        let answer = self.web.get(&ask).await?;
        memory.count(now);
        match answer {
            Answer::NotModified(validators) => {
                memory.validators = validators;
                Ok(self.batch(&memory))
            }
            Answer::Body(response) => {
                let configured = self.settings.url.as_str();
                let moved_to = response.moved_to.clone();
                let moved = if url == configured {
                    memory.moved.led_to(configured, moved_to, now)
                } else {
                    None
                };
                let mut batch = self.read(response, memory).await?;
                batch.signs.extend(moved);
                Ok(batch)
            }
        }
    }

    /// What a body brings. It is read before anything of it is remembered.
    async fn read(&self, response: Response, mut memory: Memory) -> Result<Batch, FetchError> {
        let body = format!("{:032x}", digest128(&[&response.bytes]));
        let is_known = memory.knows(&body);
        memory.validators = response.validators.clone();
        if is_known {
            return Ok(self.batch(&memory));
        }
        let fresh_for = response.fresh_for;
        let (feed, listing) = self.parse(response, &memory).await?;
        memory.body = Some(body);
        memory.stamps = listing.stamps;
        memory.doubts_ids = feed.ids == Ids::Doubted;
        memory.wait = feed
            .ttl
            .max(fresh_for)
            .map(|wait| wait.clamp(SHORTEST_WAIT, LONGEST_WAIT).as_secs());
        let mut batch = self.batch(&memory);
        batch.window = Some(listing.entries.len());
        batch.quiet = Some(feed.quiet);
        batch.entries = listing.entries;
        batch.warnings = feed
            .warnings
            .into_iter()
            .chain(hollow(listing.hollow))
            .map(|message| self.about(message))
            .collect();
        Ok(batch)
    }

    /// The feed, its entries taken over into the listing.
    async fn parse(
        &self,
        response: Response,
        memory: &Memory,
    ) -> Result<(Feed, Listing), FetchError> {
        let (source, content) = (self.source.clone(), self.settings.content);
        let stamps = memory.stamps.clone();
        let ids = if memory.doubts_ids {
            Ids::Doubted
        } else {
            Ids::Believed
        };
        let url = self.settings.url.clone();
        let raw = self.web.raw().cloned();
        blocking(&self.settings.url, move || {
            let read = read_feed(FeedBytes {
                bytes: &response.bytes,
                charset: response.charset.as_deref(),
                url: Some(&response.url),
                most: MOST_ENTRIES,
                ids,
            });
            let feed = read.map_err(|no_feed| FetchError::Refused {
                url,
                reason: DropReason::Malformed,
                detail: no_feed.reason,
                hint: no_feed.hint,
                may_change: false,
            })?;
            if let Some(raw) = raw {
                raw.keep(&response);
            }
            let listing = listing(&feed, &source, content, &response.url, &stamps);
            Ok((feed, listing))
        })
        .await
    }

    /// A batch without entries that goes on from here.
    fn batch(&self, memory: &Memory) -> Batch {
        let moved = memory.moved.note().map(|note| self.about(note));
        Batch {
            cursor: memory.cursor(),
            poll_after: memory.poll_after(),
            notes: moved.into_iter().collect(),
            ..Batch::default()
        }
    }

    fn about(&self, message: String) -> Warning {
        Warning {
            what: self.settings.url.clone(),
            message,
        }
    }
}

impl std::fmt::Debug for FeedConnector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FeedConnector")
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl Connector for FeedConnector {
    fn fetch<'a>(&'a self, from: &'a Cursor) -> BoxFuture<'a, Result<Batch, FetchError>> {
        self.poll(from).boxed()
    }

    fn back<'a>(
        &'a self,
        from: &'a Cursor,
        since: Timestamp,
    ) -> Option<BoxFuture<'a, Result<Step, FetchError>>> {
        Some(self.step_back(from, since).boxed())
    }

    fn window(&self) -> usize {
        WINDOW
    }

    fn open<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<Opened, FetchError>> {
        async move {
            match &entry.locator {
                Locator::Inline(inline) => Ok(Opened::from(Document {
                    bytes: inline.content.clone().into_bytes(),
                    media: if inline.html {
                        Media::Html
                    } else {
                        Media::Text
                    },
                    charset: Some("utf-8".to_owned()),
                    url: entry.hints.link.clone(),
                    hints: entry.hints.clone(),
                    raw: None,
                })),
                _ => {
                    open_article(&self.web, &self.settings.access, &self.settings.url, entry).await
                }
            }
        }
        .boxed()
    }

    fn ask_again<'a>(
        &'a self,
        entry: &'a Entry,
        known: &'a Validators,
    ) -> Option<BoxFuture<'a, Result<Again, FetchError>>> {
        let (access, home) = (&self.settings.access, &self.settings.url);
        Some(Box::pin(ask_article_again(
            &self.web, access, home, entry, known,
        )))
    }
}
