//! JSON Feed, read leniently: what is missing or of another type is left out, and costs nothing else.

use serde_json::{Map, Value};

use super::{
    dates::date,
    model::{Enclosure, Feed, FeedEntry, FeedKind, Prose},
    plain::plain,
};

/// Reads a JSON Feed, of whatever version; links stay as they are written.
pub(super) fn read(text: &str) -> Result<Feed, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let items = value.get("items").and_then(Value::as_array);
    let (Some(feed), Some(items)) = (value.as_object(), items) else {
        return Err("it is JSON, but no JSON Feed: it has no list `items`".to_owned());
    };
    let objects = || items.iter().filter_map(Value::as_object);
    let mut warnings = Vec::new();
    if objects().count() < items.len() {
        let strange = items.len() - objects().count();
        warnings.push(format!("{strange} of its items are no objects"));
    }
    let authors = authors(feed);
    let entry = |listed| {
        let mut entry = entry(listed);
        if entry.authors.is_empty() {
            entry.authors.clone_from(&authors);
        }
        entry
    };
    Ok(Feed {
        kind: FeedKind::Json,
        title: text_of(feed, "title").map(|title| plain(&title)),
        link: text_of(feed, "home_page_url"),
        language: text_of(feed, "language"),
        ttl: None,
        entries: objects().map(entry).collect(),
        warnings,
    })
}

fn entry(listed: &Map<String, Value>) -> FeedEntry {
    let prose = |name, html| {
        Some(Prose {
            text: text_of(listed, name)?,
            html,
        })
    };
    let day = |name| text_of(listed, name).and_then(|text| date(&text));
    FeedEntry {
        id: text_of(listed, "id").unwrap_or_default(),
        title: text_of(listed, "title").map(|title| plain(&title)),
        link: text_of(listed, "url").or_else(|| text_of(listed, "external_url")),
        published: day("date_published"),
        updated: day("date_modified"),
        authors: authors(listed),
        summary: prose("summary", false),
        content: prose("content_html", true).or_else(|| prose("content_text", false)),
        categories: texts(listed, "tags"),
        enclosures: enclosures(listed),
        language: text_of(listed, "language"),
    }
}

fn enclosures(listed: &Map<String, Value>) -> Vec<Enclosure> {
    let attachments = list(listed, "attachments")
        .iter()
        .filter_map(Value::as_object);
    let enclosure = |attachment: &Map<String, Value>| {
        Some(Enclosure {
            url: text_of(attachment, "url")?,
            media_type: text_of(attachment, "mime_type"),
        })
    };
    attachments.filter_map(enclosure).collect()
}

/// `authors` of version 1.1, `author` of version 1.
fn authors(of: &Map<String, Value>) -> Vec<String> {
    let listed = list(of, "authors").iter().chain(of.get("author"));
    let name = |author: &Value| match author {
        Value::Object(author) => text_of(author, "name"),
        Value::String(name) => Some(name.trim().to_owned()),
        _ => None,
    };
    let mut names: Vec<String> = Vec::new();
    for name in listed.filter_map(name) {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn texts(of: &Map<String, Value>, name: &str) -> Vec<String> {
    let texts = list(of, name).iter().filter_map(Value::as_str).map(plain);
    texts.filter(|text| !text.is_empty()).collect()
}

fn list<'a>(of: &'a Map<String, Value>, name: &str) -> &'a [Value] {
    of.get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A text that is not empty; ids are sometimes numbers.
fn text_of(of: &Map<String, Value>, name: &str) -> Option<String> {
    let text = match of.get(name)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_json_feed_is_read_whatever_its_version_and_types() {
        let feed = read(
            r#"{"title":7,"home_page_url":"https://a.example/","author":{"name":"Redazione"},"items":[
            {"id":12,"url":"https://a.example/12","title":"Uno &amp; due","content_html":"<p>x</p>","date_published":"2021-06-14T10:00:00Z",
             "tags":["a",1,"b"],"attachments":[{"url":"https://a.example/a.mp3"},{"mime_type":"x"}],"authors":[{"name":"Anna"},{}]},
            {"content_text":"y","date_published":17},null]}"#,
        )
        .unwrap();
        let [first, second] = feed.entries.as_slice() else {
            panic!("two entries expected")
        };
        assert_eq!(
            (first.id.as_str(), first.title.as_deref()),
            ("12", Some("Uno & due"))
        );
        assert_eq!(first.categories, ["a", "b"]);
        assert_eq!((first.enclosures.len(), first.authors.len()), (1, 1));
        assert_eq!(
            first.published.as_ref().unwrap().written,
            "2021-06-14T10:00:00Z"
        );
        assert_eq!(second.authors, ["Redazione"]);
        assert_eq!(
            second.content,
            Some(Prose {
                text: "y".to_owned(),
                html: false
            })
        );
        assert_eq!((second.id.as_str(), feed.warnings.len()), ("", 1));
    }

    #[test]
    fn json_that_is_no_feed_says_so() {
        for text in ["{", "[]", "{}", r#"{"items":{}}"#] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
