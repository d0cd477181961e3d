//! From a listed link to a document: asked for, followed where the page itself sends its readers on, and refused where
//! it led to no article.

use config::Access;
use item::{Document, DropReason, Entry, Locator, Media, RawPlace, page_behind};

use super::{
    landing::{Landing, landing},
    media::{Content, content},
    refresh::refresh,
};
use crate::{
    connector::{Again, Opened},
    error::FetchError,
    http::{Answer, Ask, Purpose, Response, Validators, Web},
    sources::blocking::blocking,
};

/// How often a page may send its readers on by its markup: once, as a redirect page does. Redirects of the host are
/// followed and counted by the client.
const MOST_REFRESHES: usize = 1;

/// Why a page was not read.
enum Unread {
    /// Its host did not give it.
    NotGiven(FetchError),
    /// What it gave is not the page of the article.
    NotIt(FetchError),
}

impl From<Unread> for FetchError {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::NotGiven(error) | Unread::NotIt(error) => error,
        }
    }
}

/// The page that an entry's link leads to. `home` is the URL of the source's own: only its site sees the secrets in
/// `access`, wherever the link leads.
pub(crate) async fn open_article(
    web: &Web,
    access: &Access,
    home: &str,
    entry: &Entry,
) -> Result<Opened, FetchError> {
    let known = Validators::default();
    match read(web, access, home, entry, &known).await? {
        Ok(opened) => Ok(opened),
        Err(_) => Err(nothing_new(link(entry)?)),
    }
}

/// The same page once more. That its host answers 404 or 410 is news of it; that the host sends everybody to its home
/// page or to a wall says nothing.
pub(crate) async fn ask_article_again(
    web: &Web,
    access: &Access,
    home: &str,
    entry: &Entry,
    known: &Validators,
) -> Result<Again, FetchError> {
    match read(web, access, home, entry, known).await {
        Ok(Ok(opened)) => Ok(Again::There(opened)),
        Ok(Err(validators)) => Ok(Again::Same(validators)),
        Err(Unread::NotGiven(FetchError::Refused {
            reason: DropReason::NotFound,
            detail,
            ..
        })) => Ok(Again::Gone(detail)),
        Err(unread) => Err(unread.into()),
    }
}

/// The page; or, where nothing changed since the answer that is `known`, what its host wants to hear from now on.
async fn read(
    web: &Web,
    access: &Access,
    home: &str,
    entry: &Entry,
    known: &Validators,
) -> Result<Result<Opened, Validators>, Unread> {
    let first = link(entry).map_err(Unread::NotIt)?;
    let mut url = first.clone();
    for turn in 0..=MOST_REFRESHES {
        let ask = Ask {
            url: &url,
            purpose: Purpose::Page,
            validators: known,
            access,
            home,
        };
        let response = match web.get(&ask).await.map_err(Unread::NotGiven)? {
            Answer::Body(response) => response,
            Answer::NotModified(validators) => return Ok(Err(validators)),
        };
        if let Some(next) = refresh(&response).filter(|_| turn < MOST_REFRESHES) {
            url = next;
            continue;
        }
        let media = judged(&first, &response).map_err(Unread::NotIt)?;
        let kept = kept(web, response, entry).await;
        let (response, raw) = kept.map_err(Unread::NotIt)?;
        // Of a page behind one that only sends on, the first cannot say whether it changed.
        let validators = Some(response.validators).filter(|_| turn == 0);
        return Ok(Ok(Opened {
            validators: validators.unwrap_or_default(),
            ..Opened::from(Document {
                bytes: response.bytes,
                media,
                charset: response.charset,
                url: Some(response.url),
                hints: entry.hints.clone(),
                raw,
            })
        }));
    }
    // The last turn always returns.
    Err(Unread::NotIt(nothing_new(url)))
}

/// The URL to ask for: as it was listed, unless it is only a viewer that shows the page of another address.
fn link(entry: &Entry) -> Result<String, FetchError> {
    match &entry.locator {
        Locator::Url { url } => Ok(page_behind(url).unwrap_or_else(|| url.clone())),
        _ => Err(FetchError::Malformed {
            what: entry.key.clone(),
            reason: "it is listed without a link to a page".to_owned(),
        }),
    }
}

/// Keeps the raw response, where the source wants that; says where.
async fn kept(
    web: &Web,
    response: Response,
    entry: &Entry,
) -> Result<(Response, Option<RawPlace>), FetchError> {
    let Some(raw) = web.raw().cloned() else {
        return Ok((response, None));
    };
    blocking(&entry.key, move || {
        let place = raw.keep(&response);
        Ok((response, place))
    })
    .await
}

/// What kind of document an answer to what was asked first is, if it is the article's at all.
fn judged(asked: &str, response: &Response) -> Result<Media, FetchError> {
    let refused = |reason, detail: String, hint: Option<&str>| FetchError::Refused {
        url: asked.to_owned(),
        reason,
        detail,
        hint: hint.map(str::to_owned),
        may_change: reason == DropReason::Walled,
    };
    match landing(asked, &response.url) {
        Landing::Page => {}
        Landing::Home => {
            return Err(refused(
                DropReason::NotFound,
                format!("was redirected to the home page `{}`", response.url),
                None,
            ));
        }
        Landing::Wall(kind) => {
            return Err(refused(
                DropReason::Walled,
                format!("was redirected to {kind}: `{}`", response.url),
                Some("if you have access, give the source a `cookie` or `headers` that prove it"),
            ));
        }
    }
    match content(response.media_type.as_deref(), &response.bytes) {
        Content::Text(media) => Ok(media),
        Content::Other(what) => Err(refused(
            DropReason::Unsupported,
            format!("is no page with text but {what}"),
            None,
        )),
    }
}

fn nothing_new(url: String) -> FetchError {
    FetchError::Unreachable {
        url,
        reason: "the host says that nothing is new, though it was asked for the whole page"
            .to_owned(),
        not_before: None,
    }
}

#[cfg(test)]
mod tests;
