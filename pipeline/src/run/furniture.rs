//! The learner of furniture: the desk counts which lines recur in the originals of a host, journals those that cross the
//! threshold, and shares what is known with those who prepare.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use item::{Body, Item, ReadFrom, SourceId, digest64};
use state::{Shown, State, StateError};

use super::desk::Desk;
use crate::{
    clean::recurring::{FurnitureTable, Line, Origin, learned, lines, place, strip, teaches},
    stages::Earlier,
};

/// What is known of hosts' furniture; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Furniture(Arc<RwLock<FurnitureTable>>);

impl Furniture {
    /// What a state knows.
    pub(super) fn of(state: &State) -> Result<Self, StateError> {
        let mut table = FurnitureTable::default();
        for known in state.furniture()? {
            table.insert(known.host, known.line);
        }
        Ok(Self(Arc::new(RwLock::new(table))))
    }

    /// The table, as it is now.
    pub(super) fn read(&self) -> RwLockReadGuard<'_, FurnitureTable> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn insert(&self, host: u64, line: u64) {
        let mut table = self.0.write().unwrap_or_else(PoisonError::into_inner);
        table.insert(host, line);
    }
}

/// Who brought what was read there.
pub(super) fn origin(read_from: Option<ReadFrom>, source: &SourceId) -> Origin<'_> {
    match read_from {
        Some(_) => Origin::Web,
        None => Origin::Local(source),
    }
}

impl Desk {
    /// Learns from an item that is new.
    pub(super) fn learn_furniture(&mut self, item: &Item) -> Result<(), StateError> {
        let host = origin(item.read_from, &item.source).host(&item.article);
        let Some(host) = host.filter(|_| teaches(&item.standing)) else {
            return Ok(());
        };
        let own = lines(&item.article.text);
        let place = place(item.id);
        let others: Vec<(u8, Shown)> = self.state.shown(&host)?;
        let others = others.iter().filter(|(at, _)| *at != place);
        let others = others.map(|(_, shown)| shown.0.as_slice());
        let found = learned(&own, others, &host, &self.furniture.read());
        let shown = Shown(own.iter().map(Line::short).collect());
        self.state.set_shown(&host, place, &shown);
        if found.is_empty() {
            return Ok(());
        }
        let key = digest64(host.as_bytes());
        for line in &found {
            tracing::debug!(host, "learned as furniture: {}", line.text);
            self.furniture.insert(key, line.digest);
        }
        self.push(Body::HostFurniture { host, lines: found })
            .map(drop)
    }

    /// A known version as it would be read today: what was learned since is no change of it.
    pub(super) fn as_read_today(&self, mut earlier: Earlier) -> Earlier {
        if let Some(item) = &mut earlier.item
            && let Some(host) = origin(item.read_from, &item.source).host(&item.article)
        {
            strip(&mut item.article, &host, &self.furniture.read());
        }
        earlier
    }
}
