//! The words of dates: months, days of the week, time zones, the small words between a day and an hour.
//!
//! Tables only; every lookup takes a lower-case word.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

static MONTHS: LazyLock<FxHashMap<&'static str, i8>> = LazyLock::new(|| {
    let mut months = FxHashMap::default();
    for (number, names) in rows(include_str!("../../data/months.txt")) {
        let Ok(number) = number.parse() else { continue };
        months.extend(names.split_whitespace().map(|name| (name, number)));
    }
    months
});

static WEEKDAYS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    rows(include_str!("../../data/weekdays.txt"))
        .flat_map(|(_, names)| names.split_whitespace())
        .collect()
});

/// The rows `key<TAB>values` of a table; lines that begin with `#` are remarks.
fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
}

/// The number of a month's name in any of the languages, or of its abbreviation.
pub(super) fn month(word: &str) -> Option<i8> {
    MONTHS.get(word).copied()
}

/// Whether the word is a day of the week.
pub(super) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.contains(word)
}

/// Words that may stand between a day, its month and its year, or after an ordinal number.
pub(super) fn is_date_filler(word: &str) -> bool {
    matches!(
        word,
        "de" | "del" | "di" | "of" | "the" | "st" | "nd" | "rd" | "th" | "er" | "го" | "е" | "й"
    )
}

/// Words that may stand between a date and an hour, or after them, and mean nothing more.
pub(super) fn is_time_filler(word: &str) -> bool {
    matches!(
        word,
        "t" | "alle"
            | "ore"
            | "ora"
            | "h"
            | "godz"
            | "godzina"
            | "o"
            | "um"
            | "uhr"
            | "at"
            | "в"
            | "о"
            | "об"
            | "у"
            | "à"
            | "a"
            | "las"
            | "kl"
            | "время"
            | "г"
            | "года"
            | "год"
            | "р"
            | "року"
            | "рік"
            | "r"
            | "roku"
            | "on"
            | "am"
            | "den"
            | "il"
            | "le"
            | "el"
            | "dnia"
            | "від"
            | "от"
    )
}

/// The offset of a zone's usual abbreviation, in seconds east of UTC.
pub(super) fn zone(word: &str) -> Option<i32> {
    let hours = match word {
        "z" | "utc" | "gmt" | "ut" | "wet" => 0,
        "cet" | "mez" | "bst" | "west" => 1,
        "cest" | "mesz" | "eet" => 2,
        "eest" | "msk" | "мск" => 3,
        "est" | "et" | "cdt" => -5,
        "edt" => -4,
        "cst" | "ct" | "mdt" => -6,
        "mst" | "mt" | "pdt" => -7,
        "pst" | "pt" => -8,
        _ => return None,
    };
    Some(hours * 3600)
}
