//! The names that people give to sources, sinks and topics: used in labels, queries, metrics and as file names, so
//! their form is narrow and each stands once.

use std::{collections::HashMap, ops::Range};

use crate::{
    findings::Findings,
    written::{Text, Written},
};

/// Names are typed, and become file names; nobody needs longer ones.
const MAX_LEN: usize = 64;

/// The name in `id`, if it has the right form.
pub(crate) fn checked(table: &Written<'_>, id: Text) -> Option<Text> {
    let good = id.value.len() <= MAX_LEN
        && id
            .value
            .starts_with(|letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit())
        && id.value.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte)
        });
    if !good {
        let message = format!("`id` in {} is not a good name", table.name);
        let help = format!(
            "write lower-case letters, digits, `-`, `_` and `.`, at most {MAX_LEN}, a letter or digit first"
        );
        table.error(&id.at, message, help);
    }
    good.then_some(id)
}

/// The names of one kind of table that were met so far.
#[derive(Debug)]
pub(crate) struct Names {
    kind: &'static str,
    met: HashMap<String, Range<usize>>,
}

impl Names {
    pub(crate) fn new(kind: &'static str) -> Self {
        Self {
            kind,
            met: HashMap::new(),
        }
    }

    /// Takes a name; a second table with the same one is an error that shows both. `shown` is the name as written.
    pub(crate) fn take(
        &mut self,
        name: &str,
        shown: &str,
        at: &Range<usize>,
        findings: &Findings<'_>,
    ) {
        if let Some(first) = self.met.get(name) {
            findings.conflict(
                at,
                format!("two {}s have the id `{shown}`", self.kind),
                "give this one another `id`".to_owned(),
                (first, "the first one is here".to_owned()),
            );
        } else {
            self.met.insert(name.to_owned(), at.clone());
        }
    }
}
