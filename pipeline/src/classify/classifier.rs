//! All labels of an article at once: the text is read once and every table looks at the same words.

use std::sync::Arc;

use config::{Config, Topic, TopicNames};
use item::{Article, Label, Labels, Statement};

use super::{
    called::topic_name,
    labels::{self, Entity},
    language,
    model::TopicModel,
    people::{self, Person},
    reading::Reading,
    spans::{self, Span},
    statements,
    tables::Tables,
    topics::Rules,
};
use crate::text::{Tongue, fold};

/// A detected language below this score does not choose the tables: all of its script's may match.
const SURE_LANGUAGE: f32 = 0.3;

/// Classifies articles by compiled-in tables and the user's topics; cheap to clone.
#[derive(Debug, Clone)]
pub struct Classifier {
    tables: Arc<Tables>,
    rules: Arc<Rules>,
    model: Option<Arc<TopicModel>>,
    /// The language in which shipped topics are named.
    names: TopicNames,
}

/// What classification says of an article.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Classified {
    /// What it is about.
    pub labels: Labels,
    /// Who is reported to have said what.
    pub statements: Vec<Statement>,
}

impl Default for Classifier {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Classifier {
    /// Reads the tables and prepares the user's topics.
    pub fn new(rules: Vec<Topic>) -> Self {
        Self::with_entities(rules, &[])
    }

    /// What a configuration asks for: its topics, and its entities besides the shipped ones.
    pub fn of(config: &Config) -> Self {
        Self {
            names: config.topic_names,
            ..Self::with_entities(config.topics.clone(), &config.entities)
        }
    }

    pub(super) fn with_entities(rules: Vec<Topic>, entities: &[config::Entity]) -> Self {
        Self {
            tables: Arc::new(Tables::with(entities)),
            rules: Arc::new(Rules::new(rules)),
            model: None,
            names: TopicNames::default(),
        }
    }

    /// With a model of the user's own topics, which takes the place of the shipped ones.
    #[must_use]
    pub fn with_model(self, model: TopicModel) -> Self {
        Self {
            model: Some(Arc::new(model)),
            ..self
        }
    }

    /// Says what an article is about.
    pub fn classify(&self, article: &Article) -> Classified {
        let title = article.headline.as_deref();
        let language = language::detect(title, &article.text, article.in_language.as_deref());
        let reading = Reading::new(title, &article.text, tongue_of(&language));
        let (spans, people) = self.named(&reading, &credits(&reading, article));
        let countries = labels::countries(&reading, &self.tables, &spans);
        let organisations = labels::organisations(&reading, &self.tables, &spans);
        let named = people::labels(&reading, &people);
        let mut topics = self
            .rules
            .topics(&reading, &countries, &[&organisations, &named]);
        topics.extend(match &self.model {
            Some(model) => model.labels(&reading),
            None => shipped_topics(&reading, self.names),
        });
        Classified {
            statements: statements::find(&reading, &self.tables, &people),
            labels: Labels {
                language: Some(language),
                topics,
                organisations,
                people: named,
                countries,
            },
        }
    }

    /// What a text names, without those of the user's own whose cue is missing.
    fn named(&self, reading: &Reading, masked: &[(usize, usize)]) -> (Vec<Span>, Vec<Person>) {
        let mut spans = spans::find(reading, &self.tables, masked);
        let mut people = people::find(reading, &self.tables, &spans);
        let without = self.tables.without_cue(reading);
        if !without.is_empty() {
            let uncued = |span: &Span| {
                let id = self.tables.id_of(span.named);
                id.is_some_and(|id| without.contains(&id))
            };
            spans.retain(|span| !uncued(span));
            people.retain(|person| !without.contains(&&*person.id));
        }
        (spans, people)
    }

    /// Finds what a text names, in its order; offsets are bytes of `text`.
    pub fn entities(&self, text: &str) -> Vec<Entity> {
        let language = language::detect(None, text, None);
        let reading = Reading::new(None, text, tongue_of(&language));
        let (spans, people) = self.named(&reading, &[]);
        labels::entities(&reading, &self.tables, &spans, &people)
    }
}

/// The shipped topics, of texts in the languages that they were learned in: of others it would tell some by chance.
fn shipped_topics(reading: &Reading, names: TopicNames) -> Vec<Label> {
    if reading.tongue == Tongue::Other {
        return Vec::new();
    }
    let labels = TopicModel::shipped().labels(reading).into_iter();
    labels
        .map(|label| Label {
            name: topic_name(&label.id, names.code()).map(str::to_owned),
            ..label
        })
        .collect()
}

fn tongue_of(language: &Label) -> Tongue {
    if language.score >= SURE_LANGUAGE {
        Tongue::of(&language.id)
    } else {
        Tongue::Other
    }
}

/// The runs of words that name who is credited: a country in the name of an outlet is not what it writes about.
/// A name of one word is left alone, because it may well be the subject.
fn credits(reading: &Reading, article: &Article) -> Vec<(usize, usize)> {
    let names = article
        .credits
        .iter()
        .map(|credit| &credit.name)
        .chain(&article.publisher);
    let mut runs = Vec::new();
    for name in names {
        let words: Vec<String> = name
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(fold)
            .collect();
        if words.len() < 2 {
            continue;
        }
        for first in 0..reading.tokens.len() {
            if words
                .iter()
                .enumerate()
                .all(|(offset, word)| reading.tokens.folded(first + offset) == word)
            {
                runs.push((first, first + words.len()));
            }
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use item::Credit;

    use super::*;

    fn ids(labels: &[Label]) -> Vec<&str> {
        labels.iter().map(|label| &*label.id).collect()
    }

    #[test]
    fn a_country_in_the_name_of_a_credited_outlet_does_not_count() {
        let mut article = Article { text: "Lo riporta Notizie Russia Oggi: accordo tra Polonia e Germania sulle armi per la difesa.".into(), ..Article::default() };
        let classifier = Classifier::default();
        assert!(ids(&classifier.classify(&article).labels.countries).contains(&"RU"));
        article.credits.push(Credit {
            name: "Notizie Russia Oggi".into(),
            evidence: String::new(),
        });
        let countries = classifier.classify(&article).labels.countries;
        assert!(!ids(&countries).contains(&"RU"));
        assert!(ids(&countries).contains(&"PL") && ids(&countries).contains(&"DE"));
    }

    #[test]
    fn shipped_topics_are_those_of_the_eight_languages() {
        let topics = |text: &str| {
            let article = Article {
                text: text.into(),
                ..Article::default()
            };
            Classifier::default().classify(&article).labels.topics
        };
        let polish = "Sejm przyjął ustawę budżetową, opozycja głosowała przeciw.";
        let labels = topics(polish);
        assert_eq!(ids(&labels), ["medtop:11000000"]);
        assert_eq!(labels[0].name.as_deref(), Some("politics"));
        let hungarian = "Az országgyűlés elfogadta a költségvetést, az ellenzék nemmel szavazott.";
        assert!(topics(hungarian).is_empty());
    }

    #[test]
    fn entities_say_where_they_stand() {
        let text = "Wczoraj Siergiej Ławrow mówił w Warszawie o NATO.";
        let entities = Classifier::default().entities(text);
        let found: Vec<(&str, &str)> = entities
            .iter()
            .map(|entity| {
                (
                    text.get(entity.start..entity.end).unwrap_or_default(),
                    &*entity.id,
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                ("Siergiej Ławrow", "person:sergey-lavrov"),
                ("Warszawie", "place:warsaw"),
                ("NATO", "org:nato")
            ]
        );
    }
}
