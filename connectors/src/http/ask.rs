//! What is asked of the web, and what it answers: plain data.

use config::Access;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use tokio::sync::OwnedSemaphorePermit;

/// One question. It is always a GET.
#[derive(Debug, Clone)]
pub(crate) struct Ask<'a> {
    /// The URL, untouched, as the listing or the configuration gave it.
    pub(crate) url: &'a str,
    /// What it is for.
    pub(crate) purpose: Purpose,
    /// What is remembered of the last answer; with any, the question is conditional (RFC 9110, section 13).
    pub(crate) validators: &'a Validators,
    /// How the source is let in.
    pub(crate) access: &'a Access,
    /// The URL that the source was configured with: what is secret in `access` is for its site alone, wherever the
    /// source's links lead.
    pub(crate) home: &'a str,
}

/// What a question is for: it decides what is accepted and whether robots.txt is asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A feed that the user named. Feeds are made for programs: robots.txt is not asked.
    Feed,
    /// A sitemap: it is made for programs too, and may be far longer than a page.
    Sitemap,
    /// A page of a feed's past, which the user did not name: robots.txt is asked.
    Archive,
    /// A list page that the user named, or an article page that a listing named.
    Page,
}

/// What a host wants to hear again to say that nothing changed: both as they were received, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Validators {
    /// `ETag`, weak or strong, with its quotes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// A useful answer; everything else is a [`FetchError`](crate::FetchError).
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "it is taken apart at once and never kept in a list"
)]
pub(crate) enum Answer {
    /// 304: what is remembered still holds; with what is to be remembered from now on.
    NotModified(Validators),
    /// A body.
    Body(Response),
}

/// A successful response, read to its end.
#[derive(Debug, Default)]
pub(crate) struct Response {
    /// Where it was in the end, after all redirects.
    pub(crate) url: String,
    /// The status that it had there.
    pub(crate) status: StatusCode,
    /// All that was said of it.
    pub(crate) headers: HeaderMap,
    /// Where the asked URL has moved for good (308 or 301 all the way), if it has.
    pub(crate) moved_to: Option<String>,
    /// The body, decompressed, not decoded; never empty.
    pub(crate) bytes: Vec<u8>,
    /// The media type of `Content-Type`, in lower case, without parameters.
    pub(crate) media_type: Option<String>,
    /// Its `charset`.
    pub(crate) charset: Option<String>,
    /// What to remember of it.
    pub(crate) validators: Validators,
    /// How long it says that it stays fresh (`Cache-Control: max-age`, `Expires`), if it does.
    pub(crate) fresh_for: Option<std::time::Duration>,
    /// The room that a large body takes, until it is dropped with the body. Whoever holds it must not ask for another.
    #[expect(dead_code, reason = "it is held, not read")]
    pub(crate) room: Option<OwnedSemaphorePermit>,
}
