//! One question from its URL to its answer: permission, hops, verdict. What went wrong becomes what the caller is to do.

use std::sync::Arc;

use config::{Access, Http};
use http::{HeaderMap, StatusCode};
use item::DropReason;
use jiff::Timestamp;
use url::Url;

use super::{
    ask::{Answer, Ask, Purpose, Response, Validators},
    body::Limit,
    exchange::{TransportError, Trouble},
    headers,
    permission::Permissions,
    question::{self, Shown, Target},
    redirect::Trail,
    status::{Verdict, judge},
    visit::{Unvisited, Visit, Visited, Visitor},
};
use crate::{error::FetchError, fault::Fault};

/// How long a sitemap may be whatever the settings say of pages: a quarter more than the 50 MiB that its protocol allows.
const LONGEST_SITEMAP: u64 = 64 << 20;

/// What answers questions.
#[derive(Debug)]
pub(crate) struct Getter {
    settings: Arc<Http>,
    pub(crate) visitor: Arc<Visitor>,
    permissions: Permissions,
}

impl Getter {
    pub(crate) fn new(settings: Arc<Http>, visitor: Arc<Visitor>) -> Self {
        Self {
            permissions: Permissions::new(Arc::clone(&settings), Arc::clone(&visitor)),
            settings,
            visitor,
        }
    }

    pub(crate) async fn get(&self, ask: &Ask<'_>) -> Result<Answer, FetchError> {
        let target = Target::read(ask.url).map_err(|reason| no_target(ask.url, &reason))?;
        let mut trail = Trail::new(target.url.clone(), self.settings.max_redirects);
        let mut next = target.url.clone();
        loop {
            if matches!(ask.purpose, Purpose::Archive | Purpose::Page) {
                let permitted = self.permissions.check(&next, ask.access).await;
                permitted.map_err(|error| self.failed(&next, error, ask.purpose))?;
            }
            let visit = self.visit_of(ask, &target, &next, &trail);
            let visited = self.visitor.visit(visit).await;
            let visited = visited.map_err(|error| self.failed(&next, error, ask.purpose))?;
            let conditional = *ask.validators != Validators::default();
            let later = |reason, visited: &Visited| FetchError::Unreachable {
                url: target.url.to_string(),
                reason,
                not_before: visited.not_before,
            };
            match judge(visited.status, &visited.headers, conditional) {
                Verdict::Good if visited.body.bytes.is_empty() => {
                    return Err(later(empty(visited.status), &visited));
                }
                Verdict::Good => {
                    let now = self.visitor.now();
                    return Ok(Answer::Body(response(&next, &trail, visited, now)));
                }
                Verdict::NotModified => {
                    let kept = headers::refreshed(ask.validators, &visited.headers);
                    return Ok(Answer::NotModified(kept));
                }
                Verdict::Elsewhere => {
                    let followed = trail.follow(&next, visited.status, &visited.headers);
                    next = followed.map_err(|reason| later(reason, &visited))?;
                }
                Verdict::TryLater(reason) => return Err(later(reason, &visited)),
                // Of an article it is enough that it is not there; a source that is gone is not asked any more.
                Verdict::Refused { .. }
                    if visited.status == StatusCode::GONE
                        && ask.url == ask.home
                        && trail.is_for_good() =>
                {
                    let what = target.url.to_string();
                    return Err(FetchError::Gone { what });
                }
                Verdict::Refused {
                    reason,
                    detail,
                    hint,
                } => {
                    return Err(FetchError::Refused {
                        url: next.to_string(),
                        reason,
                        detail,
                        hint,
                        may_change: reason == DropReason::Walled
                            || visited.status == StatusCode::FORBIDDEN,
                    });
                }
            }
        }
    }

    fn visit_of(&self, ask: &Ask<'_>, target: &Target, url: &Url, trail: &Trail) -> Visit {
        let shown = Shown::to(url, ask, trail);
        let proxy = ask.access.proxy.as_ref().or(self.settings.proxy.as_ref());
        Visit {
            url: url.clone(),
            headers: question::headers(ask, target, &self.settings, shown),
            proxy: proxy.cloned(),
            limit: Limit::Refuse(self.most(ask.purpose)),
        }
    }

    fn most(&self, purpose: Purpose) -> u64 {
        match purpose {
            Purpose::Sitemap => self.settings.max_body_size.max(LONGEST_SITEMAP),
            Purpose::Feed | Purpose::Archive | Purpose::Page => self.settings.max_body_size,
        }
    }

    /// The sitemaps that the robots.txt of a URL's host names.
    pub(crate) async fn sitemaps(
        &self,
        url: &str,
        access: &Access,
    ) -> Result<Vec<String>, FetchError> {
        let target = Target::read(url).map_err(|reason| no_target(url, &reason))?;
        let named = self.permissions.sitemaps(&target.url, access).await;
        named.map_err(|error| self.failed(&target.url, error, Purpose::Sitemap))
    }

    /// What the caller is to do where there is no answer.
    fn failed(&self, url: &Url, error: Unvisited, purpose: Purpose) -> FetchError {
        let url = url.to_string();
        match error {
            Unvisited::NotNow {
                until,
                why,
                down: false,
            } => FetchError::Deferred {
                url,
                until,
                reason: why,
            },
            Unvisited::NotNow {
                until,
                why,
                down: true,
            } => FetchError::Unconnected {
                url,
                reason: format!("its host was down a moment ago: {why}"),
                not_before: Some(until),
                // That was somebody else's failure; this one was not even tried.
                fault: Fault::Temporary,
            },
            Unvisited::Offline { until, since } => FetchError::Offline { until, since },
            Unvisited::Forbidden { detail } => FetchError::Refused {
                url,
                reason: DropReason::Forbidden,
                detail,
                hint: None,
                may_change: false,
            },
            Unvisited::Failed { error, not_before } => unanswered(url, error, not_before),
            Unvisited::TooLarge(size) => FetchError::TooLarge {
                what: url,
                size,
                limit: self.most(purpose),
            },
        }
    }
}

/// What is to be done where a host was asked, or was to be, and nothing came of it.
fn unanswered(url: String, error: TransportError, not_before: Option<Timestamp>) -> FetchError {
    let TransportError { trouble, detail } = error;
    match trouble {
        Trouble::Forbidden => FetchError::Refused {
            url,
            reason: DropReason::Forbidden,
            detail,
            hint: Some(
                "if it is yours and meant, set `allow_private_networks = true` in [http]"
                    .to_owned(),
            ),
            may_change: false,
        },
        Trouble::Unconnected(fault) => FetchError::Unconnected {
            url,
            reason: detail,
            not_before,
            fault,
        },
        _ => FetchError::Unreachable {
            url,
            reason: detail,
            not_before,
        },
    }
}

fn no_target(url: &str, reason: &str) -> FetchError {
    FetchError::Refused {
        url: url.to_owned(),
        reason: DropReason::Malformed,
        detail: format!("this is not the URL of a page: {reason}"),
        hint: Some("URLs begin with `https://` or `http://`".to_owned()),
        may_change: false,
    }
}

fn empty(status: StatusCode) -> String {
    format!("it answered {} with an empty page", status.as_u16())
}

fn response(url: &Url, trail: &Trail, visited: Visited, now: Timestamp) -> Response {
    let headers: &HeaderMap = &visited.headers;
    let (media_type, charset) = headers::content_type(headers);
    Response {
        url: url.to_string(),
        status: visited.status,
        moved_to: trail.moved_to(),
        media_type,
        charset,
        validators: headers::validators(headers),
        fresh_for: headers::fresh_for(headers, now),
        headers: visited.headers,
        bytes: visited.body.bytes,
        room: visited.body.room,
    }
}
