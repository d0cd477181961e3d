//! Which of the articles that linked data describes is the page's own: pages also describe those that they link to.

use super::super::letters::letters;
use super::head::Head;
use super::linked::{Kind, LinkedData};

/// A shorter headline agrees with too many titles, in bytes of its letters.
const SHORTEST: usize = 8;

/// The article that the page is about, with what others say that are about the same.
pub(super) fn choose(found: &[LinkedData], head: &Head<'_>, url: Option<&str>) -> LinkedData {
    let titles: Vec<String> = head
        .all("og:title")
        .chain(head.title.as_deref())
        .map(letters)
        .collect();
    let agrees = |linked: &&LinkedData| {
        let own = linked.headline.as_deref().map(letters).unwrap_or_default();
        own.len() > SHORTEST
            && titles
                .iter()
                .any(|title| title.contains(&own) || own.contains(title.as_str()))
    };
    let same_address = |linked: &&LinkedData| linked.url.is_some() && linked.url.as_deref() == url;
    let chosen = found
        .iter()
        .find(agrees)
        .or_else(|| found.iter().find(same_address))
        .or(found.first());
    let mut chosen = chosen.cloned().unwrap_or_default();
    // Sites split an article over several objects: what one leaves out, another may say.
    for other in found {
        if chosen.published.is_none() {
            chosen.published.clone_from(&other.published);
        }
        if chosen.publisher.is_none() {
            chosen.publisher.clone_from(&other.publisher);
        }
        let about_the_same = other.kind == Kind::Page || agrees(&other);
        if about_the_same {
            fill(&mut chosen, other);
        }
    }
    chosen
}

fn fill(chosen: &mut LinkedData, other: &LinkedData) {
    if chosen.modified.is_none() {
        chosen.modified.clone_from(&other.modified);
    }
    if chosen.authors.is_empty() {
        chosen.authors.clone_from(&other.authors);
    }
    if chosen.section.is_none() {
        chosen.section.clone_from(&other.section);
    }
    if chosen.keywords.is_empty() {
        chosen.keywords.clone_from(&other.keywords);
    }
    if chosen.image.is_none() {
        chosen.image.clone_from(&other.image);
    }
    chosen.is_free = chosen.is_free.or(other.is_free);
}
