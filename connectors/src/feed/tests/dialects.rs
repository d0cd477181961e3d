//! Formats and versions as publishers write them.

use super::{read, rss, titles};
use crate::feed::FeedKind;

#[test]
fn dialects_are_understood() {
    for text in [
        "<rss><channel><item><title>one</title></item></channel></rss>",
        "<rss><item><title>one</title></item></rss>",
        "<rss version='0.93'><channel><item><title>one</title></item></channel></rss>",
        "<RSS VERSION='2.0'><CHANNEL><ITEM><TITLE>one</TITLE></ITEM></CHANNEL></RSS>",
        "<rss version='2.0' xmlns='http://backend.userland.com/rss2'><channel><item><title>one</title></item></channel></rss>",
        "<r:rss version='2.0' xmlns:r='urn:x' xmlns:y='urn:y'><r:channel><r:item><y:title>no</y:title><r:title>one</r:title></r:item></r:channel></r:rss>",
        "<channel><item><title>one</title></item></channel>",
        "<CHANNEL HREF='/'><ITEM HREF='/1'><TITLE>one</TITLE></ITEM></CHANNEL>",
        "<feed><entry><title type='text/plain'>one</title></entry></feed>",
        "<feed xmlns='HTTP://www.w3.org/2005/atom/'><entry><title type='strange'>one</title></entry></feed>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><a:entry xmlns:a='http://www.w3.org/2005/Atom'><a:title>one</a:title></a:entry></feed>",
        "<entry xmlns='http://www.w3.org/2005/Atom'><title>one</title></entry>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'>\
         <channel/><item><title>one</title><link>/1</link></item></rdf:RDF>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>\
         <channel/><item><title>one</title></item></rdf:RDF>",
        "<Channel xmlns='http://purl.org/net/rss1.1#'><items><item><title>one</title></item></items></Channel>",
    ] {
        let feed = read(text);
        assert_eq!(titles(&feed), ["one"], "{text}");
        let none: [&str; 0] = [];
        assert_eq!(feed.warnings, none, "a dialect is no mistake: {text}");
    }
}

#[test]
fn atom_0_3_says_the_same_in_other_words() {
    let feed = read(
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>F</title><tagline/><modified>2004-01-03T00:00:00Z</modified>\
         <entry><title type='text/html' mode='escaped'>&lt;b&gt;one&lt;/b&gt;</title><id>1</id><created>2003-01-01T00:00:00Z</created>\
         <issued>2004-01-01T00:00:00Z</issued><modified>2004-01-02T00:00:00Z</modified>\
         <summary type='text/html' mode='base64'>PHA+a3LD\n s3RrbzwvcD4=</summary><content type='text/plain'>x</content></entry></feed>",
    );
    let entry = &feed.entries[0];
    let written = |date: &Option<crate::feed::FeedDate>| date.as_ref().unwrap().written.clone();
    assert_eq!(written(&entry.published), "2004-01-01T00:00:00Z");
    assert_eq!(written(&entry.updated), "2004-01-02T00:00:00Z");
    assert_eq!(written(&feed.updated), "2004-01-03T00:00:00Z");
    assert_eq!(entry.summary.as_ref().unwrap().text, "<p>krótko</p>");
    assert!(!entry.content.as_ref().unwrap().html);
    assert_eq!((titles(&feed), feed.kind), (vec!["one"], FeedKind::Atom));
}

#[test]
fn the_channel_definition_format_says_in_attributes_what_others_say_in_elements() {
    let feed = read(
        "<CHANNEL HREF='http://a.example/'><TITLE>F</TITLE><ITEM HREF='http://a.example/1' LASTMOD='2004-04-06T23:05:43-05:00'>\
         <TITLE>one</TITLE><ABSTRACT>two</ABSTRACT></ITEM></CHANNEL>",
    );
    let entry = &feed.entries[0];
    assert_eq!(feed.link.as_deref(), Some("http://a.example/"));
    assert_eq!(entry.link.as_deref(), Some("http://a.example/1"));
    assert_eq!(
        entry.updated.as_ref().unwrap().at.to_string(),
        "2004-04-07T04:05:43Z"
    );
    assert_eq!(entry.summary.as_ref().unwrap().text, "two");
}

#[test]
fn prefixes_mean_what_they_are_declared_as_and_undeclared_ones_what_they_usually_do() {
    let undeclared = "<item><title>one</title><media:title>film</media:title><content:encoded>long</content:encoded>\
        <dc:creator>Anna</dc:creator></item>";
    let declared = "<item xmlns:m='http://search.yahoo.com/mrss' xmlns:c='http://purl.org/rss/1.0/modules/content/' \
        xmlns:d='http://purl.org/dc/elements/1.1/' xmlns:dc='urn:other'><dc:creator>no</dc:creator><m:title>film</m:title>\
        <title>one</title><c:encoded>long</c:encoded><d:creator>Anna</d:creator></item>";
    for item in [undeclared, declared] {
        let feed = read(&rss(item));
        assert_eq!(titles(&feed), ["one"], "{item}");
        assert_eq!(feed.entries[0].content.as_ref().unwrap().text, "long");
        assert_eq!(feed.entries[0].authors, ["Anna"]);
    }
}
