//! The buttons that steer a source: plain forms, so that they work without a script.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Redirect,
};
use maud::{Markup, html};

use super::Trouble;
use crate::{
    api::{Order, carry_out},
    room::Room,
    source::SourceRow,
};

/// The buttons of one source.
pub(super) fn buttons(row: &SourceRow) -> Markup {
    let button = |order: &str, words: &str| {
        html! {
            form method="post" action=(format!("/sources/{}/{order}", row.id)) {
                button type="submit" aria-label=(format!("{words}: {}", row.id)) { (words) }
            }
        }
    };
    html! {
        div.steer {
            (button("poll", "Poll now"))
            @if row.paused.is_some() { (button("resume", "Resume")) } @else { (button("pause", "Pause")) }
        }
    }
}

pub(crate) async fn poll(room: State<Arc<Room>>, id: Path<String>) -> Result<Redirect, Trouble> {
    done(&room, &id, Order::Poll).await
}

pub(crate) async fn pause(room: State<Arc<Room>>, id: Path<String>) -> Result<Redirect, Trouble> {
    done(&room, &id, Order::Pause).await
}

pub(crate) async fn resume(room: State<Arc<Room>>, id: Path<String>) -> Result<Redirect, Trouble> {
    done(&room, &id, Order::Resume).await
}

async fn done(room: &Room, id: &str, order: Order) -> Result<Redirect, Trouble> {
    let done = carry_out(room, id, order).await?;
    Ok(Redirect::to(&format!("/sources/{}", done.source)))
}
