//! Rows in memory: the model that tests hold the store against.

use std::collections::BTreeMap;

use super::{codec::Rows, tree::Tree};
use crate::error::StateError;

/// All rows of all trees in one map.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Memory(pub(crate) BTreeMap<(Tree, Vec<u8>), Vec<u8>>);

impl Rows for Memory {
    fn get_bytes(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        Ok(self.0.get(&(tree, key.to_vec())).cloned())
    }

    fn put_bytes(&mut self, tree: Tree, key: Vec<u8>, value: Option<Vec<u8>>) {
        match value {
            Some(value) => self.0.insert((tree, key), value),
            None => self.0.remove(&(tree, key)),
        };
    }
}
