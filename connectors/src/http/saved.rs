//! A web of saved documents: what a source makes of an answer, without asking anybody.

use std::collections::HashMap;

use bytes::Bytes;
use futures::{FutureExt, StreamExt, future::BoxFuture, stream};
use http::{HeaderMap, StatusCode};
use item::page_behind;
use url::Url;

use super::{
    exchange::{Reply, Request, Transport, TransportError},
    question::Target,
};

/// Documents by their URLs; whatever else is asked for is not there (404).
#[derive(Debug)]
pub(crate) struct Saved(HashMap<Url, Bytes>);

impl Saved {
    /// The documents at these URLs; what is no URL of the web is left out.
    pub(crate) fn new(documents: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let mut saved = HashMap::new();
        for (url, bytes) in documents {
            let bytes = Bytes::from(bytes);
            // What only shows the page of another address is asked for there.
            for url in [page_behind(&url), Some(url)].into_iter().flatten() {
                if let Ok(target) = Target::read(&url) {
                    saved.insert(target.url, bytes.clone());
                }
            }
        }
        Self(saved)
    }
}

impl Transport for Saved {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>> {
        let body = self.0.get(&request.url).cloned();
        async move {
            let status = if body.is_some() {
                StatusCode::OK
            } else {
                StatusCode::NOT_FOUND
            };
            Ok(Reply {
                status,
                headers: HeaderMap::new(),
                body: stream::iter(body.map(Ok)).boxed(),
            })
        }
        .boxed()
    }
}
