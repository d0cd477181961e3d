//! Which pages of a sitemap are wanted: news, young, of this site, and pages at all. Pure.

use std::{cmp::Reverse, collections::HashSet};

use config::Sitemap as Settings;
use item::{Entry, SourceId, is_home, key_url, same_site};
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::names::{name, page};
use crate::{
    sitemap::{Listed, in_page_url, in_sitemap_url, tells},
    sources::way::Dated,
};

/// Pages without any date that are taken from either end of a sitemap: lists grow at one of their ends.
const MOST_UNDATED: usize = 1000;

/// What claims to be of later than this from now has no clock.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// Endings of what is no page; asking for it would be in vain.
const NO_PAGES: [&str; 20] = [
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".mp3", ".mp4", ".m4a", ".ogg",
    ".webm", ".pdf", ".zip", ".xml", ".gz", ".rss", ".doc", ".docx", ".xlsx",
];

/// A page that is wanted.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    listed: Listed,
    key: String,
    /// Its time, as far as one is told that can be believed.
    at: Option<Timestamp>,
    /// Scheme, host and port, where they are of another site.
    pub(super) elsewhere: Option<String>,
}

/// How many pages were left out, by why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct LeftOut {
    pub(super) not_news: usize,
    pub(super) old: usize,
    pub(super) undated: usize,
    /// Home pages, pictures, films, what has no key.
    pub(super) no_pages: usize,
    /// Pages of other sites that do not name this sitemap.
    pub(super) elsewhere: usize,
}

/// The pages of one sitemap.
#[derive(Debug, Default)]
pub(super) struct Sifted {
    pub(super) kept: Vec<Kept>,
    pub(super) left_out: LeftOut,
    /// Whether `lastmod` tells of each page.
    tells: bool,
}

/// Sifts the pages of the sitemap at `own`. What is older than `oldest` is old.
pub(super) fn sift(
    urls: Vec<Listed>,
    own: &str,
    settings: &Settings,
    oldest: Timestamp,
    now: Timestamp,
) -> Sifted {
    let mut sifted = sift_all(urls, own, settings, oldest, now);
    sifted.left_out.undated = cut_undated(&mut sifted.kept);
    sifted
}

/// The same, with all pages that have no date.
pub(super) fn sift_all(
    urls: Vec<Listed>,
    own: &str,
    settings: &Settings,
    oldest: Timestamp,
    now: Timestamp,
) -> Sifted {
    let changes = urls.iter().filter_map(|listed| listed.lastmod.as_ref());
    let mut sifted = Sifted {
        tells: tells(changes, in_sitemap_url(own)),
        ..Sifted::default()
    };
    let mut met = HashSet::new();
    for listed in urls {
        if settings.news_only && listed.news.is_none() {
            sifted.left_out.not_news += 1;
            continue;
        }
        let Some(key) = page_key(&listed.url) else {
            sifted.left_out.no_pages += 1;
            continue;
        };
        let is_dated = sifted.tells && listed.lastmod.is_some();
        if !met.insert(name(&key, listed.news.is_some(), is_dated)) {
            continue;
        }
        let period = period(&listed, sifted.tells, now);
        if period.is_some_and(|period| period.is_before(oldest)) {
            sifted.left_out.old += 1;
            continue;
        }
        let is_here = !settings.same_site || same_site(&listed.url, &settings.url);
        let elsewhere = if is_here { None } else { origin(&listed.url) };
        sifted.kept.push(Kept {
            at: period.map(|period| period.first),
            listed,
            key,
            elsewhere,
        });
    }
    sifted.kept.sort_by_key(|kept| Reverse(kept.at));
    sifted
}

/// When a page is from: when it was published as the sitemap or its address says, else when it was last changed.
fn period(listed: &Listed, tells: bool, now: Timestamp) -> Option<crate::sitemap::Period> {
    let published = listed
        .news
        .as_ref()
        .and_then(|news| news.published.as_ref());
    let changed = listed.lastmod.as_ref().filter(|_| tells);
    let latest = now.saturating_add(AHEAD).unwrap_or(now);
    published
        .map(|when| when.period)
        .or_else(|| in_page_url(&listed.url))
        .or(changed.map(|when| when.period))
        .filter(|period| period.first <= latest)
}

/// Leaves out undated pages from the middle of the list, and gives how many.
fn cut_undated(kept: &mut Vec<Kept>) -> usize {
    let count = kept.iter().filter(|kept| kept.at.is_none()).count();
    let mut at = 0;
    kept.retain(|kept| {
        if kept.at.is_some() {
            return true;
        }
        at += 1;
        at <= MOST_UNDATED || at > count.saturating_sub(MOST_UNDATED)
    });
    count.saturating_sub(2 * MOST_UNDATED)
}

/// The key URL of what may be a page with an article.
fn page_key(url: &str) -> Option<String> {
    let key = key_url(url)?;
    let path = key
        .split('?')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_page = !is_home(url) && !NO_PAGES.iter().any(|ending| path.ends_with(ending));
    is_page.then_some(key)
}

fn origin(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    Some(url.origin().ascii_serialization())
}

impl Sifted {
    /// The newest time of a page that is wanted; none where no page tells one.
    pub(super) fn newest(&self) -> Option<Timestamp> {
        self.kept.iter().filter_map(|kept| kept.at).max()
    }

    /// Leaves out the pages of other sites but for those of these, which name the sitemap as theirs.
    pub(super) fn leave_out_elsewhere(&mut self, allowed: &[String]) {
        let before = self.kept.len();
        self.kept.retain(|kept| {
            let elsewhere = kept.elsewhere.as_ref();
            elsewhere.is_none_or(|origin| allowed.contains(origin))
        });
        self.left_out.elsewhere += before - self.kept.len();
    }

    /// The entries, the newest first.
    pub(super) fn into_entries(self, source: &SourceId) -> Vec<Entry> {
        let dated = self.into_dated(source).into_iter();
        dated.map(|dated| dated.entry).collect()
    }

    /// The entries with their times, the newest first.
    pub(super) fn into_dated(self, source: &SourceId) -> Vec<Dated> {
        let tells = self.tells;
        let dated = |kept: Kept| Dated {
            entry: page(source, kept.listed, &kept.key, tells),
            at: kept.at,
        };
        self.kept.into_iter().map(dated).collect()
    }
}

impl LeftOut {
    /// What is to be told of it, in words.
    pub(super) fn notes(&self) -> Vec<String> {
        let Self {
            not_news,
            old,
            undated,
            no_pages,
            elsewhere,
        } = *self;
        let notes = [
            (
                not_news,
                "are not marked as news; `news_only = false` takes them",
            ),
            (old, "are older than `max_age`"),
            (
                undated,
                "have no date; only the first and the last thousand are taken",
            ),
            (no_pages, "are home pages, pictures or films"),
            (
                elsewhere,
                "are of other sites that do not name this sitemap in their robots.txt; `same_site = false` takes them",
            ),
        ];
        let told = notes.into_iter().filter(|(count, _)| *count > 0);
        told.map(|(count, why)| format!("{count} of its pages {why}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use config::Access;

    use super::*;
    use crate::sitemap::{News, When};

    const OWN: &str = "https://www.a.example/sitemap.xml";

    fn now() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    fn settings(news_only: bool) -> Settings {
        Settings {
            url: OWN.to_owned(),
            news_only,
            max_age: SignedDuration::from_hours(30 * 24),
            same_site: true,
            sitemaps: Vec::new(),
            not_sitemaps: Vec::new(),
            access: Access::default(),
        }
    }

    fn listed(url: &str, lastmod: &str, published: Option<&str>) -> Listed {
        Listed {
            url: url.to_owned(),
            lastmod: When::read(lastmod),
            news: published.map(|published| News {
                published: When::read(published),
                ..News::default()
            }),
        }
    }

    fn sifted(urls: Vec<Listed>, news_only: bool) -> Sifted {
        let oldest = now() - SignedDuration::from_hours(30 * 24);
        sift(urls, OWN, &settings(news_only), oldest, now())
    }

    fn kept(urls: Vec<Listed>, news_only: bool) -> (Vec<String>, LeftOut) {
        let sifted = sifted(urls, news_only);
        let left_out = sifted.left_out;
        let names = sifted.into_entries(&SourceId::new("s"));
        (names.into_iter().map(|entry| entry.key).collect(), left_out)
    }

    #[test]
    fn only_news_are_taken_unless_all_pages_are_wanted() {
        let urls = || {
            vec![
                listed("https://a.example/1", "", Some("2026-11-21")),
                listed("https://a.example/2", "2026-11-20", None),
                listed(
                    "https://a.example/3",
                    "2026-11-21T10:00:00Z",
                    Some("2026-11-22"),
                ),
                listed("https://a.example/3?utm_source=x", "", Some("2026-11-22")),
            ]
        };
        let (names, left_out) = kept(urls(), true);
        assert_eq!(
            names,
            ["news:a.example/3", "news:a.example/1"],
            "the newest first, each once"
        );
        assert_eq!(left_out.not_news, 1);
        let (names, left_out) = kept(urls(), false);
        assert_eq!(
            names,
            ["news:a.example/3", "news:a.example/1", "a.example/2"]
        );
        assert_eq!(left_out, LeftOut::default());
    }

    #[test]
    fn what_is_old_at_first_sight_is_left_out_by_its_publication() {
        let young = [
            listed("https://a.example/1", "2026-11-01", None),
            listed("https://a.example/2026/11/2", "2019-01-01", None),
            listed("https://a.example/3", "2019-01-01", Some("2026-11-01")),
            listed("https://a.example/4", "", None),
            listed("https://a.example/5", "2099-01-01", None),
        ];
        let old = [
            listed("https://a.example/6", "2026-10-01", None),
            listed("https://a.example/2019/05/03/7", "2026-11-21", None),
            listed("https://a.example/8", "2026-11-21", Some("2019-01-01")),
        ];
        let (names, left_out) = kept([young.to_vec(), old.to_vec()].concat(), false);
        assert_eq!(names.len(), young.len(), "{names:?}");
        assert_eq!(
            left_out,
            LeftOut {
                old: old.len(),
                ..LeftOut::default()
            }
        );
    }

    #[test]
    fn home_pages_and_what_is_no_page_are_left_out() {
        let urls = ["", "it/", "a.PDF", "b.jpg?w=3", "sub.xml.gz", "index.html"];
        let urls =
            urls.map(|path| listed(&format!("https://a.example/{path}"), "2026-11-21", None));
        let (names, left_out) = kept(urls.to_vec(), false);
        assert_eq!((names.len(), left_out.no_pages), (0, 6));
    }

    #[test]
    fn of_pages_without_a_date_those_at_the_ends_are_taken() {
        let urls = (0..2500).map(|number| listed(&format!("https://a.example/{number}"), "", None));
        let (names, left_out) = kept(urls.collect(), false);
        assert_eq!((names.len(), left_out.undated), (2000, 500));
        assert_eq!(names[999], "undated:a.example/999");
        assert_eq!(names[1000], "undated:a.example/1500");
    }

    #[test]
    fn dates_of_the_making_of_the_sitemap_do_not_make_pages_look_changed() {
        let at = |second: &str| {
            let url = |number: u32| format!("https://a.example/{number}");
            let urls = (0..20)
                .map(|number| listed(&url(number), second, None))
                .collect();
            sifted(urls, false).into_entries(&SourceId::new("s"))
        };
        let (one, other) = (at("2026-11-22T11:00:00Z"), at("2026-11-22T11:15:00Z"));
        assert_eq!(one, other);
    }

    #[test]
    fn pages_of_other_sites_wait_for_their_sites_word() {
        let urls = || {
            vec![
                listed("https://b.a.example/1", "", None),
                listed("https://other.example/2", "", None),
                listed("http://ads.example:81/3", "", None),
            ]
        };
        let mut some = sifted(urls(), false);
        let elsewhere: Vec<_> = some
            .kept
            .iter()
            .filter_map(|kept| kept.elsewhere.clone())
            .collect();
        assert_eq!(
            elsewhere,
            ["https://other.example", "http://ads.example:81"]
        );
        some.leave_out_elsewhere(&["https://other.example".to_owned()]);
        assert_eq!((some.kept.len(), some.left_out.elsewhere), (2, 1));
        let any = Settings {
            same_site: false,
            ..settings(false)
        };
        let all = sift(urls(), OWN, &any, Timestamp::UNIX_EPOCH, now());
        assert!(all.kept.iter().all(|kept| kept.elsewhere.is_none()));
    }

    #[test]
    fn what_is_left_out_is_told() {
        let left_out = LeftOut {
            not_news: 2,
            elsewhere: 1,
            ..LeftOut::default()
        };
        let notes = left_out.notes();
        assert!(notes[0].starts_with("2 of its pages are not marked as news"));
        assert!(notes[1].contains("robots.txt") && notes.len() == 2);
    }
}
