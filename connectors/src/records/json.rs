//! Files with JSON: one article, or several in a list, a feed, a graph, or simply one after the other.

use std::collections::HashMap;

use item::Entry;
use serde_json::{StreamDeserializer, Value, de::SliceRead, value::RawValue};

use super::{
    container::{Container, Troubles},
    names::{Names, own_name},
};
use crate::{
    connector::{Fetched, Opened},
    error::FetchError,
};

/// Under which names an object that is itself no article keeps its records: JSON Feed, JSON-LD, common interfaces.
const LISTS: [&str; 6] = [
    "items", "@graph", "articles", "results", "entries", "records",
];

/// What an article has and a mere wrapper has not.
const TEXTS: [&str; 5] = ["articleBody", "text", "content", "body", "content_text"];

/// What shows that an object found behind a broken record is one itself, and not a part of the broken one.
const MARKS: [&str; 7] = [
    "title",
    "headline",
    "id",
    "url",
    "text",
    "articleBody",
    "content_html",
];

/// How often it is tried to find the next record behind a broken one, in one file.
const MOST_TRIES: usize = 1000;

/// The records of a JSON file; `None` if the whole file is one document.
pub(crate) fn in_json(
    bytes: &[u8],
    container: &Container<'_>,
) -> Result<Option<Opened>, FetchError> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let trimmed = text.trim_ascii();
    if trimmed.is_empty() {
        return Ok(None);
    }
    let mut list = List::new(bytes, container);
    if let Ok(members) = serde_json::from_slice::<HashMap<String, &RawValue>>(trimmed) {
        let Some(records) = wrapped(&members) else {
            return Ok(None);
        };
        list.articles_only = members.contains_key("@graph");
        list.read(records.get().as_bytes(), true);
        if list.articles_only && list.entries.is_empty() {
            return Ok(None);
        }
        return Ok(Some(list.opened()));
    }
    match broken_wrapper(trimmed) {
        Some(records) => list.read(records, true),
        None => list.read(trimmed, trimmed.starts_with(b"[")),
    }
    match (list.troubles.first(), list.entries.is_empty()) {
        (Some(first), true) => Err(FetchError::Malformed {
            what: container.key.to_owned(),
            reason: format!("it holds no record; {}: {}", first.what, first.message),
        }),
        _ => Ok(Some(list.opened())),
    }
}

/// The list that an object wraps, if it is a wrapper.
fn wrapped<'a>(members: &HashMap<String, &'a RawValue>) -> Option<&'a RawValue> {
    if TEXTS.iter().any(|name| members.contains_key(*name)) {
        return None;
    }
    let mut lists = LISTS.iter().filter_map(|name| members.get(*name).copied());
    lists.find(|list| {
        let inner = list.get().strip_prefix('[').map(str::trim_start);
        inner.is_some_and(|inner| inner.starts_with(['{', ']']))
    })
}

/// The list of a wrapper that is broken somewhere: from its bracket on.
fn broken_wrapper(bytes: &[u8]) -> Option<&[u8]> {
    if !bytes.starts_with(b"{") {
        return None;
    }
    LISTS.iter().find_map(|name| {
        let quoted = format!("\"{name}\"");
        let at = bytes
            .windows(quoted.len())
            .position(|window| window == quoted.as_bytes())?;
        let (_, rest) = bytes.split_at_checked(at + quoted.len())?;
        let list = rest
            .trim_ascii_start()
            .strip_prefix(b":")?
            .trim_ascii_start();
        list.starts_with(b"[").then_some(list)
    })
}

/// Records on their way to entries.
struct List<'a> {
    file: &'a [u8],
    container: &'a Container<'a>,
    articles_only: bool,
    names: Names,
    troubles: Troubles,
    entries: Vec<Entry>,
    tries: usize,
}

impl<'a> List<'a> {
    fn new(file: &'a [u8], container: &'a Container<'a>) -> Self {
        Self {
            file,
            container,
            articles_only: false,
            names: Names::default(),
            troubles: Troubles::default(),
            entries: Vec::new(),
            tries: 0,
        }
    }

    /// Takes all records of a list, or of objects one after the other.
    fn read(&mut self, list: &'a [u8], bracketed: bool) {
        let mut rest = if bracketed {
            list.strip_prefix(b"[").unwrap_or(list)
        } else {
            list
        };
        let mut is_closed = !bracketed;
        while let Some((first, behind)) = rest.split_first() {
            match first {
                b',' | b' ' | b'\t' | b'\r' | b'\n' => rest = behind,
                b']' if bracketed => {
                    is_closed = true;
                    break;
                }
                _ => rest = self.record(rest),
            }
        }
        if !is_closed {
            self.troubles
                .add(self.container.key.to_owned(), &"the list has no end");
        }
    }

    /// Takes one record; gives what follows it.
    fn record(&mut self, rest: &'a [u8]) -> &'a [u8] {
        let offset = self.offset(rest);
        let what = format!("{} at byte {offset}", self.container.key);
        let mut values = StreamDeserializer::<_, Value>::new(SliceRead::new(rest));
        let parsed = values.next();
        let (record, behind) = rest
            .split_at_checked(values.byte_offset())
            .unwrap_or((rest, b""));
        match parsed {
            Some(Ok(value @ Value::Object(_))) => {
                if !self.articles_only || is_article(&value) {
                    let name = self.names.distinct(own_name(&value, record));
                    self.entries
                        .push(self.container.record(&name, record, offset));
                }
                behind
            }
            Some(Ok(_)) => {
                self.troubles.add(what, &"this is no JSON object");
                behind
            }
            Some(Err(error)) => {
                self.troubles.add(what, &error);
                self.next_record(rest)
            }
            None => b"",
        }
    }

    /// The next whole record behind a broken one.
    fn next_record(&mut self, broken: &'a [u8]) -> &'a [u8] {
        let mut rest = broken;
        while self.tries < MOST_TRIES
            && let Some(comma) = rest.iter().position(|byte| matches!(byte, b',' | b'\n'))
            && let Some((_, behind)) = rest.split_at_checked(comma + 1)
        {
            rest = behind.trim_ascii_start();
            if !rest.starts_with(b"{") {
                continue;
            }
            self.tries += 1;
            let next = StreamDeserializer::<_, Value>::new(SliceRead::new(rest)).next();
            if let Some(Ok(value)) = next
                && MARKS.iter().any(|mark| value.get(mark).is_some())
            {
                return rest;
            }
        }
        b""
    }

    /// Where a part of the file begins in it.
    fn offset(&self, part: &[u8]) -> u64 {
        (part.as_ptr().addr() - self.file.as_ptr().addr()) as u64
    }

    fn opened(self) -> Opened {
        Opened {
            fetched: Fetched::Entries(self.entries),
            warnings: self.troubles.into_warnings(self.container.key),
        }
    }
}

/// Whether a node of a graph is an article by its `@type`.
fn is_article(node: &Value) -> bool {
    let is_one = |kind: &Value| {
        kind.as_str().is_some_and(|kind| {
            ["Article", "Posting", "Report"]
                .iter()
                .any(|end| kind.ends_with(end))
        })
    };
    match node.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is_one),
        Some(kind) => is_one(kind),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use item::{Hints, Locator, SourceId};

    use super::*;

    fn read(content: &[u8]) -> Result<Option<(Vec<String>, usize)>, FetchError> {
        let file = Entry {
            source: SourceId::new("s"),
            key: "a.json".to_owned(),
            version: 1,
            locator: Locator::File {
                path: "a.json".to_owned(),
            },
            hints: Hints::default(),
        };
        let container = Container {
            file: &file,
            key: "a.json",
        };
        let Some(opened) = in_json(content, &container)? else {
            return Ok(None);
        };
        let Fetched::Entries(entries) = opened.fetched else {
            panic!("records expected")
        };
        for entry in &entries {
            let Locator::Slice { offset, length, .. } = entry.locator else {
                panic!("a slice expected")
            };
            let bytes =
                &content[usize::try_from(offset).unwrap()..][..usize::try_from(length).unwrap()];
            assert_eq!(item::digest64(bytes), entry.version);
            assert!(serde_json::from_slice::<Value>(bytes).unwrap().is_object());
        }
        let names = entries.iter().map(|entry| entry.key.replace("a.json#", ""));
        Ok(Some((names.collect(), opened.warnings.len())))
    }

    #[test]
    fn records_are_found_in_lists_feeds_graphs_and_one_after_the_other() {
        let check = |content: &str, expect: &[&str]| {
            let names = expect.iter().map(ToString::to_string).collect();
            assert_eq!(
                read(content.as_bytes()).unwrap(),
                Some((names, 0)),
                "{content}"
            );
        };
        check(r#" [ {"id":1} , {"id":"x","b":[{"id":9}]} ] "#, &["1", "x"]);
        check("\u{feff}[{\"id\":\"ł\"}]", &["ł"]);
        check(
            r#"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1"},{"id":"1"}]}"#,
            &["1", "1#2"],
        );
        check(r#"{"items":[]}"#, &[]);
        check("[]", &[]);
        check(
            r#"{"@graph":[{"@type":"Organization","@id":"o"},{"@type":["Thing","NewsArticle"],"@id":"n"}]}"#,
            &["n"],
        );
        check("{\"id\":1}\n{\"id\":2}\n{\"id\":3}", &["1", "2", "3"]);
    }

    #[test]
    fn one_object_is_one_document() {
        for content in [
            "",
            "  \n",
            r#"{"title":"t","text":"x"}"#,
            r#"{"text":"x","items":[{"id":1}]}"#,
            r#"{"@graph":[{"@type":"Organization"}]}"#,
            r#"{"title":"t","items":["a"]}"#,
        ] {
            assert_eq!(read(content.as_bytes()).unwrap(), None, "{content}");
        }
    }

    #[test]
    fn a_broken_record_harms_no_neighbour() {
        let check = |content: &[u8], expect: &[&str], warned: usize| {
            let names = expect.iter().map(ToString::to_string).collect();
            let text = String::from_utf8_lossy(content);
            assert_eq!(read(content).unwrap(), Some((names, warned)), "{text}");
        };
        check(br#"[{"id":1},{"id":2,{"id":3}]"#, &["1", "3"], 1);
        check(br#"[{"id":1},{"id":2 "x":[1,2]},{"id":3}]"#, &["1", "3"], 1);
        check(b"[{\"id\":1},{\"id\":\"\xff\"},{\"id\":3}]", &["1", "3"], 1);
        check(br#"[{"id":1},{"id":2"#, &["1"], 2);
        check(br#"[{"id":1},7,{"id":3}]"#, &["1", "3"], 1);
        check(
            br#"{"title":"f","items":[{"id":1},{"id":2,},{"id":3}]}"#,
            &["1", "3"],
            1,
        );
        check(b"{\"id\":1}\n{\"id\":\n{\"id\":3}\n", &["1", "3"], 1);
        let deep = format!(
            "[{{\"id\":1}},{}{},{{\"id\":3}}]",
            "[".repeat(500),
            "]".repeat(500)
        );
        check(deep.as_bytes(), &["1", "3"], 1);
    }

    #[test]
    fn garbage_is_malformed() {
        for content in [
            &b"garbage"[..],
            b"\0\0\0",
            b"{\"id\":",
            b"\xff\xfe{\0",
            b"[1,2",
            b"42",
        ] {
            let read = read(content);
            assert!(
                matches!(read, Err(FetchError::Malformed { .. })),
                "{content:?}: {read:?}"
            );
        }
    }
}
