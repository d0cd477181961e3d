//! Whose names the spans are: one person for every spelling, and bare surnames once it is clear whose.

use item::Label;
use rustc_hash::FxHashMap;

use super::{
    announced,
    candidates::Candidate,
    given::sound,
    known::slug,
    names,
    pattern::is_name_ending,
    reading::Reading,
    spans::{Named, Span},
    tables::Tables,
};
use crate::text::{Tongue, fold, light_stem};

/// The most people that one text is said to name.
const MOST_PEOPLE: usize = 50;

/// The fewest letters of a surname that is recognised without its given name.
const SHORTEST_BARE: usize = 4;

/// A person of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Person {
    /// The stable id.
    pub(super) id: String,
    /// The fullest form, in the nominative.
    pub(super) name: String,
    /// Where it is named: first word and the word after the last.
    pub(super) mentions: Vec<(usize, usize)>,
    key: Key,
    /// The name was read off a nominative.
    certain: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Key {
    Known(u32),
    /// The sound of the given name, and the stem of the surname.
    Unknown(String, String),
}

/// The people that the spans and the bare surnames between them name.
pub(super) fn find(reading: &Reading, tables: &Tables, spans: &[Span]) -> Vec<Person> {
    let mut people = Vec::new();
    for span in spans {
        let person = match span.named {
            Named::Known(form) => known(tables, form, true),
            Named::Unknown(candidate) => unknown(reading, tables, candidate),
            _ => None,
        };
        if let Some(person) = person {
            mention(&mut people, person, (span.first, span.after));
        }
    }
    let bare = bare_surnames(reading, tables, spans, &people);
    for (person, index) in bare {
        mention(&mut people, person, (index, index + 1));
    }
    people
}

fn mention(people: &mut Vec<Person>, person: Person, at: (usize, usize)) {
    let index = people
        .iter()
        .position(|other| other.key == person.key)
        .or_else(|| {
            (people.len() < MOST_PEOPLE).then(|| {
                people.push(person.clone());
                people.len() - 1
            })
        });
    if let Some(known) = index.and_then(|index| people.get_mut(index)) {
        if person.certain && !known.certain {
            known.name = person.name;
            known.id = person.id;
            known.certain = true;
        }
        known.mentions.push(at);
    }
}

fn known(tables: &Tables, form: u32, certain: bool) -> Option<Person> {
    let person = tables.people.person_of(form)?;
    Some(Person {
        id: tables.people.id_of(person).to_owned(),
        name: tables.people.name_of(form).to_owned(),
        mentions: Vec::new(),
        key: Key::Known(person),
        certain,
    })
}

fn unknown(reading: &Reading, tables: &Tables, candidate: Candidate) -> Option<Person> {
    let Candidate {
        first,
        surname,
        after,
        given,
    } = candidate;
    let name = match given {
        Some(given) if given.ending > 0 => nominative(reading, candidate, given),
        _ => without_cut_endings(reading, first, after),
    };
    let first_name = name.split([' ', '-']).next()?;
    let last_name = name.rsplit(' ').next()?;
    let own = || own_surname(reading, tables, candidate);
    if let Some(form) = tables.people.like(first_name, last_name).or_else(own) {
        return known(tables, form, false);
    }
    let stem = surname_stem(&fold(reading.written(surname, after)), reading.tongue).to_owned();
    let key = Key::Unknown(sound(&fold(first_name)), stem);
    let certain = given.is_none_or(|given| given.ending == 0);
    Some(Person {
        id: slug(&name),
        name,
        mentions: Vec::new(),
        key,
        certain,
    })
}

/// The person of the user's own whose only name is this surname.
fn own_surname(reading: &Reading, tables: &Tables, candidate: Candidate) -> Option<u32> {
    let hit = tables.people.full.longest_from(
        tables.own.forms,
        &reading.tokens,
        candidate.surname,
        reading.tongue,
    )?;
    let whole = tables.own.any && candidate.surname + hit.words == candidate.after;
    (whole && tables.people.has_single_names(hit.target)).then_some(hit.target)
}

fn nominative(reading: &Reading, candidate: Candidate, given: super::given::Given) -> String {
    let Candidate {
        first,
        surname,
        after,
        ..
    } = candidate;
    let mut name = names::given_name(reading.written(first, first + 1), given);
    for index in first + 1..surname {
        name.push(' ');
        name.push_str(reading.written(index, index + 1));
    }
    name.push(' ');
    name.push_str(&names::surname(
        reading.written(surname, after),
        given,
        reading.tongue,
    ));
    name
}

/// The words of a name, without an ending that an apostrophe cut off; such an ending tells the case.
fn without_cut_endings(reading: &Reading, first: usize, after: usize) -> String {
    let written = reading.written(first, after);
    let Some((given, rest)) = written.split_once(['\'', '’']) else {
        return written.to_owned();
    };
    match rest.split_once(' ') {
        Some((ending, surname)) if ending.len() <= 4 && ending.chars().all(char::is_lowercase) => {
            let case = super::given::Given {
                ending: ending.len(),
                restored: "",
            };
            format!("{given} {}", names::surname(surname, case, reading.tongue))
        }
        _ => written.to_owned(),
    }
}

fn surname_stem(folded: &str, tongue: Tongue) -> &str {
    if tongue.inflects_names() {
        light_stem(folded, tongue, SHORTEST_BARE)
    } else {
        folded
    }
}

/// Surnames that stand alone: of people named in full somewhere, or of well-known ones that share it with nobody.
fn bare_surnames(
    reading: &Reading,
    tables: &Tables,
    spans: &[Span],
    people: &[Person],
) -> Vec<(Person, usize)> {
    let mut by_stem: FxHashMap<&str, &Person> = FxHashMap::default();
    for person in people {
        if let Key::Unknown(_, stem) = &person.key
            && stem.chars().count() >= SHORTEST_BARE
        {
            by_stem.entry(stem).or_insert(person);
        }
    }
    let mut found = Vec::new();
    let mut spans = spans.iter().peekable();
    for (index, token) in reading.tokens.iter().enumerate() {
        while spans.next_if(|span| span.after <= index).is_some() {}
        let covered = spans.peek().is_some_and(|span| span.first <= index);
        if covered || !token.capitalised {
            continue;
        }
        let folded = reading.tokens.folded(index);
        let person = bare_known(reading, tables, people, index).or_else(|| {
            let stem = surname_stem(folded, reading.tongue);
            by_stem.get(stem).map(|person| (*person).clone())
        });
        if let Some(mut person) = person {
            person.mentions.clear();
            found.push((person, index));
        }
    }
    found
}

fn bare_known(
    reading: &Reading,
    tables: &Tables,
    people: &[Person],
    index: usize,
) -> Option<Person> {
    let mut forms: Vec<u32> = tables
        .people
        .surnames
        .all_at(&reading.tokens, index, reading.tongue)
        .map(|hit| hit.target)
        .collect();
    if forms.is_empty() {
        let single = tables
            .people
            .full
            .longest_at(&reading.tokens, index, reading.tongue)?;
        forms.push(single.target);
    }
    let named = |form: &u32| {
        let person = tables.people.person_of(*form);
        people
            .iter()
            .find(|known| matches!(&known.key, Key::Known(id) if Some(*id) == person))
    };
    let last_named = |person: &&Person| {
        let mentions = person.mentions.iter().map(|(first, _)| *first);
        // Of several who share the name the one who was named last before this; else who is named first after it.
        let before = mentions.clone().filter(|first| *first < index).max();
        (before, mentions.min().map(std::cmp::Reverse))
    };
    if let Some(person) = forms.iter().filter_map(named).max_by_key(last_named) {
        return Some(person.clone());
    }
    // Somebody else of that name is named in full.
    let folded = reading.tokens.folded(index);
    let namesake = people.iter().any(|person| {
        matches!(&person.key, Key::Unknown(_, stem) if folded.strip_prefix(&**stem)
            .is_some_and(|rest| is_name_ending(rest, reading.tongue)))
    });
    // A surname that is a given name too is somebody else's given name: `Michel` is not Charles Michel.
    let is_given = tables.given.spells(folded);
    let clear = |form: &u32| {
        let person = tables.people.person_of(*form);
        let is_theirs = person.is_some_and(|person| !tables.people.is_ambiguous(person));
        is_theirs && !is_given || announced::follows_role(reading, tables, index)
    };
    let mut clear_forms = forms.iter().copied().filter(clear);
    let form = if reading.tongue == Tongue::Ukrainian {
        clear_forms.next_back()
    } else {
        clear_forms.next()
    };
    form.filter(|_| !namesake)
        .and_then(|form| known(tables, form, false))
}

/// The people as labels, the most mentioned first.
pub(super) fn labels(reading: &Reading, people: &[Person]) -> Vec<Label> {
    super::labels::ranked(people.iter().map(|person| {
        super::labels::label(
            reading,
            &person.id,
            Some(&person.name),
            person.mentions.iter().map(|at| (*at, 1.0)),
        )
    }))
}

#[cfg(test)]
mod tests {
    use super::super::{spans, tables::Tables};
    use super::*;

    fn names(tables: &Tables, language: &str, text: &str) -> Vec<String> {
        let reading = Reading::new(None, text, Tongue::of(language));
        let spans = spans::find(&reading, tables, &[]);
        let people = find(&reading, tables, &spans);
        people.into_iter().map(|person| person.name).collect()
    }

    #[test]
    fn institutions_places_and_days_are_no_people() {
        let tables = Tables::load();
        for row in include_str!("../../data/labels/tests/no-people.tsv").lines() {
            let (language, text) = row.split_once('\t').unwrap();
            assert_eq!(
                names(&tables, language, text),
                Vec::<String>::new(),
                "{text}"
            );
        }
    }

    #[test]
    fn a_shared_surname_is_whose_full_name_was_read_last() {
        let tables = Tables::load();
        let text = "Hillary Clinton came with Bill Clinton. Mr Clinton spoke.";
        let reading = Reading::new(None, text, Tongue::English);
        let people = find(&reading, &tables, &spans::find(&reading, &tables, &[]));
        let mentions: Vec<(&str, usize)> = people
            .iter()
            .map(|person| (&*person.name, person.mentions.len()))
            .collect();
        assert_eq!(mentions, [("Hillary Clinton", 1), ("Bill Clinton", 2)]);
    }

    #[test]
    fn people_whom_no_table_knows_are_found_by_what_stands_near() {
        let tables = Tables::load();
        for row in include_str!("../../data/labels/tests/people.tsv").lines() {
            let mut fields = row.split('\t');
            let (language, text) = (fields.next().unwrap(), fields.next().unwrap());
            let found = names(&tables, language, text);
            for surname in fields.next().unwrap().split(';') {
                assert!(
                    found.iter().any(|name| name.ends_with(surname)),
                    "{surname}: {found:?}"
                );
            }
        }
    }
}
