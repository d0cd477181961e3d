//! Who wrote an article: people's names out of what pages put into author fields.
//!
//! Precision over recall: a field that names the site, the desk or an address gives nobody.

use scraper::node::Element;

use super::super::names::Tag;
use super::super::page::Page;
use super::head::Head;

/// The longest name of a person, in characters and words.
const LONGEST_NAME: usize = 60;
const MOST_WORDS: usize = 6;

/// The longest byline that is read; what is longer is a biography.
const LONGEST_BYLINE: usize = 150;

/// Nobody has more authors than this; a longer list is something else.
const MAX_PEOPLE: usize = 12;

/// What stands before a name.
const PREFIXES: [&str; 36] = [
    "by",
    "von",
    "di",
    "da",
    "par",
    "por",
    "przez",
    "autor",
    "autorka",
    "autorzy",
    "author",
    "authors",
    "written by",
    "text",
    "tekst",
    "testo",
    "posted by",
    "a cura di",
    "opracował",
    "opracowała",
    "oprac.",
    "opr.",
    "автор",
    "авторы",
    "автори",
    "текст",
    "redakteur",
    "reporter",
    "reported by",
    "story by",
    "words by",
    "de",
    "av",
    "af",
    "door",
    "autore",
];

/// Words that name a desk, a role or a system instead of a person, whole words in lower case.
const NOBODY: [&str; 44] = [
    "redakcja",
    "redazione",
    "redaktion",
    "redaction",
    "rédaction",
    "redacción",
    "редакция",
    "редакція",
    "editorial",
    "editor",
    "editors",
    "staff",
    "admin",
    "administrator",
    "newsroom",
    "newsdesk",
    "desk",
    "online",
    "team",
    "news",
    "press",
    "agency",
    "agencja",
    "agenzia",
    "agentur",
    "redacao",
    "redação",
    "webmaster",
    "guest",
    "contributor",
    "contributors",
    "correspondent",
    "reporters",
    "media",
    "group",
    "unknown",
    "anonymous",
    "user",
    "www",
    "http",
    "https",
    "com",
    "office",
    "service",
];

/// The people named in `fields`, once each, in order; `sites` are names that are the publisher's.
pub(in crate::clean) fn people<'f>(
    fields: impl IntoIterator<Item = &'f str>,
    sites: &[String],
) -> Vec<String> {
    let mut people: Vec<String> = Vec::new();
    for name in fields.into_iter().flat_map(split) {
        let known = people
            .iter()
            .any(|person| person.to_lowercase() == name.to_lowercase());
        if !known && is_person(&name, sites) && people.len() < MAX_PEOPLE {
            people.push(name);
        }
    }
    people
}

/// The authors in fields that are known to name them: people where there are any, else whoever it is, a desk or an
/// agency, as written.
pub(in crate::clean) fn named(fields: &[String], sites: &[String]) -> Vec<String> {
    let found = people(fields.iter().map(String::as_str), sites);
    if !found.is_empty() {
        return found;
    }
    let mut names: Vec<String> = Vec::new();
    for name in fields.iter().map(|field| without_prefix(field)) {
        if !name.is_empty() && !names.contains(&name) && names.len() < MAX_PEOPLE {
            names.push(name);
        }
    }
    names
}

/// The fields of the head that name authors.
const KEYS: [&str; 9] = [
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "article:author_name",
];

/// The author fields of a page, the most deliberate ones first; the first that names a person counts.
pub(super) fn of_page(
    page: &Page<'_>,
    head: &Head<'_>,
    linked: &[String],
    sites: &[String],
) -> Vec<String> {
    let linked = people(linked.iter().map(String::as_str), sites);
    if !linked.is_empty() {
        return linked;
    }
    for key in KEYS {
        let found = people(head.all(key), sites);
        if !found.is_empty() {
            return found;
        }
    }
    let marked = bylines(page, true);
    let found = people(marked.iter().map(String::as_str), sites);
    if !found.is_empty() {
        return found;
    }
    let named = bylines(page, false);
    let found = named.iter().map(|field| people([field.as_str()], sites));
    found
        .into_iter()
        .find(|people| !people.is_empty())
        .unwrap_or_default()
}

/// How many bylines are tried, and how far apart in the tree those of one article may stand.
const MAX_FIELDS: usize = 8;
const FAMILY: usize = 3;

/// The texts of elements that are marked as the author (`deliberate`), or are named so. Teasers of other articles
/// have authors too: only those near the first one count.
fn bylines(page: &Page<'_>, deliberate: bool) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    let mut after = 0;
    let mut family: Option<usize> = None;
    for (index, tag, element) in page.elements() {
        if index < after
            || tag == Tag::Body
            || tag.is_never_text()
            || !is_byline(element, deliberate)
        {
            continue;
        }
        after = page.end(index);
        let words = page.words(index, LONGEST_BYLINE * 2);
        let related = family.is_none_or(|family| index < page.end(family));
        if words.is_empty() || words.len() > LONGEST_BYLINE || !related {
            continue;
        }
        family = family.or_else(|| page.ancestors(index).take(FAMILY).last());
        fields.push(words);
        if fields.len() >= MAX_FIELDS {
            break;
        }
    }
    fields
}

fn is_byline(element: &Element, deliberate: bool) -> bool {
    element.attrs().any(|(name, value)| match name {
        "rel" | "itemprop" if deliberate => {
            value.split_ascii_whitespace().any(|word| word == "author")
        }
        "class" if !deliberate => value.split_ascii_whitespace().any(|class| {
            let class = class.to_ascii_lowercase();
            ["author", "byline"].iter().any(|word| {
                class.ends_with(word)
                    || class.starts_with(word)
                    || class.ends_with(&format!("{word}-name"))
            })
        }),
        _ => false,
    })
}

fn split(field: &str) -> Vec<String> {
    let mut parts: Vec<String> = vec![String::new()];
    for word in field.split_whitespace() {
        let joins = matches!(
            word.to_lowercase().as_str(),
            "and"
                | "und"
                | "et"
                | "e"
                | "i"
                | "y"
                | "und."
                | "&"
                | "|"
                | "/"
                | "•"
                | "·"
                | "–"
                | "—"
                | "-"
                | "и"
                | "та"
                | "oraz"
                | "og"
                | "och"
                | "en"
        );
        let ends = word.ends_with([',', ';', '|', '•']);
        if joins {
            parts.push(String::new());
            continue;
        }
        if let Some(part) = parts.last_mut() {
            if !part.is_empty() {
                part.push(' ');
            }
            part.push_str(word.trim_end_matches([',', ';', '|', '•']));
        }
        if ends {
            parts.push(String::new());
        }
    }
    parts
        .iter()
        .map(|part| without_prefix(part))
        .filter(|part| !part.is_empty())
        .collect()
}

fn without_prefix(part: &str) -> String {
    let mut rest = part.trim();
    while let Some((first, after)) = rest.split_once([' ', ':']) {
        let two = after.trim_start().split_once([' ', ':']);
        let matches = |words: &str| PREFIXES.contains(&words.to_lowercase().trim_end_matches(':'));
        rest = match two {
            Some((second, behind)) if matches(&format!("{first} {second}")) => behind.trim_start(),
            _ if matches(first)
                && (part.contains(':')
                    || first.chars().next().is_some_and(char::is_lowercase)
                    || starts_field(first)) =>
            {
                after.trim_start_matches([' ', ':'])
            }
            _ => break,
        };
    }
    rest.trim_matches(|c: char| c.is_whitespace() || ".:-–—()[]\"“”".contains(c))
        .to_owned()
}

/// "By Ann Lee", "Von Ann Lee": capital because it begins the field. "Da", "De", "Di" begin surnames too.
fn starts_field(word: &str) -> bool {
    matches!(
        word,
        "By" | "BY"
            | "Von"
            | "Par"
            | "Por"
            | "Przez"
            | "Autor"
            | "Autorka"
            | "Author"
            | "Text"
            | "Tekst"
            | "Автор"
            | "Текст"
            | "Oprac."
            | "Opr."
    )
}

fn is_person(name: &str, sites: &[String]) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let lower = name.to_lowercase();
    let plain = |c: char| c.is_alphabetic() || c == ' ' || "'’.-‑`ʼ".contains(c);
    name.chars().count() >= 3
        && name.chars().count() <= LONGEST_NAME
        && words.len() <= MOST_WORDS
        && name.chars().all(plain)
        && name
            .chars()
            .any(|c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()))
        && !lower
            .split([' ', '.', '-'])
            .any(|word| NOBODY.contains(&word))
        && !sites.iter().any(|site| same_name(site, &lower))
        && words
            .last()
            .is_some_and(|last| last.chars().any(|c| !c.is_lowercase() && c.is_alphabetic()))
}

fn same_name(site: &str, lower: &str) -> bool {
    let letters = |text: &str| {
        text.to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
    };
    let (site, name) = (letters(site), letters(lower));
    !site.is_empty()
        && (site == name
            || (name.len() >= 4 && site.starts_with(&name))
            || (site.len() >= 4 && name.starts_with(&site)))
}

#[cfg(test)]
mod tests {
    use super::people;

    #[track_caller]
    fn check(field: &str, expect: &[&str]) {
        assert_eq!(
            people([field], &["Daily Post".to_owned()]),
            expect,
            "{field:?}"
        );
    }

    #[test]
    fn fields_give_people() {
        check("By Ann Lee and Bo Ek", &["Ann Lee", "Bo Ek"]);
        check(
            "Von Jürgen Müller, Anna Groß",
            &["Jürgen Müller", "Anna Groß"],
        );
        check("Autor: Zofia Łęcka", &["Zofia Łęcka"]);
        check(
            "di Mario Rossi e Anna Di Pietro",
            &["Mario Rossi", "Anna Di Pietro"],
        );
        check("Автор: Иван Петров", &["Иван Петров"]);
        check("Ludwig von Bergen", &["Ludwig von Bergen"]);
        check("Jean-Luc d’Ormesson", &["Jean-Luc d’Ormesson"]);
    }

    #[test]
    fn fields_that_name_no_person_give_nobody() {
        for field in [
            "Redazione",
            "https://example.org/ann",
            "ann@example.org",
            "Daily Post",
            "Daily Post Staff",
            "admin",
            "User123",
            "a long sentence that somebody put into the field",
            "",
        ] {
            check(field, &[]);
        }
    }
}
