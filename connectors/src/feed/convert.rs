//! From what feed-rs read, and what it left out, to the neutral form.

use feed_rs::model::{self, FeedType};

use super::{
    extras::Extras,
    model::{Enclosure, Feed, FeedEntry, FeedKind, Prose},
    parse::Parsed,
    plain::plain,
};

/// What a feed says of itself; its entries are converted one by one.
pub(super) fn feed(parsed: &Parsed) -> Feed {
    let feed = &parsed.feed;
    Feed {
        kind: match feed.feed_type {
            FeedType::Atom => FeedKind::Atom,
            FeedType::JSON => FeedKind::Json,
            FeedType::RSS0 | FeedType::RSS2 => FeedKind::Rss,
            FeedType::RSS1 => FeedKind::Rdf,
        },
        title: text(feed.title.as_ref()),
        link: page(&feed.links),
        language: feed.language.as_deref().and_then(full),
        ..Feed::default()
    }
}

/// One entry, with links as they are written and its own id, or none.
pub(super) fn entry(listed: &model::Entry, parsed: &Parsed, extras: Extras) -> FeedEntry {
    let is_atom = parsed.feed.feed_type == FeedType::Atom;
    let published = listed
        .published
        .and_then(|date| parsed.date(date.timestamp()));
    let updated = listed
        .updated
        .filter(|updated| is_atom || listed.published != Some(*updated))
        .and_then(|date| parsed.date(date.timestamp()));
    let own = full(&listed.id).or(extras.about.clone());
    FeedEntry {
        id: own.unwrap_or_default(),
        title: text(listed.title.as_ref()).or_else(|| extras.title.as_deref().map(plain)),
        link: link(listed, &extras),
        published: published.or_else(|| extras.created.as_deref().and_then(super::dates::date)),
        updated: updated.or_else(|| extras.modified.as_deref().and_then(super::dates::date)),
        authors: authors(listed, parsed, &extras),
        summary: summary(listed, &extras),
        content: listed.content.as_ref().and_then(content),
        categories: categories(listed, extras.subjects),
        enclosures: enclosures(listed, extras.enclosures),
        language: extras.language.or_else(|| listed.language.clone()),
    }
}

/// The page behind an entry: its link, else what else it names that is an address.
fn link(listed: &model::Entry, extras: &Extras) -> Option<String> {
    let is_link = |text: &&String| text.starts_with("http://") || text.starts_with("https://");
    let named = [&extras.original_link, &extras.permalink, &extras.about];
    page(&listed.links).or_else(|| {
        let mut named = named.into_iter().filter_map(Option::as_ref);
        named.find(is_link).cloned()
    })
}

/// The link to the page: the plain one or `alternate`, said to be HTML before others. Where there is none, a link to
/// something else that can be read.
fn page(links: &[model::Link]) -> Option<String> {
    let rank = |link: &model::Link| match link.rel.as_deref() {
        None | Some("alternate") => match link.media_type.as_deref() {
            Some(kind) if kind.contains("html") => 0,
            None => 1,
            Some(_) => 2,
        },
        Some("related" | "via") => 3,
        Some(_) => 4,
    };
    links
        .iter()
        .filter(|link| link.target.is_none() && !link.href.trim().is_empty())
        .filter(|link| rank(link) < 4)
        .min_by_key(|link| rank(link))
        .map(|link| link.href.trim().to_owned())
}

fn authors(listed: &model::Entry, parsed: &Parsed, extras: &Extras) -> Vec<String> {
    let people = if listed.authors.is_empty() && extras.author.is_none() {
        &parsed.feed.authors
    } else {
        &listed.authors
    };
    let name = |person: &model::Person| {
        let name = person.name.as_deref().map(person_name);
        let name = name.filter(|name| !name.is_empty());
        name.or_else(|| person.email.as_deref().and_then(full))
    };
    let mut names: Vec<String> = people.iter().filter_map(name).collect();
    if names.is_empty() {
        names.extend(extras.author.as_deref().map(plain));
    }
    let mut seen = Vec::new();
    names.retain(|name| {
        !seen.contains(name) && {
            seen.push(name.clone());
            true
        }
    });
    names
}

/// A name, without the brackets in which RSS asks for it behind an address.
fn person_name(name: &str) -> String {
    let name = plain(name);
    let bare = name
        .strip_prefix('(')
        .and_then(|name| name.strip_suffix(')'));
    bare.map_or(name.clone(), |bare| bare.trim().to_owned())
}

fn summary(listed: &model::Entry, extras: &Extras) -> Option<Prose> {
    let own = listed.summary.as_ref();
    let own = own.and_then(|text| prose(&text.content, text.content_type.subty().as_str()));
    let other = || prose(extras.description.as_deref()?, "html");
    let described = || {
        let mut media = listed
            .media
            .iter()
            .filter_map(|media| media.description.as_ref());
        media.find_map(|text| prose(&text.content, text.content_type.subty().as_str()))
    };
    own.or_else(other).or_else(described)
}

fn content(content: &model::Content) -> Option<Prose> {
    let kind = &content.content_type;
    let is_text =
        kind.ty() == "text" || kind.subty() == "xhtml" || kind.to_string().ends_with("xml");
    prose(
        content.body.as_deref().filter(|_| is_text)?,
        kind.subty().as_str(),
    )
}

/// Text of a declared subtype; plain text that closes a tag is HTML whatever it was declared as.
fn prose(text: &str, subtype: &str) -> Option<Prose> {
    let html = subtype != "plain" || text.contains("</") || text.contains("/>");
    (!text.trim().is_empty()).then(|| Prose {
        text: text.to_owned(),
        html,
    })
}

fn categories(listed: &model::Entry, subjects: Vec<String>) -> Vec<String> {
    let own = listed
        .categories
        .iter()
        .map(|category| category.label.as_ref().unwrap_or(&category.term).clone());
    let mut categories: Vec<String> = Vec::new();
    for name in own.chain(subjects) {
        let name = plain(&name);
        if !name.is_empty() && !categories.contains(&name) {
            categories.push(name);
        }
    }
    categories
}

fn enclosures(listed: &model::Entry, written: Vec<Enclosure>) -> Vec<Enclosure> {
    let linked = listed
        .links
        .iter()
        .filter(|link| link.rel.as_deref() == Some("enclosure"))
        .map(|link| Enclosure {
            url: link.href.trim().to_owned(),
            media_type: link.media_type.clone(),
        });
    let media = listed.media.iter().flat_map(|media| &media.content);
    let media = media.filter_map(|content| {
        Some(Enclosure {
            url: content.url.as_ref()?.to_string(),
            media_type: content.content_type.as_ref().map(ToString::to_string),
        })
    });
    let mut enclosures: Vec<Enclosure> = Vec::new();
    for enclosure in linked.chain(written).chain(media) {
        if !enclosures.iter().any(|known| known.url == enclosure.url) {
            enclosures.push(enclosure);
        }
    }
    enclosures
}

fn text(text: Option<&model::Text>) -> Option<String> {
    text.map(|text| plain(&text.content))
        .filter(|text| !text.is_empty())
}

fn full(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
