//! `[http]`: how the web is asked, for every source alike.

use std::time::Duration;

/// How the web is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Http {
    /// How this program introduces itself; also the name that robots.txt is read for.
    pub user_agent: String,
    /// Whether hosts in private, loopback and link-local networks may be asked.
    pub allow_private_networks: bool,
    /// What a single host is burdened with at most.
    pub per_host: PerHost,
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
    /// The proxy for all requests, as a URL.
    pub proxy: Option<String>,
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
            concurrency: 64,
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(20),
            total_timeout: Duration::from_mins(1),
            max_body_size: 10 << 20,
            max_redirects: 10,
            robots: true,
            proxy: None,
        }
    }
}
