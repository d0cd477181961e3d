//! What one block is for, judged by its words alone; where it stands is judged by those who ask.

use std::sync::LazyLock;

use super::about;
use super::address;
use super::authority::is_authority;
use super::chars::is_word_part;
use super::dated::{self, Dated};
use super::furniture;
use super::outlets;
use super::people;
use super::phrases::Table;
use super::shape;

static STOP_HEADINGS: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("../../../data/clean/stop_headings.txt")));
static READ_ALSO: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("../../../data/clean/read_also.txt")));
static SOURCE_LABELS: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("../../../data/clean/source_labels.txt")));
static COUNTED: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("../../../data/clean/stop_counted.txt")));
static CAPTION_LABELS: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("../../../data/clean/caption_labels.txt")));
static BYLINES: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("../../../data/clean/bylines.txt")));
/// What a block is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Role {
    /// The author is introduced here or below; the name, where it stands on the line.
    Author(Vec<String>),
    /// Nothing but the article's own words, as far as the block says.
    Text,
    /// A heading after which nothing of the article follows.
    Stop,
    /// The label of a link to other articles; the link itself stands on the same line or follows.
    ReadAlso(Link),
    /// A line of the page.
    Furniture,
    /// An address and nothing else.
    Address,
    /// Whom the report is from.
    Source(Vec<String>),
    /// A picture's caption or credit.
    Caption,
    /// Who wrote it; nobody, where a desk signs.
    Byline(Vec<String>),
    /// When it was published or changed, and what else stands on that line.
    Dated(Dated),
    /// The name of a section of the site, or a path through it.
    Section,
    /// Somebody's name and nothing else.
    Name,
    /// A medium's name and nothing else.
    Outlet(&'static str),
}

/// Where the link of a "read also" label is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// Behind the label.
    Here,
    /// On the next lines.
    Below,
}

/// The longest byline, source line, in characters.
const LONGEST_LABELLED: usize = 120;

/// A caption whose label is not marked off by a colon has at most so many words.
const MOST_CAPTION_WORDS: usize = 20;

/// The longest caption with a label, and the longest "read also" line.
const LONGEST_CAPTION: usize = 320;

/// What an author does is said in so many words at most, where the name is missing.
const MOST_BARE_JOB_WORDS: usize = 4;

/// A line that only leads to an address has at most so many words.
const MOST_LINK_WORDS: usize = 14;

/// A source is named in so many words at most.
const MOST_SOURCE_WORDS: usize = 9;

/// The role of a block.
pub(super) fn of(text: &str) -> Role {
    if !text.contains(is_word_part) {
        return Role::Furniture;
    }
    if address::is_bare(text) {
        return Role::Address;
    }
    if shape::is_longer(text, LONGEST_CAPTION) {
        return Role::Text;
    }
    let labelled = source(text)
        .or_else(|| caption(text))
        .or_else(|| read_also(text));
    if let Some(role) = labelled {
        return role;
    }
    if ends_with_link(text) {
        return Role::Address;
    }
    if let Some(names) = about::introduced(text) {
        return Role::Author(names);
    }
    if STOP_HEADINGS.is(text) {
        return Role::Stop;
    }
    if furniture::is_furniture(text) {
        // `By Jane Doe | 14 June 2021 | 3 min read`: a bar in which somebody signs.
        let signed = dated::read(text).filter(|dated| !dated.people.is_empty());
        return signed.map_or(Role::Furniture, Role::Dated);
    }
    byline(text)
        .or_else(|| dated::read(text).map(Role::Dated))
        .or_else(|| furniture::is_section(text).then_some(Role::Section))
        .or_else(|| outlets::named(text).map(Role::Outlet))
        .or_else(|| people::is_person(text).then_some(Role::Name))
        .unwrap_or(Role::Text)
}

/// Whether the words are the label of a link to other articles or a heading of what follows the article.
pub(super) fn is_soft_stop(text: &str) -> bool {
    READ_ALSO.is(text)
}

/// Whether a stop heading is that of readers' comments.
pub(super) fn names_comments(text: &str) -> bool {
    const STEMS: [&str; 6] = [
        "comment",
        "коммент",
        "комент",
        "komentar",
        "kommentar",
        "comentari",
    ];
    let text = text.to_lowercase();
    STEMS.iter().any(|stem| text.contains(stem))
}

/// Whether a number counts readers' comments in the line: `14 thoughts on …`.
pub(super) fn counts_comments(text: &str) -> bool {
    let counted = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    counted.len() < text.len() && COUNTED.is(counted)
}

/// `Fonte: 112`, `(Fonte: a.example)`, `Quelle dpa`.
fn source(text: &str) -> Option<Role> {
    let inner = text.trim_start_matches(['(', '[', '/', ' ']);
    let found = SOURCE_LABELS.at_start(inner)?;
    if shape::is_longer(text, LONGEST_LABELLED) {
        return None;
    }
    let bracketed =
        inner.len() < text.len() && text.trim_end_matches('.').ends_with([')', ']', '/']);
    let (names, certain) = match found.after_colon() {
        Some(names) => (
            names,
            found.tag != "it"
                || inner.to_lowercase().starts_with("font")
                || inner.to_lowercase().starts_with("tratto"),
        ),
        None => (found.rest.trim(), bracketed && found.words < 2),
    };
    let names = names.split(['|', '•']).next().unwrap_or_default();
    let names = until_caption(names);
    let listed = outlets::listed(names);
    let known = listed
        .iter()
        .any(|name| outlets::named(name).is_some() || shape::is_host(name));
    let short = shape::words(names) <= MOST_SOURCE_WORDS && !listed.is_empty();
    let whole = known && listed.iter().all(|name| shape::words(name) <= 4);
    let people = people::listed(names);
    if !people.is_empty() && found.words > 1 {
        return Some(Role::Byline(people));
    }
    (short && (certain || whole)).then_some(Role::Source(listed))
}

/// `PAP / Foto: Getty`: the picture's credit is not the report's.
fn until_caption(text: &str) -> &str {
    for (at, _) in text.char_indices().filter(|(_, c)| matches!(c, ' ' | '/')) {
        let Some(rest) = text.get(at..) else { continue };
        let label = CAPTION_LABELS.at_start(rest);
        if label.is_some_and(|label| label.after_colon().is_some() || label.rest.starts_with('.')) {
            return text.get(..at).unwrap_or(text);
        }
    }
    text
}

fn caption(text: &str) -> Option<Role> {
    let labelled = CAPTION_LABELS.at_start(text).is_some_and(|label| {
        let rest = label.rest.trim_start();
        let marked = rest.starts_with([':', '.', '/', '|', '©', '—', '–']) || rest.is_empty();
        marked || (label.words > 1 && shape::words(text) <= MOST_CAPTION_WORDS)
    });
    let owned = text.starts_with('©') && shape::words(text) <= 12;
    (labelled || owned || super::caption::is_credited(text)).then_some(Role::Caption)
}

fn read_also(text: &str) -> Option<Role> {
    let label = READ_ALSO.at_start(text)?;
    let rest = label.rest.trim_start();
    if !rest.contains(char::is_alphanumeric) {
        return Some(Role::ReadAlso(Link::Below));
    }
    let marked = rest.starts_with([':', '>', '|', '»', '→', '►', '–', '—', '-']);
    let linked = label.words > 1 && !shape::ends_with_stop(text) && !rest.starts_with(',');
    let capital = rest
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .chars()
        .next()
        .is_some_and(|c| !c.is_lowercase());
    (marked || (linked && capital)).then_some(Role::ReadAlso(Link::Here))
}

fn byline(text: &str) -> Option<Role> {
    if people::is_desk(text) {
        return Some(Role::Byline(Vec::new()));
    }
    if shape::is_longer(text, LONGEST_LABELLED) {
        return None;
    }
    if people::names_job(text) {
        let unlabelled = BYLINES
            .at_start(text)
            .map_or(text, |label| label.rest.trim_start_matches([':', '.', ' ']));
        if let Some((name, rest)) = people::leading(unlabelled) {
            return Some(Role::Byline(vec![before_job(&name, rest)]));
        }
        if BYLINES.at_start(text).is_none() && shape::words(text) <= MOST_BARE_JOB_WORDS {
            return Some(Role::Byline(Vec::new()));
        }
    }
    if let Some(name) = sent_from(text) {
        return Some(Role::Byline(vec![name]));
    }
    let inner = text.trim_matches(|c| matches!(c, '(' | ')' | '[' | ']' | ' '));
    let label = BYLINES.at_start(inner)?;
    let names = match label.after_colon() {
        Some(names) => names,
        None if label.needs_colon => return None,
        None => label.rest.trim_start_matches(['.', ' ']),
    };
    let initials = |name: &str| name.split('/').all(|part| people::is_initials(part.trim()));
    let date = dated::read(names);
    if let Some(dated) = date.filter(|dated| !dated.people.is_empty()) {
        return Some(Role::Dated(dated));
    }
    let names = names.trim_end_matches('.');
    let people = people::listed(names);
    if !people.is_empty() {
        let said = shape::words(names);
        return (said <= 14 && !shape::ends_with_stop(text)).then_some(Role::Byline(people));
    }
    let colon = label.after_colon().is_some();
    let office = is_authority(names) && label.rest.starts_with(['.', ':']);
    if people::is_desk(names) || (office && shape::words(names) <= MOST_BARE_JOB_WORDS) {
        return Some(Role::Byline(Vec::new()));
    }
    if colon && initials(names) {
        let names = names.split('/').map(|name| name.trim().to_owned());
        return Some(Role::Byline(names.collect()));
    }
    let outlet = outlets::named(names).filter(|_| colon);
    outlet.map(|name| Role::Source(vec![name.to_owned()]))
}

/// `Z Brukseli Anna Nowak (PAP)`: how Polish agencies sign what was sent from a place.
fn sent_from(text: &str) -> Option<String> {
    let rest = text
        .strip_prefix(['Z', 'z'])
        .map(|rest| rest.strip_prefix('e').unwrap_or(rest))?;
    let rest = rest.strip_prefix(' ')?;
    let (place, rest) = rest.split_once(' ')?;
    let (name, rest) = people::leading(rest)?;
    let signed = rest.trim().is_empty() || rest.trim_start().starts_with(['(', ',']);
    (shape::is_capitalised(place) && signed && shape::words(rest) <= 2).then_some(name)
}

/// `Tom Fisher Nordic correspondent`: what stands right before the job belongs to it, not to the name.
fn before_job(name: &str, rest: &str) -> String {
    let parted = rest
        .trim_start()
        .starts_with([',', '(', '|', '-', '–', '—', '/']);
    let mut words = name.split(' ');
    match (words.next(), words.next(), words.next()) {
        (Some(first), Some(last), Some(_)) if !parted => format!("{first} {last}"),
        _ => name.to_owned(),
    }
}

/// `More on this at https://…`.
fn ends_with_link(text: &str) -> bool {
    let last = text.split(' ').next_back().unwrap_or_default();
    last.contains("://") && shape::words(text) <= MOST_LINK_WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &Role) {
        assert_eq!(&of(text), expect, "{text}");
    }

    #[test]
    fn lines_are_known_by_their_words() {
        let names = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        check("Fonte: 112", &Role::Source(names(&["112"])));
        check(
            "(Fonte: it.example.com)",
            &Role::Source(names(&["it.example.com"])),
        );
        check("Źródło: PAP / Fot. Agencja", &Role::Source(names(&["PAP"])));
        check("Джерело: УНІАН", &Role::Source(names(&["УНІАН"])));
        check("di Mario Rossi", &Role::Byline(names(&["Mario Rossi"])));
        check(
            "Autor: Jan Kowalski",
            &Role::Byline(names(&["Jan Kowalski"])),
        );
        check(
            "Von Hans Müller, Berlin",
            &Role::Byline(names(&["Hans Müller"])),
        );
        check(
            "By Martin Hale, Defence Editor",
            &Role::Byline(names(&["Martin Hale"])),
        );
        check("Redakcja", &Role::Byline(Vec::new()));
        check("Argomenti correlati:", &Role::Stop);
        check(
            "CZYTAJ TAKŻE: Nowy most nad Wisłą",
            &Role::ReadAlso(Link::Here),
        );
        check("Leggi anche", &Role::ReadAlso(Link::Below));
        check("Foto: Agentur", &Role::Caption);
        check("Home > Esteri > Russia", &Role::Furniture);
        check("12 commenti", &Role::Furniture);
        check("Политика", &Role::Section);
        check(
            "Per approfondire il tema, i ministri si riuniranno domani.",
            &Role::Text,
        );
        check(
            "Von Berlin aus fuhr der Minister nach Warschau weiter.",
            &Role::Text,
        );
        check(
            "Share prices fell on Monday after the ministers met for talks in Paris.",
            &Role::Text,
        );
    }
}
