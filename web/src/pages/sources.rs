//! The sources and how they are doing.

use std::sync::Arc;

use axum::extract::{Path, State};
use item::Body;
use jiff::Timestamp;
use maud::{Markup, html};

use super::{
    Trouble,
    layout::{Place, layout},
    steer::buttons,
    words::{moment, number, with_term},
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
    let mut rows = room.read(rows).await?;
    rows.sort_by_key(|row| !row.standing.is_bad()); // those that need somebody come first
    let bad = rows.iter().filter(|row| row.standing.is_bad()).count();
    let main = html! {
        h1 { "Sources" }
        p.lead {
            (rows.len()) " sources, "
            @if bad == 0 { "all of them well." } @else { (bad) " of them in trouble." }
        }
        div.scroll { table {
            thead { tr { th scope="col" { "Source" } th scope="col" { "Kind" } th scope="col" { "State" }
                th scope="col" { "Next poll" } th.num scope="col" { "Entries" } th.num scope="col" { "Waiting" } th scope="col" { "Ask" } } }
            tbody { @for row in &rows { (line(row)) } }
        } }
    };
    Ok(layout(Place::Sources, "Sources", "", &main))
}

fn line(row: &SourceRow) -> Markup {
    html! {
        tr data-item tabindex="-1" {
            th scope="row" { a href=(format!("/sources/{}", row.id)) { (row.id) } }
            td { (row.kind) }
            td { (state(row)) }
            td { (due(row)) }
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
        @if let Some(since) = row.paused { " " span.state { "paused " (moment(since)) } }
    }
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
        let troubles =
            room.view
                .journal()
                .newest(u64::MAX, MOST_TROUBLES, LOOKED_BACK, |event| {
                    let Body::EntryDropped {
                        entry,
                        reason,
                        detail,
                        ..
                    } = event.body
                    else {
                        return None;
                    };
                    (entry.source == row.id).then_some((
                        event.time,
                        reason.name(),
                        entry.key,
                        detail,
                    ))
                })?;
        Ok((row, troubles))
    });
    let (row, troubles) = shown.await?;
    let main = html! {
        h1 { (row.id) }
        p.lead { (state(&row)) }
        (buttons(&row))
        (facts(&row))
        @if !troubles.is_empty() {
            h2 { "Entries that became no report" }
            div.scroll { table {
                thead { tr { th scope="col" { "When" } th scope="col" { "Why" } th scope="col" { "Which" } } }
                tbody { @for trouble in &troubles { (dropped(trouble)) } }
            } }
        }
        p { a href=(with_term("", &format!("source:{}", row.id))) { "Its reports" } }
    };
    Ok(layout(Place::Sources, row.id.as_str(), "", &main))
}

fn dropped((at, reason, key, detail): &(Timestamp, &str, String, String)) -> Markup {
    html! {
        tr { td { (moment(*at)) } td { (reason) @if !detail.is_empty() { ": " (detail) } } td.long { (key) } }
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
            @for alarm in &health.alarms { dt { "Alarm" } dd { (alarm.name()) } }
        }
    }
}
