//! What entries say in elements that the parser does not read, and feeds before their entries.

use std::time::Duration;

use super::{
    markup::{Markup, Piece, Tag, local},
    model::Enclosure,
    outline::Item,
    plain::resolved,
};

/// What the parser leaves out of one entry.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Extras {
    /// `rdf:about`.
    pub(super) about: Option<String>,
    /// `xml:lang`, or `dc:language`.
    pub(super) language: Option<String>,
    /// The link before a service put its own in its place.
    pub(super) original_link: Option<String>,
    /// A `guid` that is said to be a link.
    pub(super) permalink: Option<String>,
    /// The author as podcasts write it.
    pub(super) author: Option<String>,
    /// A title of Dublin Core.
    pub(super) title: Option<String>,
    /// A description of Dublin Core.
    pub(super) description: Option<String>,
    /// A date of Dublin Core's terms, of publication.
    pub(super) created: Option<String>,
    /// A date of Dublin Core's terms, of change.
    pub(super) modified: Option<String>,
    /// Subjects of Dublin Core.
    pub(super) subjects: Vec<String>,
    /// Enclosures of RSS; the parser drops those with relative addresses.
    pub(super) enclosures: Vec<Enclosure>,
}

/// What the parser leaves out of an entry.
pub(super) fn of_item(item: &Item<'_>) -> Extras {
    let mut extras = Extras {
        about: item.tag.attribute("rdf:about").and_then(full),
        language: item.tag.attribute("xml:lang").and_then(full),
        ..Extras::default()
    };
    for (tag, text) in children(item.raw, 1) {
        let place = match tag.name {
            "guid" if tag.attribute("isPermaLink") != Some("false") => &mut extras.permalink,
            "feedburner:origLink" => &mut extras.original_link,
            "itunes:author" => &mut extras.author,
            "dc:title" => &mut extras.title,
            "dc:description" => &mut extras.description,
            "dcterms:created" | "dcterms:issued" => &mut extras.created,
            "dcterms:modified" => &mut extras.modified,
            "dc:language" if extras.language.is_none() => &mut extras.language,
            "enclosure" => {
                extras.enclosures.extend(enclosure(&tag));
                continue;
            }
            "dc:subject" => {
                extras.subjects.extend(full(&text));
                continue;
            }
            _ => continue,
        };
        *place = full(&text);
    }
    extras
}

fn enclosure(tag: &Tag<'_>) -> Option<Enclosure> {
    Some(Enclosure {
        url: full(tag.attribute("url")?)?,
        media_type: tag.attribute("type").and_then(full),
    })
}

/// What a feed says of itself before its entries.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct OfFeed {
    /// How long it asks not to be read again.
    pub(super) ttl: Option<Duration>,
    /// `language`, `dc:language`.
    pub(super) language: Option<String>,
}

/// What a feed says in its head.
pub(super) fn of_head(head: &str) -> OfFeed {
    let (mut of_feed, mut period, mut frequency) = (OfFeed::default(), None, 1.0);
    for (tag, text) in children(head, 0) {
        let text = text.trim();
        match tag.name {
            "ttl" => {
                of_feed.ttl = text
                    .parse()
                    .ok()
                    .map(|minutes: u64| minutes.saturating_mul(60))
                    .map(Duration::from_secs);
            }
            "sy:updatePeriod" => period = hours(text),
            "sy:updateFrequency" => frequency = text.parse().unwrap_or(1.0),
            name if local(name) == "language" => of_feed.language = full(text),
            _ => {}
        }
    }
    let seconds = period.map(|hours| hours * 3600.0 / frequency);
    let period = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    of_feed.ttl = of_feed.ttl.or(period).filter(|ttl| !ttl.is_zero());
    of_feed
}

/// The periods of the syndication module, in hours.
fn hours(period: &str) -> Option<f64> {
    Some(match period {
        "hourly" => 1.0,
        "daily" => 24.0,
        "weekly" => 7.0 * 24.0,
        "monthly" => 30.0 * 24.0,
        "yearly" => 365.0 * 24.0,
        _ => return None,
    })
}

fn full(text: &str) -> Option<String> {
    let text = resolved(text);
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The elements right below `depth` enclosing ones, with the text in them. What they enclose need not be well formed:
/// an element ends where its own end tag stands.
fn children(raw: &str, depth: usize) -> impl Iterator<Item = (Tag<'_>, String)> {
    let mut markup = Markup::new(raw);
    let mut above = depth;
    std::iter::from_fn(move || {
        loop {
            let Piece::Start(tag) = markup.next()? else {
                continue;
            };
            if above > 0 {
                above -= 1;
                continue;
            }
            let mut text = String::new();
            if tag.is_empty {
                return Some((tag, text));
            }
            for piece in markup.by_ref() {
                match piece {
                    Piece::End(name) if name == tag.name => break,
                    Piece::Text(part) | Piece::Cdata(part) => text.push_str(part),
                    _ => {}
                }
            }
            return Some((tag, text));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::outline::Outline;

    #[test]
    fn an_entry_says_more_than_the_parser_reads() {
        let outline = Outline::of(
            "<rdf:RDF><item rdf:about='http://a.example/1?a=1&amp;b=2' xml:lang='pl'>\
             <description>a<br>b<guid>no</guid></description><guid>http://a.example/g</guid>\
             <feedburner:origLink> http://a.example/o </feedburner:origLink><dc:subject>Świat</dc:subject>\
             <dc:subject><![CDATA[A & B]]></dc:subject><itunes:author/></item></rdf:RDF>",
        )
        .unwrap();
        let extras = of_item(&outline.items[0]);
        let expect = Extras {
            about: Some("http://a.example/1?a=1&b=2".to_owned()),
            language: Some("pl".to_owned()),
            original_link: Some("http://a.example/o".to_owned()),
            permalink: Some("http://a.example/g".to_owned()),
            subjects: vec!["Świat".to_owned(), "A & B".to_owned()],
            ..Extras::default()
        };
        assert_eq!(extras, expect);
    }

    #[test]
    fn a_head_says_how_often_it_changes() {
        let check = |head: &str, minutes: Option<u64>| {
            let ttl = of_head(head).ttl.map(|ttl| ttl.as_secs() / 60);
            assert_eq!(ttl, minutes, "{head}");
        };
        check("<title>t</title><ttl> 15 </ttl>", Some(15));
        check(
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>",
            Some(30),
        );
        check("<sy:updatePeriod>daily</sy:updatePeriod>", Some(24 * 60));
        check(
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            None,
        );
        check(
            "<sy:updatePeriod>always</sy:updatePeriod><ttl>soon</ttl>",
            None,
        );
        check("<ttl>0</ttl>", None);
        assert_eq!(
            of_head("<language>uk</language>").language.as_deref(),
            Some("uk")
        );
    }
}
