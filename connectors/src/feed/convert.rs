//! From what the elements of a feed say, and the texts that feed-rs read, to the neutral form.
//!
//! Each field is the first thing that says it: the feed's own format before its modules, what is meant for it before
//! what must do.

use std::borrow::Cow;

use feed_rs::model::Entry;

use super::{
    categories::categories,
    dates::date,
    links::{Bases, is_address, page, relation, written},
    markup::{Markup, Piece, Tag, attributes, local},
    model::{Enclosure, FeedDate, FeedEntry, FeedKind, Prose},
    names::Name,
    outline::{Element, Item, Outline},
    people::{authors, child},
    plain::{plain, resolved},
    text::{Kind, finished, is_simple, line, prose, word},
};

/// Files that are taken of one entry: a gallery is no longer.
const MOST_ENCLOSURES: usize = 100;

/// What a feed says for those of its entries that do not say it themselves.
#[derive(Debug, Default)]
pub(super) struct Inherited {
    pub(super) bases: Bases,
    /// The language that its tags declare for what is in them.
    pub(super) language: Option<String>,
    pub(super) authors: Vec<String>,
}

/// One entry, with its own id, or none.
pub(super) fn entry(
    outline: &Outline<'_>,
    item: &Item<'_>,
    from: &Inherited,
    theirs: Option<Entry>,
) -> FeedEntry {
    let said = Said {
        elements: outline.of_item(item),
        kind: outline.kind,
    };
    let about = about(&item.tag);
    let id = said.word(&[Name::Id]).or_else(|| about.clone());
    let (title, summary, content) = said.texts(theirs.unwrap_or_default());
    let link = said.link(&item.tag, &from.bases);
    let link = link.or_else(|| Some(from.bases.resolved(&said.address(about)?, &[item.tag])));
    let mut authors = authors(said.elements, said.kind);
    if authors.is_empty() {
        authors.clone_from(&from.authors);
    }
    let changed = item.tag.attribute("LASTMOD").and_then(date);
    FeedEntry {
        id: id.unwrap_or_default(),
        title,
        link,
        published: said.date(&[Name::Published, Name::Issued, Name::Dated]),
        updated: said.date(&[Name::Updated]).or(changed),
        authors,
        summary,
        content,
        categories: categories(said.elements, said.kind),
        enclosures: said.enclosures(&item.tag, &from.bases),
        language: said.language(&item.tag).or_else(|| from.language.clone()),
    }
}

/// The elements of an entry, or of the feed itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a, 'e> {
    pub(super) elements: &'e [Element<'a>],
    pub(super) kind: FeedKind,
}

impl<'a, 'e> Said<'a, 'e> {
    /// The elements of the names; those of earlier names go before those of later ones.
    pub(super) fn all(self, names: &'static [Name]) -> impl Iterator<Item = &'e Element<'a>> {
        names.iter().flat_map(move |name| {
            let elements = self.elements.iter();
            elements.filter(move |element| element.name == *name)
        })
    }

    /// The first text on one line.
    pub(super) fn line(self, names: &'static [Name]) -> Option<String> {
        self.all(names).find_map(|element| line(element, self.kind))
    }

    /// The first word.
    pub(super) fn word(self, names: &'static [Name]) -> Option<String> {
        let word = self.all(names).find_map(|element| word(element.inner));
        word.map(Cow::into_owned)
    }

    /// The first date that can be read.
    pub(super) fn date(self, names: &'static [Name]) -> Option<FeedDate> {
        self.all(names)
            .find_map(|element| date(word(element.inner)?))
    }

    /// The page, absolute; `outer` is the tag that the elements stand in.
    pub(super) fn link(self, outer: &Tag<'_>, bases: &Bases) -> Option<String> {
        if let Some(link) = page(self.elements) {
            return Some(bases.resolved(&written(link)?, &[*outer, link.tag]));
        }
        let link = resolved(
            outer
                .attribute("href")
                .or_else(|| outer.attribute("HREF"))?,
        );
        Some(bases.resolved(&link, &[*outer]))
    }

    /// What else is the address of a page.
    fn address(self, about: Option<String>) -> Option<String> {
        let original = self.word(&[Name::OriginalLink]);
        let is_permalink = |id: &&Element<'_>| {
            self.kind != FeedKind::Atom && id.tag.attribute("isPermaLink") != Some("false")
        };
        let id = self.all(&[Name::Id]).find(is_permalink);
        let id = id.and_then(|id| word(id.inner)).map(Cow::into_owned);
        let mut named = [original, id, about].into_iter().flatten();
        named.find(|named| is_address(named))
    }

    /// The language that tags around or in an entry declare, or Dublin Core does.
    fn language(self, outer: &Tag<'_>) -> Option<String> {
        let of = |tag: &Tag<'_>| language(tag.attribute("xml:lang")?);
        let mut texts = self.all(&[Name::Content, Name::Description, Name::Summary, Name::Title]);
        of(outer)
            .or_else(|| language(&self.word(&[Name::Language])?))
            .or_else(|| texts.find_map(|element| of(&element.tag)))
    }

    /// Title, summary and content.
    fn texts(self, theirs: Entry) -> (Option<String>, Option<Prose>, Option<Prose>) {
        let title = self.line(&[Name::Title, Name::OtherTitle]);
        let theirs_of_summary = theirs.summary.map(|text| text.content);
        let theirs_of_content = theirs.content.and_then(|content| content.body);
        let content = self.prose(&[Name::Content], theirs_of_content);
        let described = self.prose(&[Name::Description], theirs_of_summary);
        let (summary, content) = match self.prose(&[Name::Summary], None) {
            // Who gives both means the longer one to be read.
            Some(summary) if described.is_some() => (Some(summary), content.or(described)),
            summary => (summary.or(described), content),
        };
        let other = || {
            self.prose(&[Name::OtherSummary], None)
                .or_else(|| self.described())
        };
        (title, summary.or_else(other), content)
    }

    /// The first text of a name; `theirs` is what feed-rs read there, and is taken if there is no doubt that it did.
    fn prose(self, names: &'static [Name], theirs: Option<String>) -> Option<Prose> {
        let mut elements = self.all(names);
        let first = elements.next()?;
        let is_only = elements.next().is_none();
        let kind = Kind::of(first, self.kind);
        let is_certain = match kind {
            Kind::Xhtml => first.tag.attribute("type") == Some("xhtml"),
            Kind::Unsaid | Kind::Text | Kind::Html => is_simple(first.inner),
            Kind::Base64 => false,
        };
        let theirs = theirs.filter(|_| is_only && is_certain);
        let theirs = theirs.and_then(|text| finished(text.into(), kind, kind == Kind::Xhtml));
        theirs.or_else(|| {
            self.all(names)
                .find_map(|element| prose(element, self.kind))
        })
    }

    /// The description of a film or picture.
    fn described(self) -> Option<Prose> {
        let mut media = self.all(&[Name::MediaGroup, Name::MediaContent]);
        let text = media.find_map(|media| child(media.inner, "description"))?;
        let element = Element {
            name: Name::OtherSummary,
            tag: Tag::default(),
            inner: text,
        };
        prose(&element, self.kind)
    }

    fn enclosures(self, outer: &Tag<'_>, bases: &Bases) -> Vec<Enclosure> {
        let mut found = Enclosures {
            bases,
            outer,
            found: Vec::new(),
        };
        for element in self.elements {
            match element.name {
                Name::Enclosure => found.add(&element.tag, "url", word(element.inner)),
                Name::Link if relation(element) == "enclosure" => {
                    found.add(&element.tag, "href", word(element.inner));
                }
                Name::MediaContent => found.add(&element.tag, "url", None),
                Name::MediaGroup => {
                    for piece in Markup::new(element.inner) {
                        if let Piece::Start(tag) = piece
                            && tag.local == "content"
                        {
                            found.add(&tag, "url", None);
                        }
                    }
                }
                _ => {}
            }
        }
        found.found
    }
}

struct Enclosures<'a> {
    bases: &'a Bases,
    outer: &'a Tag<'a>,
    found: Vec<Enclosure>,
}

impl Enclosures<'_> {
    fn add(&mut self, tag: &Tag<'_>, attribute: &str, text: Option<Cow<'_, str>>) {
        let url = tag
            .attribute(attribute)
            .map(resolved)
            .filter(|url| !url.trim().is_empty());
        let Some(url) = url.or(text) else { return };
        let url = self.bases.resolved(&url, &[*self.outer, *tag]);
        let media_type = tag
            .attribute("type")
            .map(plain)
            .filter(|kind| !kind.is_empty());
        let is_known = self.found.iter().any(|known| known.url == url);
        if !is_known && self.found.len() < MOST_ENCLOSURES {
            self.found.push(Enclosure { url, media_type });
        }
    }
}

/// What a tag of RDF is about.
pub(super) fn about(tag: &Tag<'_>) -> Option<String> {
    let mut attributes = attributes(tag.attributes);
    let (_, about) = attributes.find(|(name, _)| local(name) == "about")?;
    let about = resolved(about);
    let about = about.trim();
    (!about.is_empty()).then(|| about.to_owned())
}

/// The tag of a language.
pub(super) fn language(written: &str) -> Option<String> {
    let tag = written.trim().to_ascii_lowercase();
    (!tag.is_empty()).then_some(tag)
}
