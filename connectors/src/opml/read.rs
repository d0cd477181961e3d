//! From a list of feeds to its entries, however broken it is: each outline is read by itself.

use std::fmt;

use crate::feed::{attributes, decoded, plain, resolved};

/// Feeds of one list that are read; no reader has more.
const MOST_FEEDS: usize = 20_000;

/// Folders that an outline may lie in; what is deeper was not closed.
const DEEPEST: usize = 16;

/// A list of feeds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opml {
    /// Its feeds, in its order.
    pub feeds: Vec<Outline>,
    /// Feeds beyond the most that are read.
    pub beyond: usize,
}

/// One feed of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Its title as plain text.
    pub title: Option<String>,
    /// Where it is, as written; `feed:` and the like resolved.
    pub url: String,
    /// The page that it belongs to.
    pub page: Option<String>,
    /// The folders that it lies in, the outermost first.
    pub folders: Vec<String>,
}

/// Bytes that are no list of feeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoOpml;

impl fmt::Display for NoOpml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it holds no outline with an `xmlUrl`, so it is no list of feeds (OPML)")
    }
}

/// Reads a list of feeds.
pub fn read_opml(bytes: &[u8]) -> Result<Opml, NoOpml> {
    let text = decoded(bytes, None);
    let mut opml = Opml::default();
    let mut folders: Vec<Option<String>> = Vec::new();
    let mut rest = text.as_ref();
    while let Some((tag, after)) = next_outline(rest) {
        rest = after;
        let Tag::Start { inside, is_empty } = tag else {
            folders.pop();
            continue;
        };
        let outline = Attributes::read(inside);
        let title = outline.title();
        match outline.url {
            None => {}
            Some(_) if opml.feeds.len() >= MOST_FEEDS => opml.beyond += 1,
            Some(ref url) => opml.feeds.push(Outline {
                title: title.clone(),
                url: on_the_web(url),
                page: outline.page.clone(),
                folders: folders.iter().flatten().cloned().collect(),
            }),
        }
        if !is_empty && folders.len() < DEEPEST {
            folders.push(title.filter(|_| outline.url.is_none()));
        }
    }
    if opml.feeds.is_empty() {
        return Err(NoOpml);
    }
    Ok(opml)
}

/// A tag of an outline.
enum Tag<'a> {
    Start { inside: &'a str, is_empty: bool },
    End,
}

/// The next tag of an outline, and what follows it. Signs that should have been escaped do not end it, but the next
/// outline does.
fn next_outline(text: &str) -> Option<(Tag<'_>, &str)> {
    let mut rest = text;
    loop {
        let (_, tag) = rest.split_once('<')?;
        rest = tag;
        let name = tag.strip_prefix('/').unwrap_or(tag);
        let Some((word, inside)) = name.split_at_checked("outline".len()) else {
            continue;
        };
        let is_whole = inside.starts_with(|next: char| next.is_whitespace() || "/>".contains(next));
        if !word.eq_ignore_ascii_case("outline") || !is_whole {
            continue;
        }
        if tag.starts_with('/') {
            return Some((Tag::End, inside));
        }
        let end = tag_end(inside);
        let (inside, after) = inside.split_at_checked(end).unwrap_or((inside, ""));
        let inside = inside.trim_end();
        let is_empty = inside.ends_with('/');
        return Some((
            Tag::Start {
                inside: inside.trim_end_matches('/'),
                is_empty,
            },
            after,
        ));
    }
}

/// Where the tag ends: at the first `>` outside quotes or, where a quote was forgotten, at the first at all before the
/// next outline.
fn tag_end(inside: &str) -> usize {
    let begins = |at: usize| {
        let word = inside.get(at + 1..at + 1 + "outline".len());
        word.is_some_and(|word| word.eq_ignore_ascii_case("outline"))
    };
    let (mut quote, mut first) = (None, None);
    for (at, byte) in inside.bytes().enumerate() {
        match (byte, quote) {
            (b'>', None) => return at,
            (b'<', _) if begins(at) => return first.unwrap_or(at),
            (b'>', Some(_)) => first = first.or(Some(at)),
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    first.unwrap_or(inside.len())
}

/// The attributes that matter, whatever the case of their names.
#[derive(Debug, Default)]
struct Attributes {
    text: Option<String>,
    title: Option<String>,
    url: Option<String>,
    page: Option<String>,
}

impl Attributes {
    fn read(inside: &str) -> Self {
        let mut read = Self::default();
        for (name, value) in attributes(inside) {
            let value = resolved(value).trim().to_owned();
            let place = match name.to_ascii_lowercase().as_str() {
                "text" => &mut read.text,
                "title" => &mut read.title,
                "xmlurl" => &mut read.url,
                "htmlurl" => &mut read.page,
                _ => continue,
            };
            if !value.is_empty() {
                place.get_or_insert(value);
            }
        }
        read
    }

    fn title(&self) -> Option<String> {
        let written = self.title.as_ref().or(self.text.as_ref())?;
        Some(plain(written)).filter(|title| !title.is_empty())
    }
}

/// Readers mark feeds by schemes of their own: `feed://a.example/rss`, `feed:https://a.example/rss`.
fn on_the_web(url: &str) -> String {
    for scheme in ["feed:", "itpc:", "pcast:"] {
        let (head, rest) = url.split_at_checked(scheme.len()).unwrap_or(("", url));
        if head.eq_ignore_ascii_case(scheme) {
            return match rest.strip_prefix("//") {
                Some(host) => format!("http://{host}"),
                None => rest.to_owned(),
            };
        }
    }
    url.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feeds(text: &str) -> Vec<(String, String, String)> {
        let opml = read_opml(text.as_bytes()).unwrap();
        let told = |feed: Outline| {
            (
                feed.title.unwrap_or_default(),
                feed.url,
                feed.folders.join("/"),
            )
        };
        opml.feeds.into_iter().map(told).collect()
    }

    fn feed(title: &str, url: &str, folders: &str) -> (String, String, String) {
        (title.to_owned(), url.to_owned(), folders.to_owned())
    }

    #[test]
    fn feeds_come_with_their_titles_and_folders() {
        let text = "<?xml version=\"1.0\"?><opml version=\"2.0\"><head><title>T</title></head><body>\
             <outline text=\"News &amp; more\"><outline text=\"Italy\">\
             <outline type=\"rss\" text=\"Il Ponte\" title=\"Il &lt;b&gt;Ponte&lt;/b&gt;\" xmlUrl=\"https://a.example/rss?a&amp;b\" htmlUrl=\"https://a.example\"/>\
             </outline><outline text='b' XMLURL='feed://b.example/x'></outline></outline>\
             <outline xmlUrl=\"feed:https://c.example/\" text=\"\"/><outline text=\"a page\" url=\"https://d.example\"/></body></opml>";
        assert_eq!(
            feeds(text),
            [
                feed("Il Ponte", "https://a.example/rss?a&b", "News & more/Italy"),
                feed("b", "http://b.example/x", "News & more"),
                feed("", "https://c.example/", ""),
            ]
        );
    }

    #[test]
    fn damage_costs_no_more_than_what_is_damaged() {
        let check = |text: &str, expect: &[&str]| {
            let urls: Vec<String> = feeds(text).into_iter().map(|(_, url, _)| url).collect();
            assert_eq!(urls, expect, "{text}");
        };
        let (a, b) = ("https://a.example/", "https://b.example/");
        check(
            &format!("<outline text=\"a < b & c\" xmlUrl=\"{a}\"/><outline xmlUrl='{b}'"),
            &[a, b],
        );
        check(
            &format!("<outline text=\"a > b\" xmlUrl=\"{a}\"><outline xmlUrl=\"{b}\">"),
            &[a, b],
        );
        check(
            &format!("<outline text=\"forgotten xmlUrl=\"{a}\"/>\n<outline xmlUrl={b} />"),
            &[b],
        );
        check(
            &format!(
                "</outline></outline><opml><body><OUTLINE xmlurl='{a}'/></outline><outline xmlUrl='{b}'/>"
            ),
            &[a, b],
        );
        let deep = format!(
            "{}<outline xmlUrl='{a}'/>",
            "<outline text='x'>".repeat(5000)
        );
        check(&deep, &[a]);
        let wide: Vec<u8> = format!("<outline xmlUrl='{a}'/>")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(read_opml(&wide).unwrap().feeds.len(), 1);
    }

    #[test]
    fn what_names_no_feed_is_no_list() {
        for text in [
            "",
            "<html></html>",
            "<opml><body><outline text='x'/></body></opml>",
            "<outlines xmlUrl='x'/>",
        ] {
            assert_eq!(read_opml(text.as_bytes()), Err(NoOpml), "{text}");
        }
    }
}
