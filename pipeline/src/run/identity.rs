//! Who an item is, decided from where its document was.

use item::{Article, Document, Entry, ItemId, Locator, is_canonical_of};

use super::treatments::Treatments;

/// The item's name and the key URLs under which it is known from now on, its own first.
///
/// A page is named by the address that it declares as its own where that can be believed, else by the one at which it
/// was found; every other address that led to it is an alias. Content that came with the listing of the page's own
/// site is named like the page. A file, a record of a file or content that came with another's listing is named by its
/// source and key: the URL that a text claims for itself is evidence, not identity.
pub(super) fn identify(
    entry: &Entry,
    document: &Document,
    article: &Article,
    treatments: &Treatments,
) -> (ItemId, Vec<String>) {
    let addresses = match &entry.locator {
        Locator::Url { url } | Locator::Record { url, .. } => {
            let found = document.url.as_deref().unwrap_or(url);
            let declared = article.canonical_url.as_deref();
            let canonical = declared.filter(|declared| is_canonical_of(declared, found));
            vec![canonical, Some(found), Some(url.as_str())]
        }
        Locator::Inline(inline) => vec![inline.page.as_deref()],
        Locator::File { .. } | Locator::Slice { .. } => Vec::new(),
    };
    let mut keys: Vec<String> = Vec::with_capacity(addresses.len());
    let keyed = |url: &str| treatments.key_url(&entry.source, url);
    for key in addresses.into_iter().flatten().filter_map(keyed) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let id = match keys.first() {
        Some(key) => ItemId::of_url(key),
        None => ItemId::of_entry(&entry.source, &entry.key),
    };
    (id, keys)
}

#[cfg(test)]
mod tests {
    use item::{Hints, Inline, Media, RawPlace, SourceId};

    use super::*;

    fn entry(locator: Locator) -> Entry {
        Entry {
            source: SourceId::new("s"),
            key: "k".to_owned(),
            version: 1,
            locator,
            hints: Hints::default(),
        }
    }

    fn named(
        locator: Locator,
        found: Option<&str>,
        canonical: Option<&str>,
    ) -> (ItemId, Vec<String>) {
        let document = Document {
            bytes: Vec::new(),
            media: Media::Html,
            charset: None,
            url: found.map(str::to_owned),
            hints: Hints::default(),
            raw: None,
        };
        let article = Article {
            canonical_url: canonical.map(str::to_owned),
            ..Article::default()
        };
        identify(&entry(locator), &document, &article, &Treatments::default())
    }

    fn check(listed: &str, found: &str, canonical: Option<&str>, keys: &[&str]) {
        let url = listed.to_owned();
        let (id, known) = named(Locator::Url { url }, Some(found), canonical);
        assert_eq!(known, keys, "for `{listed}`");
        assert_eq!(id, ItemId::of_url(keys[0]), "for `{listed}`");
    }

    #[test]
    fn a_page_is_named_by_where_it_was_found_and_known_under_every_address() {
        check(
            "http://example.org/go/1?utm_source=rss",
            "https://www.example.org/the-bridge-is-closed",
            None,
            &["example.org/the-bridge-is-closed", "example.org/go/1"],
        );
        check(
            "https://example.org/the-bridge-is-closed/amp",
            "https://example.org/the-bridge-is-closed/amp",
            Some("https://example.org/the-bridge-is-closed"),
            &["example.org/the-bridge-is-closed"],
        );
    }

    #[test]
    fn a_canonical_names_the_page_only_where_it_can_be_believed() {
        let page = "https://example.org/?p=12345";
        let canonical = "https://example.org/2024/the-bridge-is-closed";
        let keys = [
            "example.org/2024/the-bridge-is-closed",
            "example.org?p=12345",
        ];
        check(page, page, Some(canonical), &keys);
        for foreign in [
            "https://other.example/a-b-c-d",
            "https://example.org/",
            "not a url",
        ] {
            check(page, page, Some(foreign), &["example.org?p=12345"]);
        }
    }

    #[test]
    fn content_of_the_pages_own_site_is_named_like_the_page() {
        let inline = |page: Option<&str>| {
            Locator::Inline(Inline {
                content: "Text.".to_owned(),
                html: true,
                page: page.map(str::to_owned),
            })
        };
        let canonical = Some("https://example.org/other");
        let (id, keys) = named(
            inline(Some("https://example.org/a?utm_source=rss")),
            None,
            canonical,
        );
        assert_eq!(
            (id, keys),
            (
                ItemId::of_url("example.org/a"),
                vec!["example.org/a".to_owned()]
            )
        );
        let (id, keys) = named(inline(None), Some("https://example.org/a"), canonical);
        assert_eq!(
            (id, keys),
            (ItemId::of_entry(&SourceId::new("s"), "k"), Vec::new())
        );
    }

    #[test]
    fn a_page_from_an_archive_is_named_like_the_live_one() {
        let listed = "http://example.org/the-bridge?utm_source=x";
        let place = RawPlace {
            path: "a.warc.gz".to_owned(),
            offset: 7,
            within: 0,
        };
        let url = listed.to_owned();
        let archived = named(Locator::Record { url, place }, Some(listed), None);
        let url = listed.to_owned();
        assert_eq!(archived, named(Locator::Url { url }, Some(listed), None));
    }

    #[test]
    fn a_file_is_named_by_source_and_path_whatever_it_claims() {
        let path = "a.html".to_owned();
        let (id, keys) = named(Locator::File { path }, None, Some("https://example.org/a"));
        assert_eq!(
            (id, keys),
            (ItemId::of_entry(&SourceId::new("s"), "k"), Vec::new())
        );
    }
}
