//! What entries say, and how it arrives.

use super::{atom, read, rss, titles};
use crate::feed::{Feed, FeedKind};

#[test]
fn what_an_entry_says_arrives_whole() {
    let feed = read(
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/' \
         xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>\
         <title>F</title><link>https://b.example/news/</link><language>it-IT</language><sy:updatePeriod>hourly</sy:updatePeriod>\
         <lastBuildDate>Mon, 14 Jun 2021 09:00:00 GMT</lastBuildDate>\
         <item><guid isPermaLink='true'>https://b.example/g</guid><title>one</title><pubDate>lun, 14 giu 2021 10:00:00 +0200</pubDate>\
         <enclosure url='/a.mp3' type='audio/mpeg' length='1'/><category>A, B</category><dc:subject>C</dc:subject></item>\
         <item><title>two</title><link>2</link></item></channel></rss>",
    );
    assert_eq!(feed.kind, FeedKind::Rss);
    assert_eq!(feed.language.as_deref(), Some("it-it"));
    assert_eq!(feed.ttl.unwrap().as_secs(), 3600);
    assert_eq!(feed.updated.unwrap().at.to_string(), "2021-06-14T09:00:00Z");
    let first = &feed.entries[0];
    assert_eq!(first.link.as_deref(), Some("https://b.example/g"));
    let published = first.published.as_ref().unwrap();
    assert_eq!(published.at.to_string(), "2021-06-14T08:00:00Z");
    assert_eq!(published.written, "lun, 14 giu 2021 10:00:00 +0200");
    assert_eq!(published.date.as_str(), "2021-06-14T10:00:00+02:00");
    assert_eq!(first.categories, ["A, B", "C"]);
    assert_eq!(first.enclosures[0].url, "https://b.example/a.mp3");
    assert_eq!(
        first.enclosures[0].media_type.as_deref(),
        Some("audio/mpeg")
    );
    let second = &feed.entries[1];
    assert_eq!(second.link.as_deref(), Some("https://b.example/news/2"));
    assert_eq!(second.id, "b.example/news/2");
}

#[test]
fn modules_say_what_the_format_does_not() {
    let feed = read(&rss(
        "<item xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' \
         xmlns:media='http://search.yahoo.com/mrss/' xmlns:dcterms='http://purl.org/dc/terms/' xmlns:atom='http://www.w3.org/2005/Atom'>\
         <dc:title>one</dc:title><dc:date>2021-06-14</dc:date><dcterms:modified>2021-06-15</dcterms:modified><dc:language>PL</dc:language>\
         <itunes:author>Anna</itunes:author><itunes:summary>short</itunes:summary><itunes:keywords>a, b,c</itunes:keywords>\
         <itunes:category text='Arts &amp;amp; more'/><media:group><media:content url='x.mp4' type='video/mp4'/></media:group>\
         <media:content url='//c.example/y.jpg'/><atom:link rel='enclosure' href='z.mp3'/><atom:link href='/1'/></item>",
    ));
    let entry = &feed.entries[0];
    assert_eq!(titles(&feed), ["one"]);
    assert_eq!(entry.published.as_ref().unwrap().written, "2021-06-14");
    assert_eq!(entry.updated.as_ref().unwrap().written, "2021-06-15");
    assert_eq!(entry.language.as_deref(), Some("pl"));
    assert_eq!(entry.authors, ["Anna"]);
    assert_eq!(entry.summary.as_ref().unwrap().text, "short");
    assert_eq!(entry.categories, ["a", "b", "c", "Arts & more"]);
    let urls: Vec<_> = entry
        .enclosures
        .iter()
        .map(|enclosure| enclosure.url.as_str())
        .collect();
    assert_eq!(
        urls,
        [
            "https://a.example/x.mp4",
            "https://c.example/y.jpg",
            "https://a.example/z.mp3"
        ]
    );
    assert_eq!(entry.link.as_deref(), Some("https://a.example/1"));
}

#[test]
fn dates_of_the_format_go_before_those_of_modules_in_whatever_order_they_stand() {
    let (good, other) = (
        "<pubDate>Mon, 14 Jun 2021 10:00:00 GMT</pubDate>",
        "<dc:date>2020-01-01</dc:date>",
    );
    for dates in [format!("{good}{other}"), format!("{other}{good}")] {
        let feed = read(&rss(&format!("<item>{dates}</item>")));
        let published = feed.entries[0].published.as_ref().unwrap();
        assert_eq!(published.at.to_string(), "2021-06-14T10:00:00Z");
    }
    let feed = read(&rss(&format!(
        "<item><pubDate>soon</pubDate>{other}</item>"
    )));
    assert_eq!(
        feed.entries[0].published.as_ref().unwrap().written,
        "2020-01-01"
    );
}

#[test]
fn titles_escaped_twice_are_resolved_twice_and_those_of_atom_by_the_rule_of_their_type() {
    let check = |feed: &Feed, expect: &str| assert_eq!(titles(feed), [expect]);
    for (title, expect) in [
        ("L&amp;#8217;Italia &amp;amp; noi", "L’Italia & noi"),
        ("<![CDATA[L&#8217;Italia &amp; noi]]>", "L’Italia & noi"),
        ("&lt;b&gt;Kijów&lt;/b&gt; dziś", "Kijów dziś"),
        ("<b>Kijów</b> dziś", "Kijów dziś"),
    ] {
        check(
            &read(&rss(&format!("<item><title>{title}</title></item>"))),
            expect,
        );
    }
    for (kind, title, expect) in [
        (
            "text",
            "How to write &amp;amp; and &lt;b&gt;",
            "How to write &amp; and <b>",
        ),
        (
            "html",
            "&lt;b&gt;Łódź&lt;/b&gt; &amp;amp; Gdańsk",
            "Łódź & Gdańsk",
        ),
        (
            "xhtml",
            "<div xmlns='http://www.w3.org/1999/xhtml'><b>Łódź</b> &amp; Gdańsk</div>",
            "Łódź & Gdańsk",
        ),
    ] {
        let entry = format!("<entry><title type='{kind}'>{title}</title></entry>");
        check(&read(&atom(&entry)), expect);
    }
}

#[test]
fn texts_keep_the_markup_that_stands_in_them() {
    let check = |inside: &str, expect: &str, html: bool| {
        let feed = read(&rss(&format!(
            "<item><description>{inside}</description></item>"
        )));
        let summary = feed.entries[0].summary.as_ref().unwrap();
        assert_eq!(
            (summary.text.as_str(), summary.html),
            (expect, html),
            "{inside}"
        );
    };
    check(
        "one <b>two</b> &amp; three",
        "one <b>two</b> &amp; three",
        true,
    );
    check("&lt;p&gt;one&lt;/p&gt;<br>two", "<p>one</p><br>two", true);
    check("<![CDATA[<p>a &amp; b</p>]]>", "<p>a &amp; b</p>", true);
    check("<![CDATA[a]]> b <![CDATA[& c]]>", "a b & c", false);
    check("one\n\ntwo &amp; 1 &lt; 2", "one\n\ntwo & 1 < 2", false);
    check("perch&amp;eacute;", "perch&eacute;", true);
}

#[test]
fn where_a_summary_and_a_description_are_given_the_description_is_the_content() {
    let feed = read(&rss(
        "<item><summary>short</summary><description>long</description></item>",
    ));
    let entry = &feed.entries[0];
    assert_eq!(entry.summary.as_ref().unwrap().text, "short");
    assert_eq!(entry.content.as_ref().unwrap().text, "long");
}

#[test]
fn categories_joined_by_commas_in_one_element_are_parted() {
    let check = |inside: &str, expect: &[&str]| {
        let feed = read(&rss(&format!("<item>{inside}</item>")));
        assert_eq!(feed.entries[0].categories, expect, "{inside}");
    };
    check(
        "<category>Esteri,Politica,Russia</category>",
        &["Esteri", "Politica", "Russia"],
    );
    check(
        "<category>Esteri, Politica, Russia</category>",
        &["Esteri", "Politica", "Russia"],
    );
    check(
        "<category>Washington, D.C.</category>",
        &["Washington, D.C."],
    );
    check(
        "<category>Esteri,Politica</category><category>Russia</category>",
        &["Esteri,Politica", "Russia"],
    );
    let entry = "<entry><category term='nato' label='NATO'/><category term='17' label='Russia'/><category term='ua' label='Ukraine'/></entry>";
    assert_eq!(
        read(&atom(entry)).entries[0].categories,
        ["nato", "Russia", "ua", "Ukraine"]
    );
}

#[test]
fn names_are_told_from_addresses() {
    let check = |inside: &str, expect: &[&str]| {
        let feed = read(&rss(&format!("<item>{inside}</item>")));
        assert_eq!(feed.entries[0].authors, expect, "{inside}");
    };
    check("<author>a@x.example (Anna Nowak)</author>", &["Anna Nowak"]);
    check("<author>a@x.example(Anna Nowak)</author>", &["Anna Nowak"]);
    check(
        "<author>Anna Nowak &lt;a@x.example&gt;</author>",
        &["Anna Nowak"],
    );
    check("<author>mailto:a@x.example</author>", &["a@x.example"]);
    check("<author>Anna Nowak (PAP)</author>", &["Anna Nowak (PAP)"]);
    check(
        "<author><name>Anna</name><email>a@x.example</email></author>",
        &["Anna"],
    );
    check(
        "<dc:creator><![CDATA[Anna]]></dc:creator><author>Anna</author><author>Jan</author>",
        &["Anna", "Jan"],
    );
    let inherited =
        atom("<author><name>Redakcja</name></author><entry><author><name/></author></entry>");
    assert_eq!(read(&inherited).entries[0].authors, ["Redakcja"]);
    let copied = atom(
        "<author><name>F</name></author><entry><source><author><name>Anna</name></author></source></entry>",
    );
    assert_eq!(read(&copied).entries[0].authors, ["Anna"]);
}

#[test]
fn relative_links_count_from_their_base_then_the_page_then_the_feed() {
    let link = |text: &str| read(text).entries[0].link.clone().unwrap();
    let item = "<item><link>1</link></item>";
    let page = "<link>https://b.example/news/</link>";
    assert_eq!(link(&rss(item)), "https://a.example/1");
    assert_eq!(
        link(&rss(&format!("{page}{item}"))),
        "https://b.example/news/1"
    );
    let based = "<item xml:base='/x/'><link>1</link></item>";
    assert_eq!(
        link(&rss(&format!("{page}{based}"))),
        "https://a.example/x/1"
    );
    let based =
        "<item xml:base='http://c.example/x/'><link xml:base='y/'>//d.example/1</link></item>";
    assert_eq!(link(&rss(&format!("{page}{based}"))), "http://d.example/1");
    let inner = based.replace("//d.example/", "");
    assert_eq!(
        link(&rss(&format!("{page}{inner}"))),
        "http://c.example/x/y/1"
    );
}

#[test]
fn links_of_atom_count_from_their_base_then_the_feed_and_lead_to_the_page() {
    let links = "<entry><link rel='self' href='s'/><link rel='alternate' href='1'/><link type='text/html' href='2'/></entry>";
    let feed = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='/de/'><link href='https://b.example/'/>{links}</feed>"
    );
    assert_eq!(
        read(&feed).entries[0].link.as_deref(),
        Some("https://a.example/de/2")
    );
    let feed = feed.replace(" xml:base='/de/'", "");
    assert_eq!(
        read(&feed).entries[0].link.as_deref(),
        Some("https://a.example/2")
    );
    let entry = "<entry><link rel=' http://www.iana.org/assignments/relation/alternate' href='/1'/></entry>";
    assert_eq!(
        read(&atom(entry)).entries[0].link.as_deref(),
        Some("https://a.example/1")
    );
    let entry = "<entry><link rel='alternate'>/1</link></entry>";
    assert_eq!(
        read(&atom(entry)).entries[0].link.as_deref(),
        Some("https://a.example/1")
    );
}

#[test]
fn languages_are_inherited_from_the_tags_around() {
    let feed = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='PL'><entry/><entry xml:lang='uk'/>\
         <entry><summary xml:lang='de'>x</summary><content xml:lang='it'>y</content></entry></feed>",
    );
    let languages: Vec<_> = feed
        .entries
        .iter()
        .map(|entry| entry.language.as_deref())
        .collect();
    assert_eq!(languages, [Some("pl"), Some("uk"), Some("it")]);
    assert_eq!(feed.language.as_deref(), Some("pl"));
}

#[test]
fn an_item_of_rdf_is_called_what_it_is_about() {
    let feed = read(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel rdf:about='x'>\
         <title>F</title><image><title>no</title></image></channel><item rdf:about='http://a.example/1?a=1&amp;b=2'><title>one</title></item></rdf:RDF>",
    );
    assert_eq!(feed.entries[0].id, "http://a.example/1?a=1&b=2");
    assert_eq!(
        feed.entries[0].link.as_deref(),
        Some("http://a.example/1?a=1&b=2")
    );
    assert_eq!(
        (feed.title.as_deref(), feed.kind),
        (Some("F"), FeedKind::Rdf)
    );
}
