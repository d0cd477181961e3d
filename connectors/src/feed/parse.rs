//! feed-rs, kept at arm's length: it is asked only for feeds that it reads in earnest, a panic in it is a feed that it
//! does not read, and what it says counts only if it saw all entries.
//!
//! Its texts are taken, which are nearly all of a feed. Ids, links, dates, names and categories are not: it drops some,
//! mixes others up, and makes up ids at random.

use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::{
    model::Entry,
    parser::{Builder, ParseFeedError},
};

use super::{
    names::Name,
    outline::{Element, Flaws, Outline},
};

/// It recurses, and a stack has an end; no feed that means well is near this.
const DEEPEST: usize = 100;

/// It compares each attribute of a tag with all others.
const LONGEST_TAG: usize = 16 << 10;

/// Why feed-rs did not read a feed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Declined {
    /// It does not know the dialect, would be brought down, or found other entries than there are.
    Beyond,
    /// It is not well formed: what is wrong.
    Malformed(String),
}

/// The entries of a feed, those of the outline one for one.
pub(super) fn parse(outline: &Outline<'_>) -> Result<Vec<Entry>, Declined> {
    if !is_known(outline) || is_too_much(&outline.flaws) || is_risky(outline) {
        return Err(Declined::Beyond);
    }
    // Dates and ids are read from what is written, so no time is spent on them here.
    let parser = Builder::new()
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(|_| None)
        .build();
    let bytes = outline.text.as_bytes();
    let entries = match catch_unwind(AssertUnwindSafe(|| parser.parse(bytes))) {
        Ok(Ok(feed)) => feed.entries,
        Ok(Err(ParseFeedError::XmlReader(error))) => {
            return Err(Declined::Malformed(error.to_string()));
        }
        Ok(Err(_)) | Err(_) => return Err(Declined::Beyond),
    };
    if entries.len() != outline.items.len() + outline.flaws.left_out {
        return Err(Declined::Beyond);
    }
    Ok(entries)
}

/// Whether it is one of the formats that feed-rs knows, in the namespace that it knows it by.
fn is_known(outline: &Outline<'_>) -> bool {
    let namespace = outline.root.attribute("xmlns");
    match outline.root.name {
        "rss" => {
            let version = outline.root.attribute("version");
            let is_version = matches!(version, Some("2.0" | "" | "0.91" | "0.92"));
            is_version && namespace.is_none()
        }
        "feed" => matches!(namespace, None | Some("http://www.w3.org/2005/Atom")),
        "rdf:RDF" => namespace == Some("http://purl.org/rss/1.0/"),
        _ => false,
    }
}

/// Whether feed-rs would fail, be misled, or work for too long.
fn is_too_much(flaws: &Flaws) -> bool {
    flaws.unclosed > 0
        || flaws.undeclared > 0
        || flaws.is_cut_off
        || flaws.deepest > DEEPEST
        || flaws.longest_tag > LONGEST_TAG
}

/// Whether there may be an author who brings feed-rs down: an address amid other letters. To know beforehand spares
/// everybody the panic's message.
fn is_risky(outline: &Outline<'_>) -> bool {
    let is_person = |element: &&Element<'_>| {
        matches!(
            element.name,
            Name::Author | Name::Creator | Name::Contact | Name::Podcaster
        )
    };
    let is_strange = |text: &str| !text.is_ascii() || text.contains('&');
    let mut people = outline.all().filter(is_person);
    people.any(|element| element.inner.contains('@') && is_strange(element.inner))
}
