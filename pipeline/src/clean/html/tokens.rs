//! What class and id names say about an element, word by word: "related-articles" holds the word `related`,
//! "unrelated" does not. Matching only; what follows from a match is decided elsewhere.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use scraper::node::Element;

/// Generated names can be kilobytes: what lies further behind is not read.
const LONGEST_NAME: usize = 120;

/// So many names of an element are read.
const MOST_NAMES: usize = 40;

/// What a class or id calls an element; what comes later in this list counts for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Role {
    /// Nothing known.
    #[default]
    Unknown,
    /// The body of the article, by name.
    Body,
    /// A line about the article: byline, date, caption, tags. Not its text, if it is short.
    Meta,
    /// Often something else than the article, but themes call parts of it so too.
    Weak,
    /// Something else than the article.
    Furniture,
    /// Running text of others: readers' comments, a consent dialog.
    Foreign,
}

/// What all names of an element say together.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Name {
    /// The strongest of the roles.
    pub(super) role: Role,
    /// The word that says so.
    pub(super) word: &'static str,
    /// Whether one of the names is that of an article's body.
    pub(super) names_body: bool,
}

/// What the names of a page's elements say. A page calls many elements by few names, so each is read once.
#[derive(Default)]
pub(super) struct Names<'a> {
    read: FxHashMap<&'a str, (Role, &'static str)>,
}

impl<'a> Names<'a> {
    /// What the names of `element` say together; a name of the body protects from nothing, but is remembered.
    pub(super) fn of(&mut self, element: &'a Element) -> Name {
        let mut found = Name::default();
        let named = element.attrs().filter(|(attribute, _)| {
            matches!(
                *attribute,
                "class" | "id" | "data-component" | "data-testid" | "data-qa" | "data-test"
            )
        });
        let labels = named.flat_map(|(_, value)| value.split_ascii_whitespace());
        for label in labels.take(MOST_NAMES) {
            let (role, word) = *self.read.entry(label).or_insert_with(|| of_label(label));
            found.names_body |= role == Role::Body;
            if role > found.role {
                (found.role, found.word) = (role, word);
            }
        }
        found
    }
}

/// What the table says of a word.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    role: Role,
    /// Whether it begins or ends a pair that names the body: `article-body`.
    first: bool,
    second: bool,
}

static WORDS: LazyLock<FxHashMap<&'static str, Entry>> = LazyLock::new(|| {
    let mut table: FxHashMap<&'static str, Entry> = FxHashMap::default();
    let lines = include_str!("../../../data/clean/element_names.txt").lines();
    for (role, words) in lines.filter_map(|line| line.split_once('\t')) {
        for word in words.split_ascii_whitespace() {
            let entry = table.entry(word).or_default();
            match role {
                "foreign" => entry.role = Role::Foreign,
                "furniture" => entry.role = Role::Furniture,
                "weak" => entry.role = Role::Weak,
                "meta" => entry.role = Role::Meta,
                "body" => entry.role = Role::Body,
                "first" => entry.first = true,
                "second" => entry.second = true,
                _ => {}
            }
        }
    }
    table
});

/// Words run together begin so: `relatedposts`, `newsletterform`.
const BEGINNINGS: [&str; 8] = [
    "related",
    "recommend",
    "newsletter",
    "sidebar",
    "breadcrumb",
    "mostread",
    "advertis",
    "sponsored",
];

fn begins_so(word: &str) -> Option<&'static str> {
    let long = BEGINNINGS.iter().filter(|known| known.len() < word.len());
    long.copied().find(|known| word.starts_with(known))
}

fn look_up(word: &str) -> (Entry, &'static str) {
    let found = WORDS.get_key_value(word);
    found.map_or((Entry::default(), ""), |(word, entry)| (*entry, word))
}

/// What one name says: its words, two in a row, and all of them as one.
fn of_label(label: &str) -> (Role, &'static str) {
    let mut letters = Letters::default();
    let mut found = (Role::Unknown, "");
    let mut is_body = false;
    let mut after_first = false;
    while let Some(word) = letters.next_word(label) {
        let (entry, known) = look_up(word);
        if let Some(beginning) = begins_so(word).filter(|_| entry.role == Role::Unknown) {
            found = found.max((Role::Furniture, beginning));
        }
        if entry.role > found.0 && entry.role != Role::Body {
            found = (entry.role, known);
        }
        is_body |= after_first && entry.second;
        after_first = entry.first;
    }
    let (whole, known) = look_up(letters.whole());
    match whole.role {
        // `article-content`, `maincontent`: one word for the body stands above what its parts say.
        Role::Body => (Role::Body, known),
        role if role > found.0 => (role, known),
        _ if found.0 == Role::Unknown && is_body => (Role::Body, "body"),
        _ => found,
    }
}

/// The letters of a name in lower case, handed out word by word: it is cut at punctuation, digits and where a capital
/// follows a small letter.
struct Letters {
    text: [u8; LONGEST_NAME],
    end: usize,
    /// How many bytes of the name were read.
    read: usize,
}

impl Default for Letters {
    fn default() -> Self {
        Self {
            text: [0; LONGEST_NAME],
            end: 0,
            read: 0,
        }
    }
}

impl Letters {
    fn next_word(&mut self, label: &str) -> Option<&str> {
        let start = self.end;
        let mut small = false;
        let rest = label.as_bytes().get(self.read..).unwrap_or_default();
        for &byte in rest {
            let is_letter = byte.is_ascii_alphabetic();
            let begins_another = small && byte.is_ascii_uppercase();
            if self.end > start && (!is_letter || begins_another) {
                break;
            }
            self.read += 1;
            small = byte.is_ascii_lowercase();
            if is_letter {
                let Some(place) = self.text.get_mut(self.end) else {
                    break;
                };
                *place = byte.to_ascii_lowercase();
                self.end += 1;
            }
        }
        let word = self.text.get(start..self.end)?;
        std::str::from_utf8(word)
            .ok()
            .filter(|word| !word.is_empty())
    }

    fn whole(&self) -> &str {
        let whole = self.text.get(..self.end).unwrap_or_default();
        std::str::from_utf8(whole).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Role, of_label};

    #[test]
    fn names_are_read_word_by_word() {
        let check = |label: &str, expect: Role| assert_eq!(of_label(label).0, expect, "{label}");
        check("related-articles", Role::Furniture);
        check("articleRelated__list", Role::Furniture);
        check("unrelated", Role::Unknown);
        check("shadow", Role::Unknown);
        check("ad_300x250", Role::Weak);
        check("adbox", Role::Furniture);
        check("adBox", Role::Furniture);
        check("download", Role::Unknown);
        check("comments-area", Role::Foreign);
        check("article__body", Role::Body);
        check("entry-content", Role::Body);
        check("storyText", Role::Body);
        check("post-date", Role::Meta);
        check("read-more-box", Role::Unknown);
        check("read-more", Role::Furniture);
        check("relatedpoststitle", Role::Furniture);
        check("col-md-8", Role::Unknown);
        check("статья", Role::Unknown);
        check(&"x".repeat(500), Role::Unknown);
    }
}
