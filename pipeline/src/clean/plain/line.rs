//! What one line of a page says of its article: for those who read pages and not texts.

use super::dated::{self, Dated};
use super::role::{self, Role};

/// What a line says.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::clean) enum LineRole {
    /// Who wrote.
    Byline(Vec<String>),
    /// When it was published or changed, and perhaps by whom.
    Dated(Dated),
    /// Nothing of that.
    Other,
}

/// Reads a line.
pub(in crate::clean) fn line_role(text: &str) -> LineRole {
    match role::of(text) {
        Role::Byline(people) => LineRole::Byline(people),
        Role::Dated(dated) => LineRole::Dated(dated),
        _ => LineRole::Other,
    }
}

/// Reads a line for its date alone, whatever furniture stands beside it.
pub(in crate::clean) fn dated_line(text: &str) -> Option<Dated> {
    dated::read(text)
}
