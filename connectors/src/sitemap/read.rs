//! From the bytes of a sitemap to its neutral form: unpacked, decoded, told apart by what it is and not by its name.

use std::{
    borrow::Cow,
    io::{self, Read},
};

use url::Url;

use super::{
    age::{Period, When},
    model::{Listed, News, Sitemap},
    xml,
};
use crate::feed::{FeedBytes, FeedDate, FeedEntry, Ids, Markup, Piece, decoded, plain, read_feed};

/// The beginning of every gzip stream with deflate.
const GZIP: [u8; 3] = [0x1f, 0x8b, 8];

/// How much of a packed sitemap is unpacked: a quarter more than the 50 MiB that the protocol allows. What lies beyond
/// is left out, like the end of one that was cut off.
const MOST_UNPACKED: u64 = 64 << 20;

/// A file that is packed and sent packed is unpacked as often.
const MOST_LAYERS: usize = 2;

/// How far the root may lie behind declarations, style sheets and what a server wrote before it.
const FARTHEST_ROOT: usize = 64 << 10;

/// Entries that are read of a feed that serves as a sitemap.
const MOST_OF_A_FEED: usize = 2000;

/// Lines that are read of a list without markup: the protocol allows as many.
const MOST_LINES: usize = 50_000;

/// A sitemap as it was received.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SitemapBytes<'a> {
    /// The body, without content encoding.
    pub(crate) bytes: &'a [u8],
    /// The charset that its carrier declares.
    pub(crate) charset: Option<&'a str>,
    /// Where it was found.
    pub(crate) url: &'a str,
}

/// Bytes that are no sitemap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoSitemap {
    /// Why, in words.
    pub(crate) reason: String,
    /// What a person can do about it.
    pub(crate) hint: Option<String>,
}

impl From<String> for NoSitemap {
    fn from(reason: String) -> Self {
        Self { reason, hint: None }
    }
}

/// Reads a sitemap of any form.
pub(crate) fn read_sitemap(received: SitemapBytes<'_>) -> Result<Sitemap, NoSitemap> {
    let (bytes, is_cut) = unpacked(received.bytes)?;
    let text = decoded(&bytes, received.charset);
    let is_blank = |sign: char| sign.is_whitespace() || matches!(sign, '\u{feff}' | '\u{0}');
    let text = text.trim_start_matches(is_blank);
    let base = Url::parse(received.url).ok();
    let mut sitemap = match first(text) {
        First::Sitemap => xml::read(text, base.as_ref()),
        First::Feed => feed(&bytes, received)?,
        First::Page(title) => return Err(page(title)),
        First::Other(root) => return Err(format!("it is XML, but no sitemap (`{root}`)").into()),
        First::Text if text.is_empty() => return Err("it is empty".to_owned().into()),
        First::Text => lines(text)?,
    };
    sitemap.is_cut |= is_cut;
    Ok(sitemap)
}

/// The bytes, unpacked if they are packed, and whether a part of them is missing.
fn unpacked(bytes: &[u8]) -> Result<(Cow<'_, [u8]>, bool), String> {
    let (mut bytes, mut is_cut) = (Cow::Borrowed(bytes), false);
    for _ in 0..MOST_LAYERS {
        if !bytes.starts_with(&GZIP) {
            break;
        }
        let mut plain = Vec::new();
        let read = flate2::read::MultiGzDecoder::new(&*bytes)
            .take(MOST_UNPACKED)
            .read_to_end(&mut plain);
        is_cut |= plain.len() as u64 >= MOST_UNPACKED;
        if let Err(error) = read {
            // What came before the damage may hold whole entries.
            if plain.is_empty() || error.kind() == io::ErrorKind::OutOfMemory {
                return Err(format!("its gzip is damaged: {error}"));
            }
            is_cut = true;
        }
        bytes = Cow::Owned(plain);
    }
    Ok((bytes, is_cut))
}

/// What the first elements of a text say that it is.
enum First {
    Sitemap,
    Feed,
    Page(Option<String>),
    Other(String),
    Text,
}

fn first(text: &str) -> First {
    let mut markup = Markup::new(text);
    let mut root = None;
    while markup.at() < FARTHEST_ROOT
        && let Some(piece) = markup.next()
    {
        let Piece::Start(tag) = piece else { continue };
        let name = tag.local.to_ascii_lowercase();
        match name.as_str() {
            "rss" | "rdf" | "feed" => return First::Feed,
            "html" | "head" | "body" => return First::Page(title(markup)),
            "url" | "sitemap" => return First::Sitemap,
            name if xml::is_root(name) => return First::Sitemap,
            _ => root = root.or(Some(name)),
        }
    }
    match root {
        Some(root) if text.starts_with('<') => First::Other(root),
        _ => First::Text,
    }
}

fn title(mut markup: Markup<'_>) -> Option<String> {
    while markup.at() < FARTHEST_ROOT {
        if let Piece::Start(tag) = markup.next()?
            && tag.name.eq_ignore_ascii_case("title")
            && let Some(Piece::Text(title)) = markup.next()
        {
            return Some(plain(title)).filter(|title| !title.is_empty());
        }
    }
    None
}

fn page(title: Option<String>) -> NoSitemap {
    let page = title.map_or_else(
        || "a web page".to_owned(),
        |title| format!("a web page (`{title}`)"),
    );
    NoSitemap {
        reason: format!("it is {page}, not a sitemap"),
        hint: Some(
            "the sitemap may have moved: name the site's root, and its robots.txt is asked; `newsloom discover` looks for more"
                .to_owned(),
        ),
    }
}

/// A feed lists what a news sitemap lists.
fn feed(bytes: &[u8], received: SitemapBytes<'_>) -> Result<Sitemap, NoSitemap> {
    let read = read_feed(FeedBytes {
        bytes,
        charset: received.charset,
        url: Some(received.url),
        most: MOST_OF_A_FEED,
        ids: Ids::Believed,
    });
    let feed = read.map_err(|no_feed| NoSitemap {
        reason: no_feed.reason,
        hint: no_feed.hint,
    })?;
    let mut sitemap = Sitemap::default();
    for entry in feed.entries {
        let Some(url) = entry
            .link
            .as_deref()
            .and_then(|link| xml::whole(link, None))
        else {
            sitemap.broken += 1;
            continue;
        };
        sitemap
            .urls
            .push(listed(url, entry, feed.language.as_ref()));
    }
    Ok(sitemap)
}

fn listed(url: String, entry: FeedEntry, language: Option<&String>) -> Listed {
    let when = |date: &FeedDate| When {
        written: date.written.clone(),
        period: Period {
            first: date.at,
            last: date.at,
        },
    };
    let published = entry.published.as_ref().or(entry.updated.as_ref());
    Listed {
        url,
        lastmod: entry.updated.as_ref().map(when),
        news: Some(News {
            title: entry.title,
            published: published.map(when),
            language: entry.language.or_else(|| language.cloned()),
            publication: None,
            keywords: entry.categories,
        }),
    }
}

/// A list of addresses, one a line.
fn lines(text: &str) -> Result<Sitemap, NoSitemap> {
    let mut sitemap = Sitemap::default();
    let lines = text.lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match xml::whole(line, None).filter(|_| !line.contains(char::is_whitespace)) {
            None => sitemap.broken += 1,
            Some(_) if sitemap.urls.len() >= MOST_LINES => sitemap.beyond += 1,
            Some(url) => sitemap.urls.push(Listed {
                url,
                lastmod: None,
                news: None,
            }),
        }
    }
    if sitemap.urls.len() > sitemap.broken {
        Ok(sitemap)
    } else {
        Err("it is neither XML nor a list of addresses"
            .to_owned()
            .into())
    }
}
