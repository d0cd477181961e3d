//! What may be asked of a running daemon: to poll a source now, to leave it alone, to poll it again.
//!
//! Nothing is waited for but that a pause is durable: what a poll brought is seen in the source's health and its items.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use item::SourceId;
use jiff::Timestamp;
use serde::Serialize;

use super::sources;
use crate::{problem::Problem, room::Room};

/// What is asked for a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Poll,
    Pause,
    Resume,
}

/// What was done.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Accepted {
    /// The source.
    pub(crate) source: String,
    /// What was done, in words.
    pub(crate) done: &'static str,
    /// Since when it is paused, if it is.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) paused: Option<Timestamp>,
}

/// Polls a source now, whenever it is due; a paused one stays paused.
#[utoipa::path(post, path = "/api/v1/sources/{id}/poll", params(("id" = String, Path)), tag = "sources", responses(
    (status = 202, body = Accepted), (status = 403, description = "asked for by another site", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"), (status = 409, description = "there is no run", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn poll(
    room: State<Arc<Room>>,
    id: Path<String>,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    accepted(&room, &id, Order::Poll).await
}

/// Leaves a source alone until it is resumed, over restarts too. What it listed before is still read.
#[utoipa::path(post, path = "/api/v1/sources/{id}/pause", params(("id" = String, Path)), tag = "sources", responses(
    (status = 202, body = Accepted), (status = 403, description = "asked for by another site", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"), (status = 409, description = "there is no run", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn pause(
    room: State<Arc<Room>>,
    id: Path<String>,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    accepted(&room, &id, Order::Pause).await
}

/// Polls a paused source again when it is due.
#[utoipa::path(post, path = "/api/v1/sources/{id}/resume", params(("id" = String, Path)), tag = "sources", responses(
    (status = 202, body = Accepted), (status = 403, description = "asked for by another site", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"), (status = 409, description = "there is no run", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn resume(
    room: State<Arc<Room>>,
    id: Path<String>,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    accepted(&room, &id, Order::Resume).await
}

async fn accepted(
    room: &Room,
    id: &str,
    order: Order,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    let done = carry_out(room, id, order).await?;
    Ok((StatusCode::ACCEPTED, Json(done)))
}

/// Does what is asked for a source that is configured.
pub(crate) async fn carry_out(room: &Room, id: &str, order: Order) -> Result<Accepted, Problem> {
    let source = sources::configured(room, id)?;
    let done = match order {
        Order::Poll => poll_now(room, &source)?,
        Order::Pause => set(room, &source, Some(room.now()), "paused").await?,
        Order::Resume => set(room, &source, None, "resumed").await?,
    };
    tracing::info!(%source, "asked for over the API: {done}");
    Ok(Accepted {
        done,
        paused: room.view.paused(&source),
        source: source.to_string(),
    })
}

fn poll_now(room: &Room, source: &SourceId) -> Result<&'static str, Problem> {
    match room.control.poll_now(source) {
        Ok(true) => Ok("it is polled now"),
        _ => Err(no_run()),
    }
}

async fn set(
    room: &Room,
    source: &SourceId,
    since: Option<Timestamp>,
    done: &'static str,
) -> Result<&'static str, Problem> {
    let set = room.control.pause(source, since).await;
    set.map_err(|_| no_run())?
        .map_err(|error| Problem::unwritten(&error))?;
    Ok(done)
}

fn no_run() -> Problem {
    Problem::conflict("there is no run that could do it at this moment".to_owned())
        .with_hint("try again when the daemon has started")
}
