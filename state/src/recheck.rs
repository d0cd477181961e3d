//! What is asked and kept of pages that are asked for again. All of it is soft: written with the next commit or flush.

use item::ItemId;

use crate::{
    ask::soft,
    error::StateError,
    state::State,
    store::{EntryKey, Known, Listed, Recheck, Row, Rows, decoded},
};

impl State {
    /// Every page that is asked for again. A row that cannot be read is as good as lost.
    pub fn rechecks(&self) -> Result<Vec<(ItemId, Recheck)>, StateError> {
        let rows = self.overlay.scan(Recheck::TREE, &[], &[])?;
        let mut rechecks = Vec::new();
        for row in rows {
            let (key, value) = row?;
            let id = key.try_into().ok().map(ItemId::from_bytes);
            rechecks.extend(id.zip(decoded(&value).ok()));
        }
        Ok(rechecks)
    }

    /// When the page of an item is asked for again, if it is.
    pub fn recheck(&self, item: ItemId) -> Result<Option<Recheck>, StateError> {
        soft(self.overlay.row(&item))
    }

    /// Notes when the page of an item is asked for again.
    pub fn set_recheck(&mut self, item: ItemId, recheck: Recheck) {
        self.overlay.put(&item, &recheck.trimmed());
    }

    /// The page of an item is not asked for again.
    pub fn end_recheck(&mut self, item: ItemId) {
        self.overlay.remove::<Recheck>(&item);
    }

    /// What a source listed last; nothing, if that was lost.
    pub fn listed(&self, source: u32) -> Result<Listed, StateError> {
        Ok(soft(self.overlay.row(&source))?.unwrap_or_default())
    }

    /// Notes what a source listed.
    pub fn set_listed(&mut self, source: u32, listed: &Listed) {
        self.overlay.put(&source, listed);
    }

    /// What is known of the entry of a source whose key has this digest.
    pub fn known_by_digest(&self, source: u32, digest: u64) -> Result<Option<Known>, StateError> {
        self.overlay.row(&EntryKey { source, digest })
    }
}
