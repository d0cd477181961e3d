//! Sources to paste into a configuration: `[[source]]` tables with good names and what is worth knowing of each.

use std::{collections::HashSet, fmt::Write as _};

use item::key_url;
use pipeline::text::fold;

/// The longest name of a source.
const LONGEST_ID: usize = 64;

/// A longer title is a sentence, not a name.
const LONGEST_TITLE: usize = 40;

/// What stands before the name of a site.
const BEFORE: [&str; 8] = [
    "www", "feeds", "feed", "rss", "rssfeeds", "m", "xml", "newsfeed",
];

/// What stands behind it, before the country.
const BEHIND: [&str; 7] = ["co", "com", "org", "net", "gov", "ac", "edu"];

/// Words of addresses that do not tell one feed from another.
const GENERIC: [&str; 22] = [
    "feed", "feeds", "rss", "rss2", "atom", "rdf", "xml", "json", "php", "html", "htm", "aspx",
    "index", "default", "all", "posts", "sitemap", "format", "type", "alt", "gz", "public",
];

/// A table to paste.
#[derive(Debug)]
pub(super) struct Suggested {
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) url: String,
    /// Lines of comment above it.
    pub(super) comments: Vec<String>,
    /// Whether the table itself is a comment: it is only to be known of.
    pub(super) is_comment: bool,
}

impl Suggested {
    /// The table, with a line break at its end.
    pub(super) fn table(&self) -> String {
        let mut text = String::new();
        for comment in &self.comments {
            // Writing into a string does not fail.
            writeln!(text, "# {}", one_line(comment)).ok();
        }
        let mark = if self.is_comment { "# " } else { "" };
        let (id, kind, url) = (quoted(&self.id), quoted(self.kind), quoted(&self.url));
        writeln!(
            text,
            "{mark}[[source]]\n{mark}id = {id}\n{mark}kind = {kind}\n{mark}url = {url}"
        )
        .ok();
        text
    }
}

/// A text as TOML and the configuration want it: quoted, and without anything to be filled in.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.replace("${", "$${").chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => {
                write!(quoted, "\\u{:04X}", u32::from(letter)).ok();
            }
            letter => quoted.push(letter),
        }
    }
    quoted + "\""
}

fn one_line(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The names that are given, each once.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: HashSet<String>,
}

impl Ids {
    pub(super) fn new(taken: impl IntoIterator<Item = String>) -> Self {
        Self {
            taken: taken.into_iter().collect(),
        }
    }

    /// A name for what is at `url`: from its title, if that makes one, else from the address. The same always gets
    /// the same name, but for a number where it is taken.
    pub(super) fn name(&mut self, url: &str, title: Option<&str>) -> String {
        let by_title = title.map(slug).filter(|name| {
            (3..=LONGEST_TITLE).contains(&name.len())
                && name.bytes().any(|b| b.is_ascii_lowercase())
        });
        let name = by_title.unwrap_or_else(|| of_address(url));
        let mut id = shortened(&name, LONGEST_ID);
        let mut number = 2;
        while !self.taken.insert(id.clone()) {
            let end = format!("-{number}");
            id = shortened(&name, LONGEST_ID - end.len()) + &end;
            number += 1;
        }
        id
    }
}

/// A name from the address: that of the site, and what in the path is not said of every feed.
fn of_address(url: &str) -> String {
    let key = key_url(url).unwrap_or_else(|| url.to_owned());
    let (place, query) = key.split_once('?').unwrap_or((&key, ""));
    let (host, path) = place.split_once('/').unwrap_or((place, ""));
    let values = query
        .split('&')
        .filter_map(|pair| Some(pair.split_once('=')?.1));
    let words = path.split(['/', '.']).chain(values).map(slug);
    let words: Vec<String> = words
        .filter(|word| !word.is_empty() && !GENERIC.contains(&word.as_str()))
        .collect();
    let last = words.len().saturating_sub(2);
    let mut name = site(host);
    for word in words.iter().skip(last) {
        name.push('-');
        name.push_str(word);
    }
    match name.trim_matches('-') {
        "" => "source".to_owned(),
        name => name.to_owned(),
    }
}

/// The part of a host that people call the site.
fn site(host: &str) -> String {
    let host = host.split(':').next().unwrap_or_default();
    if host
        .split('.')
        .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return slug(host);
    }
    let mut parts: Vec<&str> = host.split('.').collect();
    if parts.len() > 1 {
        parts.pop();
    }
    if parts.len() > 1 && parts.last().is_some_and(|part| BEHIND.contains(part)) {
        parts.pop();
    }
    while parts.len() > 1 && parts.first().is_some_and(|part| BEFORE.contains(part)) {
        parts.remove(0);
    }
    slug(&parts.join("-"))
}

/// Lower-case letters, digits and single `-`; what is none of them and cannot be made one is left out.
fn slug(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|letter: char| !letter.is_ascii_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

fn shortened(name: &str, length: usize) -> String {
    let short: String = name.chars().take(length).collect();
    short.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(url: &str, title: Option<&str>) -> String {
        Ids::default().name(url, title)
    }

    #[test]
    fn names_come_from_titles_or_else_from_addresses() {
        let url = "https://www.example.org/rss.xml";
        assert_eq!(named(url, Some("Wiadomości – Świat")), "wiadomosci-swiat");
        assert_eq!(named(url, Some("agency")), "agency");
        for none in [Some("Новини"), Some("24"), Some(&*"long ".repeat(20)), None] {
            assert_eq!(named(url, none), "example", "{none:?}");
        }
        let check = |url: &str, expect: &str| assert_eq!(named(url, None), expect, "{url}");
        check(
            "https://feeds.example.co.uk/news/world/rss.xml",
            "example-news-world",
        );
        check(
            "https://wiadomosci.example.pl/ver,rss,rss.xml",
            "wiadomosci-example-ver-rss-rss",
        );
        check("https://a.example/?feed=rss2", "a");
        check(
            "https://www.example.com/feeds/videos.xml?channel_id=UC-x_1",
            "example-videos-uc-x-1",
        );
        check("http://127.0.0.1:8080/feed.xml", "127-0-0-1");
        check("nonsense", "nonsense");
    }

    #[test]
    fn every_name_is_given_once_and_is_a_good_one() {
        let mut ids = Ids::new(["example".to_owned()]);
        let mut next = || ids.name("https://example.org/feed", None);
        assert_eq!(
            [next(), next(), next()],
            ["example-2", "example-3", "example-4"]
        );
        let long = format!("https://{}.example/{}", "a".repeat(60), "b".repeat(60));
        let mut ids = Ids::default();
        let two = [ids.name(&long, None), ids.name(&long, None)];
        assert!(
            two[0] != two[1] && two.iter().all(|id| id.len() <= LONGEST_ID),
            "{two:?}"
        );
    }

    #[test]
    fn tables_are_read_back_as_they_were_meant() {
        let suggested = Suggested {
            id: "a".to_owned(),
            kind: "feed",
            url: "https://a.example/\"x\"?y=\\${HOME}".to_owned(),
            comments: vec!["two\nlines\u{7}".to_owned()],
            is_comment: false,
        };
        let table = suggested.table();
        assert!(table.starts_with("# two lines\n[[source]]\n"), "{table}");
        let text = format!("{table}[[sink]]\nkind = \"stdout\"\n");
        let config = config::parse(&text, "newsloom.toml".as_ref(), &|_| None).unwrap();
        let config::SourceKind::Feed(feed) = &config.sources[0].kind else {
            panic!("a feed")
        };
        assert_eq!(feed.url, suggested.url);
        let commented = Suggested {
            is_comment: true,
            ..suggested
        };
        assert!(commented.table().lines().all(|line| line.starts_with("# ")));
    }
}
