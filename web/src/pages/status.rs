//! How the run is doing: quiet unless something is wrong.

use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};

use super::{
    Trouble,
    layout::{Place, layout},
    words::{bytes, moment, number},
};
use crate::{api::Status, configured::Configured, room::Room};

pub(crate) async fn status(State(room): State<Arc<Room>>) -> Result<Markup, Trouble> {
    let status = room.read(Status::of).await?;
    let tile = |name: &str, value: String| {
        html! { div.tile { span.value { (value) } span.name { (name) } } }
    };
    let main = html! {
        h1 { "Status" }
        p.lead { "Running since " (moment(status.started)) ", version " (status.version) "." }
        div.tiles {
            (tile("reports", number(status.items)))
            (tile("entries known", number(status.entries)))
            (tile("waiting to be read", number(status.pending)))
            (tile("events", number(status.last_event)))
            @if let Some(memory) = status.memory_bytes { (tile("memory", bytes(memory))) }
            (tile("following live", number(status.followers as u64)))
        }
        (configuration(&status.configuration))
        h2 { "Since the start" }
        dl.facts {
            @for (name, count) in &status.run {
                dt { (name.replace('_', " ")) }
                dd { @if name.ends_with("bytes") { (bytes(*count)) } @else { (number(*count)) } }
            }
        }
        @if !status.dropped.is_empty() {
            h2 { "Entries that became no report" }
            dl.facts { @for (reason, count) in &status.dropped { dt { (reason.replace('_', " ")) } dd { (number(*count)) } } }
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
