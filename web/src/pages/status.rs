//! How the run is doing: quiet unless something is wrong.

use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use maud::{Markup, html};

use super::{
    Trouble,
    layout::{Place, layout},
    words::{bytes, moment, number},
};
use crate::{
    api::{SinkStatus, Status},
    configured::Configured,
    room::Room,
};

pub(crate) async fn status(State(room): State<Arc<Room>>) -> Result<Markup, Trouble> {
    let read = room.read(|room| Ok((Status::of(room)?, room.now())));
    let (status, now) = read.await?;
    let main = html! {
        h1 { "Status" }
        p.lead { "Running since " (moment(status.started)) ", version " (status.version) "." }
        (trouble(&status))
        (known(&status))
        h2 { "Throughput" }
        (throughput(&status, now))
        h2 { "Queues and lag" }
        dl.tiles {
            (tile("entries waiting to be read", &number(status.pending)))
            (tile("events the search index lacks", &number(status.search_behind)))
            @for sink in &status.sinks { (tile(&format!("events not yet in {}", sink.id), &number(sink.events_behind))) }
            (tile("browsers and programs following", &number(status.followers as u64)))
        }
        h2 { "Disk and memory" }
        dl.tiles {
            @for (part, size) in &status.disk_bytes { (tile(part, &bytes(*size))) }
            @if let Some(free) = status.disk_free_bytes { (tile("free on the disk", &bytes(free))) }
            @if let Some(memory) = status.memory_bytes { (tile("memory", &bytes(memory))) }
        }
        (configuration(&status.configuration))
        h2 { "Since the start" }
        dl.table {
            @for (name, count) in &status.run { div {
                dt { (name.replace('_', " ")) }
                dd { @if name.ends_with("bytes") { (bytes(*count)) } @else { (number(*count)) } }
            } }
        }
        @if !status.dropped.is_empty() {
            h2 { "Entries that became no report" }
            dl.table { @for (reason, count) in &status.dropped { div { dt { (reason.replace('_', " ")) } dd { (number(*count)) } } } }
        }
        p { a href="/metrics" { "Metrics" } " · " a href="/api/v1/openapi.json" { "API" } }
    };
    Ok(layout(Place::Status, "Status", "", &main))
}

/// What somebody has to do about the configuration; nothing where all is well.
fn configuration(configured: &Configured) -> Markup {
    html! {
        @if let Some(failed) = &configured.failed {
            h2.bad { "The last config reload failed, " (moment(failed.at)) }
            p { "The configuration that was read " (moment(configured.loaded)) " stays in use." }
            pre { (failed.problems) }
        }
        @if !configured.at_next_start.is_empty() {
            p { "Takes effect at the next start: " (configured.at_next_start.join(", ")) "." }
        }
    }
}

fn tile(name: &str, value: &str) -> Markup {
    html! { div.tile { dt { (name) } dd { (value) } } }
}

fn trouble(status: &Status) -> Markup {
    let is_alarmed = |sink: &SinkStatus| {
        let mut alarms = status.alarms.iter();
        alarms.any(|alarm| alarm.sink.as_ref() == Some(&sink.id))
    };
    html! {
        @for alarm in &status.alarms {
            p.advice role="alert" {
                @if let Some(sink) = &alarm.sink { "The sink " b { (sink) } ": " }
                (alarm.detail) ", since " (moment(alarm.since)) ". What to do: " (alarm.hint) "."
            }
        }
        @for sink in &status.sinks {
            @if let Some(error) = sink.error.as_ref().filter(|_| !is_alarmed(sink)) {
                p.advice role="alert" { "The sink " b { (sink.id) } " does not take what it is offered: " (error) }
            }
            @if sink.dead_letters > 0 {
                p.advice { (number(sink.dead_letters)) " events that " b { (sink.id) } " refused are set aside: "
                    code { "newsloom replay --dead --to " (sink.id) } " offers them again." }
            }
        }
    }
}

fn known(status: &Status) -> Markup {
    html! {
        dl.tiles {
            (tile("reports", &number(status.items)))
            (tile("entries known", &number(status.entries)))
            (tile("events", &number(status.last_event)))
        }
    }
}

fn throughput(status: &Status, now: Timestamp) -> Markup {
    let ran = now.duration_since(status.started).as_secs();
    let count = |name: &str| status.run.get(name).copied().unwrap_or_default();
    let hourly = |count: u64| number(per_hour(count, ran));
    html! {
        dl.tiles {
            (tile("new reports an hour", &hourly(count("originals") + count("copies"))))
            (tile("updates an hour", &hourly(count("updates"))))
            (tile("polls an hour", &hourly(count("polls_done"))))
            (tile("pages an hour", &hourly(count("pages"))))
        }
    }
}

/// A count as if it went on for an hour; within the first hour it is what there was so far.
fn per_hour(count: u64, seconds: i64) -> u64 {
    let seconds = u64::try_from(seconds).unwrap_or_default().max(3600);
    count.saturating_mul(3600) / seconds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_was_is_told_by_the_hour_once_an_hour_has_passed() {
        assert_eq!(per_hour(50, 10), 50);
        assert_eq!(per_hour(50, 7200), 25);
        assert_eq!(per_hour(50, -3), 50);
    }
}
