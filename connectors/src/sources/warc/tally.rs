//! What a pass met, and what it left out and why, in words.

use std::collections::BTreeMap;

use crate::{connector::Warning, warc::LeftOut};

/// Warnings and notes of one pass that are told in full; the others are counted.
const MOST_TOLD: usize = 20;

/// Why a record gives no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Left {
    /// It offers no page.
    Out(LeftOut),
    /// Its host is not wanted.
    Host,
    /// It is a home page, which is no article.
    Home,
    /// It is the text for robots.
    Robots,
}

impl Left {
    fn words(self) -> String {
        let words = match self {
            Self::Out(LeftOut::Kind(kind)) => return format!("`{}`", kind.name()),
            Self::Out(LeftOut::Segment) => "parts of a page",
            Self::Out(LeftOut::Status) => "with another status than 200",
            Self::Out(LeftOut::NoText) => "of no page with text",
            Self::Out(LeftOut::Address) => "without an address on the web",
            Self::Out(LeftOut::NoAnswer) => "whose headers cannot be read",
            Self::Host => "of other hosts",
            Self::Home => "of home pages",
            Self::Robots => "of robots.txt",
        };
        words.to_owned()
    }
}

/// The counts of a pass.
#[derive(Debug, Default)]
pub(super) struct Tally {
    archives: u64,
    pages: u64,
    unchecked: u64,
    left: BTreeMap<Left, u64>,
    warnings: Vec<Warning>,
    notes: Vec<Warning>,
    warned: usize,
    noted: usize,
}

impl Tally {
    pub(super) fn archive(&mut self) {
        self.archives += 1;
    }

    pub(super) fn page(&mut self, is_unchecked: bool) {
        self.pages += 1;
        self.unchecked += u64::from(is_unchecked);
    }

    pub(super) fn leave(&mut self, left: Left) {
        *self.left.entry(left).or_default() += 1;
    }

    pub(super) fn warn(&mut self, what: String, message: String) {
        self.warned += 1;
        if self.warned <= MOST_TOLD {
            self.warnings.push(Warning { what, message });
        }
    }

    pub(super) fn note(&mut self, what: String, message: String) {
        self.noted += 1;
        if self.noted <= MOST_TOLD {
            self.notes.push(Warning { what, message });
        }
    }

    /// What is to be told by now; each once.
    pub(super) fn take(&mut self) -> (Vec<Warning>, Vec<Warning>) {
        (
            std::mem::take(&mut self.warnings),
            std::mem::take(&mut self.notes),
        )
    }

    /// The same at the end of a pass, with the sums. `root` is what the source reads.
    pub(super) fn finish(mut self, root: &str) -> (Vec<Warning>, Vec<Warning>) {
        if self.warned > MOST_TOLD {
            let message = format!("{} more problems like these", self.warned - MOST_TOLD);
            self.warnings.push(Warning {
                what: root.to_owned(),
                message,
            });
        }
        if let Some(message) = self.sums() {
            self.notes.push(Warning {
                what: root.to_owned(),
                message,
            });
        }
        (self.warnings, self.notes)
    }

    /// None if nothing was read.
    fn sums(&self) -> Option<String> {
        let left: u64 = self.left.values().sum();
        let records = self.pages + left;
        if records == 0 {
            return None;
        }
        let plural =
            |count: u64, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        let mut text = format!(
            "{} in {}: {}",
            plural(records, "record"),
            plural(self.archives, "archive"),
            plural(self.pages, "page")
        );
        if self.unchecked > 0 {
            let number = self.unchecked.to_string();
            text.extend([
                " (",
                &number,
                " with a digest of a kind that is not checked)",
            ]);
        }
        if left > 0 {
            let left = self
                .left
                .iter()
                .map(|(left, count)| format!("{count} {}", left.words()));
            text.extend(["; left out: ", &left.collect::<Vec<_>>().join(", ")]);
        }
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::warc::Kind;

    #[test]
    fn what_was_left_out_is_told_with_its_number() {
        let mut tally = Tally::default();
        tally.archive();
        tally.page(false);
        tally.page(true);
        for left in [
            Left::Host,
            Left::Out(LeftOut::Kind(Kind::Request)),
            Left::Host,
        ] {
            tally.leave(left);
        }
        let (warnings, notes) = tally.finish("cc");
        assert!(warnings.is_empty());
        assert_eq!(
            (notes[0].what.as_str(), notes[0].message.as_str()),
            (
                "cc",
                "5 records in 1 archive: 2 pages (1 with a digest of a kind that is not checked); left out: 1 `request`, 2 of other hosts"
            )
        );
        assert_eq!(Tally::default().finish("cc"), (Vec::new(), Vec::new()));
    }

    #[test]
    fn many_problems_are_told_in_part_and_counted() {
        let mut tally = Tally::default();
        for number in 0..50 {
            tally.warn(number.to_string(), "damaged".to_owned());
        }
        assert_eq!(tally.take().0.len(), MOST_TOLD);
        let (warnings, _) = tally.finish("cc");
        assert_eq!(warnings[0].message, "30 more problems like these");
    }
}
