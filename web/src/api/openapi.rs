//! What the API is, for programs that read that.

use axum::Json;
use utoipa::OpenApi;

use super::{events, items, sources, status, steer, stories};
use crate::{
    configured::{Configured, FailedReload},
    list::Sort,
    problem::Problem,
    stories::{StoryPage, StoryShown},
};

/// The description of the API.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Newsloom",
        description = "Items, events and sources of a running Newsloom."
    ),
    paths(
        items::items,
        items::item,
        stories::stories,
        stories::story,
        sources::sources,
        sources::source,
        steer::poll,
        steer::pause,
        steer::resume,
        events::events,
        events::stream,
        status::status,
        status::healthz,
        status::readyz
    ),
    components(schemas(
        Problem,
        Sort,
        status::Status,
        Configured,
        FailedReload,
        steer::Accepted,
        items::Items,
        events::Events,
        StoryPage,
        StoryShown
    ))
)]
struct Description;

/// The `OpenAPI` 3.1 description of these paths.
pub(crate) async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}
