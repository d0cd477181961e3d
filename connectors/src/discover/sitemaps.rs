//! The news sitemap of a site, where it has one.

use config::Access;
use jiff::{SignedDuration, Timestamp};

use super::find::{By, Find, FindKind};
use crate::{
    error::FetchError,
    http::{Answer, Ask, Purpose, Validators, Web},
    sitemap::{Child, Sitemap, SitemapBytes, choose, read_sitemap},
    sources::{USUAL_SITEMAPS, blocking},
};

/// Sitemaps that are looked at: the newest-looking first.
const MOST_TRIED: usize = 8;

/// How far back a sitemap's pages may lie for it to be worth a look.
const YOUNG: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A look for the news sitemap among those that robots.txt names, their sitemaps, and the usual places. Gives what was
/// found, and how many addresses were tried.
pub(super) async fn news_sitemap(
    web: &Web,
    site: &url::Url,
    named: Vec<String>,
    now: Timestamp,
) -> (Option<Find>, usize) {
    let by = if named.is_empty() {
        By::Usual
    } else {
        By::Robots
    };
    let usual = || {
        let place = |path: &&str| site.join(path).ok().map(String::from);
        USUAL_SITEMAPS.iter().filter_map(place).collect()
    };
    let urls = if named.is_empty() { usual() } else { named };
    let child = |url| Child { url, lastmod: None };
    let mut waiting = newest_looking(urls.into_iter().map(child).collect(), now);
    let mut tried = 0;
    while !waiting.is_empty() && tried < MOST_TRIED {
        let url = waiting.remove(0);
        tried += 1;
        let Ok(sitemap) = read(web, &url).await else {
            continue;
        };
        let news = sitemap.urls.iter().filter(|listed| listed.news.is_some());
        let entries = news.clone().count();
        if entries > 0 {
            let dates = news.filter_map(|listed| listed.news.as_ref()?.published.as_ref());
            let told = sitemap
                .urls
                .iter()
                .filter_map(|listed| listed.news.as_ref());
            let find = Find {
                entries,
                newest: dates.map(|when| when.period.first).max(),
                language: told.clone().find_map(|news| news.language.clone()),
                title: told.into_iter().find_map(|news| news.publication.clone()),
                ..Find::new(FindKind::NewsSitemap, url, by)
            };
            return (Some(find), tried);
        }
        // What an index names is nearer to the news than its neighbours.
        let mut children = newest_looking(sitemap.children, now);
        children.truncate(MOST_TRIED);
        children.append(&mut waiting);
        waiting = children;
    }
    (None, tried)
}

fn newest_looking(children: Vec<Child>, now: Timestamp) -> Vec<String> {
    let oldest = now.saturating_sub(YOUNG).unwrap_or(now);
    let choice = choose(children, &[], oldest, now);
    let mut all: Vec<String> = choice
        .untold
        .into_iter()
        .chain(choice.changed)
        .map(|child| child.url)
        .collect();
    // Whoever calls it news means it.
    all.sort_by_key(|url| {
        let name = url.rsplit('/').next().unwrap_or_default();
        !name.to_ascii_lowercase().contains("news")
    });
    all
}

async fn read(web: &Web, url: &str) -> Result<Sitemap, FetchError> {
    let ask = Ask {
        url,
        purpose: Purpose::Sitemap,
        validators: &Validators::default(),
        access: &Access::default(),
        home: url,
    };
    let Answer::Body(response) = web.get(&ask).await? else {
        return Ok(Sitemap::default());
    };
    blocking(url, move || {
        let read = read_sitemap(SitemapBytes {
            bytes: &response.bytes,
            charset: response.charset.as_deref(),
            url: &response.url,
        });
        read.map_err(|none| FetchError::Malformed {
            what: response.url.clone(),
            reason: none.reason,
        })
    })
    .await
}
