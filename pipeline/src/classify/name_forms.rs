//! The cases of one word of a name, from its nominative: what its last letters become before an ending.

use crate::text::{Tongue, is_ending};

/// The last letters of a word, and what a case ending may follow in their place.
#[derive(Debug, PartialEq)]
pub(super) struct NameForms {
    /// The last letters of the nominative.
    own: Box<str>,
    /// What stands in their place before an ending.
    bases: &'static [&'static str],
    /// Nothing may follow: the genitive of many (`Wyspy`, `Wysp`).
    bare: bool,
}

/// Last letters that change before an ending, and into what: softened, or without their vowel.
const CHANGES: &[(&str, &[&str])] = &[
    ("rzy", &["r", "rz"]),
    ("iec", &["iec", "c"]),
    ("cy", &["c", "k"]),
    ("ci", &["c", "t"]),
    ("si", &["s", "ch"]),
    ("ie", &["", "i"]),
    ("ia", &["", "i"]),
    ("ek", &["ek", "k"]),
    ("el", &["el", "l"]),
    ("ka", &["k", "c"]),
    ("ga", &["g", "dz"]),
    ("ta", &["t", "ci"]),
    ("t", &["t", "ci"]),
    ("ец", &["ец", "ц"]),
    ("ок", &["ок", "к"]),
    ("ек", &["ек", "к"]),
    ("ік", &["ік", "ок"]),
    ("ів", &["ів", "ов", "ев", "єв"]),
    ("ка", &["к", "ц"]),
    ("га", &["г", "з"]),
    ("ха", &["х", "с"]),
];

/// Last letters that an ending takes the place of.
const TAILS: &[&str] = &[
    "ии", "ыи", "іи", "ая", "яя", "ое", "ее", "ые", "ие", "а", "я", "о", "и", "ь", "е", "і", "ы",
    "a", "o", "i", "y", "e",
];

/// Last letters of many.
const OF_MANY: &[&str] = &["и", "ы", "і", "е", "i", "y", "ie"];

/// The fewest letters before what changes.
const SHORTEST: usize = 2;
const SHORTEST_BEFORE_TAIL: usize = 3;

impl NameForms {
    /// Of a folded word of a person's name; how many bytes of it all cases share comes first.
    pub(super) fn of_person(folded: &str) -> (usize, Self) {
        let (stem, mut forms) = Self::of_thing(folded);
        forms.bare = false;
        (stem, forms)
    }

    /// Of a folded word of another name.
    pub(super) fn of_thing(folded: &str) -> (usize, Self) {
        let before = |own: &str, letters: usize| {
            folded
                .strip_suffix(own)
                .filter(|stem| stem.chars().count() >= letters)
                .map(str::len)
        };
        let changed = CHANGES
            .iter()
            .find_map(|(own, bases)| Some((before(own, SHORTEST)?, *own, *bases)));
        let (stem, own, bases) = changed
            .or_else(|| {
                TAILS
                    .iter()
                    .find_map(|own| Some((before(own, SHORTEST_BEFORE_TAIL)?, *own, &[""][..])))
            })
            .unwrap_or((folded.len(), "", &[""]));
        let forms = Self {
            own: own.into(),
            bases,
            bare: OF_MANY.contains(&own),
        };
        (stem, forms)
    }

    /// Whether these letters may stand where the nominative has its last ones.
    pub(super) fn fit(&self, rest: &str, tongue: Tongue) -> bool {
        match rest.strip_prefix(&*self.own) {
            Some("") => true,
            Some("s") if tongue == Tongue::German => true,
            _ => {
                tongue.inflects_names()
                    && self.bases.iter().any(|base| {
                        rest.strip_prefix(base).is_some_and(|ending| {
                            (self.bare || !ending.is_empty()) && is_ending(ending, tongue)
                        })
                    })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    fn check(name: &str, tongue: Tongue, cases: &[&str], others: &[&str]) {
        let name = fold(name);
        let (stem, forms) = NameForms::of_thing(&name);
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
    fn only_names_of_many_may_lose_their_ending() {
        check("Wyspy", Tongue::Polish, &["Wysp", "Wyspach"], &[]);
        let (stem, forms) = NameForms::of_person("mayo");
        assert_eq!(stem, 3);
        assert!(!forms.fit("", Tongue::Polish));
    }
}
