//! Times, names and numbers, as people read them.

use item::{Item, Label, NewsDate};
use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};

/// A moment: in UTC, which the script turns into the reader's zone; the raw one on hover.
pub(crate) fn moment(at: Timestamp) -> Markup {
    let shown = at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC");
    html! { time datetime=(at) title=(at) { (shown.to_string()) } }
}

/// A date as precise as the article gives it; as it was written on hover.
pub(crate) fn news_date(date: &NewsDate) -> Markup {
    let raw = date.as_str();
    let has_zone = raw.len() > 10 && raw.parse::<Timestamp>().is_ok();
    if let Some(at) = date.as_timestamp().filter(|_| has_zone) {
        let shown = at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC");
        return html! { time datetime=(at) title=(raw) { (shown.to_string()) } };
    }
    html! { span title=(raw) { (raw.replace('T', " ")) } }
}

/// When an item was published or, where nobody says, first seen.
pub(crate) fn published(item: &Item) -> Markup {
    match &item.article.date_published {
        Some(date) => news_date(date),
        None => {
            html! { span title="the article gives no date" { "seen " (moment(item.first_seen)) } }
        }
    }
}

/// Who published an item, as far as is known.
pub(crate) fn outlet(item: &Item) -> &str {
    item.article
        .publisher
        .as_deref()
        .unwrap_or_else(|| item.source.as_str())
}

/// The headline, or the first words where there is none.
pub(crate) fn headline(item: &Item) -> String {
    match &item.article.headline {
        Some(headline) if !headline.trim().is_empty() => headline.clone(),
        _ => beginning(&item.article.text, 80),
    }
}

/// The first words of a text, up to so many characters.
pub(crate) fn beginning(text: &str, most: usize) -> String {
    let mut shown = String::new();
    for word in text.split_whitespace() {
        if shown.chars().count() + word.chars().count() >= most {
            shown.push('…');
            break;
        }
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(word);
    }
    shown
}

/// The name of a label.
pub(crate) fn name(label: &Label) -> &str {
    label.name.as_deref().unwrap_or(&label.id)
}

/// Bytes in the unit that fits.
pub(crate) fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let mut value = count as f64;
    let mut unit = "B";
    for larger in UNITS {
        unit = larger;
        if value < 1000.0 {
            break;
        }
        if larger != "TB" {
            value /= 1000.0;
        }
    }
    if unit == "B" {
        return format!("{count} B");
    }
    format!("{value:.1} {unit}")
}

/// A number with thin spaces between its thousands.
pub(crate) fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push('\u{202f}');
        }
        shown.push(digit);
    }
    shown
}

/// The query with one more term, as an address.
pub(crate) fn with_term(query: &str, term: &str) -> String {
    let joined = if query.split_whitespace().any(|one| one == term) {
        query.to_owned()
    } else {
        format!("{query} {term}").trim().to_owned()
    };
    format!("/?q={}", encoded(&joined))
}

/// As a value in an address.
pub(crate) fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_bytes_are_short_to_read() {
        assert_eq!(number(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(number(12), "12");
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(1500), "1.5 kB");
        assert_eq!(bytes(2_340_000_000), "2.3 GB");
        assert_eq!(bytes(5_000_000_000_000_000), "5000.0 TB");
    }

    #[test]
    fn a_term_joins_a_query_once() {
        assert_eq!(with_term("", "lang:it"), "/?q=lang%3Ait");
        assert_eq!(with_term("lang:it", "lang:it"), "/?q=lang%3Ait");
        assert_eq!(with_term("a b", "country:RU"), "/?q=a+b+country%3ARU");
    }

    #[test]
    fn a_beginning_ends_between_words() {
        assert_eq!(beginning("one two three", 8), "one two…");
        assert_eq!(beginning("one  two", 80), "one two");
        assert_eq!(beginning("", 80), "");
    }
}
