//! `pipe page` and `pipe document`: cleaning alone, and the whole pipeline on one document.

use config::Treatment;
use item::{Article, Document, Hints, Label, Labels, Media, Statement};
use pipeline::{
    classify::Classifier,
    clean::{
        clean, described,
        recurring::{FurnitureTable, Origin},
    },
    stages::{Prepared, prepare},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    filter::Answer,
    source::{media_of_type, read_document},
};

/// A document to read: from a file or from the line itself.
#[derive(Debug, Deserialize)]
pub(super) struct Input {
    path: Option<String>,
    html_path: Option<String>,
    body: Option<String>,
    url: Option<String>,
    content_type: Option<String>,
}

/// Cleans a page. One without an article is answered with what it says about itself, beside the error.
pub(super) fn page(input: Input) -> Answer {
    let document = open(input, Some(Media::Html))?;
    let treatment = Treatment::default();
    let (article, unclean) = match clean(&document, &treatment) {
        Ok(cleaned) => (cleaned.article, None),
        Err(unclean) => {
            let article = described(&document, &treatment).ok_or_else(|| unclean.to_string())?;
            (article, Some(unclean))
        }
    };
    let mut fields = article_fields(&article, article.in_language.as_deref());
    if let Some(unclean) = unclean {
        fields.insert("error".to_owned(), json!(unclean.to_string()));
        fields.insert("reason".to_owned(), json!(unclean.reason().name()));
    }
    Ok(fields)
}

/// The whole pipeline.
#[derive(Debug)]
pub(super) struct Whole {
    classifier: Classifier,
}

impl Whole {
    pub(super) fn new() -> Self {
        Self {
            classifier: Classifier::new(Vec::new()),
        }
    }

    pub(super) fn document(&self, input: Input) -> Answer {
        let document = open(input, None)?;
        // One document alone teaches nothing of its host.
        let furniture = FurnitureTable::default();
        let prepared = prepare(
            &document,
            &Treatment::default(),
            &self.classifier,
            &furniture,
            Origin::Web,
        )
        .map_err(|unclean| unclean.to_string())?;
        let Prepared {
            article,
            labels,
            statements,
            ..
        } = prepared;
        let language = labels.language.as_ref().map(|label| label.id.as_str());
        let mut fields = article_fields(&article, language);
        fields.extend(label_fields(&labels, &statements));
        Ok(fields)
    }
}

fn open(input: Input, media: Option<Media>) -> Result<Document, String> {
    let declared = input.content_type.as_deref().and_then(media_of_type);
    let mut document = match (input.html_path.or(input.path), input.body) {
        (Some(path), _) => {
            read_document(path.as_ref()).map_err(|error| super::source::report(&error))?
        }
        (None, Some(body)) => Document {
            media: declared.or(media).unwrap_or(Media::Text),
            bytes: body.into_bytes(),
            charset: Some("utf-8".to_owned()),
            url: None,
            hints: Hints::default(),
            raw: None,
        },
        (None, None) => return Err("neither `path` nor `body` is given".to_owned()),
    };
    document.media = declared.or(media).unwrap_or(document.media);
    document.url = input.url;
    Ok(document)
}

fn article_fields(article: &Article, language: Option<&str>) -> Map<String, Value> {
    object(json!({
        "title": article.headline, "author": article.byline, "date": article.date_published, "modified": article.date_modified,
        "text": article.text, "lang": language, "url": article.url, "canonical": article.canonical_url,
        "credits": article.credits, "dateline": article.dateline, "publisher": article.publisher, "section": article.section,
        "keywords": article.keywords, "image": article.image, "free": article.is_accessible_for_free, "origins": article.origins,
    }))
}

fn label_fields(labels: &Labels, statements: &[Statement]) -> Map<String, Value> {
    let ids = |labels: &[Label]| {
        labels
            .iter()
            .map(|label| label.id.clone())
            .collect::<Vec<_>>()
    };
    object(json!({
        "countries": ids(&labels.countries), "organisations": labels.organisations, "people": labels.people,
        "topics": labels.topics, "statements": statements,
    }))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_an_article_is_answered_with_what_it_says_of_itself() {
        let input = json!({"body": "<head><meta property='og:title' content='Bridge closed for repairs'></head><body></body>"});
        let fields = page(serde_json::from_value(input).unwrap()).unwrap();
        assert_eq!(fields["title"], "Bridge closed for repairs");
        assert_eq!(fields["text"], "");
        assert_eq!(fields["reason"], "empty");
        let error = fields["error"].as_str().unwrap();
        assert!(error.starts_with("no article"), "{error}");
    }
}
