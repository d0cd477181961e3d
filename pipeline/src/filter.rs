//! Whether a source wants an entry: by what its listing says before anything is asked for, by the rest once it was read.
//!
//! Pure. Nothing is decided twice: what the listing said of link and title is not compared again with what the page says.

use config::{Filter, Treatment};
use item::{Entry, Locator, Subject};
use jiff::Timestamp;

use crate::stages::Prepared;

/// Why an entry is not wanted, as far as its listing tells.
pub fn refused_as_listed(entry: &Entry, filter: &Filter) -> Option<String> {
    let by_link = link(entry).and_then(|link| filter.refuses_url(link));
    by_link.or_else(|| title(entry).and_then(|title| filter.refuses_title(title)))
}

/// Why an entry is not wanted, now that it was read.
pub fn refused_as_read(
    entry: &Entry,
    treatment: &Treatment,
    prepared: &Prepared,
    now: Timestamp,
) -> Option<String> {
    let Treatment { filter, tags, .. } = treatment;
    let article = &prepared.article;
    let by_link = || match (link(entry), &article.url) {
        (Some(_), _) => None,
        (None, Some(url)) => filter.refuses_url(url),
        (None, None) => missing("link", "urls", filter.urls.is_empty()),
    };
    let by_title = || match (title(entry), &article.headline) {
        (Some(_), _) => None,
        (None, Some(headline)) => filter.refuses_title(headline),
        (None, None) => missing("title", "titles", filter.titles.is_empty()),
    };
    let by_query = || {
        let unmet = filter.wants.as_ref()?.unmet_by(&Subject {
            article,
            labels: &prepared.labels,
            source: &entry.source,
            tags,
            seen: now,
        })?;
        Some(format!("it does not fit `{unmet}` of `where`"))
    };
    by_link().or_else(by_title).or_else(by_query)
}

fn missing(what: &str, key: &str, is_empty: bool) -> Option<String> {
    (!is_empty).then(|| format!("it has no {what}, and `{key}` wants one"))
}

/// The page that an entry stands for, as its listing gives it.
pub fn link(entry: &Entry) -> Option<&str> {
    let listed = match &entry.locator {
        Locator::Url { url } | Locator::Record { url, .. } => Some(url),
        Locator::Inline(inline) => inline.page.as_ref(),
        Locator::File { .. } | Locator::Slice { .. } => None,
    };
    listed.or(entry.hints.link.as_ref()).map(String::as_str)
}

fn title(entry: &Entry) -> Option<&str> {
    let title = entry.hints.title.as_deref().map(str::trim);
    title.filter(|title| !title.is_empty())
}

#[cfg(test)]
mod tests {
    use config::Pattern;
    use item::{Article, Fingerprint, Hints, Label, Labels, Query, SourceId};

    use super::*;

    fn patterns(written: &[&str]) -> Vec<Pattern> {
        let pattern = |written: &&str| Pattern {
            written: (*written).to_owned(),
            regex: regex::Regex::new(written).unwrap(),
        };
        written.iter().map(pattern).collect()
    }

    fn treatment() -> Treatment {
        Treatment {
            tags: vec!["agency".to_owned()],
            filter: Filter {
                urls: patterns(&["/news/"]),
                not_titles: patterns(&["^LIVE"]),
                wants: Some(Query::parse("lang:it tag:agency").unwrap()),
                ..Filter::default()
            },
            ..Treatment::default()
        }
    }

    fn entry(locator: Locator, title: Option<&str>) -> Entry {
        Entry {
            source: SourceId::new("s"),
            key: "k".to_owned(),
            version: 1,
            locator,
            hints: Hints {
                title: title.map(str::to_owned),
                ..Hints::default()
            },
        }
    }

    fn page(url: &str, title: Option<&str>) -> Entry {
        let url = url.to_owned();
        entry(Locator::Url { url }, title)
    }

    fn prepared(url: Option<&str>, headline: Option<&str>, language: &str) -> Prepared {
        let language = Label {
            id: language.to_owned(),
            name: None,
            score: 1.0,
            evidence: Vec::new(),
        };
        Prepared {
            article: Article {
                url: url.map(str::to_owned),
                headline: headline.map(str::to_owned),
                ..Article::default()
            },
            labels: Labels {
                language: Some(language),
                ..Labels::default()
            },
            statements: Vec::new(),
            fingerprint: Fingerprint::default(),
            removed: Vec::new(),
            overrides: Vec::new(),
            choice: None,
            traits: crate::story::Traits::default(),
        }
    }

    #[test]
    fn what_the_listing_says_decides_before_anything_is_read() {
        let filter = treatment().filter;
        let listed = |entry: &Entry| refused_as_listed(entry, &filter);
        assert_eq!(listed(&page("https://a.example/news/1", Some("A"))), None);
        assert_eq!(
            listed(&page("https://a.example/sport/1", Some("A"))).unwrap(),
            "its link matches nothing of `urls`"
        );
        let live = page("https://a.example/news/1", Some(" LIVE: A"));
        assert_eq!(
            listed(&live).unwrap(),
            "its title matches `^LIVE` of `not_titles`"
        );
        // A file has neither.
        let path = "a.html".to_owned();
        assert_eq!(listed(&entry(Locator::File { path }, None)), None);
    }

    #[test]
    fn what_the_listing_does_not_say_decides_once_it_was_read() {
        let treatment = treatment();
        let read = |entry: &Entry, prepared: &Prepared| {
            refused_as_read(entry, &treatment, prepared, Timestamp::UNIX_EPOCH)
        };
        let listed = page("https://a.example/news/1", Some("A"));
        let italian = prepared(Some("https://a.example/x"), Some("LIVE: A"), "it");
        assert_eq!(read(&listed, &italian), None, "the listing has decided");
        let untitled = page("https://a.example/news/1", None);
        assert_eq!(
            read(&untitled, &italian).unwrap(),
            "its title matches `^LIVE` of `not_titles`"
        );
        let path = "a.html".to_owned();
        let file = entry(Locator::File { path }, None);
        assert_eq!(
            read(&file, &italian).unwrap(),
            "its link matches nothing of `urls`"
        );
        assert_eq!(
            read(&file, &prepared(None, None, "it")).unwrap(),
            "it has no link, and `urls` wants one"
        );
        assert_eq!(
            read(&listed, &prepared(None, None, "en")).unwrap(),
            "it does not fit `lang:it` of `where`"
        );
    }
}
