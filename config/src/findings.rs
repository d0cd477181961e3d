//! Where problems are gathered while a file is checked: byte ranges become lines and columns here.

use std::{cell::RefCell, ops::Range, path::PathBuf};

use crate::{Place, Problem, Report, Severity};

/// More problems than this are not kept: nobody reads them, and a file of another kind has thousands.
const MAX_PROBLEMS: usize = 200;

/// The problems of one file so far.
///
/// Shared by everything that checks a part of the tree, so it is added to through `&self`.
#[derive(Debug)]
pub(crate) struct Findings<'t> {
    text: &'t str,
    problems: RefCell<Vec<Problem>>,
    broken: RefCell<Vec<Problem>>,
}

impl<'t> Findings<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            problems: RefCell::new(Vec::new()),
            broken: RefCell::new(Vec::new()),
        }
    }

    /// The text of the file.
    pub(crate) fn text(&self) -> &'t str {
        self.text
    }

    /// An error of syntax. What else is found on its line follows from it and is not told.
    pub(crate) fn syntax(&self, at: &Range<usize>, message: &str) {
        let mut broken = self.broken.borrow_mut();
        if broken.len() < MAX_PROBLEMS {
            broken.push(Problem {
                severity: Severity::Error,
                message: message.to_owned(),
                place: Some(self.place(at)),
                help: None,
                related: None,
            });
        }
    }

    /// An error at a range of bytes.
    pub(crate) fn error(
        &self,
        at: &Range<usize>,
        message: String,
        help: impl Into<Option<String>>,
    ) {
        self.add(|| Problem {
            severity: Severity::Error,
            message,
            place: Some(self.place(at)),
            help: help.into(),
            related: None,
        });
    }

    /// An error that has to do with two places.
    pub(crate) fn conflict(
        &self,
        at: &Range<usize>,
        message: String,
        help: impl Into<Option<String>>,
        other: (&Range<usize>, String),
    ) {
        self.add(|| Problem {
            severity: Severity::Error,
            message,
            place: Some(self.place(at)),
            help: help.into(),
            related: Some((self.place(other.0), other.1)),
        });
    }

    /// Something that is allowed but probably not meant.
    pub(crate) fn warning(
        &self,
        at: &Range<usize>,
        message: String,
        help: impl Into<Option<String>>,
    ) {
        self.add(|| Problem {
            severity: Severity::Warning,
            message,
            place: Some(self.place(at)),
            help: help.into(),
            related: None,
        });
    }

    /// A problem of the whole file.
    pub(crate) fn whole_file(&self, severity: Severity, message: &str, help: &str) {
        self.add(|| Problem {
            severity,
            message: message.to_owned(),
            place: None,
            help: Some(help.to_owned()),
            related: None,
        });
    }

    /// Everything that was found, in the order of the file; what concerns all of it comes last.
    pub(crate) fn into_report(self, file: PathBuf) -> Report {
        let mut problems = self.broken.into_inner();
        let broken: Vec<usize> = problems.iter().filter_map(line).collect();
        let follows = |other: &Problem| line(other).is_some_and(|line| broken.contains(&line));
        let others = self.problems.into_inner().into_iter();
        problems.extend(others.filter(|other| !follows(other)));
        problems.sort_by_key(|problem| (problem.place.is_none(), problem.place));
        problems.dedup();
        Report {
            file,
            text: self.text.to_owned(),
            problems,
        }
    }

    /// The place is found only for what is kept: finding it reads the text up to there.
    fn add(&self, problem: impl FnOnce() -> Problem) {
        let mut problems = self.problems.borrow_mut();
        if problems.len() < MAX_PROBLEMS {
            problems.push(problem());
        }
    }

    /// A range that spans lines is marked on its first one.
    pub(crate) fn place(&self, at: &Range<usize>) -> Place {
        let start = self.text.floor_char_boundary(at.start);
        let before = self.text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let marked = self
            .text
            .get(start..self.text.ceil_char_boundary(at.end))
            .unwrap_or_default();
        let marked = marked.lines().next().unwrap_or_default();
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        Place {
            line: before.matches('\n').count() + 1,
            column,
            length: marked.chars().count().max(1),
        }
    }
}

fn line(problem: &Problem) -> Option<usize> {
    problem.place.map(|place| place.line)
}
