//! One item: its text, and why it is labelled and placed as it is.

use std::sync::Arc;

use axum::extract::{Path, State};
use item::{Item, Label, Standing};
use maud::{Markup, html};
use pipeline::diff::Step;

use super::{
    Trouble,
    card::{copied, share},
    layout::{Place, layout},
    versions::{LOOKED_BACK, steps, versions},
    words::{headline, moment, name, news_date, outlet, published, with_term},
};
use crate::{problem::Problem, room::Room};

/// An item, the one it repeats, and what its versions changed.
struct Shown {
    item: Item,
    /// What it is among the others, also where a later version stands.
    standing: Standing,
    original: Option<Item>,
    steps: Vec<Step>,
}

pub(crate) async fn item(
    State(room): State<Arc<Room>>,
    Path(id): Path<String>,
) -> Result<Markup, Trouble> {
    let shown = room.read(move |room| shown(room, &id)).await?;
    let main = page(&shown);
    Ok(layout(Place::Nowhere, &headline(&shown.item), "", &main))
}

fn shown(room: &Room, id: &str) -> Result<Shown, Problem> {
    let id = room.find(id)?;
    let found = room.item(id)?;
    let (_, item) =
        found.ok_or_else(|| Problem::gone(format!("the journal no longer keeps item {id}")))?;
    let standing = room.view.journal().told_standing(&item, LOOKED_BACK)?;
    let original = match &standing {
        Standing::Copy { of, .. } => room.item(*of)?.map(|(_, item)| item),
        _ => None,
    };
    let steps = steps(room, &item)?;
    Ok(Shown {
        item,
        standing,
        original,
        steps,
    })
}

fn page(shown: &Shown) -> Markup {
    let item = &shown.item;
    let article = &item.article;
    let language = item.labels.language.as_ref().map(|label| label.id.as_str());
    html! {
        article.story {
            p.meta { a.outlet href=(with_term("", &format!("source:{}", item.source))) { (outlet(item)) } " " (published(item)) }
            h1 lang=[language] dir="auto" { (headline(item)) }
            (byline(item))
            @if let Some(original) = &shown.original { (repeats(&shown.standing, original)) }
            div.prose lang=[language] dir="auto" {
                @for block in article.text.split("\n\n") { p { (block) } }
            }
            @if let Some(url) = address(item) {
                p { a href=(url) rel="noreferrer noopener nofollow" { "Read it at " (outlet(item)) } }
            }
            (versions(&shown.steps, language))
        }
        aside.about aria-label="About this report" {
            (labels(item))
            (statements(item))
            (facts(item))
        }
    }
}

fn byline(item: &Item) -> Markup {
    let article = &item.article;
    let credits = article.credits.iter().map(|credit| credit.name.as_str());
    let credits = credits.collect::<Vec<_>>().join(", ");
    html! {
        @if !article.byline.is_empty() { p.byline { "By " (article.byline.join(", ")) } }
        @if !credits.is_empty() { p.byline { "From: " (credits) } }
        @if let Some(dateline) = &article.dateline {
            p.byline { (dateline.place) @if let Some(date) = &dateline.date { ", " (news_date(date)) } }
        }
    }
}

fn repeats(standing: &Standing, original: &Item) -> Markup {
    let Standing::Copy {
        how, similarity, ..
    } = standing
    else {
        return html! {};
    };
    html! {
        p.notice {
            (copied(*how)) " " a href=(format!("/item/{}", original.id)) { (headline(original)) }
            " (" (outlet(original)) ", " (published(original)) ")" (share(*similarity))
        }
    }
}

/// Where it can be read, if that is on the web: nothing else becomes a link.
fn address(item: &Item) -> Option<&str> {
    let url = item.article.url.as_deref()?;
    (url.starts_with("https://") || url.starts_with("http://")).then_some(url)
}

fn labels(item: &Item) -> Markup {
    let labels = &item.labels;
    let lists: [(&str, &str, &[Label]); 5] = [
        ("Language", "lang", labels.language.as_slice()),
        ("Topics", "topic", &labels.topics),
        ("Countries", "country", &labels.countries),
        ("Organisations", "", &labels.organisations),
        ("People", "", &labels.people),
    ];
    html! {
        h2 { "Labels and why" }
        dl.reasons {
            @for (title, kind, list) in lists {
                @if !list.is_empty() {
                    dt { (title) }
                    @for label in list { dd { (reason(kind, label)) } }
                }
            }
        }
    }
}

fn reason(kind: &str, label: &Label) -> Markup {
    let words = label.evidence.iter().map(|words| format!("“{words}”"));
    let words = words.collect::<Vec<_>>().join(", ");
    html! {
        @if kind.is_empty() { span.name { (name(label)) } }
        @else { a.name href=(with_term("", &format!("{kind}:{}", label.id))) { (name(label)) } }
        " " span.score title="how sure, from 0 to 1" { (format!("{:.2}", label.score)) }
        @if !words.is_empty() { " " span.words { (words) } }
    }
}

fn statements(item: &Item) -> Markup {
    html! {
        @if !item.statements.is_empty() {
            h2 { "Who said what" }
            @for said in &item.statements {
                blockquote { p { (said.quote) } @if let Some(speaker) = &said.speaker { cite { (speaker) } } }
            }
        }
    }
}

fn facts(item: &Item) -> Markup {
    html! {
        h2 { "Where it came from" }
        dl.facts {
            dt { "Source" } dd { a href=(format!("/sources/{}", item.source)) { (item.source) } }
            dt { "First seen" } dd { (moment(item.first_seen)) }
            dt { "Version" } dd { (item.version) }
            @if item.story.is_some() { dt { "Story" } dd { a href=(format!("/stories/{}", item.id)) { "who else tells of it" } } }
            dt { "Item" } dd { code { (item.id) } }
            @for origin in &item.article.origins {
                dt { (origin.field) } dd { (origin.found_in) }
            }
        }
    }
}
