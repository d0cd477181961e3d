//! One written form of a name, and whether words of a text are it.
//!
//! The notation of the tables: `word` exact, `word~` with a case ending of the language, `word*` with any
//! ending; a capital asks for a capital, capitals throughout ask for capitals throughout; a leading `?` marks
//! a form that counts only beside a better one, a leading `!` one whose capital must not come from its place.

use super::name_forms::NameForms;
use crate::text::{Gap, Tokens, Tongue, fold, is_ending};

/// The longest ending that `*` stands for, in bytes: `украин*` is to reach `украинскими`.
const LONGEST_ENDING: usize = 24;

/// The most letters of an abbreviation that is told from a word by its capitals alone: `РАН` is not in `Ранее`.
const LONGEST_SHORT: usize = 3;

/// The fewest letters of a word that is written small and takes endings.
const SHORTEST_INFLECTED: usize = 4;

/// One written form, made of words.
#[derive(Debug)]
pub(super) struct Pattern {
    words: Box<[Word]>,
    /// The language it belongs to; `None` for every one.
    tongue: Option<Tongue>,
    /// It counts only beside a better form of the same thing.
    pub(super) weak: bool,
    firm: bool,
    /// What it stands for: an index that the table's owner understands.
    pub(super) target: u32,
}

#[derive(Debug)]
struct Word {
    stem: Box<str>,
    ending: Ending,
    case: Case,
}

#[derive(Debug, PartialEq)]
enum Ending {
    None,
    Inflected,
    Any,
    /// A name: its own last letters, or a case ending where names take them.
    Name(NameForms),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Case {
    Free,
    Capital,
    Capitals,
    /// An abbreviation: capitals throughout, but for languages that write `Onu` and `Ue`.
    Short,
}

impl Pattern {
    /// Reads the notation of the tables.
    pub(super) fn parse(written: &str, tongue: Option<Tongue>, target: u32) -> Option<Self> {
        let weak = written.starts_with('?');
        let firm = written.starts_with('!');
        let words: Box<[Word]> = words_of(written)
            .map(|(word, mark)| Word::parse(word, mark))
            .collect();
        (!words.is_empty()).then_some(Self {
            words,
            tongue,
            weak,
            firm,
            target,
        })
    }

    /// A person's name as the table of people writes it.
    pub(super) fn of_name(written: &str, target: u32) -> Option<Self> {
        Self::of_words(written, None, target, Word::of_person)
    }

    /// The name of an organisation or a place, which is looked for in one language only where that is given.
    pub(super) fn of_name_in(written: &str, tongue: Option<Tongue>, target: u32) -> Option<Self> {
        Self::of_words(written, tongue, target, Word::of_thing)
    }

    fn of_words(
        written: &str,
        tongue: Option<Tongue>,
        target: u32,
        read: fn(&str) -> Word,
    ) -> Option<Self> {
        let words: Box<[Word]> = words_of(written).map(|(word, _)| read(word)).collect();
        (!words.is_empty()).then_some(Self {
            words,
            tongue,
            weak: false,
            firm: false,
            target,
        })
    }

    /// The letters that its first word begins with, under which it is looked up.
    pub(super) fn key(&self) -> &str {
        self.words
            .first()
            .map(|word| &*word.stem)
            .unwrap_or_default()
    }

    /// Whether it is found where it is written small.
    pub(super) fn may_be_small(&self) -> bool {
        self.words.iter().all(|word| word.case == Case::Free)
    }

    /// How many words it takes.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether the words from an index on are this form, in a text of that language.
    pub(super) fn is_at(&self, tokens: &Tokens, first: usize, tongue: Tongue) -> bool {
        if !self.speaks(tongue) {
            return false;
        }
        let endings = self.tongue.unwrap_or(tongue);
        self.words.iter().enumerate().all(|(offset, word)| {
            let index = first + offset;
            tokens.get(index).is_some_and(|token| {
                let joined = offset == 0 || !matches!(token.gap, Gap::Pause | Gap::Stop);
                let cased = match word.case {
                    Case::Free => true,
                    Case::Capital => token.capitalised && !(self.firm && token.opens),
                    Case::Short if writes_short_names_small(tongue) => token.capitalised,
                    Case::Capitals | Case::Short => token.all_caps,
                };
                joined && cased && word.fits(tokens.folded(index), endings)
            })
        })
    }

    /// How many words from an index on are written as in the nominative; of what is no name all.
    pub(super) fn in_nominative(&self, tokens: &Tokens, first: usize) -> usize {
        let is_own = |(offset, word): &(usize, &Word)| {
            let Ending::Name(forms) = &word.ending else {
                return true;
            };
            let rest = tokens.folded(first + offset).strip_prefix(&*word.stem);
            rest.is_some_and(|rest| forms.is_own(rest))
        };
        self.words.iter().enumerate().filter(is_own).count()
    }

    /// Whether it belongs to this very language, or to every one.
    pub(super) fn is_native(&self, tongue: Tongue) -> bool {
        self.tongue.is_none_or(|own| own == tongue)
    }

    fn speaks(&self, tongue: Tongue) -> bool {
        self.tongue.is_none_or(|own| {
            own == tongue || tongue == Tongue::Other || own.is_cyrillic() && tongue.is_cyrillic()
        })
    }
}

impl Word {
    fn parse(word: &str, mark: Option<char>) -> Self {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let capitals = word.chars().filter(|c| c.is_uppercase()).count();
        let case = if capitals >= 2 && capitals == letters {
            Case::Capitals
        } else if word.starts_with(char::is_uppercase) {
            Case::Capital
        } else {
            Case::Free
        };
        let ending = match mark {
            Some('~') => Ending::Inflected,
            Some('*') => Ending::Any,
            _ => Ending::None,
        };
        Self {
            stem: fold(word).into(),
            ending,
            case,
        }
    }

    /// A word of a person's name: particles written small never change.
    fn of_person(word: &str) -> Self {
        let folded = fold(word);
        if !word.starts_with(char::is_uppercase) {
            return Self::fixed(folded, Case::Free);
        }
        Self::inflected(NameForms::of_person(word, &folded), &folded, Case::Capital)
    }

    /// A word of another name: what is written small is a common noun or an adjective, and has cases too.
    fn of_thing(word: &str) -> Self {
        let folded = fold(word);
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        if (2..=LONGEST_SHORT).contains(&letters) && !word.chars().any(char::is_lowercase) {
            return Self::fixed(folded, Case::Short);
        }
        let case = if word.starts_with(char::is_uppercase) {
            Case::Capital
        } else {
            Case::Free
        };
        if case == Case::Free && letters < SHORTEST_INFLECTED {
            return Self::fixed(folded, case);
        }
        Self::inflected(NameForms::of_thing(word, &folded), &folded, case)
    }

    fn fixed(folded: String, case: Case) -> Self {
        Self {
            stem: folded.into(),
            ending: Ending::None,
            case,
        }
    }

    fn inflected((stem, forms): (usize, NameForms), folded: &str, case: Case) -> Self {
        Self {
            stem: folded.get(..stem).unwrap_or(folded).into(),
            ending: Ending::Name(forms),
            case,
        }
    }

    fn fits(&self, folded: &str, tongue: Tongue) -> bool {
        folded
            .strip_prefix(&*self.stem)
            .is_some_and(|rest| match &self.ending {
                Ending::None => rest.is_empty(),
                Ending::Inflected => is_ending(rest, tongue),
                Ending::Any => rest.len() <= LONGEST_ENDING,
                Ending::Name(forms) => forms.fit(rest, tongue),
            })
    }
}

/// The words of a pattern with the mark after each.
fn words_of(written: &str) -> impl Iterator<Item = (&str, Option<char>)> {
    written
        .trim_start_matches(['?', '!'])
        .split([' ', '-', '\'', '’', '.'])
        .filter_map(|part| {
            let word = part.trim_end_matches(['~', '*']);
            let mark = part.chars().last().filter(|c| matches!(c, '~' | '*'));
            (!word.is_empty()).then_some((word, mark))
        })
}

/// Whether a person's name may take an ending in a language.
pub(super) fn is_name_ending(ending: &str, tongue: Tongue) -> bool {
    match tongue {
        Tongue::German => matches!(ending, "" | "s"),
        _ if tongue.inflects_names() => is_ending(ending, tongue),
        _ => ending.is_empty(),
    }
}

/// Whether a language writes abbreviations like names: `Onu`, `Ue`.
fn writes_short_names_small(tongue: Tongue) -> bool {
    matches!(
        tongue,
        Tongue::Italian | Tongue::French | Tongue::Spanish | Tongue::Other
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokenise;

    fn check(pattern: &str, text: &str, tongue: Tongue, expect: bool) {
        let pattern = Pattern::parse(pattern, None, 0).unwrap();
        assert_eq!(pattern.is_at(&tokenise(text), 0, tongue), expect, "{text}");
    }

    #[test]
    fn the_marks_say_how_a_word_may_end_and_be_written() {
        check(
            "Sojusz~ Północnoatlantyck~",
            "Sojuszu Północnoatlantyckiego",
            Tongue::Polish,
            true,
        );
        check(
            "Sojusz~ Północnoatlantyck~",
            "Sojuszu, Północnoatlantyckiego",
            Tongue::Polish,
            false,
        );
        check("украин*", "украинскими", Tongue::Russian, true);
        check("US", "us", Tongue::English, false);
        check("US", "US", Tongue::English, true);
        check("Nato", "NATO", Tongue::Italian, true);
        check("!Mali", "Mali", Tongue::Italian, false);
        check("Turkey", "turkey", Tongue::English, false);
    }

    #[test]
    fn names_take_endings_only_where_names_do() {
        let name = Pattern::of_name("Andrzej Duda", 0).unwrap();
        assert!(name.is_at(&tokenise("Andrzejowi Dudzie"), 0, Tongue::Polish));
        assert!(name.is_at(&tokenise("Andrzej Duda"), 0, Tongue::English));
        assert!(!name.is_at(&tokenise("Andrzej Dude"), 0, Tongue::English));
        assert!(name.is_at(&tokenise("Andrzej Dudas"), 0, Tongue::German));
        let name = Pattern::of_name("Сергей Лавров", 0).unwrap();
        assert!(name.is_at(&tokenise("Сергеем Лавровым"), 0, Tongue::Russian));
    }
}
