//! Names of the user's own, added to the tables: they are found like the shipped ones, in every case.

use config::{Entity, EntityKind};

use super::{
    gazetteer::Gazetteer,
    pattern::Pattern,
    reading::Reading,
    spans::Named,
    tables::{Body, Place, Tables},
};
use crate::text::Tongue;

impl Tables {
    /// Adds a name that the configuration gives. One whose id is shipped has its names besides the shipped ones.
    pub(super) fn add_entity(&mut self, entity: &Entity) {
        match entity.kind {
            EntityKind::Person => {
                let forms: Vec<&str> = entity.names.iter().map(|(_, name)| &**name).collect();
                let first = self.people.forms();
                self.people.add_person(&entity.id, false, &forms);
                self.add_single_names(entity, first);
            }
            EntityKind::Organisation => {
                let known = self.bodies.iter().position(|body| body.id == entity.id);
                let target = known.unwrap_or(self.bodies.len());
                if known.is_none() {
                    self.bodies.push(Body {
                        id: entity.id.clone().into(),
                        name: entity.name.clone().into(),
                        of_country: entity.country.clone().map(Into::into),
                    });
                }
                add_names(&mut self.organisations, entity, target);
            }
            EntityKind::Place => {
                let target = self.codes.len();
                self.codes
                    .push(Place::new(entity.id.clone(), entity.country.clone()));
                add_names(&mut self.countries, entity, target);
            }
        }
        if !entity.cues.is_empty() {
            let mut cues = Gazetteer::default();
            for cue in &entity.cues {
                if let Some(pattern) = Pattern::parse(&inflected(cue), None, 0) {
                    cues.add(pattern);
                }
            }
            self.cued.push((entity.id.clone(), cues));
        }
    }

    /// Names of one word, which of people nobody but the user gives: a stage name, a people.
    fn add_single_names(&mut self, entity: &Entity, first: usize) {
        for (form, (language, name)) in (first..).zip(&entity.names) {
            let target = u32::try_from(form).unwrap_or(u32::MAX);
            let tongue = language.map(Tongue::of);
            let pattern = Pattern::of_name_in(name, tongue, target);
            self.people
                .full
                .extend(pattern.filter(|pattern| pattern.len() == 1));
        }
    }

    /// The id of an organisation or place.
    pub(super) fn id_of(&self, named: Named) -> Option<&str> {
        match named {
            Named::Organisation(body) => {
                let body = self.bodies.get(usize::try_from(body).ok()?)?;
                Some(&body.id)
            }
            Named::Country(place) => {
                let place = self.codes.get(usize::try_from(place).ok()?)?;
                Some(&place.id)
            }
            _ => None,
        }
    }

    /// The ids of the user's own whose names do not count in a text, because none of their cues is there.
    pub(super) fn without_cue(&self, reading: &Reading) -> Vec<&str> {
        let missing = |cues: &Gazetteer| {
            (0..reading.tokens.len()).all(|index| {
                cues.longest_at(&reading.tokens, index, reading.tongue)
                    .is_none()
            })
        };
        self.cued
            .iter()
            .filter(|(_, cues)| missing(cues))
            .map(|(id, _)| &**id)
            .collect()
    }
}

fn add_names(gazetteer: &mut Gazetteer, entity: &Entity, target: usize) {
    let target = u32::try_from(target).unwrap_or(u32::MAX);
    for (language, name) in &entity.names {
        if let Some(pattern) = Pattern::of_name_in(name, language.map(Tongue::of), target) {
            gazetteer.add(pattern);
        }
    }
}

/// A phrase whose words may each have a case ending.
fn inflected(phrase: &str) -> String {
    let words = phrase.split_whitespace();
    words
        .map(|word| format!("{word}~"))
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::Classifier;

    fn entity(id: &str, kind: EntityKind, names: &[&str]) -> Entity {
        Entity {
            id: id.to_owned(),
            kind,
            name: names[0].to_owned(),
            names: names
                .iter()
                .map(|name| (None, (*name).to_owned()))
                .collect(),
            cues: Vec::new(),
            country: None,
        }
    }

    fn found(entities: &[Entity], text: &str) -> Vec<String> {
        let classifier = Classifier::with_entities(Vec::new(), entities);
        let found = classifier.entities(text).into_iter();
        found.map(|entity| entity.id).collect()
    }

    #[test]
    fn names_of_the_users_own_are_found_in_every_case_and_script() {
        let own = [
            entity(
                "org:kwarzex",
                EntityKind::Organisation,
                &["Kwarzex", "Кварцекс"],
            ),
            entity(
                "person:zenon-brzoza",
                EntityKind::Person,
                &["Zenon Brzoza", "Зенон Бжоза"],
            ),
            entity("place:lipogród", EntityKind::Place, &["Lipogród"]),
        ];
        let text =
            "Prezes Zenon Brzoza powiedział, że spółka Kwarzexu w Lipogród zostaje. Nie ma Brzozy.";
        assert_eq!(
            found(&own, text),
            [
                "person:zenon-brzoza",
                "org:kwarzex",
                "place:lipogród",
                "person:zenon-brzoza"
            ]
        );
        assert_eq!(
            found(&own, "Об этом сообщили в Кварцексе."),
            ["org:kwarzex"]
        );
        assert!(!found(&[], text).contains(&"org:kwarzex".to_owned()));
    }

    #[test]
    fn names_of_the_users_own_go_before_shipped_ones() {
        let text = "Brytyjczycy czekają.";
        let own = [entity(
            "person:britons",
            EntityKind::Person,
            &["Brytyjczycy"],
        )];
        assert_eq!(found(&[], text), ["GB"]);
        assert_eq!(found(&own, text), ["person:britons"]);
    }

    #[test]
    fn small_words_of_a_name_have_cases_and_abbreviations_have_capitals() {
        let own = [
            entity(
                "org:electors",
                EntityKind::Organisation,
                &["коллегия выборщиков"],
            ),
            entity("org:academy", EntityKind::Organisation, &["РАН"]),
        ];
        assert_eq!(
            found(&own, "Ранее об этом говорили в коллегии выборщиков."),
            ["org:electors"]
        );
        assert_eq!(found(&own, "Об этом сообщили в РАН."), ["org:academy"]);
    }

    #[test]
    fn a_name_with_cues_counts_only_beside_one() {
        let mut own = entity("org:apple-tree", EntityKind::Organisation, &["Orchard"]);
        own.cues = vec!["software".to_owned()];
        let own = [own];
        assert_eq!(
            found(&own, "Yesterday Orchard showed its new software."),
            ["org:apple-tree"]
        );
        assert!(found(&own, "Yesterday Orchard Lane was closed.").is_empty());
    }
}
