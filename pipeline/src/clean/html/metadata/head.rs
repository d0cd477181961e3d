//! The `meta`, `link`, `title` and `html` elements of a page, found by name.

use scraper::node::Element;

use super::super::names::Tag;
use super::super::page::Page;

/// The longest value that is read from the head.
const LONGEST: usize = 2000;

/// How many `meta` elements are kept.
const MAX_METAS: usize = 500;

/// What stands in the head.
#[derive(Debug, Default)]
pub(super) struct Head<'a> {
    metas: Vec<(String, &'a str)>,
    pub(super) title: Option<String>,
    pub(super) language: Option<&'a str>,
    pub(super) canonical: Option<&'a str>,
    pub(super) picture: Option<&'a str>,
    pub(super) base: Option<&'a str>,
}

impl<'a> Head<'a> {
    /// Takes in one element, wherever it stands.
    pub(super) fn take(&mut self, page: &Page<'a>, index: usize, tag: Tag, element: &'a Element) {
        let attr = |wanted: &str| element.attr(wanted).map(str::trim);
        match (tag, element.name()) {
            (Tag::Meta, _) => self.meta(element),
            (Tag::Title, _) if self.title.is_none() => {
                let raw = page.raw(index);
                let title = raw.split_whitespace().collect::<Vec<_>>().join(" ");
                self.title =
                    Some(title).filter(|title| !title.is_empty() && title.len() <= LONGEST);
            }
            (Tag::Link, _) => match attr("rel") {
                Some(rel) if rel.eq_ignore_ascii_case("canonical") => {
                    self.canonical = self.canonical.or(attr("href"));
                }
                Some(rel) if rel.eq_ignore_ascii_case("image_src") => {
                    self.picture = self.picture.or(attr("href"));
                }
                _ => {}
            },
            (_, "html") => {
                let language = attr("lang").or_else(|| attr("xml:lang"));
                self.language = language.filter(|language| !language.is_empty());
            }
            (_, "base") => self.base = self.base.or(attr("href")),
            _ => {}
        }
    }

    /// Keeps a `meta` under each of its names. Some systems write `value` for `content`.
    fn meta(&mut self, element: &'a Element) {
        let content = element.attr("content").or_else(|| element.attr("value"));
        let Some(content) = content
            .map(str::trim)
            .filter(|content| !content.is_empty() && content.len() <= LONGEST)
        else {
            return;
        };
        let mut kept: Option<&str> = None;
        for attribute in ["property", "name", "itemprop", "http-equiv"] {
            let Some(key) = element.attr(attribute).filter(|key| kept != Some(*key)) else {
                continue;
            };
            kept = Some(key);
            let key = key.trim().to_ascii_lowercase();
            // RDFa allows several properties in one attribute: `dc:title og:title`.
            if key.contains(' ') && key.split(' ').all(|word| word.contains([':', '.'])) {
                for word in key.split(' ') {
                    self.keep(word.to_owned(), content);
                }
            }
            self.keep(key, content);
        }
    }

    fn keep(&mut self, key: String, content: &'a str) {
        if self.metas.len() < MAX_METAS {
            self.metas.push((key, content));
        }
    }

    /// The first of `keys` that is present, with its first value.
    pub(super) fn named<'k>(&self, keys: &[&'k str]) -> Option<(&'k str, &'a str)> {
        keys.iter()
            .find_map(|key| Some((*key, self.all(key).next()?)))
    }

    /// The value of the first of `keys` that is present.
    pub(super) fn first(&self, keys: &[&str]) -> Option<&'a str> {
        self.named(keys).map(|(_, value)| value)
    }

    /// All values of `key`.
    pub(super) fn all<'b>(&'b self, key: &'b str) -> impl Iterator<Item = &'a str> + 'b {
        self.metas
            .iter()
            .filter(move |(name, _)| name == key)
            .map(|(_, content)| *content)
    }
}
