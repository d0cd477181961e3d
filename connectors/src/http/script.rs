//! A network for tests: a function from a request to a reply, with a log of who asked when. It knows no real time:
//! under tokio's paused clock a day passes at once.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use config::{Access, Http, PerHost};
use futures::{FutureExt, StreamExt, future::BoxFuture, stream};
use http::{HeaderMap, HeaderName, StatusCode};
use jiff::Timestamp;
use tokio::time::Instant;

use super::{
    ask::{Answer, Ask, Purpose, Response, Validators},
    exchange::{Reply, Request, Transport, TransportError, Trouble},
    web::Web,
};
use crate::{connector::Clock, error::FetchError};

/// A reply as a test writes it.
#[derive(Debug, Clone)]
pub(crate) struct Scripted {
    takes: Duration,
    status: u16,
    headers: Vec<(&'static str, String)>,
    pieces: Vec<Result<Bytes, TransportError>>,
    error: Option<TransportError>,
}

impl Scripted {
    /// A reply with a body.
    pub(crate) fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self {
            takes: Duration::ZERO,
            status,
            headers: Vec::new(),
            pieces: vec![Ok(body.into())],
            error: None,
        }
    }

    /// No reply.
    pub(crate) fn trouble(trouble: Trouble) -> Self {
        Self {
            error: Some(TransportError::new(trouble, format!("{trouble:?}"))),
            ..Self::new(200, "")
        }
    }

    /// One more header.
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Its `ETag`.
    pub(crate) fn etag(&self) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find_map(|(name, value)| (*name == "etag").then_some(value.as_str()))
    }

    /// One more piece of the body.
    pub(crate) fn then(mut self, piece: Result<Bytes, TransportError>) -> Self {
        self.pieces.push(piece);
        self
    }

    /// The time before each piece of it.
    pub(crate) fn takes(mut self, takes: Duration) -> Self {
        self.takes = takes;
        self
    }
}

/// One request that was sent.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) began: Duration,
    pub(crate) ended: Option<Duration>,
}

/// The network.
pub(crate) struct Script {
    answer: Box<dyn Fn(&Request) -> Scripted + Send + Sync>,
    start: Instant,
    log: Arc<Mutex<Vec<Asked>>>,
}

impl Script {
    pub(crate) fn new(answer: impl Fn(&Request) -> Scripted + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            answer: Box::new(answer),
            start: Instant::now(),
            log: Arc::default(),
        })
    }

    /// A network where these URLs answer and all others are 404.
    pub(crate) fn of(pages: impl IntoIterator<Item = (&'static str, Scripted)>) -> Arc<Self> {
        let pages: BTreeMap<_, _> = pages.into_iter().collect();
        Self::new(move |request| {
            let page = pages.get(request.url.as_str()).cloned();
            page.unwrap_or_else(|| Scripted::new(404, "no such page"))
        })
    }

    /// Its clock, which begins at 2026-01-01 and goes with tokio's.
    pub(crate) fn clock(&self) -> Clock {
        let start = self.start;
        Arc::new(move || epoch() + start.elapsed())
    }

    /// A client over it.
    pub(crate) fn web(self: &Arc<Self>, settings: Http) -> Web {
        Web::over(
            Arc::clone(self) as Arc<dyn Transport>,
            settings,
            self.clock(),
        )
    }

    /// All requests so far, in the order in which they began.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.log.lock().unwrap().clone()
    }

    /// The requests since the last call; all answers have come.
    pub(crate) fn take_asked(&self) -> Vec<Asked> {
        let mut log = self.log.lock().unwrap();
        log.iter().for_each(|asked| assert!(asked.ended.is_some()));
        std::mem::take(&mut log)
    }

    /// The URLs of all requests so far.
    pub(crate) fn urls(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.url).collect()
    }

    /// The most requests that were under way at once.
    pub(crate) fn most_at_once(&self) -> usize {
        let asked = self.asked();
        let under_way = |moment: Duration| {
            let those = asked.iter().filter(|asked| {
                asked.began <= moment && asked.ended.is_none_or(|ended| ended > moment)
            });
            those.count()
        };
        let moments = asked.iter().map(|asked| under_way(asked.began));
        moments.max().unwrap_or(0)
    }
}

impl Transport for Script {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>> {
        async move {
            let scripted = (self.answer)(&request);
            let turn = {
                let mut log = self.log.lock().unwrap();
                log.push(Asked {
                    url: request.url.to_string(),
                    headers: request.headers,
                    body: request.body,
                    began: self.start.elapsed(),
                    ended: None,
                });
                log.len() - 1
            };
            let end = End(Arc::clone(&self.log), self.start, turn);
            tokio::time::sleep(scripted.takes).await;
            if let Some(error) = scripted.error {
                return Err(error);
            }
            let headers = scripted.headers.into_iter();
            let pieces = stream::iter(scripted.pieces).then(move |piece| async move {
                tokio::time::sleep(scripted.takes).await;
                piece
            });
            let last = stream::poll_fn(move |_| {
                let _until_here = &end;
                std::task::Poll::Ready(None)
            });
            Ok(Reply {
                status: StatusCode::from_u16(scripted.status).unwrap(),
                headers: headers
                    .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
                    .collect(),
                body: pieces.chain(last).boxed(),
            })
        }
        .boxed()
    }
}

/// Notes the end of a request, however it ends.
struct End(Arc<Mutex<Vec<Asked>>>, Instant, usize);

impl Drop for End {
    fn drop(&mut self) {
        self.0.lock().unwrap()[self.2].ended = Some(self.1.elapsed());
    }
}

/// Where the clocks of scripts begin.
pub(crate) fn epoch() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

/// Settings that hold nobody back and ask no robots.txt.
pub(crate) fn hasty() -> Http {
    Http {
        per_host: PerHost {
            concurrency: 4,
            delay: Duration::ZERO,
        },
        robots: false,
        ..Http::default()
    }
}

/// Asks for a page, with nothing remembered and no secrets.
pub(crate) async fn page(web: &Web, url: &str) -> Result<Response, FetchError> {
    let ask = Ask {
        url,
        purpose: Purpose::Page,
        validators: &Validators::default(),
        access: &Access::default(),
        home: url,
    };
    match web.get(&ask).await? {
        Answer::Body(response) => Ok(response),
        Answer::NotModified(_) => panic!("nothing was remembered"),
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Script")
    }
}
