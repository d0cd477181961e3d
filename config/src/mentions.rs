//! `where`: a query, and the names that it mentions and nothing bears. A slip there makes no error, only a sink that
//! stays empty.

use item::{Query, nearest};

use crate::written::{Text, Written};

/// The names that the configuration gives, as written.
#[derive(Debug, Default)]
pub(crate) struct Mentionable {
    pub(crate) sources: Vec<String>,
    pub(crate) topics: Vec<String>,
    pub(crate) tags: Vec<String>,
}

/// The query under `where`. Problems are in the table's findings.
pub(crate) fn query(table: &Written<'_>, names: &Mentionable) -> Option<Query> {
    let text = table.text("where")?;
    let error = match Query::parse(&text.value) {
        Ok(query) => {
            check(table, &text, &query, names);
            return Some(query);
        }
        Err(error) => error,
    };
    if text.is_filled_in() {
        let message = format!(
            "`where` in {} is no query once its variables are filled in",
            table.name
        );
        table.error(&text.at, message, None);
        return None;
    }
    let start = byte_of(&text.written, error.column - 1);
    let end = byte_of(&text.written, error.column - 1 + error.length);
    let at = table.inside(&text.at, &text.written, &(start..end));
    table.error(&at, error.message, error.help);
    None
}

fn byte_of(text: &str, letter: usize) -> usize {
    text.char_indices()
        .nth(letter)
        .map_or(text.len(), |(byte, _)| byte)
}

/// Warns of sources that are not configured and tags that no source has (an older item may still bear the name), and of
/// topics that look like a configured one; other topics may be built in.
fn check(table: &Written<'_>, text: &Text, query: &Query, names: &Mentionable) {
    if text.is_filled_in() {
        return;
    }
    let findings = table.context.findings;
    let given = [
        ("source", "is not configured", &names.sources),
        ("tag", "no source has", &names.tags),
    ];
    for ((what, why, known), named) in given.into_iter().zip([
        query.sources().collect::<Vec<_>>(),
        query.tags().collect::<Vec<_>>(),
    ]) {
        for name in named.into_iter().filter(|name| !is_among(name, known)) {
            let message = format!(
                "`where` in {} names a {what} `{name}` that {why}",
                table.name
            );
            let meant = meant(name, known).map(|meant| format!("did you mean `{meant}`?"));
            findings.warning(&text.at, message, meant);
        }
    }
    for name in query.topics() {
        if let Some(meant) = meant(name, &names.topics).filter(|_| !is_among(name, &names.topics)) {
            let message = format!(
                "`where` in {} names a topic `{name}` that is not configured",
                table.name
            );
            findings.warning(&text.at, message, format!("did you mean `{meant}`?"));
        }
    }
}

fn is_among(name: &str, names: &[String]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn meant<'n>(name: &str, names: &'n [String]) -> Option<&'n str> {
    nearest(name, names.iter().map(String::as_str))
}
