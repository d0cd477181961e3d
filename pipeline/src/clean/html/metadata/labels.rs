//! What class names and ids say of authors and dates, word by word. Tables and matching only.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::signals::{Byline, Dated};

/// What a word in a class name speaks of, as bits.
type Topic = u8;

const AUTHOR: Topic = 1;
const NAME: Topic = 2;
/// Beside an author's name: the picture, the biography, what they do.
const BESIDE: Topic = 4;
const DATE: Topic = 8;
const PUBLISHED: Topic = 16;
const MODIFIED: Topic = 32;

const TOPICS: [(Topic, &[&str]); 6] = [
    (
        AUTHOR,
        &[
            "author",
            "authors",
            "byline",
            "bylines",
            "autor",
            "autore",
            "autori",
            "autorin",
            "autoren",
            "auteur",
            "auteurs",
            "articleauthor",
            "postauthor",
            "authorname",
            "bylinename",
            "contributor",
            "contributors",
            "writer",
            "firma",
            "signature",
            "avtor",
        ],
    ),
    (NAME, &["name", "names", "authorname", "bylinename", "link"]),
    (
        BESIDE,
        &[
            "bio",
            "box",
            "avatar",
            "image",
            "img",
            "photo",
            "picture",
            "title",
            "role",
            "job",
            "position",
            "social",
            "description",
            "desc",
            "twitter",
            "email",
            "icon",
            "follow",
            "date",
            "time",
            "count",
            "thumb",
        ],
    ),
    (
        DATE,
        &[
            "date",
            "data",
            "datum",
            "dates",
            "time",
            "czas",
            "fecha",
            "datetime",
            "timestamp",
            "dateline",
            "postdate",
            "datestamp",
            "articledate",
            "entrydate",
        ],
    ),
    (
        PUBLISHED,
        &[
            "published",
            "publish",
            "pubdate",
            "publishdate",
            "publisheddate",
            "publication",
            "publicationdate",
            "posted",
            "postdate",
            "created",
            "release",
            "dtpublished",
        ],
    ),
    (
        MODIFIED,
        &[
            "updated",
            "update",
            "modified",
            "lastmod",
            "lastupdated",
            "aktualisiert",
        ],
    ),
];

static WORDS: LazyLock<FxHashMap<&'static str, Topic>> = LazyLock::new(|| {
    let mut words: FxHashMap<&'static str, Topic> = FxHashMap::default();
    for (topic, of_topic) in TOPICS {
        for word in of_topic {
            *words.entry(word).or_default() |= topic;
        }
    }
    words
});

/// The shortest and the longest word of the tables.
const SHORTEST: usize = 3;
const LONGEST: usize = 16;

/// What the classes and ids of a page say of an author and of a date. Each is read once: a page calls many elements by
/// few names.
#[derive(Default)]
pub(super) struct Labels<'a> {
    read: FxHashMap<&'a str, (Option<Byline>, Option<Dated>)>,
}

impl<'a> Labels<'a> {
    /// What one of them says.
    pub(super) fn of(&mut self, value: &'a str) -> (Option<Byline>, Option<Dated>) {
        *self.read.entry(value).or_insert_with(|| read(value))
    }
}

fn read(value: &str) -> (Option<Byline>, Option<Dated>) {
    let (mut byline, mut dated) = (None, None);
    for label in value.split_ascii_whitespace() {
        let topics = words(label).fold(0, |topics, word| topics | topic(word));
        byline = surest(byline, byline_of(topics, label));
        dated = surest(dated, dated_of(topics));
    }
    (byline, dated)
}

/// The surer of two marks.
pub(super) fn surest<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn byline_of(topics: Topic, label: &str) -> Option<Byline> {
    if label == "fn" || topics & (AUTHOR | NAME | BESIDE) == AUTHOR | NAME {
        return Some(Byline::Name);
    }
    (topics & (AUTHOR | BESIDE) == AUTHOR).then_some(Byline::Line)
}

fn dated_of(topics: Topic) -> Option<Dated> {
    if topics & MODIFIED != 0 {
        return None;
    }
    if topics & PUBLISHED != 0 {
        return Some(Dated::Published);
    }
    (topics & DATE != 0).then_some(Dated::Named)
}

fn topic(word: &str) -> Topic {
    let mut lower = [0_u8; LONGEST];
    let Some(room) = lower.get_mut(..word.len()) else {
        return 0;
    };
    room.copy_from_slice(word.as_bytes());
    room.make_ascii_lowercase();
    let word = std::str::from_utf8(room).unwrap_or_default();
    WORDS.get(word).copied().unwrap_or_default()
}

/// The words of a name: cut at what is no letter, and where a capital follows a small letter.
fn words(label: &str) -> impl Iterator<Item = &str> {
    let mut rest = label;
    let all = std::iter::from_fn(move || {
        let start = rest.find(|c: char| c.is_ascii_alphabetic())?;
        let from = rest.get(start..)?;
        let bytes = from.as_bytes();
        let mut pairs = bytes.iter().zip(bytes.iter().skip(1));
        let cut = pairs.position(|(one, next)| {
            !next.is_ascii_alphabetic() || (one.is_ascii_lowercase() && next.is_ascii_uppercase())
        });
        let (word, behind) = from.split_at_checked(cut.map_or(bytes.len(), |at| at + 1))?;
        rest = behind;
        Some(word)
    });
    all.filter(|word| (SHORTEST..=LONGEST).contains(&word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_names_are_read_word_by_word() {
        let check = |label: &str, byline: Option<Byline>, dated: Option<Dated>| {
            assert_eq!(read(label), (byline, dated), "{label}");
        };
        check("article__byline", Some(Byline::Line), None);
        check("authorName", Some(Byline::Name), None);
        check("author-bio", None, None);
        check("fn", Some(Byline::Name), None);
        check("post-date", None, Some(Dated::Named));
        check("datePublished", None, Some(Dated::Published));
        check("last-updated-date", None, None);
        check("candidate authority", None, None);
        check("entry-date published", None, Some(Dated::Published));
    }
}
