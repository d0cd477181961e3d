//! Files with JSON: one article, or several in a list, a feed, a graph, or simply one after the other.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::{
    container::{Container, MOST_RECORDS, Troubles},
    kept::Kept,
    list::{Form, List},
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

/// Reads files of JSON, those with many records by turns.
#[derive(Debug)]
pub(crate) struct JsonReader {
    most: usize,
    /// How the files are read on that are not read to their end. Without it they are gone through again.
    begun: Kept<Form>,
}

impl Default for JsonReader {
    fn default() -> Self {
        Self {
            most: MOST_RECORDS,
            begun: Kept::default(),
        }
    }
}

impl JsonReader {
    /// The records of a JSON file from `offset` on, at which a record begins; `None` if the whole file is one document.
    pub(crate) fn read(
        &self,
        bytes: &[u8],
        container: &Container<'_>,
        offset: u64,
    ) -> Result<Option<Opened>, FetchError> {
        let Some(mut list) = self.list(bytes, container, offset) else {
            return Ok(None);
        };
        let articles_only = list.form.articles_only;
        let is_through = list.read(self.most, u64::MAX);
        if !is_through {
            let next = list.offset();
            list.entries.push(container.rest(next));
            self.begun.keep(container.key, next, list.form);
        }
        match (list.troubles.first(), list.entries.is_empty(), offset) {
            (_, true, 0) if articles_only => Ok(None),
            (Some(first), true, 0) => Err(FetchError::Malformed {
                what: container.key.to_owned(),
                reason: format!("it holds no record; {}: {}", first.what, first.message),
            }),
            _ => Ok(Some(Opened::of(
                Fetched::Entries(list.entries),
                list.troubles.into_warnings(container.key),
            ))),
        }
    }

    /// The list in a file, standing at `offset`.
    fn list<'a>(
        &self,
        bytes: &'a [u8],
        container: &'a Container<'a>,
        offset: u64,
    ) -> Option<List<'a>> {
        if let Some(form) = self.begun.take(container.key, offset) {
            let at = usize::try_from(offset).ok()?;
            let (_, rest) = bytes.split_at_checked(at)?;
            return Some(List::new(bytes, container, form, rest));
        }
        let (form, rest) = begin(bytes)?;
        let mut list = List::new(bytes, container, form, rest);
        if offset > 0 {
            while !list.read(MOST_RECORDS, offset) && list.offset() < offset {
                list.entries.clear();
            }
            list.entries.clear();
            list.troubles = Troubles::default(); // they were told before
        }
        Some(list)
    }
}

/// How the records of a file are to be read, and where they begin; `None` if the whole file is one document.
fn begin(bytes: &[u8]) -> Option<(Form, &[u8])> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let trimmed = text.trim_ascii();
    if trimmed.is_empty() {
        return None;
    }
    let mut form = Form {
        bracketed: true,
        ..Form::default()
    };
    let list = if let Ok(members) = serde_json::from_slice::<HashMap<String, &RawValue>>(trimmed) {
        form.articles_only = members.contains_key("@graph");
        wrapped(&members)?.get().as_bytes()
    } else if let Some(list) = broken_wrapper(trimmed) {
        list
    } else {
        form.bracketed = trimmed.starts_with(b"[");
        trimmed
    };
    let inside = list.strip_prefix(b"[").filter(|_| form.bracketed);
    Some((form, inside.unwrap_or(list)))
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

#[cfg(test)]
mod tests {
    use item::{Entry, Hints, Locator, SourceId};
    use serde_json::Value;

    use super::*;
    use crate::records::container::TO_THE_END;

    fn entry() -> Entry {
        Entry {
            source: SourceId::new("s"),
            key: "a.json".to_owned(),
            version: 1,
            locator: Locator::File {
                path: "a.json".to_owned(),
            },
            hints: Hints::default(),
        }
    }

    /// All records, so many at a time, as after a restart each time or not.
    fn read_by(
        most: usize,
        restarts: bool,
        content: &[u8],
    ) -> Result<Option<(Vec<Entry>, usize)>, FetchError> {
        let (file, reader) = (
            entry(),
            JsonReader {
                most,
                ..JsonReader::default()
            },
        );
        let container = Container {
            file: &file,
            key: "a.json",
        };
        let (mut entries, mut warnings, mut next) = (Vec::new(), 0, Some(0));
        while let Some(offset) = next.take() {
            if restarts {
                reader.begun.forget();
            }
            let Some(opened) = reader.read(content, &container, offset)? else {
                return Ok(None);
            };
            warnings += opened.warnings.len();
            let Fetched::Entries(mut records) = opened.fetched else {
                panic!("records expected")
            };
            assert!(records.len() <= most + 1);
            if let Some(rest) =
                records.pop_if(|last| matches!(last.locator, Locator::Slice { length: 0, .. }))
                && let Locator::Slice { offset, .. } = rest.locator
            {
                next = Some(offset);
            }
            entries.append(&mut records);
        }
        Ok(Some((entries, warnings)))
    }

    fn read(content: &[u8]) -> Result<Option<(Vec<String>, usize)>, FetchError> {
        let Some((entries, warnings)) = read_by(MOST_RECORDS, false, content)? else {
            return Ok(None);
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
        for (most, restarts) in [(1, false), (1, true), (2, true)] {
            let by_turns = read_by(most, restarts, content).unwrap();
            assert_eq!(
                by_turns,
                Some((entries.clone(), warnings)),
                "{most} at a time, restarts: {restarts}"
            );
        }
        let names = entries.iter().map(|entry| entry.key.replace("a.json#", ""));
        Ok(Some((names.collect(), warnings)))
    }

    #[test]
    fn a_file_with_very_many_records_is_read_by_turns() {
        let content = format!("[{}]", "{\"id\":1},".repeat(MOST_RECORDS + 1));
        let (file, reader) = (entry(), JsonReader::default());
        let container = Container {
            file: &file,
            key: "a.json",
        };
        let opened = reader.read(content.as_bytes(), &container, 0).unwrap();
        let Fetched::Entries(entries) = opened.unwrap().fetched else {
            panic!("records expected")
        };
        assert_eq!(entries.len(), MOST_RECORDS + 1);
        assert!(
            matches!(entries[MOST_RECORDS].locator, Locator::Slice { length, .. } if length == TO_THE_END)
        );
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
