//! What happened: one line of the journal, in the form of a `CloudEvents` 1.0 envelope.
//!
//! The same line, without what only the journal needs, is what a sink receives.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Alarm, Change, Cursor, DropReason, Emptied, Entry, EntryRef, EventId, Fingerprint, Flips, Item,
    ItemId, Past, Relabelled, SinkAlarm, SourceId, StateAlarm, StoryMember, hex64,
};

/// The version of the form that events have; another number means that a consumer must look.
pub const EVENT_SCHEMA: &str = "urn:newsloom:event:1";

/// One event: its place in the journal, when it was written, and what happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its place in the journal; the first event is 1, and there are no gaps.
    pub sequence: u64,
    /// When it was journalled.
    pub time: Timestamp,
    /// What happened.
    pub body: Body,
}

/// What happened. The name of a variant is the event's `type` without the prefix `newsloom.`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Body {
    /// A source lists something new.
    #[serde(rename = "newsloom.entry.found")]
    EntryFound {
        /// The entry, whole: pending work is read from here.
        entry: Entry,
    },
    /// A source lists something known in another version.
    #[serde(rename = "newsloom.entry.changed")]
    EntryChanged {
        /// The entry, whole.
        entry: Entry,
    },
    /// A pending entry ends without becoming an item or a version of one.
    #[serde(rename = "newsloom.entry.dropped")]
    EntryDropped {
        /// Which version of which entry.
        entry: EntryRef,
        /// Why.
        reason: DropReason,
        /// The item that it turned out to be, where it is one that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
        /// Key URLs under which that item is known from now on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        keys: Vec<String>,
        /// The reason in words, for people.
        detail: String,
    },
    /// A poll brought the entries before this event in the same commit; the source resumes at `cursor`.
    #[serde(rename = "newsloom.source.polled")]
    SourcePolled {
        /// Which source.
        source: SourceId,
        /// Where it resumes.
        cursor: Cursor,
    },
    /// Entries that were dropped are to be read when their source lists them again, though in the same version: the
    /// journal no longer holds what would be needed to read them now.
    #[serde(rename = "newsloom.entry.recalled")]
    EntryRecalled {
        /// Which source.
        source: SourceId,
        /// The digests of the entries' keys.
        #[serde(with = "hex64::list")]
        digests: Vec<u64>,
    },
    /// A source was read further back into its past: the entries before this event in the same commit are what was
    /// not known of it.
    #[serde(rename = "newsloom.source.reached_back")]
    SourceReachedBack {
        /// Which source.
        source: SourceId,
        /// How far back it is.
        past: Past,
    },
    /// A source needs a person; it is said once, when it begins.
    #[serde(rename = "newsloom.source.alarmed")]
    SourceAlarmed {
        /// Which source.
        source: SourceId,
        /// What is wrong.
        alarm: Alarm,
        /// What happened, in words.
        detail: String,
        /// What a person can do about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hint: Option<String>,
    },
    /// What a source was alarmed for has ended.
    #[serde(rename = "newsloom.source.cleared")]
    SourceCleared {
        /// Which source.
        source: SourceId,
        /// What is right again.
        alarm: Alarm,
    },
    /// A source is read from another address than the configured one, because its host said so for long enough.
    #[serde(rename = "newsloom.source.moved")]
    SourceMoved {
        /// Which source.
        source: SourceId,
        /// The configured URL.
        from: String,
        /// The URL that is asked from now on.
        to: String,
    },
    /// An item that says something new.
    #[serde(rename = "newsloom.item.new")]
    ItemNew {
        /// The item.
        item: Item,
        /// Key URLs under which it is known from now on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        keys: Vec<String>,
        /// What is remembered of its text.
        #[serde(default, skip_serializing_if = "Fingerprint::is_empty")]
        fingerprint: Fingerprint,
    },
    /// An item that repeats another; `item.standing` says which and how.
    #[serde(rename = "newsloom.item.copy")]
    ItemCopy {
        /// The item.
        item: Item,
        /// Key URLs under which it is known from now on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        keys: Vec<String>,
        /// What is remembered of its text.
        #[serde(default, skip_serializing_if = "Fingerprint::is_empty")]
        fingerprint: Fingerprint,
    },
    /// A known item has a new version.
    #[serde(rename = "newsloom.item.updated")]
    ItemUpdated {
        /// The item, with its new version.
        item: Item,
        /// What it changed; `None` where no word did, as in a file that is dated anew, or where the journal no longer
        /// keeps the version before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        change: Option<Change>,
        /// Key URLs under which it is known from now on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        keys: Vec<String>,
        /// What is remembered of its text.
        #[serde(default, skip_serializing_if = "Fingerprint::is_empty")]
        fingerprint: Fingerprint,
        /// Whether it goes back and forth between texts that were told.
        #[serde(default, skip_serializing_if = "Flips::is_empty")]
        flips: Flips,
        /// What it changed of the labels, where it was only labelled anew or, with a `change`, cleaned anew. Nothing new is
        /// then known of its entry and its keys.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        relabelled: Option<Relabelled>,
    },
    /// Another item turned out to have been published before: this one repeats it, as its standing says from now on.
    #[serde(rename = "newsloom.item.relinked")]
    ItemRelinked {
        /// The item, in the version that it has.
        item: Item,
    },
    /// Another source lists a known item.
    #[serde(rename = "newsloom.item.sighted")]
    ItemSighted {
        /// The item.
        item: ItemId,
        /// The entry that stands for it there.
        entry: EntryRef,
        /// Key URLs under which it is known from now on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        keys: Vec<String>,
    },
    /// An item is gone from its source.
    #[serde(rename = "newsloom.item.withdrawn")]
    ItemWithdrawn {
        /// The item.
        item: ItemId,
        /// The entry that is gone.
        entry: EntryRef,
    },
    /// A withdrawn item is back.
    #[serde(rename = "newsloom.item.reappeared")]
    ItemReappeared {
        /// The item.
        item: ItemId,
        /// The entry that is back.
        entry: EntryRef,
    },
    /// An item is to be known no more: its words were taken out of the journal, and nothing of it is told again.
    #[serde(rename = "newsloom.item.forgotten")]
    ItemForgotten {
        /// The item.
        item: ItemId,
        /// Why, as the one who asked for it wrote it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// An item stood here as new, as a copy, in a new version or relinked; its words were taken out of the journal.
    #[serde(rename = "newsloom.item.emptied")]
    ItemEmptied {
        /// What is left of it.
        item: Emptied,
        /// Key URLs under which it is known.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        keys: Vec<String>,
        /// What is remembered of its text: digests. None where it was relinked or labelled anew, for that told no new text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fingerprint: Option<Fingerprint>,
    },
    /// Two stories turned out to be one: what was told in `from` belongs to `into` from now on.
    #[serde(rename = "newsloom.story.merged")]
    StoryMerged {
        /// The younger one.
        from: ItemId,
        /// The older one.
        into: ItemId,
    },
    /// A story turned out to be two.
    #[serde(rename = "newsloom.story.split")]
    StorySplit {
        /// It.
        story: ItemId,
        /// The new one, called after the first of the items that leave.
        into: ItemId,
        /// The items that leave it, in the order in which they were told.
        items: Vec<StoryMember>,
        /// The items that stay, likewise.
        stay: Vec<StoryMember>,
    },
    /// Lines recur in different stories of one host: they are no part of what it reports.
    #[serde(rename = "newsloom.host.furniture")]
    HostFurniture {
        /// The host; of files, their source and the host that they name.
        host: String,
        /// The lines.
        lines: Vec<FurnitureLine>,
    },
    /// Events were dropped by the hard disk limit before a sink had seen them.
    #[serde(rename = "newsloom.sink.gap")]
    SinkGap {
        /// Which sink.
        sink: String,
        /// The first sequence that it never saw.
        from: u64,
        /// The last sequence that it never saw.
        to: u64,
    },
    /// A sink needs a person; it is said once, when it begins, and not to the sink itself.
    #[serde(rename = "newsloom.sink.alarmed")]
    SinkAlarmed {
        /// Which sink.
        sink: String,
        /// What is wrong.
        alarm: SinkAlarm,
        /// What happened, in words.
        detail: String,
        /// What a person can do about it.
        hint: String,
    },
    /// What a sink was alarmed for has ended.
    #[serde(rename = "newsloom.sink.cleared")]
    SinkCleared {
        /// Which sink.
        sink: String,
        /// What is right again.
        alarm: SinkAlarm,
    },
    /// The place where the state lies needs a person; it is said once, when it begins.
    #[serde(rename = "newsloom.state.alarmed")]
    StateAlarmed {
        /// What is wrong.
        alarm: StateAlarm,
        /// What happened, in words.
        detail: String,
        /// What a person can do about it.
        hint: String,
    },
    /// What the state was alarmed for has ended.
    #[serde(rename = "newsloom.state.cleared")]
    StateCleared {
        /// What is right again.
        alarm: StateAlarm,
    },
}

/// A line that is furniture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FurnitureLine {
    /// The digest that it is recognised by.
    #[serde(with = "hex64")]
    pub digest: u64,
    /// Its words, for people; long ones are cut.
    pub text: String,
}

/// An event line that this program cannot read.
#[derive(Debug, thiserror::Error)]
#[error("not an event of this program: {0}")]
pub struct EventError(#[from] serde_json::Error);

#[derive(Serialize)]
struct Envelope<'a> {
    specversion: &'static str,
    id: EventId,
    source: &'static str,
    time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    sequence: u64,
    datacontenttype: &'static str,
    dataschema: &'static str,
    /// When it was sent again, where a person asked for that; the journal never has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    replayed: Option<Timestamp>,
    #[serde(flatten)]
    body: &'a Body,
}

#[derive(Deserialize)]
struct Read {
    time: Timestamp,
    sequence: u64,
    #[serde(flatten)]
    body: Body,
}

impl Event {
    /// The name of what happened: `newsloom.item.new`.
    pub fn kind(&self) -> &'static str {
        self.body.kind()
    }

    /// The event's stable id. Items' versions are named by what they are, so that they keep their id even
    /// if a state is built anew; whatever else can happen repeatedly is told apart by its sequence.
    pub fn id(&self) -> EventId {
        let turn = match &self.body {
            Body::ItemNew { item, .. }
            | Body::ItemCopy { item, .. }
            | Body::ItemUpdated { item, .. } => u64::from(item.version),
            Body::ItemEmptied {
                item,
                fingerprint: Some(_),
                ..
            } => u64::from(item.version),
            _ => self.sequence,
        };
        EventId::of(self.kind(), &self.body.subject().unwrap_or_default(), turn)
    }

    /// The event as one line of JSON, without a line break.
    pub fn to_json(&self) -> Result<String, EventError> {
        Ok(serde_json::to_string(&self.envelope())?)
    }

    /// The same, marked as sent again at a person's wish.
    pub fn to_json_replayed(&self, at: Timestamp) -> Result<String, EventError> {
        let envelope = Envelope {
            replayed: Some(at),
            ..self.envelope()
        };
        Ok(serde_json::to_string(&envelope)?)
    }

    /// The event as sinks receive it: without the fingerprint, the keys and the flips, which only the journal needs.
    #[must_use]
    pub fn for_sinks(mut self) -> Self {
        match &mut self.body {
            Body::ItemNew {
                keys, fingerprint, ..
            }
            | Body::ItemCopy {
                keys, fingerprint, ..
            } => {
                keys.clear();
                *fingerprint = Fingerprint::default();
            }
            Body::ItemUpdated {
                keys,
                fingerprint,
                flips,
                ..
            } => {
                keys.clear();
                *fingerprint = Fingerprint::default();
                *flips = Flips::default();
            }
            Body::EntryDropped { keys, .. } | Body::ItemSighted { keys, .. } => keys.clear(),
            _ => {}
        }
        self
    }

    /// Reads a journal's line.
    pub fn from_json(line: &[u8]) -> Result<Self, EventError> {
        let Read {
            time,
            sequence,
            body,
        } = serde_json::from_slice(line)?;
        Ok(Self {
            sequence,
            time,
            body,
        })
    }

    fn envelope(&self) -> Envelope<'_> {
        Envelope {
            specversion: "1.0",
            id: self.id(),
            source: "newsloom/default",
            time: self.time,
            subject: self.body.subject(),
            sequence: self.sequence,
            datacontenttype: "application/json",
            dataschema: EVENT_SCHEMA,
            replayed: None,
            body: &self.body,
        }
    }
}

impl Body {
    /// The names of all that can happen, without the prefix `newsloom.`: what a configuration may ask for. An emptied
    /// item is not among them: nobody is told of what is no longer there.
    pub const KINDS: [&str; 25] = [
        "entry.found",
        "entry.changed",
        "entry.dropped",
        "entry.recalled",
        "source.polled",
        "source.reached_back",
        "source.alarmed",
        "source.cleared",
        "source.moved",
        "item.new",
        "item.copy",
        "item.updated",
        "item.relinked",
        "item.sighted",
        "item.withdrawn",
        "item.reappeared",
        "item.forgotten",
        "story.merged",
        "story.split",
        "host.furniture",
        "sink.gap",
        "sink.alarmed",
        "sink.cleared",
        "state.alarmed",
        "state.cleared",
    ];

    /// The name of what happened: `newsloom.item.new`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::EntryFound { .. } => "newsloom.entry.found",
            Self::EntryChanged { .. } => "newsloom.entry.changed",
            Self::EntryDropped { .. } => "newsloom.entry.dropped",
            Self::SourcePolled { .. } => "newsloom.source.polled",
            Self::EntryRecalled { .. } => "newsloom.entry.recalled",
            Self::SourceReachedBack { .. } => "newsloom.source.reached_back",
            Self::SourceAlarmed { .. } => "newsloom.source.alarmed",
            Self::SourceCleared { .. } => "newsloom.source.cleared",
            Self::SourceMoved { .. } => "newsloom.source.moved",
            Self::ItemNew { .. } => "newsloom.item.new",
            Self::ItemCopy { .. } => "newsloom.item.copy",
            Self::ItemUpdated { .. } => "newsloom.item.updated",
            Self::ItemRelinked { .. } => "newsloom.item.relinked",
            Self::ItemSighted { .. } => "newsloom.item.sighted",
            Self::ItemWithdrawn { .. } => "newsloom.item.withdrawn",
            Self::ItemReappeared { .. } => "newsloom.item.reappeared",
            Self::ItemForgotten { .. } => "newsloom.item.forgotten",
            Self::StoryMerged { .. } => "newsloom.story.merged",
            Self::StorySplit { .. } => "newsloom.story.split",
            Self::HostFurniture { .. } => "newsloom.host.furniture",
            Self::ItemEmptied { .. } => "newsloom.item.emptied",
            Self::SinkGap { .. } => "newsloom.sink.gap",
            Self::SinkAlarmed { .. } => "newsloom.sink.alarmed",
            Self::SinkCleared { .. } => "newsloom.sink.cleared",
            Self::StateAlarmed { .. } => "newsloom.state.alarmed",
            Self::StateCleared { .. } => "newsloom.state.cleared",
        }
    }

    /// Whom it happened to: an item id, an entry's source and key, a source, a sink, or the state.
    pub fn subject(&self) -> Option<String> {
        match self {
            Self::EntryFound { entry } | Self::EntryChanged { entry } => {
                Some(format!("{}/{}", entry.source, entry.key))
            }
            Self::EntryDropped { entry, .. } => Some(format!("{}/{}", entry.source, entry.key)),
            Self::SourcePolled { source, .. }
            | Self::EntryRecalled { source, .. }
            | Self::SourceReachedBack { source, .. }
            | Self::SourceAlarmed { source, .. }
            | Self::SourceCleared { source, .. }
            | Self::SourceMoved { source, .. } => Some(source.to_string()),
            Self::ItemNew { item, .. }
            | Self::ItemCopy { item, .. }
            | Self::ItemUpdated { item, .. }
            | Self::ItemRelinked { item } => Some(item.id.to_string()),
            Self::ItemSighted { item, .. }
            | Self::ItemWithdrawn { item, .. }
            | Self::ItemReappeared { item, .. }
            | Self::ItemForgotten { item, .. } => Some(item.to_string()),
            Self::StoryMerged { from: story, .. } | Self::StorySplit { story, .. } => {
                Some(story.to_string())
            }
            Self::HostFurniture { host, .. } => Some(host.clone()),
            Self::ItemEmptied { item, .. } => Some(item.id.to_string()),
            Self::SinkGap { sink, .. }
            | Self::SinkAlarmed { sink, .. }
            | Self::SinkCleared { sink, .. } => Some(sink.clone()),
            Self::StateAlarmed { .. } | Self::StateCleared { .. } => Some("state".to_owned()),
        }
    }

    /// The item that this event carries whole, if it carries one.
    pub fn item(&self) -> Option<&Item> {
        match self {
            Self::ItemNew { item, .. }
            | Self::ItemCopy { item, .. }
            | Self::ItemUpdated { item, .. }
            | Self::ItemRelinked { item } => Some(item),
            _ => None,
        }
    }

    /// What is remembered of the text of the item that this event is about.
    pub fn fingerprint(&self) -> Option<&Fingerprint> {
        match self {
            Self::ItemNew { fingerprint, .. }
            | Self::ItemCopy { fingerprint, .. }
            | Self::ItemUpdated { fingerprint, .. } => Some(fingerprint),
            Self::ItemEmptied { fingerprint, .. } => fingerprint.as_ref(),
            _ => None,
        }
    }

    /// The item that this event carries whole, taken out of it.
    pub fn into_item(self) -> Option<Item> {
        match self {
            Self::ItemNew { item, .. }
            | Self::ItemCopy { item, .. }
            | Self::ItemUpdated { item, .. }
            | Self::ItemRelinked { item } => Some(item),
            _ => None,
        }
    }

    /// Whether sinks get this event unless they ask for others: `item.*`, and the gaps in them.
    pub fn is_for_sinks(&self) -> bool {
        let of_item = self.kind().starts_with("newsloom.item.");
        of_item && !matches!(self, Self::ItemEmptied { .. }) || matches!(self, Self::SinkGap { .. })
    }
}
