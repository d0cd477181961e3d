//! The entries of a feed that lies in a file. They carry their content, for a file has no page behind it.

use feed_rs::model::{self, Feed, Text};
use item::{Entry, Hints, Inline, Locator, digest64};

use super::{parse::parse, plain::plain};
use crate::{
    connector::{Fetched, Opened, Warning},
    error::FetchError,
    records::{Container, Names},
};

/// Entries that are taken of one feed, far more than any keeps. They carry their content and are journalled together,
/// so there is no rest to be read later as in files of records.
const MOST_ENTRIES: usize = 50_000;

/// The entries of a feed, in its order.
pub(crate) fn entries(bytes: &[u8], container: &Container<'_>) -> Result<Opened, FetchError> {
    first_entries(bytes, container, MOST_ENTRIES)
}

fn first_entries(
    bytes: &[u8],
    container: &Container<'_>,
    most: usize,
) -> Result<Opened, FetchError> {
    let feed = parse(bytes).map_err(|reason| FetchError::Malformed {
        what: container.key.to_owned(),
        reason,
    })?;
    let mut names = Names::default();
    let entries = feed
        .entries
        .iter()
        .take(most)
        .map(|listed| entry(listed, &feed, container, &mut names));
    Ok(Opened {
        fetched: Fetched::Entries(entries.collect()),
        warnings: left_out(feed.entries.len(), most, container.key),
    })
}

fn left_out(listed: usize, most: usize, key: &str) -> Vec<Warning> {
    let warning = (listed > most).then(|| Warning {
        what: key.to_owned(),
        message: format!(
            "only the first {most} entries of this feed are read, {} are left out; split the file",
            listed - most
        ),
    });
    warning.into_iter().collect()
}

fn entry(
    listed: &model::Entry,
    feed: &Feed,
    container: &Container<'_>,
    names: &mut Names,
) -> Entry {
    let hints = hints(listed, feed);
    let inline = inline(listed);
    let said = format!("{hints:?}\u{0}{}", inline.content);
    let version = digest64(said.as_bytes());
    let own = [Some(listed.id.trim()), hints.link.as_deref()];
    let name = own
        .into_iter()
        .flatten()
        .find(|name| !name.is_empty())
        .map_or_else(|| format!("{version:016x}"), str::to_owned);
    Entry {
        source: container.file.source.clone(),
        key: format!("{}#{}", container.key, names.distinct(name)),
        version,
        locator: Locator::Inline(inline),
        hints,
    }
}

/// The fullest content that the feed gives.
fn inline(listed: &model::Entry) -> Inline {
    let content = listed
        .content
        .as_ref()
        .and_then(|content| content.body.as_deref());
    let summary = listed
        .summary
        .as_ref()
        .map(|summary| summary.content.as_str());
    let fullest = [content, summary]
        .into_iter()
        .flatten()
        .max_by_key(|text| text.len());
    Inline {
        content: fullest.unwrap_or_default().to_owned(),
        html: true,
        page: None, // a saved feed speaks for no site
    }
}

fn hints(listed: &model::Entry, feed: &Feed) -> Hints {
    let page = |link: &&model::Link| link.rel.as_deref().is_none_or(|rel| rel == "alternate");
    let published = listed.published.or(listed.updated);
    let updated = listed.updated.filter(|updated| Some(*updated) != published);
    let authors = listed
        .authors
        .iter()
        .filter_map(|author| author.name.as_deref());
    let categories = listed
        .categories
        .iter()
        .map(|category| category.label.as_ref().unwrap_or(&category.term));
    let text = |text: &Option<Text>| {
        text.as_ref()
            .map(|text| plain(&text.content))
            .filter(|text| !text.is_empty())
    };
    Hints {
        link: listed
            .links
            .iter()
            .find(page)
            .map(|link| link.href.trim().to_owned()),
        title: text(&listed.title),
        published: published.map(|date| date.to_rfc3339()),
        updated: updated.map(|date| date.to_rfc3339()),
        authors: authors.map(plain).filter(|name| !name.is_empty()).collect(),
        summary: text(&listed.summary),
        language: listed.language.clone().or_else(|| feed.language.clone()),
        categories: categories
            .map(|category| plain(category))
            .filter(|name| !name.is_empty())
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use item::SourceId;

    use super::*;

    fn read(content: &str) -> Vec<Entry> {
        let (entries, warnings) = read_first(content, MOST_ENTRIES);
        assert_eq!(warnings, []);
        entries
    }

    fn read_first(content: &str, most: usize) -> (Vec<Entry>, Vec<Warning>) {
        let file = Entry {
            source: SourceId::new("s"),
            key: "f.xml".to_owned(),
            version: 1,
            locator: Locator::File {
                path: "f.xml".to_owned(),
            },
            hints: Hints::default(),
        };
        let container = Container {
            file: &file,
            key: "f.xml",
        };
        let opened = first_entries(content.as_bytes(), &container, most).unwrap();
        match opened.fetched {
            Fetched::Entries(entries) => (entries, opened.warnings),
            Fetched::Document(_) => panic!("entries expected"),
        }
    }

    #[test]
    fn what_a_feed_lists_beyond_the_bound_is_counted() {
        let item = "<item><title>a</title></item>";
        let feed = format!(
            "<rss version='2.0'><channel><title>F</title>{}</channel></rss>",
            item.repeat(5)
        );
        let (entries, warnings) = read_first(&feed, 3);
        assert_eq!((entries.len(), warnings.len()), (3, 1));
        assert!(warnings[0].message.contains("2 are left out"));
        assert_eq!(read_first(&feed, 5).1, []);
    }

    #[test]
    fn an_rss_item_becomes_an_entry_with_its_content_and_hints() {
        let entries = read(
            r#"<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>F</title>
            <language>pl</language>
            <item><title>Rozmowy &amp;amp; umowy</title><link>https://a.example/1</link><guid>g1</guid>
            <pubDate>Mon, 14 Jun 2021 10:00:00 +0200</pubDate><category>Polska</category>
            <description>krótko</description><content:encoded><![CDATA[<p>Cały tekst.</p>]]></content:encoded></item>
            <item><title>Bez numeru</title><link>https://a.example/2</link></item>
            <item><title>Bez niczego</title></item>
            <item><title>Bez niczego</title></item></channel></rss>"#,
        );
        let first = &entries[0];
        assert_eq!(first.key, "f.xml#g1");
        assert_eq!(first.hints.title.as_deref(), Some("Rozmowy & umowy"));
        assert_eq!(
            first.hints.published.as_deref(),
            Some("2021-06-14T08:00:00+00:00")
        );
        assert_eq!(first.hints.updated, None);
        assert_eq!(first.hints.language.as_deref(), Some("pl"));
        assert_eq!(first.hints.categories, ["Polska"]);
        assert!(
            matches!(&first.locator, Locator::Inline(inline) if inline.content.contains("Cały tekst."))
        );
        assert_eq!(entries[1].key, "f.xml#https://a.example/2");
        assert_eq!(entries[3].key, format!("{}#2", entries[2].key));
    }

    #[test]
    fn an_atom_entry_changes_its_version_with_what_it_says() {
        let feed = |text: &str| {
            read(&format!(
                "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><id>f</id><updated>2021-06-14T08:00:00Z</updated>\
                 <entry><id>e1</id><title>T</title><author><name>Anna</name></author>\
                 <link rel='self' href='https://a.example/self'/><link href='https://a.example/e1'/>\
                 <published>2021-06-14T08:00:00Z</published><updated>2021-06-15T08:00:00Z</updated>\
                 <content type='html'>{text}</content></entry></feed>"
            ))
        };
        let (one, same, other) = (feed("a"), feed("a"), feed("b"));
        assert_eq!(one, same);
        assert_eq!(one[0].key, other[0].key);
        assert_ne!(one[0].version, other[0].version);
        assert_eq!(one[0].hints.link.as_deref(), Some("https://a.example/e1"));
        assert_eq!(
            one[0].hints.updated.as_deref(),
            Some("2021-06-15T08:00:00+00:00")
        );
        assert_eq!(one[0].hints.authors, ["Anna"]);
    }
}
