//! What flows through Newsloom, from the first sight of an entry to the event a sink receives.
//!
//! The ground floor: plain data with its serialised form. No I/O, no clock, no state; every other crate
//! stands on this one and this one stands on none of them.

mod alarm;
mod article;
mod change;
mod cleaning;
mod country;
mod cursor;
pub mod dates;
mod document;
mod entry;
mod event;
mod fingerprint;
mod flips;
mod hash;
mod hex64;
mod id;
mod labels;
pub mod markup;
mod nearest;
mod overrides;
mod past;
mod query;
mod quiet;
mod reason;
mod record;
mod relabelled;
mod standing;
mod story;
mod url;

pub use alarm::{Alarm, SinkAlarm, StateAlarm};
pub use article::{Article, Certainty, Credit, Dateline, NewsDate, Origin, Statement};
pub use change::{Change, Run, Significance};
pub use cleaning::{Cleaning, RemovedBy};
pub use country::{is_country, meant_country};
pub use cursor::{Cursor, CursorTooLong};
pub use document::{Document, Media};
pub use entry::{Entry, EntryRef, Hints, Inline, Locator, RawPlace};
pub use event::{Body, EVENT_SCHEMA, Event, EventError, FurnitureLine};
pub use fingerprint::Fingerprint;
pub use flips::Flips;
pub use hash::{digest64, digest128};
pub use id::{EventId, ItemId, SourceId};
pub use labels::{Label, Labels};
pub use nearest::nearest;
pub use overrides::{Override, Part};
pub use past::{Past, PastEnd};
pub use query::{Condition, Indexed, Query, QueryError, Subject, Wanted};
pub use quiet::Quiet;
pub use reason::DropReason;
pub use record::{Emptied, Item, ReadFrom};
pub use relabelled::Relabelled;
pub use standing::{How, Standing};
pub use story::{StoryMember, StoryPart};
pub use url::{is_canonical_of, is_home, key_url, page_behind, same_site, without_own_ref};
