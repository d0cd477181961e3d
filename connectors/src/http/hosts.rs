//! All hosts that were asked, as one list with a bound.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use config::Http;
use tokio::sync::Semaphore;
use url::Url;

use super::host::{Host, HostStatus, NotNow, Turn};

/// Hosts remembered at once: some thousand sources link to not many more, and each is a few hundred bytes and its
/// robots.txt, mostly some kilobytes.
const MAX_HOSTS: usize = 4096;

/// The hosts, and the permits for all of them together.
#[derive(Debug)]
pub(crate) struct Hosts {
    settings: Arc<Http>,
    all: Arc<Semaphore>,
    known: Mutex<HashMap<String, Arc<Host>>>,
}

impl Hosts {
    pub(crate) fn new(settings: Arc<Http>) -> Self {
        Self {
            all: Arc::new(Semaphore::new(settings.concurrency.max(1))),
            settings,
            known: Mutex::default(),
        }
    }

    /// The host of a URL.
    pub(crate) fn of(&self, url: &Url) -> Arc<Host> {
        let name = url.origin().ascii_serialization();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = known.get(&name) {
            return Arc::clone(host);
        }
        if known.len() >= MAX_HOSTS {
            known.retain(|_, host| Arc::strong_count(host) > 1 || !host.is_idle());
        }
        if known.len() >= MAX_HOSTS {
            known.retain(|_, host| Arc::strong_count(host) > 1);
        }
        let limits = self.settings.limits_of(url.host_str().unwrap_or_default());
        let host = Arc::new(Host::new(name.clone(), limits));
        known.insert(name, Arc::clone(&host));
        host
    }

    /// Waits until a URL's host may be asked.
    pub(crate) async fn turn(&self, url: &Url) -> Result<Turn, NotNow> {
        self.of(url).turn(&self.all).await
    }

    /// How they stand: those with something to say, in the order of their names.
    pub(crate) fn status(&self) -> Vec<HostStatus> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut list: Vec<HostStatus> = known.values().map(|host| host.status()).collect();
        drop(known);
        list.retain(|host| host.running + host.waiting > 0 || host.left_alone.is_some());
        list.sort_unstable_by(|a, b| a.host.cmp(&b.host));
        list
    }
}
