//! The configuration that a run goes by, and how the last attempt to change it went.

use std::sync::Arc;

use config::Config;
use jiff::Timestamp;
use serde::Serialize;

/// The configuration that holds.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Configured {
    #[serde(skip)]
    #[schema(ignore)]
    pub(crate) config: Arc<Config>,
    /// When a configuration that can be used was last read.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) loaded: Timestamp,
    /// How often another took the place of the one before since the start.
    pub(crate) reloads: u64,
    /// Why the one that was read last is not in use, if it is not.
    pub(crate) failed: Option<FailedReload>,
    /// What it says and what only holds from the next start on.
    pub(crate) at_next_start: Vec<&'static str>,
}

/// A configuration that could not be used.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct FailedReload {
    /// When it was read.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// What is wrong with it and where; the log shows the lines, too.
    pub(crate) problems: String,
}

impl Configured {
    pub(crate) fn new(config: Arc<Config>, now: Timestamp) -> Self {
        Self {
            config,
            loaded: now,
            reloads: 0,
            failed: None,
            at_next_start: Vec::new(),
        }
    }

    pub(crate) fn reloaded(
        &mut self,
        config: Option<Arc<Config>>,
        at_next_start: Vec<&'static str>,
        now: Timestamp,
    ) {
        if let Some(config) = config {
            self.config = config;
            self.reloads += 1;
        }
        self.loaded = now;
        self.failed = None;
        self.at_next_start = at_next_start;
    }

    pub(crate) fn failed(&mut self, problems: String, now: Timestamp) {
        self.failed = Some(FailedReload { at: now, problems });
    }
}
