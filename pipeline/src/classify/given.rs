//! Given names, in any spelling: `Sergey`, `Sergej`, `Siergiej`, `Сергей` and `Сергію` are one.
//!
//! They are compared by a rough sound, the same for Latin and Cyrillic letters; it is made for given names
//! and is too rough for anything longer.

use rustc_hash::FxHashSet;

use crate::text::{Tongue, fold};

/// Up to this many letters of sound, words of every language sound like some name: `Il` is no `Jill`.
const SHORTEST_SOUND: usize = 3;

/// The table of given names.
#[derive(Debug)]
pub(super) struct GivenNames {
    sounds: FxHashSet<Box<str>>,
    folded: FxHashSet<Box<str>>,
}

/// How a word is a given name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Given {
    /// How many letters of the word are a case ending.
    pub(super) ending: usize,
    /// What the nominative has in their place.
    pub(super) restored: &'static str,
}

impl GivenNames {
    /// Reads the table: names separated by white space.
    pub(super) fn parse(table: &str) -> Self {
        let folded: FxHashSet<Box<str>> = table
            .split_whitespace()
            .map(|name| fold(name).into())
            .collect();
        Self {
            sounds: folded.iter().map(|name| sound(name).into()).collect(),
            folded,
        }
    }

    /// Whether a folded word is a given name exactly as the table spells one.
    pub(super) fn spells(&self, folded: &str) -> bool {
        self.folded.contains(folded)
    }

    fn knows(&self, folded: &str) -> bool {
        let sound = sound(folded);
        self.sounds.contains(&*sound) && (sound.len() > SHORTEST_SOUND || self.spells(folded))
    }

    /// Whether a folded word is a given name, in which case.
    pub(super) fn find(&self, folded: &str, tongue: Tongue) -> Option<Given> {
        if folded.chars().count() < 2 {
            return None;
        }
        if self.knows(folded) {
            return Some(Given {
                ending: 0,
                restored: "",
            });
        }
        let endings: &[&str] = match tongue {
            Tongue::Polish => &[
                "iego", "iemu", "owi", "iem", "ego", "emu", "em", "im", "ym", "ie", "a", "u", "y",
                "i", "e",
            ],
            Tongue::Russian | Tongue::Ukrainian => &[
                "ием", "еві", "ові", "єві", "ієм", "ем", "ом", "ои", "еи", "єм", "ою", "ею", "єю",
                "а", "я", "у", "ю", "е", "и", "і", "ы", "є",
            ],
            Tongue::German => &["s"],
            _ => return None,
        };
        endings.iter().find_map(|ending| {
            let stem = folded
                .strip_suffix(ending)
                .filter(|stem| stem.chars().count() >= 3)?;
            let tails = match tongue {
                Tongue::Polish => polish_tails(ending),
                Tongue::German => &[""],
                _ => cyrillic_tails(stem, ending),
            };
            let restored = tails
                .iter()
                .find(|tail| self.knows(&format!("{stem}{}", fold(tail))))?;
            Some(Given {
                ending: ending.chars().count(),
                restored,
            })
        })
    }
}

/// What the nominative may end in, the likeliest first: only names in `a` have a genitive in `y`, `Krystyny`.
fn polish_tails(ending: &str) -> &'static [&'static str] {
    if matches!(ending, "y" | "i" | "e" | "ie") {
        &["a", "ia", "", "i", "y"]
    } else {
        &["", "a", "i", "y", "ia"]
    }
}

/// What the nominative may end in, the likeliest first: `й` and `ь` are silent in the comparison, so that
/// their place must be known from the letters around them.
fn cyrillic_tails(stem: &str, ending: &str) -> &'static [&'static str] {
    if stem.ends_with(['а', 'е', 'и', 'і', 'о', 'у']) {
        &["й", "я", "а"]
    } else if ending.starts_with(['я', 'ю', 'е', 'є']) && ending != "е" {
        &["ь", "я", "", "а"]
    } else {
        &["", "о", "а", "ь", "я"]
    }
}

/// The rough sound of a folded word, in Latin letters.
pub(super) fn sound(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    let mut chars = folded.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let heard = match (c, next) {
            ('s', Some('h' | 'z')) | ('z' | 'k', Some('h')) => {
                chars.next();
                if c == 'k' {
                    "h"
                } else if c == 'z' {
                    "z"
                } else {
                    "s"
                }
            }
            ('c', Some('z')) => {
                chars.next();
                "c"
            }
            ('c', Some('h')) => {
                chars.next();
                "h"
            }
            ('p', Some('h')) => {
                chars.next();
                "f"
            }
            ('i' | 'y' | 'j' | 'и' | 'і', Some('e' | 'є')) => "",
            _ => letter(c),
        };
        for c in heard.chars() {
            if !out.ends_with(c) {
                out.push(c);
            }
        }
    }
    out
}

fn letter(c: char) -> &'static str {
    match c {
        'а' | 'a' => "a",
        'б' | 'b' => "b",
        'в' | 'v' | 'w' => "v",
        'г' | 'ґ' | 'g' => "g",
        'д' | 'd' => "d",
        'е' | 'є' | 'э' | 'e' => "e",
        'ж' | 'з' | 'z' => "z",
        'и' | 'і' | 'ы' | 'i' | 'y' | 'j' => "i",
        'к' | 'k' | 'q' => "k",
        'л' | 'l' => "l",
        'м' | 'm' => "m",
        'н' | 'n' => "n",
        'о' | 'o' => "o",
        'п' | 'p' => "p",
        'р' | 'r' => "r",
        'с' | 'ш' | 'щ' | 's' => "s",
        'т' | 't' => "t",
        'у' | 'u' => "u",
        'ф' | 'f' => "f",
        'х' | 'h' => "h",
        'ц' | 'ч' | 'c' => "c",
        'ю' => "iu",
        'я' => "ia",
        'x' => "ks",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_sound_alike() {
        for names in [
            &["Sergey", "Sergej", "Siergiej", "Сергей"][..],
            &["Dmitri", "Dmitry", "Dmitrij", "Дмитрий"],
            &["Yevgeny", "Evgenij", "Jewgienij", "Евгений"],
            &["Julia", "Yulia", "Юлия", "Юлія"],
            &["Volodymyr", "Wolodymyr", "Володимир"],
        ] {
            let sounds: Vec<String> = names.iter().map(|name| sound(&fold(name))).collect();
            assert!(sounds.iter().all(|other| *other == sounds[0]), "{sounds:?}");
        }
    }

    #[test]
    fn an_inflected_given_name_is_recognised() {
        let table = GivenNames::parse("Siergiej Angela Сергей Мария Дмитро Игорь");
        let find = |word: &str, tongue| table.find(&fold(word), tongue);
        assert_eq!(
            find("Siergieja", Tongue::Polish),
            Some(Given {
                ending: 1,
                restored: ""
            })
        );
        assert_eq!(
            find("Angelę", Tongue::Polish),
            Some(Given {
                ending: 1,
                restored: "a"
            })
        );
        assert_eq!(
            find("Сергея", Tongue::Russian),
            Some(Given {
                ending: 1,
                restored: "й"
            })
        );
        assert_eq!(
            find("Марии", Tongue::Russian),
            Some(Given {
                ending: 1,
                restored: "я"
            })
        );
        assert_eq!(
            find("Игоря", Tongue::Russian),
            Some(Given {
                ending: 1,
                restored: "ь"
            })
        );
        assert_eq!(
            find("Дмитра", Tongue::Ukrainian),
            Some(Given {
                ending: 1,
                restored: "о"
            })
        );
        assert_eq!(find("Russia", Tongue::Italian), None);
    }
}
