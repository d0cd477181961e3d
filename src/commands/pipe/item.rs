//! `pipe item`: labels and entities of a text, which earlier line of the same process it repeats, and to whose story it
//! belongs.

use std::{collections::HashMap, path::Path};

use item::{Article, ItemId, Labels, NewsDate};
use pipeline::{
    classify::{Classifier, EntityKind},
    story::{Member, Stories, Traits},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    super::{
        labelled::read_model,
        open::{classifier, load},
    },
    filter::Answer,
    repeats::Repeats,
};
use crate::{cli::PipeArgs, clock, exit::Exit};

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
    stories: Stories,
    /// The stories of earlier lines, by their ids.
    story_of: HashMap<String, ItemId>,
    /// The lines that began stories.
    began: HashMap<ItemId, Value>,
}

impl Items {
    /// Reads what the command line names: a model, the configuration.
    pub(super) fn new(config: &Path, args: &PipeArgs) -> Result<Self, Exit> {
        let classifier = if args.configured {
            classifier(&load(config)?)?
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
            stories: Stories::default(),
            story_of: HashMap::new(),
            began: HashMap::new(),
        })
    }

    pub(super) fn item(&mut self, input: &Input) -> Answer {
        let article = article(input);
        let classified = self.classifier.classify(&article);
        let (duplicate_of, similarity) = self.repeats.of(&input.id, &article)?;
        let labels = classified.labels;
        let story = self.story(&input.id, &article, &labels, &duplicate_of);
        let value = json!({
            "lang": labels.language.as_ref().map(|label| &label.id),
            "topics": labels.topics, "countries": labels.countries.iter().map(|label| &label.id).collect::<Vec<_>>(),
            "entities": self.entities(&input.text), "duplicate_of": duplicate_of, "similarity": similarity, "story": story,
        });
        match value {
            Value::Object(fields) => Ok(fields),
            _ => Ok(Map::new()),
        }
    }

    /// The story of a line, named after the line that began it. A copy is where its original is.
    fn story(
        &mut self,
        line: &Value,
        article: &Article,
        labels: &Labels,
        duplicate_of: &Value,
    ) -> Value {
        let own = name(line);
        let original = self.story_of.get(&name(duplicate_of));
        let story = if let Some(story) = original.filter(|_| !duplicate_of.is_null()) {
            *story
        } else {
            let now = clock::now();
            let published = article.date_published.as_ref();
            let told = published.and_then(NewsDate::as_timestamp);
            let told = told.map_or(now, |told| told.min(now));
            let traits = Traits::of(article, labels);
            let known = self.stories.story_of(&traits, told);
            let story = known.unwrap_or_else(|| ItemId::of_url(&own));
            self.stories.remember(Member {
                item: ItemId::of_url(&own),
                story,
                // Lines are met at once: only what they say tells how old they are.
                seen: told,
                told,
                traits,
            });
            story
        };
        self.story_of.insert(own, story);
        let began = self.began.entry(story).or_insert_with(|| line.clone());
        name(began).into()
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

/// The id of a line as the name of a story.
fn name(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
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
