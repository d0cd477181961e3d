//! `[[topic]]`: the user's own topics, each a rule over phrases and countries.

/// A topic and the rule that decides whether an article is about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its name in labels and queries; unique.
    pub id: String,
    /// Its name for people.
    pub name: Option<String>,
    /// At least one of these phrases must occur, if there are any.
    pub any: Vec<String>,
    /// All of these phrases must occur.
    pub all: Vec<String>,
    /// None of these phrases may occur.
    pub none: Vec<String>,
    /// At least one of these countries must be labelled, if there are any (ISO 3166-1 alpha-2).
    pub any_of_countries: Vec<String>,
    /// All of these countries must be labelled.
    pub all_of_countries: Vec<String>,
}
