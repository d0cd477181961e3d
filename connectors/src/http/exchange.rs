//! One request and its reply, and the one seam between this client and the network: reqwest in life, a script in tests.
//!
//! Nothing here waits, follows, retries or judges.

use std::{fmt::Debug, time::Duration};

use bytes::Bytes;
use futures::{future::BoxFuture, stream::BoxStream};
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use crate::fault::Fault;

/// What carries one request to a host and its reply back.
pub(crate) trait Transport: Debug + Send + Sync {
    /// Sends one request. Redirects are replies like others.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>>;
}

/// One request.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) guard: Guard,
    /// The proxy to go through, as a URL.
    pub(crate) proxy: Option<String>,
}

/// Whether a name may lead into a private network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Guard {
    /// Only addresses of the public internet are connected to.
    Guarded,
    /// Every address is.
    Open,
}

/// The beginning of a reply, and its body as it comes in.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The body in pieces, decompressed.
    pub(crate) body: BoxStream<'static, Result<Bytes, TransportError>>,
}

/// No reply, or only a part of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub(crate) struct TransportError {
    /// What kind of trouble it is: it decides what becomes of the host.
    pub(crate) trouble: Trouble,
    /// What happened, in words; without the URL.
    pub(crate) detail: String,
}

/// Kinds of trouble on the way to a host and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The name leads to an address that is not to be asked.
    Forbidden,
    /// This machine cannot ask anybody: no certificates, no resolver, no such proxy.
    Unready,
    /// There is no such name, no way to the host, or nobody listens there: what that says of the next attempt.
    Unconnected(Fault),
    /// The connection cannot be trusted.
    Untrusted,
    /// The host was silent for too long.
    Silent,
    /// The reply broke off, or is not HTTP.
    Broken,
}

impl TransportError {
    pub(crate) fn new(trouble: Trouble, detail: impl Into<String>) -> Self {
        Self {
            trouble,
            detail: detail.into(),
        }
    }

    /// A request that took too long as a whole.
    pub(crate) fn too_slow(limit: Duration) -> Self {
        let detail = format!("the answer was not complete after {limit:?}");
        Self::new(Trouble::Silent, detail)
    }
}

impl Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
