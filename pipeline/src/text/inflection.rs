//! Inflection without dictionaries: which endings nouns, adjectives and names take in a language.
//!
//! Everything here works on folded words. It knows nothing of meaning: a stem must come from a table or
//! from the text itself.

/// A language whose endings are known. Russian and Ukrainian share one list, because reports mix them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tongue {
    /// Italian.
    Italian,
    /// Polish.
    Polish,
    /// Russian.
    Russian,
    /// Ukrainian.
    Ukrainian,
    /// English.
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Any other language, or none that is known.
    Other,
}

impl Tongue {
    /// Those that have tables.
    pub const KNOWN: [Self; 8] = [
        Self::Italian,
        Self::Polish,
        Self::Russian,
        Self::Ukrainian,
        Self::English,
        Self::German,
        Self::French,
        Self::Spanish,
    ];

    /// The language of a BCP 47 tag, by its first part.
    pub fn of(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::KNOWN
            .into_iter()
            .find(|tongue| tongue.code().eq_ignore_ascii_case(primary))
            .unwrap_or(Self::Other)
    }

    /// The BCP 47 code, `und` for another language.
    pub fn code(self) -> &'static str {
        match self {
            Self::Italian => "it",
            Self::Polish => "pl",
            Self::Russian => "ru",
            Self::Ukrainian => "uk",
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Other => "und",
        }
    }

    /// Whether it is written in Cyrillic.
    pub fn is_cyrillic(self) -> bool {
        matches!(self, Self::Russian | Self::Ukrainian)
    }

    /// Whether names take case endings in it.
    pub fn inflects_names(self) -> bool {
        matches!(self, Self::Polish | Self::Russian | Self::Ukrainian)
    }
}

const CYRILLIC: &[&str] = &[
    "а", "ам", "ами", "ах", "ая", "е", "ев", "еві", "его", "ее", "еи", "ем", "ему", "ею", "еє",
    "и", "ие", "ии", "им", "ими", "их", "ию", "ия", "о", "ов", "ови", "ові", "ого", "ое", "ои",
    "ом", "ому", "ою", "оі", "у", "ую", "ы", "ые", "ыи", "ым", "ыми", "ых", "ь", "ьою", "ью", "ю",
    "юю", "я", "ям", "ями", "ях", "яя", "є", "єві", "єм", "єю", "і", "ів", "іею", "іи", "ім", "іх",
    "ію", "ія", "ієи", "ією", "іі",
];
const POLISH: &[&str] = &[
    "a", "ach", "am", "ami", "e", "ego", "ej", "em", "emu", "i", "ia", "iach", "iami", "ich", "ie",
    "iego", "iej", "iem", "iemu", "ii", "im", "imi", "io", "iom", "iow", "iu", "o", "om", "ow",
    "owi", "owie", "u", "y", "ych", "ym", "ymi", "zie", "cie", "sie", "rze", "zy", "zach", "z",
    "ze",
];
const ITALIAN: &[&str] = &["a", "e", "he", "hi", "i", "ia", "ie", "io", "o"];
const GERMAN: &[&str] = &[
    "e", "em", "en", "er", "ern", "es", "in", "innen", "n", "ns", "s",
];
const ENGLISH: &[&str] = &["s", "es"];
const FRENCH: &[&str] = &["e", "es", "s", "ne", "nes", "x"];
const SPANISH: &[&str] = &["a", "as", "e", "es", "o", "os", "s"];

fn endings(tongue: Tongue) -> &'static [&'static str] {
    match tongue {
        Tongue::Italian => ITALIAN,
        Tongue::Polish => POLISH,
        Tongue::Russian | Tongue::Ukrainian => CYRILLIC,
        Tongue::English => ENGLISH,
        Tongue::German => GERMAN,
        Tongue::French => FRENCH,
        Tongue::Spanish => SPANISH,
        Tongue::Other => &[],
    }
}

/// Whether a folded run of letters may follow a stem in a language; nothing at all always may.
pub fn is_ending(ending: &str, tongue: Tongue) -> bool {
    ending.is_empty() || endings(tongue).contains(&ending)
}

/// A folded word without its endings, as long as `keep` letters remain. Endings are taken off until none
/// is left, so that all forms of a word arrive at the same stem (`санкциями`, `санкции`, `санкц`).
pub fn light_stem(word: &str, tongue: Tongue, keep: usize) -> &str {
    let mut stem = word;
    while let Some(shorter) = without_ending(stem, tongue, keep) {
        stem = shorter;
    }
    stem
}

fn without_ending(word: &str, tongue: Tongue, keep: usize) -> Option<&str> {
    endings(tongue)
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .filter(|stem| stem.chars().count() >= keep)
        .min_by_key(|stem| stem.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_of_one_word_have_one_stem() {
        for (tongue, words) in [
            (
                Tongue::Polish,
                &["sojusz", "sojuszu", "sojuszowi", "sojuszem"][..],
            ),
            (Tongue::Russian, &["лавров", "лаврова", "лаврову"]),
            (
                Tongue::Ukrainian,
                &["міністр", "міністра", "міністру", "міністром"],
            ),
            (Tongue::Italian, &["russo", "russa", "russi", "russe"]),
        ] {
            let stems: Vec<&str> = words
                .iter()
                .map(|word| light_stem(word, tongue, 4))
                .collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{stems:?}");
        }
    }

    #[test]
    fn a_short_word_keeps_its_letters() {
        assert_eq!(light_stem("mali", Tongue::Polish, 4), "mali");
    }
}
