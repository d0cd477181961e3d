//! What one look at one sitemap brings: pages, further sitemaps to read or to watch, and what is to be said.

use std::time::Duration;

use item::{DropReason, Entry, Locator};
use jiff::Timestamp;
use url::Url;

use super::{
    connector::SitemapConnector,
    foreign,
    look::{Look, Looked, look},
    memory::{MOST_LEVELS, Memory},
    names::container,
    row::{Row, Yield},
    sift::{LeftOut, Sifted, sift},
};
use crate::{
    connector::{Fetched, Opened, Sign, Warning},
    error::FetchError,
    http::Validators,
    sitemap::{Child, Choice, Sitemap, choose},
    sources::moved::Moves,
};

/// Where sitemaps are that no robots.txt names.
pub(crate) const USUAL_PLACES: [&str; 12] = [
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap_news.xml",
    "/news_sitemap.xml",
    "/googlenews.xml",
    "/sitemap/news.xml",
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/sitemap-index.xml",
    "/wp-sitemap.xml",
    "/sitemap.xml.gz",
    "/sitemaps.xml",
];

/// Sitemaps of which nobody tells when they changed, that are read whenever the index that names them changed, where
/// that index is not watched itself.
const MOST_UNTOLD: usize = 8;

/// What a look brought.
#[derive(Debug, Default)]
pub(super) struct Brought {
    pub(super) entries: Vec<Entry>,
    /// How many of the entries are sitemaps.
    pub(super) containers: usize,
    pub(super) warnings: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) fresh_for: Option<Duration>,
    pub(super) signs: Vec<Sign>,
}

/// Whether a URL names no sitemap but a site, which is asked for its sitemaps.
pub(super) fn names_a_site(url: &str) -> bool {
    Url::parse(url)
        .is_ok_and(|url| url.query().is_none() && matches!(url.path(), "/" | "" | "/robots.txt"))
}

/// What of a sitemap is wanted.
struct Wanted {
    choice: Choice,
    pages: Sifted,
    /// What is said where none of the sitemaps that it names is wanted.
    unwanted: Option<String>,
}

impl SitemapConnector {
    /// Looks at the sitemap of row `at`.
    pub(super) async fn look_at(
        &self,
        memory: &mut Memory,
        at: usize,
        now: Timestamp,
    ) -> Result<Brought, FetchError> {
        let Some(mut row) = memory.rows.get(at).cloned() else {
            return Ok(Brought::default());
        };
        let url = memory.url(&row);
        if at == 0 && names_a_site(&url) {
            return self.ask_site(memory, &url, now).await;
        }
        let (looked, signs) = match at {
            0 => self.look_at_own(memory, &mut row, now).await?,
            _ => (self.look(&url, &mut row).await?, Vec::new()),
        };
        let looked = match looked {
            Look::New(looked) => *looked,
            Look::Same(validators) | Look::Known { validators, .. } => {
                row.remember(&validators);
                row.looked(Yield::Nothing, now, memory.has_few());
                memory.put(at, row);
                return Ok(Brought {
                    notes: memory
                        .moved
                        .note()
                        .filter(|_| at == 0)
                        .into_iter()
                        .collect(),
                    signs,
                    ..Brought::default()
                });
            }
        };
        self.bring(memory, (at, row), looked, signs, now).await
    }

    /// What a sitemap that was read brings; its row is put in its place.
    async fn bring(
        &self,
        memory: &mut Memory,
        (at, mut row): (usize, Row),
        looked: Looked,
        signs: Vec<Sign>,
        now: Timestamp,
    ) -> Result<Brought, FetchError> {
        let url = memory.url(&row);
        let is_first = row.body == 0;
        let mut brought = Brought {
            warnings: troubles(&looked.sitemap),
            notes: memory
                .moved
                .note()
                .filter(|_| at == 0)
                .into_iter()
                .collect(),
            fresh_for: looked.fresh_for,
            signs,
            ..Brought::default()
        };
        row.remember(&looked.validators);
        row.body = looked.body;
        let wanted = self.wanted(&url, looked, now).await?;
        if at == 0 && row.newest == 0 {
            self.check(&wanted)?;
        }
        if is_first {
            brought.notes.extend(wanted.notes());
        }
        let few = memory.has_few();
        row.looked(wanted.gain(), now, few);
        let (level, version) = (row.level, row.body);
        memory.put(at, row);
        brought.warnings.extend(too_deep(level, &wanted.choice));
        brought.warnings.extend(wanted.unwanted);
        memory.watch(at, &wanted.choice.untold, false, now);
        let changed = wanted.choice.changed.into_iter();
        let container = |child| container(&self.source, child, level + 1, version);
        let followed = changed.filter(|_| level < MOST_LEVELS).map(container);
        brought.entries = followed.collect();
        brought.containers = brought.entries.len();
        brought
            .entries
            .extend(wanted.pages.into_entries(&self.source));
        Ok(brought)
    }

    /// Looks at the source's own sitemap: where it has moved to, if that was said for long enough.
    async fn look_at_own(
        &self,
        memory: &mut Memory,
        row: &mut Row,
        now: Timestamp,
    ) -> Result<(Look, Vec<Sign>), FetchError> {
        let configured = self.settings.url.as_str();
        let address = memory.moved.address(configured).to_owned();
        if memory.moved.is_due(now) {
            row.validators = Validators::default();
        }
        let mut looked = self.look(&address, row).await;
        let is_elsewhere = address != configured;
        if is_elsewhere && matches!(looked, Err(FetchError::Refused { .. })) {
            // Perhaps it has moved back, or the new address belongs to somebody else by now.
            memory.moved = Moves::default();
            row.validators = Validators::default();
            looked = self.look(configured, row).await.or(looked);
        } else if is_elsewhere {
            return Ok((looked?, Vec::new()));
        }
        let looked = looked?;
        let moved_to = match &looked {
            Look::Same(_) => return Ok((looked, Vec::new())),
            Look::Known { moved_to, .. } => moved_to.clone(),
            Look::New(looked) => looked.moved_to.clone(),
        };
        let sign = memory.moved.led_to(configured, moved_to, now);
        Ok((looked, sign.into_iter().collect()))
    }

    async fn look(&self, url: &str, row: &mut Row) -> Result<Look, FetchError> {
        let conditions = row.conditions();
        row.count();
        let asked = (&self.settings.access, &*self.settings.url);
        look(&self.web, url, asked, &conditions, |body| row.knows(body)).await
    }

    /// Asks a site's robots.txt for its sitemaps or, where it names none, looks at the usual places.
    async fn ask_site(
        &self,
        memory: &mut Memory,
        url: &str,
        now: Timestamp,
    ) -> Result<Brought, FetchError> {
        let named = self.web.sitemaps(url, &self.settings.access).await?;
        let mut brought = Brought::default();
        let Some(mut row) = memory.rows.first().cloned() else {
            return Ok(brought);
        };
        let is_whole = row.asked == 0;
        row.count();
        row.looked(Yield::Something(None), now, memory.has_few());
        memory.put(0, row);
        let is_guess = named.is_empty();
        // What was found at the usual places is kept, and the others are looked at again now and then.
        if is_guess && !is_whole && memory.rows.len() > 1 {
            return Ok(brought);
        }
        let places = || {
            let base = Url::parse(url).ok();
            let place = move |path: &&str| Some(String::from(base.as_ref()?.join(path).ok()?));
            USUAL_PLACES.iter().filter_map(place).collect()
        };
        let urls: Vec<String> = if is_guess { places() } else { named };
        let child = |url| Child { url, lastmod: None };
        let (children, unwanted) = self.taken(urls.into_iter().map(child).collect());
        brought.warnings.extend(unwanted);
        let choice = choose(children, &[url], self.oldest(now), now);
        if is_whole && choice.old > 0 {
            brought.notes.push(format!(
                "{} of the sitemaps that it names are old",
                choice.old
            ));
        }
        memory.watch(0, &choice.untold, is_guess, now);
        Ok(brought)
    }

    /// What is wanted of a sitemap that was asked for at `url`.
    async fn wanted(
        &self,
        url: &str,
        looked: Looked,
        now: Timestamp,
    ) -> Result<Wanted, FetchError> {
        let Looked { sitemap, found, .. } = looked;
        let (settings, oldest) = (&self.settings, self.oldest(now));
        let own = [url, &found, &settings.url];
        let (children, unwanted) = self.taken(sitemap.children);
        let choice = choose(children, &own, oldest, now);
        let mut pages = sift(sitemap.urls, &found, settings, oldest, now);
        foreign::leave_out(&mut pages, &own, &self.web, &settings.access).await?;
        Ok(Wanted {
            choice,
            pages,
            unwanted,
        })
    }

    /// Those of the sitemaps that are named that the source wants; with what is to be said if these are none.
    pub(super) fn taken(&self, mut children: Vec<Child>) -> (Vec<Child>, Option<String>) {
        let named = children.len();
        children.retain(|child| self.settings.takes(&child.url));
        let none = named > 0 && children.is_empty();
        let said = none.then(|| {
            format!("`sitemaps` and `not_sitemaps` want none of the {named} sitemaps that it names")
        });
        (children, said)
    }

    /// A source whose sitemap never gave anything is probably not configured right.
    fn check(&self, wanted: &Wanted) -> Result<(), FetchError> {
        let LeftOut {
            not_news,
            elsewhere,
            ..
        } = wanted.pages.left_out;
        if wanted.gain() != Yield::Nothing || not_news + elsewhere == 0 {
            return Ok(());
        }
        Err(nothing_wanted(&self.settings.url, &wanted.pages.left_out))
    }

    /// Opens a sitemap that is an entry: its pages, or its sitemaps, are entries of their own.
    pub(super) async fn expand(
        &self,
        entry: &Entry,
        level: u8,
        now: Timestamp,
    ) -> Result<Opened, FetchError> {
        let Locator::Url { url } = &entry.locator else {
            return Err(FetchError::Malformed {
                what: entry.key.clone(),
                reason: "it is listed without its address".to_owned(),
            });
        };
        let asked = (&self.settings.access, &*self.settings.url);
        let nothing = Validators::default();
        let Look::New(looked) = look(&self.web, url, asked, &nothing, |_| false).await? else {
            return Err(FetchError::Unreachable {
                url: url.clone(),
                reason: "the host says that nothing is new, though all of it was asked for"
                    .to_owned(),
                not_before: None,
            });
        };
        let mut warnings = troubles(&looked.sitemap);
        let Wanted {
            choice,
            pages,
            unwanted,
        } = self.wanted(url, *looked, now).await?;
        warnings.extend(unwanted);
        warnings.extend(too_deep(level, &choice));
        let named = choice.changed.into_iter();
        let named = named.chain(choice.untold.into_iter().take(MOST_UNTOLD));
        let named = named.filter(|_| level < MOST_LEVELS);
        let container = |child| container(&self.source, child, level + 1, entry.version);
        let mut entries: Vec<Entry> = named.map(container).collect();
        let left_out = pages.left_out;
        entries.extend(pages.into_entries(&self.source));
        if entries.is_empty() && left_out.not_news + left_out.elsewhere > 0 {
            return Err(nothing_wanted(url, &left_out));
        }
        let warning = |message| Warning {
            what: url.clone(),
            message,
        };
        Ok(Opened::of(
            Fetched::Entries(entries),
            warnings.into_iter().map(warning).collect(),
        ))
    }
}

impl Wanted {
    /// What it gains, and of when the newest of it is.
    fn gain(&self) -> Yield {
        let Self { choice, pages, .. } = self;
        if choice.changed.is_empty() && choice.untold.is_empty() && pages.kept.is_empty() {
            return Yield::Nothing;
        }
        let told = choice
            .changed
            .first()
            .and_then(|child| child.lastmod.as_ref());
        let of_index = told.map(|when| when.period.first);
        Yield::Something(pages.newest().max(of_index))
    }

    fn notes(&self) -> Vec<String> {
        let Choice { old, beyond, .. } = &self.choice;
        let told = [
            (*old, "are old"),
            (*beyond, "changed too, and are left out"),
        ];
        let told = told.into_iter().filter(|(count, _)| *count > 0);
        let told =
            told.map(|(count, what)| format!("{count} of the sitemaps that it names {what}"));
        told.chain(self.pages.left_out.notes()).collect()
    }
}

/// What is said of a sitemap whose own sitemaps are not followed, because so many indexes stand above it.
pub(super) fn too_deep(level: u8, choice: &Choice) -> Option<String> {
    let names_some = choice.changed.len() + choice.untold.len() > 0;
    (level >= MOST_LEVELS && names_some)
        .then(|| format!("{MOST_LEVELS} indexes stand above it: what it names is not followed"))
}

/// What is wrong with a sitemap that could be read.
pub(super) fn troubles(sitemap: &Sitemap) -> Vec<String> {
    let mut troubles = Vec::new();
    if sitemap.is_cut {
        troubles.push("it is cut off: its end is missing".to_owned());
    }
    if sitemap.broken > 0 {
        troubles.push(format!(
            "{} of its entries name no address: they are left out",
            sitemap.broken
        ));
    }
    if sitemap.beyond > 0 {
        troubles.push(format!(
            "it is too long: its last {} entries are left out",
            sitemap.beyond
        ));
    }
    troubles
}

fn nothing_wanted(url: &str, left_out: &LeftOut) -> FetchError {
    FetchError::Refused {
        url: url.to_owned(),
        reason: DropReason::Empty,
        detail: format!(
            "it lists nothing that is wanted: {}",
            left_out.notes().join("; ")
        ),
        hint: None,
        may_change: false,
    }
}
