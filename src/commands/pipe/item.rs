//! `pipe item`: labels and entities of a text, and which earlier line of the same process it repeats.

use std::path::Path;

use item::{Article, NewsDate};
use pipeline::classify::{Classifier, EntityKind};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    super::{labelled::read_model, open::load},
    filter::Answer,
    repeats::Repeats,
};
use crate::{cli::PipeArgs, exit::Exit};

/// A text to label.
#[derive(Debug, Deserialize)]
pub(super) struct Input {
    id: Value,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    text: String,
    url: Option<String>,
    published: Option<Value>,
    lang: Option<String>,
}

/// The classifier and what earlier lines said.
#[derive(Debug)]
pub(super) struct Items {
    classifier: Classifier,
    repeats: Repeats,
}

impl Items {
    /// Reads what the command line names: a model, the configuration.
    pub(super) fn new(config: &Path, args: &PipeArgs) -> Result<Self, Exit> {
        let classifier = if args.configured {
            Classifier::of(&load(config)?)
        } else {
            Classifier::default()
        };
        let model = args.topic_model.as_deref().map(read_model).transpose()?;
        Ok(Self {
            classifier: match model {
                Some(model) => classifier.with_model(model),
                None => classifier,
            },
            repeats: Repeats::new(),
        })
    }

    pub(super) fn item(&mut self, input: &Input) -> Answer {
        let article = article(input);
        let classified = self.classifier.classify(&article);
        let (duplicate_of, similarity) = self.repeats.of(&input.id, &article)?;
        let labels = classified.labels;
        let value = json!({
            "lang": labels.language.as_ref().map(|label| &label.id),
            "topics": labels.topics, "countries": labels.countries.iter().map(|label| &label.id).collect::<Vec<_>>(),
            "entities": self.entities(&input.text), "duplicate_of": duplicate_of, "similarity": similarity, "story": null,
        });
        match value {
            Value::Object(fields) => Ok(fields),
            _ => Ok(Map::new()),
        }
    }

    /// The entities with offsets in characters, as other languages' programs count them.
    fn entities(&self, text: &str) -> Vec<Value> {
        let mut counted = (0, 0);
        let mut characters = |byte: usize| {
            let between = text
                .get(counted.0..byte)
                .map_or(0, |between| between.chars().count());
            counted = (byte, counted.1 + between);
            counted.1
        };
        let entities = self.classifier.entities(text);
        entities
            .iter()
            .map(|entity| {
                let start = characters(entity.start);
                let surface = text.get(entity.start..entity.end).unwrap_or_default();
                let end = start + surface.chars().count();
                let kind = match entity.kind {
                    EntityKind::Person => "PER",
                    EntityKind::Organisation => "ORG",
                    EntityKind::Place => "LOC",
                };
                json!({ "start": start, "end": end, "surface": surface, "type": kind, "id": entity.id })
            })
            .collect()
    }
}

fn article(input: &Input) -> Article {
    Article {
        url: input.url.clone(),
        headline: input.title.clone(),
        text: input.text.clone(),
        date_published: input.published.as_ref().and_then(published),
        in_language: input.lang.clone(),
        ..Article::default()
    }
}

fn published(value: &Value) -> Option<NewsDate> {
    match value {
        Value::String(text) => item::dates::parse(text),
        Value::Number(seconds) => {
            let moment = jiff::Timestamp::from_second(seconds.as_i64()?).ok()?;
            Some(NewsDate::moment(&moment.to_zoned(jiff::tz::TimeZone::UTC)))
        }
        _ => None,
    }
}
