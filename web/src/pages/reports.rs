//! The reports themselves, one by one: what is new, and what a search finds.

use std::sync::Arc;

use axum::extract::{Query as Parameters, State, rejection::QueryRejection};
use item::Query;
use maud::{Markup, html};

use super::{
    Trouble,
    card::card,
    filters::Filters,
    layout::{Place, layout},
    river::fresh,
    words::{encoded, several},
};
use crate::{
    api::parameters,
    list::{Listed, Wanted, list},
    room::Room,
};

pub(crate) async fn reports(
    State(room): State<Arc<Room>>,
    wanted: Result<Parameters<Wanted>, QueryRejection>,
) -> Result<Markup, Trouble> {
    let wanted = parameters(wanted)?;
    let is_first = wanted.cursor.is_none();
    let newest = room.view.journal().durable();
    let read = room.read(move |room| {
        let query = Query::parse(&wanted.q)?;
        let filters = Filters {
            place: Place::Reports,
            counts: room.counted.of(room, &query)?,
            query,
            now: room.now(),
            topic_names: room.config().topic_names,
        };
        Ok((list(room, &wanted)?, filters))
    });
    let (listed, filters) = read.await?;
    Ok(page(&listed, &filters, is_first, newest))
}

fn page(listed: &Listed, filters: &Filters, is_first: bool, newest: u64) -> Markup {
    let query = filters.query.to_string();
    let main = html! {
        div.list {
            div.head {
                h1 { "Reports" }
                p.total { (several(listed.total, "report", "reports")) }
                a.to-filters href="#filters" { "Narrow down" }
            }
            (filters.chips())
            @if is_first { (fresh(&query, newest, "report", "reports")) }
            @for item in &listed.items { (card(item, &filters.query)) }
            @if listed.items.is_empty() { (filters.nothing("reports")) }
            @if let Some(next) = &listed.next {
                nav.pages aria-label="Older reports" { a rel="next" href=(format!("/items?q={}&cursor={next}", encoded(&query))) { "Older reports" } }
            }
        }
        (filters.aside())
    };
    let title = if query.is_empty() { "Reports" } else { &query };
    layout(Place::Reports, title, &query, &main)
}
