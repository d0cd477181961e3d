//! The real network: the only file that names reqwest.
//!
//! Connection pools are opened when they are first used, so a run that asks nobody needs neither certificates nor a
//! network, and one that asks only `http:` needs no certificates. Redirects, cookies, referers, proxies of the
//! environment and retries are all left off: what is sent is what [`Request`] says.

use std::{
    collections::HashMap,
    fmt,
    net::SocketAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use futures::{FutureExt, StreamExt, future::BoxFuture};
use http::Method;
use reqwest::{Client, dns, redirect, retry};
use url::Url;

use super::{
    address::lookup,
    exchange::{Guard, Reply, Request, Transport, TransportError, Trouble},
    trouble::in_words,
};
use crate::fault::Fault;

/// Pools kept at once: one or two for all sources, and a few for sources with a proxy of their own.
const MAX_POOLS: usize = 16;

/// Real news sites send more than the 100 headers that are usual.
const MAX_HEADERS: usize = 256;

/// And larger ones, over HTTP/2.
const MAX_HEADER_BYTES: u32 = 64 << 10;

/// Requests over real connections.
#[derive(Debug)]
pub(crate) struct Wire {
    connect_timeout: Duration,
    read_timeout: Duration,
    idle_connections: usize,
    pools: Mutex<HashMap<Pool, Client>>,
}

/// What connections are shared for.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Pool {
    guard: Guard,
    proxy: Option<String>,
    /// Whether certificates are needed.
    secure: bool,
    /// Whether a host may be silent for as long as the whole request may take: what is posted is worked on first.
    patient: bool,
}

impl fmt::Debug for Pool {
    /// Without the proxy's URL: there may be a password in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("guard", &self.guard)
            .field("proxy", &self.proxy.is_some())
            .field("secure", &self.secure)
            .field("patient", &self.patient)
            .finish()
    }
}

impl Wire {
    /// Connections with these timeouts, of which so many per host are kept open when they are idle.
    pub(crate) fn new(
        connect_timeout: Duration,
        read_timeout: Duration,
        idle_connections: usize,
    ) -> Self {
        Self {
            connect_timeout,
            read_timeout,
            idle_connections,
            pools: Mutex::default(),
        }
    }

    fn client(&self, pool: Pool) -> Result<Client, TransportError> {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = pools.get(&pool) {
            return Ok(client.clone());
        }
        let client = self.open(&pool)?;
        if pools.len() >= MAX_POOLS {
            pools.clear();
        }
        pools.insert(pool, client.clone());
        Ok(client)
    }

    fn open(&self, pool: &Pool) -> Result<Client, TransportError> {
        // Another part of the program may have installed it before: that one serves as well.
        drop(rustls::crypto::ring::default_provider().install_default());
        let proxy = pool.proxy.as_deref().map(reqwest::Proxy::all).transpose();
        let proxy = proxy.map_err(|error| unready(&error))?;
        let exempt = pool
            .proxy
            .as_deref()
            .and_then(|proxy| Url::parse(proxy).ok());
        let mut builder = Client::builder()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .no_proxy()
            .connect_timeout(self.connect_timeout)
            .pool_max_idle_per_host(self.idle_connections)
            .http1_max_headers(MAX_HEADERS)
            .http1_ignore_invalid_headers_in_responses(true)
            .http1_allow_spaces_after_header_name_in_responses(true)
            .http2_max_header_list_size(MAX_HEADER_BYTES)
            .dns_resolver(Resolver {
                guard: pool.guard,
                exempt: exempt.and_then(|url| url.host_str().map(str::to_owned)),
            });
        if !pool.patient {
            builder = builder.read_timeout(self.read_timeout);
        }
        if let Some(proxy) = proxy {
            builder = builder.proxy(proxy);
        }
        if !pool.secure {
            builder = builder.tls_certs_only([]);
        }
        builder.build().map_err(|error| unready(&error))
    }
}

impl Transport for Wire {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>> {
        async move {
            let https = |url: &str| url.starts_with("https:");
            let client = self.client(Pool {
                guard: request.guard,
                secure: https(request.url.as_str()) || request.proxy.as_deref().is_some_and(https),
                patient: request.method == Method::POST,
                proxy: request.proxy,
            })?;
            let asked = client
                .request(request.method, request.url)
                .headers(request.headers)
                .body(request.body);
            let response = asked.send().await.map_err(failed)?;
            Ok(Reply {
                status: response.status(),
                headers: response.headers().clone(),
                body: response
                    .bytes_stream()
                    .map(|piece| piece.map_err(failed))
                    .boxed(),
            })
        }
        .boxed()
    }
}

/// Resolves names and leaves out what is not to be connected to.
#[derive(Debug, Clone)]
struct Resolver {
    guard: Guard,
    /// The proxy's own name: the user chose it, wherever it is.
    exempt: Option<String>,
}

impl dns::Resolve for Resolver {
    fn resolve(&self, name: dns::Name) -> dns::Resolving {
        let guard = match &self.exempt {
            Some(exempt) if exempt.eq_ignore_ascii_case(name.as_str()) => Guard::Open,
            _ => self.guard,
        };
        Box::pin(async move {
            let addresses: Vec<SocketAddr> = lookup(name.as_str(), guard).await?;
            Ok(Box::new(addresses.into_iter()) as dns::Addrs)
        })
    }
}

fn failed(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let (timeout, connect) = (error.is_timeout(), error.is_connect());
    if let Some(known) = in_words(&error) {
        return known;
    }
    let innermost = innermost(&error);
    match (timeout, connect) {
        (true, true) => TransportError::new(
            Trouble::Unconnected(Fault::Temporary),
            "no connection came about in time",
        ),
        (true, false) => TransportError::new(Trouble::Silent, "the host was silent for too long"),
        (false, true) => {
            let detail = format!("no connection came about: {innermost}");
            TransportError::new(Trouble::Unconnected(Fault::Temporary), detail)
        }
        (false, false) if error.is_decode() => {
            let detail = format!("the answer broke off or cannot be decompressed: {innermost}");
            TransportError::new(Trouble::Broken, detail)
        }
        (false, false) => {
            let detail = format!("the connection broke off: {innermost}");
            TransportError::new(Trouble::Broken, detail)
        }
    }
}

fn unready(error: &reqwest::Error) -> TransportError {
    let words = innermost(error);
    let advice = if words.contains("certificate") || words.contains("CA ") {
        "; install the package `ca-certificates`, or let SSL_CERT_FILE name a file with certificates"
    } else {
        ""
    };
    let detail = format!("this machine is not ready to ask the web: {words}{advice}");
    TransportError::new(Trouble::Unready, detail)
}

/// The last cause, which says most.
fn innermost(error: &reqwest::Error) -> String {
    let mut last: &dyn std::error::Error = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}

#[cfg(test)]
mod tests;
