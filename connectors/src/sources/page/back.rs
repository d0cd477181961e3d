//! The way back through the pages of a list.

use config::Page as Settings;
use item::{Cursor, Entry, Locator, SourceId, key_url};
use jiff::Timestamp;

use super::{
    connector::{PageConnector, check},
    decode::decoded,
    list::list,
    pager::earlier,
    yields::judge,
};
use crate::{
    connector::{Step, Warning},
    error::FetchError,
    http::{Answer, Ask, Purpose, Response, Validators},
    sitemap::{When, in_page_url},
    sources::{
        blocking::blocking,
        way::{Dated, Next, Page, Way},
    },
};

impl PageConnector {
    /// One page further back.
    pub(super) async fn step_back(
        &self,
        from: &Cursor,
        since: Timestamp,
    ) -> Result<Step, FetchError> {
        let way = Way::of(from, self.asked(), since);
        let Some(next) = way.page(&self.page.url, since) else {
            return Ok(way.over(since));
        };
        let page = self.past_page(&next).await;
        way.go_on(&next, page, since)
    }

    async fn past_page(&self, next: &Next) -> Result<Page, FetchError> {
        let ask = Ask {
            url: &next.url,
            purpose: Purpose::Page,
            validators: &Validators::default(),
            access: &self.page.access,
            home: &self.page.url,
        };
        let Answer::Body(response) = self.web.get(&ask).await? else {
            return Err(FetchError::Unreachable {
                url: next.url.clone(),
                reason: "it says that nothing changed, though nothing was remembered of it"
                    .to_owned(),
                not_before: None,
            });
        };
        let (source, page, url) = (self.source.clone(), self.page.clone(), next.url.clone());
        blocking(&next.url, move || read(&source, &page, &url, &response)).await
    }
}

fn read(
    source: &SourceId,
    page: &Settings,
    url: &str,
    response: &Response,
) -> Result<Page, FetchError> {
    // What there is to be said is said of this page.
    let told = Settings {
        url: url.to_owned(),
        ..page.clone()
    };
    check(&told, response)?;
    let text = decoded(&response.bytes, response.charset.as_deref());
    let list = list(source, page, &response.url, &text);
    if list.entries.is_empty() && url != page.url {
        // Some sites name one page behind the other for ever.
        let warning = Warning {
            what: told.url,
            message: "lists nothing, though a page names it".to_owned(),
        };
        return Ok(Page {
            entries: Vec::new(),
            next: None,
            doubts_ids: false,
            warnings: vec![warning],
        });
    }
    let warnings = judge(&told, &list, 0)?.warnings;
    let next = earlier(page, url, &response.url, &text);
    let key = next.as_ref().and_then(|next| key_url(&next.url));
    let entries = list.entries.into_iter();
    let entries = entries.filter(|entry| Some(&entry.key) != key.as_ref() && !is_of_pager(entry));
    Ok(Page {
        warnings,
        next,
        doubts_ids: false,
        entries: entries.map(dated).collect(),
    })
}

/// Whether a link is called by a number, as those to the pages of a list are.
fn is_of_pager(entry: &Entry) -> bool {
    let title = entry.hints.title.as_deref();
    title.is_some_and(|title| title.bytes().all(|byte| byte.is_ascii_digit()))
}

/// An entry with the latest moment at which it can be from, as its teaser or its address tells.
fn dated(entry: Entry) -> Dated {
    let said = entry.hints.published.as_deref().and_then(When::read);
    let in_address = || match &entry.locator {
        Locator::Url { url } => in_page_url(url),
        _ => None,
    };
    let period = said.map(|when| when.period).or_else(in_address);
    Dated {
        at: period.map(|period| period.last),
        entry,
    }
}

#[cfg(test)]
mod tests;
