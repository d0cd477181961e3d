//! One report in a list.

use item::{How, Item, Query, Standing};
use maud::{Markup, html};
use pipeline::classify::country_name;

use super::{
    filters::{narrowed, term},
    layout::Place,
    words::{beginning, headline, language_name, name, published},
};

/// Characters of text under a headline.
const SHOWN: usize = 220;
/// Topics and countries under it, of each.
const LABELS: usize = 3;

/// An item as a row; `query` is what the page shows, which the row's labels narrow down.
pub(crate) fn card(item: &Item, query: &Query) -> Markup {
    let language = item
        .labels
        .language
        .as_ref()
        .filter(|label| label.id != "und");
    let language = language.map(|label| label.id.as_str());
    let outlet = item.outlet();
    let is_copy = matches!(item.standing, Standing::Copy { .. });
    html! {
        article.row.copy[is_copy] data-item tabindex="-1" {
            p.when { (published(item)) }
            div.what {
                h2 lang=[language] dir="auto" { a href=(format!("/item/{}", item.id)) { (headline(item)) } }
                p.by {
                    a.outlet href=[narrowed(Place::Reports, query, &term("outlet", &outlet))] { (outlet) }
                    @if item.version > 1 { " " span.badge { "version " (item.version) } }
                }
                @if let Standing::Copy { of, how, similarity, .. } = &item.standing {
                    p.standing { (copied(*how)) " " a href=(format!("/item/{of}")) { "an earlier report" } (share(*similarity)) }
                } @else {
                    p.text lang=[language] dir="auto" { (beginning(&item.article.text, SHOWN)) }
                }
                (labels(item, language, query))
            }
        }
    }
}

fn labels(item: &Item, language: Option<&str>, query: &Query) -> Markup {
    let language = language.map(|code| ("lang", code, language_name(code)));
    let countries = item.labels.countries.iter().take(LABELS);
    let countries = countries.map(|label| {
        let called = country_name(&label.id).unwrap_or_else(|| name(label));
        ("country", label.id.as_str(), called)
    });
    let topics = item.labels.topics.iter().take(LABELS);
    let topics = topics.map(|label| ("topic", label.id.as_str(), name(label)));
    html! {
        ul.labels aria-label="Language, countries and topics" {
            @for (kind, id, name) in language.into_iter().chain(countries).chain(topics) {
                li.(kind) { a href=[narrowed(Place::Reports, query, &term(kind, id))] { (name) } }
            }
        }
    }
}

/// In which way it repeats another, as the beginning of a sentence.
pub(crate) fn copied(how: How) -> &'static str {
    match how {
        How::Exact => "The same words as",
        How::Near => "Mostly the same words as",
        How::Excerpt => "A part of",
        How::Roundup => "More than, but with much of,",
        How::Credited => "In other words, and by its own account,",
    }
}

/// A share, in per cent and in brackets.
pub(crate) fn share(similarity: f32) -> String {
    format!(" ({:.0} %)", similarity * 100.0)
}
