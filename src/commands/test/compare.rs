//! What came out beside what was expected: pure.

use config::{ExpectedDate, ExpectedListing, ExpectedPage};
use item::{Article, NewsDate};
use pipeline::stages::Prepared;

use super::read::Listed;

/// One thing that was expected.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Check {
    /// The key that expects it.
    pub(super) what: &'static str,
    pub(super) expected: String,
    pub(super) got: String,
    pub(super) passed: bool,
}

/// What stands in the place of a value that there is none of.
const NONE: &str = "(none)";

fn check(
    what: &'static str,
    expected: impl Into<String>,
    got: impl Into<String>,
    passed: bool,
) -> Check {
    Check {
        what,
        expected: expected.into(),
        got: got.into(),
        passed,
    }
}

/// Compares an article.
pub(super) fn page(expected: &ExpectedPage, prepared: &Prepared) -> Vec<Check> {
    let article = &prepared.article;
    let mut checks = Vec::new();
    if let Some(title) = &expected.title {
        let got = article.headline.as_deref().unwrap_or(NONE);
        checks.push(check("title", title, got, got == title));
    }
    if let Some(author) = &expected.author {
        checks.push(by(author, article));
    }
    if let Some(date) = &expected.date {
        checks.push(published(*date, article));
    }
    if let Some(language) = &expected.language {
        let label = prepared.labels.language.as_ref();
        let got = label.map_or(NONE, |label| label.id.as_str());
        let passed = language.split('-').next() == got.split('-').next();
        checks.push(check("language", language, got, passed));
    }
    let length = article.text.chars().count();
    if let Some(least) = expected.min_length {
        checks.push(check(
            "min_length",
            format!("at least {least} characters"),
            format!("{length} characters"),
            length >= least,
        ));
    }
    let text = spaced(&article.text);
    for words in &expected.contains {
        let is_there = text.contains(&spaced(words));
        let got = format!("not in the text of {length} characters");
        checks.push(check("contains", words, got, is_there));
    }
    for words in &expected.lacks {
        let is_there = text.contains(&spaced(words));
        let expected = format!("not “{words}”");
        checks.push(check("lacks", expected, "it is in the text", !is_there));
    }
    checks
}

fn by(author: &str, article: &Article) -> Check {
    let got = article.byline.join(", ");
    let passed = got == author || article.byline.iter().any(|name| name == author);
    let got = if got.is_empty() { NONE } else { &got };
    check("author", author, got, passed)
}

fn published(date: ExpectedDate, article: &Article) -> Check {
    let got = article.date_published.as_ref();
    let (expected, passed) = match date {
        ExpectedDate::Day(day) => (day.to_string(), got.and_then(NewsDate::as_day) == Some(day)),
        ExpectedDate::Moment(moment) => (
            moment.to_string(),
            got.and_then(NewsDate::as_timestamp) == Some(moment),
        ),
    };
    check("date", expected, got.map_or(NONE, NewsDate::as_str), passed)
}

/// The words with single spaces: where a line ends is no matter of an expectation.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Compares a listing.
pub(super) fn listing(expected: &ExpectedListing, listed: &Listed) -> Vec<Check> {
    let mut checks = Vec::new();
    let count = listed.entries.len();
    let got = match listed.filtered {
        0 => format!("{count} entries"),
        filtered => format!("{count} entries, and {filtered} that the filter does not want"),
    };
    if let Some(exactly) = expected.entries {
        let words = format!("{exactly} entries");
        checks.push(check("entries", words, &got, count == exactly));
    }
    if let Some(least) = expected.at_least {
        let words = format!("at least {least} entries");
        checks.push(check("at_least", words, &got, count >= least));
    }
    let first = listed.entries.first();
    if let Some(title) = &expected.first.title {
        let got = first.and_then(|entry| entry.hints.title.as_deref());
        let got = got.map_or(NONE, str::trim);
        checks.push(check("first title", title, got, got == title));
    }
    if let Some(link) = &expected.first.link {
        let got = first.and_then(pipeline::filter::link).unwrap_or(NONE);
        checks.push(check("first link", link, got, got == link));
    }
    checks
}

#[cfg(test)]
mod tests {
    use item::{Entry, Fingerprint, Hints, Label, Labels, Locator, SourceId};

    use super::*;

    fn prepared() -> Prepared {
        Prepared {
            article: Article {
                headline: Some("The bridge".to_owned()),
                text: "It is closed.\n\nAnd stays\nso.".to_owned(),
                byline: vec!["Ann Lee".to_owned(), "Bo Ek".to_owned()],
                date_published: item::dates::parse("2021-06-14T01:00:00+02:00"),
                ..Article::default()
            },
            labels: Labels {
                language: Some(Label {
                    id: "en".to_owned(),
                    name: None,
                    score: 1.0,
                    evidence: Vec::new(),
                }),
                ..Labels::default()
            },
            statements: Vec::new(),
            fingerprint: Fingerprint::default(),
            removed: Vec::new(),
            overrides: Vec::new(),
            choice: None,
            traits: pipeline::story::Traits::default(),
        }
    }

    fn check_page(expected: &ExpectedPage, passed: bool) {
        let checks = page(expected, &prepared());
        assert!(!checks.is_empty(), "{expected:?}");
        assert!(
            checks.iter().all(|check| check.passed == passed),
            "{checks:?}"
        );
    }

    fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
        texts.map(str::to_owned).to_vec()
    }

    #[test]
    fn each_expectation_of_an_article_holds_or_does_not() {
        let page = ExpectedPage {
            title: Some("The bridge".to_owned()),
            contains: texts(["closed. And  stays so."]),
            lacks: texts(["open"]),
            author: Some("Bo Ek".to_owned()),
            date: Some(ExpectedDate::Day(jiff::civil::date(2021, 6, 14))),
            language: Some("en-GB".to_owned()),
            min_length: Some(20),
        };
        check_page(&page, true);
        check_page(
            &ExpectedPage {
                author: Some("Ann Lee, Bo Ek".to_owned()),
                date: Some(ExpectedDate::Moment(
                    "2021-06-13T23:00:00Z".parse().unwrap(),
                )),
                ..ExpectedPage::default()
            },
            true,
        );
        let other = ExpectedPage {
            title: Some("Bridge".to_owned()),
            contains: texts(["Closed"]),
            lacks: texts(["stays so"]),
            author: Some("Bo".to_owned()),
            date: Some(ExpectedDate::Day(jiff::civil::date(2021, 6, 13))),
            language: Some("it".to_owned()),
            min_length: Some(200),
        };
        check_page(&other, false);
    }

    #[test]
    fn each_expectation_of_a_listing_holds_or_does_not() {
        let entry = |number: usize| Entry {
            source: SourceId::new("s"),
            key: number.to_string(),
            version: 1,
            locator: Locator::Url {
                url: format!("https://a.example/{number}"),
            },
            hints: Hints {
                title: Some(format!(" Report {number}")),
                ..Hints::default()
            },
        };
        let listed = Listed {
            entries: vec![entry(1), entry(2)],
            filtered: 3,
        };
        let check = |expected: &ExpectedListing, passed: bool| {
            let checks = listing(expected, &listed);
            assert!(
                !checks.is_empty() && checks.iter().all(|check| check.passed == passed),
                "{checks:?}"
            );
        };
        let mut expected = ExpectedListing {
            entries: Some(2),
            at_least: Some(1),
            ..ExpectedListing::default()
        };
        expected.first.title = Some("Report 1".to_owned());
        expected.first.link = Some("https://a.example/1".to_owned());
        check(&expected, true);
        expected.entries = Some(5);
        expected.at_least = Some(3);
        expected.first.title = Some("Report 2".to_owned());
        expected.first.link = Some("https://a.example/2".to_owned());
        check(&expected, false);
    }
}
