//! Documents that are looked at together: a column gives the values of many for little more than that of one.

use tantivy::DocId;

/// So many: what the index hands over at once, too.
const FULL: usize = 64;

/// Documents that came one by one, in segments where some are deleted.
#[derive(Debug, Default)]
pub(super) struct Block(Vec<DocId>);

impl Block {
    /// Takes a document; gives all of them once there are enough.
    pub(super) fn with(&mut self, document: DocId) -> Option<Vec<DocId>> {
        self.0.push(document);
        (self.0.len() >= FULL).then(|| std::mem::take(&mut self.0))
    }

    /// Takes back the room of a block that was looked at.
    pub(super) fn reuse(&mut self, mut block: Vec<DocId>) {
        block.clear();
        self.0 = block;
    }

    /// Those that were not given yet.
    pub(super) fn rest(&mut self) -> Vec<DocId> {
        std::mem::take(&mut self.0)
    }
}
