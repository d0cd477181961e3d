//! One story: how it grew, and all who told it, in the order of publication.

use std::sync::Arc;

use axum::extract::{Path, State};
use item::{How, ItemId, Query};
use jiff::Timestamp;
use maud::{Markup, html};

use super::{
    Trouble,
    card::{copied, share},
    filters::{narrowed, term},
    layout::{Place, layout},
    row::growth_words,
    spark::spark,
    words::{language_name, later, moment, news_date, several},
};
use crate::{
    api::story_of,
    room::Room,
    stories::{Growth, StoryLine, StoryMember, StoryShown},
};

pub(crate) async fn story(
    State(room): State<Arc<Room>>,
    Path(id): Path<String>,
) -> Result<Markup, Trouble> {
    let shown = room.read(move |room| story_of(room, &id)).await?;
    Ok(page(&shown))
}

fn page(shown: &StoryShown) -> Markup {
    let line = &shown.line;
    let headline = line
        .headline
        .as_deref()
        .unwrap_or("A story without a headline");
    let main = html! {
        article.story {
            p.meta { "first told " (moment(first_told(shown))) " · last report " (moment(line.last_seen)) }
            h1 dir="auto" { (headline) }
            p.lead { (counts(line)) }
            @if let Some(growth) = &shown.growth { (grown(growth)) }
            h2 { "In the order of publication" }
            (lineage(&shown.members, None))
            @if shown.more { p.quiet { "There are more reports than are shown here." } }
        }
        aside.about aria-labelledby="about" {
            h2 id="about" { "The story" }
            dl.facts {
                dt { "Languages" }
                dd { @for code in &line.languages {
                    a href=[narrowed(Place::River, &Query::default(), &term("lang", code))] { (language_name(code)) } " "
                } }
                dt { "First told by" } dd { (shown.members.first().map_or("", |member| member.outlet.as_str())) }
                dt { "Seen from" } dd { (moment(line.first_seen)) }
                dt { "until" } dd { (moment(line.last_seen)) }
                dt { "Story" } dd { code { (line.id) } }
            }
        }
    };
    layout(Place::Stories, headline, "", &main)
}

fn first_told(shown: &StoryShown) -> Timestamp {
    shown
        .members
        .first()
        .map_or(shown.line.first_seen, |member| member.told)
}

fn counts(line: &StoryLine) -> String {
    let copies = match line.copies {
        0 => String::new(),
        copies => format!(", {copies} of them copied"),
    };
    let outlets = match line.outlets {
        Some(outlets) => several(outlets as u64, "outlet", "outlets"),
        None => "16 outlets or more".to_owned(),
    };
    let reports = several(u64::from(line.items), "report", "reports");
    format!("{reports}{copies} · {outlets}")
}

fn grown(growth: &Growth) -> Markup {
    let step = if growth.step_seconds < 86400 {
        "hour"
    } else {
        "day"
    };
    html! {
        figure.growth {
            (spark(&growth.counts, &growth_words(growth)))
            figcaption { "reports by the " (step) ", since " (moment(growth.begins)) }
        }
    }
}

/// Reports in the order of publication, each with what it repeats; `this` is the one that the page is about.
pub(super) fn lineage(members: &[StoryMember], this: Option<ItemId>) -> Markup {
    let first = members.first().map(|member| member.told);
    html! {
        ol.lineage {
            @for member in members {
                li.copy[member.of.is_some()].this[this == Some(member.id)] data-item tabindex="-1" aria-current=[(this == Some(member.id)).then_some("true")] {
                    p.when {
                        @match &member.date_published { Some(date) => (news_date(date)), None => (moment(member.told)) }
                        @if let Some(first) = first {
                            " " span.delay { (after(first, member, members)) }
                        }
                    }
                    div.what {
                        p.by {
                            span.outlet { (member.outlet) }
                            @if let Some(language) = &member.language { " " span.badge { (language_name(language)) } }
                            @if member.version > 1 { " " span.badge { "version " (member.version) } }
                        }
                        h3 lang=[member.language.as_deref()] dir="auto" {
                            a href=(format!("/item/{}", member.id)) { (member.headline.as_deref().unwrap_or("Without a headline")) }
                        }
                        (repeated(member, members))
                        @for credit in &member.credits { p.standing { "names " (credit.name) " as its source" } }
                    }
                }
            }
        }
    }
}

fn after(first: Timestamp, member: &StoryMember, all: &[StoryMember]) -> String {
    match all.first() {
        Some(leader) if leader.id == member.id => "first".to_owned(),
        _ => later(member.told.duration_since(first).as_secs()),
    }
}

fn repeated(member: &StoryMember, all: &[StoryMember]) -> Markup {
    let Some((of, how)) = member.of.zip(member.how) else {
        return html! {};
    };
    let original = all.iter().find(|other| other.id == of);
    let outlet = original.map_or("an earlier report", |other| other.outlet.as_str());
    let share = if how == How::Credited {
        String::new()
    } else {
        share(member.similarity.unwrap_or_default())
    };
    html! { p.standing { (copied(how)) " " a href=(format!("/item/{of}")) { (outlet) } (share) } }
}
