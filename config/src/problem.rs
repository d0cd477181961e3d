//! What is wrong with a configuration and where: places as numbers, texts for people. How it is shown is `render`'s.

use std::path::{Path, PathBuf};

/// Something wrong or doubtful in a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Whether it stops the program.
    pub severity: Severity,
    /// What is wrong: lower-case, no full stop, names in backticks.
    pub message: String,
    /// Where; `None` where the whole file is meant.
    pub place: Option<Place>,
    /// What is said under the marked words, mostly advice.
    pub help: Option<String>,
    /// Another place that has to do with it, and what it is.
    pub related: Option<(Place, String)>,
}

/// A run of characters on one line of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line; the first is 1.
    pub line: usize,
    /// The column in characters; the first is 1.
    pub column: usize,
    /// How many characters are meant; at least 1.
    pub length: usize,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The configuration cannot be used.
    Error,
    /// It can, but probably not as meant.
    Warning,
}

/// Everything that was found in one configuration file, with the file's text to show it in.
///
/// The text is the file's own: values that came from the environment are never part of it.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the configuration `{}` cannot be used", file.display())]
pub struct Report {
    /// The file.
    pub file: PathBuf,
    /// Its text; empty where it could not be read.
    pub text: String,
    /// What was found, in the order of the file.
    pub problems: Vec<Problem>,
}

impl Report {
    /// A report of nothing.
    pub(crate) fn empty(file: &Path) -> Self {
        Self {
            file: file.to_owned(),
            text: String::new(),
            problems: Vec::new(),
        }
    }

    /// What is wrong and where, without the lines themselves: these may hold secrets.
    pub fn without_lines(&self) -> String {
        let said = self.problems.iter().map(|problem| {
            let place = problem.place.map_or_else(String::new, |place| {
                format!(":{}:{}", place.line, place.column)
            });
            let help = problem.help.iter().map(|help| format!(" ({help})"));
            let help: String = help.collect();
            format!(
                "{}{place}: {}{help}\n",
                self.file.display(),
                problem.message
            )
        });
        said.collect()
    }

    /// How many problems of a severity there are.
    pub fn count(&self, severity: Severity) -> usize {
        let same = |problem: &&Problem| problem.severity == severity;
        self.problems.iter().filter(same).count()
    }
}
