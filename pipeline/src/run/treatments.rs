//! How each configured source is treated, shared by the desk and by those who prepare.

use std::{collections::HashMap, sync::Arc};

use config::{Recheck, Source, Treatment};
use item::{Item, SourceId, key_url, without_own_ref};

/// The treatments of all sources; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Treatments(Arc<Known>);

#[derive(Debug, Default)]
struct Known {
    by_source: HashMap<SourceId, Own>,
    /// That of a source which is not configured.
    plain: Treatment,
}

#[derive(Debug)]
struct Own {
    treatment: Treatment,
    recheck: Recheck,
    /// The URL of the source, if it is on the web.
    home: Option<String>,
}

impl Treatments {
    /// Those that the configuration asks for.
    pub fn of(sources: &[Source]) -> Self {
        let own = |source: &Source| {
            let own = Own {
                treatment: source.treatment.clone(),
                recheck: source.recheck,
                home: source.kind.url().map(str::to_owned),
            };
            (source.id.clone(), own)
        };
        Self(Arc::new(Known {
            by_source: sources.iter().map(own).collect(),
            plain: Treatment::default(),
        }))
    }

    /// Whether a source is configured.
    pub(super) fn knows(&self, source: &SourceId) -> bool {
        self.0.by_source.contains_key(source)
    }

    /// How a source is treated.
    pub(super) fn get(&self, source: &SourceId) -> &Treatment {
        let own = self.0.by_source.get(source);
        own.map_or(&self.0.plain, |own| &own.treatment)
    }

    /// Which pages of a source are asked for again.
    pub(super) fn recheck(&self, source: &SourceId) -> Recheck {
        let own = self.0.by_source.get(source);
        own.map_or(Recheck::OFF, |own| own.recheck)
    }

    /// The key URL of a page that a source lists.
    pub(super) fn key_url(&self, source: &SourceId, url: &str) -> Option<String> {
        let home = self
            .0
            .by_source
            .get(source)
            .and_then(|own| own.home.as_deref());
        match home {
            Some(home) => key_url(&without_own_ref(url, home)),
            None => key_url(url),
        }
    }

    /// The tags of an item that an entry of `source` made, given what is known of it: those of the source that first
    /// brought it, as they are configured now or, where it no longer is, as they were.
    pub(super) fn tags(&self, source: &SourceId, earlier: Option<&Item>) -> Vec<String> {
        let first = earlier.map_or(source, |item| &item.source);
        match (self.0.by_source.get(first), earlier) {
            (Some(own), _) => own.treatment.tags.clone(),
            (None, Some(item)) => item.tags.clone(),
            (None, None) => Vec::new(),
        }
    }
}
