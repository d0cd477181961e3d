//! What is new, and what a search finds.

use std::sync::Arc;

use axum::extract::{Query, State, rejection::QueryRejection};
use maud::{Markup, html};

use super::{
    Trouble,
    card::card,
    layout::{Place, layout},
    words::encoded,
};
use crate::{
    api::parameters,
    list::{Listed, Wanted, list},
    room::Room,
};

pub(crate) async fn river(
    State(room): State<Arc<Room>>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Markup, Trouble> {
    let wanted = parameters(wanted)?;
    let (query, is_first) = (wanted.q.trim().to_owned(), wanted.cursor.is_none());
    let newest = room.view.journal().durable();
    let listed = room.read(move |room| list(room, &wanted)).await?;
    Ok(page(&listed, &query, is_first, newest))
}

fn page(listed: &Listed, query: &str, is_first: bool, newest: u64) -> Markup {
    let title = if query.is_empty() { "River" } else { query };
    let stream = format!("/api/v1/events/stream?after={newest}&q={}", encoded(query));
    let main = html! {
        h1.quiet-heading { @if query.is_empty() { "The latest reports" } @else { "Reports for " q { (query) } " " a.clear href="/" { "show all" } } }
        @if is_first {
            p.fresh role="status" aria-live="polite" data-stream=(stream) hidden { a href="" { "New reports" } }
        }
        @for item in &listed.items { (card(item, query)) }
        @if listed.items.is_empty() {
            p.empty {
                @if query.is_empty() { "No reports yet. They appear here as soon as a source brings some." }
                @else { "Nothing was found. Fewer words, or another spelling, may find more." }
            }
        }
        @if let Some(next) = &listed.next {
            nav.pages aria-label="Older reports" { a rel="next" href=(format!("/?q={}&cursor={next}", encoded(query))) { "Older reports" } }
        }
    };
    layout(Place::River, title, query, &main)
}
