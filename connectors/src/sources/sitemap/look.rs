//! One look at a sitemap: asked for, and read if it is new.

use std::time::Duration;

use config::Access;
use item::{DropReason, digest64};
use tokio::sync::Semaphore;

use crate::{
    error::FetchError,
    http::{Answer, Ask, Purpose, Response, Validators, Web},
    sitemap::{Sitemap, SitemapBytes, read_sitemap},
    sources::blocking::blocking,
};

/// Sitemaps that are unpacked and read at once over all sources: each may take as much memory as the longest.
static READING: Semaphore = Semaphore::const_new(2);

/// What a look brought.
#[derive(Debug)]
pub(super) enum Look {
    /// Its host says that what was read before still holds; with what to remember from now on.
    Same(Validators),
    /// The body that was read before came again.
    Known {
        validators: Validators,
        /// Where it has moved for good.
        moved_to: Option<String>,
    },
    /// A body that was read.
    New(Box<Looked>),
}

/// A sitemap that was read.
#[derive(Debug)]
pub(super) struct Looked {
    pub(super) sitemap: Sitemap,
    /// Where it was in the end.
    pub(super) found: String,
    /// A digest of its body.
    pub(super) body: u64,
    pub(super) validators: Validators,
    /// Where it has moved for good.
    pub(super) moved_to: Option<String>,
    /// How long it says that it stays fresh.
    pub(super) fresh_for: Option<Duration>,
}

/// Looks at the sitemap at `url`; `knows` says which body was read before.
pub(super) async fn look(
    web: &Web,
    url: &str,
    (access, home): (&Access, &str),
    conditions: &Validators,
    knows: impl Fn(u64) -> bool,
) -> Result<Look, FetchError> {
    let ask = Ask {
        url,
        purpose: Purpose::Sitemap,
        validators: conditions,
        access,
        home,
    };
    let response = match web.get(&ask).await? {
        Answer::NotModified(validators) => return Ok(Look::Same(validators)),
        Answer::Body(response) => response,
    };
    let body = digest64(&response.bytes);
    if knows(body) {
        return Ok(Look::Known {
            validators: response.validators,
            moved_to: response.moved_to,
        });
    }
    // It is never closed; were it, there would be no bound to wait for.
    let _turn = READING.acquire().await.ok();
    let asked = url.to_owned();
    let raw = web.raw().cloned();
    let looked = blocking(url, move || {
        let looked = read(asked, &response, body)?;
        if let Some(raw) = raw {
            raw.keep(&response);
        }
        Ok(looked)
    })
    .await?;
    Ok(Look::New(Box::new(looked)))
}

fn read(url: String, response: &Response, body: u64) -> Result<Looked, FetchError> {
    let read = read_sitemap(SitemapBytes {
        bytes: &response.bytes,
        charset: response.charset.as_deref(),
        url: &response.url,
    });
    let sitemap = read.map_err(|none| FetchError::Refused {
        url,
        reason: DropReason::Malformed,
        detail: none.reason,
        hint: none.hint,
        may_change: false,
    })?;
    Ok(Looked {
        sitemap,
        found: response.url.clone(),
        body,
        validators: response.validators.clone(),
        moved_to: response.moved_to.clone(),
        fresh_for: response.fresh_for,
    })
}
