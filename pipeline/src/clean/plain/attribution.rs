//! Credits in running text: "riferisce Politico", "jak podaje PAP". The words stay; the name is a credit.
//!
//! Precision first: a medium from the table, a name behind what media are called ("the agency …"), or a single
//! name alone in a slot that only reporters fill. Persons, ministries and governments are no credits.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::authority::is_authority;
use super::blocks::Block;
use super::chars::is_word_part;
use super::draft::Draft;
use super::outlets;
use super::phrases::{Table, fold};
use super::shape;

static CUES: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("../../../data/clean/attributions.txt")));

static MEDIA_NOUNS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../../data/clean/media_nouns.txt")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(_, nouns)| nouns.split_whitespace())
        .collect()
});

/// A block of fewer words reports nothing.
const FEWEST_WORDS: usize = 4;

/// So many words may stand between the cue and the name ("the Russian news agency …").
const MOST_WORDS_BETWEEN: usize = 4;

/// A name before a verb has at most so many words.
const MOST_NAME_WORDS: usize = 3;

/// A quoted name is no longer than this, in characters.
const LONGEST_QUOTED: usize = 40;

const DETERMINERS: [&str; 22] = [
    "il", "lo", "la", "i", "gli", "le", "l'", "un", "una", "der", "die", "das", "dem", "den",
    "des", "the", "a", "an", "dal", "dalla", "dell", "all",
];

/// Notes whom the running text has the report from.
pub(super) fn read(draft: &mut Draft) {
    let mut found: Vec<(String, String)> = Vec::new();
    for block in &draft.blocks {
        if shape::has_words(block.text(), FEWEST_WORDS) {
            in_block(block.text(), &draft.blocks, &mut found);
        }
    }
    for (name, evidence) in found {
        draft.credit([name], &evidence);
    }
}

fn in_block(text: &str, blocks: &[Block], found: &mut Vec<(String, String)>) {
    let mut last_outlet: Option<(&'static str, usize)> = None;
    let mut boundary = true;
    for (at, c) in text.char_indices() {
        let part = is_word_part(c);
        let begins = boundary && part;
        boundary = !part;
        if !begins {
            continue;
        }
        let Some(rest) = text.get(at..) else { continue };
        // The end of a longer name is no other medium: the Times of the Financial Times.
        if last_outlet.is_none_or(|(_, end)| at >= end)
            && let Some((name, after)) = outlets::at_start(rest)
        {
            last_outlet = Some((name, text.len() - after.len()));
        }
        let Some(cue) = CUES.at_start(rest) else {
            continue;
        };
        let behind = match cue.tag {
            "before" => None,
            strength => name_behind(cue.rest, strength == "after", blocks),
        };
        if let Some((name, after)) = behind {
            let evidence = rest.get(..rest.len() - after.len()).unwrap_or_default();
            found.push((name, evidence.to_owned()));
        } else if cue.tag != "open"
            && let Some((name, end)) = last_outlet
            && text.get(end..at).is_some_and(is_gap)
        {
            let end = text.len() - cue.rest.len();
            let start = text.get(..at).map_or(0, |before| before.trim_end().len());
            let start = start.saturating_sub(name.len());
            let evidence = text.get(start..end).unwrap_or(name);
            found.push((name.to_owned(), evidence.to_owned()));
        } else if let Some(before) = text.get(..at)
            && let Some((name, evidence)) = called_before(before)
        {
            let name = outlets::named(name).unwrap_or(name);
            found.push((name.to_owned(), evidence.to_owned()));
        }
    }
}

/// The name behind what media are called, right before a verb: `wie die Agentur Nordwind berichtet`.
fn called_before(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end();
    let mut start = text.len();
    for _ in 0..=MOST_NAME_WORDS {
        let before = text.get(..start)?.trim_end();
        let at = before.rfind(' ').map_or(0, |at| at + 1);
        let word = before.get(at..)?;
        if MEDIA_NOUNS.contains(fold(word).as_str()) {
            let name = text.get(start..)?;
            let name = name.trim_matches(|c: char| "«»\"„“” ".contains(c));
            let named = !name.is_empty() && !is_authority(name);
            return named.then(|| (name, text.get(at..).unwrap_or(name)));
        }
        let bare = word.trim_start_matches(['«', '"', '„', '“', '»']);
        if !shape::is_capitalised(bare) || bare.ends_with([',', '.', ':']) {
            return None;
        }
        start = at;
    }
    None
}

/// Nothing but a closing quote and spaces stands between a name and its verb.
fn is_gap(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || "\"”“»".contains(c))
}

/// The medium that is named behind a cue, and what follows its name.
fn name_behind<'a>(text: &'a str, strong: bool, blocks: &[Block]) -> Option<(String, &'a str)> {
    let mut rest = text.trim_start_matches([' ', ':']);
    let mut medium = false;
    let mut direct = true;
    let mut noun_before = false;
    for _ in 0..=MOST_WORDS_BETWEEN {
        rest = without_determiner(rest);
        if let Some((name, after)) = outlets::at_start(rest) {
            return Some((name.to_owned(), after));
        }
        if let Some((name, after)) = quoted(rest) {
            if let Some(known) = outlets::named(name) {
                return Some((known.to_owned(), after));
            }
            let named = medium || (strong && direct && is_proper_name(name));
            return (named && !is_authority(name)).then(|| (name.to_owned(), after));
        }
        let word = word(rest);
        if word.is_empty() {
            return None;
        }
        if shape::is_host(word.trim_end_matches('.')) {
            let name = word.trim_end_matches('.');
            return Some((name.to_owned(), rest.get(name.len()..)?));
        }
        let noun = MEDIA_NOUNS.contains(fold(word).as_str());
        if shape::is_capitalised(word) && !noun {
            let (name, after) = capitalised(rest);
            let known = noun_before && !is_authority(name);
            let alone = strong && direct && is_lone_name(name, after, blocks);
            let name = outlets::named(name).unwrap_or(name);
            return (known || alone).then(|| (name.to_owned(), after));
        }
        medium |= noun;
        noun_before = noun;
        direct = false;
        rest = rest.get(word.len()..)?.trim_start_matches(' ');
        if !noun && rest.starts_with(|c: char| !c.is_alphanumeric() && !"«»\"„“".contains(c))
        {
            return None;
        }
    }
    None
}

/// `il`, `the`, `l'`, `dell'`: what may stand right before a name.
fn without_determiner(text: &str) -> &str {
    let text = text.trim_start_matches(' ');
    let first = word(text);
    let Some(rest) = text.get(first.len()..) else {
        return text;
    };
    let elided = rest.starts_with(['\'', '’']) && first.chars().count() <= 4;
    if elided && !shape::is_capitalised(first) {
        return rest.trim_start_matches(['\'', '’']);
    }
    if DETERMINERS.contains(&first) && rest.starts_with(' ') {
        return rest.trim_start_matches(' ');
    }
    text
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.')));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// A word of a name: an apostrophe may stand inside it.
fn name_word(text: &str) -> &str {
    let first = word(text);
    let after = text.get(first.len()..).unwrap_or_default();
    let mut next = after.char_indices();
    match (next.next(), next.next()) {
        (Some((_, '\'' | '’')), Some((at, c))) if c.is_alphabetic() => {
            let more = word(after.get(at..).unwrap_or_default());
            text.get(..first.len() + at + more.len()).unwrap_or(first)
        }
        _ => first,
    }
}

fn quoted(text: &str) -> Option<(&str, &str)> {
    let open = text.chars().next()?;
    let close: &[char] = match open {
        '«' => &['»'],
        '»' => &['«'],
        '„' => &['”', '“', '"'],
        '“' => &['”', '“'],
        '"' => &['"'],
        _ => return None,
    };
    let inner = text.get(open.len_utf8()..)?;
    let end = inner.find(close)?;
    let (name, rest) = inner.split_at_checked(end)?;
    let after = rest.get(rest.chars().next()?.len_utf8()..)?;
    (name.chars().count() <= LONGEST_QUOTED && shape::is_capitalised(name)).then_some((name, after))
}

/// Whether quoted words are a name and not something that was said.
fn is_proper_name(name: &str) -> bool {
    shape::words(name) <= 3 && shape::is_capitalised(name) && !shape::ends_sentence(name)
}

/// Up to three capitalised words.
fn capitalised(text: &str) -> (&str, &str) {
    let mut end = 0;
    for _ in 0..3 {
        let rest = text.get(end..).unwrap_or_default();
        let gap = rest.len() - rest.trim_start_matches(' ').len();
        let word = name_word(rest.trim_start_matches(' '));
        let bare = word.trim_end_matches(['.', '-']);
        if !shape::is_capitalised(bare) || (end > 0 && gap == 0) {
            break;
        }
        end += gap + bare.len();
        if bare.len() < word.len() {
            break;
        }
    }
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// A single name, named nowhere else, with which its clause ends.
fn is_lone_name(name: &str, after: &str, blocks: &[Block]) -> bool {
    let single = !name.contains(' ') && name.chars().count() >= 3;
    let closed = after.is_empty() || after.starts_with(['.', ',', ';', ')']);
    let mentions: usize = blocks
        .iter()
        .map(|block| block.text().matches(name).count())
        .sum();
    single && closed && mentions <= 1 && !is_authority(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let mut draft = Draft {
            blocks: vec![Block::alone(text)],
            ..Draft::default()
        };
        read(&mut draft);
        let credits: Vec<&str> = draft
            .article
            .credits
            .iter()
            .map(|credit| credit.name.as_str())
            .collect();
        assert_eq!(credits, expect, "{text}");
    }

    #[test]
    fn media_are_credits_and_persons_are_not() {
        check(
            "Lo ha affermato il segretario generale, riferisce Politico.",
            &["Politico"],
        );
        check(
            "Secondo il Financial Times, la riunione è stata rinviata.",
            &["Financial Times"],
        );
        check("Come riporta l'ANSA, il ponte è chiuso da ieri.", &["ANSA"]);
        check("Spotkanie odwołano, informuje PAP.", &["PAP"]);
        check(
            "Jak podaje agencja Reutera, rozmowy trwają od rana.",
            &["Reuters"],
        );
        check("PAP informuje, że rozmowy trwają od rana.", &["PAP"]);
        check(
            "Об этом сообщает газета «Известия» со ссылкой на источник.",
            &["Известия"],
        );
        check("Об этом передаёт ТАСС.", &["ТАСС"]);
        check(
            "Про це повідомляє УНІАН з посиланням на Reuters.",
            &["УНІАН", "Reuters"],
        );
        check(
            "Das berichtet die Nachrichtenagentur dpa unter Berufung auf Diplomaten.",
            &["dpa"],
        );
        check(
            "Wie die Agentur Nordwind berichtet, bleibt die Brücke geschlossen.",
            &["Nordwind"],
        );
        check("Газета «Вестник» пишет, что мост закрыт.", &["Вестник"]);
        check("Wie der Minister Nordwind berichtet, bleibt sie zu.", &[]);
        check("Laut Bild soll der Gipfel verschoben werden.", &["Bild"]);
        check(
            "The talks were delayed, according to The Wall Street Journal.",
            &["The Wall Street Journal"],
        );
        check("Про це повідомляє видання «Нові вісті».", &["Нові вісті"]);
        check(
            "Il ponte resta chiuso, lo riporta Gazzettino.",
            &["Gazzettino"],
        );
        check("Об этом сообщает Минобороны России.", &[]);
        check("Secondo Lavrov, i colloqui sono stati utili.", &[]);
        check("Według Stoltenberga sojusz jest gotowy.", &[]);
        check(
            "Laut Verteidigungsministerium wurden zwei Drohnen abgeschossen.",
            &[],
        );
        check("According to Biden, the alliance is ready for talks.", &[]);
        check("Об этом пишет президент в своём канале.", &[]);
    }
}
