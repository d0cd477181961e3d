//! The sources and how they are doing.

use std::sync::Arc;

use axum::extract::{Path, State};
use item::{Alarm, Body, DropReason, Event, Query, SourceId};
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use pipeline::search::{DAYS, Yields};
use state::Failure;

use super::{
    Trouble,
    advice::advice,
    filters::{narrowed, term},
    layout::{Place, layout},
    spark::spark,
    steer::buttons,
    words::{moment, number, several},
};
use crate::{
    api::{row, rows},
    room::Room,
    source::{SourceRow, Standing},
};

/// Failures that are shown of one source,
const MOST_TROUBLES: usize = 20;
/// among so many of the last events.
const LOOKED_BACK: u64 = 100_000;

pub(crate) async fn sources(State(room): State<Arc<Room>>) -> Result<Markup, Trouble> {
    let read = room.read(|room| Ok((rows(room)?, room.counted.yields(room)?)));
    let (mut rows, yields) = read.await?;
    rows.sort_by_key(|row| !row.needs_somebody()); // those come first
    let bad = rows.iter().filter(|row| row.needs_somebody()).count();
    let main = html! {
        h1 { "Sources" }
        p.lead {
            (rows.len()) " sources, "
            @if bad == 0 { "all of them well." } @else { (bad) " of them in trouble." }
        }
        div.scroll { table.sources {
            thead { tr { th scope="col" { "Source" } th scope="col" { "Kind" } th scope="col" { "State" }
                th scope="col" { "Reports a day" } th scope="col" { "Next poll" } th scope="col" { "Last good poll" } th.num scope="col" { "Entries" } th.num scope="col" { "Waiting" } th scope="col" { "Ask" } } }
            tbody { @for row in &rows { (line(row, &yields)) } }
        } }
    };
    Ok(layout(Place::Sources, "Sources", "", &main))
}

fn line(row: &SourceRow, yields: &Yields) -> Markup {
    html! {
        tr data-item tabindex="-1" {
            th scope="row" { a href=(format!("/sources/{}", row.id)) { (row.id) } }
            td { (row.kind) }
            td { (state(row)) }
            td { (daily(row, yields)) }
            td { (due(row)) }
            td { @match row.health.last_success { Some(at) => (moment(at)), None => "never" } }
            td.num { (number(row.health.entries_seen)) }
            td.num { (number(row.pending as u64)) }
            td { (buttons(row)) }
        }
    }
}

fn state(row: &SourceRow) -> Markup {
    let words = match row.standing {
        Standing::NeverPolled => "not asked yet",
        Standing::Ok => "well",
        Standing::Failing => "failing",
        Standing::BackingOff => "failing, left alone for a while",
        Standing::Gone => "gone for good",
    };
    html! {
        span.state.bad[row.standing.is_bad()] { (words) }
        @for alarm in row.health.alarms.iter().filter(|alarm| !is_said(**alarm)) { " " span.state.bad { (alarm_words(*alarm)) } }
        @if let Some(since) = row.paused { " " span.state { "paused " (moment(since)) } }
    }
}

/// Whether its standing says it already.
fn is_said(alarm: Alarm) -> bool {
    matches!(alarm, Alarm::Gone | Alarm::Failing)
}

fn alarm_words(alarm: Alarm) -> &'static str {
    match alarm {
        Alarm::Gone => "gone for good",
        Alarm::Failing => "failing for a week",
        Alarm::Selector => "a selector of its list matches nothing",
        Alarm::Override => "a selector of its articles matches nothing",
        Alarm::Silent => "silent",
        Alarm::Budget => "unreadable too often",
    }
}

/// What it brought in the last days, by the day of publication.
fn daily(row: &SourceRow, yields: &Yields) -> Markup {
    let Some(days) = yields.get(row.id.as_str()) else {
        return html! { span.quiet { "none in " (DAYS) " days" } };
    };
    let all: u32 = days.iter().sum();
    let reports = several(u64::from(all), "report", "reports");
    let words = format!("{reports} in the last {DAYS} days, by the day");
    spark(days, &words)
}

/// When it publishes, as far as it was watched: by the hour of the day, what is old having faded.
fn hours(row: &SourceRow) -> Markup {
    let hours = row.health.rhythm.hours.map(u32::from);
    let busiest = (0..24).zip(hours).max_by_key(|(_, count)| *count);
    let hour = busiest.map_or(0, |(hour, _)| hour);
    let words = format!("entries by hour of the day in UTC, most at {hour}:00");
    spark(&hours, &words)
}

fn due(row: &SourceRow) -> Markup {
    match row.due {
        _ if row.paused.is_some() => html! { "when it is resumed" },
        Some(at) => moment(at),
        None if row.standing == Standing::Gone => html! { "never" },
        None => html! { "now" },
    }
}

pub(crate) async fn source(
    State(room): State<Arc<Room>>,
    Path(id): Path<String>,
) -> Result<Markup, Trouble> {
    let shown = room.read(move |room| {
        let row = row(room, &id)?;
        let of_this = |event: Event| trouble(&row.id, event);
        let journal = room.view.journal();
        let troubles = journal.newest(u64::MAX, MOST_TROUBLES, LOOKED_BACK, of_this)?;
        Ok((row, troubles, room.counted.yields(room)?))
    });
    let (row, troubles, yields) = shown.await?;
    let main = html! {
        h1 { (row.id) }
        p.lead { (state(&row)) }
        (buttons(&row))
        @for advice in advice(&row) { p.advice { (advice) } }
        (facts(&row))
        div.pair {
            figure.growth { (daily(&row, &yields)) figcaption { "reports by the day of publication, the last " (DAYS) " days" } }
            @if row.health.rhythm.hours.iter().any(|parts| *parts > 0) {
                figure.growth { (hours(&row)) figcaption { "when it publishes: entries by the hour of the day (UTC), 0 to 23" } }
            }
        }
        (failed(&row.failed))
        @if !troubles.is_empty() {
            h2 { "What went wrong lately" }
            div.scroll role="region" aria-label="What went wrong lately" tabindex="0" { table {
                thead { tr { th scope="col" { "When" } th scope="col" { "What" } th scope="col" { "Why" } th scope="col" { "Which" } } }
                tbody { @for trouble in &troubles { (told(trouble)) } }
            } }
        }
        p { a href=[narrowed(Place::Reports, &Query::default(), &term("source", row.id.as_str()))] { "Its reports" } }
    };
    Ok(layout(Place::Sources, row.id.as_str(), "", &main))
}

/// Its last failed polls.
fn failed(failures: &[Failure]) -> Markup {
    html! {
        @if !failures.is_empty() {
            h2 { "Polls that failed" }
            div.scroll role="region" aria-label="Polls that failed" tabindex="0" { table {
                thead { tr { th scope="col" { "When" } th scope="col" { "What" } th scope="col" { "Why" } } }
                tbody { @for one in failures {
                    tr { td { (moment(one.at)) } td { (one.kind.replace('_', " ")) } td { (one.text) } }
                } }
            } }
        }
    }
}

/// Something that happened to a source or to an entry of it.
struct Happened {
    at: Timestamp,
    what: String,
    why: String,
    which: String,
}

/// Whether somebody may want to know why an entry is no report: not where all went as it should.
fn is_wrong(reason: DropReason) -> bool {
    !matches!(
        reason,
        DropReason::Unchanged
            | DropReason::SameItem
            | DropReason::Expanded
            | DropReason::Superseded
            | DropReason::Filtered
    )
}

/// What an event tells of what went wrong with a source, if it does.
fn trouble(source: &SourceId, event: Event) -> Option<Happened> {
    let (of, what, why, which) = match event.body {
        Body::EntryDropped {
            entry,
            reason,
            detail,
            ..
        } if is_wrong(reason) => {
            let what = format!("no report: {}", reason.name().replace('_', " "));
            (entry.source, what, detail, entry.key)
        }
        Body::SourceAlarmed {
            source,
            alarm,
            detail,
            hint,
        } => {
            let why = [detail, hint.unwrap_or_default()].join(" ");
            (
                source,
                format!("alarm: {}", alarm.name()),
                why,
                String::new(),
            )
        }
        Body::SourceCleared { source, alarm } => {
            let what = format!("right again: {}", alarm.name());
            (source, what, String::new(), String::new())
        }
        Body::SourceMoved { source, from, to } => {
            let why = format!("its host says so; it was at {from}");
            (source, "moved".to_owned(), why, to)
        }
        _ => return None,
    };
    (of == *source).then_some(Happened {
        at: event.time,
        what,
        why,
        which,
    })
}

fn told(trouble: &Happened) -> Markup {
    html! {
        tr { td { (moment(trouble.at)) } td { (trouble.what) } td { (trouble.why) } td.long { (trouble.which) } }
    }
}

/// A span of time in hours and minutes.
fn span(span: SignedDuration) -> String {
    match (span.as_hours(), span.as_mins() % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

fn facts(row: &SourceRow) -> Markup {
    let health = &row.health;
    html! {
        dl.facts {
            dt { "Kind" } dd { (row.kind) }
            dt { "Asked" } dd { (row.every) }
            dt { "Next poll" } dd { (due(row)) }
            @if let Some(at) = health.last_poll { dt { "Last poll" } dd { (moment(at)) } }
            @if let Some(at) = health.last_success { dt { "Last good poll" } dd { (moment(at)) } }
            dt { "Entries listed" } dd { (number(health.entries_seen)) }
            dt { "Waiting to be read" } dd { (number(row.pending as u64)) }
            @if health.failures > 0 {
                dt { "Failures in a row" } dd { (health.failures) @if let Some(since) = health.failing_since { ", since " (moment(since)) } }
            }
            @if let Some(error) = &health.last_error { dt { "Last error" } dd { (error) } }
            @if row.unread.as_mins() > 0 { dt { "Unreadable in the last week" } dd { (span(row.unread)) } }
            @for alarm in &health.alarms { dt { "Alarm" } dd { (alarm_words(*alarm)) } }
        }
    }
}
