//! Stems of ordinary words: Snowball's where it has the language, our light ones for Ukrainian.

use frostem::{Algorithm, Stemmer as Snowball};

use super::{
    fold::fold,
    inflection::{Tongue, light_stem},
};

/// The fewest letters that the light stemmer leaves.
const SHORTEST_STEM: usize = 4;

/// Reduces words of one language to folded stems.
#[derive(Debug, Clone, Copy)]
pub struct Stemmer(Tongue);

impl Stemmer {
    /// The stemmer of a language; one without a stemmer gets its words back, folded.
    pub fn new(tongue: Tongue) -> Self {
        Self(tongue)
    }

    /// The stem of one word as it is written.
    pub fn stem(self, word: &str) -> String {
        let algorithm = match self.0 {
            Tongue::Italian => Algorithm::Italian,
            Tongue::Polish => Algorithm::Polish,
            Tongue::Russian => Algorithm::Russian,
            Tongue::English => Algorithm::English,
            Tongue::German => Algorithm::German,
            Tongue::French => Algorithm::French,
            Tongue::Spanish => Algorithm::Spanish,
            Tongue::Ukrainian => {
                return light_stem(&fold(word), Tongue::Ukrainian, SHORTEST_STEM).to_owned();
            }
            Tongue::Other => return fold(word),
        };
        fold(&Snowball::new(algorithm).stem(&word.to_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tongue: Tongue, words: &[&str]) {
        let stems: Vec<String> = words
            .iter()
            .map(|word| Stemmer::new(tongue).stem(word))
            .collect();
        assert!(stems.iter().all(|stem| *stem == stems[0]), "{stems:?}");
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        check(Tongue::English, &["sanction", "Sanctions"]);
        check(Tongue::Italian, &["sanzione", "Sanzioni"]);
        check(Tongue::Polish, &["sankcje", "Sankcji"]);
        check(Tongue::Russian, &["санкции", "Санкций", "санкциями"]);
        check(Tongue::Ukrainian, &["санкції", "Санкцій", "санкціями"]);
        check(Tongue::German, &["Verhandlung", "Verhandlungen"]);
        check(Tongue::Other, &["İstanbul", "istanbul"]);
    }
}
