//! The store: small rows in sled, a fold of the journal that answers what is known and what is pending.
//!
//! No sled type leaves this folder. What must hold: rows are written only by one transaction a commit, and
//! the whole store can be deleted at any time.

mod alarms;
mod codec;
mod failures;
mod health;
#[cfg(test)]
mod memory;
mod overlay;
mod packed;
mod pages;
mod recheck;
mod rhythm;
mod rows;
mod sled_store;
mod stories;
mod tree;

pub use alarms::{About, Alarms, Raised};
pub(crate) use codec::{FORMAT, Row, Rows, decode_entry_key, decode_host_line, decoded, format_of};
pub use failures::{Failure, Failures, Unread};
pub(crate) use health::EmptiedTo;
pub use health::{Health, Retry, Selector, Shown, SoftCursor};
#[cfg(test)]
pub(crate) use memory::Memory;
pub(crate) use overlay::Overlay;
pub(crate) use packed::Store;
pub use recheck::{Listed, ListedEntry, Recheck};
pub use rhythm::Rhythm;
pub(crate) use rows::{Alias, CursorRow, FurnitureRow, Meta, PastRow, PendingRow, SourceRow};
pub use rows::{EntryKey, HostLine, ItemRow, Known, Status};
pub(crate) use sled_store::{
    SledStore, StoreFailure, clear_suspicion, move_snapshots, remove_unfinished_snapshots,
    suspicion,
};
pub(crate) use stories::{IN_A_ROW, LatestRow, decode_latest_key, decode_members_key};
pub use stories::{Language, StoryRow};
pub(crate) use stories::{MembersKey, MembersRow};
pub(crate) use tree::Tree;
