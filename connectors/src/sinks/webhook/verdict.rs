//! What an answer of the receiver means for what was sent. Pure.
//!
//! What may pass is tried again and holds the sink, for events come in their order. What a person should look at is said,
//! and tried again now and then while a run lasts: a receiver that is being changed refuses for a while. What is wrong
//! with the address or the credentials would be wrong for every event, and holds the sink too; a receiver that is gone
//! stops it. Any other refusal (4xx) is about what was sent: that event alone may be set aside.

use std::time::Duration;

use jiff::Timestamp;

use super::message::Span;
use crate::{
    error::DeliverError,
    http::{PostError, PostReply},
};

/// `Ok` if the receiver has the message for good.
pub(super) fn verdict(
    answer: Result<PostReply, PostError>,
    receiver: &str,
    sent: Span,
    now: Timestamp,
) -> Result<(), DeliverError> {
    let receiver = receiver.to_owned();
    let reply = match answer {
        Ok(reply) => reply,
        Err(PostError::Unreachable { reason }) => {
            return Err(DeliverError::NotNow {
                receiver,
                reason: format!("did not take {sent}: {reason}"),
                wait: None,
            });
        }
        Err(PostError::Unusable { reason }) => {
            return Err(DeliverError::Declined {
                receiver,
                reason: format!("cannot be sent {sent}: {reason}"),
                hint: "correct `url` and `headers` of the sink".to_owned(),
                for_good: true,
            });
        }
    };
    let said = said(&reply);
    match reply.status {
        200..300 => Ok(()),
        408 | 425 | 429 | 500.. => Err(DeliverError::NotNow {
            receiver,
            reason: format!("answers {said} to {sent}"),
            wait: wait(reply.retry_after, now),
        }),
        410 => Err(DeliverError::Declined {
            receiver,
            reason: format!("answers {said} to {sent}: it wants no events any more"),
            hint: "remove the sink from the configuration, or give the new `url`".to_owned(),
            for_good: true,
        }),
        400..500 if !is_of_the_receiver(reply.status) => Err(DeliverError::Unfit {
            receiver,
            sequence: sent.first,
            reason: format!("refuses {sent} with {said}"),
            may_change: true,
        }),
        status => Err(DeliverError::Declined {
            receiver,
            reason: format!("refuses {sent} with {said}"),
            hint: hint(status).to_owned(),
            for_good: false,
        }),
    }
}

/// Whether a refusal is about who sends and where to, whatever is sent.
fn is_of_the_receiver(status: u16) -> bool {
    matches!(status, 401 | 402 | 403 | 404 | 405 | 407 | 421 | 426 | 451)
}

/// The status and what the receiver says itself.
fn said(reply: &PostReply) -> String {
    let status = reply.status;
    match reply.body_excerpt.trim() {
        "" => status.to_string(),
        words => format!("{status} (`{words}`)"),
    }
}

fn wait(until: Option<Timestamp>, now: Timestamp) -> Option<Duration> {
    let wait = until?.duration_since(now);
    Duration::try_from(wait).ok() // a time that has passed asks for nothing
}

fn hint(status: u16) -> &'static str {
    match status {
        300..=399 => "redirects are not followed: give the address where it is now as `url`",
        401 | 403 | 407 => "check the sink's `secret` and `headers`; the next run offers it again",
        404 | 405 => "check the sink's `url`; the next run offers it again",
        _ => "see in the receiver's log what is wrong; the next run offers it again",
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    const SENT: Span = Span { first: 7, last: 7 };

    fn now() -> Timestamp {
        "2026-11-22T03:00:00Z".parse().unwrap()
    }

    fn answered(status: u16, excerpt: &str, retry_after: Option<i64>) -> Result<(), DeliverError> {
        let reply = PostReply {
            status,
            retry_after: retry_after.map(|seconds| now() + SignedDuration::from_secs(seconds)),
            body_excerpt: excerpt.to_owned(),
        };
        verdict(Ok(reply), "https://hooks.example", SENT, now())
    }

    #[test]
    fn every_success_acknowledges() {
        for status in [200, 201, 202, 204, 299] {
            assert!(answered(status, "", None).is_ok(), "{status}");
        }
    }

    #[test]
    fn what_may_pass_is_tried_again_and_not_before_the_receiver_wants_it() {
        let check =
            |status, retry_after, expect: Option<u64>| match answered(status, "", retry_after) {
                Err(DeliverError::NotNow { wait, .. }) => {
                    assert_eq!(wait, expect.map(Duration::from_secs), "{status}");
                }
                other => panic!("{status}: {other:?}"),
            };
        check(408, None, None);
        check(425, None, None);
        check(429, Some(120), Some(120));
        check(500, None, None);
        check(502, None, None);
        check(503, Some(3), Some(3));
        check(503, Some(-3), None);
        check(599, None, None);
    }

    #[test]
    fn what_will_not_pass_stops_the_sink_and_says_why_and_what_to_do() {
        let check =
            |status, expect: &str, advice: &str| match answered(status, "no such hook", None) {
                Err(error @ DeliverError::Declined { .. }) => {
                    assert_eq!(error.to_string(), expect);
                    let hint = error.hint().unwrap();
                    assert!(hint.contains(advice), "{status}: {hint}");
                }
                other => panic!("{status}: {other:?}"),
            };
        check(
            410,
            "`https://hooks.example` answers 410 (`no such hook`) to event 7: it wants no events any more",
            "remove the sink",
        );
        check(
            301,
            "`https://hooks.example` refuses event 7 with 301 (`no such hook`)",
            "redirects are not followed",
        );
        check(
            401,
            "`https://hooks.example` refuses event 7 with 401 (`no such hook`)",
            "`secret`",
        );
        check(
            404,
            "`https://hooks.example` refuses event 7 with 404 (`no such hook`)",
            "`url`",
        );
    }

    #[test]
    fn what_is_wrong_with_an_event_concerns_that_event_alone() {
        for status in [400, 406, 409, 413, 415, 422, 499] {
            match answered(status, "no headline", None) {
                Err(error @ DeliverError::Unfit { sequence: 7, .. }) => assert_eq!(
                    error.to_string(),
                    format!(
                        "`https://hooks.example` refuses event 7 with {status} (`no headline`)"
                    )
                ),
                other => panic!("{status}: {other:?}"),
            }
        }
    }

    #[test]
    fn no_answer_may_pass_and_an_address_that_cannot_be_used_does_not() {
        let reason = || "connection refused".to_owned();
        let unanswered = Err(PostError::Unreachable { reason: reason() });
        let verdict_of = |answer| verdict(answer, "https://h.example", SENT, now()).unwrap_err();
        let error = verdict_of(unanswered);
        assert!(matches!(error, DeliverError::NotNow { wait: None, .. }));
        assert_eq!(
            error.to_string(),
            "`https://h.example` did not take event 7: connection refused"
        );
        let error = verdict_of(Err(PostError::Unusable { reason: reason() }));
        assert!(matches!(error, DeliverError::Declined { .. }));
    }
}
