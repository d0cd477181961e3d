//! Which form a record has, and its fields.

use item::{Article, Hints};
use serde_json::Value;

use super::value::{Object, date, names, text};
use crate::clean::html::{LinkedData, fragment_blocks, people, plain};
use crate::clean::outcome::{Cleaned, Unclean};
use crate::clean::plain::clean_blocks;

const TITLE: [&str; 5] = ["title", "headline", "name", "heading", "subject"];
const MARKUP: [&str; 3] = ["content_html", "html", "body_html"];
const TEXT: [&str; 10] = [
    "content_text",
    "articleBody",
    "text",
    "body",
    "content",
    "full_text",
    "fulltext",
    "article",
    "summary",
    "description",
];
const URL: [&str; 6] = [
    "url",
    "link",
    "href",
    "permalink",
    "canonical_url",
    "external_url",
];
const PUBLISHED: [&str; 10] = [
    "date_published",
    "datePublished",
    "published",
    "published_at",
    "publishedAt",
    "pubDate",
    "pub_date",
    "date",
    "created_at",
    "timestamp",
];
const MODIFIED: [&str; 6] = [
    "date_modified",
    "dateModified",
    "modified",
    "updated",
    "updated_at",
    "updatedAt",
];
const AUTHORS: [&str; 5] = ["authors", "author", "byline", "creator", "by"];
const LANGUAGE: [&str; 4] = ["in_language", "inLanguage", "language", "lang"];
const PUBLISHER: [&str; 6] = [
    "publisher",
    "source",
    "site_name",
    "siteName",
    "outlet",
    "site",
];

/// How deep the article of an event line of our own lies: `data.item.article`.
const OWN_PATHS: [&[&str]; 4] = [
    &["data", "item", "article"],
    &["item", "article"],
    &["article"],
    &[],
];

/// Cleans one JSON object; `hints` fill what it leaves open.
pub fn clean_json(written: &str, hints: &Hints) -> Result<Cleaned, Unclean> {
    let value: Value =
        serde_json::from_str(written.trim_start_matches('\u{feff}')).map_err(|error| {
            Unclean::Malformed {
                detail: format!("not valid JSON: {error}"),
            }
        })?;
    let Value::Object(object) = &value else {
        return Err(Unclean::Malformed {
            detail: "not a JSON object".to_owned(),
        });
    };
    if let Some(article) = own(&value) {
        return Ok(Cleaned {
            article,
            ..Cleaned::default()
        });
    }
    let article = linked(&value)
        .or_else(|| flat(object))
        .ok_or_else(|| unknown(object))?;
    finish(article, hints)
}

/// An article that was cleaned before: its line is an item or an event of our own.
fn own(value: &Value) -> Option<Article> {
    OWN_PATHS.iter().find_map(|path| {
        let inner = path.iter().try_fold(value, |value, key| value.get(key))?;
        let object = inner.as_object()?;
        let ours = ["headline", "text", "byline", "credits"]
            .iter()
            .all(|key| object.contains_key(*key));
        if ours {
            serde_json::from_value(inner.clone()).ok()
        } else {
            None
        }
    })
}

/// A schema.org article, perhaps inside a graph.
fn linked(value: &Value) -> Option<Article> {
    let found = LinkedData::of_values(std::slice::from_ref(value))
        .into_iter()
        .find(|linked| linked.body.is_some())?;
    let parsed = |date: Option<&String>| date.and_then(|date| item::dates::parse(date));
    Some(Article {
        headline: found.headline.clone(),
        text: found.body.as_deref().map(blocks).unwrap_or_default(),
        byline: people(
            found.authors.iter().map(|named| named.name.as_str()),
            found.publisher.as_slice(),
        ),
        date_published: parsed(found.published.as_ref()),
        date_modified: parsed(found.modified.as_ref()),
        in_language: found.language,
        publisher: found.publisher,
        url: found.url,
        ..Article::default()
    })
}

/// A flat record: a text under one of its usual names.
fn flat(object: &Object) -> Option<Article> {
    let markup = text(object, &MARKUP).map(|markup| fragment_blocks(markup).join("\n\n"));
    let text_of = markup
        .filter(|text| !text.is_empty())
        .or_else(|| text(object, &TEXT).map(blocks))?;
    let publisher = names(object, &PUBLISHER)
        .into_iter()
        .next()
        .filter(|name| !name.starts_with("http"));
    let authors = names(object, &AUTHORS);
    Some(Article {
        headline: text(object, &TITLE).map(plain),
        text: text_of,
        byline: people(authors.iter().map(String::as_str), publisher.as_slice()),
        date_published: date(object, &PUBLISHED),
        date_modified: date(object, &MODIFIED),
        in_language: text(object, &LANGUAGE).map(str::to_owned),
        url: text(object, &URL).map(str::to_owned),
        publisher,
        ..Article::default()
    })
}

/// A body in paragraphs, whether it is text or markup.
fn blocks(body: &str) -> String {
    if is_markup(body) {
        return fragment_blocks(body).join("\n\n");
    }
    let lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n\n")
}

fn is_markup(body: &str) -> bool {
    let tags = [
        "</p>",
        "<p>",
        "<p ",
        "<br",
        "</div>",
        "</a>",
        "</li>",
        "</h2>",
        "</h3>",
        "</strong>",
        "</b>",
        "</em>",
    ];
    tags.iter().any(|tag| body.contains(tag))
}

/// Has the text cleaned as any other; what the record says beside it stays.
fn finish(mut article: Article, hints: &Hints) -> Result<Cleaned, Unclean> {
    let text = std::mem::take(&mut article.text);
    if article.byline.is_empty() {
        article.byline = people(
            hints.authors.iter().map(String::as_str),
            article.publisher.as_slice(),
        );
    }
    clean_blocks(article, text.split("\n\n"), hints)
}

fn unknown(object: &Object) -> Unclean {
    const MOST: usize = 12;
    let keys: Vec<&str> = object.keys().map(String::as_str).take(MOST).collect();
    Unclean::Malformed {
        detail: format!(
            "no text under any known name (`text`, `content`, `articleBody` …), only `{}`",
            keys.join("`, `")
        ),
    }
}
