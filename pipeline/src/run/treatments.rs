//! How each configured source is treated, shared by the desk and by those who prepare.

use std::{collections::HashMap, sync::Arc};

use config::{Source, Treatment};
use item::{Item, SourceId};

/// The treatments of all sources; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Treatments(Arc<Known>);

#[derive(Debug, Default)]
struct Known {
    by_source: HashMap<SourceId, Treatment>,
    /// That of a source which is not configured.
    plain: Treatment,
}

impl Treatments {
    /// Those that the configuration asks for.
    pub fn of(sources: &[Source]) -> Self {
        let own = |source: &Source| (source.id.clone(), source.treatment.clone());
        Self(Arc::new(Known {
            by_source: sources.iter().map(own).collect(),
            plain: Treatment::default(),
        }))
    }

    /// How a source is treated.
    pub(super) fn get(&self, source: &SourceId) -> &Treatment {
        self.0.by_source.get(source).unwrap_or(&self.0.plain)
    }

    /// The tags of an item that an entry of `source` made, given what is known of it: those of the source that first
    /// brought it, as they are configured now or, where it no longer is, as they were.
    pub(super) fn tags(&self, source: &SourceId, earlier: Option<&Item>) -> Vec<String> {
        let first = earlier.map_or(source, |item| &item.source);
        match (self.0.by_source.get(first), earlier) {
            (Some(treatment), _) => treatment.tags.clone(),
            (None, Some(item)) => item.tags.clone(),
            (None, None) => Vec::new(),
        }
    }
}
