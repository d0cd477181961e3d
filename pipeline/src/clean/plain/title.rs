//! The headline: which block it is, and what of it is the site's name.

use super::blocks::Block;
use super::chars::is_letter;
use super::dated::{self, Dated};
use super::furniture;
use super::outlets;
use super::rights::is_rights;
use super::role::Role;
use super::shape;
use item::dates;

/// A site's name behind a headline has at most so many words.
const MOST_SITE_WORDS: usize = 4;

/// A kicker above a headline has at most so many words, and its headline at least so many.
const MOST_KICKER_WORDS: usize = 3;
const FEWEST_TITLE_WORDS: usize = 4;

/// Words are compared by so many letters: endings differ.
const STEM: usize = 5;

/// So many paragraphs show what an article is about.
const FEWEST_PARAGRAPHS: usize = 3;

/// A headline tied to its kicker has at most so many words.
const MOST_TIED_WORDS: usize = 10;

/// A headline that ends with a full stop is believed up to this length, in words.
const MOST_STOPPED_WORDS: usize = 16;

/// A headline, and the medium that stood behind it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Title {
    pub(super) text: String,
    pub(super) outlet: Option<String>,
    pub(super) dated: Option<Dated>,
}

/// Whether the block is the headline; `below` are the blocks under it, `announced` whether lines that
/// only stand above headlines came before.
pub(super) fn is_headline(block: &Block, below: &[Block], announced: bool) -> bool {
    if block.heading {
        return true;
    }
    let text = block.text();
    if below.is_empty() || !matches!(block.role(), Role::Text | Role::Name) {
        return false;
    }
    if shape::is_title_like(text) {
        return !shape::is_prose(text) || !text.contains(". ") || shape::words(text) <= 30;
    }
    let short = shape::words(text) <= MOST_STOPPED_WORDS;
    let headed = below
        .first()
        .is_some_and(|next| matches!(next.role(), Role::Byline(_) | Role::Dated(_)));
    let doubled = below.iter().take(3).any(|next| same(next.text(), text));
    short && shape::ends_with_stop(text) && (announced || headed || doubled)
}

/// Whether the block is only a kicker above the headline that follows.
pub(super) fn is_kicker(text: &str, next: Option<&Block>, after_next: Option<&Block>) -> bool {
    let Some(next) = next else { return false };
    let words = shape::words(text);
    if is_slogan(text) && shape::is_title_like(next.text()) && after_next.is_some() {
        return true;
    }
    if words > MOST_KICKER_WORDS || shape::ends_sentence(text) {
        return false;
    }
    let headline_next = shape::is_title_like(next.text())
        && !next.is_prose()
        && shape::words(next.text()) >= FEWEST_TITLE_WORDS
        && *next.role() == Role::Text;
    let louder = shape::is_all_caps(text) && !shape::is_all_caps(next.text());
    // A subtitle is longer than a headline, and stands apart from it where the text stands apart.
    let tied = !next.after_gap
        && after_next.is_some_and(|block| block.after_gap)
        && shape::words(next.text()) <= MOST_TIED_WORDS;
    headline_next && after_next.is_some() && (words <= 2 || louder || tied)
}

/// `Gazette — news of the region`: a site's name and what it says of itself.
fn is_slogan(text: &str) -> bool {
    const NEWS: [&str; 9] = [
        "notizie",
        "news",
        "wiadomości",
        "новости",
        "новини",
        "nachrichten",
        "quotidiano",
        "portal",
        "портал",
    ];
    let parts = [" — ", " – ", " - ", " | ", ": "];
    let Some((name, rest)) = parts.iter().find_map(|mark| text.split_once(mark)) else {
        return false;
    };
    let rest = rest.to_lowercase();
    let first = rest.split([' ', ',']).next().unwrap_or_default();
    shape::words(name) <= MOST_SITE_WORDS
        && shape::words(text) <= MOST_TIED_WORDS
        && NEWS.contains(&first)
}

/// Takes the site's name, and a date, off the end of a headline. `others` are other blocks of the document's head.
pub(super) fn without_site(written: &str, host: Option<&str>, others: &[Block]) -> Title {
    let mut title = Title {
        text: written.to_owned(),
        outlet: None,
        dated: None,
    };
    while let Some((before, site)) = split_last(&title.text) {
        if shape::words(&before) < 2 {
            break;
        }
        let outlet = outlets::named(&site).map(ToOwned::to_owned);
        let date = dated::read(&site);
        let date = date.filter(|dated| dated.outlet.is_some() || dates::parse(&site).is_some());
        let known =
            outlet.is_some() || date.is_some() || shape::is_host(&site) || is_of_host(&site, host);
        let doubled = others.iter().any(|block| same(block.text(), &before));
        let signs = owns(&site, others) || is_unrelated(&site, &before, others);
        let parted = title.text.contains(" | ") && shape::words(&site) <= MOST_SITE_WORDS;
        if !(known || doubled || parted || signs || furniture::is_section(&site)) {
            break;
        }
        if date.is_some() {
            title.dated = date;
        } else if !furniture::is_section(&site) {
            title.outlet = outlet.or(Some(site)).filter(|_| known || doubled || signs);
        }
        title.text = before;
    }
    title
}

/// Whether a line of copyright names the site.
fn owns(site: &str, others: &[Block]) -> bool {
    let mut rights = others.iter().filter(|block| is_rights(block.text()));
    rights.any(|block| block.text().contains(site))
}

/// Whether one or two capitalised words behind a headline have nothing to do with the article: none stands in it.
fn is_unrelated(site: &str, before: &str, others: &[Block]) -> bool {
    let stem = |word: &str| word.chars().take(STEM).collect::<String>();
    let mut words = site.split(' ');
    let capital = words.clone().all(|word| {
        shape::is_capitalised(word) && shape::letters(word) >= STEM && word.chars().all(is_letter)
    });
    let paragraphs = others.iter().filter(|block| block.is_prose()).count();
    capital
        && words.clone().count() <= 2
        && shape::has_words(before, FEWEST_TITLE_WORDS)
        && paragraphs >= FEWEST_PARAGRAPHS
        && words.all(|word| {
            let stem = stem(word);
            let mut prose = others.iter().filter(|block| block.is_prose());
            !before.contains(&stem) && !prose.any(|block| block.text().contains(&stem))
        })
}

/// Whether two texts are the same words.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.len().abs_diff(other.len()) < 16 && shape::key_chars(one).eq(shape::key_chars(other))
}

fn split_last(text: &str) -> Option<(String, String)> {
    let (at, mark) = [" | ", " - ", " – ", " — ", " :: ", " » ", " • "]
        .iter()
        .filter_map(|mark| text.rfind(mark).map(|at| (at, mark)))
        .max_by_key(|(at, _)| *at)?;
    let before = text.get(..at)?.trim();
    let site = text.get(at + mark.len()..)?.trim();
    Some((before.to_owned(), site.to_owned()))
}

/// Whether a host name contains the site's name: "Il Gazzettino" and `www.ilgazzettino.example`.
pub(super) fn is_of_host(site: &str, host: Option<&str>) -> bool {
    let Some(host) = host else { return false };
    let key = shape::key(site);
    let ascii = key.len() >= 4 && key.is_ascii();
    ascii && shape::key(host).contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_of_the_site_is_taken_off() {
        let check = |text: &str, host: Option<&str>, expect: &str| {
            assert_eq!(without_site(text, host, &[]).text, expect, "{text}");
        };
        check(
            "Russia - Lavrov sulle garanzie di sicurezza",
            None,
            "Russia - Lavrov sulle garanzie di sicurezza",
        );
        check("Nowa umowa o moście - Onet", None, "Nowa umowa o moście");
        check(
            "Neue Brücke über den Rhein | Rheinbote",
            None,
            "Neue Brücke über den Rhein",
        );
        check(
            "Новий міст через ріку — УНІАН, 14.06.2021",
            None,
            "Новий міст через ріку",
        );
        check(
            "Un ponte nuovo - Il Corriere di Prova",
            Some("www.ilcorrierediprova.example"),
            "Un ponte nuovo",
        );
        check(
            "Премьер прибыл в Минск - РИА Новости - 14.06.2021",
            None,
            "Премьер прибыл в Минск",
        );
    }
}
