//! Lines of the page by their words and shape: menus, bars of links, counters, names of sections.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::chars::is_word_part;
use super::outlets;
use super::phrases::{Table, fold};
use super::rights::is_rights;
use super::shape;

static FURNITURE: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("../../../data/clean/furniture.txt")));
static SECTIONS: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    include_str!("../../../data/clean/sections.txt")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(_, names)| names.split_whitespace())
        .map(|name| name.replace('|', " "))
        .collect()
});

static COUNTED: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../../data/clean/counters.txt")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(_, words)| words.split_whitespace())
        .collect()
});

/// No section's name is longer than this, in characters.
const LONGEST_SECTION: usize = 40;

/// Whether the line is the page's and not the article's.
pub(super) fn is_furniture(text: &str) -> bool {
    // "Ctrl+Enter": how mistakes are reported, in any language.
    FURNITURE.is(text)
        || is_rights(text)
        || is_hashtags(text)
        || names_ctrl(text)
        || is_counter(text)
        || is_bar(text)
}

/// `#NATO #Madrid`: nothing but hashtags.
fn is_hashtags(text: &str) -> bool {
    text.starts_with('#')
        && text
            .split([' ', ','])
            .all(|word| word.is_empty() || word.starts_with('#'))
}

fn names_ctrl(text: &str) -> bool {
    let mut windows = text.as_bytes().windows(4);
    windows.any(|four| four.eq_ignore_ascii_case(b"ctrl"))
}

/// `12 commenti`, `3 min read`, `2 ore fa`, `1/5`: a number and hardly anything else.
fn is_counter(text: &str) -> bool {
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let words = text
        .split(|c: char| !is_word_part(c))
        .filter(|word| !word.is_empty());
    let (mut count, mut digits, mut unit) = (0, false, false);
    let mut letters = false;
    for word in words {
        count += 1;
        let number = word.bytes().all(|byte| byte.is_ascii_digit());
        digits |= number;
        letters |= !number;
        unit |= COUNTED.contains(word.to_lowercase().as_str());
    }
    digits && (!letters && count <= 4 || (unit && count <= 6 && !shape::ends_with_stop(text)))
}

/// `Home > Esteri > Russia`, `Facebook | Twitter | WhatsApp`: short parts between marks.
fn is_bar(text: &str) -> bool {
    if shape::ends_sentence(text) {
        return false;
    }
    let parts = |mark: char| {
        if !text.contains(mark) {
            return (false, Vec::new());
        }
        let parts: Vec<&str> = text.split(mark).map(str::trim).collect();
        let short = parts.iter().all(|part| shape::words(part) <= 4);
        (short, parts)
    };
    let path = ['>', '»', '›', '→']
        .iter()
        .any(|mark| matches!(parts(*mark), (true, parts) if parts.len() >= 2 && parts.first().is_some_and(|part| !part.is_empty())));
    let bar = ['|', '•', '·']
        .iter()
        .any(|mark| matches!(parts(*mark), (true, parts) if parts.len() >= 3));
    let slashes = matches!(parts('/'), (true, parts) if parts.len() >= 2
        && parts.first().is_some_and(|part| is_section(part) || FURNITURE.is(part)));
    let shares = text.split([' ', ',', '|']).filter(|word| !word.is_empty());
    let named = ['|', '•', '·'].iter().any(|mark| {
        let (short, parts) = parts(*mark);
        let site = |part: &&str| is_section(part) || outlets::named(part).is_some();
        short && parts.len() == 2 && parts.iter().any(site)
    });
    let share = shares.clone().count() >= 2 && shares.clone().all(|word| FURNITURE.is(word));
    path || bar || slashes || share || named || is_path_from_home(text)
}

/// `Home . Esteri . …`: a path that begins at the site's front page may end with the headline.
fn is_path_from_home(text: &str) -> bool {
    let mut words = text.split([' ', '/', '>', '»', '|', '·']);
    let first = words.next().unwrap_or_default();
    let home = matches!(
        fold(first).as_str(),
        "home" | "главная" | "головна" | "startseite" | "homepage"
    );
    let rest = text.get(first.len()..).unwrap_or_default().trim_start();
    home && rest.starts_with(['.', '/', '>', '»', '|', '·', '›', '-', '–'])
}

/// Whether the text is the name of a section of a news site.
pub(super) fn is_section(text: &str) -> bool {
    let name = text.trim_matches(|c: char| !is_word_part(c));
    !shape::is_longer(name, LONGEST_SECTION) && SECTIONS.contains(&name.to_lowercase())
}
