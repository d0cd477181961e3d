//! What is remembered of containers that are read by turns, from one turn to the next.
//!
//! It is a cache: whoever finds nothing here gathers it again from the container's beginning.

use std::sync::{Mutex, PoisonError};

/// Containers that may be read by turns at the same time; with more of them some are gathered again.
const MOST_FILES: usize = 8;

/// What is known of containers up to the byte at which each is to be read on.
#[derive(Debug)]
pub(super) struct Kept<T>(Mutex<Vec<Known<T>>>);

#[derive(Debug)]
struct Known<T> {
    key: String,
    until: u64,
    what: T,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Kept<T> {
    /// Remembers what is known of a container up to a byte, in place of what is remembered longest.
    pub(super) fn keep(&self, key: &str, until: u64, what: T) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_FILES {
            all.remove(0);
        }
        let key = key.to_owned();
        all.push(Known { key, until, what });
    }

    /// What is known of a container up to this very byte; it is forgotten here.
    pub(super) fn take(&self, key: &str, until: u64) -> Option<T> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|known| known.key == key)?;
        let known = all.remove(at);
        (known.until == until).then_some(known.what)
    }

    #[cfg(test)]
    pub(super) fn forget(&self) {
        self.0.lock().unwrap().clear();
    }
}
