//! The client that all sources share.

use std::{fmt, sync::Arc};

use config::Http;

use crate::connector::Clock;

/// The web, as all sources of a run ask it. Clones share connections, hosts and limits. Nothing is opened before the
/// first question, so a run that reads only local files needs neither certificates nor a network.
#[derive(Clone)]
pub struct Web {
    settings: Arc<Http>,
    clock: Clock,
}

impl Web {
    /// A client with these settings.
    pub fn new(settings: Http, clock: Clock) -> Self {
        Self {
            settings: Arc::new(settings),
            clock,
        }
    }
}

impl fmt::Debug for Web {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Web")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
