//! From version to version, as far as the journal still keeps them.

use item::Change;
use jiff::Timestamp;
use state::Version as Kept;

use super::{Bounds, Version, change};

/// What became of one version in a later one.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The number of the earlier one.
    pub from: u32,
    /// The number of the later one.
    pub to: u32,
    /// When the later one was told, if the journal still keeps it.
    pub time: Option<Timestamp>,
    /// What differs.
    pub told: Told,
}

/// What can be said of a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// Both texts are there; `None` where no word differs.
    Compared(Option<Change>),
    /// One of the texts is not kept any more: this is what was recorded then.
    Recorded(Change),
    /// The journal no longer keeps what it takes.
    Unkept,
}

/// The step from one version to another.
pub fn step(versions: &[Kept], from: u32, to: u32, bounds: Bounds) -> Step {
    let of = |number| versions.iter().find(|version| version.number == number);
    let (old, new) = (of(from), of(to));
    let text = |version: Option<&'_ Kept>| version.and_then(|version| version.item.clone());
    let told = match (text(old), text(new), new.and_then(|new| new.change.clone())) {
        (Some(old), Some(new), _) => {
            Told::Compared(change(Version::of(&old), Version::of(&new), bounds))
        }
        (_, _, Some(change)) if from.saturating_add(1) == to => Told::Recorded(change),
        _ => Told::Unkept,
    };
    Step {
        from,
        to,
        time: new.map(|new| new.time),
        told,
    }
}
