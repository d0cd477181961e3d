//! From the bytes of a feed to its neutral form, in steps of growing patience: as it stands, in the parser's dialect,
//! entry by entry. A step is good if it read as many entries as the feed's outline shows; otherwise the best one counts,
//! and what is missing is told.

use std::{borrow::Cow, fmt};

use ::url::Url;

use super::{
    convert, decode, dialect, extras, ids, json,
    links::Bases,
    model::{Feed, FeedEntry, FeedKind},
    outline::{Item, Outline},
    parse::{Parsed, parse},
    pieces, webpage,
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
    let text = decode::decoded(&bytes, received.charset);
    let is_blank = |sign: char| sign.is_whitespace() || matches!(sign, '\u{feff}' | '\u{0}');
    let text = text.trim_start_matches(is_blank);
    if text.is_empty() {
        return Err("it is empty".to_owned().into());
    }
    let mut feed = if text.starts_with(['{', '[']) {
        json::read(text)?
    } else if let Some(outline) = Outline::of(text) {
        xml(&outline, url.as_ref(), received.most)?
    } else {
        return Err(webpage::instead_of_a_feed(text, url.as_ref()));
    };
    if feed.entries.len() > received.most {
        let rest = feed.entries.len() - received.most;
        let most = received.most;
        feed.warnings.push(format!(
            "only its first {most} entries are read, {rest} are left out"
        ));
        feed.entries.truncate(most);
    }
    finish(&mut feed, url.as_ref());
    Ok(feed)
}

/// Makes links absolute and names the entries.
fn finish(feed: &mut Feed, url: Option<&Url>) {
    let of_feed = Bases::new(None, url);
    feed.link = feed.link.take().map(|link| of_feed.resolved(&link));
    let bases = Bases::new(feed.link.as_deref(), url);
    for entry in &mut feed.entries {
        entry.link = entry.link.take().map(|link| bases.resolved(&link));
        for enclosure in &mut entry.enclosures {
            enclosure.url = bases.resolved(&enclosure.url);
        }
    }
    ids::name(&mut feed.entries, url.map(Url::as_str).unwrap_or_default());
}

fn xml(outline: &Outline<'_>, url: Option<&Url>, most: usize) -> Result<Feed, NoFeed> {
    let root = dialect::root(&outline.root, url);
    let listed = outline.items.len();
    let needs_care = dialect::is_old_atom(&outline.root) || dialect::is_risky(outline.body);
    let body = |patient: bool| {
        if patient {
            Cow::Owned(dialect::body(outline.body, &outline.root))
        } else {
            Cow::Borrowed(outline.body)
        }
    };
    let attempt = |patient: bool| {
        let feed = whole(&parse(&format!("{root}{}", body(patient)))?, outline);
        Ok::<_, String>(feed)
    };
    let is_good =
        |tried: &Result<Feed, String>| matches!(tried, Ok(feed) if feed.entries.len() >= listed);
    let mut best = attempt(needs_care);
    if !is_good(&best) && !needs_care {
        best = better(best, attempt(true));
    }
    if !is_good(&best)
        && let Some(pieces) = pieces::read(outline, &root, most)
    {
        best = better(best, Ok(pieced(&pieces)));
    }
    let mut feed = best.map_err(|reason| NoFeed::from(format!("it cannot be parsed: {reason}")))?;
    complete(&mut feed, outline);
    Ok(feed)
}

/// The attempt that brought more.
fn better(one: Result<Feed, String>, other: Result<Feed, String>) -> Result<Feed, String> {
    match (&one, &other) {
        (Ok(first), Ok(second)) if second.entries.len() > first.entries.len() => other,
        (Err(_), Ok(_)) => other,
        _ => one,
    }
}

fn whole(parsed: &Parsed, outline: &Outline<'_>) -> Feed {
    let mut feed = convert::feed(parsed);
    let entries = &parsed.feed.entries;
    // What the parser leaves out can be told apart only where it saw the same entries.
    let items: &[Item<'_>] = if entries.len() == outline.items.len() {
        &outline.items
    } else {
        &[]
    };
    feed.entries = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| {
            let extras = items.get(at).map(extras::of_item).unwrap_or_default();
            convert::entry(entry, parsed, extras)
        })
        .collect();
    feed
}

fn pieced(pieces: &pieces::Pieces<'_>) -> Feed {
    let entries = pieces.entries.iter().flat_map(|(item, parsed)| {
        let entry = |listed| convert::entry(listed, parsed, extras::of_item(item));
        parsed.feed.entries.iter().map(entry)
    });
    let entries: Vec<FeedEntry> = entries.collect();
    let of_itself = pieces
        .head
        .as_ref()
        .or(pieces.entries.first().map(|(_, parsed)| parsed));
    Feed {
        entries,
        ..of_itself.map(convert::feed).unwrap_or_default()
    }
}

/// Adds what the parser leaves out of the feed itself, and tells what is missing.
fn complete(feed: &mut Feed, outline: &Outline<'_>) {
    let said = extras::of_head(outline.head);
    feed.ttl = said.ttl;
    let language = outline.root.attribute("xml:lang").map(str::to_owned);
    feed.language = feed.language.take().or(said.language).or(language);
    if outline.root.name.eq_ignore_ascii_case("rdf:RDF") {
        feed.kind = FeedKind::Rdf;
    }
    let (listed, read) = (outline.items.len(), feed.entries.len());
    if read < listed {
        feed.warnings.push(format!(
            "it has {listed} entries, but only {read} could be read"
        ));
    }
    if !outline.is_whole {
        feed.warnings
            .push("it is cut off: its end is missing".to_owned());
    }
}
