//! `[[sink]]`: where events go, which of them, and from where on.

use std::path::PathBuf;

use item::Event;

/// A receiver of events.
#[derive(Debug, Clone)]
pub struct Sink {
    /// Its name; unique. Where none is given: kind and path.
    pub id: String,
    /// What it is.
    pub kind: SinkKind,
    /// Which items it wants; `None` wants all.
    pub filter: Option<item::Query>,
    /// Where it begins when it is first met.
    pub from: From,
    /// Which events it wants: `item.*`, `entry.found`; never empty.
    pub events: Vec<String>,
}

/// What kinds of sinks there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SinkKind {
    /// A file of JSON lines.
    Jsonl {
        /// The file; absolute.
        path: PathBuf,
    },
    /// JSON lines on standard output.
    Stdout,
}

/// Where a sink begins when it is first met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// With the oldest event that is kept.
    Start,
    /// With the next event.
    Now,
}

impl Sink {
    /// Whether the sink gets this event. Where it has a filter, only events that carry an item can pass it; a gap in
    /// what it receives is always told.
    pub fn wants(&self, event: &Event) -> bool {
        if matches!(&event.body, item::Body::SinkGap { sink, .. } if *sink == self.id) {
            return true;
        }
        let kind = event
            .kind()
            .strip_prefix("newsloom.")
            .unwrap_or(event.kind());
        self.events.iter().any(|pattern| covers(pattern, kind))
            && self
                .filter
                .as_ref()
                .is_none_or(|filter| filter.matches(event))
    }
}

/// Whether an event's name is meant by a name or by a family such as `item.*`.
fn covers(pattern: &str, kind: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(family) => kind.starts_with(family),
        None => kind == pattern,
    }
}
