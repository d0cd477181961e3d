//! Stories: the ones that were told of last, and one with all who told it.

use std::sync::Arc;

use axum::extract::{Path, Query, State, rejection::QueryRejection};
use item::ItemId;
use maud::{Markup, html};

use super::{
    Trouble,
    card::{copied, share},
    layout::{Place, layout},
    words::{encoded, moment, news_date},
};
use crate::{
    api::{StoriesAsked, parameters, story_of, story_page},
    room::Room,
    stories::{Growth, StoryLine, StoryMember, StoryPage, StoryShown, sparkline},
};

pub(crate) async fn stories(
    State(room): State<Arc<Room>>,
    wanted: Result<Query<StoriesAsked>, QueryRejection>,
) -> Result<Markup, Trouble> {
    let wanted = parameters(wanted)?;
    let query = wanted.q.trim().to_owned();
    let page = room.read(move |room| story_page(room, &wanted)).await?;
    Ok(listed(&page, &query))
}

pub(crate) async fn story(
    State(room): State<Arc<Room>>,
    Path(id): Path<String>,
) -> Result<Markup, Trouble> {
    let shown = room.read(move |room| story_of(room, &id)).await?;
    Ok(page(&shown))
}

fn listed(page: &StoryPage, query: &str) -> Markup {
    let main = html! {
        h1.quiet-heading {
            @if query.is_empty() { "The latest stories" }
            @else { "Stories with reports for " q { (query) } " " a.clear href="/stories" { "show all" } }
        }
        @for line in &page.stories { (card(line)) }
        @if page.stories.is_empty() {
            p.empty { "No stories yet. One appears here as soon as two reports tell of the same happening." }
        }
        @if let Some(next) = page.next {
            nav.pages aria-label="Older stories" {
                a rel="next" href=(format!("/stories?q={}&cursor={next}", encoded(query))) { "Older stories" }
            }
        }
    };
    layout(Place::Stories, "Stories", query, &main)
}

fn card(line: &StoryLine) -> Markup {
    html! {
        article.card data-item tabindex="-1" {
            p.meta { (moment(line.last_seen)) " " @for language in &line.languages { span.lang { (language) } " " } }
            h2 dir="auto" { a href=(format!("/stories/{}", line.id)) { (headline(line)) } }
            p.standing { (counts(line)) }
        }
    }
}

fn headline(line: &StoryLine) -> &str {
    line.headline
        .as_deref()
        .unwrap_or("A story without a headline")
}

fn counts(line: &StoryLine) -> String {
    let reports = match line.items {
        1 => "1 report".to_owned(),
        items => format!("{items} reports"),
    };
    let copies = match line.copies {
        0 => String::new(),
        1 => ", 1 of them a copy".to_owned(),
        copies => format!(", {copies} of them copies"),
    };
    let outlets = match line.outlets {
        Some(1) => "1 outlet".to_owned(),
        Some(outlets) => format!("{outlets} outlets"),
        None => "16 outlets or more".to_owned(),
    };
    format!("{reports}{copies} · {outlets}")
}

fn page(shown: &StoryShown) -> Markup {
    let line = &shown.line;
    let main = html! {
        article.story {
            p.meta { (moment(line.first_seen)) " to " (moment(line.last_seen)) }
            h1 dir="auto" { (headline(line)) }
            p.lead { (counts(line)) }
            @if let Some(growth) = &shown.growth { (grown(growth)) }
            @for member in &shown.members { (told(member, &shown.members)) }
            @if shown.more { p.quiet { "There are more reports than are shown here." } }
        }
        aside.about aria-label="About this story" {
            h2 { "The story" }
            dl.facts {
                dt { "Languages" } dd { (line.languages.join(", ")) }
                dt { "Story" } dd { code { (line.id) } }
            }
        }
    };
    layout(Place::Stories, headline(line), "", &main)
}

fn grown(growth: &Growth) -> Markup {
    let step = if growth.step_seconds < 86400 {
        "hour"
    } else {
        "day"
    };
    let told = format!("reports by the {step}, the oldest first");
    html! { p.quiet { span role="img" aria-label=(told) { (sparkline(&growth.counts)) } " by the " (step) } }
}

fn told(member: &StoryMember, all: &[StoryMember]) -> Markup {
    let of = member.of.map(|of| (of, outlet_of(of, all)));
    html! {
        article.card.copy[of.is_some()] data-item tabindex="-1" {
            p.meta {
                span.outlet { (member.outlet) } " "
                @match &member.date_published { Some(date) => (news_date(date)), None => (moment(member.told)) }
                @if let Some(language) = &member.language { " " span.lang { (language) } }
                @if member.version > 1 { " " span.badge { "version " (member.version) } }
            }
            h2 lang=[member.language.as_deref()] dir="auto" {
                a href=(format!("/item/{}", member.id)) { (member.headline.as_deref().unwrap_or("Without a headline")) }
            }
            @if let (Some((of, outlet)), Some(how)) = (of, member.how) {
                p.standing {
                    (copied(how)) " " a href=(format!("/item/{of}")) { (outlet.unwrap_or("an earlier report")) }
                    (share(member.similarity.unwrap_or_default()))
                }
            }
        }
    }
}

fn outlet_of(id: ItemId, all: &[StoryMember]) -> Option<&str> {
    let member = all.iter().find(|member| member.id == id);
    member.map(|member| member.outlet.as_str())
}
