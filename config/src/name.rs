//! The names that people give to sources, sinks and topics: used in labels, queries, metrics and as file names, so
//! their form is narrow and each stands once.

use std::{collections::HashMap, ops::Range};

use crate::{
    findings::Findings,
    written::{Text, Written},
};

/// Names are typed, and become file names; nobody needs longer ones.
const MAX_LEN: usize = 64;

/// Names of entities are often made by programs, of the whole names of offices.
const MAX_LEN_OF_ENTITY: usize = 200;

/// The name in `id`, if it has the right form.
pub(crate) fn checked(table: &Written<'_>, id: Text) -> Option<Text> {
    checked_up_to(MAX_LEN, table, id)
}

/// The name of an entity in `id`, if it has the right form.
pub(crate) fn checked_of_entity(table: &Written<'_>, id: Text) -> Option<Text> {
    checked_up_to(MAX_LEN_OF_ENTITY, table, id)
}

fn checked_up_to(most: usize, table: &Written<'_>, id: Text) -> Option<Text> {
    if !is_good_up_to(most, &id.value) {
        let message = format!("`id` in {} is not a good name", table.name);
        table.error(&id.at, message, advice_up_to(most));
        return None;
    }
    Some(id)
}

/// Whether a name has the right form.
pub(crate) fn is_good(name: &str) -> bool {
    is_good_up_to(MAX_LEN, name)
}

fn is_good_up_to(most: usize, name: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name.len() <= most
        && name.bytes().next().is_some_and(letter)
        && name
            .bytes()
            .all(|byte| letter(byte) || b"-_.".contains(&byte))
}

/// What the right form is.
pub(crate) fn advice() -> String {
    advice_up_to(MAX_LEN)
}

fn advice_up_to(most: usize) -> String {
    format!(
        "write lower-case letters, digits, `-`, `_` and `.`, at most {most}, a letter or digit first"
    )
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
