//! Which language a text is in: its letters first, then its small words, then whatlang's trigrams.
//!
//! Eight languages are first-class; others are recognised where the evidence is strong, and called `und`
//! where it is not. What a document declares decides only where its text is too short to tell.

use std::sync::LazyLock;

use item::Label;
use rustc_hash::FxHashMap;
use whatlang::{Detector, Lang};

use super::{
    labels::rounded,
    language_marks::{ALLOWED, FOREIGN_LETTERS, OTHERS, SMALL_WORDS, TELLING, UKRAINIAN_WORDS},
};
use crate::text::for_each_word;

/// The part of a text that is looked at, in bytes: more does not change the answer.
const SAMPLE: usize = 1200;

/// Below this many letters, what the document declares may decide.
const SHORT: usize = 60;

/// From this many letters on, trigrams tell languages apart well.
const LONG: usize = 200;

/// The first of them must lead by this part of its words.
const MARGIN: usize = 5;

/// A language that is not of the first class needs more.
const FOREIGN_MARGIN: usize = 3;

/// The longest of them, in bytes.
const LONGEST_SMALL_WORD: usize = 8;

/// Which lists a small word is in.
static INDEX: LazyLock<FxHashMap<&str, Vec<usize>>> = LazyLock::new(|| {
    let mut index: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (list, (_, words)) in SMALL_WORDS.iter().enumerate() {
        for word in words.split(' ') {
            index.entry(word).or_default().push(list);
        }
    }
    index
});

/// The language of a text.
pub(super) fn detect(title: Option<&str>, text: &str, declared: Option<&str>) -> Label {
    let mut sample = String::with_capacity(SAMPLE * 2);
    if let Some(title) = title {
        sample.push_str(title);
        sample.push('\n');
    }
    sample.push_str(text.get(..text.floor_char_boundary(SAMPLE)).unwrap_or(text));
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let found = by_letters(&sample)
        .or_else(|| by_han(&sample, letters))
        .or_else(|| by_trigrams(&sample, letters));
    match (found, declared) {
        (Some(found), _) if letters >= SHORT || found.score >= 0.6 => found,
        (found, Some(declared)) => by_declaration(found, declared),
        (Some(found), None) => found,
        (None, None) => undetermined(),
    }
}

fn undetermined() -> Label {
    label("und", 0.0, Vec::new())
}

fn label(code: &str, score: f64, evidence: Vec<String>) -> Label {
    #[expect(clippy::cast_possible_truncation, reason = "a score has two decimals")]
    let score = rounded(score as f32);
    Label {
        id: code.to_owned(),
        name: None,
        score,
        evidence,
    }
}

/// A short text is believed to be in the language it declares.
fn by_declaration(found: Option<Label>, declared: &str) -> Label {
    let code = declared
        .split(['-', '_'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let plausible = (2..=3).contains(&code.len()) && code.chars().all(|c| c.is_ascii_lowercase());
    if !plausible {
        return found.unwrap_or_else(undetermined);
    }
    match found {
        Some(found) if found.id == code => found,
        _ => label(&code, 0.5, vec![format!("declared {declared}")]),
    }
}

/// Cyrillic languages differ in their letters; `None` where the letters do not decide.
fn by_letters(sample: &str) -> Option<Label> {
    let cyrillic = sample
        .chars()
        .filter(|c| ('\u{400}'..='\u{52f}').contains(c))
        .count();
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    if cyrillic * 2 < letters || cyrillic < 4 {
        return None;
    }
    let count = |letters: &str| sample.chars().filter(|c| letters.contains(*c)).count();
    let hard_sign = count("ъЪ");
    if count("ыэЫЭ") == 0 && hard_sign * 100 > cyrillic {
        return Some(label("bg", 0.8, vec!["ъ".to_owned()]));
    }
    let (seen, code, marks) = TELLING
        .iter()
        .map(|(marks, code)| (count(marks) * weight_of(code), *code, *marks))
        .max_by_key(|(seen, _, _)| *seen)?;
    if seen == 0 {
        return without_marks(sample);
    }
    // Belarusian alone has both `і` and `ы`, and never `и`.
    if count("иИ") == 0 && count("іІ") > 0 && count("ыЫ") > 0 && count("їєґЇЄҐ") == 0 {
        return Some(label("be", 0.9, vec!["і".to_owned(), "ы".to_owned()]));
    }
    let evidence = sample
        .chars()
        .filter(|c| marks.contains(*c))
        .map(|c| c.to_lowercase().to_string());
    let mut evidence: Vec<String> = evidence.collect();
    evidence.sort_unstable();
    evidence.dedup();
    let sure = 1.0 - 0.4 / f64::from(u32::try_from(seen).unwrap_or(u32::MAX));
    Some(label(code, sure, evidence))
}

/// Russian or Ukrainian without a letter that tells them apart; `None` where the trigrams see a third language.
/// The letters of Ukrainian are three times as frequent, so that a text without them is likelier Russian.
fn without_marks(sample: &str) -> Option<Label> {
    let open = whatlang::detect(sample)?;
    let third = !matches!(open.lang(), Lang::Rus | Lang::Ukr);
    if third && open.is_reliable() {
        return None;
    }
    let mut words = Vec::new();
    for_each_word(sample, |word| {
        if words.len() < 5 && UKRAINIAN_WORDS.contains(&word) {
            words.push(word.to_owned());
        }
    });
    let code = if words.is_empty() { "ru" } else { "uk" };
    Some(label(code, if third { 0.4 } else { 0.6 }, words))
}

/// Chinese is Han alone; Japanese mixes it with kana.
fn by_han(sample: &str, letters: usize) -> Option<Label> {
    let count = |from: char, to: char| sample.chars().filter(|c| (from..=to).contains(c)).count();
    let (han, kana) = (count('\u{4e00}', '\u{9fff}'), count('\u{3040}', '\u{30ff}'));
    let code = if kana * 10 > han { "ja" } else { "zh" };
    (letters > 0 && (han + kana) * 2 > letters).then(|| label(code, 0.9, Vec::new()))
}

/// Belarusian has most letters of Russian and Ukrainian, Serbian few of its own: theirs count more.
fn weight_of(code: &str) -> usize {
    match code {
        "be" | "kk" => 5,
        "sr" | "mk" => 3,
        _ => 1,
    }
}

fn by_trigrams(sample: &str, letters: usize) -> Option<Label> {
    let open = whatlang::detect(sample)?;
    let code = code_of(open.lang());
    let is_ours = ALLOWED.iter().any(|(lang, _)| *lang == open.lang());
    if let Some((small, words)) = by_small_words(sample) {
        let agrees = code == Some(small);
        if agrees || letters < LONG || !open.is_reliable() {
            let score = match (agrees, is_ours) {
                (true, _) => 0.6 + 0.4 * open.confidence(),
                (false, true) => 0.6,
                // The trigrams say another language altogether: a guess, and it shall look like one.
                (false, false) => 0.4,
            };
            return Some(label(small, score, words));
        }
    }
    let foreign = sample
        .chars()
        .filter(|c| FOREIGN_LETTERS.contains(*c))
        .count();
    if is_ours && foreign == 0 || open.is_reliable() && letters >= SHORT || foreign * 60 > letters {
        return code.map(|code| label(code, open.confidence(), Vec::new()));
    }
    let allowed = ALLOWED.iter().map(|(lang, _)| *lang).collect();
    match Detector::with_allowlist(allowed).detect(sample) {
        Some(ours) => {
            code_of(ours.lang()).map(|code| label(code, ours.confidence() * 0.5, Vec::new()))
        }
        None => code.map(|code| label(code, open.confidence(), Vec::new())),
    }
}

/// The language whose small words are clearly the most frequent, with those that were seen.
fn by_small_words(sample: &str) -> Option<(&'static str, Vec<String>)> {
    let mut seen: Vec<(usize, &str, Vec<String>)> = SMALL_WORDS
        .iter()
        .map(|(code, _)| (0, *code, Vec::new()))
        .collect();
    for_each_word(sample, |word| {
        // All of them are short: the long words need not be looked up.
        let lists = if word.len() <= LONGEST_SMALL_WORD {
            INDEX.get(word)
        } else {
            None
        };
        for list in lists.into_iter().flatten() {
            let Some((count, _, words)) = seen.get_mut(*list) else {
                continue;
            };
            *count += 1;
            if words.len() < 5 && !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
    });
    seen.sort_by_key(|(count, _, _)| std::cmp::Reverse(*count));
    let mut seen = seen.into_iter();
    let (first, code, words) = seen.next()?;
    // Foreign neighbours may be taken for one another, but not for one of the first-class languages.
    let rivals = |other: &str| is_ours(other) || is_ours(code);
    let second = seen
        .find(|(_, other, _)| rivals(other))
        .map_or(0, |(count, _, _)| count);
    let margin = if is_ours(code) {
        MARGIN
    } else {
        FOREIGN_MARGIN
    };
    (first >= 2 && first > second + first / margin).then_some((code, words))
}

fn is_ours(code: &str) -> bool {
    ALLOWED.iter().any(|(_, ours)| *ours == code)
}

fn code_of(lang: Lang) -> Option<&'static str> {
    ALLOWED
        .iter()
        .chain(OTHERS)
        .find(|(known, _)| *known == lang)
        .map(|(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, declared: Option<&str>, expect: &str) {
        assert_eq!(detect(None, text, declared).id, expect, "{text}");
    }

    #[test]
    fn letters_and_small_words_tell_languages_apart() {
        check(
            "Il presidente ha incontrato i ministri della difesa dopo il vertice",
            None,
            "it",
        );
        check(
            "Minister spotkał się z prezydentem i rozmawiał o współpracy",
            None,
            "pl",
        );
        check(
            "Министр сообщил, что переговоры будут продолжены в среду",
            None,
            "ru",
        );
        check(
            "Міністр повідомив, що перемовини триватимуть у середу",
            None,
            "uk",
        );
        check(
            "The minister said that the talks will go on after the summit",
            None,
            "en",
        );
        check(
            "Der Minister sagte nach dem Treffen, die Gespräche gehen weiter",
            None,
            "de",
        );
        check(
            "Міністр паведаміў, што перамовы працягнуцца ў сераду",
            None,
            "be",
        );
        check(
            "Министърът съобщи, че преговорите ще продължат в сряда",
            None,
            "bg",
        );
        check("部长表示谈判将在星期三继续进行", None, "zh");
    }

    #[test]
    fn neighbours_that_share_small_words_stay_apart() {
        for (text, expect) in [
            (
                "Portato all'ospedale in ambulanza con una gamba rotta",
                "it",
            ),
            (
                "Она стояла у окна и смотрела на дорогу, как брат идет к дому",
                "ru",
            ),
            ("Вона казала, але не про те", "uk"),
            (
                "O governo não disse quando a lei entra em vigor para os bancos",
                "pt",
            ),
            (
                "De regering heeft niet gezegd wanneer het besluit van kracht wordt",
                "nl",
            ),
            (
                "Vláda neřekla, kdy se o zákonu bude hlasovat, ale je to na programu",
                "cs",
            ),
            (
                "Ураду трэба было б паведаміць гэта раней, але ніхто не паспеў зрабіць гэтыя крокі",
                "be",
            ),
        ] {
            check(text, None, expect);
        }
    }

    #[test]
    fn a_declaration_decides_only_for_what_is_too_short() {
        check("NATO 2022", Some("pl-PL"), "pl");
        check(
            "Il presidente ha incontrato i ministri della difesa dopo il vertice di oggi",
            Some("en"),
            "it",
        );
        check("1234", None, "und");
    }
}
