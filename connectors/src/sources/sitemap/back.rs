//! The way back through the sitemaps of a site: index by index, sitemap by sitemap, some hundred pages at a step.

use std::{
    mem,
    sync::{Arc, PoisonError},
};

use item::{Cursor, digest64};
use jiff::Timestamp;
use url::Url;

use super::{
    connector::{SitemapConnector, is_absent, no_sitemaps},
    foreign,
    look::{Look, look},
    memory::MOST_LEVELS,
    sift::sift_all,
    step::{USUAL_PLACES, names_a_site, troubles},
    walk::{MOST_SITEMAPS, Walk},
};
use crate::{
    connector::{Step, Warning},
    error::FetchError,
    http::Validators,
    sitemap::{Child, Mark, Order, Stretch},
    sources::way::Dated,
};

/// Pages that are given at one step: a sitemap may list fifty thousand, and they wait for each other.
const PAGES_AT_ONCE: usize = 500;

/// A sitemap that was read on the way back, or a site's list of its sitemaps.
#[derive(Debug)]
pub(super) struct Part {
    url: String,
    stretch: Stretch,
    body: u64,
    /// The sitemaps that it names,
    order: Order,
    /// and its pages, the newest first.
    pages: Vec<Dated>,
    /// Whether what it names was named by nobody, and may not be there.
    guessed: bool,
    /// Whether it leaves out anything that is older.
    older: bool,
}

/// A way back on its way.
struct Going {
    walk: Walk,
    /// The parts from the top down to where the way is.
    parts: Vec<Arc<Part>>,
    warnings: Vec<Warning>,
}

impl SitemapConnector {
    /// One step further back.
    pub(super) async fn step_back(
        &self,
        from: &Cursor,
        since: Timestamp,
    ) -> Result<Step, FetchError> {
        let walk = Walk::of(from, self.asked_back(), since);
        if walk.is_there(since) {
            return Ok(Step::of(walk.past(since)));
        }
        let mut going = Going {
            walk,
            parts: Vec::new(),
            warnings: Vec::new(),
        };
        let held = mem::take(&mut *self.held.lock().unwrap_or_else(PoisonError::into_inner));
        let stepped = self.go(&mut going, held, since).await;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        going.parts.clone_into(&mut held);
        drop(held);
        let pages = stepped?;
        let Some(pages) = pages else {
            return self.over(going, Vec::new(), since);
        };
        if !going.go_on() {
            return self.over(going, pages, since);
        }
        let latest = going.latest().map(|latest| latest.min((self.clock)()));
        going.walk.reach(latest);
        Ok(step(&going.walk, pages, going.warnings, since))
    }

    /// A digest of what decides what a way back brings.
    fn asked_back(&self) -> u64 {
        let (url, same_site) = (&self.settings.url, self.settings.same_site);
        digest64(format!("{url}\0{same_site}").as_bytes())
    }

    /// The next pages. None where what was to be read is not there, and nothing is behind it.
    async fn go(
        &self,
        going: &mut Going,
        held: Vec<Arc<Part>>,
        since: Timestamp,
    ) -> Result<Option<Vec<Dated>>, FetchError> {
        if !self.arrive(going, held, since).await? {
            return Ok(going.next_sibling().then(Vec::new));
        }
        let Some(part) = going.parts.last().cloned() else {
            return Ok(None);
        };
        let given = going.walk.given(part.body);
        let left = part.pages.get(given..).unwrap_or_default();
        let pages = left.iter().take(PAGES_AT_ONCE).cloned().collect::<Vec<_>>();
        going.walk.give(part.body, given + pages.len());
        Ok(Some(pages))
    }

    /// Reads what lies on the path, as far as it is not held. Says whether its end is there.
    async fn arrive(
        &self,
        going: &mut Going,
        held: Vec<Arc<Part>>,
        since: Timestamp,
    ) -> Result<bool, FetchError> {
        let stretch = going.walk.stretch(since);
        let mut url = self.settings.url.clone();
        let mut held = held.into_iter().map(Some).collect::<Vec<_>>();
        loop {
            let depth = going.parts.len();
            let before = held.get_mut(depth).and_then(Option::take);
            let part = match before.filter(|part| part.url == url && part.stretch == stretch) {
                Some(part) => part,
                None => match self.part(going, &url, stretch).await {
                    Ok(part) => Arc::new(part),
                    Err(error) if depth > 0 && is_absent(&error) => {
                        going.miss(&url, &error);
                        going.walk.path.truncate(depth);
                        return Ok(false);
                    }
                    Err(error) => return Err(error),
                },
            };
            going.parts.push(Arc::clone(&part));
            let Some(mark) = going.walk.path.get(depth).copied() else {
                return Ok(true);
            };
            let (at, is_there) = part.order.place(&mark);
            if !is_there {
                going.walk.path.truncate(depth);
                going.walk.path.extend(part.order.mark(at));
                going.walk.give(0, 0);
            }
            // Where the last ones that it named are gone it is done with, for its own pages were given before.
            let Some(next) = part.order.url(at) else {
                return Ok(false);
            };
            next.clone_into(&mut url);
        }
    }

    /// Reads one part.
    async fn part(
        &self,
        going: &mut Going,
        url: &str,
        stretch: Stretch,
    ) -> Result<Part, FetchError> {
        let depth = going.parts.len();
        let mark = going.walk.path.get(depth).copied();
        if depth == 0 && names_a_site(url) {
            return self.site(url, stretch, mark.as_ref()).await;
        }
        let asked = (&self.settings.access, &*self.settings.url);
        let nothing = Validators::default();
        let Look::New(looked) = look(&self.web, url, asked, &nothing, |_| false).await? else {
            return Err(FetchError::Unreachable {
                url: url.to_owned(),
                reason: "the host says that nothing is new, though all of it was asked for"
                    .to_owned(),
                not_before: None,
            });
        };
        let mut warnings = troubles(&looked.sitemap);
        let mut own: Vec<&str> = going.parts.iter().map(|part| part.url.as_str()).collect();
        own.extend([url, &looked.found]);
        let (mut children, unwanted) = self.taken(looked.sitemap.children);
        warnings.extend(unwanted);
        if depth > usize::from(MOST_LEVELS) && !children.is_empty() {
            warnings.push(format!(
                "{MOST_LEVELS} indexes stand above it: what it names is not followed"
            ));
            children.clear();
        }
        // News sitemaps reach back two days: what is older is listed as plain pages.
        let settings = config::Sitemap {
            news_only: false,
            ..self.settings.clone()
        };
        let now = (self.clock)();
        let urls = looked.sitemap.urls;
        let mut sifted = sift_all(urls, &looked.found, &settings, stretch.since, now);
        foreign::leave_out(&mut sifted, &own, &self.web, &self.settings.access).await?;
        let order = Order::of(children, &own, stretch, mark.as_ref());
        if going.walk.given(looked.body) == 0 {
            let about = |message: &String| Warning {
                what: url.to_owned(),
                message: message.clone(),
            };
            going.warnings.extend(warnings.iter().map(about));
        }
        going.walk.read += 1;
        Ok(Part {
            url: url.to_owned(),
            stretch,
            body: looked.body,
            older: order.older + sifted.left_out.old > 0,
            order,
            pages: sifted.into_dated(&self.source),
            guessed: false,
        })
    }

    /// The sitemaps that a site's robots.txt names or, where it names none, that may be at the usual places.
    async fn site(
        &self,
        url: &str,
        stretch: Stretch,
        mark: Option<&Mark>,
    ) -> Result<Part, FetchError> {
        let named = self.web.sitemaps(url, &self.settings.access).await?;
        let guessed = named.is_empty();
        let base = Url::parse(url).ok();
        let place = |path: &&str| Some(String::from(base.as_ref()?.join(path).ok()?));
        let urls = if guessed {
            USUAL_PLACES.iter().filter_map(place).collect()
        } else {
            named
        };
        let child = |url| Child { url, lastmod: None };
        let (children, _) = self.taken(urls.into_iter().map(child).collect());
        Ok(Part {
            url: url.to_owned(),
            stretch,
            body: 0,
            order: Order::of(children, &[url], stretch, mark),
            pages: Vec::new(),
            guessed,
            older: false,
        })
    }

    /// The last step.
    fn over(&self, going: Going, pages: Vec<Dated>, since: Timestamp) -> Result<Step, FetchError> {
        let is_guess = going.parts.first().is_some_and(|part| part.guessed);
        if is_guess && going.walk.read == 0 {
            return Err(no_sitemaps(&self.settings.url));
        }
        let is_too_long = going.walk.read >= MOST_SITEMAPS;
        let mut last = step(&going.walk.end(since), pages, going.warnings, since);
        last.notes.extend(is_too_long.then(|| Warning {
            what: self.settings.url.clone(),
            message: format!("has more than {MOST_SITEMAPS} sitemaps, and no more are read"),
        }));
        Ok(last)
    }
}

impl Going {
    /// Goes on behind what was given. Says whether anything is left.
    fn go_on(&mut self) -> bool {
        if self.walk.read >= MOST_SITEMAPS {
            return false;
        }
        let Some(part) = self.parts.last() else {
            return !self.walk.path.is_empty();
        };
        // The path may lead on already, where what it led to was not there.
        if self.walk.path.len() >= self.parts.len() {
            return true;
        }
        self.walk.older |= part.older;
        if self.walk.given(part.body) < part.pages.len() {
            return true;
        }
        self.walk.give(0, 0);
        match part.order.mark(0) {
            Some(first) => {
                self.walk.path.push(first);
                true
            }
            None => self.next_sibling(),
        }
    }

    /// Turns to the sitemap that comes next in the same index, or in one above it. Says whether there is one.
    fn next_sibling(&mut self) -> bool {
        self.walk.give(0, 0);
        while let Some(mark) = self.walk.path.pop() {
            self.parts.truncate(self.walk.path.len() + 1);
            let Some(part) = self.parts.last() else {
                return false;
            };
            let (at, is_there) = part.order.place(&mark);
            if let Some(next) = part.order.mark(at + usize::from(is_there)) {
                self.walk.path.push(next);
                return true;
            }
        }
        false
    }

    /// A sitemap is not there, though it was named.
    fn miss(&mut self, url: &str, error: &FetchError) {
        if self.parts.last().is_some_and(|part| part.guessed) {
            return;
        }
        let message = match error {
            FetchError::Refused { detail, .. } => format!("cannot be read: {detail}"),
            error => format!("cannot be read: {error}"),
        };
        self.warnings.push(Warning {
            what: url.to_owned(),
            message,
        });
    }

    /// Nothing that is left is later than this, as far as times are known.
    fn latest(&self) -> Option<Timestamp> {
        let parts = self.parts.iter().enumerate();
        let times = parts.filter_map(|(depth, part)| match self.walk.path.get(depth) {
            Some(mark) => part.order.latest(part.order.place(mark).0),
            None => part.pages.get(self.walk.given(part.body))?.at,
        });
        times.max()
    }
}

fn step(walk: &Walk, pages: Vec<Dated>, warnings: Vec<Warning>, since: Timestamp) -> Step {
    Step {
        entries: pages.into_iter().map(|dated| dated.entry).collect(),
        past: walk.past(since),
        warnings,
        notes: Vec::new(),
    }
}
