//! Document -> article: what was published, without the furniture of the page it stood on.
//!
//! Pure: no I/O, no clock. Nothing is guessed without evidence, and prose is never dropped.

mod dated;
pub mod decode;
pub mod html;
pub mod json;
mod origins;
mod outcome;
pub mod plain;
pub mod recurring;
pub mod shaped;

pub use outcome::{Choice, Cleaned, Removed, Rival, Unclean};

use config::Treatment;
use decode::Decoded;
use item::{Article, Document, Hints, Media};
use shaped::Shaped;

/// Makes an article of a document of a source that is treated like this.
pub fn clean(document: &Document, treatment: &Treatment) -> Result<Cleaned, Unclean> {
    if decode::looks_binary(&document.bytes) {
        return Err(Unclean::Malformed {
            detail: "the bytes are no text".to_owned(),
        });
    }
    let hints = treatment.hints(&document.hints);
    let decoded = decoded(document, &hints);
    let url = document.url.as_deref();
    let (mut cleaned, elsewhere) = match document.media {
        Media::Text => (plain::clean_text(&decoded.text, url, &hints)?, Some("text")),
        Media::Html => {
            let cleaned = html::clean_page(&decoded.text, url, &hints, &treatment.extract)?;
            (cleaned, Some("text"))
        }
        Media::Json => (json::clean_json(&decoded.text, &hints)?, Some("record")),
    };
    origins::complete(&mut cleaned.article, &hints, elsewhere);
    dated::beside_listing(&mut cleaned.article, &hints);
    Ok(cleaned)
}

/// What a page says about its article where `clean` found no text in it: an article without text. Only pages describe
/// themselves.
pub fn described(document: &Document, treatment: &Treatment) -> Option<Article> {
    if document.media != Media::Html || decode::looks_binary(&document.bytes) {
        return None;
    }
    let hints = treatment.hints(&document.hints);
    let text = decoded(document, &hints).text;
    let url = document.url.as_deref();
    let mut article = html::described(&text, url, &hints, &treatment.extract);
    origins::complete(&mut article, &hints, None);
    Some(article)
}

/// The text of an article that was made of a document, block by block, with the shapes that its page gave them.
pub fn shaped(document: &Document, treatment: &Treatment, article: &Article) -> Vec<Shaped> {
    let hints = treatment.hints(&document.hints);
    let blocks = match document.media {
        Media::Html => {
            let text = decoded(document, &hints).text;
            html::shaped(&text, document.url.as_deref(), &hints, &treatment.extract)
        }
        Media::Text | Media::Json => Vec::new(),
    };
    shaped::of_article(article, blocks)
}

fn decoded(document: &Document, hints: &Hints) -> Decoded {
    decode::decode(
        &document.bytes,
        document.charset.as_deref(),
        document.media == Media::Html,
        hints.language.as_deref(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_text_is_still_described() {
        let page = "<head><meta property='og:title' content='Bridge closed for repairs'>\
            <meta property='article:published_time' content='2024-03-05T10:00:00Z'></head><body></body>";
        let document = Document {
            media: Media::Html,
            bytes: page.as_bytes().to_vec(),
            charset: None,
            url: Some("https://news.example/bridge".to_owned()),
            hints: Hints::default(),
            raw: None,
        };
        let treatment = Treatment::default();
        assert!(clean(&document, &treatment).is_err());
        let article = described(&document, &treatment).unwrap();
        assert_eq!(
            article.headline.as_deref(),
            Some("Bridge closed for repairs")
        );
        let date = article.date_published.unwrap();
        assert_eq!(date.as_str(), "2024-03-05T10:00:00+00:00");
        assert!(article.text.is_empty());
    }
}
