//! Feeds that are damaged, or none.

use super::{atom, read, rss, titles, try_read};

#[test]
fn one_broken_entry_never_loses_the_feed_nor_itself() {
    let good = "<item><title>one</title><link>/1</link></item>";
    for bad in [
        "<item><title>two</title><description>a<br>b</description></item>",
        "<item><title>two<title></item>",
        "<item><title>two</title></itm></item>",
        "<item><title>two</description></item>",
        "<item><title>two<link>/2</link></item>",
        "<item><title>two</title><link>/2</link>",
        "<item><broken><title>two</title></item>",
        "<item xml:base='http://['><title>two</title></item>",
        "<item><title>two</title><enclosure url=\"x></item>",
    ] {
        let feed = read(&rss(&format!("{good}{bad}{good}{good}")));
        assert_eq!(titles(&feed), ["one", "two", "one", "one"], "{bad}");
        assert_eq!(feed.title.as_deref(), Some("F"));
        assert_eq!(feed.entries[0].link.as_deref(), Some("https://a.example/1"));
        assert!(!feed.warnings.is_empty(), "{bad}: a repair is told");
    }
}

#[test]
fn repairs_are_counted() {
    let check =
        |items: &str, expect: &str| assert_eq!(read(&rss(items)).warnings, [expect], "{items}");
    check(
        "<item><title>a<title>b<link>c</item>",
        "3 of its elements are not closed",
    );
    check(
        "<item><dc:creator>a</dc:creator><x:title>b</x:title></item>",
        "2 of its elements have a prefix that it does not declare",
    );
    let warnings = read(&rss("<item><title>a & b</title></item>")).warnings;
    assert!(
        warnings[0].starts_with("it is not well formed, but could be read: "),
        "{warnings:?}"
    );
    let none: [&str; 0] = [];
    let hollow = "<item xmlns:media=\"http://search.yahoo.com/mrss/\"><media:title/><media:description></media:description></item>";
    assert_eq!(
        read(&rss(hollow)).warnings,
        none,
        "what is well formed is no repair"
    );
}

#[test]
fn a_feed_that_is_cut_off_gives_its_whole_entries() {
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title>\
        <entry><id>1</id><title>one</title></entry><entry><id>2</id><title>two</ti";
    let rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>\
        <channel><title>F</title></channel><item><title>one</title><link>/1</link></item><item><ti";
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"F","items":[{"id":"1","title":"one"},{"id":"2","ti"#;
    let whole = rss("<item><title>one</title></item><item><title>two<![CDATA[x");
    let rss = whole.trim_end_matches("</channel></rss>");
    for text in [atom, rdf, rss, json] {
        let feed = read(text);
        assert_eq!(titles(&feed), ["one"], "{text}");
        assert_eq!(feed.title.as_deref(), Some("F"), "{text}");
        assert!(feed.warnings.iter().any(|said| said.contains("cut off")));
    }
}

#[test]
fn control_characters_entities_and_signs_that_xml_forbids_cost_nothing() {
    for (title, expect) in [
        ("Rock & Roll", "Rock & Roll"),
        ("1 < 2", "1 < 2"),
        ("a\u{0}\u{1}bc", "abc"),
        ("a&#1;b&#x1F;c", "abc"),
        ("citt&agrave; &Lstrok;&oacute;d&zacute;", "città Łódź"),
        ("&#X41;&#146;", "A’"),
        ("AT&T; &; &#; &#xZ;", "AT&T; &; &#; &#xZ;"),
    ] {
        let feed = read(&rss(&format!("<item><title>{title}</title></item>")));
        assert_eq!(titles(&feed), [expect], "{title}");
    }
}

#[test]
fn junk_before_the_feed_and_behind_it_costs_nothing() {
    let feed = rss("<item><title>one</title></item>");
    let blank = " \n".repeat(10_000);
    for text in [
        format!("{blank}{feed}{blank}"),
        format!("\u{feff}\u{feff}{feed}"),
        format!("<b>Warning</b>: mysql<br />\n<?xml version='1.0' encoding='latin1'?>{feed}"),
        format!("<!-- x --><?xml version='1.0' encoding='windows-1250'?>{feed} junk <a>"),
        format!("<?xml version='1.0'?><?xml version='1.0'?><!DOCTYPE rss [<!ENTITY x 'y'>]>{feed}"),
        format!("<?xml version='1.0'?><!-- {} -->{feed}", "x".repeat(50_000)),
    ] {
        let start: String = text.chars().take(80).collect();
        assert_eq!(titles(&read(&text)), ["one"], "{start}");
    }
}

#[test]
fn entities_that_a_feed_declares_are_written_out() {
    let feed = rss("<item><guid>&site;2006</guid><title>&who; &amp; Co</title></item>");
    let text =
        format!("<!DOCTYPE rss [<!ENTITY site \"tag:a.example,\"> <!ENTITY who 'Anna'>]>{feed}");
    let feed = read(&text);
    assert_eq!(feed.entries[0].id, "tag:a.example,2006");
    assert_eq!(titles(&feed), ["Anna & Co"]);
}

#[test]
fn html_in_place_of_a_feed_is_a_failure_and_told_apart() {
    for (text, expect) in [
        ("", "it is empty"),
        (" \n\u{feff}", "it is empty"),
        (
            "<html><title>x</title>",
            "it is a web page (`x`), not a feed",
        ),
        ("<!DOCTYPE html><body><rss>", "it is a web page, not a feed"),
        ("404 not found", "it is no feed"),
        ("<urlset/>", "it is XML, but neither RSS, Atom nor RDF"),
        (
            "<tv><channel/></tv>",
            "it is XML, but neither RSS, Atom nor RDF",
        ),
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
        "<channel></channel>",
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[]}",
    ] {
        let feed = read(text);
        assert_eq!((feed.entries.len(), feed.warnings.len()), (0, 0), "{text}");
    }
}

#[test]
fn entries_beyond_the_bound_are_counted() {
    let json = format!("{{\"items\":[{}{{}}]}}", "{},".repeat(104));
    for text in [
        rss(&"<item><title>one</title></item>".repeat(105)),
        atom(&"<entry><title>one</entry>".repeat(105)),
        json,
    ] {
        let feed = read(&text);
        assert_eq!(feed.entries.len(), 100);
        assert_eq!(
            feed.warnings[0],
            "only its first 100 entries are read, 5 are left out"
        );
    }
}

#[test]
fn entries_inside_entries_are_theirs() {
    let copied = "<entry><source><title>no</title><entry><title>no</title></entry></source><title>one</title></entry>";
    assert_eq!(titles(&read(&atom(copied))), ["one"]);
    let older = "<item><x:history xmlns:x='urn:x'><item><title>no</title></item></x:history><title>one</title></item>";
    let feed = read(&rss(&older.repeat(2)));
    assert_eq!(titles(&feed), ["one", "one"]);
    let unclosed = older.replace("</x:history>", "");
    assert_eq!(
        titles(&read(&rss(&unclosed.repeat(30)))).len(),
        60,
        "it may hold nothing after all"
    );
}
