//! The `meta`, `link`, `title` and `html` elements of a page, found by name.

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
    pub(super) base: Option<&'a str>,
}

impl<'a> Head<'a> {
    /// Reads the head elements of `page`, wherever they stand.
    pub(super) fn of(page: &Page<'a>) -> Self {
        let mut head = Self::default();
        for (index, tag, element) in page.elements() {
            let attr = |wanted: &str| {
                element
                    .attrs()
                    .find(|(name, _)| *name == wanted)
                    .map(|(_, value)| value.trim())
            };
            match (tag, element.name()) {
                (Tag::Meta, _) if head.metas.len() < MAX_METAS => {
                    let key = attr("property")
                        .or_else(|| attr("name"))
                        .or_else(|| attr("itemprop"))
                        .or_else(|| attr("http-equiv"));
                    if let (Some(key), Some(content)) = (
                        key,
                        attr("content").filter(|c| !c.is_empty() && c.len() <= LONGEST),
                    ) {
                        head.metas.push((key.to_ascii_lowercase(), content));
                    }
                }
                (Tag::Title, _) if head.title.is_none() => {
                    let title = page
                        .raw(index)
                        .split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" ");
                    head.title =
                        Some(title).filter(|title| !title.is_empty() && title.len() <= LONGEST);
                }
                (Tag::Link, _)
                    if attr("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) =>
                {
                    head.canonical = head.canonical.or(attr("href"));
                }
                (_, "html") => {
                    head.language = attr("lang")
                        .or_else(|| attr("xml:lang"))
                        .filter(|lang| !lang.is_empty());
                }
                (_, "base") => head.base = head.base.or(attr("href")),
                _ => {}
            }
        }
        head
    }

    /// The value of the first of `keys` that is present.
    pub(super) fn first(&self, keys: &[&str]) -> Option<&'a str> {
        keys.iter().find_map(|key| self.all(key).next())
    }

    /// All values of `key`.
    pub(super) fn all<'b>(&'b self, key: &'b str) -> impl Iterator<Item = &'a str> + 'b {
        self.metas
            .iter()
            .filter(move |(name, _)| name == key)
            .map(|(_, content)| *content)
    }
}
