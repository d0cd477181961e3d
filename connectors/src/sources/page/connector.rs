//! The connector of a list page: asks for it, remembers it, and reads what is new.

use std::time::Duration;

use config::Page;
use futures::future::BoxFuture;
use item::{Alarm, Cursor, DropReason, Entry, Media, SourceId, digest64, digest128};

use super::{decode::decoded, list::list, yields::judge};
use crate::{
    connector::{Batch, Connector, Opened, Sign, Warning},
    error::FetchError,
    http::{Answer, Ask, Purpose, Response, Web},
    raw::RawArchive,
    sources::{
        article::{Content, Landing, content, landing, open_article},
        blocking::blocking,
        memory::Memory,
    },
};

/// Articles that are open at once: more than a host lets in, far fewer than would take the room of other sources.
const WINDOW: usize = 16;

/// What a page says of its own freshness is believed up to this: many say a day for everything they serve.
const LONGEST_FRESH: Duration = Duration::from_hours(1);

/// Reads a list page.
#[derive(Debug)]
pub(crate) struct PageConnector {
    source: SourceId,
    page: Page,
    web: Web,
}

impl PageConnector {
    pub(crate) fn new(source: SourceId, page: Page, web: Web) -> Self {
        Self { source, page, web }
    }

    /// A digest of what decides what a poll brings.
    fn asked(&self) -> u64 {
        let Page {
            url,
            listed,
            same_site,
            most,
            access: _,
        } = &self.page;
        digest64(format!("{url}\0{}\0{same_site}\0{most}", listed.written()).as_bytes())
    }

    async fn poll(&self, from: &Cursor) -> Result<Batch, FetchError> {
        let mut seen = Memory::of(from, self.asked());
        let conditions = seen.conditions();
        let ask = Ask {
            url: &self.page.url,
            purpose: Purpose::Page,
            validators: &conditions,
            access: &self.page.access,
            home: &self.page.url,
        };
        let answer = self.web.get(&ask).await?;
        seen.count();
        let response = match answer {
            Answer::Body(response) => response,
            Answer::NotModified(validators) => {
                seen.validators = validators;
                return Ok(nothing_new(&seen));
            }
        };
        let (source, page) = (self.source.clone(), self.page.clone());
        let raw = self.web.raw().cloned();
        blocking(self.source.as_str(), move || {
            read(&source, &page, seen, &response, raw.as_deref())
        })
        .await
    }
}

impl Connector for PageConnector {
    fn fetch<'a>(&'a self, from: &'a Cursor) -> BoxFuture<'a, Result<Batch, FetchError>> {
        Box::pin(self.poll(from))
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
}

fn nothing_new(seen: &Memory) -> Batch {
    Batch {
        cursor: seen.cursor(),
        ..Batch::default()
    }
}

/// What a body brings, beside what is remembered of the last one.
fn read(
    source: &SourceId,
    page: &Page,
    seen: Memory,
    response: &Response,
    raw: Option<&RawArchive>,
) -> Result<Batch, FetchError> {
    let body = format!("{:032x}", digest128(&[&response.bytes]));
    if seen.knows(&body) {
        return Ok(nothing_new(&Memory {
            validators: response.validators.clone(),
            ..seen
        }));
    }
    check(page, response)?;
    if let Some(raw) = raw {
        raw.keep(response);
    }
    let text = decoded(&response.bytes, response.charset.as_deref());
    let list = list(source, page, &response.url, &text);
    let said = judge(page, &list, seen.listed)?;
    // A page that gave nothing is not remembered: it is read again until its selectors fit.
    let seen = if list.entries.is_empty() {
        Memory {
            asked: seen.asked,
            listed: seen.listed,
            ..Memory::default()
        }
    } else {
        Memory {
            validators: response.validators.clone(),
            body: Some(body),
            listed: list.entries.len(),
            ..seen
        }
    };
    let sign = match said.warnings.first() {
        Some(warning) if list.entries.is_empty() => Sign::Raised {
            alarm: Alarm::Selector,
            detail: warning.message.clone(),
            hint: None,
        },
        _ => Sign::Fine(Alarm::Selector),
    };
    let mut notes = said.notes;
    notes.extend(moved(page, response));
    Ok(Batch {
        cursor: seen.cursor(),
        entries: list.entries,
        poll_after: response.fresh_for.map(|fresh| fresh.min(LONGEST_FRESH)),
        warnings: said.warnings,
        notes,
        signs: vec![sign],
        ..Batch::default()
    })
}

/// Whether the body is a page at all, and not a wall before it.
fn check(page: &Page, response: &Response) -> Result<(), FetchError> {
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

fn moved(page: &Page, response: &Response) -> Option<Warning> {
    let to = response.moved_to.as_ref()?;
    Some(Warning {
        what: page.url.clone(),
        message: format!("has moved for good to `{to}`: change its `url`"),
    })
}

#[cfg(test)]
mod tests;
