//! What an item is to its receiver: new, a copy, an update.

use crate::{Body, Item, Standing};

/// What `kind:` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It says something new.
    New,
    /// It repeats another item.
    Copy,
    /// It is a later version.
    Updated,
}

impl Kind {
    /// All kinds by their names.
    pub(crate) const NAMES: [(&'static str, Self); 3] = [
        ("new", Self::New),
        ("copy", Self::Copy),
        ("updated", Self::Updated),
    ];

    /// The kind that an event tells of, if it carries an item.
    pub(crate) fn of_event(body: &Body) -> Option<Self> {
        match body {
            Body::ItemNew { .. } => Some(Self::New),
            Body::ItemCopy { .. } => Some(Self::Copy),
            Body::ItemUpdated { .. } => Some(Self::Updated),
            _ => None,
        }
    }

    /// The kind of an item that is looked at without its event.
    pub(crate) fn of_item(item: &Item) -> Self {
        match item.standing {
            Standing::Original => Self::New,
            Standing::Copy { .. } => Self::Copy,
            Standing::Revision { .. } => Self::Updated,
        }
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Copy => "copy",
            Self::Updated => "updated",
        }
    }
}
