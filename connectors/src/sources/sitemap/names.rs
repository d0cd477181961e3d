//! What entries of a sitemap are called, and what counts as another version of them. Pure.

use item::{Entry, Hints, Locator, SourceId, digest64, digest128};

use crate::sitemap::{Child, Listed, When};

/// A longer name is kept as its digest: names are kept for ever.
const LONGEST_KEY: usize = 512;

/// A page that a sitemap marks as news, and one without any date. Sitemaps of one site say different things of one
/// page; under one name each would make it look changed whenever it is read after another.
const NEWS: &str = "news:";
const UNDATED: &str = "undated:";

/// The entry of a page under `key`, its key URL; `tells` says whether `lastmod` is to be believed.
pub(super) fn page(source: &SourceId, listed: Listed, key: &str, tells: bool) -> Entry {
    let Listed { url, lastmod, news } = listed;
    let told = lastmod.filter(|_| tells);
    let key = long_or_digest(name(key, news.is_some(), told.is_some()));
    let moment = |when: &Option<When>| {
        when.as_ref()
            .map_or_else(String::new, |when| when.period.first.to_string())
    };
    let news = news.unwrap_or_default();
    let said = [
        moment(&told),
        moment(&news.published),
        news.title.clone().unwrap_or_default(),
    ];
    Entry {
        source: source.clone(),
        key,
        version: digest64(said.join("\0").as_bytes()),
        locator: Locator::Url { url },
        hints: Hints {
            title: news.title,
            published: news.published.map(|when| when.written),
            updated: told.map(|when| when.written),
            language: news.language,
            publisher: news.publication,
            categories: news.keywords,
            ..Hints::default()
        },
    }
}

/// The name of a page, given its key URL and what is said of it.
pub(super) fn name(key: &str, is_news: bool, is_dated: bool) -> String {
    match (is_news, is_dated) {
        (true, _) => format!("{NEWS}{key}"),
        (false, true) => key.to_owned(),
        (false, false) => format!("{UNDATED}{key}"),
    }
}

fn long_or_digest(key: String) -> String {
    if key.len() <= LONGEST_KEY {
        key
    } else {
        format!("{:032x}", digest128(&[key.as_bytes()]))
    }
}

/// The entry of a sitemap below so many indexes. Its version is its last change or, where nobody tells one, that of
/// the index.
pub(super) fn container(source: &SourceId, child: Child, level: u8, index: u64) -> Entry {
    let Child { url, lastmod } = child;
    let version = match &lastmod {
        Some(when) => digest64(when.period.first.to_string().as_bytes()),
        None => index,
    };
    Entry {
        source: source.clone(),
        key: long_or_digest_of_sitemap(&url, level),
        version,
        locator: Locator::Url { url },
        hints: Hints {
            updated: lastmod.map(|when| when.written),
            ..Hints::default()
        },
    }
}

fn long_or_digest_of_sitemap(url: &str, level: u8) -> String {
    let before = Entry::SITEMAP.repeat(usize::from(level));
    if url.len() <= LONGEST_KEY {
        return format!("{before}{url}");
    }
    format!("{before}http:{:032x}", digest128(&[url.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sitemap::News;

    fn listed(lastmod: &str, news: Option<(&str, &str)>) -> Listed {
        Listed {
            url: "https://a.example/1".to_owned(),
            lastmod: When::read(lastmod),
            news: news.map(|(title, published)| News {
                title: Some(title.to_owned()),
                published: When::read(published),
                ..News::default()
            }),
        }
    }

    fn entry(lastmod: &str, news: Option<(&str, &str)>, tells: bool) -> Entry {
        page(
            &SourceId::new("s"),
            listed(lastmod, news),
            "a.example/1",
            tells,
        )
    }

    #[test]
    fn another_lastmod_date_or_title_is_another_version() {
        let version = |lastmod: &str, news| entry(lastmod, news, true).version;
        let first = version("2026-11-22T10:00:00Z", None);
        assert_eq!(
            first,
            version("2026-11-22T11:00:00+01:00", None),
            "the same moment"
        );
        assert_ne!(first, version("2026-11-22T10:00:01Z", None));
        let news = Some(("Title", "2026-11-22T09:00:00Z"));
        let told = version("", news);
        for other in [
            version("2026-11-22T10:00:00Z", news),
            version("", Some(("Titel", "2026-11-22T09:00:00Z"))),
            version("", Some(("Title", "2026-11-22T09:30:00Z"))),
        ] {
            assert_ne!(told, other);
        }
        let made_now = |second: &str| entry(second, None, false).version;
        assert_eq!(
            made_now("2026-11-22T10:00:00Z"),
            made_now("2026-11-22T10:15:00Z")
        );
    }

    #[test]
    fn what_sitemaps_say_differently_has_different_names() {
        let key = |lastmod: &str, news, tells| entry(lastmod, news, tells).key;
        assert_eq!(key("2026-11-22", None, true), "a.example/1");
        assert_eq!(key("2026-11-22", None, false), "undated:a.example/1");
        assert_eq!(key("", None, true), "undated:a.example/1");
        assert_eq!(key("2026-11-22", Some(("T", "")), true), "news:a.example/1");
    }

    #[test]
    fn a_sitemap_is_told_from_a_page_by_its_name() {
        let check = |url: &str, lastmod: &str, depth: u8| {
            let child = Child {
                url: url.to_owned(),
                lastmod: When::read(lastmod),
            };
            let entry = container(&SourceId::new("s"), child, depth, 7);
            assert_eq!(entry.sitemap_level(), Some(depth));
            assert!(entry.key.len() < 600);
            entry
        };
        let first = check("https://a.example/1.xml", "2026-11-22", 1);
        assert_eq!(first.key, "sitemap:https://a.example/1.xml");
        assert_ne!(
            first.version,
            check("https://a.example/1.xml", "2026-11-23", 1).version
        );
        assert_eq!(check("https://a.example/1.xml", "", 3).version, 7);
        check(&format!("https://a.example/{}", "x".repeat(600)), "", 2);
        let page = entry("", None, true);
        let odd = Entry {
            key: "sitemap:8080/a".to_owned(),
            ..page.clone()
        };
        assert_eq!((page.sitemap_level(), odd.sitemap_level()), (None, None));
    }
}
