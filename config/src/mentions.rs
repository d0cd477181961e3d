//! Names that a query mentions and nothing bears: a slip there makes no error, only a sink that stays empty.

use item::{Query, nearest};

use crate::written::{Text, Written};

/// The names that the configuration gives, as written.
#[derive(Debug, Default)]
pub(crate) struct Mentionable {
    pub(crate) sources: Vec<String>,
    pub(crate) topics: Vec<String>,
}

/// Warns of sources that are not configured (an older item may still bear the name), and of topics that look like a
/// configured one; other topics may be built in.
pub(crate) fn check(table: &Written<'_>, text: &Text, query: &Query, names: &Mentionable) {
    if text.is_filled_in() {
        return;
    }
    let findings = table.context.findings;
    for name in query.sources() {
        if !is_among(name, &names.sources) {
            let meant = meant(name, &names.sources);
            let message = format!(
                "`where` in {} names a source `{name}` that is not configured",
                table.name
            );
            findings.warning(
                &text.at,
                message,
                meant.map(|meant| format!("did you mean `{meant}`?")),
            );
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
