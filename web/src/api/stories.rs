//! Stories: lists of them, and one.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use jiff::Timestamp;
use pipeline::search::NotAPlace;
use serde::Deserialize;

use super::items::parameters;
use crate::{
    problem::Problem,
    room::Room,
    stories::{
        StoriesWanted, StoryPage, StoryPlace, StoryShown, find_stories, list_stories, show_story,
    },
};

/// Stories on a page where nobody says how many,
const USUAL: usize = 30;
/// and at most.
const MOST: usize = 200;

/// What makes a story of interest where nobody says it: two reports.
pub(crate) const LEAST: u32 = 2;

/// Which stories are wanted.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// A query in the one grammar: one of the story's items is what it asks for.
    #[serde(default)]
    pub(crate) q: String,
    /// Only stories that were told of then or later (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    pub(crate) since: Option<Timestamp>,
    /// How many items a story has at least; 2 where it is left out.
    pub(crate) least: Option<u32>,
    /// How many, at most 200; 30 where it is left out.
    pub(crate) limit: Option<usize>,
    /// Where the page before ended: its `next`.
    #[param(pattern = r"^([0-9]{1,20}|[0-9a-f]{1,16}(\.[0-9]{1,18}){3})$")]
    pub(crate) cursor: Option<String>,
}

/// Stories, those first that were told of last; with a query, those of the newest report that it finds.
#[utoipa::path(get, path = "/api/v1/stories", params(Wanted), tag = "stories", responses(
    (status = 200, body = StoryPage), (status = 400, description = "not a query", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn stories(
    State(room): State<Arc<Room>>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<StoryPage>, Problem> {
    let wanted = parameters(wanted)?;
    room.read(move |room| story_page(room, &wanted))
        .await
        .map(Json)
}

/// One story, by its id, or by the id, the beginning of one or the URL (percent-encoded) of an item of it.
#[utoipa::path(get, path = "/api/v1/stories/{id}", params(("id" = String, Path)), tag = "stories", responses(
    (status = 200, body = StoryShown), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn story(
    State(room): State<Arc<Room>>,
    Path(id): Path<String>,
) -> Result<Json<StoryShown>, Problem> {
    room.read(move |room| story_of(room, &id)).await.map(Json)
}

/// A page of stories.
fn story_page(room: &Room, wanted: &Wanted) -> Result<StoryPage, Problem> {
    let after = wanted.cursor.as_deref().map(place).transpose()?;
    let wanted = StoriesWanted {
        query: item::Query::parse(&wanted.q)?,
        since: wanted.since,
        least: wanted.least.unwrap_or(LEAST),
        limit: wanted.limit.unwrap_or(USUAL).clamp(1, MOST),
        after,
    };
    Ok(if wanted.query.is_empty() {
        list_stories(&room.view, &wanted)?
    } else {
        find_stories(&room.view, &room.search, &wanted)?
    })
}

/// Where a page of stories begins, as the page before said it.
pub(crate) fn place(cursor: &str) -> Result<StoryPlace, Problem> {
    cursor.parse().map_err(|error: NotAPlace| {
        Problem::bad_request(error.to_string()).with_hint("it is the `next` of a page before")
    })
}

/// The story of an item.
pub(crate) fn story_of(room: &Room, name: &str) -> Result<StoryShown, Problem> {
    let id = room.find(name)?;
    let story = show_story(&room.view, id)?;
    story.ok_or_else(|| Problem::not_found(format!("no story is told of `{name}`")))
}
