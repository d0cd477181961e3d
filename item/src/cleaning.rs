//! How a text came out of its document: which part of the page it is, and what the rules took away.

use serde::{Deserialize, Serialize};

/// What cleaning did to one version's document, for those who ask why a text is as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Cleaning {
    /// The part of the page that was taken for the body; absent where the document is no page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The other parts that might have been.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rivals: Vec<String>,
    /// What was taken away, by rule, in the order of the rules; of many rules the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<RemovedBy>,
}

/// What one rule took away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RemovedBy {
    /// The rule, by its name.
    pub rule: String,
    /// How often it took something.
    pub times: u32,
    /// The first words of what it took first.
    pub example: String,
}

/// Rules that are told of: every item of the journal carries this.
const MOST_RULES: usize = 16;

/// Characters of an example.
const EXAMPLE: usize = 60;

impl Cleaning {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Counts what a rule took.
    pub fn note(&mut self, rule: &str, text: &str) {
        if let Some(known) = self.removed.iter_mut().find(|one| one.rule == rule) {
            known.times = known.times.saturating_add(1);
            return;
        }
        if self.removed.len() == MOST_RULES {
            return;
        }
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut example: String = flat.chars().take(EXAMPLE).collect();
        if example.len() < flat.len() {
            example.push('…');
        }
        self.removed.push(RemovedBy {
            rule: rule.to_owned(),
            times: 1,
            example,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_told_once_with_its_first_example_and_a_bounded_number_of_them() {
        let mut cleaning = Cleaning::default();
        assert!(cleaning.is_empty());
        cleaning.note("read_also", &"Leggi  anche: ".repeat(20));
        cleaning.note("read_also", "another");
        (0..100).for_each(|at| cleaning.note(&format!("rule {at}"), "x"));
        assert_eq!(cleaning.removed.len(), MOST_RULES);
        let first = &cleaning.removed[0];
        assert_eq!((first.rule.as_str(), first.times), ("read_also", 2));
        assert!(first.example.starts_with("Leggi anche: Leggi") && first.example.ends_with('…'));
        assert_eq!(first.example.chars().count(), EXAMPLE + 1);
    }
}
