//! What every answer is made from.

use std::{
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
};

use config::{Config, WebSettings};
use item::{Item, ItemId, key_url};
use jiff::Timestamp;
use pipeline::{
    run::{Control, Progress},
    search::SearchIndex,
};
use state::{StateError, View};
use tokio::sync::Semaphore;

use crate::{configured::Configured, faceted::Counted, live::Live, problem::Problem};

/// How the time of day is asked for.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Answers that read the state at once. More wait: each may hold a few decompressed commits, and the disk is one.
const READS_AT_ONCE: usize = 8;

/// The shortest beginning of an item id that is looked up.
const SHORTEST_PREFIX: usize = 4;

/// What every answer is made from: a view of the state, the configuration, the counts of the run.
pub struct Room {
    pub(crate) view: View,
    pub(crate) search: SearchIndex,
    /// Where it is served, and for whom: as it was at the start.
    pub(crate) web: Option<WebSettings>,
    /// The state's folder.
    pub(crate) dir: PathBuf,
    configured: RwLock<Configured>,
    pub(crate) clock: Clock,
    pub(crate) progress: Arc<Progress>,
    pub(crate) control: Control,
    pub(crate) started: Timestamp,
    pub(crate) live: Live,
    pub(crate) counted: Counted,
    reads: Semaphore,
}

impl std::fmt::Debug for Room {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Room")
            .field("started", &self.started)
            .finish_non_exhaustive()
    }
}

impl Room {
    /// A room over a state, for a run that begins now.
    pub fn new(
        view: View,
        search: SearchIndex,
        config: Arc<Config>,
        clock: Clock,
        progress: Arc<Progress>,
        control: Control,
    ) -> Arc<Self> {
        Arc::new(Self {
            live: Live::new(view.journal().clone()),
            started: clock(),
            view,
            search,
            web: config.web.clone(),
            dir: config.state.dir.clone(),
            configured: RwLock::new(Configured::new(config, clock())),
            counted: Counted::default(),
            clock,
            progress,
            control,
            reads: Semaphore::new(READS_AT_ONCE),
        })
    }

    /// The configuration was read anew: this one took the place of the one before, or it says nothing that could hold in
    /// this process. What it says for the next start is named.
    pub fn reloaded(&self, config: Option<Arc<Config>>, at_next_start: Vec<&'static str>) {
        let now = self.now();
        self.change(|configured| configured.reloaded(config, at_next_start, now));
    }

    /// The configuration was read anew and has these problems; the one before stays.
    pub fn reload_failed(&self, problems: String) {
        let now = self.now();
        self.change(|configured| configured.failed(problems, now));
    }

    fn change(&self, change: impl FnOnce(&mut Configured)) {
        let configured = self.configured.write();
        change(&mut configured.unwrap_or_else(PoisonError::into_inner));
    }

    /// The configuration that holds, and how the last attempt to change it went.
    pub(crate) fn configured(&self) -> Configured {
        let configured = self.configured.read();
        configured.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The configuration that holds.
    pub(crate) fn config(&self) -> Arc<Config> {
        self.configured().config
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Runs what reads files on a thread that may wait for them.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let _permit = self.reads.acquire().await.map_err(Problem::fault)?;
        let room = Arc::clone(self);
        let read = tokio::task::spawn_blocking(move || read(&room));
        read.await.map_err(Problem::fault)?
    }

    /// The item of an id, the beginning of one, or a URL.
    pub(crate) fn find(&self, name: &str) -> Result<ItemId, Problem> {
        let nothing = || Problem::not_found(format!("nothing is known of `{name}`"));
        if name.contains("://") {
            let key = key_url(name).ok_or_else(nothing)?;
            return self.view.known_url(&key)?.ok_or_else(nothing);
        }
        if name.len() < SHORTEST_PREFIX {
            return Err(nothing());
        }
        let found = self.view.items_with_prefix(name, 2)?;
        match found.as_slice() {
            [(id, _)] => Ok(*id),
            [] => Err(nothing()),
            _ => Err(Problem::not_found(format!(
                "several items begin with `{name}`"
            ))),
        }
    }

    /// An item as it is now, with the sequence of the event that holds it.
    pub(crate) fn item(&self, id: ItemId) -> Result<Option<(u64, Item)>, StateError> {
        let Some(event) = self.view.event_of(id)? else {
            return Ok(None);
        };
        let sequence = event.sequence;
        Ok(event.body.into_item().map(|item| (sequence, item)))
    }
}
