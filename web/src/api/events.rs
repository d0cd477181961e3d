//! Events: page by page, or as they come.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::{
        IntoResponse, Response, Sse,
        sse::{self, KeepAlive},
    },
};
use futures::{Stream, StreamExt, stream};
use item::Event;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::items::parameters;
use crate::{
    live::{Follower, LOOKED_AT, Told},
    problem::Problem,
    room::Room,
};

/// Events on a page where nobody says how many,
const USUAL: usize = 100;
/// and at most.
const MOST: usize = 1000;

/// How often a silent stream says that it is there: proxies cut what is silent for a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// Which events are wanted.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Only events behind this sequence; for the stream, its end where it is left out.
    after: Option<u64>,
    /// How many, at most 1000; 100 where it is left out. Not for the stream.
    limit: Option<usize>,
    /// A query in the one grammar; without one, all events about items.
    #[serde(default)]
    q: String,
    /// For the stream: of each event only `item`, `story`, `headline` and `outlet`, and of those without an item nothing.
    #[serde(default)]
    brief: bool,
}

/// A page of events.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Events {
    /// In the order of the journal, each as sinks receive it (docs/events.md).
    #[schema(value_type = Vec<Object>)]
    events: Vec<Box<RawValue>>,
    /// The `after` of the next page; where it did not move there is nothing more yet.
    next: u64,
}

/// Events about items, in the order in which they were journalled.
#[utoipa::path(get, path = "/api/v1/events", params(Wanted), tag = "events", responses(
    (status = 200, body = Events), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn events(
    State(room): State<Arc<Room>>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Events>, Problem> {
    let wanted = parameters(wanted)?;
    let query = item::Query::parse(&wanted.q)?;
    let after = wanted.after.unwrap_or(0);
    let limit = wanted.limit.unwrap_or(USUAL).clamp(1, MOST);
    let read = room.read(move |room| Ok(room.view.journal().read_from(after + 1, limit)?));
    let events = read.await?;
    let next = events.last().map_or(after, |event| event.sequence);
    let wanted = events
        .into_iter()
        .filter(|event| event.body.is_for_sinks() && query.matches(event));
    let events = wanted.map(line).collect::<Result<_, _>>()?;
    Ok(Json(Events { events, next }))
}

fn line(event: Event) -> Result<Box<RawValue>, Problem> {
    let json = event.for_sinks().to_json().map_err(Problem::fault)?;
    RawValue::from_string(json).map_err(Problem::fault)
}

/// Events as they come, as server-sent events: `id` is the sequence, so that a browser goes on where it stopped.
#[utoipa::path(get, path = "/api/v1/events/stream", params(Wanted), tag = "events", responses(
    (status = 200, description = "server-sent events", content_type = "text/event-stream", body = String),
    (status = 400, body = Problem, content_type = "application/problem+json"), (status = 503, description = "too many follow", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn stream(
    State(room): State<Arc<Room>>,
    headers: HeaderMap,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Problem> {
    let wanted = parameters(wanted)?;
    let query = item::Query::parse(&wanted.q)?;
    let seen = headers
        .get("last-event-id")
        .and_then(|id| id.to_str().ok()?.parse().ok());
    let after = seen.or(wanted.after);
    let after = after.unwrap_or_else(|| room.view.journal().durable());
    let Some(follower) = room.live.follow(after) else {
        let detail = "too many connections follow the stream".to_owned();
        return Err(Problem::busy(detail).with_hint("try again later"));
    };
    let events = told(follower, query, wanted.brief);
    let alive = KeepAlive::new().interval(KEEP_ALIVE);
    Ok(Sse::new(events).keep_alive(alive).into_response())
}

/// What a follower is told; ends where the journal cannot be read, for a browser then asks anew.
fn told(
    follower: Follower,
    query: item::Query,
    brief: bool,
) -> impl Stream<Item = Result<sse::Event, Infallible>> {
    let steps = stream::unfold((follower, query), move |(mut follower, query)| async move {
        match follower.next().await? {
            Ok(events) => {
                let mut bytes = events.len() * LOOKED_AT;
                let events = events.iter().filter(|told| query.matches(&told.event));
                let messages: Vec<_> = events
                    .filter_map(|told| message(told, brief, &mut bytes))
                    .collect();
                follower.pace(bytes).await;
                Some((messages, (follower, query)))
            }
            Err(error) => {
                tracing::warn!("cannot read the journal for a stream: {error}");
                None
            }
        }
    });
    steps.flat_map(|messages| stream::iter(messages.into_iter().map(Ok)))
}

fn message(told: &Told, brief: bool, bytes: &mut usize) -> Option<sse::Event> {
    let json = if brief { told.brief() } else { told.whole() }?;
    *bytes += json.len();
    let (sequence, kind) = (told.event.sequence, told.event.kind());
    let message = sse::Event::default().id(sequence.to_string()).event(kind);
    Some(message.data(json))
}
