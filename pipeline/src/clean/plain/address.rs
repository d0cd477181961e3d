//! Lines that hold an address: the first line of scraped documents (`date 2021-06 https://…`), and stray links.

use item::NewsDate;

use item::dates;

/// Words that may stand on such a line beside the address and the date.
const LABELS: [&str; 32] = [
    "date",
    "data",
    "url",
    "link",
    "source",
    "fonte",
    "źródło",
    "quelle",
    "источник",
    "джерело",
    "adres",
    "adresse",
    "адрес",
    "адреса",
    "посилання",
    "ссылка",
    "indirizzo",
    "datum",
    "дата",
    "published",
    "pubblicato",
    "original",
    "originale",
    "retrieved",
    "crawled",
    "scraped",
    "from",
    "at",
    "on",
    "il",
    "am",
    "permalink",
];

/// The longest line that is read as an address line.
const LONGEST: usize = 2000;

/// What an address line says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Address {
    pub(super) url: Option<String>,
    pub(super) date: Option<NewsDate>,
    /// Whether the line gives a month without a day.
    month: bool,
}

/// Whether the text is one address and nothing else.
pub(super) fn is_bare(text: &str) -> bool {
    let mut words = text
        .split(' ')
        .filter(|word| word.contains(char::is_alphanumeric));
    match (words.next(), words.next()) {
        (Some(word), None) => is_url(word) || word.starts_with("www."),
        _ => false,
    }
}

/// Reads a line that consists of an address, a date, and labels for them.
pub(super) fn read(line: &str) -> Option<Address> {
    if line.len() > LONGEST {
        return None;
    }
    let mut address = Address::default();
    let mut left = String::new();
    for word in line.split([' ', '|', '\t', '<', '>', '(', ')', '[', ']']) {
        let word = word.trim_matches(['"', '\'', ',', ';']);
        let (label, url) = match word.find("http") {
            Some(at) => word.split_at(at),
            None => (word, ""),
        };
        if is_url(url) && address.url.is_none() {
            address.url = Some(url.to_owned());
        } else if !url.is_empty() {
            return None;
        }
        if !is_label(label) {
            left.push_str(label);
            left.push(' ');
        }
    }
    let left = left.trim().trim_matches(['-', '–', '—', ':', ' ', '.']);
    if !left.is_empty() {
        address.month = is_month(left);
        address.date = dates::parse(left);
        if address.date.is_none() && !address.month {
            return None;
        }
    }
    let says = address.url.is_some() || address.date.is_some() || address.month;
    says.then_some(address)
}

fn is_url(word: &str) -> bool {
    (word.starts_with("http://") || word.starts_with("https://")) && word.len() > 10
}

fn is_label(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.is_empty() || LABELS.contains(&word.to_lowercase().as_str())
}

/// `2021-06`, `06.2021`, `2021`: no day, so no date, but no article's words either.
fn is_month(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plain = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | '/'));
    plain && (4..=6).contains(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_a_scraped_document_is_read() {
        let check = |line: &str, expect: Option<(Option<&str>, Option<&str>)>| {
            let found = read(line);
            let found = found.as_ref().map(|found| {
                (
                    found.url.as_deref(),
                    found.date.as_ref().map(NewsDate::as_str),
                )
            });
            assert_eq!(found, expect, "{line}");
        };
        let url = Some("https://a.example/20210614/x.html");
        check(
            "date 2021-06 https://a.example/20210614/x.html",
            Some((url, None)),
        );
        check("URL: https://a.example/20210614/x.html", Some((url, None)));
        check(
            "Source: <https://a.example/20210614/x.html> 2021-06-15",
            Some((url, Some("2021-06-15"))),
        );
        check(
            "date 14 June 2021 | url https://a.example/20210614/x.html",
            Some((url, Some("2021-06-14"))),
        );
        check("2021-06-14", Some((None, Some("2021-06-14"))));
        check(
            "Vedi https://a.example/20210614/x.html per i dettagli",
            None,
        );
        check("Putin a Pechino", None);
    }
}
