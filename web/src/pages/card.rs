//! One item in the river.

use item::{How, Item, Standing};
use maud::{Markup, html};

use super::words::{beginning, headline, name, outlet, published, with_term};

/// Characters of text under a headline.
const SHOWN: usize = 220;
/// Topics and countries under it, of each.
const LABELS: usize = 3;

/// An item as a card; `query` is what the page shows, which the card's labels narrow down.
pub(crate) fn card(item: &Item, query: &str) -> Markup {
    let language = item
        .labels
        .language
        .as_ref()
        .filter(|label| label.id != "und");
    let is_copy = matches!(item.standing, Standing::Copy { .. });
    html! {
        article.card.copy[is_copy] data-item tabindex="-1" {
            p.meta {
                a.outlet href=(with_term(query, &format!("source:{}", item.source))) { (outlet(item)) }
                " " (published(item))
                @if let Some(language) = language {
                    " " a.lang href=(with_term(query, &format!("lang:{}", language.id))) title="the language of the text" { (language.id) }
                }
                @if item.version > 1 { " " span.badge { "version " (item.version) } }
            }
            h2 lang=[language.map(|label| label.id.as_str())] dir="auto" {
                a href=(format!("/item/{}", item.id)) { (headline(item)) }
            }
            @if let Standing::Copy { of, how, similarity, .. } = &item.standing {
                p.standing { (copied(*how)) " " a href=(format!("/item/{of}")) { "an earlier report" } (share(*similarity)) }
            } @else {
                p.text lang=[language.map(|label| label.id.as_str())] dir="auto" { (beginning(&item.article.text, SHOWN)) }
            }
            @let labels = item.labels.topics.iter().take(LABELS).map(|label| ("topic", label));
            @let countries = item.labels.countries.iter().take(LABELS).map(|label| ("country", label));
            ul.labels aria-label="Labels" {
                @for (kind, label) in labels.chain(countries) {
                    li { a.(kind) href=(with_term(query, &format!("{kind}:{}", label.id))) { (name(label)) } }
                }
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
