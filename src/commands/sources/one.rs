//! One source: all that is known of it, and its last troubles.

use std::io;

use item::{Body, DropReason, Past, PastEnd};
use jiff::Timestamp;
use serde_json::json;
use state::{Selector, StateError};

use web::{SourceRow as Row, Standing};

use super::table::{alarms, trouble};
use crate::{
    commands::{
        advice::advice,
        history::newest,
        reading::{Lookup, Reading},
    },
    report::{distance, line, moment},
};

/// Troubles told of one source,
const MOST_TROUBLES: usize = 10;
/// among so many of the last events: what is older nobody mends any more.
const LOOKED_BACK: u64 = 100_000;

/// An entry that became no item though something was wrong.
#[derive(Debug)]
pub(super) struct Trouble {
    at: Timestamp,
    key: String,
    reason: DropReason,
    detail: String,
}

/// The last entries of a source that were dropped because something was wrong, the newest first.
pub(super) fn troubles(row: &Row, state: &Reading) -> Result<Vec<Trouble>, StateError> {
    newest(&state.journal()?, MOST_TROUBLES, LOOKED_BACK, |event| {
        let Body::EntryDropped {
            entry,
            reason,
            detail,
            ..
        } = event.body
        else {
            return None;
        };
        advice(reason)?;
        // What a person did not want is no trouble.
        let wanted = reason != DropReason::Filtered;
        (wanted && entry.source == row.id).then_some(Trouble {
            at: event.time,
            key: entry.key,
            reason,
            detail,
        })
    })
}

/// Tells all of it, as words or as one line of JSON.
pub(super) fn tell(
    row: &Row,
    troubles: &[Trouble],
    now: Timestamp,
    as_json: bool,
) -> io::Result<()> {
    if !as_json {
        return words(row, troubles, now).iter().try_for_each(line);
    }
    let mut value = row.json();
    let troubles: Vec<_> = troubles
        .iter()
        .map(|one| {
            json!({
                "time": one.at, "entry": one.key, "reason": one.reason, "detail": one.detail,
                "hint": advice(one.reason),
            })
        })
        .collect();
    if let Some(value) = value.as_object_mut() {
        value.insert("troubles".to_owned(), troubles.into());
    }
    line(value)
}

fn words(row: &Row, troubles: &[Trouble], now: Timestamp) -> Vec<String> {
    let health = &row.health;
    let at = |time: Option<Timestamp>, none: &str| match time {
        Some(time) => format!("{} ({})", moment(time), distance(time, now)),
        None => none.to_owned(),
    };
    let mut lines: Vec<String> = [
        ("source", row.id.to_string()),
        ("kind", row.kind.to_owned()),
        ("every", row.every.clone()),
        ("state", state(row)),
        ("last poll", at(health.last_poll, "never")),
        ("last success", at(health.last_success, "never")),
        (
            "next due",
            at(
                row.due.filter(|due| *due > now && row.paused.is_none()),
                if_not_due(row),
            ),
        ),
        ("entries seen", health.entries_seen.to_string()),
        ("pending", row.pending.to_string()),
    ]
    .into_iter()
    .map(|(name, value)| format!("{name:<14}{value}"))
    .collect();
    if let Some(since) = row.paused {
        let what = format!("since {}", at(Some(since), ""));
        lines.push(format!("{:<14}{what}", "paused"));
    }
    lines.extend(health.selectors.iter().map(selector));
    if let Some(past) = &row.past {
        lines.push(format!("{:<14}{}", "reads back", back(past)));
    }
    if row.standing.is_bad() && row.standing != Standing::Gone {
        let what = format!("`newsloom fetch {}` asks it at once", row.id);
        lines.push(format!("{:<14}{what}", "what to do"));
    }
    lines.extend(failures(row));
    if !troubles.is_empty() {
        lines.push("\nlast entries that became no item".to_owned());
    }
    for one in troubles {
        lines.push(format!(
            "{}  {:<15}  {}",
            moment(one.at),
            one.reason.name(),
            one.key
        ));
        lines.push(format!("    {}", one.detail));
        lines.extend(advice(one.reason).map(|advice| format!("    {advice}")));
    }
    lines
}

/// For how long it could not be read, what it is alarmed for, and its last polls that failed.
fn failures(row: &Row) -> Vec<String> {
    let mut lines = Vec::new();
    if row.unread.as_mins() > 0 {
        let what = format!("for {:#} of the last seven days", row.unread);
        lines.push(format!("{:<14}{what}", "unreadable"));
    }
    lines.extend(alarms(row).map(|alarm| format!("{:<14}{alarm}", "alarm")));
    if !row.failed.is_empty() {
        lines.push("\nlast polls that failed".to_owned());
    }
    for one in &row.failed {
        lines.push(format!(
            "{}  {:<11}  {}",
            moment(one.at),
            one.kind,
            one.text
        ));
    }
    lines
}

/// How one of its own selectors fares.
fn selector(one: &Selector) -> String {
    let times = |number: u32| match number {
        1 => "1 document".to_owned(),
        _ => format!("{number} documents"),
    };
    let missed = match one.missed {
        0 => String::new(),
        missed => format!(", not in the last {}", times(missed)),
    };
    let used = times(one.used);
    format!(
        "{:<14}`{}` gave it in {used}{missed}",
        "selector",
        one.part.name()
    )
}

/// How far back a source was read, and whether that is all.
fn back(past: &Past) -> String {
    let reached = match past.reached {
        Some(reached) => format!("to {}", moment(reached)),
        None => "to entries without dates".to_owned(),
    };
    match past.end {
        Some(PastEnd::Since) => reached,
        Some(PastEnd::Source) => format!("{reached}, and lists nothing before"),
        None => format!("{reached}, on the way to {}", moment(past.since)),
    }
}

fn if_not_due(row: &Row) -> &'static str {
    match row.standing {
        _ if row.paused.is_some() => "when it is resumed",
        Standing::Gone => "never",
        _ => "now",
    }
}

fn state(row: &Row) -> String {
    match row.standing {
        Standing::NeverPolled => "never polled".to_owned(),
        Standing::Ok => "ok".to_owned(),
        Standing::Failing | Standing::Gone => trouble(row),
        Standing::BackingOff => format!("{}; left alone for a while", trouble(row)),
    }
}
