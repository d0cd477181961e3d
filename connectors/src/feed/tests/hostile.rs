//! Feeds that mean harm, or might as well: whatever is read ends well, and soon.

use proptest::prelude::*;

use super::{atom, read, rss, titles, try_read};

#[test]
fn authors_that_bring_a_parser_down_cost_nothing() {
    for author in [
        "Redazione «redazione@x.example»",
        "редакция—news@x.example",
        "<![CDATA[«a@x.example»]]>",
        "Anna\u{a0}a@x.example\u{a0}Nowak",
        "Zażółć&#8212;a@x.example",
        "Ł&#64;x.example",
    ] {
        for element in ["author", "dc:creator", "itunes:author", "webMaster"] {
            let person = format!("<{element}>{author}</{element}>");
            let item = format!("<item><title>one</title>{person}</item>");
            let feed = read(&rss(&format!(
                "{person}{item}<item><title>two</title></item>"
            )));
            assert_eq!(titles(&feed), ["one", "two"], "{person}");
        }
    }
}

#[test]
fn elements_that_nest_without_end_do_no_harm() {
    const DEPTH: usize = 50_000;
    for name in ["div", "media:group", "item", "author", "channel", "rdf:RDF"] {
        let (open, close) = (
            format!("<{name}>").repeat(DEPTH),
            format!("</{name}>").repeat(DEPTH),
        );
        for text in [
            rss(&format!(
                "<item><description>{open}x{close}</description></item>"
            )),
            rss(&format!("<item>{open}x{close}</item>")),
            rss(&format!("{open}x{close}")),
            atom(&format!(
                "<entry><content type='xhtml'>{open}x{close}</content></entry>"
            )),
            rss(&open),
            open,
        ] {
            let _either_way_it_returns = try_read(text.as_bytes());
        }
    }
}

/// Pieces of markup that have made parsers slow: each is repeated until a feed is large.
const SLOW: [&str; 30] = [
    "<",
    "<<",
    "&",
    "<a",
    "<a ",
    "</",
    "<!--",
    "<![CDATA[",
    "<item>",
    "<item><title>",
    "<title>",
    "</item>",
    "<x:a>",
    "<dc:title>",
    "<item><x:y>",
    "a='b' ",
    "\"",
    "'>\"",
    "xmlns:a",
    "<script>",
    "&lt;script&gt;",
    "&lt;x",
    "&amp;",
    "]]>",
    "<!ENTITY a '",
    "<link href='",
    "<author><name>",
    "<media:group><media:content url='a'/>",
    "<category>a,",
    "@x.example ",
];

/// Reading must take time linear in the length. What takes the square of it takes minutes here.
#[test]
fn no_repeated_markup_makes_reading_slow() {
    const LENGTH: usize = 256 << 10;
    for piece in SLOW {
        let many = piece.repeat(LENGTH / piece.len());
        for text in [
            rss(&format!("<item><title>{many}</title></item>")),
            rss(&format!("<item><description><![CDATA[{many}")),
            rss(&many),
            format!("<rss {many}"),
            format!("<rss><channel {many}></channel>{many}"),
            many,
        ] {
            let _either_way_it_returns = try_read(text.as_bytes());
        }
    }
}

/// Feeds of every format, as good as they come.
const GOOD: [&str; 4] = [
    "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' \
     xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:media='http://search.yahoo.com/mrss/'><channel><title>Łódź</title>\
     <link>https://a.example/</link><language>pl</language><ttl>30</ttl><item><title>Zażółć &amp; gęślą</title><link>/1</link>\
     <guid isPermaLink='false'>g1</guid><pubDate>Mon, 14 Jun 2021 10:00:00 +0200</pubDate><dc:creator>Anna «a@x.example»</dc:creator>\
     <category>A,B,C</category><media:group><media:content url='/x.jpg'/></media:group><enclosure url='a.mp3' type='audio/mpeg'/>\
     <description>&lt;p&gt;x&lt;/p&gt;</description><content:encoded><![CDATA[<p>długo</p>]]></content:encoded></item>\
     <item><title>two</title></item></channel></rss>",
    "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='uk' xml:base='http://a.example/x/'><title type='html'>Київ</title><id>f</id>\
     <updated>2021-06-14T08:00:00Z</updated><author><name>Анна</name></author><entry><id>1</id><title>один</title><link href='1'/>\
     <published>2021-06-14T08:00:00Z</published><category term='a' label='А'/><content type='xhtml'><div><p>текст</p></div></content></entry>\
     <entry><id>2</id><title>два</title><summary>&lt;b&gt;</summary></entry></feed>",
    "<!DOCTYPE rdf:RDF [<!ENTITY x 'y'>]><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>\
     <channel rdf:about='f'><title>F &x;</title><link>/</link></channel><item rdf:about='/1'><title>one</title><link>/1</link></item></rdf:RDF>",
    r#"{"version":"https://jsonfeed.org/version/1.1","title":"F","home_page_url":"/","items":[{"id":"1","url":"/1","title":"Uno \u00e8",
     "content_html":"<p>x</p>","date_published":"2021-06-14T10:00:00Z","tags":["a"],"attachments":[{"url":"a.mp3"}]},{"id":2}]}"#,
];

/// A mutation: where, how much is cut out there, and what is put in its place.
fn mutations() -> impl Strategy<Value = Vec<(usize, usize, Vec<u8>)>> {
    let pieces = SLOW.map(|piece| piece.as_bytes().to_vec());
    let inserted = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..6),
        proptest::sample::select(pieces.to_vec()),
        Just("»@x.example«".as_bytes().to_vec()),
    ];
    proptest::collection::vec((any::<usize>(), 0_usize..40, inserted), 0..8)
}

proptest! {
    #[test]
    fn mutated_feeds_of_every_format_are_read_or_refused_and_every_entry_has_a_name(
        good in proptest::sample::select(GOOD.to_vec()),
        mutations in mutations(),
        charset in proptest::option::of(proptest::sample::select(vec!["utf-8", "windows-1250", "utf-16", "x"])),
    ) {
        let mut bytes = good.as_bytes().to_vec();
        for (place, length, inserted) in mutations {
            let from = place % (bytes.len() + 1);
            let to = (from + length).min(bytes.len());
            bytes.splice(from..to, inserted);
        }
        let received = crate::feed::FeedBytes {
            bytes: &bytes,
            charset,
            url: Some(super::URL),
            most: 100,
            ids: crate::feed::Ids::Believed,
        };
        if let Ok(feed) = crate::feed::read_feed(received) {
            prop_assert!(feed.entries.iter().all(|entry| !entry.id.is_empty()));
            let again = crate::feed::read_feed(received);
            prop_assert_eq!(Ok(feed), again);
        }
    }

    #[test]
    fn bytes_of_any_kind_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _either_way_it_returns = try_read(&bytes);
    }
}
