//! One story in the river: what happened, who told it in which order, and how it grows.

use item::{How, Query};
use maud::{Markup, html};
use pipeline::classify::country_name;

use super::{
    filters::{narrowed, term},
    layout::Place,
    spark::spark,
    words::{beginning, language_name, later, moment, name, several},
};
use crate::stories::{Growth, Telling, Voice};

/// Characters of text under a headline,
const SHOWN: usize = 180;
/// outlets that told it,
const VOICES: usize = 6;
/// and labels of a kind.
const LABELS: usize = 3;

/// A story as a row; `query` is what the list shows, which its labels narrow down.
pub(crate) fn row(story: &Telling, place: Place, query: &Query) -> Markup {
    let line = &story.line;
    let item = story.item.as_ref();
    let language = item.and_then(|item| item.labels.language.as_ref());
    let language = language.map(|label| label.id.as_str());
    let to = match line.headline_item {
        Some(item) if line.items == 1 => format!("/item/{item}"),
        _ => format!("/stories/{}", line.id),
    };
    let text = item.map(|item| beginning(&item.article.text, SHOWN));
    let headline = match &line.headline {
        Some(headline) => headline.as_str(),
        None => "Without a headline",
    };
    html! {
        article.row data-item data-story=(line.id) tabindex="-1" {
            p.when { (moment(line.last_seen)) }
            div.what {
                h2 lang=[language] dir="auto" { a href=(to) { (headline) } }
                @if let Some(text) = text { p.text lang=[language] dir="auto" { (text) } }
                div.under { (voices(story)) (labels(story, place, query)) }
            }
            div.grown.alone[line.items == 1] { (grown(story)) }
        }
    }
}

fn voices(story: &Telling) -> Markup {
    let shown = story.voices.iter().take(VOICES);
    let more = story.voices.len().saturating_sub(VOICES);
    html! {
        ol.voices aria-label="Who told it, in the order of publication" {
            @for (place, voice) in shown.enumerate() {
                li.copy[voice.copied.is_some()] {
                    a href=(format!("/item/{}", voice.id)) { (voice.outlet) }
                    @if story.voices.len() > 1 { " " span.delay title=(voice.told) { (after_first(voice, place, story)) } }
                    @if let Some((how, of)) = &voice.copied { " " (copy_mark(*how, of.as_deref())) }
                }
            }
            @if more > 0 { li.more { "and " (several(more as u64, "other", "others")) } }
        }
    }
}

fn after_first(voice: &Voice, place: usize, story: &Telling) -> String {
    if place == 0 {
        return "first".to_owned();
    }
    later(voice.told.duration_since(story.first_told).as_secs())
}

/// A word that says that an outlet repeats another, and how.
pub(crate) fn copy_mark(how: How, of: Option<&str>) -> Markup {
    let of = of.unwrap_or("an earlier report");
    let (mark, how) = match how {
        How::Exact => ("copies", "the same words as"),
        How::Near => ("copies", "mostly the same words as"),
        How::Excerpt => ("quotes", "a part of"),
        How::Roundup => ("quotes", "more than, but with much of,"),
        How::Credited => ("follows", "in other words, and by its own account,"),
    };
    html! { span.mark title=(format!("{how} {of}")) { (mark) " " (of) } }
}

fn labels(story: &Telling, place: Place, query: &Query) -> Markup {
    let languages = story
        .line
        .languages
        .iter()
        .map(|code| ("lang", code.as_str(), language_name(code)));
    let topics = story
        .topics
        .iter()
        .take(LABELS)
        .map(|label| ("topic", label.id.as_str(), name(label)));
    let countries = story.countries.iter().take(LABELS);
    let countries = countries.map(|label| {
        (
            "country",
            label.id.as_str(),
            country_name(&label.id).unwrap_or_else(|| name(label)),
        )
    });
    let all = languages.chain(countries).chain(topics);
    html! {
        ul.labels aria-label="Languages, countries and topics" {
            @for (kind, id, name) in all {
                li.(kind) { a href=[narrowed(place, query, &term(kind, id))] { (name) } }
            }
        }
    }
}

fn grown(story: &Telling) -> Markup {
    let line = &story.line;
    html! {
        @if let Some(growth) = &story.growth { (spark(&growth.counts, &growth_words(growth))) }
        p.counts {
            @if line.items > 1 {
                strong { (several(u64::from(line.items), "report", "reports")) }
                @if line.copies > 0 { ", " (several(u64::from(line.copies), "copy", "copies")) }
                span.comma { ", " }
                span.outlets { @match line.outlets {
                    Some(outlets) => (several(outlets as u64, "outlet", "outlets")),
                    None => "16 outlets or more",
                } }
            } @else { "1 report" }
        }
        p.since { "first told " (moment(story.first_told)) }
    }
}

/// How a story grew, in words.
pub(crate) fn growth_words(growth: &Growth) -> String {
    let step = if growth.step_seconds < 86400 {
        "hour"
    } else {
        "day"
    };
    let all: u32 = growth.counts.iter().sum();
    let most = growth.counts.iter().max().copied().unwrap_or_default();
    let steps = growth.counts.len() as u64;
    format!(
        "{} over {}, {most} in the busiest",
        several(u64::from(all), "report", "reports"),
        several(steps, step, &format!("{step}s")),
    )
}
