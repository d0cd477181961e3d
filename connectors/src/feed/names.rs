//! What the names of elements mean, by whatever prefix and namespace a feed writes them. Tables, and how they are looked up.

use memchr::memmem;

use super::markup::{Tag, attributes};

/// A vocabulary that feeds take their elements from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// The feed's own format: RSS of any version in whatever namespace, or Atom in Atom.
    Own,
    /// Atom within another format.
    Atom,
    Content,
    Dublin,
    Terms,
    Media,
    Itunes,
    Rdf,
    Syndication,
    FeedBurner,
    Html,
    Other,
}

/// Parts of namespace addresses, in lower case, that tell a vocabulary. Earlier ones win.
const ADDRESSES: [(&str, Space); 18] = [
    ("purl.org/rss/1.0/modules/content", Space::Content),
    ("purl.org/rss/1.0/modules/syndication", Space::Syndication),
    ("purl.org/rss/1.0/modules/", Space::Other),
    ("purl.org/rss/1.0", Space::Own),
    ("purl.org/net/rss1.1", Space::Own),
    ("netscape.com/", Space::Own),
    ("backend.userland.com/", Space::Own),
    ("blogs.law.harvard.edu/tech/rss", Space::Own),
    ("purl.org/dc/terms", Space::Terms),
    ("purl.org/dc/", Space::Dublin),
    ("w3.org/2005/atom", Space::Atom),
    ("purl.org/atom/", Space::Atom),
    ("search.yahoo.com/mrss", Space::Media),
    ("search.yahoo.com/rss", Space::Media),
    ("itunes.com/dtds/", Space::Itunes),
    ("w3.org/1999/xhtml", Space::Html),
    ("w3.org/1999/02/22-rdf-syntax", Space::Rdf),
    ("rssnamespace.org/feedburner", Space::FeedBurner),
];

/// Prefixes that feeds use without declaring them.
const PREFIXES: [(&str, Space); 9] = [
    ("content", Space::Content),
    ("dc", Space::Dublin),
    ("dcterms", Space::Terms),
    ("media", Space::Media),
    ("itunes", Space::Itunes),
    ("atom", Space::Atom),
    ("rdf", Space::Rdf),
    ("sy", Space::Syndication),
    ("feedburner", Space::FeedBurner),
];

/// What an element says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Title,
    /// A title of a module.
    OtherTitle,
    Link,
    /// The link before a service put its own in its place.
    OriginalLink,
    Id,
    Published,
    /// The same in Atom 0.3.
    Issued,
    /// `dc:date`, and what else dates an entry where nothing better does.
    Dated,
    Updated,
    Author,
    /// `dc:creator`.
    Creator,
    /// An author as podcasts write it.
    Podcaster,
    Category,
    Subject,
    /// Categories joined by commas.
    Keywords,
    /// `itunes:category`.
    Genre,
    Description,
    Summary,
    /// A description of a module.
    OtherSummary,
    Content,
    Enclosure,
    MediaContent,
    MediaGroup,
    Language,
    Ttl,
    SkipHours,
    SkipDays,
    Period,
    Frequency,
    /// Whom to write to about the feed; they have not written its entries.
    Contact,
    /// A part of the feed that has a title and a link of its own, which are not the feed's.
    Aside,
}

/// The longest name in the table below is `lastBuildDate`.
const LONGEST: usize = 16;

/// What an element of a vocabulary says; `None` where it is of no interest.
pub(super) fn name(space: Space, local: &str) -> Option<Name> {
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..local.len())?;
    lower.copy_from_slice(local.as_bytes());
    lower.make_ascii_lowercase();
    let local = std::str::from_utf8(lower).ok()?;
    match space {
        Space::Own => own(local),
        Space::Atom => own(local).map(foreign),
        Space::Content => (local == "encoded").then_some(Name::Content),
        Space::Dublin => dublin(local),
        Space::Terms => match local {
            "created" | "issued" | "available" => Some(Name::Dated),
            "modified" => Some(Name::Updated),
            _ => None,
        },
        Space::Media => media(local),
        Space::Itunes => match local {
            "author" => Some(Name::Podcaster),
            "summary" | "subtitle" => Some(Name::OtherSummary),
            "title" => Some(Name::OtherTitle),
            "keywords" => Some(Name::Keywords),
            "category" => Some(Name::Genre),
            _ => None,
        },
        Space::Syndication => match local {
            "updateperiod" => Some(Name::Period),
            "updatefrequency" => Some(Name::Frequency),
            _ => None,
        },
        Space::FeedBurner => (local == "origlink").then_some(Name::OriginalLink),
        Space::Html => (local == "body").then_some(Name::Content),
        Space::Rdf | Space::Other => None,
    }
}

/// RSS of all versions, Atom 0.3 and 1.0, and the Channel Definition Format.
fn own(local: &str) -> Option<Name> {
    Some(match local {
        "title" => Name::Title,
        "link" => Name::Link,
        "guid" | "id" => Name::Id,
        "pubdate" | "published" => Name::Published,
        "issued" => Name::Issued,
        "created" => Name::Dated,
        "updated" | "modified" | "lastbuilddate" => Name::Updated,
        "author" => Name::Author,
        "managingeditor" | "webmaster" => Name::Contact,
        "category" => Name::Category,
        "keywords" => Name::Keywords,
        "description" | "abstract" => Name::Description,
        "summary" => Name::Summary,
        "content" | "body" | "fullitem" => Name::Content,
        "enclosure" => Name::Enclosure,
        "language" => Name::Language,
        "ttl" => Name::Ttl,
        "skiphours" => Name::SkipHours,
        "skipdays" => Name::SkipDays,
        "image" | "textinput" | "source" => Name::Aside,
        _ => return None,
    })
}

/// Atom within another format only says what that does not.
fn foreign(name: Name) -> Name {
    match name {
        Name::Title => Name::OtherTitle,
        Name::Summary | Name::Description => Name::OtherSummary,
        Name::Published | Name::Issued => Name::Dated,
        name => name,
    }
}

fn dublin(local: &str) -> Option<Name> {
    Some(match local {
        "title" => Name::OtherTitle,
        "description" => Name::OtherSummary,
        "creator" | "author" => Name::Creator,
        "date" => Name::Dated,
        "subject" => Name::Subject,
        "language" => Name::Language,
        _ => return None,
    })
}

fn media(local: &str) -> Option<Name> {
    Some(match local {
        "title" => Name::OtherTitle,
        "description" => Name::OtherSummary,
        "keywords" => Name::Keywords,
        "category" => Name::Category,
        "content" => Name::MediaContent,
        "group" => Name::MediaGroup,
        _ => return None,
    })
}

/// The vocabularies of a feed, by its prefixes.
#[derive(Debug, Default)]
pub(super) struct Spaces<'a> {
    declared: Vec<(&'a str, Space)>,
    is_atom: bool,
}

/// More prefixes are not looked at; the feeds with the most modules declare about twenty.
const MOST_PREFIXES: usize = 64;

impl<'a> Spaces<'a> {
    /// The vocabularies that a feed's root declares. The root's own prefix is the feed's format, whatever its address.
    pub(super) fn of(root: &Tag<'a>, is_atom: bool) -> Self {
        let mut spaces = Self {
            declared: Vec::new(),
            is_atom,
        };
        if let Some(prefix) = root.prefix()
            && !prefix.eq_ignore_ascii_case("rdf")
        {
            spaces.declared.push((prefix, Space::Own));
        }
        spaces.declare(root);
        spaces
    }

    /// Adds what a tag declares for all that follows.
    pub(super) fn declare(&mut self, tag: &Tag<'a>) {
        for (attribute, address) in attributes(tag.attributes) {
            let Some(prefix) = attribute.strip_prefix("xmlns:") else {
                continue;
            };
            if self.declared.len() < MOST_PREFIXES && self.declared(prefix).is_none() {
                self.declared.push((prefix, self.by_address(address)));
            }
        }
    }

    /// The vocabulary of an element, and whether it is declared.
    pub(super) fn space(&self, tag: &Tag<'_>) -> (Space, bool) {
        let declares = || memmem::find(tag.attributes.as_bytes(), b"xmlns").is_some();
        let Some(prefix) = tag.prefix() else {
            let own = Some(tag).filter(|_| declares());
            let own = own.and_then(|tag| tag.attribute("xmlns"));
            return (own.map_or(Space::Own, |at| self.unprefixed(at)), true);
        };
        if let Some(space) = self.declared(prefix) {
            return (space, true);
        }
        if declares()
            && let Some(address) = tag.attribute(&format!("xmlns:{prefix}"))
        {
            return (self.by_address(address), true);
        }
        let usual = PREFIXES.iter().find(|(usual, _)| *usual == prefix);
        let space = usual.map_or(Space::Other, |(_, space)| *space);
        (self.as_own(space), false)
    }

    fn declared(&self, prefix: &str) -> Option<Space> {
        let mut declared = self.declared.iter();
        declared
            .find(|(known, _)| *known == prefix)
            .map(|(_, space)| *space)
    }

    /// An element without a prefix is the feed's own, unless it is from elsewhere for sure.
    fn unprefixed(&self, address: &str) -> Space {
        match self.by_address(address) {
            Space::Other => Space::Own,
            space => space,
        }
    }

    fn by_address(&self, address: &str) -> Space {
        let address = address.trim().to_ascii_lowercase();
        let known = ADDRESSES.iter().find(|(part, _)| address.contains(part));
        self.as_own(known.map_or(Space::Other, |(_, space)| *space))
    }

    fn as_own(&self, space: Space) -> Space {
        match space {
            Space::Atom if self.is_atom => Space::Own,
            space => space,
        }
    }
}
