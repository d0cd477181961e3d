//! Who said what: quotations with a verb of saying and a person nearby.
//!
//! Precision first: words in quotation marks without a verb of saying around them are no statement, and a
//! statement whose speaker is unclear has none.

use item::Statement;

use super::{people::Person, reading::Reading, tables::Tables};
use crate::text::{Tongue, fold};

/// Fewer words between quotation marks are an expression, not a statement.
const SHORTEST_QUOTE: usize = 4;

/// How many words after a quotation, or before it, its verb of saying may stand.
const VERB_REACH: usize = 8;

/// How many words from the verb the speaker may stand.
const SPEAKER_REACH: usize = 10;

/// Names that begin with so many of the same letters are one in two cases; otherwise two spellings.
const SAME_NAME: usize = 3;

/// The most statements of one text.
const MOST_STATEMENTS: usize = 50;

/// A quotation: bytes of the text, without its marks.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Quote {
    start: usize,
    end: usize,
}

/// Words of saying that stand before the speaker, in whatever case: `по словам Пескова`, `secondo Meloni`.
const BEFORE_SPEAKERS: &[&str] = &[
    "zdaniem",
    "wedlug",
    "slow",
    "opinii",
    "словам",
    "мнению",
    "словами",
    "думку",
    "цитирует",
    "secondo",
    "selon",
    "segun",
    "laut",
];

/// Who said something, if that is clear.
struct Speaker(Option<String>);

/// The statements of a text, in its order.
pub(super) fn find(reading: &Reading, tables: &Tables, people: &[Person]) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    for (start, end) in paragraphs(&reading.text, reading.body) {
        let mut quotes = quoted(&reading.text, start, end);
        if quotes.is_empty() && (reading.tongue.is_cyrillic() || reading.tongue == Tongue::Polish) {
            quotes.extend(dashed(reading, tables, start, end));
        }
        for quote in quotes {
            let long = reading.tokens.index_at(quote.end) - reading.tokens.index_at(quote.start)
                >= SHORTEST_QUOTE;
            if long
                && statements.len() < MOST_STATEMENTS
                && let Some(Speaker(speaker)) =
                    attribution(reading, tables, people, quote, (start, end))
            {
                let quote = reading
                    .text
                    .get(quote.start..quote.end)
                    .unwrap_or_default()
                    .trim();
                statements.push(Statement {
                    speaker,
                    quote: quote.trim_end_matches([',', ' ']).to_owned(),
                });
            }
        }
    }
    statements
}

/// The paragraphs of the body, as bytes.
fn paragraphs(text: &str, body: usize) -> Vec<(usize, usize)> {
    let mut paragraphs = Vec::new();
    let mut start = body;
    for line in text.get(body..).unwrap_or_default().split_inclusive('\n') {
        let end = start + line.trim_end().len();
        if end > start {
            paragraphs.push((start, end));
        }
        start += line.len();
    }
    paragraphs
}

/// What stands between quotation marks in a paragraph. A closing mark alone closes what the paragraph began
/// with; an opening one alone reaches to its end.
fn quoted(text: &str, start: usize, end: usize) -> Vec<Quote> {
    let mut quotes = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let paragraph = text.get(start..end).unwrap_or_default();
    let mut before = ' ';
    for (at, c) in paragraph.char_indices() {
        let at = start + at;
        let opens_here = !before.is_alphanumeric() && !matches!(before, '.' | ',' | '!' | '?');
        match (c, open) {
            ('«' | '„', None) => open = Some((at + c.len_utf8(), c)),
            ('“' | '"', None) if opens_here => open = Some((at + c.len_utf8(), c)),
            ('»' | '”' | '“' | '"', Some((from, mark))) if closes(mark, c) => {
                quotes.push(Quote {
                    start: from,
                    end: at,
                });
                open = None;
            }
            ('»' | '”', None) if quotes.is_empty() => quotes.push(Quote { start, end: at }),
            _ => {}
        }
        before = c;
    }
    if let Some((from, _)) = open
        && text.get(from..end).is_some_and(|rest| rest.len() > 40)
    {
        quotes.push(Quote { start: from, end });
    }
    quotes
}

fn closes(open: char, close: char) -> bool {
    match open {
        '«' => close == '»',
        '„' => matches!(close, '”' | '“' | '"'),
        '“' => matches!(close, '”' | '“' | '"'),
        _ => close == '"',
    }
}

/// The way of Polish, Russian and Ukrainian: a sentence, a dash, and who said it.
fn dashed(reading: &Reading, tables: &Tables, start: usize, end: usize) -> Option<Quote> {
    let paragraph = reading.text.get(start..end)?;
    let body = paragraph.trim_start_matches(['-', '–', '—', ' ', '_']);
    let from = end - body.len();
    let (at, _) = [" - ", " – ", " — ", ", — ", "_ - "]
        .iter()
        .flat_map(|dash| body.match_indices(dash))
        .filter(|(at, dash)| {
            let next = reading.tokens.index_at(from + at + dash.len());
            tables
                .sayings
                .longest_at(&reading.tokens, next, reading.tongue)
                .is_some()
        })
        .min_by_key(|(at, _)| *at)?;
    Some(Quote {
        start: from,
        end: from + at,
    })
}

/// Whether somebody is said to have said it, and who, if that is clear.
fn attribution(
    reading: &Reading,
    tables: &Tables,
    people: &[Person],
    quote: Quote,
    (start, end): (usize, usize),
) -> Option<Speaker> {
    let tokens = &reading.tokens;
    let after = tokens.index_at(quote.end);
    let last = tokens.index_at(end);
    let is_saying = |index: &usize| {
        tables
            .sayings
            .longest_at(tokens, *index, reading.tongue)
            .is_some()
    };
    let before = tokens.index_at(quote.start);
    let first = tokens.index_at(start);
    let behind = || {
        let from = before.saturating_sub(VERB_REACH).max(first);
        let verb = (from..before).rev().find(is_saying)?;
        let reach = (verb.saturating_sub(SPEAKER_REACH).max(first), before);
        Some(Speaker(nearest(reading, people, verb, reach)))
    };
    // What a colon announces was said by whom that sentence names, and so was what ends with its sentence.
    let ended = ends_sentence(reading, quote, end);
    if (ended || is_announced(reading, quote))
        && let Some(speaker) = behind().filter(|Speaker(who)| ended || who.is_some())
    {
        return Some(speaker);
    }
    let is_named = |index: &usize| {
        let mut mentions = people.iter().flat_map(|person| &person.mentions);
        mentions.any(|(first, _)| first == index)
    };
    let sentence_end = (after + 1..last)
        .find(|index| {
            tokens
                .get(*index)
                .is_some_and(|token| token.gap == crate::text::Gap::Stop)
        })
        .unwrap_or(last);
    let verb = (after..sentence_end.min(after + VERB_REACH)).find(is_saying);
    // Another sentence tells of this one only where it begins with that: `Lo ha detto Lavrov`; else it has its own.
    let other = |verb: &usize| {
        ended
            && ((after..*verb).any(|index| is_named(&index))
                || announces(reading, *verb, sentence_end))
    };
    if let Some(verb) = verb.filter(|verb| !other(verb)) {
        let reach = (after, sentence_end.min(verb + SPEAKER_REACH));
        let by_pronoun = || {
            let is_pronoun = |index| {
                let pronoun = tables.pronouns.longest_at(tokens, index, reading.tongue);
                pronoun.is_some()
            };
            let beside =
                (verb.saturating_sub(1).max(after)..(verb + 3).min(reach.1)).any(is_pronoun);
            beside.then(|| only(people, (first, before))).flatten()
        };
        let speaker = nearest(reading, people, verb, reach).or_else(by_pronoun);
        return Some(Speaker(speaker));
    }
    behind()
}

/// Whether a colon stands before a quotation.
fn is_announced(reading: &Reading, quote: Quote) -> bool {
    let before = reading.text.get(..quote.start).unwrap_or_default();
    let marks = |c: char| c.is_whitespace() || "«„“\"".contains(c);
    before.trim_end_matches(marks).ends_with(':')
}

/// Whether a sentence ends with a quotation: behind its closing mark, or before it and a capital follows.
fn ends_sentence(reading: &Reading, quote: Quote, end: usize) -> bool {
    let quoted = reading.text.get(quote.start..quote.end).unwrap_or_default();
    let rest = reading.text.get(quote.end..end).unwrap_or_default();
    let rest = rest.trim_start_matches(['»', '”', '“', '"']);
    let next = rest.trim_start().chars().next();
    rest.starts_with(['.', '!', '?'])
        || quoted.ends_with('.') && next.is_some_and(char::is_uppercase)
}

/// Whether a verb of saying announces what follows it: a colon stands between it and the end of its sentence.
fn announces(reading: &Reading, verb: usize, sentence_end: usize) -> bool {
    reading.written(verb, sentence_end + 1).contains(": ")
}

/// The only person who is named there: whom a pronoun stands for.
fn only(people: &[Person], (from, to): (usize, usize)) -> Option<String> {
    let named = |person: &&Person| {
        let mut mentions = person.mentions.iter();
        mentions.any(|(first, _)| (from..to).contains(first))
    };
    let mut found = people.iter().filter(named);
    let only = found.next()?;
    found.next().is_none().then(|| only.name.clone())
}

/// The person who is named nearest to the verb, as who says something and not as whose adviser does: in the nominative, where
/// names have cases.
fn nearest(
    reading: &Reading,
    people: &[Person],
    verb: usize,
    (from, to): (usize, usize),
) -> Option<String> {
    let of_whom = BEFORE_SPEAKERS.contains(&reading.tokens.folded(verb));
    let from = if of_whom { verb } else { from };
    people
        .iter()
        .flat_map(|person| {
            person
                .mentions
                .iter()
                .map(move |(first, after)| (*first, *after, person))
        })
        .filter(|(first, after, person)| {
            (from..to).contains(first) && (of_whom || is_nominative(reading, person, *after))
        })
        .map(|(first, _, person)| (first, person))
        .min_by_key(|(first, _)| first.abs_diff(verb))
        .map(|(_, person)| person.name.clone())
}

/// Whether the last word of a mention may be a nominative: of a name in the same letters, the name's own last word.
fn is_nominative(reading: &Reading, person: &Person, after: usize) -> bool {
    let word = after.saturating_sub(1);
    let written = reading.tokens.folded(word);
    let name = fold(person.name.rsplit([' ', '-']).next().unwrap_or_default());
    let begins = |letters: usize| {
        let shared = name.chars().zip(written.chars());
        shared.take(letters).filter(|(a, b)| a == b).count() == letters
    };
    !reading.tongue.inflects_names() || written == name || !begins(SAME_NAME)
}

#[cfg(test)]
mod tests {
    use super::super::Classifier;
    use item::Article;

    fn check(text: &str, speaker: Option<&str>, quote: Option<&str>) {
        let article = Article {
            text: text.to_owned(),
            ..Article::default()
        };
        let statements = Classifier::default().classify(&article).statements;
        assert_eq!(
            statements.first().map(|said| &*said.quote),
            quote,
            "{statements:?}"
        );
        assert_eq!(
            statements.first().and_then(|said| said.speaker.as_deref()),
            speaker,
            "{statements:?}"
        );
    }

    #[test]
    fn a_quotation_finds_its_speaker() {
        check(
            "«Siamo pronti a discutere ogni proposta», ha detto Sergej Lavrov ai giornalisti dopo i colloqui.",
            Some("Sergej Lavrov"),
            Some("Siamo pronti a discutere ogni proposta"),
        );
        check(
            "Nie zgodzimy się na takie warunki - powiedział Donald Tusk po spotkaniu w Brukseli.",
            Some("Donald Tusk"),
            Some("Nie zgodzimy się na takie warunki"),
        );
        check(
            "«Мы готовы к переговорам без условий», — заявил Дмитрий Песков журналистам.",
            Some("Дмитрий Песков"),
            Some("Мы готовы к переговорам без условий"),
        );
        check(
            "Olaf Scholz sagte: „Wir werden die Ukraine weiter unterstützen.“",
            Some("Olaf Scholz"),
            Some("Wir werden die Ukraine weiter unterstützen."),
        );
    }

    #[test]
    fn a_pronoun_stands_for_the_only_person_who_was_named_before() {
        check(
            "Sanna Marin visited the border. \"We are not afraid of anybody,\" she told reporters there.",
            Some("Sanna Marin"),
            Some("We are not afraid of anybody"),
        );
        check(
            "Sanna Marin met Petr Fiala. \"We are not afraid of anybody,\" he told reporters there.",
            None,
            Some("We are not afraid of anybody"),
        );
    }

    #[test]
    fn the_adviser_of_somebody_and_the_subject_of_the_next_sentence_did_not_say_it() {
        check(
            "\"Ця споруда не вирішує, хто буде президентом\", - заявив колишній радник Дональда Трампа з безпеки.",
            None,
            Some("Ця споруда не вирішує, хто буде президентом"),
        );
        check(
            "Conclude il senatore: «La gente qui è preoccupata per i reati». Replica duramente Matteo Renzi ai giornalisti.",
            None,
            Some("La gente qui è preoccupata per i reati"),
        );
        check(
            "Lo ha scritto Matteo Renzi, che secondo l'accusa avrebbe «nascosto la provenienza illecita di molti beni».",
            None,
            Some("nascosto la provenienza illecita di molti beni"),
        );
        check(
            "«Penso che lo sport abbia la possibilità». Mario Draghi, invece, racconta: «Guardate, ho una nipote, solo una».",
            Some("Mario Draghi"),
            Some("Guardate, ho una nipote, solo una"),
        );
        check(
            "«Non ci fermeremo davanti a nessuno». Lo ha detto Sergej Lavrov ai giornalisti.",
            Some("Sergej Lavrov"),
            Some("Non ci fermeremo davanti a nessuno"),
        );
        check(
            "Mark Rutte said: \"We will support them as long as it takes\". Donald Tusk said nothing.",
            Some("Mark Rutte"),
            Some("We will support them as long as it takes"),
        );
    }

    #[test]
    fn whose_words_or_opinion_something_is_said_it() {
        check(
            "По мнению Дмитрия Пескова, «стороны пока говорят на разных языках».",
            Some("Дмитрий Песков"),
            Some("стороны пока говорят на разных языках"),
        );
    }

    #[test]
    fn an_expression_in_quotation_marks_is_no_statement() {
        check(
            "The so-called \"special military operation that they began\" has lasted for years.",
            None,
            None,
        );
        check("He called it a \"big win\", said Joe Biden.", None, None);
    }
}
