//! What a host says of where a listing has moved for good, and when it is believed. Pure.

use item::Cursor;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::connector::Sign;

/// A host that says that a listing has moved for good is believed once it has said so for a week, in seconds: moves are
/// taken back, and walls redirect too.
const GRACE: i64 = 7 * 24 * 3600;

/// An address that would take a larger share of a cursor than this is none that anybody configures.
const LONGEST: usize = Cursor::MAX_LEN / 4;

/// Whether and where a listing has moved for good.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Moves(Option<Moved>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Moved {
    /// Where to.
    to: String,
    /// Since when its host says so, in seconds of Unix time.
    since: i64,
    /// Whether the new address is asked instead of the old one.
    is_taken: bool,
}

impl Moves {
    /// Whether nothing was said of a move.
    pub(crate) fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// Whether a move was said for long enough and is not taken yet: then the whole is to be asked for, because who says
    /// that nothing changed does not say where it stands.
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        self.0.as_ref().is_some_and(|moved| moved.is_due(now))
    }

    /// The address to ask, for a listing that is configured with this one.
    pub(crate) fn address<'a>(&'a self, configured: &'a str) -> &'a str {
        let moved = self.0.as_ref().filter(|moved| moved.is_taken);
        moved.map_or(configured, |moved| &moved.to)
    }

    /// Notes where the configured address led. Gives the sign of a move that was said for long enough, once.
    pub(crate) fn led_to(
        &mut self,
        configured: &str,
        moved_to: Option<String>,
        now: Timestamp,
    ) -> Option<Sign> {
        let known = self.0.take();
        let to = moved_to.filter(|to| to.len() <= LONGEST)?;
        let known = known.filter(|known| known.to == to);
        let mut moved = known.unwrap_or_else(|| Moved {
            to,
            since: now.as_second(),
            is_taken: false,
        });
        moved.is_taken = moved.is_due(now);
        let sign = moved.is_taken.then(|| Sign::Moved {
            from: configured.to_owned(),
            to: moved.to.clone(),
        });
        self.0 = Some(moved);
        sign
    }

    /// What a person is to know of it.
    pub(crate) fn note(&self) -> Option<String> {
        let moved = self.0.as_ref()?;
        let asked = if moved.is_taken {
            ", and is asked there"
        } else {
            ""
        };
        let to = &moved.to;
        Some(format!(
            "has moved for good to `{to}`{asked}: change its `url`"
        ))
    }
}

impl Moved {
    /// Whether it was said for long enough, and is not taken yet.
    fn is_due(&self, now: Timestamp) -> bool {
        !self.is_taken && now.as_second().saturating_sub(self.since) >= GRACE
    }
}
