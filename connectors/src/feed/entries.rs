//! The entries of a feed that lies in a file. They carry their content, for a file has no page behind it.

use item::{Entry, Inline, Locator, digest64};

use super::{
    hints::hints,
    model::{Feed, FeedEntry, Ids},
    read::{FeedBytes, read_feed},
};
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
    let received = FeedBytes {
        bytes,
        charset: None,
        url: None,
        most,
        ids: Ids::Believed,
    };
    let feed = read_feed(received).map_err(|no_feed| FetchError::Malformed {
        what: container.key.to_owned(),
        reason: no_feed.reason,
    })?;
    let mut names = Names::default();
    let entries = feed
        .entries
        .iter()
        .map(|listed| entry(listed, &feed, container, &mut names));
    let warning = |message: &String| Warning {
        what: container.key.to_owned(),
        message: message.clone(),
    };
    Ok(Opened::of(
        Fetched::Entries(entries.collect()),
        feed.warnings.iter().map(warning).collect(),
    ))
}

fn entry(listed: &FeedEntry, feed: &Feed, container: &Container<'_>, names: &mut Names) -> Entry {
    let hints = hints(listed, listed.updated.as_ref(), feed);
    let inline = inline(listed);
    let said = format!("{hints:?}\u{0}{}", inline.content);
    let version = digest64(said.as_bytes());
    Entry {
        source: container.file.source.clone(),
        key: format!("{}#{}", container.key, names.distinct(listed.id.clone())),
        version,
        locator: Locator::Inline(inline),
        hints,
    }
}

/// The fullest content that the feed gives.
fn inline(listed: &FeedEntry) -> Inline {
    let fullest = [&listed.content, &listed.summary]
        .into_iter()
        .flatten()
        .max_by_key(|prose| prose.text.len());
    Inline {
        content: fullest.map_or_else(String::new, |prose| prose.text.clone()),
        html: fullest.is_none_or(|prose| prose.html),
        page: None,
    }
}

#[cfg(test)]
mod tests {
    use item::{Hints, SourceId};

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
            Some("Mon, 14 Jun 2021 10:00:00 +0200")
        );
        assert_eq!(first.hints.updated, None);
        assert_eq!(first.hints.language.as_deref(), Some("pl"));
        assert_eq!(first.hints.categories, ["Polska"]);
        assert!(
            matches!(&first.locator, Locator::Inline(inline) if inline.content.contains("Cały tekst."))
        );
        assert_eq!(entries[1].key, "f.xml#a.example/2");
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
            Some("2021-06-15T08:00:00Z")
        );
        assert_eq!(one[0].hints.authors, ["Anna"]);
    }
}
