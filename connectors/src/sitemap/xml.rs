//! The entries of an XML sitemap, however broken it is: each is read by itself, so none harms its neighbours.

use std::mem::take;

use url::Url;

use super::{
    age::When,
    model::{Child, Listed, News, Sitemap},
};
use crate::feed::{Markup, Piece, local, plain, resolved};

/// Entries of one sitemap that are read: the protocol allows as many.
const MOST_ENTRIES: usize = 50_000;

/// Keywords of one page that are kept.
const MOST_KEYWORDS: usize = 30;

/// A longer text is none: an element was not closed.
const LONGEST_TEXT: usize = 8192;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Sitemap,
}

/// Where in an entry a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Place,
    Changed,
    Title,
    Published,
    Language,
    Publication,
    Keywords,
}

/// An entry as its elements come in.
#[derive(Debug)]
struct Draft {
    kind: Kind,
    /// Whether the elements now are those of `news`.
    in_news: bool,
    /// The element of another vocabulary that is open; it has titles and places of its own.
    foreign: Option<String>,
    field: Option<Field>,
    text: String,
    place: Option<String>,
    changed: Option<When>,
    news: Option<News>,
}

/// Reads the entries of a text; relative addresses count from `base`.
pub(super) fn read(text: &str, base: Option<&Url>) -> Sitemap {
    let mut sitemap = Sitemap {
        is_cut: true,
        ..Sitemap::default()
    };
    let mut draft: Option<Draft> = None;
    for piece in Markup::new(text) {
        match piece {
            Piece::Start(tag) => {
                let name = tag.local.to_ascii_lowercase();
                if let Some(kind) = kind(&name) {
                    sitemap.end(draft.take(), base);
                    draft = (!tag.is_empty).then(|| Draft::new(kind));
                } else if let Some(draft) = &mut draft
                    && !tag.is_empty
                {
                    draft.start(&name);
                } else if is_root(&name) {
                    sitemap.is_cut = !tag.is_empty;
                }
            }
            Piece::End(name) => {
                let name = local(name).to_ascii_lowercase();
                if kind(&name).is_some() {
                    sitemap.end(draft.take(), base);
                } else if is_root(&name) {
                    sitemap.end(draft.take(), base);
                    sitemap.is_cut = false;
                } else if let Some(draft) = &mut draft {
                    draft.end(&name);
                }
            }
            Piece::Text(text) | Piece::Cdata(text) => {
                let is_plain = matches!(piece, Piece::Cdata(_));
                if let Some(draft) = &mut draft {
                    draft.say(text, is_plain);
                }
            }
            Piece::Other => {}
        }
    }
    // What is open at the end may be cut in the middle of its address.
    sitemap
}

fn kind(name: &str) -> Option<Kind> {
    match name {
        "url" => Some(Kind::Page),
        "sitemap" => Some(Kind::Sitemap),
        _ => None,
    }
}

/// Whether a name, in lower case, is that of the root of a sitemap.
pub(super) fn is_root(name: &str) -> bool {
    matches!(name, "urlset" | "sitemapindex")
}

impl Sitemap {
    /// Takes in an entry that has come to its end.
    fn end(&mut self, draft: Option<Draft>, base: Option<&Url>) {
        let Some(mut draft) = draft else { return };
        draft.finish();
        let Some(url) = draft.place.as_deref().and_then(|place| whole(place, base)) else {
            self.broken += 1;
            return;
        };
        if self.urls.len() + self.children.len() >= MOST_ENTRIES {
            self.beyond += 1;
            return;
        }
        let lastmod = draft.changed;
        match draft.kind {
            Kind::Sitemap => self.children.push(Child { url, lastmod }),
            Kind::Page => self.urls.push(Listed {
                url,
                lastmod,
                news: draft.news,
            }),
        }
    }
}

/// The address, absolute. Some write its references twice.
pub(super) fn whole(place: &str, base: Option<&Url>) -> Option<String> {
    let hidden = |sign: char| sign.is_whitespace() || sign.is_control() || sign == '\u{feff}';
    let place = place.trim_matches(hidden).replace("&amp;", "&");
    if place.is_empty() {
        return None;
    }
    let url = match base {
        Some(base) => base.join(&place).ok()?,
        None => Url::parse(&place).ok()?,
    };
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    // One that was whole stays as it is, to the letter: hosts may tell `%7E` from `~`.
    let untouched = Url::parse(&place).is_ok() && !place.contains(char::is_whitespace);
    is_web.then(|| if untouched { place } else { url.to_string() })
}

impl Draft {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            in_news: false,
            foreign: None,
            field: None,
            text: String::new(),
            place: None,
            changed: None,
            news: None,
        }
    }

    fn start(&mut self, name: &str) {
        self.finish();
        if self.foreign.is_some() {
            return;
        }
        self.field = match (name, self.in_news) {
            ("news", _) => {
                self.in_news = true;
                self.news.get_or_insert_default();
                None
            }
            ("image" | "video" | "pagemap", _) => {
                self.foreign = Some(name.to_owned());
                None
            }
            ("loc", false) => Some(Field::Place),
            ("lastmod", _) => Some(Field::Changed),
            ("title", true) => Some(Field::Title),
            ("publication_date", true) => Some(Field::Published),
            ("language", true) => Some(Field::Language),
            ("name", true) => Some(Field::Publication),
            ("keywords" | "genres", true) => Some(Field::Keywords),
            _ => None,
        };
    }

    fn end(&mut self, name: &str) {
        self.finish();
        if self.foreign.as_deref() == Some(name) {
            self.foreign = None;
        }
        if name == "news" {
            self.in_news = false;
        }
    }

    /// Adds to the text of the field that is open; in what is not plain, references are resolved.
    fn say(&mut self, text: &str, is_plain: bool) {
        if self.field.is_none() {
            return;
        }
        if self.text.len() + text.len() > LONGEST_TEXT {
            self.field = None;
        } else if is_plain {
            self.text.push_str(text);
        } else {
            self.text.push_str(&resolved(text));
        }
    }

    /// Takes the text of the field that ends here.
    fn finish(&mut self) {
        let (Some(field), text) = (self.field.take(), take(&mut self.text)) else {
            return;
        };
        if text.trim().is_empty() {
            return;
        }
        match field {
            Field::Place => self.place = self.place.take().or(Some(text)),
            Field::Changed => self.changed = self.changed.take().or_else(|| When::read(&text)),
            _ => self.news.get_or_insert_default().take(field, &text),
        }
    }
}

impl News {
    fn take(&mut self, field: Field, text: &str) {
        let words = || Some(plain(text)).filter(|words| !words.is_empty());
        match field {
            Field::Title => self.title = self.title.take().or_else(words),
            Field::Published => {
                self.published = self.published.take().or_else(|| When::read(text));
            }
            Field::Language => self.language = self.language.take().or_else(words),
            Field::Publication => self.publication = self.publication.take().or_else(words),
            Field::Keywords => {
                for word in text.split(',') {
                    let word = plain(word);
                    let is_new = !word.is_empty() && !self.keywords.contains(&word);
                    if is_new && self.keywords.len() < MOST_KEYWORDS {
                        self.keywords.push(word);
                    }
                }
            }
            Field::Place | Field::Changed => {}
        }
    }
}
