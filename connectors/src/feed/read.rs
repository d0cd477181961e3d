//! From the bytes of a feed to its neutral form.
//!
//! ```text
//! bytes ─▶ decode ─▶ outline ─▶ feed-rs ─▶ convert ─▶ ids
//!          text      elements    texts      fields     names
//! ```
//! The outline finds the elements of a feed however broken it is, and says all that entries say. feed-rs is asked where it
//! can be trusted to see the same entries; their texts, nearly all of a feed, are then taken from it. Where it declines,
//! fails or sees other entries, the outline's own words do. Nothing is read a third time.

use std::fmt;

use ::url::Url;

use super::{
    convert::entry,
    decode, entities,
    head::head,
    ids, json,
    model::{Feed, Ids},
    outline::Outline,
    parse::{Declined, parse},
    pass::outline,
    warnings::warnings,
    webpage,
};

/// A feed as it was received.
#[derive(Debug, Clone, Copy)]
pub struct FeedBytes<'a> {
    /// The body, without content encoding.
    pub bytes: &'a [u8],
    /// The charset that its carrier declares.
    pub charset: Option<&'a str>,
    /// Where it was found, if on the web.
    pub url: Option<&'a str>,
    /// How many of its entries are read at most.
    pub most: usize,
    /// Whether its own ids may be believed, for all that is known of it.
    pub ids: Ids,
}

/// Bytes that are no feed, or one that is beyond reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoFeed {
    /// Why, in words.
    pub reason: String,
    /// What a person can do about it.
    pub hint: Option<String>,
}

impl fmt::Display for NoFeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl From<String> for NoFeed {
    fn from(reason: String) -> Self {
        Self { reason, hint: None }
    }
}

/// Reads a feed of any format.
pub fn read_feed(received: FeedBytes<'_>) -> Result<Feed, NoFeed> {
    let url = received.url.and_then(|url| Url::parse(url).ok());
    let bytes = decode::unpacked(received.bytes)?;
    let decoded = decode::decode(&bytes, received.charset, url.as_ref());
    let is_blank = |sign: char| sign.is_whitespace() || matches!(sign, '\u{feff}' | '\u{0}');
    let text = decoded.text.trim_start_matches(is_blank);
    if text.is_empty() {
        return Err("it is empty".to_owned().into());
    }
    let mut feed = if text.starts_with(['{', '[']) {
        json::read(text, url.as_ref(), received.most)?
    } else {
        let text = entities::expanded(text);
        let Some(outline) = outline(&text, received.most) else {
            return Err(webpage::instead_of_a_feed(&text, url.as_ref()));
        };
        xml(&outline, url.as_ref())
    };
    feed.warnings.extend(decoded.warning);
    let found_at = url.as_ref().map_or("", Url::as_str);
    let were_believed = received.ids == Ids::Believed;
    if !ids::name(&mut feed.entries, found_at, were_believed) {
        feed.ids = Ids::Doubted;
    }
    Ok(feed)
}

/// A feed in XML. Its outline has read all of it; feed-rs spares reading its texts once more where it can.
fn xml(outline: &Outline<'_>, url: Option<&Url>) -> Feed {
    let (mut feed, inherited) = head(outline, url);
    let parsed = parse(outline);
    let malformed = match &parsed {
        Err(Declined::Malformed(reason)) => Some(reason.clone()),
        _ => None,
    };
    let mut theirs = parsed.unwrap_or_default().into_iter();
    let items = outline.items.iter();
    feed.entries = items
        .map(|item| entry(outline, item, &inherited, theirs.next()))
        .collect();
    feed.warnings = warnings(&outline.flaws, outline.items.len(), malformed);
    feed
}
