//! People of international news: every written form of their names, and which of them a bare surname may be.

use rustc_hash::FxHashMap;

use super::{gazetteer::Gazetteer, given::sound, pattern::Pattern};
use crate::text::fold;

/// The fewest letters of a surname that may stand alone.
const SHORTEST_SURNAME: usize = 4;

/// The table of people.
#[derive(Debug, Default)]
pub(super) struct KnownPeople {
    people: Vec<Known>,
    forms: Vec<Form>,
    /// Full names; a target is an index into the forms.
    pub(super) full: Gazetteer,
    /// Surnames alone; a target is an index into the forms.
    pub(super) surnames: Gazetteer,
    by_sound: FxHashMap<Box<str>, u32>,
}

#[derive(Debug)]
struct Known {
    id: Box<str>,
    ambiguous: bool,
}

#[derive(Debug)]
struct Form {
    person: u32,
    name: Box<str>,
}

impl KnownPeople {
    /// Reads the table: a person a line, the forms separated by `; `; a leading `?` says that others share
    /// the surname.
    pub(super) fn parse(table: &str) -> Self {
        let mut people = Self::default();
        for line in table.lines() {
            people.add(line);
        }
        people
    }

    fn add(&mut self, line: &str) {
        let ambiguous = line.starts_with('?');
        let forms: Vec<&str> = line.trim_start_matches('?').split("; ").collect();
        if let Some(first) = forms.first() {
            self.add_person(&slug(first), ambiguous, &forms);
        }
    }

    /// Adds the names of a person; one who is there already has them besides.
    pub(super) fn add_person(&mut self, id: &str, ambiguous: bool, forms: &[&str]) {
        let known = self.people.iter().position(|known| &*known.id == id);
        let Ok(person) = u32::try_from(known.unwrap_or(self.people.len())) else {
            return;
        };
        if known.is_none() {
            self.people.push(Known {
                id: id.into(),
                ambiguous,
            });
        }
        for name in forms.iter().copied() {
            let Ok(form) = u32::try_from(self.forms.len()) else {
                return;
            };
            self.forms.push(Form {
                person,
                name: name.into(),
            });
            let full = Pattern::of_name(name, form);
            self.full.extend(full.filter(|full| full.len() > 1));
            let Some(surname) = surname_of(name) else {
                continue;
            };
            if let Some(pattern) = Pattern::of_name(surname, form) {
                self.surnames.add(pattern);
            }
            if let Some(given) = name.split([' ', '-']).next() {
                let key = format!("{} {}", sound(&fold(given)), fold(surname));
                self.by_sound.entry(key.into()).or_insert(form);
            }
        }
    }

    /// Gives a person another id.
    pub(super) fn rename(&mut self, id: &str, called: &str) {
        for known in self.people.iter_mut().filter(|known| &*known.id == id) {
            known.id = called.into();
        }
    }

    /// The form of a known person whose given name sounds like this and whose surname is this one.
    pub(super) fn like(&self, given: &str, surname: &str) -> Option<u32> {
        self.by_sound
            .get(&*format!("{} {}", sound(&fold(given)), fold(surname)))
            .copied()
    }

    /// How many forms there are.
    pub(super) fn forms(&self) -> usize {
        self.forms.len()
    }

    /// Whose name a form is.
    pub(super) fn person_of(&self, form: u32) -> Option<u32> {
        self.form(form).map(|form| form.person)
    }

    /// Whether all names of the person of a form have one word.
    pub(super) fn has_single_names(&self, form: u32) -> bool {
        let person = self.person_of(form);
        let mut names = self.forms.iter();
        names.all(|form| Some(form.person) != person || !form.name.contains(' '))
    }

    /// A form as it is written in the nominative.
    pub(super) fn name_of(&self, form: u32) -> &str {
        self.form(form).map(|form| &*form.name).unwrap_or_default()
    }

    /// The stable id of a person.
    pub(super) fn id_of(&self, person: u32) -> &str {
        self.known(person)
            .map(|known| &*known.id)
            .unwrap_or_default()
    }

    /// Whether a bare surname may be somebody else.
    pub(super) fn is_ambiguous(&self, person: u32) -> bool {
        self.known(person).is_none_or(|known| known.ambiguous)
    }

    fn form(&self, form: u32) -> Option<&Form> {
        self.forms.get(usize::try_from(form).ok()?)
    }

    fn known(&self, person: u32) -> Option<&Known> {
        self.people.get(usize::try_from(person).ok()?)
    }
}

fn surname_of(name: &str) -> Option<&str> {
    let surname = name.rsplit(' ').next()?;
    let surname = surname.strip_prefix("al-").unwrap_or(surname);
    (surname != name && surname.chars().count() >= SHORTEST_SURNAME).then_some(surname)
}

/// The stable id of a person called so: Latin letters, digits and hyphens.
pub(super) fn slug(name: &str) -> String {
    let mut id = String::from("person:");
    for c in fold(name).chars() {
        match c {
            'a'..='z' | '0'..='9' => id.push(c),
            ' ' | '-' if !id.ends_with(['-', ':']) => id.push('-'),
            _ => id.push_str(latin(c)),
        }
    }
    id
}

/// A Cyrillic letter in the Latin of English-language news.
fn latin(c: char) -> &'static str {
    const LETTERS: &[(char, &str)] = &[
        ('а', "a"),
        ('б', "b"),
        ('в', "v"),
        ('г', "g"),
        ('ґ', "g"),
        ('д', "d"),
        ('е', "e"),
        ('є', "ie"),
        ('ж', "zh"),
        ('з', "z"),
        ('и', "i"),
        ('і', "i"),
        ('к', "k"),
        ('л', "l"),
        ('м', "m"),
        ('н', "n"),
        ('о', "o"),
        ('п', "p"),
        ('р', "r"),
        ('с', "s"),
        ('т', "t"),
        ('у', "u"),
        ('ф', "f"),
        ('х', "kh"),
        ('ц', "ts"),
        ('ч', "ch"),
        ('ш', "sh"),
        ('щ', "shch"),
        ('ы', "y"),
        ('э', "e"),
        ('ю', "yu"),
        ('я', "ya"),
    ];
    LETTERS
        .iter()
        .find(|(letter, _)| *letter == c)
        .map(|(_, latin)| *latin)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Tongue, tokenise};

    #[test]
    fn a_person_is_one_in_every_script() {
        let people =
            KnownPeople::parse("Sergey Lavrov; Siergiej Ławrow; Сергей Лавров\n?Igor Ivanov");
        for (text, tongue) in [
            ("Siergieja Ławrowa", Tongue::Polish),
            ("Сергею Лаврову", Tongue::Ukrainian),
        ] {
            let hit = people.full.longest_at(&tokenise(text), 0, tongue).unwrap();
            let person = people.person_of(hit.target).unwrap();
            assert_eq!(people.id_of(person), "person:sergey-lavrov");
        }
        assert_eq!(people.like("Sergej", "Lavrov"), Some(0));
        assert!(people.is_ambiguous(1) && !people.is_ambiguous(0));
        assert_eq!(slug("Андрій Коваленко"), "person:andrii-kovalenko");
    }
}
