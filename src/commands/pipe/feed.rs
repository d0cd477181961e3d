//! `pipe feed`: a feed of any format to its entries.

use std::collections::HashMap;

use connectors::{Feed, FeedBytes, FeedDate, FeedEntry, Ids, Prose, read_feed};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::filter::Answer;

/// The largest file that is read, in bytes.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// Entries that are read of one feed.
const MOST_ENTRIES: usize = 50_000;

/// A feed to read: from a file or from the line itself.
#[derive(Debug, Deserialize)]
pub(super) struct Input {
    path: Option<String>,
    body: Option<String>,
    url: Option<String>,
    content_type: Option<String>,
    headers: Option<HashMap<String, Value>>,
}

impl Input {
    /// The charset that the carrier declares.
    fn charset(&self) -> Option<String> {
        let of_header = self.headers.iter().flatten();
        let of_header = of_header
            .filter(|(name, _)| name.eq_ignore_ascii_case("content-type"))
            .find_map(|(_, value)| value.as_str());
        let parameters = self
            .content_type
            .as_deref()
            .or(of_header)?
            .split(';')
            .skip(1);
        let mut charsets = parameters.filter_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            let is_charset = name.trim().eq_ignore_ascii_case("charset");
            is_charset.then(|| value.trim().trim_matches(['"', '\'']).to_owned())
        });
        charsets.next()
    }
}

/// Reads it.
pub(super) fn feed(input: &Input) -> Answer {
    let read;
    let (bytes, charset) = match (&input.path, &input.body) {
        (Some(path), _) => {
            read = file(path)?;
            (read.as_slice(), input.charset())
        }
        (None, Some(body)) => (body.as_bytes(), Some("utf-8".to_owned())),
        (None, None) => return Err("neither `path` nor `body` is given".to_owned()),
    };
    let received = FeedBytes {
        bytes,
        charset: charset.as_deref(),
        url: input.url.as_deref(),
        most: MOST_ENTRIES,
        ids: Ids::Believed,
    };
    Ok(match read_feed(received) {
        Ok(feed) => fields(&feed),
        Err(no_feed) => {
            let error = match no_feed.hint {
                Some(hint) => format!("{}; {hint}", no_feed.reason),
                None => no_feed.reason,
            };
            Map::from_iter([
                ("ok".to_owned(), json!(false)),
                ("error".to_owned(), json!(error)),
                ("entries".to_owned(), json!([])),
            ])
        }
    })
}

fn file(path: &str) -> Result<Vec<u8>, String> {
    let cannot = |error: std::io::Error| format!("cannot read `{path}`: {error}");
    let size = std::fs::metadata(path).map_err(cannot)?.len();
    if size > LARGEST_FILE {
        return Err(format!(
            "`{path}` has {size} bytes, more than the {LARGEST_FILE} allowed"
        ));
    }
    std::fs::read(path).map_err(cannot)
}

fn fields(feed: &Feed) -> Map<String, Value> {
    let entries: Vec<Value> = feed.entries.iter().map(entry).collect();
    Map::from_iter([
        ("ok".to_owned(), json!(true)),
        ("kind".to_owned(), json!(feed.kind.name())),
        ("title".to_owned(), json!(feed.title)),
        ("link".to_owned(), json!(feed.link)),
        ("lang".to_owned(), json!(feed.language)),
        ("updated".to_owned(), json!(seconds(feed.updated.as_ref()))),
        ("ttl".to_owned(), json!(feed.ttl.map(|ttl| ttl.as_secs()))),
        ("entries".to_owned(), json!(entries)),
        ("warnings".to_owned(), json!(feed.warnings)),
    ])
}

fn seconds(date: Option<&FeedDate>) -> Option<i64> {
    date.map(|date| date.at.as_second())
}

fn entry(entry: &FeedEntry) -> Value {
    let text = |prose: &Option<Prose>| prose.as_ref().map(|prose| prose.text.clone());
    let author = Some(entry.authors.join(", ")).filter(|author| !author.is_empty());
    let enclosures: Vec<&str> = entry
        .enclosures
        .iter()
        .map(|one| one.url.as_str())
        .collect();
    json!({
        "id": entry.id, "title": entry.title, "link": entry.link,
        "published": seconds(entry.published.as_ref()), "updated": seconds(entry.updated.as_ref()),
        "author": author, "summary": text(&entry.summary), "content": text(&entry.content),
        "categories": entry.categories, "enclosures": enclosures, "lang": entry.language,
    })
}
