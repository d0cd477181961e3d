//! The river of stories, each once, and those of them that several told.

use std::sync::Arc;

use axum::extract::{Query as Parameters, State, rejection::QueryRejection};
use item::Query;
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    Trouble,
    filters::Filters,
    layout::{Place, layout},
    row::row,
    words::encoded,
};
use crate::{
    api::{LEAST, parameters, place as begins},
    problem::Problem,
    room::Room,
    stories::{StoriesWanted, StoryPlace, Telling, chosen},
};

/// Stories on a page,
const USUAL: usize = 30;
/// and at most.
const MOST: usize = 100;

/// What is asked of the river.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    least: Option<u32>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// A page of it.
struct Shown {
    /// The youngest first.
    stories: Vec<Telling>,
    /// Where the next page begins.
    next: Option<StoryPlace>,
    filters: Filters,
    least: u32,
    is_first: bool,
    newest: u64,
}

pub(crate) async fn river(
    State(room): State<Arc<Room>>,
    asked: Result<Parameters<Asked>, QueryRejection>,
) -> Result<Markup, Trouble> {
    shown(&room, Place::River, parameters(asked)?).await
}

pub(crate) async fn stories(
    State(room): State<Arc<Room>>,
    asked: Result<Parameters<Asked>, QueryRejection>,
) -> Result<Markup, Trouble> {
    shown(&room, Place::Stories, parameters(asked)?).await
}

async fn shown(room: &Arc<Room>, place: Place, asked: Asked) -> Result<Markup, Trouble> {
    let newest = room.view.journal().durable();
    let shown = room.read(move |room| read(room, place, &asked, newest));
    Ok(page(&shown.await?))
}

fn read(room: &Room, place: Place, asked: &Asked, newest: u64) -> Result<Shown, Problem> {
    let query = Query::parse(&asked.q)?;
    let usual = if place == Place::Stories { LEAST } else { 1 };
    let wanted = StoriesWanted {
        query,
        since: None,
        least: asked.least.unwrap_or(usual),
        limit: asked.limit.unwrap_or(USUAL).clamp(1, MOST),
        after: asked.cursor.as_deref().map(begins).transpose()?,
    };
    let (stories, next) = chosen(&room.view, &room.search, &wanted)?;
    let told = stories.iter().map(|story| Telling::of(&room.view, story));
    let query = wanted.query;
    Ok(Shown {
        stories: told.collect::<Result<_, _>>()?,
        next,
        least: wanted.least,
        is_first: wanted.after.is_none(),
        newest,
        filters: Filters {
            place,
            counts: room.counted.of(room, &query)?,
            query,
            now: room.now(),
            topic_names: room.config().topic_names,
        },
    })
}

fn page(shown: &Shown) -> Markup {
    let filters = &shown.filters;
    let query = filters.query.to_string();
    let (place, what) = (
        filters.place,
        if shown.least > 1 {
            "stories told by several"
        } else {
            "stories"
        },
    );
    let main = html! {
        div.list {
            div.head {
                h1 { @if shown.least > 1 { "Told by several" } @else { "The latest stories" } }
                a.to-filters href="#filters" { "Narrow down" }
            }
            (filters.chips())
            @if shown.is_first { (fresh(&query, shown.newest, "story", "stories")) }
            @for story in &shown.stories { (row(story, place, &filters.query)) }
            @if shown.stories.is_empty() { (filters.nothing(what)) }
            @if let Some(next) = shown.next {
                nav.pages aria-label="Older stories" { a rel="next" href=(older(filters, shown.least, &next.to_string())) { "Older stories" } }
            }
        }
        (filters.aside())
    };
    let title = if query.is_empty() { "River" } else { &query };
    layout(place, title, &query, &main)
}

fn older(filters: &Filters, least: u32, next: &str) -> String {
    let query = encoded(&filters.query.to_string());
    format!(
        "{}?q={query}&least={least}&cursor={next}",
        filters.place.path()
    )
}

/// Where the script tells of what came in since; it lies over the page and moves nothing.
pub(super) fn fresh(query: &str, newest: u64, one: &str, more: &str) -> Markup {
    let stream = format!(
        "/api/v1/events/stream?brief=true&after={newest}&q={}",
        encoded(query)
    );
    html! {
        p.fresh role="status" aria-live="polite" data-stream=(stream) data-one=(one) data-more=(more) hidden { a href="" {} }
    }
}
