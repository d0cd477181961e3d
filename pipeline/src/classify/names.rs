//! Names back in the nominative, where the case is certain enough; otherwise as they are written.

use super::given::Given;
use crate::text::Tongue;

/// The nominative of a given name, as written.
pub(super) fn given_name(written: &str, given: Given) -> String {
    let keep = written.chars().count().saturating_sub(given.ending);
    let mut name: String = written.chars().take(keep).collect();
    name.push_str(given.restored);
    name
}

/// The nominative of a surname that stands after a given name in some case.
pub(super) fn surname(written: &str, given: Given, tongue: Tongue) -> String {
    if given.ending == 0 {
        return written.to_owned();
    }
    let feminine = matches!(given.restored, "a" | "ia" | "а" | "я");
    let rules = match (tongue, feminine) {
        (Tongue::Polish, true) => POLISH_FEMININE,
        (Tongue::Polish, false) => POLISH_MASCULINE,
        (Tongue::Russian | Tongue::Ukrainian, true) => CYRILLIC_FEMININE,
        (Tongue::Russian | Tongue::Ukrainian, false) => CYRILLIC_MASCULINE,
        (Tongue::German, _) => GERMAN,
        _ => &[],
    };
    rules
        .iter()
        .find_map(|(ending, nominative)| {
            let stem = written.strip_suffix(ending)?;
            (stem.chars().count() >= 3).then(|| format!("{stem}{nominative}"))
        })
        .unwrap_or_else(|| written.to_owned())
}

const GERMAN: &[(&str, &str)] = &[("s", "")];
const POLISH_FEMININE: &[(&str, &str)] = &[
    ("skiej", "ska"),
    ("ską", "ska"),
    ("ckiej", "cka"),
    ("cką", "cka"),
    ("owej", "owa"),
    ("ową", "owa"),
    ("nej", "na"),
    ("ną", "na"),
];
const POLISH_MASCULINE: &[(&str, &str)] = &[
    ("skiego", "ski"),
    ("skiemu", "ski"),
    ("skim", "ski"),
    ("ckiego", "cki"),
    ("ckiemu", "cki"),
    ("ckim", "cki"),
    ("nego", "ny"),
    ("nemu", "ny"),
    ("nym", "ny"),
    ("kiem", "k"),
    ("giem", "g"),
    ("owi", ""),
    ("em", ""),
    ("ą", "a"),
    ("ę", "a"),
    ("y", "a"),
    ("nie", "n"),
    ("wie", "w"),
    ("a", ""),
];
const CYRILLIC_FEMININE: &[(&str, &str)] = &[
    ("ской", "ская"),
    ("скую", "ская"),
    ("ської", "ська"),
    ("ською", "ська"),
    ("ській", "ська"),
    ("ську", "ська"),
    ("овой", "ова"),
    ("евой", "ева"),
    ("иной", "ина"),
    ("ову", "ова"),
    ("еву", "ева"),
    ("ину", "ина"),
    ("ової", "ова"),
    ("овою", "ова"),
    ("овій", "ова"),
];
const CYRILLIC_MASCULINE: &[(&str, &str)] = &[
    ("ского", "ский"),
    ("скому", "ский"),
    ("ским", "ский"),
    ("ском", "ский"),
    ("ського", "ський"),
    ("ському", "ський"),
    ("ським", "ський"),
    ("ного", "ный"),
    ("ному", "ный"),
    ("ным", "ный"),
    ("енка", "енко"),
    ("енку", "енко"),
    ("енком", "енко"),
    ("енкові", "енко"),
    ("ові", ""),
    ("еві", ""),
    ("ым", ""),
    ("им", ""),
    ("ом", ""),
    ("ем", ""),
    ("а", ""),
    ("у", ""),
    ("е", ""),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_return_to_the_nominative() {
        for (tongue, given, restored, written, expect) in [
            (Tongue::Polish, 2, "", "Robertsonem", "Robertson"),
            (Tongue::Polish, 1, "", "Kowalskiego", "Kowalski"),
            (Tongue::Polish, 1, "a", "Merkel", "Merkel"),
            (Tongue::Polish, 1, "a", "Nowakowską", "Nowakowska"),
            (Tongue::Russian, 1, "й", "Иванова", "Иванов"),
            (Tongue::Russian, 1, "а", "Петровой", "Петрова"),
            (Tongue::Ukrainian, 1, "о", "Коваленка", "Коваленко"),
            (Tongue::German, 0, "", "Fuchs", "Fuchs"),
        ] {
            assert_eq!(
                surname(
                    written,
                    Given {
                        ending: given,
                        restored
                    },
                    tongue
                ),
                expect
            );
        }
        assert_eq!(
            given_name(
                "Siergieja",
                Given {
                    ending: 1,
                    restored: ""
                }
            ),
            "Siergiej"
        );
    }
}
