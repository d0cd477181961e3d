//! The client that all sources share.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use config::Http;

use super::{
    ask::{Answer, Ask},
    post::{PostError, PostReply},
};
use crate::{connector::Clock, error::FetchError};

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

#[allow(
    dead_code,
    clippy::unused_async,
    reason = "the contract for sources and sinks that are written beside it"
)]
impl Web {
    /// Asks for a URL, and waits until its host may be asked. Where that would be longer than half a minute it gives
    /// [`FetchError::Deferred`] at once.
    pub(crate) async fn get(&self, ask: &Ask<'_>) -> Result<Answer, FetchError> {
        Err(FetchError::Deferred {
            url: ask.url.to_owned(),
            until: (self.clock)(),
            reason: "the web is not asked yet".to_owned(),
        })
    }

    /// Posts to a URL that the user named: neither guarded nor delayed, and no redirect is followed.
    pub(crate) async fn post(
        &self,
        url: &str,
        headers: Vec<(String, String)>,
        body: Bytes,
        timeout: Duration,
    ) -> Result<PostReply, PostError> {
        let reason = format!(
            "{url}, {} headers, {} bytes, {timeout:?}",
            headers.len(),
            body.len()
        );
        Err(PostError::Unreachable { reason })
    }
}

impl fmt::Debug for Web {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Web")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
