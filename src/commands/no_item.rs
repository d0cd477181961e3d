//! What is told of an entry that is no item: what happened, when, and what to do.

use std::io;

use jiff::Timestamp;
use serde_json::json;
use state::Status;

use super::{advice::advice, lookup::Listed};
use crate::report::{distance, line, moment};

/// Tells it, as words or as JSON.
pub(crate) fn tell(listed: &Listed, now: Timestamp, as_json: bool) -> io::Result<()> {
    if as_json {
        return line(as_value(listed));
    }
    words(listed, now).iter().try_for_each(line)
}

fn words(listed: &Listed, now: Timestamp) -> Vec<String> {
    let row = |name: &str, value: String| format!("{name:<14}{value}");
    let at = |time| format!("{} ({})", moment(time), distance(time, now));
    let mut lines = vec![format!(
        "{}/{} is no item: {}",
        listed.source,
        listed.key,
        outcome(listed)
    )];
    lines.extend(listed.page.iter().map(|page| row("page", page.clone())));
    match listed.known.status {
        Status::Pending { seq } => {
            let since = listed.since.map_or_else(String::new, at);
            lines.push(row("found", format!("{since}, event {seq}")));
            lines.push(match listed.retry {
                None => row("tried", "not yet".to_owned()),
                Some(retry) => row(
                    "tried",
                    format!("{}, next {}", times(retry.attempts), at(retry.due)),
                ),
            });
        }
        Status::Dropped { reason } => {
            lines.extend(listed.since.map(|time| row("dropped", at(time))));
            lines.extend(advice(reason).map(|advice| row("what to do", advice.to_owned())));
        }
        Status::Settled => {}
    }
    lines
}

fn outcome(listed: &Listed) -> String {
    match listed.known.status {
        Status::Pending { .. } => "it waits to be read".to_owned(),
        Status::Settled => "it is settled".to_owned(),
        Status::Dropped { reason } => match &listed.detail {
            Some(detail) => format!("it was dropped as {}: {detail}", reason.name()),
            None => format!("it was dropped as {}", reason.name()),
        },
    }
}

fn times(number: u32) -> String {
    match number {
        0 => "not yet".to_owned(), // its host was not to be asked
        1 => "once".to_owned(),
        _ => format!("{number} times"),
    }
}

fn as_value(listed: &Listed) -> serde_json::Value {
    let mut value = json!({
        "entry": { "source": listed.source, "key": listed.key }, "page": listed.page, "since": listed.since,
    });
    let more = match listed.known.status {
        Status::Pending { seq } => json!({
            "status": "pending", "event": seq, "attempts": listed.retry.map_or(0, |retry| retry.attempts),
            "next_try": listed.retry.map(|retry| retry.due),
        }),
        Status::Settled => json!({ "status": "settled" }),
        Status::Dropped { reason } => json!({
            "status": "dropped", "reason": reason, "detail": listed.detail, "hint": advice(reason),
        }),
    };
    if let (Some(value), serde_json::Value::Object(more)) = (value.as_object_mut(), more) {
        value.extend(more);
    }
    value
}

#[cfg(test)]
mod tests {
    use item::{DropReason, SourceId};
    use jiff::SignedDuration;
    use state::{Known, Retry};

    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T03:00:00Z".parse().unwrap()
    }

    fn listed(status: Status) -> Listed {
        Listed {
            source: SourceId::new("agency"),
            key: "guid-7".to_owned(),
            known: Known {
                version: 1,
                status,
                item: None,
            },
            page: Some("https://agency.example/a".to_owned()),
            since: Some(now() - SignedDuration::from_hours(2)),
            detail: None,
            retry: None,
        }
    }

    #[test]
    fn a_dropped_entry_tells_what_happened_when_and_what_to_do() {
        let mut dropped = listed(Status::Dropped {
            reason: DropReason::Unreachable,
        });
        dropped.detail = Some("given up after 8 attempts: timed out".to_owned());
        let lines = words(&dropped, now());
        assert_eq!(
            lines[..3],
            [
                "agency/guid-7 is no item: it was dropped as unreachable: given up after 8 attempts: timed out",
                "page          https://agency.example/a",
                "dropped       2026-11-22 01:00:00Z (2h ago)",
            ]
        );
        assert!(lines[3].starts_with("what to do    open it in a browser"));
        let value = as_value(&dropped);
        assert_eq!(value["status"], "dropped");
        assert_eq!(value["reason"], "unreachable");
    }

    #[test]
    fn a_pending_entry_tells_how_often_it_was_tried_and_when_it_is_next() {
        let mut pending = listed(Status::Pending { seq: 12 });
        let check = |pending: &Listed, expect: &str| {
            assert_eq!(
                words(pending, now())[2..],
                [
                    "found         2026-11-22 01:00:00Z (2h ago), event 12",
                    expect
                ]
            );
        };
        check(&pending, "tried         not yet");
        pending.retry = Some(Retry {
            attempts: 3,
            due: now() + SignedDuration::from_mins(8),
        });
        check(
            &pending,
            "tried         3 times, next 2026-11-22 03:08:00Z (in 8m)",
        );
        assert_eq!(as_value(&pending)["attempts"], 3);
    }
}
