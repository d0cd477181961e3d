//! The rows of the state for the commands on this machine, over the socket alone: what a reading command would look up in
//! the store if no daemon held it. Not a part of the API: command and daemon are of one version.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State},
};
use item::{ItemId, SourceId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, to_value};

use crate::{problem::Problem, room::Room};

/// Items that are given for a beginning at most.
const MOST: usize = 100;

/// The path of the socket that answers.
pub const ROWS: &str = "/rows";

/// What is looked up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Row {
    /// Items whose ids begin so: a list of ids with `state::ItemRow`.
    Prefix(String, usize),
    /// An item: `Option<state::ItemRow>`.
    Item(ItemId),
    /// The item of a key URL: `Option<ItemId>`.
    Url(String),
    /// An entry of a source: `Option<state::Known>`.
    Entry(SourceId, String),
    /// The attempts at a pending entry: `Option<state::Retry>`.
    Retry(u64),
    /// How a source is doing: `state::SourceNow`.
    Source(SourceId),
    /// Counters and sizes: `state::Stats`.
    Stats,
}

/// The question as it is asked: JSON in one parameter.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    row: String,
}

pub(crate) async fn rows(
    State(room): State<Arc<Room>>,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Problem> {
    let row = serde_json::from_str(&asked.row).map_err(|error| {
        Problem::not_found(format!("this is no row: {error}"))
            .with_hint("the command and the daemon must be of the same version")
    })?;
    Ok(Json(room.read(move |room| looked_up(room, row)).await?))
}

fn looked_up(room: &Room, row: Row) -> Result<Value, Problem> {
    let view = &room.view;
    let value = match row {
        Row::Prefix(digits, limit) => to_value(view.items_with_prefix(&digits, limit.min(MOST))?),
        Row::Item(id) => to_value(view.item(id)?),
        Row::Url(key) => to_value(view.known_url(&key)?),
        Row::Entry(source, key) => to_value(view.known_entry(&source, &key)?),
        Row::Retry(sequence) => to_value(view.retry(sequence)?),
        Row::Source(source) => to_value(view.source(&source)?),
        Row::Stats => to_value(view.stats()?),
    };
    value.map_err(Problem::fault)
}
