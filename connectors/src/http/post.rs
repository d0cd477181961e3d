//! Posting to a URL that the user named: a webhook. It is neither guarded nor delayed, and no redirect is followed.
//!
//! Neither the URL nor a header is part of what comes back: a webhook's address is often its password.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use config::{Access, Http};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use jiff::Timestamp;

use super::{
    body::{Bodies, Limit},
    exchange::{Guard, Reply, Request, Transport, TransportError},
    headers,
    question::{self, Target},
};

/// Read of an answer: enough for the reason that it gives.
const MAX_ANSWER: u64 = 4 << 10;

/// Shown of it.
const MAX_EXCERPT: usize = 200;

/// An answer, whatever its status says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PostReply {
    /// The status code: 200 to 599.
    pub(crate) status: u16,
    /// Before when it does not want to be asked again (`Retry-After`), at most a day away.
    pub(crate) retry_after: Option<Timestamp>,
    /// The beginning of the body as one line, for messages.
    pub(crate) body_excerpt: String,
}

/// No answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PostError {
    /// It may go better later: post again, at growing intervals. What was posted may have arrived.
    #[error("{reason}")]
    Unreachable {
        /// What happened, in words.
        reason: String,
    },
    /// This URL or one of these headers can never be sent: stop until a person has looked.
    #[error("{reason}")]
    Unusable {
        /// What is wrong, in words.
        reason: String,
    },
}

/// Posts once, and reads the beginning of the answer.
pub(crate) async fn post(
    transport: &Arc<dyn Transport>,
    settings: &Http,
    now: impl Fn() -> Timestamp,
    request: Post<'_>,
) -> Result<PostReply, PostError> {
    let timeout = request.timeout;
    let request = request.ready(settings)?;
    let asked = tokio::time::timeout(timeout, send(transport, request)).await;
    let asked = asked.unwrap_or_else(|_| Err(TransportError::too_slow(timeout)));
    let (status, headers, body) = asked.map_err(|error| PostError::Unreachable {
        reason: error.detail,
    })?;
    let wait = headers::retry_after(&headers, now());
    Ok(PostReply {
        status,
        retry_after: wait.and_then(|wait| now().checked_add(wait).ok()),
        body_excerpt: excerpt(&body),
    })
}

/// What is posted.
#[derive(Debug)]
pub(crate) struct Post<'a> {
    pub(crate) url: &'a str,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    pub(crate) timeout: Duration,
}

impl Post<'_> {
    fn ready(self, settings: &Http) -> Result<Request, PostError> {
        let unusable = |reason: String| PostError::Unusable { reason };
        let target = Target::read(self.url);
        let target = target.map_err(|reason| unusable(format!("the URL is not good: {reason}")))?;
        let mut headers = HeaderMap::new();
        question::introduce(&mut headers, &Access::default(), settings);
        if let Some(login) = target.authorization() {
            headers.insert(header::AUTHORIZATION, login);
        }
        for (name, value) in self.headers {
            let value = HeaderValue::from_bytes(value.as_bytes());
            let value = value.map_err(|_| {
                unusable(format!(
                    "the header `{name}` cannot be sent: its value is not one line of text"
                ))
            })?;
            let name = HeaderName::try_from(&name)
                .map_err(|_| unusable(format!("`{name}` is not the name of a header")))?;
            headers.insert(name, value);
        }
        Ok(Request {
            method: Method::POST,
            url: target.url,
            headers,
            body: self.body,
            guard: Guard::Open,
            proxy: settings.proxy.clone(),
        })
    }
}

async fn send(
    transport: &Arc<dyn Transport>,
    request: Request,
) -> Result<(u16, HeaderMap, Vec<u8>), TransportError> {
    let Reply {
        status,
        headers,
        body,
    } = transport.send(request).await?;
    // The answer has come; what it says besides is only for messages.
    let body = Bodies::new().read(body, Limit::Cut(MAX_ANSWER)).await;
    Ok((status.as_u16(), headers, body.unwrap_or_default().bytes))
}

/// The beginning as one line of printable text.
fn excerpt(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let words: Vec<&str> = text
        .split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").chars().take(MAX_EXCERPT).collect()
}
