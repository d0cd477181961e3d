//! One request to one host in its turn: waited for, sent, read to its end, and remembered in how the host stands.
//!
//! Nothing is followed here, and no status is judged beyond what it means for the host.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use config::Http;
use http::{HeaderMap, Method, StatusCode};
use jiff::Timestamp;
use tokio::time::Instant;
use url::Url;

use super::{
    address::forbidden_literal,
    body::{Bodies, Body, BodyError, Limit},
    exchange::{Guard, Reply, Request, Transport, TransportError, Trouble},
    headers,
    host::{Host, NotNow, Outcome, Turn},
    hosts::Hosts,
    network::{Attempt, Network},
};
use crate::connector::Clock;

/// For reading what a refusal or redirect carries, so that its connection can serve again.
const DRAIN_TIME: Duration = Duration::from_secs(2);

/// What is asked of one host.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) proxy: Option<String>,
    pub(crate) limit: Limit,
}

/// What it answered.
#[derive(Debug)]
pub(crate) struct Visited {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The body, where the status says that all is well.
    pub(crate) body: Body,
    /// Before when the host does not want to be asked again.
    pub(crate) not_before: Option<Timestamp>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Unvisited {
    /// The host is left alone, so it was not asked.
    NotNow {
        until: Timestamp,
        why: String,
        down: bool,
    },
    /// From here nobody at all can be reached.
    Offline {
        until: Timestamp,
        since: Option<Timestamp>,
    },
    /// It was asked, or could not be.
    Failed {
        error: TransportError,
        not_before: Option<Timestamp>,
    },
    /// robots.txt forbids it.
    Forbidden { detail: String },
    /// Its body passed the limit: it has so many bytes at least.
    TooLarge(u64),
}

/// What visits hosts.
#[derive(Debug)]
pub(crate) struct Visitor {
    settings: Arc<Http>,
    clock: ClockOf,
    transport: Arc<dyn Transport>,
    pub(crate) hosts: Hosts,
    network: Network,
    bodies: Bodies,
}

impl Visitor {
    pub(crate) fn new(settings: Arc<Http>, clock: Clock, transport: Arc<dyn Transport>) -> Self {
        Self {
            hosts: Hosts::new(Arc::clone(&settings)),
            network: Network::default(),
            settings,
            clock: ClockOf(clock),
            transport,
            bodies: Bodies::new(),
        }
    }

    /// Asks when it is its turn.
    pub(crate) async fn visit(&self, visit: Visit) -> Result<Visited, Unvisited> {
        let guard = self.guard();
        if let Some(error) = forbidden_literal(&visit.url).filter(|_| guard == Guard::Guarded) {
            return Err(Unvisited::Failed {
                error,
                not_before: None,
            });
        }
        let host = self.hosts.of(&visit.url);
        let turn = match self.hosts.turn(&visit.url).await {
            Ok(turn) => turn,
            Err(not_now) => return Err(self.not_now(&host, not_now).await),
        };
        let attempt = self.network.begin();
        let attempt = attempt.map_err(|until| self.offline(&host, until))?;
        let limit = visit.limit;
        let request = Request {
            method: Method::GET,
            url: visit.url,
            headers: visit.headers,
            body: Bytes::new(),
            guard,
            proxy: visit.proxy,
        };
        let time = self.settings.total_timeout;
        let asked = tokio::time::timeout(time, self.ask(request, limit)).await;
        let asked =
            asked.unwrap_or_else(|_| Err(BodyError::Broken(TransportError::too_slow(time))));
        self.end(&host, (turn, attempt), asked).await
    }

    /// When an instant is by the clock.
    pub(crate) fn time_of(&self, instant: Instant) -> Timestamp {
        let ahead = instant.saturating_duration_since(Instant::now());
        let now = self.now();
        now.checked_add(ahead).unwrap_or(now)
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock.0)()
    }

    async fn ask(
        &self,
        request: Request,
        limit: Limit,
    ) -> Result<(StatusCode, HeaderMap, Body), BodyError> {
        let reply = self.transport.send(request).await;
        let Reply {
            status,
            headers,
            body,
        } = reply.map_err(BodyError::Broken)?;
        if !status.is_success() {
            // Whether it comes to its end does not matter.
            drop(tokio::time::timeout(DRAIN_TIME, Bodies::drain(body)).await);
            return Ok((status, headers, Body::default()));
        }
        if let (Limit::Refuse(most), Some(size)) = (limit, declared_size(&headers))
            && size > most
        {
            return Err(BodyError::TooLarge(size));
        }
        let body = self.bodies.read(body, limit).await?;
        Ok((status, headers, body))
    }

    /// Gives the turn back with what the host should be remembered for.
    async fn end(
        &self,
        host: &Host,
        (turn, attempt): (Turn, Attempt<'_>),
        asked: Result<(StatusCode, HeaderMap, Body), BodyError>,
    ) -> Result<Visited, Unvisited> {
        match asked {
            Ok((status, headers, body)) => {
                attempt.answered();
                let wait = headers::retry_after(&headers, self.now());
                let not_before = turn.end(match status.as_u16() {
                    status @ (429 | 503) => Outcome::Refused(status, wait),
                    _ => Outcome::Answered,
                });
                Ok(Visited {
                    status,
                    headers,
                    body,
                    not_before: not_before.map(|instant| self.time_of(instant)),
                })
            }
            Err(BodyError::TooLarge(size)) => {
                attempt.answered();
                turn.end(Outcome::Answered);
                Err(Unvisited::TooLarge(size))
            }
            Err(BodyError::Broken(error)) => {
                let not_before = match error.trouble {
                    Trouble::Unconnected(_) => {
                        let not_before = turn.end(Outcome::Down(&error.detail));
                        let out = attempt.unconnected(host.name(), host.has_answered()).await;
                        if let Some(until) = out {
                            return Err(self.offline(host, until));
                        }
                        not_before
                    }
                    Trouble::Untrusted => {
                        attempt.answered();
                        turn.end(Outcome::Down(&error.detail))
                    }
                    // A silence may come from far away or from here: it says nothing of the network.
                    Trouble::Silent | Trouble::Broken => turn.end(Outcome::Broken(&error.detail)),
                    Trouble::Forbidden | Trouble::Unready => None,
                };
                let not_before = not_before.map(|instant| self.time_of(instant));
                Err(Unvisited::Failed { error, not_before })
            }
        }
    }

    /// Nobody can be reached from here: that is no fault of the host. Not all come back at the same moment.
    fn offline(&self, host: &Host, until: Instant) -> Unvisited {
        host.forgive();
        let (now, time) = (Instant::now(), self.now());
        let since = self.network.answered().map(|answered| {
            let ago = now.saturating_duration_since(answered);
            time.checked_sub(ago).unwrap_or(time)
        });
        Unvisited::Offline {
            until: self.time_of(until + host.stagger()),
            since,
        }
    }

    async fn not_now(&self, host: &Host, not_now: NotNow) -> Unvisited {
        if not_now.down
            && let Some(until) = self.network.is_out(host.has_answered()).await
        {
            return self.offline(host, until);
        }
        Unvisited::NotNow {
            until: self.time_of(not_now.until),
            why: not_now.why,
            down: not_now.down,
        }
    }

    fn guard(&self) -> Guard {
        if self.settings.allow_private_networks {
            Guard::Open
        } else {
            Guard::Guarded
        }
    }
}

fn declared_size(headers: &HeaderMap) -> Option<u64> {
    headers::text(headers, http::header::CONTENT_LENGTH)?
        .parse()
        .ok()
}

/// A clock that can stand in a `Debug`.
struct ClockOf(Clock);

impl std::fmt::Debug for ClockOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}
