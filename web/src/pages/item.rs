//! One item: its text, and why it is labelled and placed as it is.

use std::sync::Arc;

use axum::extract::{Path, State};
use item::{Item, Label, Query, Standing};
use maud::{Markup, html};
use pipeline::{classify::country_name, diff::Step};

use super::{
    Trouble,
    card::{copied, share},
    filters::{narrowed, term},
    layout::{Place, layout},
    story::lineage,
    versions::{LOOKED_BACK, steps, versions},
    words::{headline, language_name, moment, name, news_date, published, several},
};
use crate::{
    problem::Problem,
    room::Room,
    stories::{StoryShown, show_beginning},
};

/// Reports of its story that stand beside a report; the page of the story has all.
const BESIDE: usize = 12;

/// An item, the one it repeats, and what its versions changed.
struct Shown {
    item: Item,
    /// What it is among the others, also where a later version stands.
    standing: Standing,
    original: Option<Item>,
    steps: Vec<Step>,
    /// Its story, if it is not told by it alone.
    story: Option<StoryShown>,
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
    let story = show_beginning(&room.view, id, BESIDE)?.filter(|story| story.line.items > 1);
    Ok(Shown {
        item,
        standing,
        original,
        steps,
        story,
    })
}

fn page(shown: &Shown) -> Markup {
    let item = &shown.item;
    let article = &item.article;
    let language = item.labels.language.as_ref().map(|label| label.id.as_str());
    html! {
        article.story {
            p.meta { a.outlet href=[anywhere("outlet", &item.outlet())] { (item.outlet()) } " " (published(item)) }
            h1 lang=[language] dir="auto" { (headline(item)) }
            (byline(item))
            @if let Some(original) = &shown.original { (repeats(&shown.standing, original)) }
            div.prose lang=[language] dir="auto" {
                @for block in article.text.split("\n\n") { p { (block) } }
            }
            @if let Some(url) = address(item) {
                p { a href=(url) rel="noreferrer noopener nofollow" { "Read it at " (item.outlet()) } }
            }
            (versions(&shown.steps, language))
            @if let Some(story) = &shown.story { (among(story, item)) }
        }
        aside.about aria-label="About this report" {
            (labels(item))
            (statements(item))
            (facts(item))
        }
    }
}

/// Where it stands among those who told the same.
fn among(story: &StoryShown, item: &Item) -> Markup {
    let more = usize::try_from(story.line.items).unwrap_or(usize::MAX) > story.members.len();
    html! {
        section aria-labelledby="lineage" {
            h2 id="lineage" { "Who told it, in the order of publication" }
            (lineage(&story.members, Some(item.id)))
            p { a href=(format!("/stories/{}", story.line.id)) {
                @if more { "All " (several(u64::from(story.line.items), "report", "reports")) " of the story" } @else { "The whole story" }
            } }
        }
    }
}

/// The list of all reports with this label.
fn anywhere(field: &str, value: &str) -> Option<String> {
    narrowed(Place::Reports, &Query::default(), &term(field, value))
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
            " (" (original.outlet()) ", " (published(original)) ")" (share(*similarity))
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
    let called = match kind {
        "lang" => language_name(&label.id),
        "country" => country_name(&label.id).unwrap_or_else(|| name(label)),
        _ => name(label),
    };
    html! {
        @if kind.is_empty() { span.name { (name(label)) } }
        @else { a.name href=[anywhere(kind, &label.id)] { (called) } }
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
                dt { (origin.field.replace('_', " ")) } dd { (origin.found_in) }
            }
        }
    }
}
