//! Who wrote it: names out of what feeds write in places for authors.

use super::{
    markup::{Markup, Piece},
    model::FeedKind,
    names::Name,
    outline::Element,
    text::{line, part},
};

/// The authors that elements name, each once: names, or addresses where no name is given. Podcasts' own element counts
/// where no other says anything, that of a copied entry's feed after all.
pub(super) fn authors(elements: &[Element<'_>], kind: FeedKind) -> Vec<String> {
    let named = |names: &[Name]| {
        let mut people: Vec<String> = Vec::new();
        let elements = elements
            .iter()
            .filter(|element| names.contains(&element.name));
        for name in elements.filter_map(|element| author(element, kind)) {
            if !people.contains(&name) {
                people.push(name);
            }
        }
        people
    };
    let mut people = named(&[Name::Author, Name::Creator]);
    if people.is_empty() {
        people = named(&[Name::Podcaster]);
    }
    if people.is_empty() && kind == FeedKind::Atom {
        people = copied(elements);
    }
    people
}

/// The author of the feed that an entry of Atom was copied from (RFC 4287, section 4.2.11).
fn copied(elements: &[Element<'_>]) -> Vec<String> {
    let mut sources = elements
        .iter()
        .filter(|element| element.name == Name::Aside);
    let author = sources.find_map(|source| child(child(source.inner, "author")?, "name"));
    author.and_then(part).into_iter().collect()
}

fn author(element: &Element<'_>, kind: FeedKind) -> Option<String> {
    if !element.inner.contains('<') {
        return person(&line(element, kind)?);
    }
    let named = |name| child(element.inner, name).and_then(part);
    match named("name").or_else(|| named("email")) {
        Some(part) => person(&part),
        None if Markup::new(element.inner).any(|piece| matches!(piece, Piece::Start(_))) => None,
        None => person(&line(element, kind)?),
    }
}

/// What the first element of a name holds that lies in another; an element without an end holds nothing.
pub(super) fn child<'a>(inner: &'a str, name: &str) -> Option<&'a str> {
    let mut markup = Markup::new(inner);
    loop {
        let Piece::Start(tag) = markup.next()? else {
            continue;
        };
        if tag.is_empty || !tag.local.eq_ignore_ascii_case(name) {
            continue;
        }
        let from = markup.at();
        loop {
            let before = markup.at();
            match markup.next()? {
                Piece::End(end) if end.eq_ignore_ascii_case(tag.name) => {
                    return Some(markup.between(from, before));
                }
                _ => {}
            }
        }
    }
}

/// The name in `a@b.example (Name)`, `Name <a@b.example>` and the like, else the address.
fn person(text: &str) -> Option<String> {
    const AROUND: [char; 12] = ['(', ')', '<', '>', '[', ']', '"', ',', ';', ':', '-', '–'];
    if !text.contains('@') {
        return (!text.is_empty()).then(|| text.to_owned());
    }
    let is_address = |word: &&str| {
        let inside = word.trim_matches(AROUND);
        let (before, behind) = inside.split_once('@').unwrap_or_default();
        !before.is_empty() && behind.contains('.')
    };
    let text = text.replace('(', " (");
    let address = text.split_whitespace().find(is_address);
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !is_address(word))
        .collect();
    let name = words.join(" ");
    let name = match name
        .strip_prefix('(')
        .and_then(|name| name.strip_suffix(')'))
    {
        Some(bare) => bare.trim(),
        None => name.trim_matches(['<', '>', '"', ',', ';', ' ']),
    };
    if name.is_empty() {
        let address = address?.trim_matches(AROUND);
        return Some(
            address
                .strip_prefix("mailto:")
                .unwrap_or(address)
                .to_owned(),
        );
    }
    Some(name.to_owned())
}
