//! The connector of a list page: asks for it, remembers it, and reads what is new.

use std::{collections::HashSet, time::Duration};

use config::Page;
use futures::future::BoxFuture;
use item::{Alarm, Cursor, DropReason, Entry, Media, SourceId, digest64, digest128};
use jiff::Timestamp;

use super::{
    decode::decoded,
    list::{List, list},
    yields::judge,
};
use crate::{
    connector::{Again, Batch, Clock, Connector, Opened, Sign, Step, Warning},
    error::FetchError,
    http::{Answer, Ask, Purpose, Response, Validators, Web},
    sources::{
        article::{Content, Landing, ask_article_again, content, landing, open_article},
        blocking::blocking,
        memory::Memory,
    },
};

/// Articles that are open at once: more than a host lets in, far fewer than would take the room of other sources.
const WINDOW: usize = 16;

/// Of what a poll listed so much is remembered, to know where the next one may stop: some pages' worth.
const MOST_RECENT: usize = 64;

/// What a page says of its own freshness is believed up to this: many say a day for everything they serve.
const LONGEST_FRESH: Duration = Duration::from_hours(1);

/// Reads a list page.
pub(crate) struct PageConnector {
    pub(super) source: SourceId,
    pub(super) page: Page,
    pub(super) web: Web,
    clock: Clock,
}

impl PageConnector {
    pub(crate) fn new(source: SourceId, page: Page, web: Web, clock: Clock) -> Self {
        Self {
            source,
            page,
            web,
            clock,
        }
    }

    /// A digest of what decides what a poll brings.
    pub(super) fn asked(&self) -> u64 {
        let Page {
            url,
            listed,
            next,
            pages,
            same_site,
            most,
            access: _,
        } = &self.page;
        let next = next.as_ref().map_or("", |next| &next.written);
        let listed = listed.written();
        digest64(format!("{url}\0{listed}\0{same_site}\0{most}\0{next}\0{pages}").as_bytes())
    }

    async fn poll(&self, from: &Cursor) -> Result<Batch, FetchError> {
        let seen = Memory::of(from, self.asked());
        let configured = self.page.url.as_str();
        let address = seen.moved.address(configured).to_owned();
        let (asked, polled) = (seen.asked, self.poll_at(&address, seen).await);
        match polled {
            // Perhaps it has moved back, or the new address belongs to somebody else by now.
            Err(FetchError::Refused { .. }) if address != configured => {
                let seen = Memory {
                    asked,
                    ..Memory::default()
                };
                self.poll_at(configured, seen).await.or(polled)
            }
            polled => polled,
        }
    }

    async fn poll_at(&self, url: &str, mut seen: Memory) -> Result<Batch, FetchError> {
        let now = (self.clock)();
        let answer = self.ask(url, &seen.conditions(now)).await?;
        seen.count(now);
        let response = match answer {
            Answer::Body(response) => response,
            Answer::NotModified(validators) => {
                seen.validators = validators;
                return Ok(nothing_new(&self.page, &seen));
            }
        };
        let mut moved = None;
        if url == self.page.url {
            let to = response.moved_to.clone();
            moved = seen.moved.led_to(&self.page.url, to, now);
        }
        let mut batch = self.read(url, response, seen).await?;
        batch.signs.extend(moved);
        Ok(batch)
    }

    /// What a body brings.
    async fn read(
        &self,
        url: &str,
        response: Response,
        mut seen: Memory,
    ) -> Result<Batch, FetchError> {
        let first = First::of(&response);
        if seen.knows(&first.body) {
            seen.validators = first.validators;
            return Ok(nothing_new(&self.page, &seen));
        }
        let mut list = self.list(response).await?;
        let has_next = list.next.is_some();
        let known = if seen.polls > 0 { &*seen.recent } else { &[] };
        let broken_off = self.read_on(url, &mut list, known).await;
        brought(&self.page, seen, first, (list, has_next), broken_off)
    }

    async fn ask(&self, url: &str, validators: &Validators) -> Result<Answer, FetchError> {
        let ask = Ask {
            url,
            purpose: Purpose::Page,
            validators,
            access: &self.page.access,
            home: &self.page.url,
        };
        self.web.get(&ask).await
    }

    /// What a page of the list lists. A page that is one is kept, where the source wants that.
    async fn list(&self, response: Response) -> Result<List, FetchError> {
        let (source, page) = (self.source.clone(), self.page.clone());
        let raw = self.web.raw().cloned();
        blocking(self.source.as_str(), move || {
            let list = read(&source, &page, &response)?;
            if let Some(raw) = raw {
                raw.keep(&response);
            }
            Ok(list)
        })
        .await
    }

    /// Reads the pages behind the first, as many as are wanted, until one lists mostly what was `known`. Gives why it
    /// had to break off, if it had to.
    async fn read_on(&self, first: &str, list: &mut List, known: &[u64]) -> Option<FetchError> {
        let mut asked = HashSet::from([first.to_owned()]);
        let mut is_news = is_mostly_new(&list.entries, known);
        for _ in 1..self.page.pages {
            let next = list.next.take().filter(|_| is_news);
            let next = next.filter(|next| asked.insert(next.clone()))?;
            let answer = match self.ask(&next, &Validators::default()).await {
                Ok(Answer::Body(response)) => self.list(response).await,
                Ok(Answer::NotModified(_)) => return None,
                Err(error) => Err(error),
            };
            match answer {
                Ok(more) => {
                    is_news = is_mostly_new(&more.entries, known);
                    list.append(more, self.page.most);
                }
                Err(error) => return Some(error),
            }
        }
        None
    }
}

/// What is remembered of an answer beside what it lists.
struct First {
    body: String,
    validators: Validators,
    fresh_for: Option<Duration>,
}

impl First {
    fn of(response: &Response) -> Self {
        Self {
            body: format!("{:032x}", digest128(&[&response.bytes])),
            validators: response.validators.clone(),
            fresh_for: response.fresh_for,
        }
    }
}

/// Whether a page lists something, and most of it was not listed by the last poll. What stands on every page, as the most
/// read do, is no reason to stop.
fn is_mostly_new(entries: &[Entry], known: &[u64]) -> bool {
    let is_known = |entry: &&Entry| known.contains(&digest64(entry.key.as_bytes()));
    entries.iter().filter(is_known).count() * 2 < entries.len()
}

impl Connector for PageConnector {
    fn fetch<'a>(&'a self, from: &'a Cursor) -> BoxFuture<'a, Result<Batch, FetchError>> {
        Box::pin(self.poll(from))
    }

    fn back<'a>(
        &'a self,
        from: &'a Cursor,
        since: Timestamp,
    ) -> Option<BoxFuture<'a, Result<Step, FetchError>>> {
        Some(Box::pin(self.step_back(from, since)))
    }

    fn window(&self) -> usize {
        WINDOW
    }

    fn open<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<Opened, FetchError>> {
        Box::pin(open_article(
            &self.web,
            &self.page.access,
            &self.page.url,
            entry,
        ))
    }

    fn ask_again<'a>(
        &'a self,
        entry: &'a Entry,
        known: &'a Validators,
    ) -> Option<BoxFuture<'a, Result<Again, FetchError>>> {
        let (access, home) = (&self.page.access, &self.page.url);
        Some(Box::pin(ask_article_again(
            &self.web, access, home, entry, known,
        )))
    }
}

impl std::fmt::Debug for PageConnector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageConnector")
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

fn nothing_new(page: &Page, seen: &Memory) -> Batch {
    Batch {
        cursor: seen.cursor(),
        notes: moved(page, seen),
        ..Batch::default()
    }
}

/// What a body lists.
fn read(source: &SourceId, page: &Page, response: &Response) -> Result<List, FetchError> {
    check(page, response)?;
    let text = decoded(&response.bytes, response.charset.as_deref());
    Ok(list(source, page, &response.url, &text))
}

/// What a poll brings of a list whose first page is new.
fn brought(
    page: &Page,
    seen: Memory,
    first: First,
    (list, has_next): (List, bool),
    broken_off: Option<FetchError>,
) -> Result<Batch, FetchError> {
    let mut said = judge(page, &list, seen.listed)?;
    let mut trouble = said
        .warnings
        .first()
        .filter(|_| list.entries.is_empty())
        .cloned();
    if !list.entries.is_empty() && page.pages > 1 && !has_next {
        trouble = Some(no_next(page));
        said.warnings.extend(trouble.clone());
    }
    let sign = match trouble {
        Some(warning) => Sign::Raised {
            alarm: Alarm::Selector,
            detail: warning.message,
            hint: None,
        },
        None => Sign::Fine(Alarm::Selector),
    };
    said.notes.extend(moved(page, &seen));
    // A page that gave nothing is not remembered: it is read again until its selectors fit. So is one whose further
    // pages could not all be read.
    let cursor = if list.entries.is_empty() || broken_off.is_some() {
        Memory {
            asked: seen.asked,
            listed: list.entries.len().max(seen.listed),
            moved: seen.moved,
            ..Memory::default()
        }
    } else {
        let recent = list.entries.iter().take(MOST_RECENT);
        Memory {
            validators: first.validators,
            body: Some(first.body),
            listed: list.entries.len(),
            recent: recent.map(|entry| digest64(entry.key.as_bytes())).collect(),
            ..seen
        }
    };
    if let Some(error) = broken_off {
        let about = Warning {
            what: page.url.clone(),
            message: format!("not all of its pages could be read: {error}; it is read again"),
        };
        match error {
            FetchError::Deferred { .. } => said.notes.push(about),
            _ => said.warnings.push(about),
        }
    }
    Ok(Batch {
        cursor: cursor.cursor(),
        window: Some(list.entries.len()),
        entries: list.entries,
        poll_after: first.fresh_for.map(|fresh| fresh.min(LONGEST_FRESH)),
        warnings: said.warnings,
        notes: said.notes,
        signs: vec![sign],
        ..Batch::default()
    })
}

/// A list that has further pages, as far as the configuration knows, leads to none.
fn no_next(page: &Page) -> Warning {
    Warning {
        what: page.url.clone(),
        message: match &page.next {
            Some(next) => format!(
                "`next = \"{}\"` leads to no other page, so only the first one is read",
                next.written
            ),
            None => "no link to older articles was found, so only the first page is read: name its place with `next`"
                .to_owned(),
        },
    }
}

/// Whether the body is a page at all, and not a wall before it.
pub(super) fn check(page: &Page, response: &Response) -> Result<(), FetchError> {
    let refused = |reason, detail: String, hint: &str| {
        Err(FetchError::Refused {
            url: page.url.clone(),
            reason,
            detail,
            hint: Some(hint.to_owned()),
            may_change: false,
        })
    };
    if let Landing::Wall(kind) = landing(&page.url, &response.url) {
        return refused(
            DropReason::Walled,
            format!("was redirected to {kind}: `{}`", response.url),
            "if you have access, give the source a `cookie` or `headers` that prove it",
        );
    }
    match content(response.media_type.as_deref(), &response.bytes) {
        Content::Text(Media::Html) => Ok(()),
        Content::Text(_) => refused(
            DropReason::Unsupported,
            "is no page with links but plain text or data".to_owned(),
            "name the page that a browser shows",
        ),
        Content::Other(what) => refused(
            DropReason::Unsupported,
            format!("is no page with links but {what}"),
            "name the page that a browser shows; a feed is read by a source of the kind `feed`",
        ),
    }
}

fn moved(page: &Page, seen: &Memory) -> Vec<Warning> {
    let what = page.url.clone();
    let note = seen.moved.note();
    let note = note.map(|message| Warning { what, message });
    note.into_iter().collect()
}

#[cfg(test)]
mod tests;
