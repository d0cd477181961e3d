//! What one configuration says that another did not: for a run that goes on with a new one.

use std::{collections::BTreeMap, fmt};

use crate::{Config, Entity, Sink, Source, Topic};

/// Names that are shown of those that were added, removed or changed; the rest is counted.
const MOST_NAMES: usize = 8;

/// What is different in a new configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Sources, by id.
    pub sources: Parts,
    /// Sinks, by id.
    pub sinks: Parts,
    /// The user's own topics.
    pub topics: Parts,
    /// The user's own people, organisations and places.
    pub entities: Parts,
    /// Tables that are there once and hold from now on, as they are written.
    pub tables: Vec<&'static str>,
    /// What a running process cannot change: it holds from the next start on.
    pub at_next_start: Vec<&'static str>,
}

/// How the parts of a kind differ, by their names in the order of their configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts {
    /// New ones.
    pub added: Vec<String>,
    /// Those that are there no more.
    pub removed: Vec<String>,
    /// Those of which anything is different.
    pub changed: Vec<String>,
}

impl Difference {
    /// What `new` says that `old` did not.
    pub fn between(old: &Config, new: &Config) -> Self {
        let tables = [
            ("[http]", old.http != new.http),
            ("[stories]", old.stories != new.stories),
            ("[alarms]", old.alarms != new.alarms),
            ("[labels]", labels(old) != labels(new)),
            ("[state] keep", kept(old) != kept(new)),
        ];
        let (state, new_state) = (&old.state, &new.state);
        let listen = |config: &Config| config.web.as_ref().map(|web| web.listen);
        let token = |config: &Config| config.web.as_ref().and_then(|web| web.token.clone());
        let at_next_start = [
            ("[state] dir", state.dir != new_state.dir),
            (
                "[state] segment_size",
                state.segment_size != new_state.segment_size,
            ),
            (
                "[state] duplicate_window",
                state.duplicate_window != new_state.duplicate_window,
            ),
            ("[web] listen", listen(old) != listen(new)),
            ("[web] token", token(old) != token(new)),
        ];
        let differing = |all: &[(&'static str, bool)]| {
            let differ = all.iter().filter(|(_, differs)| *differs);
            differ.map(|(name, _)| *name).collect()
        };
        let adopted = new.clone().in_a_process_of(old);
        Self {
            sources: Parts::between(&old.sources, &adopted.sources),
            sinks: Parts::between(&old.sinks, &new.sinks),
            topics: Parts::between(&old.topics, &new.topics),
            entities: Parts::between(&old.entities, &new.entities),
            tables: differing(&tables),
            at_next_start: differing(&at_next_start),
        }
    }

    /// Whether both say the same.
    pub fn is_empty(&self) -> bool {
        self.holds_at_once().is_empty() && self.at_next_start.is_empty()
    }

    /// What of it a running process takes up, in words; empty if there is nothing.
    pub fn holds_at_once(&self) -> String {
        let kinds = [
            ("source", "sources", &self.sources),
            ("sink", "sinks", &self.sinks),
            ("topic", "topics", &self.topics),
            ("entity", "entities", &self.entities),
        ];
        let mut said: Vec<String> = kinds
            .iter()
            .flat_map(|(one, many, parts)| parts.said(one, many))
            .collect();
        let tables = self.tables.iter();
        said.extend(tables.map(|table| format!("{table} changed")));
        said.join(", ")
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let now = self.holds_at_once();
        f.write_str(&now)?;
        if self.at_next_start.is_empty() {
            return Ok(());
        }
        if !now.is_empty() {
            f.write_str("; ")?;
        }
        let names = self.at_next_start.join(", ");
        write!(f, "{names}: takes effect at the next start")
    }
}

impl Parts {
    fn between<P: Part>(old: &[P], new: &[P]) -> Self {
        let by_name = |parts: &[P]| -> BTreeMap<String, P> {
            let named = parts.iter().map(|part| (part.name(), part.clone()));
            named.collect()
        };
        let (before, after) = (by_name(old), by_name(new));
        let names = |parts: &[P], wanted: &dyn Fn(&P) -> bool| {
            let parts = parts.iter().filter(|part| wanted(part));
            parts.map(Part::name).collect()
        };
        Self {
            added: names(new, &|part| !before.contains_key(&part.name())),
            removed: names(old, &|part| !after.contains_key(&part.name())),
            changed: names(new, &|part| {
                let was = before.get(&part.name());
                was.is_some_and(|was| was != part)
            }),
        }
    }

    fn said(&self, one: &str, many: &str) -> Vec<String> {
        let lists = [
            ("added", &self.added),
            ("removed", &self.removed),
            ("changed", &self.changed),
        ];
        let some = lists.iter().filter(|(_, names)| !names.is_empty());
        some.map(|(how, names)| {
            let kind = if names.len() == 1 { one } else { many };
            format!("{} {kind} {how} ({})", names.len(), listed(names))
        })
        .collect()
    }
}

fn listed(names: &[String]) -> String {
    let shown = names.iter().take(MOST_NAMES);
    let mut shown: Vec<String> = shown.map(|name| format!("`{name}`")).collect();
    if names.len() > MOST_NAMES {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}

/// Something that a configuration names and may have many of.
trait Part: PartialEq + Clone {
    fn name(&self) -> String;
}

impl Part for Source {
    fn name(&self) -> String {
        self.id.to_string()
    }
}

impl Part for Sink {
    fn name(&self) -> String {
        self.id.clone()
    }
}

impl Part for Topic {
    fn name(&self) -> String {
        self.id.clone()
    }
}

impl Part for Entity {
    fn name(&self) -> String {
        self.id.clone()
    }
}

fn labels(config: &Config) -> impl PartialEq {
    let model = config.topic_model.as_ref();
    (model.map(|file| file.path.clone()), config.topic_names)
}

/// What retention goes by.
fn kept(config: &Config) -> impl PartialEq {
    let state = &config.state;
    (state.keep, state.max_size, state.hard_max_size)
}

impl Config {
    /// This configuration for a process that began with another: what it cannot change is as it was.
    #[must_use]
    pub fn in_a_process_of(mut self, running: &Self) -> Self {
        let dir = &running.state.dir;
        let sources = self.sources.iter_mut();
        let kept = sources.filter_map(|source| source.keep_raw.as_mut());
        for raw in kept.chain(self.state.keep_raw.as_mut()) {
            raw.stay_in(dir);
        }
        self.state.dir.clone_from(dir);
        self.state.segment_size = running.state.segment_size;
        self.state.duplicate_window = running.state.duplicate_window;
        self.web.clone_from(&running.web);
        self
    }
}
