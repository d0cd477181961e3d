//! What a version of an item changed whose words are those of the one before: its labels alone.

use std::collections::BTreeSet;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Body, Event, Label, Labels, Statement};

/// Labels that an item has now and had not, and the other way round, each as a query asks for it: `lang:it`,
/// `topic:gas`, `country:RU`, `org:nato`, `person:jens-stoltenberg`. Scores and reasons do not count.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Relabelled {
    /// New labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<String>,
    /// Labels that are gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
    /// Whether other statements are told of it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub statements: bool,
    /// When the words of the item were told (RFC 3339, UTC).
    #[schemars(with = "String")]
    pub told: Timestamp,
}

impl Relabelled {
    /// What differs in an item whose words were told then; nothing if nothing does.
    pub fn between(
        (before, said_before): (&Labels, &[Statement]),
        (now, said_now): (&Labels, &[Statement]),
        told: Timestamp,
    ) -> Option<Self> {
        let (had, has) = (names(before), names(now));
        let without = |all: &BTreeSet<String>, others: &BTreeSet<String>| {
            all.difference(others).cloned().collect::<Vec<String>>()
        };
        let statements = said_before != said_now;
        (had != has || statements).then(|| Self {
            added: without(&has, &had),
            removed: without(&had, &has),
            statements,
            told,
        })
    }
}

impl Event {
    /// When the words of the item that it carries were told: before, where it was only labelled or cleaned anew.
    pub fn told(&self) -> Timestamp {
        match &self.body {
            Body::ItemUpdated {
                relabelled: Some(relabelled),
                ..
            } => relabelled.told,
            _ => self.time,
        }
    }
}

/// All labels, as queries ask for them. Ids of organisations and people begin with their kind already.
fn names(labels: &Labels) -> BTreeSet<String> {
    let of = |prefix: &'static str, labels: &[Label]| -> Vec<String> {
        let names = labels.iter();
        names.map(|label| format!("{prefix}{}", label.id)).collect()
    };
    let language = labels.language.as_slice();
    let named = [
        of("lang:", language),
        of("topic:", &labels.topics),
        of("country:", &labels.countries),
        of("", &labels.organisations),
        of("", &labels.people),
    ];
    named.into_iter().flatten().collect()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(id: &str, score: f32) -> Label {
        Label {
            id: id.to_owned(),
            name: None,
            score,
            evidence: Vec::new(),
        }
    }

    #[test]
    fn labels_are_told_apart_by_what_they_say_and_not_by_how_sure_they_are() {
        let before = Labels {
            language: Some(label("it", 0.9)),
            topics: vec![label("gas", 0.5)],
            countries: vec![label("RU", 0.7)],
            organisations: vec![label("org:nato", 1.0)],
            people: Vec::new(),
        };
        let surer = Labels {
            topics: vec![label("gas", 0.8)],
            ..before.clone()
        };
        let told = Timestamp::UNIX_EPOCH;
        let between = |now| Relabelled::between((&before, &[]), (now, &[]), told);
        assert_eq!(between(&surer), None);
        let now = Labels {
            topics: vec![label("medtop:11000000", 0.8)],
            people: vec![label("person:a-b", 0.8)],
            ..before.clone()
        };
        let said = Statement {
            speaker: None,
            quote: "It is so".to_owned(),
        };
        let changed = Relabelled::between((&before, &[]), (&now, &[said]), told).unwrap();
        assert_eq!(changed.added, ["person:a-b", "topic:medtop:11000000"]);
        assert_eq!(changed.removed, ["topic:gas"]);
        assert!(changed.statements);
    }
}
