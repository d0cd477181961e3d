//! Whole feeds, good and bad: what comes out of them.

use super::{Feed, FeedBytes, FeedKind, NoFeed, read_feed};

const URL: &str = "https://a.example/feed.xml";

fn try_read(bytes: &[u8]) -> Result<Feed, NoFeed> {
    read_feed(FeedBytes {
        bytes,
        charset: None,
        url: Some(URL),
        most: 100,
    })
}

fn read(text: &str) -> Feed {
    try_read(text.as_bytes()).unwrap_or_else(|no_feed| panic!("{no_feed}: {text}"))
}

fn rss(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>F</title>{items}</channel></rss>")
}

fn titles(feed: &Feed) -> Vec<&str> {
    let titles = feed.entries.iter().map(|entry| entry.title.as_deref());
    titles.map(Option::unwrap_or_default).collect()
}

#[test]
fn one_bad_entry_never_loses_the_feed() {
    let good = "<item><title>one</title><link>/1</link></item>";
    for bad in [
        "<item><title>two</title><description>a<br>b</description></item>",
        "<item><title>two<title></item>",
        "<item><title>two</title></itm></item>",
        "<item><title>two</description></item>",
    ] {
        let feed = read(&rss(&format!("{good}{bad}{good}{good}")));
        assert_eq!(titles(&feed), ["one"; 3], "{bad}");
        assert_eq!(feed.title.as_deref(), Some("F"));
        assert_eq!(
            feed.warnings,
            ["it has 4 entries, but only 3 could be read"],
            "{bad}"
        );
        assert_eq!(feed.entries[0].link.as_deref(), Some("https://a.example/1"));
    }
}

#[test]
fn a_feed_that_is_cut_off_gives_its_whole_entries() {
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title>\
        <entry><id>1</id><title>one</title></entry><entry><id>2</id><title>two</ti";
    let rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>\
        <channel><title>F</title></channel><item><title>one</title><link>/1</link></item><item><ti";
    let whole = rss("<item><title>one</title></item><item><title>two");
    let rss = whole.trim_end_matches("</channel></rss>");
    for text in [atom, rdf, rss] {
        let feed = read(text);
        assert_eq!(titles(&feed), ["one"], "{text}");
        assert_eq!(feed.title.as_deref(), Some("F"), "{text}");
        assert!(feed.warnings.iter().any(|said| said.contains("cut off")));
    }
}

#[test]
fn slips_that_xml_forbids_cost_nothing() {
    for (title, expect) in [
        ("Rock & Roll", "Rock & Roll"),
        ("1 < 2", "1 < 2"),
        ("a\u{1}bc", "abc"),
        ("a&#1;b&#x1F;c", "abc"),
        ("citt&agrave; &Lstrok;&oacute;d&zacute;", "città Łódź"),
        ("L&amp;#8217;Italia &amp;amp; noi", "L’Italia & noi"),
        ("&#X41;", "A"),
    ] {
        let feed = read(&rss(&format!("<item><title>{title}</title></item>")));
        assert_eq!(titles(&feed), [expect], "{title}");
        assert!(feed.warnings.is_empty(), "{title}: {:?}", feed.warnings);
    }
}

#[test]
fn dialects_are_understood() {
    let old_atom = "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>F</title><tagline/><entry>\
        <title type='text/html' mode='escaped'>one</title><id>1</id><issued>2004-01-01T00:00:00Z</issued>\
        <modified>2004-01-02T00:00:00Z</modified><content type='text/plain'>x</content></entry></feed>";
    let feed = read(old_atom);
    let entry = &feed.entries[0];
    assert_eq!(
        entry.published.as_ref().unwrap().written,
        "2004-01-01T00:00:00Z"
    );
    assert_eq!(
        entry.updated.as_ref().unwrap().written,
        "2004-01-02T00:00:00Z"
    );
    for text in [
        "<rss><channel><item><title>one</title></item></channel></rss>",
        "<rss version='0.93'><channel><item><title>one</title></item></channel></rss>",
        "<rss version='2.0' xmlns='http://backend.userland.com/rss2'><channel><item><title>one</title></item></channel></rss>",
        "<feed><entry><title type='text/plain'>one</title></entry></feed>",
        "<feed xmlns='HTTP://www.w3.org/2005/atom/'><entry><title type='strange'>one</title></entry></feed>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'>\
         <channel/><item><title>one</title><link>/1</link></item></rdf:RDF>",
        "<rss version='2.0'><channel><item><title>one</title><media:title/><media:description></media:description></item></channel></rss>",
        "<rss version='2.0'><channel><item xml:base='http://['><title>one</title></item></channel></rss>",
        "<b>Warning</b>: mysql<br />\n<?xml version='1.0' encoding='latin1'?><rss version='2.0'><channel><item><title>one</title></item></channel></rss>",
        "<!-- x --><?xml version='1.0' encoding='windows-1250'?><rss version='2.0'><channel><item><title>one</title></item></channel></rss> junk",
    ] {
        assert_eq!(titles(&read(text)), ["one"], "{text}");
    }
}

#[test]
fn undeclared_prefixes_keep_their_meaning() {
    let feed = read(&rss(
        "<item><title>one</title><media:title>film</media:title><content:encoded>long</content:encoded>\
         <dc:creator>Anna</dc:creator></item>",
    ));
    assert_eq!(titles(&feed), ["one"]);
    assert_eq!(feed.entries[0].content.as_ref().unwrap().text, "long");
    assert_eq!(feed.entries[0].authors, ["Anna"]);
}

#[test]
fn authors_that_bring_the_parser_down_cost_nothing() {
    for author in [
        "Redazione «redazione@x.example»",
        "редакция—news@x.example",
        "<![CDATA[«a@x.example»]]>",
        "Anna\u{a0}a@x.example\u{a0}Nowak",
        "Zażółć&#8212;a@x.example",
        "Ł&#64;x.example",
    ] {
        let item = format!("<item><title>one</title><author>{author}</author></item>");
        let feed = read(&rss(&format!("{item}<item><title>two</title></item>")));
        assert!(titles(&feed).contains(&"two"), "{author}");
    }
    let kept = read(&rss(
        "<item><author>a@x.example (Anna Nowak)</author></item>",
    ));
    assert_eq!(kept.entries[0].authors, ["Anna Nowak"]);
}

#[test]
fn elements_that_nest_without_end_do_no_harm() {
    let (open, close) = ("<div>".repeat(100_000), "</div>".repeat(100_000));
    for text in [
        rss(&format!(
            "<item><description>{open}x{close}</description></item>"
        )),
        rss(&format!("{open}x{close}")),
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>{open}x{close}</content></entry></feed>"
        ),
        format!("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>{open}x"),
    ] {
        let _either_way_it_returns = try_read(text.as_bytes());
    }
}

#[test]
fn what_an_entry_says_arrives_whole() {
    let feed = read(
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:sy='x'><channel>\
         <title>F</title><link>https://b.example/news/</link><language>it-IT</language><sy:updatePeriod>hourly</sy:updatePeriod>\
         <item><guid isPermaLink='true'>https://b.example/g</guid><title>one</title><pubDate>lun, 14 giu 2021 10:00:00 +0200</pubDate>\
         <enclosure url='/a.mp3' type='audio/mpeg' length='1'/><category>A, B</category><dc:subject>C</dc:subject></item>\
         <item><title>two</title><link>2</link></item></channel></rss>",
    );
    assert_eq!(feed.kind, FeedKind::Rss);
    assert_eq!(feed.language.as_deref(), Some("it-it"));
    assert_eq!(feed.ttl.unwrap().as_secs(), 3600);
    let first = &feed.entries[0];
    assert_eq!(first.link.as_deref(), Some("https://b.example/g"));
    let published = first.published.as_ref().unwrap();
    assert_eq!(published.at.to_string(), "2021-06-14T08:00:00Z");
    assert_eq!(published.written, "lun, 14 giu 2021 10:00:00 +0200");
    assert_eq!(first.categories, ["A, B", "C"]);
    assert_eq!(
        first.enclosures[0].media_type.as_deref(),
        Some("audio/mpeg")
    );
    let second = &feed.entries[1];
    assert_eq!(second.link.as_deref(), Some("https://b.example/news/2"));
    assert_eq!(second.id, "b.example/news/2");
}

#[test]
fn links_of_atom_count_from_their_base() {
    let feed = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='/de/'><entry><link rel='self' href='s'/>\
         <link rel='alternate' href='1'/><link type='text/html' href='2'/></entry></feed>",
    );
    assert_eq!(
        feed.entries[0].link.as_deref(),
        Some("https://a.example/de/2")
    );
}

#[test]
fn what_is_no_feed_is_told_apart() {
    for (text, expect) in [
        ("", "it is empty"),
        (" \n\u{feff}", "it is empty"),
        (
            "<html><title>x</title>",
            "it is a web page (`x`), not a feed",
        ),
        ("404 not found", "it is no feed"),
        ("<urlset/>", "it is XML, but neither RSS, Atom nor RDF"),
        (
            "{\"a\":1}",
            "it is JSON, but no JSON Feed: it has no list `items`",
        ),
    ] {
        assert_eq!(try_read(text.as_bytes()).unwrap_err().reason, expect);
    }
}

#[test]
fn a_feed_may_be_empty_and_have_no_channel() {
    for text in [
        "<rss version='2.0'/>",
        "<rss version='2.0'><channel/></rss>",
        "<rss></rss>",
        "<feed/>",
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[]}",
    ] {
        let feed = read(text);
        assert_eq!((feed.entries.len(), feed.warnings.len()), (0, 0), "{text}");
    }
}

#[test]
fn entries_beyond_the_bound_are_counted() {
    let feed = read(&rss(&"<item><title>one</title></item>".repeat(105)));
    assert_eq!(feed.entries.len(), 100);
    assert_eq!(
        feed.warnings,
        ["only its first 100 entries are read, 5 are left out"]
    );
}
