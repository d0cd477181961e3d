//! The way back through a feed's past: the archives and pages that it names, and the pages that its platform has.

use std::collections::HashMap;

use item::{Cursor, DropReason};
use jiff::Timestamp;
use url::Url;

use super::{FeedConnector, listing, listing::key};
use crate::{
    connector::{Step, Warning},
    error::FetchError,
    feed::{Feed, FeedBytes, Ids, Paging, paging, read_feed},
    http::{Answer, Ask, Purpose, Response, Validators},
    sources::{
        blocking::blocking,
        stamps::Stamps,
        way::{Dated, Next, Page, Way},
    },
};

/// Entries that are taken of one document: an archive may hold a year, and its bytes have a bound of their own.
const MOST_ENTRIES: usize = 20_000;

impl FeedConnector {
    /// One step further back.
    pub(super) async fn step_back(
        &self,
        from: &Cursor,
        since: Timestamp,
    ) -> Result<Step, FetchError> {
        let way = Way::of(from, self.asked(), since);
        let home = &self.settings.url;
        let Some(next) = way.page(home, since) else {
            return Ok(way.over(since));
        };
        let ids = if way.doubts_ids {
            Ids::Doubted
        } else {
            Ids::Believed
        };
        let page = self.past_page(&next, ids).await;
        way.go_on(&next, page, since)
    }

    async fn past_page(&self, next: &Next, ids: Ids) -> Result<Page, FetchError> {
        let home = &self.settings.url;
        let ask = Ask {
            url: &next.url,
            purpose: if next.url == *home {
                Purpose::Feed
            } else {
                Purpose::Archive
            },
            validators: &Validators::default(),
            access: &self.settings.access,
            home,
        };
        let Answer::Body(response) = self.web.get(&ask).await? else {
            return Err(FetchError::Unreachable {
                url: next.url.clone(),
                reason: "it says that nothing changed, though nothing was remembered of it"
                    .to_owned(),
                not_before: None,
            });
        };
        let (source, content, url) = (self.source.clone(), self.settings.content, next.url.clone());
        blocking(&next.url, move || {
            let feed = read(bytes(&response, ids), &url)?;
            let listed =
                listing::listing(&feed, &source, content, &response.url, &Stamps::default());
            let dates = dates(&feed);
            let about = |message: String| Warning {
                what: url.clone(),
                message,
            };
            let with_date = |entry: item::Entry| Dated {
                at: dates.get(&entry.key).copied(),
                entry,
            };
            Ok(Page {
                next: earlier(&feed, &paging(bytes(&response, ids)), &response.url),
                doubts_ids: feed.ids == Ids::Doubted,
                warnings: listing::hollow(listed.hollow)
                    .into_iter()
                    .chain(feed.warnings)
                    .map(about)
                    .collect(),
                entries: listed.entries.into_iter().map(with_date).collect(),
            })
        })
        .await
    }
}

fn bytes(response: &Response, ids: Ids) -> FeedBytes<'_> {
    FeedBytes {
        bytes: &response.bytes,
        charset: response.charset.as_deref(),
        url: Some(&response.url),
        most: MOST_ENTRIES,
        ids,
    }
}

fn read(bytes: FeedBytes<'_>, asked: &str) -> Result<Feed, FetchError> {
    read_feed(bytes).map_err(|no_feed| FetchError::Refused {
        url: asked.to_owned(),
        reason: DropReason::Malformed,
        detail: no_feed.reason,
        hint: no_feed.hint,
        may_change: false,
    })
}

/// When entries were published, by their keys.
fn dates(feed: &Feed) -> HashMap<String, Timestamp> {
    let mut dates = HashMap::new();
    for listed in &feed.entries {
        if let Some(date) = listed.published.as_ref().or(listed.updated.as_ref()) {
            dates.entry(key(&listed.id)).or_insert(date.at);
        }
    }
    dates
}

/// The page before this one in time: the archive or page that the feed names, else the one that its platform has.
fn earlier(feed: &Feed, paging: &Paging, url: &str) -> Option<Next> {
    if paging.is_complete {
        return None;
    }
    let named = |url: &String| Next {
        url: url.clone(),
        guessed: false,
    };
    let named = paging.archive.as_ref().or(paging.next.as_ref()).map(named);
    named.or_else(|| {
        let url = Url::parse(url).ok()?;
        let listed = u32::try_from(feed.entries.len())
            .ok()
            .filter(|listed| *listed > 0)?;
        let guessed = if is_wordpress(feed, paging, &url) {
            numbered(&url, "paged", |page| page.unwrap_or(1).checked_add(1))
        } else if is_blogger(paging, &url) {
            numbered(&url, "start-index", |first| {
                first.unwrap_or(1).checked_add(listed)
            })
        } else {
            None
        };
        guessed.map(|url| Next { url, guessed: true })
    })
}

/// By its own word or, where it hides that, by the shapes of its addresses.
fn is_wordpress(feed: &Feed, paging: &Paging, url: &Url) -> bool {
    let path = url.path().trim_end_matches('/');
    let is_address = path.ends_with("/feed") || has(url, "feed");
    let is_id = |id: &str| {
        id.split_once("/?p=")
            .is_some_and(|(_, number)| is_number(number))
    };
    let has_ids = || feed.entries.iter().any(|listed| is_id(&listed.id));
    paging.generator.contains("wordpress") || is_address && has_ids()
}

fn is_blogger(paging: &Paging, url: &Url) -> bool {
    let path = url.path();
    let is_address = path.starts_with("/feeds/") && path.contains("/posts/");
    paging.generator.contains("blogger") || is_address
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn has(url: &Url, name: &str) -> bool {
    url.query_pairs().any(|(key, _)| key == name)
}

/// The same address with another number in its query; the rest of it stays to the letter.
fn numbered(
    url: &Url,
    name: &str,
    count_on: impl FnOnce(Option<u32>) -> Option<u32>,
) -> Option<String> {
    let query = url.query().unwrap_or_default();
    let is_number = |part: &&str| part.split('=').next() == Some(name);
    let parts = || query.split('&').filter(|part| !part.is_empty());
    let now = parts().find(is_number);
    let now = now.and_then(|part| part.split_once('=')?.1.parse().ok());
    let number = format!("{name}={}", count_on(now)?);
    let kept = parts().filter(|part| !is_number(part));
    let query: Vec<&str> = kept.chain([number.as_str()]).collect();
    let mut next = url.clone();
    next.set_query(Some(&query.join("&")));
    Some(next.into())
}

#[cfg(test)]
mod tests;
