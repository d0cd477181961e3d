//! CSS selectors, compiled once, when the configuration is checked.

use scraper::Selector;

use crate::written::{Text, Written};

/// A CSS selector.
#[derive(Debug, Clone)]
pub struct Css {
    /// As it is configured.
    pub written: String,
    /// As it is used.
    pub selector: Selector,
}

impl PartialEq for Css {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

/// The selector under `key`; `example` is shown where it is none.
pub(crate) fn selector(table: &Written<'_>, key: &'static str, example: &str) -> Option<Css> {
    let text = table.text(key)?;
    compiled(table, key, text, example)
}

/// A list of selectors under `key`; one that is none is reported and left out.
pub(crate) fn selectors(table: &Written<'_>, key: &'static str, example: &str) -> Vec<Css> {
    let texts = table.texts(key).unwrap_or_default().into_iter();
    texts
        .filter_map(|text| compiled(table, key, text, example))
        .collect()
}

fn compiled(table: &Written<'_>, key: &str, text: Text, example: &str) -> Option<Css> {
    match Selector::parse(&text.value) {
        Ok(selector) => Some(Css {
            written: text.value,
            selector,
        }),
        Err(error) => {
            let reason = if text.is_filled_in() {
                String::new()
            } else {
                format!(": {}", plain(&error.to_string()))
            };
            let message = format!("`{key}` in {} is not a CSS selector{reason}", table.name);
            let help = format!("write it as a style sheet would, like {example}");
            table.error(&text.at, message, help);
            None
        }
    }
}

/// The parser names its errors for programmers, on the last line: `DanglingCombinator`.
fn plain(error: &str) -> String {
    let name = error.lines().last().unwrap_or_default();
    let mut words = String::new();
    let mut after_small = false;
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && after_small {
            words.push(' ');
        }
        after_small = letter.is_ascii_lowercase();
        words.push(letter.to_ascii_lowercase());
    }
    words
}
