//! `[[source.expect]]`: a saved document of a source, and what must come out of it.

use std::path::{Path, PathBuf};

use jiff::{Timestamp, civil::Date};

use crate::{
    Config, Place, Problem, Report, Severity,
    address::web_url,
    place::absolute,
    written::{Text, Written},
};

/// The longest text that may be expected at least, in characters: no article is longer.
const LONGEST_TEXT: usize = 10_000_000;

/// Entries that may be expected: more than any listing is read for.
const MOST_ENTRIES: usize = 1_000_000;

/// A saved document of a source, and what must come out of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Expect {
    /// The file; absolute.
    pub file: PathBuf,
    /// The file, as it is configured.
    pub written: String,
    /// Where it was saved from; a listing without it from the source's own URL.
    pub url: Option<String>,
    /// What must come out.
    pub expected: Expected,
    /// Where the file is named.
    place: Place,
}

/// What must come out of a saved document.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// An article.
    Page(ExpectedPage),
    /// Entries.
    Listing(ExpectedListing),
}

/// What an article must be; of what is left out nothing is said.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExpectedPage {
    /// Its headline.
    pub title: Option<String>,
    /// Words of its text.
    pub contains: Vec<String>,
    /// Words that are not in its text.
    pub lacks: Vec<String>,
    /// One of its authors, or all of them with `, ` between.
    pub author: Option<String>,
    /// When it was published.
    pub date: Option<ExpectedDate>,
    /// The language of its text (BCP 47).
    pub language: Option<String>,
    /// The characters of its text at least.
    pub min_length: Option<usize>,
}

/// When an article must have been published.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ExpectedDate {
    /// On this day, as the article writes it.
    Day(Date),
    /// At this moment.
    Moment(Timestamp),
}

/// What a listing must be; of what is left out nothing is said.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExpectedListing {
    /// How many entries it has,
    pub entries: Option<usize>,
    /// or at least has.
    pub at_least: Option<usize>,
    /// The first of them.
    pub first: ExpectedEntry,
}

/// What an entry must be.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExpectedEntry {
    /// Its title.
    pub title: Option<String>,
    /// Its link, whole.
    pub link: Option<String>,
}

impl Expect {
    /// Reads all `expect` of a source. Problems are in the table's findings.
    pub(crate) fn check(source: &Written<'_>, base: &Path) -> Vec<Self> {
        let tables = source.tables("expect", "[[source.expect]]").into_iter();
        let source = &source.name;
        let cases = tables.map(|mut table| {
            table.name = format!("[[source.expect]] of {source}");
            Self::read(table, base)
        });
        cases.flatten().collect()
    }

    fn read(table: Written<'_>, base: &Path) -> Option<Self> {
        let text = table.required_text("file", "\"cases/page.html\"");
        let url = table
            .value("url")
            .is_some()
            .then(|| web_url(&table, "url", "\"https://example.org/a-report\""));
        let (page, listing) = (ExpectedPage::read(&table), ExpectedListing::read(&table));
        let expected = match (page, listing) {
            (Some(page), None) => Some(Expected::Page(page)),
            (None, Some(listing)) => Some(Expected::Listing(listing)),
            (Some(_), Some(_)) => {
                let message = format!("{} expects an article and entries", table.name);
                let help = "a saved page gives an article, a saved feed or list page gives entries: make two cases of it";
                table.error(&table.at, message, help.to_owned());
                None
            }
            (None, None) => {
                let message = format!("{} expects nothing", table.name);
                let help = "add what must come out, like `title = \"…\"` or `contains = [\"…\"]` of a page, `at_least = 10` of a feed or a list page";
                table.error(&table.at, message, help.to_owned());
                None
            }
        };
        let text = text?;
        let file = absolute(&table, "file", &text, base);
        let place = table.context.findings.place(&text.at);
        table.finish();
        Some(Self {
            file: file?,
            written: text.written,
            url: url.flatten(),
            expected: expected?,
            place,
        })
    }
}

impl ExpectedPage {
    const KEYS: [&str; 7] = [
        "title",
        "contains",
        "lacks",
        "author",
        "date",
        "language",
        "min_length",
    ];

    /// What is expected of an article, if anything is.
    fn read(table: &Written<'_>) -> Option<Self> {
        let value = |text: Text| text.value.trim().to_owned();
        let values =
            |texts: Option<Vec<Text>>| texts.into_iter().flatten().map(value).collect::<Vec<_>>();
        let page = Self {
            title: table.text("title").map(value),
            contains: values(table.texts("contains")),
            lacks: values(table.texts("lacks")),
            author: table.text("author").map(value),
            date: table.text("date").and_then(|text| date(table, &text)),
            language: table
                .text("language")
                .map(|text| value(text).to_ascii_lowercase()),
            min_length: table.number("min_length", 1..=LONGEST_TEXT),
        };
        let is_there = |key: &&'static str| table.value(key).is_some();
        Self::KEYS.iter().any(is_there).then_some(page)
    }
}

impl ExpectedListing {
    /// What is expected of a listing, if anything is.
    fn read(table: &Written<'_>) -> Option<Self> {
        let listing = Self {
            entries: table.number("entries", 0..=MOST_ENTRIES),
            at_least: table.number("at_least", 1..=MOST_ENTRIES),
            first: ExpectedEntry::read(table),
        };
        if let (Some(_), Some(least)) = (table.value("entries"), table.value("at_least")) {
            let message = format!("{} has both `entries` and `at_least`", table.name);
            table.error(&least.span(), message, "keep one of them".to_owned());
        }
        let is_there = |key: &'static str| table.value(key).is_some();
        ["entries", "at_least", "first"]
            .into_iter()
            .any(is_there)
            .then_some(listing)
    }
}

impl ExpectedEntry {
    fn read(table: &Written<'_>) -> Self {
        let Some(first) = table.table("first", "`{ title = \"…\", link = \"https://…\" }`")
        else {
            return Self::default();
        };
        let value = |key| first.text(key).map(|text| text.value.trim().to_owned());
        let entry = Self {
            title: value("title"),
            link: value("link"),
        };
        first.finish();
        entry
    }
}

/// A day, or a moment with its offset from UTC.
fn date(table: &Written<'_>, text: &Text) -> Option<ExpectedDate> {
    let written = text.value.trim();
    if written.len() == "2021-06-14".len()
        && let Ok(day) = written.parse()
    {
        return Some(ExpectedDate::Day(day));
    }
    let moment = written.parse().ok().map(ExpectedDate::Moment);
    if moment.is_none() {
        let message = format!("`date` in {} is neither a day nor a moment", table.name);
        let help = "write `\"2021-06-14\"` or `\"2021-06-14T10:00:00+02:00\"`";
        table.error(&text.at, message, help.to_owned());
    }
    moment
}

impl Config {
    /// The files of `expect` cases that are not there. They hold up no run, so only those who ask hear of them.
    pub fn missing_cases(&self) -> Report {
        let cases = self.sources.iter().flat_map(|source| &source.expect);
        let missing = cases.filter(|case| !case.file.is_file());
        Report {
            file: self.file.clone(),
            text: self.warnings.text.clone(),
            problems: missing.map(Expect::missing).collect(),
        }
    }
}

impl Expect {
    fn missing(&self) -> Problem {
        Problem {
            severity: Severity::Error,
            message: format!("there is no file `{}`", self.written),
            place: Some(self.place),
            help: Some(
                "save the page or the feed there; a relative path starts at this file's folder"
                    .to_owned(),
            ),
            related: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::tests::{check, read};

    fn source(keys: &str) -> String {
        format!(
            "[[sink]]\nkind = \"stdout\"\n[[source]]\nid = \"f\"\nkind = \"feed\"\nurl = \"https://a.example\"\n[[source.expect]]\n{keys}\n"
        )
    }

    fn cases(keys: &str) -> Vec<Expect> {
        read(&source(keys)).unwrap().sources[0].expect.clone()
    }

    #[test]
    fn a_case_is_about_an_article_or_about_a_listing() {
        let cases = cases(
            "file = \"cases/a.html\"\nurl = \"https://a.example/a\"\ntitle = \" T \"\ndate = \"2021-06-14\"\nlacks = [\"x\"]\n\
             [[source.expect]]\nfile = \"/tmp/feed.xml\"\nat_least = 3\nfirst = { title = \"T\" }",
        );
        assert_eq!(cases[0].file, Path::new("/base/cases/a.html"));
        assert_eq!(cases[0].url.as_deref(), Some("https://a.example/a"));
        let Expected::Page(page) = &cases[0].expected else {
            panic!("a page")
        };
        assert_eq!((page.title.as_deref(), page.lacks.len()), (Some("T"), 1));
        assert_eq!(
            page.date,
            Some(ExpectedDate::Day(jiff::civil::date(2021, 6, 14)))
        );
        let Expected::Listing(listing) = &cases[1].expected else {
            panic!("a listing")
        };
        assert_eq!(cases[1].file, Path::new("/tmp/feed.xml"));
        assert_eq!((listing.entries, listing.at_least), (None, Some(3)));
        assert_eq!(listing.first.title.as_deref(), Some("T"));
    }

    #[test]
    fn a_case_that_expects_nothing_or_too_much_is_told() {
        let of = "[[source.expect]] of [[source]] `f`";
        check(
            &source("file = \"a\""),
            &[&format!(
                "7:1:17 {of} expects nothing / add what must come out, like `title = \"…\"` or `contains = [\"…\"]` of a page, `at_least = 10` of a feed or a list page"
            )],
        );
        check(
            &source("title = \"T\"\nentries = 3\ntitel = 3"),
            &[
                &format!("7:1:17 `file` is missing in {of} / add `file = \"cases/page.html\"`"),
                &format!(
                    "7:1:17 {of} expects an article and entries / a saved page gives an article, a saved feed or list page gives entries: make two cases of it"
                ),
            ],
        );
        check(
            &source("file = \"a\"\ndate = \"14.6.2021\"\ntitel = 3"),
            &[
                &format!(
                    "9:8:11 `date` in {of} is neither a day nor a moment / write `\"2021-06-14\"` or `\"2021-06-14T10:00:00+02:00\"`"
                ),
                &format!("10:1:5 unknown key `titel` in {of} / did you mean `title`?"),
            ],
        );
        check(
            &source("file = \"a\"\nentries = 3\nat_least = 2"),
            &[&format!(
                "10:12:1 {of} has both `entries` and `at_least` / keep one of them"
            )],
        );
    }

    #[test]
    fn files_that_are_not_there_are_told_to_those_who_ask() {
        let config = read(&source("file = \"none.html\"\ntitle = \"T\"")).unwrap();
        let missing = config.missing_cases();
        assert_eq!(missing.problems.len(), 1);
        let place = missing.problems[0].place.unwrap();
        assert_eq!((place.line, place.column, place.length), (8, 8, 11));
        assert!(missing.render(false).contains("none.html"));
    }
}
