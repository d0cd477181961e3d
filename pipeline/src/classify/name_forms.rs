//! The cases of one word of a name, from its nominative: what its last letters become before an ending.

use super::name_classes::{CYRILLIC, Cases, Class, LATIN, LATIN_SOFT};
use crate::text::Tongue;

/// The last letters of a word, and what a case ending may follow in their place.
#[derive(Debug, PartialEq)]
pub(super) struct NameForms {
    /// The last letters of the nominative.
    own: &'static str,
    cases: &'static [Cases],
    cyrillic: bool,
    /// The endings of many are taken too: of a thing, not of a person.
    many: bool,
}

/// The fewest letters before what changes.
const SHORTEST: usize = 2;

/// Consonants that are soft as they stand, and those that are before some endings.
const SOFT: &[char] = &['ń', 'ś', 'ć', 'ź'];
const SOFTENED: &[char] = &['w', 'm', 'p', 'b'];

impl NameForms {
    /// Of a word of a person's name, as written and folded; how many bytes all its cases share comes first.
    pub(super) fn of_person(written: &str, folded: &str) -> (usize, Self) {
        let (stem, mut forms) = Self::of_thing(written, folded);
        forms.many = false;
        (stem, forms)
    }

    /// Of a word of another name.
    pub(super) fn of_thing(written: &str, folded: &str) -> (usize, Self) {
        let cyrillic = folded.contains(|c| matches!(c, 'а'..='я' | 'і' | 'є'));
        let last = |letters: &[char]| written.to_lowercase().ends_with(letters);
        let classes: &[Class] = if cyrillic {
            CYRILLIC
        } else if last(SOFT) || last(SOFTENED) {
            LATIN_SOFT
        } else {
            LATIN
        };
        let of = |(own, cases): &Class| {
            let stem = folded.strip_suffix(own)?;
            let long = own.is_empty() || stem.chars().count() >= SHORTEST;
            long.then_some((stem.len(), *own, *cases))
        };
        let (stem, own, cases) = classes
            .iter()
            .find_map(of)
            .unwrap_or((folded.len(), "", &[]));
        let forms = Self {
            own,
            cases,
            cyrillic,
            many: true,
        };
        (stem, forms)
    }

    /// Whether these letters are those of the nominative.
    pub(super) fn is_own(&self, rest: &str) -> bool {
        rest == self.own
    }

    /// Whether these letters may stand where the nominative has its last ones.
    pub(super) fn fit(&self, rest: &str, tongue: Tongue) -> bool {
        if self.is_own(rest) {
            return true;
        }
        if !self.cyrillic && tongue == Tongue::German {
            return rest.strip_prefix(self.own) == Some("s");
        }
        let inflected = tongue.inflects_names() && self.cyrillic == tongue.is_cyrillic();
        inflected
            && self.cases.iter().any(|(base, one, many)| {
                rest.strip_prefix(base).is_some_and(|ending| {
                    one.contains(&ending) || self.many && many.contains(&ending)
                })
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    fn check(name: &str, tongue: Tongue, cases: &[&str], others: &[&str]) {
        let (stem, forms) = NameForms::of_thing(name, &fold(name));
        let name = fold(name);
        let fits = |word: &str| {
            let word = fold(word);
            word.strip_prefix(name.get(..stem).unwrap())
                .is_some_and(|rest| forms.fit(rest, tongue))
        };
        for case in cases {
            assert!(fits(case), "{case}");
        }
        for other in others {
            assert!(!fits(other), "{other}");
        }
    }

    #[test]
    fn last_letters_change_before_endings() {
        use Tongue::{Polish, Russian, Ukrainian};
        check(
            "Polacy",
            Polish,
            &["Polaków", "Polakom"],
            &["Pola", "Polanie"],
        );
        check("Demokraci", Polish, &["Demokratów"], &["Demokracja"]);
        check(
            "Parlament",
            Polish,
            &["Parlamencie", "Parlamentu"],
            &["Parlamencik"],
        );
        check("Hołownia", Polish, &["Hołowni", "Hołownią"], &["Hołowa"]);
        check("Afryka", Polish, &["Afryce", "Afryką"], &["Afrykaner"]);
        check(
            "республиканец",
            Russian,
            &["республиканца", "республиканцев"],
            &["республика"],
        );
        check(
            "Балтийское",
            Russian,
            &["Балтийского", "Балтийском"],
            &["Балтика"],
        );
        check("Київ", Ukrainian, &["Києва", "Києві"], &["Кивок"]);
        check("потік", Ukrainian, &["потоку", "потоком"], &["поті"]);
    }

    #[test]
    fn endings_of_another_declension_are_another_word() {
        use Tongue::{Polish, Russian};
        check(
            "Hiszpan",
            Polish,
            &["Hiszpana", "Hiszpanów"],
            &["Hiszpania", "Hiszpanii"],
        );
        check(
            "Belgia",
            Polish,
            &["Belgii", "Belgię"],
            &["Belg", "Belgowie"],
        );
        check("Niemcy", Polish, &["Niemców", "Niemiec"], &["Niemca"]);
        check("Poznań", Polish, &["Poznania", "Poznaniu"], &["Poznanii"]);
        check(
            "демократ",
            Russian,
            &["демократа", "демократов"],
            &["демократия", "демократии"],
        );
        check("Байдены", Russian, &["Байденов"], &["Байдена", "Байденом"]);
        check("Кремль", Russian, &["Кремля", "Кремлю"], &["Кремлин"]);
    }

    #[test]
    fn only_names_of_many_may_lose_their_ending() {
        check("Wyspy", Tongue::Polish, &["Wysp", "Wyspach"], &[]);
        let (stem, forms) = NameForms::of_person("mayo", "mayo");
        assert_eq!(stem, 3);
        assert!(!forms.fit("", Tongue::Polish));
    }
}
