//! What the fields of a page claim its headline to be.

use super::super::markup::plain;
use super::linked::LinkedData;
use super::signals::{Property, Signals};
use super::{lines, sites};
use crate::clean::html::page::Page;

/// The longest headline, in bytes.
pub(super) const LONGEST: usize = 500;

/// The fields of the head that hold a headline, the most deliberate first.
const KEYS: [&str; 8] = [
    "og:title",
    "twitter:title",
    "parsely-title",
    "sailthru.title",
    "dc.title",
    "dcterms.title",
    "headline",
    "title",
];

/// One claim, without the name of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) text: String,
    /// The field that makes it.
    pub(super) found_in: String,
}

/// The claims of a page.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// By the head, for others to show.
    pub(super) shared: Option<Claim>,
    /// By linked data.
    pub(super) linked: Option<Claim>,
    /// By microdata.
    pub(super) marked: Option<Claim>,
    /// By the `title` element.
    pub(super) document: Option<Claim>,
    /// Titles as written, the site's name and all.
    pub(super) whole: Vec<String>,
}

impl Claims {
    /// Reads the claims of a page.
    pub(super) fn of(
        page: &Page<'_>,
        signals: &Signals<'_>,
        linked: &LinkedData,
        sites: &[String],
    ) -> Self {
        let claim = |text: &str, found_in: String| {
            let text = sites::stripped(&plain(text), sites);
            let usable = text.contains(char::is_alphanumeric)
                && text.len() <= LONGEST
                && !sites.iter().any(|site| sites::same(site, &text));
            usable.then_some(Claim { text, found_in })
        };
        let head = &signals.head;
        let shared = KEYS
            .iter()
            .find_map(|key| claim(head.first(&[key])?, format!("meta {key}")));
        let marked = signals.property(Property::Headline).find_map(|index| {
            claim(
                &lines::spaced(page, index, LONGEST),
                "itemprop headline".to_owned(),
            )
        });
        let whole = head.first(&["og:title"]).into_iter().map(plain);
        Self {
            shared,
            linked: linked
                .headline
                .as_deref()
                .and_then(|text| claim(text, "JSON-LD headline".to_owned())),
            marked,
            document: head
                .title
                .as_deref()
                .and_then(|text| claim(text, "title".to_owned())),
            whole: whole.chain(head.title.clone()).collect(),
        }
    }

    /// All claims, the most deliberate first.
    pub(super) fn all(&self) -> impl Iterator<Item = &Claim> {
        [&self.shared, &self.linked, &self.marked, &self.document]
            .into_iter()
            .flatten()
    }
}
