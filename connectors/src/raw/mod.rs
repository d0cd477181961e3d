//! Raw responses, kept as web archives beside the journal, so that what was made of them can be made anew: the pages of
//! articles, and each new version of a listing.
//!
//! Nobody depends on them: a disk that is full costs raw responses and no item. Where an item's raw response lies, the item
//! says itself.

mod archive;
mod erase;
mod find;
mod folder;
mod mend;
mod response;

pub(crate) use archive::RawArchive;
pub use erase::{erase_raw, finish_erasing};
pub use find::{FoundRaw, find_raw};
