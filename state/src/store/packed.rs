//! The store's rows as the rest of the crate sees them: the numerous trees packed into pages, the others as
//! they are.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    pages::{Packing, PageRows},
    sled_store::{RawRow, RawWrite, SledStore},
    tree::Tree,
};
use crate::error::StateError;

/// Rows on disk; clones are the same rows.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    sled: Arc<SledStore>,
}

/// How the keys of a tree divide, if it is packed: `known` by source, so that a source's rows are neighbours.
fn packing(tree: Tree) -> Option<Packing> {
    match tree {
        Tree::Known => Some(Packing { head: 4, tail: 8 }),
        Tree::Items | Tree::Aliases | Tree::Stories => Some(Packing { head: 0, tail: 16 }),
        Tree::Latest => Some(Packing { head: 5, tail: 3 }),
        _ => None,
    }
}

impl Store {
    /// The rows in an open database.
    pub(crate) fn new(sled: SledStore) -> Self {
        Self {
            sled: Arc::new(sled),
        }
    }

    /// The database below.
    pub(crate) fn sled(&self) -> &SledStore {
        &self.sled
    }

    /// The bytes of a row.
    pub(crate) fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        let Some(packing) = packing(tree) else {
            return self.sled.get(tree, key);
        };
        let (head, tail) = packing.split_key(key);
        let Some((at, page)) = self.sled.last_between(tree, head, key)? else {
            return Ok(None);
        };
        match packing.find(&page, tail) {
            Ok(found) => Ok(found.map(<[u8]>::to_vec)),
            Err(()) => Err(self.unreadable(tree, &at)),
        }
    }

    /// The rows of a tree in key order, from `start` on.
    pub(crate) fn scan(
        &self,
        tree: Tree,
        start: &[u8],
    ) -> Result<Box<dyn Iterator<Item = Result<RawRow, StateError>> + '_>, StateError> {
        let Some(packing) = packing(tree) else {
            return Ok(Box::new(self.sled.scan(tree, start.to_vec())));
        };
        let (head, _) = packing.split_key(start);
        let first = self.sled.last_between(tree, head, start)?;
        let first = first.map_or_else(|| start.to_vec(), |(key, _)| key);
        let start = start.to_vec();
        let pages = self.sled.scan(tree, first);
        let rows = pages.flat_map(move |page| {
            let rows: Vec<Result<RawRow, StateError>> = match page {
                Ok((key, page)) => match self.unpack(tree, packing, &key, &page) {
                    Ok(rows) => rows.into_iter().map(Ok).collect(),
                    Err(error) => vec![Err(error)],
                },
                Err(error) => vec![Err(error)],
            };
            rows
        });
        let before = move |row: &Result<RawRow, _>| row.as_ref().is_ok_and(|(key, _)| *key < start);
        Ok(Box::new(rows.skip_while(before)))
    }

    /// Writes rows in one transaction over all trees. Rows of one tree come in key order.
    pub(crate) fn write(&self, rows: Vec<RawWrite>) -> Result<(), StateError> {
        let (mut physical, mut packed) = (Vec::new(), Vec::new());
        for row in rows {
            match packing(row.0) {
                Some(packing) => packed.push((packing, row)),
                None => physical.push(row),
            }
        }
        let mut pages: BTreeMap<(Tree, Vec<u8>), (Packing, PageRows)> = BTreeMap::new();
        for (packing, (tree, key, value)) in packed {
            let (head, tail) = packing.split_key(&key);
            let stored = self.sled.last_between(tree, head, &key)?;
            let (at, page) = stored.unwrap_or_else(|| (head.to_vec(), Vec::new()));
            let rows = match pages.entry((tree, at)) {
                std::collections::btree_map::Entry::Occupied(loaded) => loaded.into_mut(),
                std::collections::btree_map::Entry::Vacant(free) => {
                    let rows = packing.read(&page);
                    let rows = rows.ok_or_else(|| self.unreadable(tree, &free.key().1))?;
                    free.insert((packing, rows))
                }
            };
            match value {
                Some(value) => rows.1.insert(tail.to_vec(), value),
                None => rows.1.remove(tail),
            };
        }
        for ((tree, at), (packing, rows)) in pages {
            let written = packing.write(at, &rows).into_iter();
            physical.extend(written.map(|(key, page)| (tree, key, Some(page))));
        }
        self.sled.write(physical)
    }

    fn unpack(
        &self,
        tree: Tree,
        packing: Packing,
        at: &[u8],
        page: &[u8],
    ) -> Result<Vec<RawRow>, StateError> {
        let rows = packing.read(page);
        let rows = rows.ok_or_else(|| self.unreadable(tree, at))?;
        let (head, _) = packing.split_key(at);
        let whole = |(tail, value): (Vec<u8>, Vec<u8>)| ([head, &tail].concat(), value);
        Ok(rows.into_iter().map(whole).collect())
    }

    fn unreadable(&self, tree: Tree, at: &[u8]) -> StateError {
        let detail = format!("the page {at:02x?} of `{}` cannot be read", tree.name());
        self.sled.note_damage(detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::codec::Rows;
    use crate::store::memory::Memory;
    use proptest::{collection::vec, prelude::*};

    /// Few heads and tails, so that rows meet; several trees, packed and plain.
    fn write() -> impl Strategy<Value = RawWrite> {
        let value = proptest::option::weighted(0.9, vec(any::<u8>(), 0..40));
        (0..4_usize, 0..3_u8, any::<u8>(), value).prop_map(|(tree, head, tail, value)| {
            let tree = [Tree::Known, Tree::Items, Tree::Pending, Tree::Aliases][tree];
            let mut key = vec![0, 0, 0, head];
            key.resize(if tree == Tree::Known { 11 } else { 15 }, 0);
            key.push(tail);
            (tree, key, value)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn packed_rows_read_like_rows_in_memory(batches in vec(vec(write(), 1..120), 1..8)) {
            let dir = tempfile::tempdir().unwrap();
            let store = Store::new(SledStore::open(dir.path()).unwrap());
            let mut model = Memory::default();
            for batch in batches {
                let rows: BTreeMap<_, _> =
                    batch.into_iter().map(|(tree, key, value)| ((tree, key), value)).collect();
                for ((tree, key), value) in &rows {
                    model.put_bytes(*tree, key.clone(), value.clone());
                }
                let rows = rows.into_iter().map(|((tree, key), value)| (tree, key, value));
                store.write(rows.collect()).unwrap();
            }
            for tree in [Tree::Known, Tree::Items, Tree::Pending, Tree::Aliases] {
                let expected: Vec<RawRow> = model.0.iter()
                    .filter(|((in_tree, _), _)| *in_tree == tree)
                    .map(|((_, key), value)| (key.clone(), value.clone()))
                    .collect();
                let stored: Vec<RawRow> =
                    store.scan(tree, &[]).unwrap().map(Result::unwrap).collect();
                prop_assert_eq!(&stored, &expected);
                for (at, (key, value)) in expected.iter().enumerate() {
                    let stored = store.get(tree, key).unwrap();
                    prop_assert_eq!(stored.as_ref(), Some(value));
                    let from_here: Vec<RawRow> =
                        store.scan(tree, key).unwrap().map(Result::unwrap).collect();
                    prop_assert_eq!(from_here.as_slice(), &expected[at..]);
                }
            }
        }
    }
}
