//! What kind of document a body is: as its media type says where that can be believed, else as its first bytes tell.
//!
//! Servers that were never configured call everything `text/plain` or `application/octet-stream`; what is declared as
//! a picture or a film is one. (In the spirit of <https://mimesniff.spec.whatwg.org/>.)

use item::Media;
use serde_json::Value;

use crate::feed::is_feed;

/// How far into a body markup may begin (the standard reads 1,445 bytes; comments are longer).
const HEAD: usize = 4096;

/// The share of control codes, in percent, above which bytes are no text in any encoding.
const MOST_CONTROLS: usize = 4;

/// What a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// A document that cleaning understands.
    Text(Media),
    /// Something else, in words.
    Other(&'static str),
}

/// Media types, or beginnings of them, of what has no text of an article, and what each is.
const OTHERS: [(&str, &str); 15] = [
    ("image/", "a picture"),
    ("video/", "a film"),
    ("audio/", "a recording"),
    ("font/", "a font"),
    ("model/", "a model"),
    ("multipart/", "a bundle of parts"),
    ("application/pdf", "a PDF"),
    ("application/zip", "an archive"),
    ("application/gzip", "an archive"),
    ("application/x-mpegurl", "a film"),
    ("application/vnd.", "an office document"),
    ("application/msword", "an office document"),
    ("text/css", "a style sheet"),
    ("text/javascript", "a script"),
    ("application/javascript", "a script"),
];

/// How files begin that are no text, and what each is.
const SIGNATURES: [(&[u8], &str); 14] = [
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "an archive"),
    (b"\x1f\x8b\x08", "an archive"),
    (b"\x28\xb5\x2f\xfd", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"Rar!", "an archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a recording"),
    (b"ID3", "a recording"),
    (b"OggS", "a recording"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
];

/// The roots of XML that is no article.
const ROOTS: [(&str, &str); 4] = [
    ("<svg", "a picture"),
    ("<urlset", "a sitemap"),
    ("<sitemapindex", "a sitemap"),
    ("<opml", "a list of feeds"),
];

/// What a body with this declared media type is.
pub(crate) fn content(media_type: Option<&str>, bytes: &[u8]) -> Content {
    let declared = media_type.unwrap_or_default();
    if let Some((_, what)) = OTHERS.iter().find(|(kind, _)| declared.starts_with(kind))
        && !declared.ends_with("+json")
        && !declared.ends_with("+xml")
    {
        return Content::Other(what);
    }
    if let Some((_, what)) = SIGNATURES
        .iter()
        .find(|(start, _)| bytes.starts_with(start))
    {
        return Content::Other(what);
    }
    let head = Head::of(bytes);
    if is_noise(bytes, &head) {
        return Content::Other("no text in any encoding");
    }
    if declared.ends_with("json") || (head.is_object() && !declared.ends_with("html")) {
        return json(bytes);
    }
    if declared == "text/html" || declared == "application/xhtml+xml" {
        return Content::Text(Media::Html);
    }
    if is_feed(bytes) {
        return Content::Other("a feed");
    }
    if let Some((_, what)) = ROOTS
        .iter()
        .find(|(root, _)| head.holds(root) && !head.holds("<html"))
    {
        return Content::Other(what);
    }
    let is_markup = head.starts_with('<') || head.holds("<!doctype html") || head.holds("<html");
    Content::Text(if is_markup { Media::Html } else { Media::Text })
}

/// The beginning of a body as lower-case ASCII, so that UTF-16 reads like the rest.
struct Head {
    text: String,
    wide: bool,
}

impl Head {
    fn of(bytes: &[u8]) -> Self {
        let head = bytes.get(..HEAD).unwrap_or(bytes);
        let told = head.iter().filter(|byte| **byte != 0);
        let zeros = head.len() - told.clone().count();
        let ascii = told
            .filter(|byte| byte.is_ascii())
            .map(|byte| char::from(byte.to_ascii_lowercase()));
        Self {
            text: ascii.collect::<String>().trim_start().to_owned(),
            wide: zeros * 5 > head.len() * 2,
        }
    }

    fn starts_with(&self, first: char) -> bool {
        self.text.starts_with(first)
    }

    fn holds(&self, word: &str) -> bool {
        self.text.contains(word)
    }

    fn is_object(&self) -> bool {
        self.starts_with('{')
    }
}

fn is_noise(bytes: &[u8], head: &Head) -> bool {
    let marked = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if head.wide || marked {
        return false; // two bytes a letter; cleaning looks closer
    }
    let sample = bytes.get(..HEAD).unwrap_or(bytes);
    let control = |byte: &&u8| **byte < 0x20 && !b"\t\n\r\x0c\x1b".contains(byte);
    sample.iter().filter(control).count() * 100 > sample.len() * MOST_CONTROLS
}

/// JSON is an article where it has a text and a name for it, in the words of any of the known forms.
fn json(bytes: &[u8]) -> Content {
    const TEXTS: [&str; 6] = [
        "articleBody",
        "text",
        "body",
        "content",
        "content_html",
        "content_text",
    ];
    const TITLES: [&str; 4] = ["headline", "title", "name", "@type"];
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Ok(Value::Object(object)) = serde_json::from_slice(bytes) else {
        return Content::Other("data in JSON");
    };
    let has = |names: &[&str]| {
        names
            .iter()
            .any(|name| object.get(*name).is_some_and(is_said))
    };
    if has(&TEXTS) && has(&TITLES) {
        Content::Text(Media::Json)
    } else {
        Content::Other("data in JSON")
    }
}

fn is_said(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.trim().is_empty(),
        Value::Object(inner) => !inner.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(media_type: &str, body: impl AsRef<[u8]>, expect: Content) {
        let declared = Some(media_type).filter(|kind| !kind.is_empty());
        let found = content(declared, body.as_ref());
        assert_eq!(found, expect, "for `{media_type}` and {:?}", body.as_ref());
    }

    #[test]
    fn a_declared_page_is_one_and_a_declared_picture_too() {
        check("text/html", "Plain words.", Content::Text(Media::Html));
        check(
            "application/xhtml+xml",
            "<html/>",
            Content::Text(Media::Html),
        );
        check("text/plain", "Plain words.", Content::Text(Media::Text));
        check("image/png", "<html>", Content::Other("a picture"));
        check("video/mp4", "x", Content::Other("a film"));
        check("application/pdf", "x", Content::Other("a PDF"));
    }

    #[test]
    fn what_is_not_or_wrongly_declared_is_known_by_its_beginning() {
        for undeclared in [
            "",
            "application/octet-stream",
            "text/plain",
            "application/x-unknown",
        ] {
            check(
                undeclared,
                "\u{feff}\n<!DOCTYPE HTML><p>",
                Content::Text(Media::Html),
            );
            check(undeclared, "<p>text</p>", Content::Text(Media::Html));
            check(undeclared, "Text of a report.", Content::Text(Media::Text));
            check(undeclared, "%PDF-1.7 x", Content::Other("a PDF"));
            check(undeclared, b"\xff\xd8\xff\xe0", Content::Other("a picture"));
            check(undeclared, "<rss version='2.0'>", Content::Other("a feed"));
        }
        check("text/html", "%PDF-1.7", Content::Other("a PDF"));
        check(
            "text/html",
            [1_u8; 50],
            Content::Other("no text in any encoding"),
        );
        let wide: Vec<u8> = "<html><p>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        check("", wide, Content::Text(Media::Html));
    }

    #[test]
    fn xml_is_an_article_unless_its_root_says_otherwise() {
        check(
            "text/xml",
            "<?xml version='1.0'?><nitf/>",
            Content::Text(Media::Html),
        );
        check("application/xml", "<urlset/>", Content::Other("a sitemap"));
        check("application/rss+xml", "<rss/>", Content::Other("a feed"));
        check(
            "application/xml",
            "<html><body><svg/></body></html>",
            Content::Text(Media::Html),
        );
    }

    #[test]
    fn json_is_an_article_if_it_has_a_title_and_a_text() {
        let article = r#"{"@type":"NewsArticle","headline":"T","articleBody":"Words."}"#;
        check("application/ld+json", article, Content::Text(Media::Json));
        check("", format!("\u{feff}{article}"), Content::Text(Media::Json));
        check(
            "application/json",
            r#"{"title":"T"}"#,
            Content::Other("data in JSON"),
        );
        check("application/json", "[1]", Content::Other("data in JSON"));
        check("application/json", "{", Content::Other("data in JSON"));
    }
}
