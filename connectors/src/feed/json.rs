//! JSON Feed, read leniently: what is missing or of another type is left out, and costs nothing else.

use ::url::Url;
use serde_json::{Map, Value};

use super::{
    convert::language,
    dates::date,
    links::Bases,
    mend::mended,
    model::{Enclosure, Feed, FeedEntry, FeedKind, Prose},
    plain::plain,
};

/// Reads the first `most` entries of a JSON Feed, of whatever version.
pub(super) fn read(text: &str, url: Option<&Url>, most: usize) -> Result<Feed, String> {
    let (value, repaired) = parsed(text)?;
    let items = value.get("items").and_then(Value::as_array);
    let (Some(feed), Some(items)) = (value.as_object(), items) else {
        return Err("it is JSON, but no JSON Feed: it has no list `items`".to_owned());
    };
    let objects = || items.iter().filter_map(Value::as_object);
    let strange = items.len() - objects().count();
    let rest = objects().skip(most).count();
    let mut warnings = Vec::new();
    if rest > 0 {
        warnings.push(format!(
            "only its first {most} entries are read, {rest} are left out"
        ));
    }
    if strange > 0 {
        warnings.push(format!("{strange} of its items are no objects"));
    }
    warnings.extend(repaired);
    let base = |page: Option<&str>| Bases::new(FeedKind::Json, page, url, &[]);
    let link = text_of(feed, "home_page_url").map(|link| base(None).resolved(&link, &[]));
    let bases = base(link.as_deref());
    let authors = authors(feed);
    let entry = |listed| {
        let mut entry = entry(listed, &bases);
        if entry.authors.is_empty() {
            entry.authors.clone_from(&authors);
        }
        entry
    };
    Ok(Feed {
        kind: FeedKind::Json,
        title: text_of(feed, "title").map(|title| plain(&title)),
        link,
        language: text_of(feed, "language").and_then(|tag| language(&tag)),
        entries: objects().take(most).map(entry).collect(),
        warnings,
        ..Feed::default()
    })
}

/// The value of a text, and what had to be repaired.
fn parsed(text: &str) -> Result<(Value, Option<String>), String> {
    let error = match serde_json::from_str(text) {
        Ok(value) => return Ok((value, None)),
        Err(error) => error,
    };
    match serde_json::from_str(&mended(text)) {
        Ok(value) if error.is_eof() => {
            Ok((value, Some("it is cut off: its end is missing".to_owned())))
        }
        Ok(value) => Ok((
            value,
            Some(format!("it is no good JSON, but could be read: {error}")),
        )),
        Err(_) => Err(error.to_string()),
    }
}

fn entry(listed: &Map<String, Value>, bases: &Bases) -> FeedEntry {
    let prose = |name, html| {
        Some(Prose {
            text: text_of(listed, name)?,
            html,
        })
    };
    let day = |name| text_of(listed, name).and_then(date);
    let link = text_of(listed, "url").or_else(|| text_of(listed, "external_url"));
    FeedEntry {
        id: text_of(listed, "id").unwrap_or_default(),
        title: text_of(listed, "title").map(|title| plain(&title)),
        link: link.map(|link| bases.resolved(&link, &[])),
        published: day("date_published"),
        updated: day("date_modified"),
        authors: authors(listed),
        summary: prose("summary", false),
        content: prose("content_html", true).or_else(|| prose("content_text", false)),
        categories: texts(listed, "tags"),
        enclosures: enclosures(listed, bases),
        language: text_of(listed, "language").and_then(|tag| language(&tag)),
    }
}

fn enclosures(listed: &Map<String, Value>, bases: &Bases) -> Vec<Enclosure> {
    let attachments = list(listed, "attachments")
        .iter()
        .filter_map(Value::as_object);
    let enclosure = |attachment: &Map<String, Value>| {
        Some(Enclosure {
            url: bases.resolved(&text_of(attachment, "url")?, &[]),
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
            None,
            10,
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
            assert!(read(text, None, 10).is_err(), "{text}");
        }
    }
}
