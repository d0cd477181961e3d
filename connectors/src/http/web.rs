//! The client that all sources and sinks share.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use config::{Access, Http, PerHost};

use super::{
    ask::{Answer, Ask},
    exchange::Transport,
    get::Getter,
    host::HostStatus,
    post::{Post, PostError, PostReply, post},
    saved::Saved,
    transport::Wire,
    visit::Visitor,
};
use crate::{connector::Clock, error::FetchError, raw::RawArchive};

/// The web, as all sources of a run ask it. Clones share connections, hosts and limits. Nothing is opened before the
/// first question, so a run that reads only local files needs neither certificates nor a network.
#[derive(Clone)]
pub struct Web {
    settings: Arc<Http>,
    transport: Arc<dyn Transport>,
    getter: Arc<Getter>,
    /// Where the raw responses of article pages are kept, for the source that this client is handed to.
    raw: Option<Arc<RawArchive>>,
}

impl Web {
    /// A client with these settings.
    pub fn new(settings: Http, clock: Clock) -> Self {
        let wire = Wire::new(
            settings.connect_timeout,
            settings.read_timeout,
            settings.per_host.concurrency,
        );
        Self::over(Arc::new(wire), settings, clock)
    }

    /// A client that asks nobody: these documents, each with its URL, are all that there is. With it a source reads what
    /// was saved exactly as it would read an answer.
    pub fn of_saved(
        documents: impl IntoIterator<Item = (String, Vec<u8>)>,
        settings: Http,
        clock: Clock,
    ) -> Self {
        let settings = Http {
            allow_private_networks: true,
            robots: false,
            per_host: PerHost {
                delay: Duration::ZERO,
                ..settings.per_host
            },
            hosts: BTreeMap::new(),
            ..settings
        };
        Self::over(Arc::new(Saved::new(documents)), settings, clock)
    }

    /// A client over another transport.
    pub(crate) fn over(transport: Arc<dyn Transport>, settings: Http, clock: Clock) -> Self {
        let settings = Arc::new(settings);
        let visitor = Visitor::new(Arc::clone(&settings), clock, Arc::clone(&transport));
        Self {
            getter: Arc::new(Getter::new(Arc::clone(&settings), Arc::new(visitor))),
            settings,
            transport,
            raw: None,
        }
    }

    /// The same client, for a source that keeps the raw responses of its pages.
    pub(crate) fn keeping(&self, raw: RawArchive) -> Self {
        Self {
            raw: Some(Arc::new(raw)),
            ..self.clone()
        }
    }

    /// Where raw responses are kept, if they are.
    pub(crate) fn raw(&self) -> Option<&Arc<RawArchive>> {
        self.raw.as_ref()
    }

    /// How the hosts stand that are being asked or left alone, in the order of their names.
    pub fn hosts(&self) -> Vec<HostStatus> {
        self.getter.visitor.hosts.status()
    }

    /// Asks for a URL, and waits until its host may be asked. Where that would be longer than half a minute it gives
    /// [`FetchError::Deferred`] at once.
    pub(crate) async fn get(&self, ask: &Ask<'_>) -> Result<Answer, FetchError> {
        self.getter.get(ask).await
    }

    /// The sitemaps that the robots.txt of a URL's host names; it is asked for at most once a day.
    pub(crate) async fn sitemaps(
        &self,
        url: &str,
        access: &Access,
    ) -> Result<Vec<String>, FetchError> {
        self.getter.sitemaps(url, access).await
    }

    /// Posts to a URL that the user named: neither guarded nor delayed, and no redirect is followed.
    pub(crate) async fn post(
        &self,
        url: &str,
        headers: Vec<(String, String)>,
        body: Bytes,
        timeout: Duration,
    ) -> Result<PostReply, PostError> {
        let request = Post {
            url,
            headers,
            body,
            timeout,
        };
        let now = || self.getter.visitor.now();
        post(&self.transport, &self.settings, now, request).await
    }
}

impl fmt::Debug for Web {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Web")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
