//! Sources and how they are doing.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use item::SourceId;
use pipeline::schedule::Runner;
use serde_json::Value;

use crate::{problem::Problem, room::Room, source::SourceRow};

/// All sources, in the order of the configuration.
#[utoipa::path(get, path = "/api/v1/sources", tag = "sources", responses(
    (status = 200, description = "like `newsloom sources --json`, in a list", body = Vec<Object>)))]
pub(crate) async fn sources(State(room): State<Arc<Room>>) -> Result<Json<Vec<Value>>, Problem> {
    let rows = room.read(rows).await?;
    Ok(Json(rows.iter().map(SourceRow::json).collect()))
}

/// One source.
#[utoipa::path(get, path = "/api/v1/sources/{id}", params(("id" = String, Path)), tag = "sources", responses(
    (status = 200, description = "like `newsloom sources ID --json`", body = Object), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn source(
    State(room): State<Arc<Room>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let row = room.read(move |room| row(room, &id)).await?;
    Ok(Json(row.json()))
}

/// How all sources are doing.
pub(crate) fn rows(room: &Room) -> Result<Vec<SourceRow>, Problem> {
    let now = room.now();
    let config = room.config();
    let rows = config.sources.iter();
    let row = |source: &config::Source| {
        let known = room.view.source(&source.id)?;
        Ok(SourceRow::of(source, known, now, Runner::Daemon))
    };
    rows.map(row).collect()
}

/// The source of this name, if it is configured.
pub(super) fn configured(room: &Room, id: &str) -> Result<SourceId, Problem> {
    let config = room.config();
    let mut ids = config.sources.iter().map(|source| &source.id);
    let found = ids.find(|source| source.as_str() == id);
    found.cloned().ok_or_else(|| unknown(id))
}

fn unknown(id: &str) -> Problem {
    Problem::not_found(format!("there is no source `{id}`"))
}

/// How one source is doing.
pub(crate) fn row(room: &Room, id: &str) -> Result<SourceRow, Problem> {
    let config = room.config();
    let mut sources = config.sources.iter();
    let source = sources.find(|source| source.id.as_str() == id);
    let source = source.ok_or_else(|| unknown(id))?;
    let known = room.view.source(&source.id)?;
    Ok(SourceRow::of(source, known, room.now(), Runner::Daemon))
}
