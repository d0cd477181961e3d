//! The search: the page is read, the addresses that it and its make suggest are tried, the good ones put in order.

use config::Access;
use futures::{StreamExt, stream};
use item::key_url;
use jiff::Timestamp;
use url::Url;

use super::{
    find::{By, Discovered, Find, FindKind},
    page::{self, Page, looks_like_a_feed},
    platforms,
    rank::ranked,
    sitemaps::news_sitemap,
    trial,
};
use crate::{
    connector::Clock,
    error::FetchError,
    http::{Answer, Ask, Purpose, Response, Validators, Web},
    sources::{articles, blocking, decoded},
};

/// Addresses that are tried on one site, guesses with them: what a person would bear to wait for at one request a
/// second.
const MOST_TRIED: usize = 40;

/// Addresses that are tried at once; how fast they are asked is the client's to decide.
const AT_ONCE: usize = 4;

/// Pages that are no feeds but list some: the overview that many papers call `/rss`.
const MOST_OVERVIEWS: usize = 2;

/// An address that may be a feed.
#[derive(Debug, Clone)]
struct Candidate {
    url: String,
    by: By,
}

/// What trying an address came to.
enum Tried {
    Feed(Find),
    /// A web page, and what it says of feeds.
    Page(Box<Page>),
    Nothing,
    /// It could not be had now: why.
    NotNow(String),
}

/// Looks for what a site offers. `say` is told what is being done, for somebody who waits.
///
/// An error says that the address itself leads nowhere, and that nothing else was found either.
pub async fn discover(
    web: &Web,
    url: &str,
    clock: Clock,
    say: &(dyn Fn(&str) + Sync),
) -> Result<Discovered, FetchError> {
    let now = clock();
    say(&format!("looking at {url}"));
    let first = first_page(web, url, now).await;
    let mut search = Search::new(web, url, now, say);
    let page = match first {
        Ok(First::Feed(find)) => {
            search.found.url.clone_from(&find.url);
            search.found.title.clone_from(&find.title);
            search.found.finds.push(find);
            search.found.tried = 1;
            return Ok(search.found);
        }
        Ok(First::Page { found, page }) => {
            search.met.push(key(&found));
            search.found.url = found;
            search.found.title.clone_from(&page.title);
            search.found.language.clone_from(&page.language);
            Some(page)
        }
        Ok(First::Other(what)) => {
            search.found.notes.push(what);
            None
        }
        // A refusal of the page says nothing of the feeds: they are made for programs.
        Err(FetchError::Refused { detail, hint, .. }) => {
            search.hint = hint;
            search
                .found
                .notes
                .push(format!("the page itself cannot be read: {detail}"));
            None
        }
        Err(error) => return Err(error),
    };
    search.feeds(page.as_deref()).await;
    search.sitemap().await;
    search.end(page.as_deref(), url)
}

/// What stands at the address that was asked for.
enum First {
    Feed(Find),
    Page { found: String, page: Box<Page> },
    Other(String),
}

async fn first_page(web: &Web, url: &str, now: Timestamp) -> Result<First, FetchError> {
    let response = ask(web, url, Purpose::Page).await?;
    let asked = url.to_owned();
    blocking(url, move || {
        let found = (asked.as_str(), response.url.as_str());
        let charset = response.charset.as_deref();
        if let Some(find) = trial::feed(&response.bytes, charset, found, By::Itself, now) {
            return Ok(First::Feed(find));
        }
        let text = decoded(&response.bytes, charset);
        if !is_markup(&text) {
            return Ok(First::Other(
                "what is there is neither a page nor a feed".to_owned(),
            ));
        }
        Ok(match page::read(&text, &response.url) {
            Some(page) => First::Page {
                found: response.url.clone(),
                page: Box::new(Page {
                    articles: articles(&response.url, &text),
                    ..page
                }),
            },
            None => First::Other("the page cannot be read".to_owned()),
        })
    })
    .await
}

fn is_markup(text: &str) -> bool {
    text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t'])
        .starts_with('<')
}

async fn ask(web: &Web, url: &str, purpose: Purpose) -> Result<Response, FetchError> {
    let ask = Ask {
        url,
        purpose,
        validators: &Validators::default(),
        access: &Access::default(),
        home: url,
    };
    match web.get(&ask).await? {
        Answer::Body(response) => Ok(response),
        Answer::NotModified(_) => Err(FetchError::Unreachable {
            url: url.to_owned(),
            reason: "the host says that nothing is new, though all of it was asked for".to_owned(),
            not_before: None,
        }),
    }
}

fn key(url: &str) -> String {
    // `feed` and `feed/` may be two things, so the key of a page is too coarse here.
    url.split('#').next().unwrap_or(url).to_owned()
}

/// A search under way.
struct Search<'a> {
    web: &'a Web,
    now: Timestamp,
    say: &'a (dyn Fn(&str) + Sync),
    found: Discovered,
    /// Addresses that were tried, or need not be.
    met: Vec<String>,
    /// The first reason for which an address could not be had.
    not_now: Option<String>,
    /// What a person can do where the page itself is refused.
    hint: Option<String>,
}

impl<'a> Search<'a> {
    fn new(web: &'a Web, url: &str, now: Timestamp, say: &'a (dyn Fn(&str) + Sync)) -> Self {
        let found = Discovered {
            url: url.to_owned(),
            tried: 1,
            ..Discovered::default()
        };
        Self {
            web,
            now,
            say,
            found,
            met: Vec::new(),
            not_now: None,
            hint: None,
        }
    }

    /// Tries what the page and its make suggest and, if no feed is among it, the usual places.
    async fn feeds(&mut self, page: Option<&Page>) {
        let Ok(url) = Url::parse(&self.found.url) else {
            return;
        };
        let mut candidates = Vec::new();
        if let Some(page) = page {
            candidates.extend(of_page(page));
        }
        let (generator, head) = page.map_or(("", ""), |page| {
            (page.generator.as_str(), page.head.as_str())
        });
        let of_make = platforms::of_page(&url, generator, head);
        candidates.extend(of_make.into_iter().map(|(name, url)| Candidate {
            url,
            by: By::Platform(name),
        }));
        candidates.extend(self.named_by_robots(&url).await);
        let overviews = self.try_all(candidates).await;
        for overview in overviews.into_iter().take(MOST_OVERVIEWS) {
            self.try_all(of_page(&overview)).await;
        }
        if !self.has_feed() {
            let usual = platforms::usual(&url).into_iter();
            let usual = usual.map(|url| Candidate { url, by: By::Usual });
            let overviews = self.try_all(usual.collect()).await;
            for overview in overviews.into_iter().take(MOST_OVERVIEWS) {
                self.try_all(of_page(&overview)).await;
            }
        }
    }

    fn has_feed(&self) -> bool {
        let mut finds = self.found.finds.iter();
        finds.any(|find| find.kind == FindKind::Feed && !find.comments && find.entries > 0)
    }

    /// Feeds that robots.txt names in the place of sitemaps.
    async fn named_by_robots(&self, url: &Url) -> Vec<Candidate> {
        let named = self.web.sitemaps(url.as_str(), &Access::default()).await;
        let named = named.unwrap_or_default().into_iter();
        let feeds = named.filter(|url| Url::parse(url).is_ok_and(|url| looks_like_a_feed(&url)));
        feeds
            .map(|url| Candidate {
                url,
                by: By::Robots,
            })
            .collect()
    }

    /// Tries addresses, each once; gives the pages that stand there instead of feeds and name some.
    async fn try_all(&mut self, candidates: Vec<Candidate>) -> Vec<Page> {
        let mut fresh: Vec<Candidate> = Vec::new();
        for candidate in candidates {
            let key = key(&candidate.url);
            if !self.met.contains(&key) && self.found.tried + fresh.len() < MOST_TRIED {
                self.met.push(key);
                fresh.push(candidate);
            }
        }
        if fresh.is_empty() {
            return Vec::new();
        }
        self.found.tried += fresh.len();
        (self.say)(&format!("trying {} addresses", fresh.len()));
        let (web, now) = (self.web, self.now);
        let trials = stream::iter(fresh).map(|candidate| try_one(web, candidate, now));
        let tried: Vec<Tried> = trials.buffered(AT_ONCE).collect().await;
        let mut overviews = Vec::new();
        for tried in tried {
            match tried {
                Tried::Feed(find) => {
                    (self.say)(&format!("found {}", find.url));
                    self.found.finds.push(find);
                }
                Tried::Page(page) if page.named.len() + page.linked.len() > 0 => {
                    overviews.push(*page);
                }
                Tried::Page(_) | Tried::Nothing => {}
                Tried::NotNow(why) => {
                    self.not_now.get_or_insert(why);
                }
            }
        }
        overviews
    }

    /// Where there is no feed, a news sitemap will do.
    async fn sitemap(&mut self) {
        let Ok(url) = Url::parse(&self.found.url) else {
            return;
        };
        if self.has_feed() {
            return;
        }
        (self.say)("no feed; looking for a news sitemap");
        let named = self.web.sitemaps(url.as_str(), &Access::default()).await;
        let (find, tried) = news_sitemap(self.web, &url, named.unwrap_or_default(), self.now).await;
        self.found.tried += tried;
        self.found.finds.extend(find);
    }

    /// The finds in their order; a page with links where there is nothing better.
    fn end(mut self, page: Option<&Page>, url: &str) -> Result<Discovered, FetchError> {
        let has_sitemap = |find: &Find| find.kind == FindKind::NewsSitemap;
        if let Some(page) = page
            && !self.has_feed()
            && !self.found.finds.iter().any(has_sitemap)
        {
            self.found.finds.push(Find {
                title: page.title.clone(),
                language: page.language.clone(),
                entries: page.articles.0,
                rule: (page.articles.0 > 0).then(|| page.articles.1.clone()),
                ..Find::new(FindKind::Page, self.found.url.clone(), By::Itself)
            });
        }
        if let Some(why) = self.not_now.take() {
            self.found
                .notes
                .push(format!("not every address could be tried: {why}"));
        }
        self.found.finds = ranked(self.found.finds, self.now);
        if self.found.finds.is_empty() {
            return Err(nothing(url, &self.found, self.hint));
        }
        Ok(self.found)
    }
}

fn nothing(url: &str, found: &Discovered, hint: Option<String>) -> FetchError {
    let mut detail = format!(
        "{} addresses were tried, and none is a feed or sitemap",
        found.tried
    );
    for note in &found.notes {
        detail.push_str("; ");
        detail.push_str(note);
    }
    FetchError::Refused {
        url: url.to_owned(),
        reason: item::DropReason::NotFound,
        detail,
        hint: hint.or_else(|| {
            Some("name the page with the news, or look there for a link to a feed".to_owned())
        }),
        may_change: false,
    }
}

fn of_page(page: &Page) -> Vec<Candidate> {
    let named = page.named.iter().map(|url| (url, By::Named));
    let linked = page.linked.iter().map(|url| (url, By::Linked));
    named
        .chain(linked)
        .filter(|(url, _)| key_url(url).is_some())
        .map(|(url, by)| Candidate {
            url: url.clone(),
            by,
        })
        .collect()
}

async fn try_one(web: &Web, candidate: Candidate, now: Timestamp) -> Tried {
    let Candidate { url, by } = candidate;
    let response = match ask(web, &url, Purpose::Feed).await {
        Ok(response) => response,
        Err(
            FetchError::Unreachable { reason, .. }
            | FetchError::Unconnected { reason, .. }
            | FetchError::Deferred { reason, .. },
        ) => {
            return Tried::NotNow(format!("`{url}`: {reason}"));
        }
        Err(_) => return Tried::Nothing,
    };
    let asked = response.moved_to.clone().unwrap_or_else(|| url.clone());
    let read = blocking(&url, move || {
        let found = (asked.as_str(), response.url.as_str());
        let charset = response.charset.as_deref();
        if let Some(find) = trial::feed(&response.bytes, charset, found, by, now) {
            return Ok(Tried::Feed(find));
        }
        let text = decoded(&response.bytes, charset);
        if !is_markup(&text) {
            return Ok(Tried::Nothing);
        }
        let page = page::read(&text, &response.url);
        Ok(page.map_or(Tried::Nothing, |page| Tried::Page(Box::new(page))))
    });
    read.await.unwrap_or(Tried::Nothing)
}
