//! The store as it will be after the next commit: staged rows over the stored ones.
//!
//! The writer judges against this view, so it sees its own decisions at once; the disk sees them in one
//! transaction. What must hold: nothing reaches sled except through [`Overlay::write`].

use std::{collections::BTreeMap, iter::Peekable, ops::Bound};

use super::{codec::Rows, packed::Store, sled_store::RawRow, tree::Tree};
use crate::error::StateError;

type Staged = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// Stored rows with staged changes on top.
#[derive(Debug)]
pub(crate) struct Overlay {
    store: Store,
    staged: BTreeMap<Tree, Staged>,
}

impl Overlay {
    /// Nothing staged over `store`.
    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            staged: BTreeMap::new(),
        }
    }

    /// The store below.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Whether there is anything to write.
    pub(crate) fn is_clean(&self) -> bool {
        self.staged.is_empty()
    }

    /// Writes every staged row in one transaction.
    pub(crate) fn write(&mut self) -> Result<(), StateError> {
        if self.is_clean() {
            return Ok(());
        }
        let staged = std::mem::take(&mut self.staged);
        let flat = staged
            .into_iter()
            .flat_map(|(tree, rows)| rows.into_iter().map(move |(key, value)| (tree, key, value)));
        self.store.write(flat.collect())
    }

    /// The rows of a tree from `start` on while their keys begin with `prefix`, staged ones included.
    pub(crate) fn scan(
        &self,
        tree: Tree,
        start: &[u8],
        prefix: &[u8],
    ) -> Result<impl Iterator<Item = Result<RawRow, StateError>> + use<'_>, StateError> {
        let from = (Bound::Included(start.to_vec()), Bound::Unbounded);
        let staged = self.staged.get(&tree);
        let mut merged = Merged {
            stored: self.store.scan(tree, start)?.peekable(),
            staged: staged
                .into_iter()
                .flat_map(move |rows| rows.range(from.clone()))
                .peekable(),
        };
        let prefix = prefix.to_vec();
        let rows = std::iter::from_fn(move || merged.next_row().transpose());
        Ok(rows.take_while(move |row| {
            row.as_ref()
                .map_or(true, |(key, _)| key.starts_with(&prefix))
        }))
    }
}

impl Rows for Overlay {
    fn get_bytes(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        match self.staged.get(&tree).and_then(|rows| rows.get(key)) {
            Some(staged) => Ok(staged.clone()),
            None => self.store.get(tree, key),
        }
    }

    fn put_bytes(&mut self, tree: Tree, key: Vec<u8>, value: Option<Vec<u8>>) {
        self.staged.entry(tree).or_default().insert(key, value);
    }
}

/// Two ordered runs of rows read as one; where both have a key, the staged row counts.
struct Merged<A: Iterator, B: Iterator> {
    stored: Peekable<A>,
    staged: Peekable<B>,
}

impl<'a, A, B> Merged<A, B>
where
    A: Iterator<Item = Result<RawRow, StateError>>,
    B: Iterator<Item = (&'a Vec<u8>, &'a Option<Vec<u8>>)>,
{
    fn next_row(&mut self) -> Result<Option<RawRow>, StateError> {
        loop {
            let stored_first = match (self.stored.peek(), self.staged.peek()) {
                (None, None) => return Ok(None),
                (Some(Err(_)), _) | (Some(_), None) => true,
                (None, Some(_)) => false,
                (Some(Ok((stored, _))), Some((staged, _))) => stored < *staged,
            };
            if stored_first {
                return self.stored.next().transpose();
            }
            let Some((key, value)) = self.staged.next() else {
                continue;
            };
            self.stored
                .next_if(|row| row.as_ref().is_ok_and(|(stored, _)| stored == key));
            if let Some(value) = value {
                return Ok(Some((key.clone(), value.clone())));
            }
        }
    }
}
