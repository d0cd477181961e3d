//! The connector of sitemaps: polls them one after the other, and opens what they list.

use std::{
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use config::Sitemap as Settings;
use futures::{FutureExt, future::BoxFuture};
use item::{Cursor, DropReason, Entry, SourceId, digest64};
use jiff::Timestamp;

use super::{back::Part, memory::Memory, step::Brought};
use crate::{
    connector::{Again, Batch, Clock, Connector, Opened, Step, Warning},
    error::FetchError,
    http::{Validators, Web},
    sources::article::{ask_article_again, open_article},
};

/// Articles and sitemaps that are open at once: more than a host lets in, far fewer than would take the room of other
/// sources.
const WINDOW: usize = 16;

/// What a sitemap says of its own freshness is believed up to this: many say a day for everything they serve.
const LONGEST_FRESH: Duration = Duration::from_hours(1);

/// Reads the sitemaps of a site.
pub(crate) struct SitemapConnector {
    pub(super) source: SourceId,
    pub(super) settings: Settings,
    pub(super) web: Web,
    pub(super) clock: Clock,
    /// What was read last on a way back, so that it is not asked for at every step: at most one sitemap a level.
    pub(super) held: Mutex<Vec<Arc<Part>>>,
}

impl SitemapConnector {
    /// The connector of a sitemap. Nothing is asked yet.
    pub(crate) fn new(source: SourceId, settings: Settings, web: Web, clock: Clock) -> Self {
        Self {
            source,
            settings,
            web,
            clock,
            held: Mutex::default(),
        }
    }

    /// A digest of what decides what a poll brings.
    fn asked(&self) -> u64 {
        let Settings {
            url,
            news_only,
            max_age,
            same_site,
            sitemaps,
            not_sitemaps,
            access: _,
        } = &self.settings;
        let max_age = max_age.as_secs();
        let mut asked = format!("{url}\0{news_only}\0{max_age}\0{same_site}");
        for (key, patterns) in [("\0+", sitemaps), ("\0-", not_sitemaps)] {
            for pattern in patterns {
                asked.extend([key, &pattern.written]);
            }
        }
        digest64(asked.as_bytes())
    }

    /// Before when a page is old.
    pub(super) fn oldest(&self, now: Timestamp) -> Timestamp {
        let oldest = now.saturating_sub(self.settings.max_age);
        oldest.unwrap_or(Timestamp::MIN)
    }

    /// Looks at one sitemap: the source's own first, then those that are watched, as far as they are due.
    async fn poll(&self, from: &Cursor) -> Result<Batch, FetchError> {
        let now = (self.clock)();
        let mut memory = Memory::of(from, self.asked(), &self.settings.url);
        let Some(at) = memory.next(now) else {
            return self.batch(memory, Brought::default(), now);
        };
        let row = memory.rows.get(at).cloned().unwrap_or_default();
        let url = memory.url(&row);
        if let Some(row) = memory.rows.get_mut(at) {
            row.done = true;
        }
        let brought = match self.look_at(&mut memory, at, now).await {
            Ok(brought) => brought,
            Err(error) if at == 0 => return Err(error),
            Err(error) if row.guessed && row.body == 0 && is_absent(&error) => {
                memory.forget(at);
                Brought::default()
            }
            Err(error) => failed(&mut memory, at, &error, now),
        };
        memory.tried += i64::from(at > 0 || brought.containers > 0);
        let mut batch = self.batch(memory, brought, now)?;
        for said in batch.warnings.iter_mut().chain(&mut batch.notes) {
            said.what.clone_from(&url);
        }
        Ok(batch)
    }

    /// The batch that a look makes. A poll in which nothing at all could be read has failed.
    fn batch(
        &self,
        mut memory: Memory,
        brought: Brought,
        now: Timestamp,
    ) -> Result<Batch, FetchError> {
        let (tried, failed) = (memory.tried, memory.failed);
        let failure = memory.failure.clone();
        let more = memory.has_more(now);
        if !more && tried > 0 && tried == failed {
            return Err(FetchError::Unreachable {
                url: self.settings.url.clone(),
                reason: format!(
                    "none of its {tried} sitemaps could be read; the first: {}",
                    failure.unwrap_or_default()
                ),
                not_before: None,
            });
        }
        if !more && memory.rows.len() == 1 && super::step::names_a_site(&self.settings.url) {
            return Err(no_sitemaps(&self.settings.url));
        }
        let is_alone = memory.rows.len() == 1;
        let said = |message: String| Warning {
            what: self.settings.url.clone(),
            message,
        };
        Ok(Batch {
            cursor: memory.cursor(),
            more,
            entries: brought.entries,
            poll_after: brought
                .fresh_for
                .filter(|_| is_alone)
                .map(|fresh| fresh.min(LONGEST_FRESH)),
            warnings: brought.warnings.into_iter().map(said).collect(),
            notes: brought.notes.into_iter().map(said).collect(),
            signs: brought.signs,
            ..Batch::default()
        })
    }
}

/// Whether an error says that nothing of use is there, and not only that it cannot be had now.
pub(super) fn is_absent(error: &FetchError) -> bool {
    matches!(
        error,
        FetchError::Refused { .. } | FetchError::TooLarge { .. }
    )
}

/// Puts off a sitemap that could not be read; the others go on.
fn failed(memory: &mut Memory, at: usize, error: &FetchError, now: Timestamp) -> Brought {
    let reason = match error {
        FetchError::Unreachable { reason, .. }
        | FetchError::Unconnected { reason, .. }
        | FetchError::Deferred { reason, .. } => reason.clone(),
        FetchError::Refused { detail, .. } => detail.clone(),
        error => error.to_string(),
    };
    let not_before = match error {
        FetchError::Unreachable { not_before, .. } | FetchError::Unconnected { not_before, .. } => {
            *not_before
        }
        FetchError::Deferred { until, .. } | FetchError::Offline { until, .. } => Some(*until),
        _ => None,
    };
    memory.failed += 1;
    if let Some(row) = memory.rows.get_mut(at) {
        row.failed(now, not_before);
    }
    let message = format!("cannot be read: {reason}");
    memory.failure.get_or_insert(reason);
    Brought {
        warnings: vec![message],
        ..Brought::default()
    }
}

pub(super) fn no_sitemaps(url: &str) -> FetchError {
    FetchError::Refused {
        url: url.to_owned(),
        reason: DropReason::NotFound,
        detail: "its robots.txt names no sitemap, and none is at the usual places".to_owned(),
        hint: Some(
            "name the sitemap itself in `url`; `newsloom discover` looks for feeds too".to_owned(),
        ),
        may_change: false,
    }
}

impl Connector for SitemapConnector {
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
            match entry.sitemap_level() {
                Some(level) => self.expand(entry, level, (self.clock)()).await,
                None => {
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

impl fmt::Debug for SitemapConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SitemapConnector")
            .field("source", &self.source)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
