//! Items: lists of them, and one.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use serde::Serialize;

use crate::{
    list::{Wanted, list},
    problem::Problem,
    room::Room,
};

/// A page of items.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(clippy::struct_field_names, reason = "`items` is what programs read")]
pub(crate) struct Items {
    /// The newest first, each as sinks receive it (docs/item.schema.json).
    #[schema(value_type = Vec<Object>)]
    items: Vec<serde_json::Value>,
    /// The `cursor` of the next page; `null` on the last.
    next: Option<String>,
    /// How many there are in all.
    total: u64,
}

/// Items that a query wants, the newest first.
#[utoipa::path(get, path = "/api/v1/items", params(Wanted), tag = "items", responses(
    (status = 200, body = Items), (status = 400, description = "not a query", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn items(
    State(room): State<Arc<Room>>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Items>, Problem> {
    let wanted = parameters(wanted)?;
    let listed = room.read(move |room| list(room, &wanted)).await?;
    let items = listed.items.iter().map(serde_json::to_value);
    Ok(Json(Items {
        items: items.collect::<Result<_, _>>().map_err(Problem::fault)?,
        next: listed.next,
        total: listed.total,
    }))
}

/// One item, by its id, the beginning of one, or the URL of its page (percent-encoded).
#[utoipa::path(get, path = "/api/v1/items/{id}", params(("id" = String, Path)), tag = "items", responses(
    (status = 200, description = "the item as sinks receive it (docs/item.schema.json)", body = Object),
    (status = 404, body = Problem, content_type = "application/problem+json"), (status = 410, description = "known, but no longer kept", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn item(
    State(room): State<Arc<Room>>,
    Path(id): Path<String>,
) -> Result<Json<serde_json::Value>, Problem> {
    let item = room
        .read(move |room| {
            let id = room.find(&id)?;
            let found = room.item(id)?;
            found.ok_or_else(|| Problem::gone(format!("the journal no longer keeps item {id}")))
        })
        .await?;
    let item = serde_json::to_value(&item.1).map_err(Problem::fault)?;
    Ok(Json(item))
}

/// Parameters, or what is wrong with them.
pub(crate) fn parameters<T>(given: Result<Query<T>, QueryRejection>) -> Result<T, Problem> {
    match given {
        Ok(Query(parameters)) => Ok(parameters),
        Err(rejection) => Err(Problem::bad_request(rejection.body_text())),
    }
}
