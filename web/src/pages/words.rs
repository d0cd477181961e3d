//! Times, names and numbers, as people read them.

use item::{Item, Label, NewsDate};
use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};

/// How a moment is written where no script turns it into the reader's zone.
const SHOWN: &str = "%-d %b %Y %H:%M UTC";

/// A moment: in UTC, which the script turns into the reader's zone; the raw one on hover.
pub(crate) fn moment(at: Timestamp) -> Markup {
    let shown = at.to_zoned(TimeZone::UTC).strftime(SHOWN);
    html! { time datetime=(at) title=(at) { (shown.to_string()) } }
}

/// A date as precise as the article gives it; as it was written on hover.
pub(crate) fn news_date(date: &NewsDate) -> Markup {
    let raw = date.as_str();
    let has_zone = raw.len() > 10 && raw.parse::<Timestamp>().is_ok();
    if let Some(at) = date.as_timestamp().filter(|_| has_zone) {
        let shown = at.to_zoned(TimeZone::UTC).strftime(SHOWN);
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

/// How long after something else, as short as can be.
pub(crate) fn later(seconds: i64) -> String {
    match seconds {
        ..60 => "at once".to_owned(),
        60..5400 => format!("+{} min", seconds / 60),
        5400..172_800 => format!("+{} h", (seconds + 1800) / 3600),
        _ => format!("+{} d", (seconds + 43_200) / 86_400),
    }
}

/// One of something, or several.
pub(crate) fn several(count: u64, one: &str, more: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { more })
}

/// What a language is called, for the most frequent ones; others by their code.
pub(crate) fn language_name(code: &str) -> &str {
    match code {
        "ar" => "Arabic",
        "be" => "Belarusian",
        "cs" => "Czech",
        "de" => "German",
        "en" => "English",
        "es" => "Spanish",
        "et" => "Estonian",
        "fi" => "Finnish",
        "fr" => "French",
        "it" => "Italian",
        "lt" => "Lithuanian",
        "lv" => "Latvian",
        "nl" => "Dutch",
        "pl" => "Polish",
        "pt" => "Portuguese",
        "ro" => "Romanian",
        "ru" => "Russian",
        "sv" => "Swedish",
        "tr" => "Turkish",
        "uk" => "Ukrainian",
        "und" => "unknown language",
        "zh" => "Chinese",
        other => other,
    }
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
    fn how_much_later_is_told_in_the_unit_that_fits() {
        let told = [59, 60, 5399, 5400, 86_400, 172_800].map(later);
        assert_eq!(
            told,
            ["at once", "+1 min", "+89 min", "+2 h", "+24 h", "+2 d"]
        );
        assert_eq!(several(1, "report", "reports"), "1 report");
        assert_eq!(several(2, "report", "reports"), "2 reports");
    }

    #[test]
    fn a_beginning_ends_between_words() {
        assert_eq!(beginning("one two three", 8), "one two…");
        assert_eq!(beginning("one  two", 80), "one two");
        assert_eq!(beginning("", 80), "");
    }
}
