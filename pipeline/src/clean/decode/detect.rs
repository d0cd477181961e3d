//! What the bytes themselves say of their encoding.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, ISO_8859_2, ISO_8859_4, ISO_8859_5, ISO_8859_7, WINDOWS_1250, WINDOWS_1252,
    WINDOWS_1253, WINDOWS_1257,
};

/// How many bytes statistics may read: they cost three times as much per byte as parsing the page does.
pub(super) const WINDOW: usize = 32 * 1024;

/// The step in which the window with the most bytes above ASCII is looked for.
const STEP: usize = 4 * 1024;

/// Whether `bytes` are UTF-8 but for a few broken characters (a cut end, a stray byte from elsewhere).
pub(super) fn is_mostly_utf8(bytes: &[u8]) -> bool {
    if std::str::from_utf8(bytes).is_ok() {
        return true;
    }
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 10
}

/// Whether `bytes` cannot be what `named` says: a Latin label on a text most of whose letters are above ASCII.
pub(super) fn contradicts(bytes: &[u8], named: &'static Encoding) -> bool {
    if ![WINDOWS_1252, WINDOWS_1250, ISO_8859_2].contains(&named) {
        return false;
    }
    let window = densest(bytes);
    let letters = window.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let high = window.iter().filter(|b| !b.is_ascii()).count();
    // Markup is ASCII, so half as many is already far more than the accents of any Latin script.
    high * 2 > letters && guess(bytes, None) != named
}

/// Statistics over at most [`WINDOW`] bytes, taken where most bytes are above ASCII. Between encodings that fit alike
/// the `language` decides that the text is said to be in.
pub(super) fn guess(bytes: &[u8], language: Option<&str>) -> &'static Encoding {
    windows_sibling(bytes, statistics(bytes, language.and_then(country)))
}

/// The domain of the country in which a language is mostly written: statistics ask for it, and know the usual encodings
/// there. Where that says nothing of the language, none.
fn country(language: &str) -> Option<&'static str> {
    let code = language.split(['-', '_']).next().unwrap_or_default();
    let row = COUNTRIES
        .iter()
        .find(|(known, _)| code.eq_ignore_ascii_case(known));
    row.map(|(_, country)| *country)
}

#[rustfmt::skip]
const COUNTRIES: [(&str, &str); 32] = [
    ("ar", "sa"), ("be", "by"), ("bg", "bg"), ("cs", "cz"), ("da", "dk"), ("de", "de"), ("el", "gr"), ("es", "es"),
    ("et", "ee"), ("fi", "fi"), ("fr", "fr"), ("he", "il"), ("hr", "hr"), ("hu", "hu"), ("it", "it"), ("ja", "jp"),
    ("kk", "kz"), ("ko", "kr"), ("lt", "lt"), ("lv", "lv"), ("mk", "mk"), ("nl", "nl"), ("no", "no"), ("pl", "pl"),
    ("pt", "pt"), ("ro", "ro"), ("ru", "ru"), ("sk", "sk"), ("sl", "si"), ("sv", "se"), ("tr", "tr"), ("uk", "ua"),
];

fn statistics(bytes: &[u8], country: Option<&str>) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(densest(bytes), true);
    detector.guess(country.map(str::as_bytes), Utf8Detection::Allow)
}

/// Pages labelled ISO 8859 are often written in the Windows code page of the same languages, whose letters are
/// control codes in ISO: the one with fewer characters that no text has is right.
pub(super) fn windows_sibling(bytes: &[u8], named: &'static Encoding) -> &'static Encoding {
    let sibling = match named {
        e if e == ISO_8859_2 => WINDOWS_1250,
        // All code pages of Cyrillic are letters throughout, so only their frequency tells them apart.
        e if e == ISO_8859_5 => return statistics(bytes, None),
        e if e == ISO_8859_7 => WINDOWS_1253,
        e if e == ISO_8859_4 => WINDOWS_1257,
        _ => return named,
    };
    let window = densest(bytes);
    if oddities(window, sibling) < oddities(window, named) {
        sibling
    } else {
        named
    }
}

/// Control codes, and signs that stand inside a word.
fn oddities(window: &[u8], encoding: &'static Encoding) -> usize {
    let (text, _, _) = encoding.decode(window);
    let mut odd = 0;
    let mut before_is_letter = false;
    for c in text.chars().filter(|c| !c.is_ascii_punctuation()) {
        let control = ('\u{80}'..='\u{9f}').contains(&c) || c == '\u{FFFD}';
        let sign =
            !c.is_alphanumeric() && !c.is_whitespace() && ('\u{a1}'..='\u{2ff}').contains(&c);
        odd += usize::from(control || (sign && before_is_letter));
        before_is_letter = c.is_alphabetic();
    }
    odd
}

fn densest(bytes: &[u8]) -> &[u8] {
    if bytes.len() <= WINDOW {
        return bytes;
    }
    let high: Vec<usize> = bytes
        .chunks(STEP)
        .map(|c| c.iter().filter(|b| !b.is_ascii()).count())
        .collect();
    let best = high
        .windows(WINDOW / STEP)
        .enumerate()
        .max_by_key(|(index, window)| (window.iter().sum::<usize>(), std::cmp::Reverse(*index)))
        .map_or(0, |(index, _)| index * STEP);
    let end = (best + WINDOW).min(bytes.len());
    bytes.get(best..end).unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::{WINDOW, densest, guess};
    use encoding_rs::WINDOWS_1251;

    #[test]
    fn statistics_look_where_the_letters_are_and_not_further() {
        let mut page = vec![b'x'; 300_000];
        page.extend_from_slice(
            &WINDOWS_1251
                .encode(&"Правительство утвердило бюджет. ".repeat(40))
                .0,
        );
        page.extend(vec![b'y'; 100_000]);
        assert!(densest(&page).len() <= WINDOW);
        assert_eq!(guess(&page, None), WINDOWS_1251);
    }
}
