//! Names of the user's own, added to the tables: they are found like the shipped ones, in every case.

use config::{Entity, EntityKind};

use super::{
    gazetteer::Gazetteer,
    pattern::Pattern,
    reading::Reading,
    same::Same,
    spans::Named,
    tables::{Body, Place, Tables},
};
use crate::text::{Tongue, tokenise};

impl Tables {
    /// Adds a name that the configuration gives. One whose id is shipped has its names besides the shipped ones.
    pub(super) fn add_entity(&mut self, entity: &Entity, same: &Same) {
        match entity.kind {
            EntityKind::Person => {
                let forms: Vec<&str> = entity.names.iter().map(|(_, name)| &**name).collect();
                let first = self.people.forms();
                self.people.add_person(&entity.id, false, &forms);
                self.add_single_names(entity, first);
            }
            EntityKind::Organisation => self.add_organisation(entity),
            EntityKind::Place => {
                let shipped = same.country_of(&entity.id);
                let country = entity.country.as_deref().or(shipped);
                let place = || Place::new(entity.id.clone(), country.map(str::to_owned));
                add_names(&mut self.countries, &entity.names, self.codes.len());
                self.codes.push(place());
                add_people(&mut self.countries, entity, self.codes.len());
                self.codes.push(place().people());
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

    /// The body is a new one where its id is shipped too, so that the user's names go before the shipped ones.
    fn add_organisation(&mut self, entity: &Entity) {
        let known = self.bodies.iter().find(|body| body.id == entity.id);
        let shipped = known.and_then(|body| body.of_country.clone());
        let of_country = entity.country.clone().map(Into::into).or(shipped);
        let body = |people| Body {
            id: entity.id.clone().into(),
            name: entity.name.clone().into(),
            people,
            of_country: of_country.clone(),
        };
        add_names(&mut self.organisations, &entity.names, self.bodies.len());
        self.bodies.push(body(false));
        add_people(&mut self.organisations, entity, self.bodies.len());
        self.bodies.push(body(true));
    }

    /// Calls what is shipped as the user does.
    pub(super) fn rename(&mut self, same: &Same) {
        for (shipped, own) in same.ids() {
            self.people.rename(shipped, own);
            for body in self.bodies.iter_mut().filter(|body| body.id == shipped) {
                body.id = own.to_owned().into();
            }
            self.called.insert(shipped.to_owned(), own.to_owned());
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

fn add_names(gazetteer: &mut Gazetteer, names: &[(Option<&str>, String)], target: usize) {
    let target = u32::try_from(target).unwrap_or(u32::MAX);
    for (language, name) in names {
        if let Some(pattern) = Pattern::of_name_in(name, language.map(Tongue::of), target) {
            gazetteer.add(pattern);
        }
    }
}

fn add_people(gazetteer: &mut Gazetteer, entity: &Entity, target: usize) {
    let people = entity.people.iter();
    let people: Vec<_> = people
        .filter(|name| !is_case_of(name, entity))
        .map(|name| (None, name.clone()))
        .collect();
    add_names(gazetteer, &people, target);
}

/// Whether a name of people is how the place itself is called in some case: `Włoch`, of `Włochy`.
fn is_case_of(people: &str, entity: &Entity) -> bool {
    let tokens = tokenise(people);
    entity.names.iter().any(|(_, name)| {
        Pattern::of_name_in(name, None, 0).is_some_and(|pattern| {
            pattern.len() == tokens.len()
                && [Tongue::Polish, Tongue::Russian]
                    .into_iter()
                    .any(|tongue| pattern.is_at(&tokens, 0, tongue))
        })
    })
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
            people: Vec::new(),
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
    fn inhabitants_are_people_under_the_id_of_their_place_and_its_cases_are_not() {
        let mut own = entity("place:lipiny", EntityKind::Place, &["Lipiny"]);
        own.people = vec!["Lipinianie".to_owned(), "Lipin".to_owned()];
        let classifier = Classifier::with_entities(Vec::new(), &[own]);
        let text = "Do Lipin wrócili starzy mieszkańcy, a w Lipinach czekają Lipinianie.";
        let found = classifier.entities(text).into_iter();
        let found: Vec<(String, crate::classify::EntityKind)> =
            found.map(|entity| (entity.id, entity.kind)).collect();
        let (place, person) = (
            crate::classify::EntityKind::Place,
            crate::classify::EntityKind::Person,
        );
        let id = || "place:lipiny".to_owned();
        assert_eq!(found, [(id(), place), (id(), place), (id(), person)]);
    }

    #[test]
    fn what_shares_a_name_with_something_shipped_is_that_under_the_users_id() {
        let own = [
            entity("place:germany", EntityKind::Place, &["Niemcy", "Німеччина"]),
            entity("place:moscow", EntityKind::Place, &["Moskwa"]),
            entity("org:alliance", EntityKind::Organisation, &["NATO"]),
            entity("person:lavrov", EntityKind::Person, &["Siergiej Ławrow"]),
        ];
        let text =
            "Сергей Лавров говорил в Берлине о Германии и в Москве о Североатлантическом альянсе.";
        let ids = found(&own, text);
        for id in [
            "person:lavrov",
            "place:germany",
            "place:moscow",
            "org:alliance",
        ] {
            assert!(ids.iter().any(|found| found == id), "{id}: {ids:?}");
        }
        let article = item::Article {
            text: text.to_owned(),
            ..item::Article::default()
        };
        let classifier = Classifier::with_entities(Vec::new(), &own);
        let countries = classifier.classify(&article).labels.countries;
        let mut codes: Vec<&str> = countries.iter().map(|country| &*country.id).collect();
        codes.sort_unstable();
        assert_eq!(codes, ["DE", "RU"], "the country stays what it is");
    }

    #[test]
    fn a_surname_alone_is_the_users_own_person_behind_every_given_name() {
        let own = [entity("person:brzoza", EntityKind::Person, &["Brzoza"])];
        assert_eq!(
            found(&own, "Wczoraj Adam Brzoza mówił o Brzozie."),
            ["person:brzoza", "person:brzoza"]
        );
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
