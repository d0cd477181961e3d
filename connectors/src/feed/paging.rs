//! What a feed says of the pages before it: links to them (RFC 5005, JSON Feed's `next_url`), and what made it.
//!
//! Read apart from its entries, and only where somebody goes back in time: a poll does not need it.

use ::url::Url;
use serde_json::Value;

use super::{
    decode,
    links::Bases,
    markup::{Markup, Piece, Tag},
    model::FeedKind,
    plain::resolved,
    read::FeedBytes,
};

/// What old feeds write before the name of a relation (RFC 4287 speaks of the registry there).
const REGISTRY: &str = "http://www.iana.org/assignments/relation/";

/// What a feed says of the pages before it. Links are absolute.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Paging {
    /// The archive before this document (RFC 5005, section 4).
    pub(crate) archive: Option<String>,
    /// The next page of a paged feed (RFC 5005, section 3), or of a JSON Feed.
    pub(crate) next: Option<String>,
    /// What made it: its name and its address, in lower case.
    pub(crate) generator: String,
    /// Whether it says that it holds everything there is (RFC 5005, section 2).
    pub(crate) is_complete: bool,
}

/// Reads it. Bytes that are no feed say nothing.
pub(crate) fn paging(received: FeedBytes<'_>) -> Paging {
    let url = received.url.and_then(|url| Url::parse(url).ok());
    let Ok(bytes) = decode::unpacked(received.bytes) else {
        return Paging::default();
    };
    let text = decode::decoded(&bytes, received.charset);
    let text = text.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '\u{feff}');
    if text.starts_with('{') {
        return of_json(text, url.as_ref());
    }
    of_xml(text, url.as_ref())
}

fn of_json(text: &str, url: Option<&Url>) -> Paging {
    let feed: Value = serde_json::from_str(text).unwrap_or_default();
    let next = feed.get("next_url").and_then(Value::as_str);
    let next = next.map(str::trim).filter(|next| !next.is_empty());
    Paging {
        next: next.map(|next| Bases::new(FeedKind::Json, None, url, &[]).resolved(next, &[])),
        ..Paging::default()
    }
}

/// The links of a feed may stand before its entries or behind them.
fn of_xml(text: &str, url: Option<&Url>) -> Paging {
    let mut paging = Paging::default();
    let mut base = url.cloned();
    let (mut inside, mut is_root) = (0_usize, true);
    let mut markup = Markup::new(text);
    while let Some(piece) = markup.next() {
        let tag = match piece {
            Piece::Start(tag) => tag,
            Piece::End(name) => {
                inside = inside.saturating_sub(usize::from(is_entry(name)));
                continue;
            }
            _ => continue,
        };
        if is_entry(tag.name) {
            inside += usize::from(!tag.is_empty);
        }
        if std::mem::take(&mut is_root) || inside == 0 {
            base = tag_base(&tag, base).or_else(|| url.cloned());
        }
        if inside > 0 {
            continue;
        }
        match tag.local {
            "link" => link(&tag, base.as_ref(), &mut paging),
            "complete" => paging.is_complete = true,
            "generator" => {
                let text = match markup.clone().next() {
                    Some(Piece::Text(text) | Piece::Cdata(text)) => text,
                    _ => "",
                };
                let uri = tag.attribute("uri").or(tag.attribute("url"));
                paging.generator = format!("{text} {}", uri.unwrap_or_default()).to_lowercase();
            }
            _ => {}
        }
    }
    paging
}

fn is_entry(name: &str) -> bool {
    matches!(super::markup::local(name), "item" | "entry")
}

/// What links count from behind a tag: only what the root and the channel say counts for the feed's own links.
fn tag_base(tag: &Tag<'_>, base: Option<Url>) -> Option<Url> {
    if !matches!(tag.local, "feed" | "channel" | "rss" | "RDF") {
        return base;
    }
    let own = tag.attribute("xml:base").map(resolved);
    match (own, &base) {
        (Some(own), Some(outer)) => outer.join(own.trim()).ok().or(base),
        (Some(own), None) => Url::parse(own.trim()).ok(),
        (None, _) => base,
    }
}

fn link(tag: &Tag<'_>, base: Option<&Url>, paging: &mut Paging) {
    let Some(rel) = tag.attribute("rel").map(str::to_ascii_lowercase) else {
        return;
    };
    let place = match rel.trim().trim_start_matches(REGISTRY) {
        "prev-archive" => &mut paging.archive,
        "next" => &mut paging.next,
        _ => return,
    };
    let href = tag.attribute("href").map(resolved);
    let href = href
        .as_deref()
        .map(str::trim)
        .filter(|href| !href.is_empty());
    if let Some(href) = href {
        place.get_or_insert(Bases::new(FeedKind::Atom, None, base, &[]).resolved(href, &[]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::Ids;

    fn read(text: &str) -> Paging {
        paging(FeedBytes {
            bytes: text.as_bytes(),
            charset: None,
            url: Some("https://a.example/f/feed.xml"),
            most: 10,
            ids: Ids::Believed,
        })
    }

    fn check(text: &str, archive: Option<&str>, next: Option<&str>) {
        let paging = read(text);
        let links = (paging.archive.as_deref(), paging.next.as_deref());
        assert_eq!(links, (archive, next), "{text}");
    }

    #[test]
    fn a_feed_names_the_pages_before_it_wherever_it_does_and_however_it_writes_it() {
        check(
            "<feed xmlns='http://www.w3.org/2005/Atom'><link rel='self' href='x'/>\
             <link rel=\"next\" href=\"?page=2&amp;x=1\"/><entry><link rel='next' href='/no'/></entry></feed>",
            None,
            Some("https://a.example/f/feed.xml?page=2&x=1"),
        );
        check(
            "<rss><channel><atom:link rel='prev-archive' href='/2021/05.xml'/><item/><a10:link rel='NEXT' href=' 2.xml '></a10:link></channel></rss>",
            Some("https://a.example/2021/05.xml"),
            Some("https://a.example/f/2.xml"),
        );
        check(
            "<feed xml:base='https://b.example/g/'><entry><title>x</title></entry>\
             <link rel='http://www.iana.org/assignments/relation/next' href='3.xml'/></feed>",
            None,
            Some("https://b.example/g/3.xml"),
        );
        check(
            "<rss><channel><link>https://a.example/</link></channel></rss>",
            None,
            None,
        );
        check(
            r#"{"version":"https://jsonfeed.org/version/1.1","items":[],"next_url":"/feed.json?before=7"}"#,
            None,
            Some("https://a.example/feed.json?before=7"),
        );
        check(r#"{"items":[],"next_url":7}"#, None, None);
        check("no feed", None, None);
        check("", None, None);
    }

    #[test]
    fn a_feed_tells_what_made_it_and_whether_it_is_all_there_is() {
        let check = |text: &str, generator: &str, is_complete: bool| {
            let paging = read(text);
            assert!(paging.generator.contains(generator), "{paging:?}");
            assert_eq!(paging.is_complete, is_complete, "{text}");
        };
        check(
            "<rss><channel><generator>https://wordpress.org/?v=6.4</generator></channel></rss>",
            "wordpress.org",
            false,
        );
        check(
            "<feed><generator version='7.00' uri='http://www.blogger.com'>Blogger</generator><fh:complete/></feed>",
            "blogger http",
            true,
        );
        check(
            "<feed><entry><generator>x</generator></entry></feed>",
            "",
            false,
        );
    }
}
