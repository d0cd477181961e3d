//! The tree as it was written: typed access to the keys of one table, each with its place. What is asked for is known;
//! whatever else the table holds is an error at the end.

use std::{
    cell::RefCell,
    ops::{Range, RangeInclusive},
};

use item::nearest;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    environment::{Environment, expand},
    findings::Findings,
};

/// What every check of a part of the tree needs.
#[derive(Clone, Copy)]
pub(crate) struct Context<'c> {
    pub(crate) findings: &'c Findings<'c>,
    pub(crate) environment: Environment<'c>,
    /// Whether the file has syntax errors: keys may then be missing because of them, and are not asked for.
    pub(crate) damaged: bool,
}

/// One table, and which of its keys were asked for.
pub(crate) struct Written<'c> {
    pub(crate) context: Context<'c>,
    /// How messages call it: ``[[source]] `archive` ``.
    pub(crate) name: String,
    /// Where it is: its header.
    pub(crate) at: Range<usize>,
    table: &'c DeTable<'c>,
    known: RefCell<Vec<&'static str>>,
}

/// A text of the file.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    /// With its variables filled in: for use, never for messages.
    pub(crate) value: String,
    /// As it stands in the file: for messages.
    pub(crate) written: String,
    /// Where it stands, with its quotes.
    pub(crate) at: Range<usize>,
}

impl Text {
    /// Whether a part of it came from the environment, so that nothing derived from it may be shown.
    pub(crate) fn is_filled_in(&self) -> bool {
        self.value != self.written
    }
}

impl<'c> Written<'c> {
    pub(crate) fn new(
        context: Context<'c>,
        name: String,
        at: Range<usize>,
        table: &'c DeTable<'c>,
    ) -> Self {
        Self {
            context,
            name,
            at,
            table,
            known: RefCell::new(Vec::new()),
        }
    }

    /// Adds an error at a place.
    pub(crate) fn error(
        &self,
        at: &Range<usize>,
        message: String,
        help: impl Into<Option<String>>,
    ) {
        self.context.findings.error(at, message, help);
    }

    /// The value of a key, if it is there.
    pub(crate) fn value(&self, key: &'static str) -> Option<&'c Spanned<DeValue<'c>>> {
        self.known.borrow_mut().push(key);
        self.table.get(key)
    }

    /// A text, if the key is there and holds one that is not empty.
    pub(crate) fn text(&self, key: &'static str) -> Option<Text> {
        let value = self.value(key)?;
        let text = self.as_text(key, value)?;
        if text.value.trim().is_empty() {
            let message = format!("`{key}` in {} is empty", self.name);
            self.error(&text.at, message, None);
            return None;
        }
        Some(text)
    }

    /// A text that must be there; `example` is shown where it is not.
    pub(crate) fn required_text(&self, key: &'static str, example: &str) -> Option<Text> {
        if self.value(key).is_none() {
            self.missing(key, example);
        }
        self.text(key)
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(key, value, "`true` or `false`");
        }
        flag
    }

    /// A whole number in a range.
    pub(crate) fn number(&self, key: &'static str, range: RangeInclusive<usize>) -> Option<usize> {
        let value = self.value(key)?;
        let DeValue::Integer(written) = value.get_ref() else {
            self.wrong_type(key, value, "a whole number without quotes");
            return None;
        };
        let number = i64::from_str_radix(written.as_str(), written.radix()).ok();
        let number = number.and_then(|number| usize::try_from(number).ok());
        let number = number.filter(|number| range.contains(number));
        if number.is_none() {
            let (least, most) = range.into_inner();
            let message = format!("`{key}` in {} must be from {least} to {most}", self.name);
            self.error(&value.span(), message, None);
        }
        number
    }

    /// A table inside this one: `key = { … }`. The caller ends its check.
    pub(crate) fn table(&self, key: &'static str, example: &str) -> Option<Self> {
        let value = self.value(key)?;
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(key, value, &format!("a table, like {example}"));
            return None;
        };
        let name = format!("`{key}` of {}", self.name);
        Some(Self::new(self.context, name, value.span(), table))
    }

    /// Tables inside this one, each headed like `header`. The caller ends their checks.
    pub(crate) fn tables(&self, key: &'static str, header: &str) -> Vec<Self> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let wrong = |value| {
            let expected = format!("a list of tables, each headed `{header}`");
            self.wrong_type(key, value, &expected);
        };
        let Some(list) = value.get_ref().as_array() else {
            wrong(value);
            return Vec::new();
        };
        let tables = list.iter().filter_map(|value| {
            let table = value.get_ref().as_table();
            if table.is_none() {
                wrong(value);
            }
            Some(Self::new(
                self.context,
                header.to_owned(),
                value.span(),
                table?,
            ))
        });
        tables.collect()
    }

    /// All keys of a table whose keys are free, each with its place and its text.
    pub(crate) fn pairs(&self) -> Vec<(String, Range<usize>, Text)> {
        let pairs = self.table.iter().filter_map(|(key, value)| {
            let name = key.get_ref().to_string();
            let text = self.as_text(&name, value)?;
            Some((name, key.span(), text))
        });
        pairs.collect()
    }

    /// A list of texts; one that is not a text or empty is reported and left out.
    pub(crate) fn texts(&self, key: &'static str) -> Option<Vec<Text>> {
        let value = self.value(key)?;
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a list of texts, like `[\"a\", \"b\"]`");
            return None;
        };
        let texts = list.iter().filter_map(|value| {
            let text = self.as_text(key, value)?;
            let empty = text.value.trim().is_empty();
            if empty {
                let message = format!("a text in `{key}` of {} is empty", self.name);
                self.error(&text.at, message, None);
            }
            (!empty).then_some(text)
        });
        Some(texts.collect())
    }

    /// A text in units that `read` understands, such as a duration.
    pub(crate) fn measure<T>(
        &self,
        key: &'static str,
        read: impl Fn(&str) -> Result<T, String>,
        example: &str,
    ) -> Option<T> {
        let value = self.value(key)?;
        if !value.get_ref().is_str() {
            self.wrong_type(key, value, &format!("a text with a unit, like {example}"));
            return None;
        }
        let text = self.as_text(key, value)?;
        read(&text.value)
            .map_err(|reason| {
                let reason = if text.is_filled_in() {
                    String::new()
                } else {
                    format!(": {reason}")
                };
                let message = format!("`{key}` in {} cannot be read{reason}", self.name);
                self.error(&text.at, message, format!("write it like {example}"));
            })
            .ok()
    }

    /// Reports a key that must be there and is not.
    pub(crate) fn missing(&self, key: &str, example: &str) {
        if !self.context.damaged {
            let message = format!("`{key}` is missing in {}", self.name);
            self.error(&self.at, message, format!("add `{key} = {example}`"));
        }
    }

    /// Reports a value of another type than the key has.
    pub(crate) fn wrong_type(&self, key: &str, value: &Spanned<DeValue<'_>>, expected: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Boolean(_) => "`true` or `false`",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let message = format!(
            "`{key}` in {} must be {expected}, but is {found}",
            self.name
        );
        let quoted_flag = value.get_ref().is_str() && expected.starts_with("`true`");
        let help = quoted_flag.then(|| "write it without quotes".to_owned());
        self.error(&value.span(), message, help);
    }

    /// Ends the check: keys that nobody asked for are errors.
    pub(crate) fn finish(self) {
        let mut known = self.known.take();
        known.sort_unstable();
        known.dedup();
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                continue;
            }
            // A key that is already there is the less likely slip.
            let free = |known: &&str| !self.table.contains_key(*known);
            let meant = nearest(name, known.iter().copied().filter(free))
                .or_else(|| nearest(name, known.iter().copied()));
            let help = match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("the keys here are {}", listed(&known)),
            };
            self.error(
                &key.span(),
                format!("unknown key `{name}` in {}", self.name),
                help,
            );
        }
    }

    fn as_text(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Text> {
        let DeValue::String(written) = value.get_ref() else {
            self.wrong_type(key, value, "a text in quotes");
            return None;
        };
        let at = value.span();
        match expand(written, self.context.environment) {
            Ok(value) => Some(Text {
                value,
                written: written.to_string(),
                at,
            }),
            Err(wrong) => {
                for unfilled in wrong {
                    let at = self.inside(&at, written, &unfilled.at);
                    let help = "write `$${` for a plain `${`".to_owned();
                    self.error(&at, unfilled.message, help);
                }
                None
            }
        }
    }

    /// The place of a part of a text; that of the whole text where escapes make the file differ from the value.
    pub(crate) fn inside(
        &self,
        text: &Range<usize>,
        written: &str,
        part: &Range<usize>,
    ) -> Range<usize> {
        let raw = self
            .context
            .findings
            .text()
            .get(text.clone())
            .unwrap_or_default();
        match raw.find(written).filter(|_| raw.len() <= written.len() + 8) {
            Some(quote) => text.start + quote + part.start..text.start + quote + part.end,
            None => text.clone(),
        }
    }
}

/// Names in backticks, for a sentence.
pub(crate) fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
