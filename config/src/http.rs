//! `[http]`: how the web is asked, for every source alike.

use std::{collections::BTreeMap, fmt, time::Duration};

use jiff::SignedDuration;
use url::Url;

use crate::{
    Recheck, access,
    units::{duration, duration_or_none, size},
    written::{Text, Written},
};

/// More at once would not make anything faster, and sockets are not endless.
const MAX_CONCURRENCY: usize = 1024;

/// How the web is asked.
#[derive(Clone, PartialEq, Eq)]
pub struct Http {
    /// How this program introduces itself; also the name that robots.txt is read for, unless a source has its own.
    pub user_agent: String,
    /// Whether hosts in private, loopback and link-local networks may be asked.
    pub allow_private_networks: bool,
    /// What a single host is burdened with at most.
    pub per_host: PerHost,
    /// The same for hosts that want or bear something else, by their names.
    pub hosts: BTreeMap<String, PerHost>,
    /// Requests under way at once, over all hosts.
    pub concurrency: usize,
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
    /// How long a host may be silent in the middle of an answer.
    pub read_timeout: Duration,
    /// How long one request may take from its first byte to its last.
    pub total_timeout: Duration,
    /// The largest body that is read, in bytes after decompression.
    pub max_body_size: u64,
    /// Redirects that are followed.
    pub max_redirects: usize,
    /// Whether robots.txt (RFC 9309) is obeyed for pages.
    pub robots: bool,
    /// What it means where a host refuses its robots.txt itself (401, 403).
    pub robots_refused: RobotsRefused,
    /// The proxy for all requests, as a URL.
    pub proxy: Option<String>,
    /// Which article pages are asked for again, where their source does not say it itself.
    pub recheck: Recheck,
}

/// What it means where a host refuses its robots.txt itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RobotsRefused {
    /// There are no rules, as RFC 9309, section 2.3.1.3, has it.
    #[default]
    Allows,
    /// Nothing may be read, as the draft before it had it.
    Forbids,
}

impl fmt::Debug for Http {
    /// Without the proxy's URL: there may be a password in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http")
            .field("user_agent", &self.user_agent)
            .field("allow_private_networks", &self.allow_private_networks)
            .field("per_host", &self.per_host)
            .field("hosts", &self.hosts)
            .field("concurrency", &self.concurrency)
            .field("connect_timeout", &self.connect_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("total_timeout", &self.total_timeout)
            .field("max_body_size", &self.max_body_size)
            .field("max_redirects", &self.max_redirects)
            .field("robots", &self.robots)
            .field("robots_refused", &self.robots_refused)
            .field("proxy", &self.proxy.is_some())
            .field("recheck", &self.recheck)
            .finish()
    }
}

impl Http {
    /// Checks `[http]`. Problems are in the table's findings.
    pub(crate) fn check(table: Written<'_>) -> Self {
        let standard = Self::default();
        let per_host = PerHost::check(&table, standard.per_host);
        let span = |key, standard: Duration| {
            let read = table.measure(key, duration, "`\"20s\"`");
            read.map_or(standard, SignedDuration::unsigned_abs)
        };
        let settings = Self {
            user_agent: access::user_agent(&table).unwrap_or(standard.user_agent),
            allow_private_networks: table.flag("allow_private_networks").unwrap_or(false),
            per_host,
            hosts: PerHost::named(&table, per_host),
            concurrency: concurrency(&table).unwrap_or(standard.concurrency),
            connect_timeout: span("connect_timeout", standard.connect_timeout),
            read_timeout: span("read_timeout", standard.read_timeout),
            total_timeout: span("total_timeout", standard.total_timeout),
            max_body_size: table
                .measure("max_body_size", size, "`\"10 MiB\"`")
                .unwrap_or(standard.max_body_size),
            max_redirects: table
                .number("max_redirects", 0..=50)
                .unwrap_or(standard.max_redirects),
            robots: table.flag("robots").unwrap_or(standard.robots),
            robots_refused: RobotsRefused::check(&table).unwrap_or_default(),
            proxy: access::proxy(&table),
            recheck: Recheck::check(&table, standard.recheck),
        };
        table.finish();
        settings
    }

    /// What a host is burdened with at most.
    pub fn limits_of(&self, host: &str) -> PerHost {
        self.hosts.get(host).copied().unwrap_or(self.per_host)
    }
}

impl RobotsRefused {
    /// `robots_refused`, of `[http]` or of a source.
    pub(crate) fn check(table: &Written<'_>) -> Option<Self> {
        let written = table.text("robots_refused")?;
        match written.value.as_str() {
            "allows" => Some(Self::Allows),
            "forbids" => Some(Self::Forbids),
            other => {
                let message = format!("`robots_refused` in {} cannot be `{other}`", table.name);
                let help = "write `\"allows\"` (RFC 9309) or `\"forbids\"`".to_owned();
                table.error(&written.at, message, help);
                None
            }
        }
    }
}

impl PerHost {
    /// `per_host`, of `[http]`.
    fn check(http: &Written<'_>, standard: Self) -> Self {
        let Some(table) = http.table("per_host", "`{ concurrency = 2, delay = \"1s\" }`") else {
            return standard;
        };
        let per_host = Self::read(&table, standard);
        table.finish();
        per_host
    }

    /// `[[http.host]]`.
    fn named(http: &Written<'_>, standard: Self) -> BTreeMap<String, Self> {
        let mut hosts = BTreeMap::new();
        for table in http.tables("host", "[[http.host]]") {
            let written = table.required_text("name", "\"example.org\"");
            let limits = Self::read(&table, standard);
            if let Some(name) = written.and_then(|written| host_name(&table, &written)) {
                hosts.insert(name, limits);
            }
            table.finish();
        }
        hosts
    }

    fn read(table: &Written<'_>, standard: Self) -> Self {
        let delay = table.measure("delay", duration_or_none, "`\"1s\"`, or `\"0s\"`");
        Self {
            concurrency: concurrency(table).unwrap_or(standard.concurrency),
            delay: delay.map_or(standard.delay, SignedDuration::unsigned_abs),
        }
    }
}

/// The name of a host as it stands in URLs.
fn host_name(table: &Written<'_>, written: &Text) -> Option<String> {
    let url = Url::parse(&format!("http://{}/", written.value.trim())).ok();
    let bare = |url: &Url| url.path() == "/" && url.port().is_none() && url.username().is_empty();
    let name = url
        .filter(bare)
        .and_then(|url| url.host_str().map(str::to_owned));
    if name.is_none() {
        let message = format!("`name` in {} is not the name of a host", table.name);
        let help = "write it like `\"example.org\"`, without `https://` and port".to_owned();
        table.error(&written.at, message, help);
    }
    name
}

fn concurrency(table: &Written<'_>) -> Option<usize> {
    table.number("concurrency", 1..=MAX_CONCURRENCY)
}

/// What a single host is burdened with at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerHost {
    /// Requests under way at once.
    pub concurrency: usize,
    /// From the end of one request to the beginning of the next.
    pub delay: Duration,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            user_agent: format!("newsloom/{}", env!("CARGO_PKG_VERSION")),
            allow_private_networks: false,
            per_host: PerHost {
                concurrency: 2,
                delay: Duration::from_secs(1),
            },
            hosts: BTreeMap::new(),
            concurrency: 64,
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(20),
            total_timeout: Duration::from_mins(1),
            max_body_size: 10 << 20,
            max_redirects: 10,
            robots: true,
            robots_refused: RobotsRefused::default(),
            proxy: None,
            recheck: Recheck::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_of_a_proxy_is_never_shown() {
        let settings = Http {
            proxy: Some("http://me:hidden@proxy.example:3128".to_owned()),
            ..Http::default()
        };
        let shown = format!("{settings:?}");
        assert!(
            shown.contains("proxy: true") && !shown.contains("hidden"),
            "{shown}"
        );
    }
}
