//! Which language a text is in, paragraph by paragraph: by the n-grams of its words, and by its small words.
//!
//! Eight languages are first-class; others are recognised where the evidence is strong, and called `und` where it is
//! not. What a document declares is evidence that only a short text lets count.

use item::Label;
use whatlang::Lang;

use super::{
    labels::rounded,
    language_marks::OTHERS,
    language_table::{CYRILLIC, LATIN, Losses, MOST_LANGUAGES, Script},
};
use crate::text::Tongue;

/// How many paragraphs are looked at, spread over the text: a mixed page has several in each language.
const MOST_PARAGRAPHS: usize = 6;

/// How many letters of one of several paragraphs are looked at, and of an only one: more does not change the answer.
const LETTERS_OF_SEVERAL: usize = 120;
const LETTERS_OF_ONE: usize = 400;

/// A paragraph of fewer letters says nothing against the others.
const TELLING: usize = 30;

/// Below this many letters, what the document declares may decide.
const SHORT: usize = 60;

/// How much less probable a language may be and still win, if it is a first-class one and the other is not.
const FIRST_CLASS: f32 = 5.0;

/// What the declared language is granted.
const DECLARED: f32 = 6.0;

/// N-grams of one text overlap: the differences between sums are so many times what they would be otherwise.
const OVERLAP: f32 = 3.0;

/// A capitalised word that opens nothing is a name, perhaps of another language.
const NAME: f32 = 0.4;

/// A mean loss above this: the text is in none of the table's languages.
const STRANGE: f32 = 1.6;

/// The words shown as evidence.
const MOST_EVIDENCE: usize = 5;

/// What one paragraph says.
struct Paragraph {
    letters: usize,
    script: &'static Script,
    losses: Losses,
    rows: f32,
    words: Vec<(String, Losses)>,
}

/// The language of a text.
pub(super) fn detect(title: Option<&str>, text: &str, declared: Option<&str>) -> Label {
    let sample = sample(title, text);
    let letters = sample
        .iter()
        .flat_map(|part| part.chars())
        .filter(|c| c.is_alphabetic())
        .take(LETTERS_OF_ONE)
        .count();
    let found = match by_script(&sample) {
        Some(label) => Some(label),
        None => by_table(&sample, declared).and_then(|(label, strangeness)| {
            if strangeness > STRANGE {
                by_whatlang(&sample, letters).or_else(|| (letters < SHORT).then_some(label))
            } else {
                Some(label)
            }
        }),
    };
    match (found, declared) {
        (Some(found), _) if letters >= SHORT || found.score >= 0.6 => found,
        (found, Some(declared)) => by_declaration(found, declared),
        (Some(found), None) => found,
        (None, None) => undetermined(),
    }
}

/// The title, and paragraphs from the whole text.
fn sample<'t>(title: Option<&'t str>, text: &'t str) -> Vec<&'t str> {
    let filled = |line: &&str| line.chars().any(char::is_alphabetic);
    let paragraphs: Vec<&str> = text.lines().filter(filled).collect();
    let step = paragraphs.len().div_ceil(MOST_PARAGRAPHS).max(1);
    title
        .into_iter()
        .filter(filled)
        .chain(paragraphs.into_iter().step_by(step))
        .collect()
}

/// The language of most of the text, and how badly it fits; `None` where there are no words.
fn by_table(sample: &[&str], declared: Option<&str>) -> Option<(Label, f32)> {
    let most = if sample.len() > 2 {
        LETTERS_OF_SEVERAL
    } else {
        LETTERS_OF_ONE
    };
    let paragraphs: Vec<Paragraph> = sample
        .iter()
        .filter_map(|text| Paragraph::read(text, most))
        .collect();
    let declared = declared.map(primary);
    // What most letters are in, each paragraph judged by itself.
    let mut votes: Vec<(&str, usize)> = Vec::new();
    for paragraph in &paragraphs {
        let (language, _, _) = paragraph.best(declared.as_deref())?;
        let counts = if paragraph.letters >= TELLING {
            paragraph.letters
        } else {
            0
        };
        match votes.iter_mut().find(|(known, _)| *known == language) {
            Some((_, letters)) => *letters += counts,
            None => votes.push((language, counts)),
        }
    }
    let total: usize = votes.iter().map(|(_, letters)| letters).sum();
    let (winner, letters) = votes
        .iter()
        .rev()
        .max_by_key(|(_, letters)| *letters)
        .copied()?;
    // Those that agree with it, or say nothing, are added up.
    let agreeing = paragraphs.iter().filter(|paragraph| {
        letters == 0
            || paragraph
                .best(None)
                .is_some_and(|(language, _, _)| language == winner)
    });
    let mut agreeing = agreeing.peekable();
    let script = agreeing.peek()?.script;
    let mut all = Paragraph::empty(script);
    for paragraph in agreeing.filter(|paragraph| std::ptr::eq(paragraph.script, script)) {
        all.add(paragraph);
    }
    let (language, probability, strangeness) = all.best(declared.as_deref())?;
    #[expect(clippy::cast_precision_loss, reason = "letters of a sample are few")]
    let share = if total == 0 {
        1.0
    } else {
        letters as f32 / total as f32
    };
    let evidence = all.evidence(language);
    Some((label(language, probability * share, evidence), strangeness))
}

impl Paragraph {
    fn empty(script: &'static Script) -> Self {
        Self {
            letters: 0,
            script,
            losses: [0.0; MOST_LANGUAGES],
            rows: 0.0,
            words: Vec::new(),
        }
    }

    fn read(text: &str, most: usize) -> Option<Self> {
        let script = script_of(text)?;
        let mut read = Self::empty(script);
        let mut sampled = 0;
        for (index, word) in text
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
            .enumerate()
        {
            let letters = word.chars().count();
            read.letters += letters;
            if sampled > most {
                continue;
            }
            sampled += letters;
            let name = index > 0 && word.starts_with(char::is_uppercase);
            let mut losses = [0.0; MOST_LANGUAGES];
            let weight = if name { NAME } else { 1.0 };
            read.rows += script.add(&word.to_lowercase(), weight, &mut losses);
            for (sum, loss) in read.losses.iter_mut().zip(losses) {
                *sum += loss;
            }
            if read.words.len() < 4 * MOST_EVIDENCE && !name {
                read.words.push((word.to_lowercase(), losses));
            }
        }
        Some(read)
    }

    fn add(&mut self, other: &Self) {
        self.letters += other.letters;
        self.rows += other.rows;
        for (sum, loss) in self.losses.iter_mut().zip(other.losses) {
            *sum += loss;
        }
        self.words.extend(other.words.iter().cloned());
    }

    /// The likeliest language, how probable it is, and how badly it fits by row.
    fn best(&self, declared: Option<&str>) -> Option<(&'static str, f32, f32)> {
        let codes = &self.script.codes;
        let merit = |index: usize| {
            let code = codes.get(index).copied().unwrap_or_default();
            let loss = self.losses.get(index).copied().unwrap_or_default();
            let first_class = if Tongue::of(code) == Tongue::Other {
                0.0
            } else {
                FIRST_CLASS
            };
            let declared = if declared == Some(code) {
                DECLARED
            } else {
                0.0
            };
            first_class + declared - loss
        };
        let best = (0..codes.len()).max_by(|a, b| merit(*a).total_cmp(&merit(*b)))?;
        let sum: f32 = (0..codes.len())
            .map(|index| ((merit(index) - merit(best)) / OVERLAP).exp())
            .sum();
        let loss = self.losses.get(best)?;
        Some((
            codes.get(best).copied()?,
            1.0 / sum,
            loss / self.rows.max(1.0),
        ))
    }

    /// The words that speak most for a language against the likeliest other one.
    fn evidence(&self, language: &str) -> Vec<String> {
        let Some(own) = self.script.codes.iter().position(|code| *code == language) else {
            return Vec::new();
        };
        let loss = |losses: &Losses, index: usize| losses.get(index).copied().unwrap_or_default();
        let rival = (0..self.script.codes.len())
            .filter(|index| *index != own)
            .min_by(|a, b| loss(&self.losses, *a).total_cmp(&loss(&self.losses, *b)))
            .unwrap_or(own);
        let mut words: Vec<(f32, &str)> = self
            .words
            .iter()
            .map(|(word, losses)| (loss(losses, rival) - loss(losses, own), &**word))
            .filter(|(margin, _)| *margin > 0.0)
            .collect();
        words.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        words.dedup_by(|a, b| a.1 == b.1);
        words
            .into_iter()
            .take(MOST_EVIDENCE)
            .map(|(_, word)| word.to_owned())
            .collect()
    }
}

/// Whose table applies: that of most letters; `None` for every other script.
fn script_of(text: &str) -> Option<&'static Script> {
    let (mut latin, mut cyrillic, mut other) = (0, 0, 0);
    for c in text
        .chars()
        .filter(|c| c.is_alphabetic())
        .take(LETTERS_OF_ONE)
    {
        match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => latin += 1,
            '\u{400}'..='\u{52f}' => cyrillic += 1,
            _ => other += 1,
        }
    }
    if latin + cyrillic <= other {
        return None;
    }
    Some(if cyrillic > latin { &CYRILLIC } else { &LATIN })
}

/// Chinese is Han alone; Japanese mixes it with kana; Kazakh has Cyrillic letters that its neighbours lack. Other
/// scripts than Latin and Cyrillic are left to whatlang.
fn by_script(sample: &[&str]) -> Option<Label> {
    let (mut letters, mut han, mut kana, mut kazakh) = (0_usize, 0_usize, 0_usize, 0_usize);
    let all = sample
        .iter()
        .flat_map(|part| part.chars())
        .filter(|c| c.is_alphabetic());
    for c in all.take(LETTERS_OF_ONE) {
        letters += 1;
        match c {
            '\u{4e00}'..='\u{9fff}' => han += 1,
            '\u{3040}'..='\u{30ff}' => kana += 1,
            'ә' | 'ғ' | 'қ' | 'ң' | 'ұ' | 'ү' | 'һ' => kazakh += 1,
            _ => {}
        }
    }
    if letters > 0 && (han + kana) * 2 > letters {
        let code = if kana * 10 > han { "ja" } else { "zh" };
        return Some(label(code, 0.9, Vec::new()));
    }
    if kazakh * 50 > letters {
        return Some(label("kk", 0.8, Vec::new()));
    }
    if letters > 0 && sample.iter().all(|part| script_of(part).is_none()) {
        return by_whatlang(sample, letters);
    }
    None
}

/// A language outside the table, where whatlang is sure of it.
fn by_whatlang(sample: &[&str], letters: usize) -> Option<Label> {
    let found = whatlang::detect(&sample.join("\n"))?;
    let sure = found.is_reliable() && letters >= SHORT || !is_latin(found.lang());
    let code = OTHERS
        .iter()
        .find(|(known, _)| *known == found.lang())
        .map(|(_, code)| *code)
        .filter(|_| sure)?;
    #[expect(clippy::cast_possible_truncation, reason = "a score has two decimals")]
    Some(label(code, found.confidence() as f32, Vec::new()))
}

fn is_latin(lang: Lang) -> bool {
    matches!(
        lang,
        Lang::Vie
            | Lang::Aze
            | Lang::Uzb
            | Lang::Tuk
            | Lang::Lat
            | Lang::Epo
            | Lang::Afr
            | Lang::Tgl
    )
}

fn undetermined() -> Label {
    label("und", 0.0, Vec::new())
}

fn label(code: &str, score: f32, evidence: Vec<String>) -> Label {
    Label {
        id: code.to_owned(),
        name: None,
        score: rounded(score),
        evidence,
    }
}

fn primary(tag: &str) -> String {
    tag.split(['-', '_'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
}

/// A short text is believed to be in the language it declares.
fn by_declaration(found: Option<Label>, declared: &str) -> Label {
    let code = primary(declared);
    let plausible = (2..=3).contains(&code.len()) && code.chars().all(|c| c.is_ascii_lowercase());
    match found {
        Some(found) if found.id == code || !plausible => found,
        _ if plausible => label(&code, 0.5, vec![format!("declared {declared}")]),
        _ => undetermined(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, declared: Option<&str>, expect: &str) {
        let found = detect(None, text, declared);
        assert_eq!(found.id, expect, "{text}: {found:?}");
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
