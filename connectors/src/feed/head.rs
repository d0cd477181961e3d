//! What a feed says of itself.

use std::time::Duration;

use ::url::Url;
use item::Quiet;

use super::{
    convert::{Inherited, Said, about, language},
    links::Bases,
    markup::{Markup, Piece, Tag},
    model::Feed,
    names::Name,
    outline::Outline,
    people::authors,
};

/// The feed without its entries, and what it says for them.
pub(super) fn head(outline: &Outline<'_>, url: Option<&Url>) -> (Feed, Inherited) {
    let said = Said {
        elements: &outline.head,
        kind: outline.kind,
    };
    let root = outline.root;
    let channel = outline.channel.unwrap_or(root);
    let tags: &[Tag<'_>] = &[root, channel];
    let of_feed = Bases::new(outline.kind, None, url, tags);
    let link = said.link(&channel, &of_feed);
    let link = link.or_else(|| about(&channel).filter(|about| super::links::is_address(about)));
    let declared = tags.iter().rev().find_map(|tag| tag.attribute("xml:lang"));
    let declared = declared.and_then(language);
    let stated = said.word(&[Name::Language]).and_then(|tag| language(&tag));
    let inherited = Inherited {
        bases: Bases::new(outline.kind, link.as_deref(), url, tags),
        language: declared.clone(),
        authors: authors(&outline.head, outline.kind),
    };
    let feed = Feed {
        kind: outline.kind,
        title: said.line(&[Name::Title, Name::OtherTitle]),
        link,
        language: stated.or(declared),
        ttl: ttl(said),
        quiet: quiet(said),
        updated: said.date(&[Name::Updated, Name::Published, Name::Dated]),
        ..Feed::default()
    };
    (feed, inherited)
}

/// How long it asks not to be read again.
fn ttl(said: Said<'_, '_>) -> Option<Duration> {
    let minutes = said.word(&[Name::Ttl]).and_then(|text| text.parse().ok());
    let ttl = minutes.map(|minutes: u64| Duration::from_secs(minutes.saturating_mul(60)));
    let frequency = said.word(&[Name::Frequency]);
    let frequency = frequency.and_then(|text| text.parse().ok()).unwrap_or(1.0);
    let period = || {
        let hours = hours(&said.word(&[Name::Period])?)?;
        Duration::try_from_secs_f64(hours * 3600.0 / frequency).ok()
    };
    ttl.or_else(period).filter(|ttl| !ttl.is_zero())
}

/// The hours and days in which it says that it changes nothing.
fn quiet(said: Said<'_, '_>) -> Quiet {
    let mut quiet = Quiet::default();
    for hours in said.all(&[Name::SkipHours]) {
        for hour in Markup::new(hours.inner).filter_map(text) {
            hour.parse()
                .into_iter()
                .for_each(|hour| quiet.add_hour(hour));
        }
    }
    for days in said.all(&[Name::SkipDays]) {
        Markup::new(days.inner)
            .filter_map(text)
            .for_each(|day| quiet.add_day(day));
    }
    quiet
}

fn text(piece: Piece<'_>) -> Option<&str> {
    match piece {
        Piece::Text(text) | Piece::Cdata(text) => Some(text.trim()),
        _ => None,
    }
}

/// The periods of the syndication module, in hours.
fn hours(period: &str) -> Option<f64> {
    const DAY: f64 = 24.0;
    let period = period.to_ascii_lowercase();
    let hours = [
        ("hour", 1.0),
        ("dai", DAY),
        ("day", DAY), // `dayly` is common
        ("week", 7.0 * DAY),
        ("month", 30.0 * DAY),
        ("year", 365.0 * DAY),
    ];
    let known = hours.iter().find(|(name, _)| period.starts_with(name));
    known.map(|(_, hours)| *hours)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::pass::outline;

    #[test]
    fn how_long_a_feed_asks_to_be_left_alone_is_read_leniently_and_is_never_nothing() {
        let check = |inside: &str, minutes: Option<u64>| {
            let text = format!("<rss><channel>{inside}</channel></rss>");
            let (feed, _) = head(&outline(&text, 1).unwrap(), None);
            assert_eq!(feed.ttl.map(|ttl| ttl.as_secs() / 60), minutes, "{inside}");
        };
        let rhythm = |period: &str, frequency: &str| {
            format!(
                "<sy:updatePeriod>{period}</sy:updatePeriod><sy:updateFrequency>{frequency}</sy:updateFrequency>"
            )
        };
        check("<ttl> 15 </ttl>", Some(15));
        check("<ttl>2</ttl>", Some(2));
        check(&rhythm("hourly", "2"), Some(30));
        check(&rhythm("hourly", "0.1"), Some(600));
        check(&rhythm("\n Daily ", "1"), Some(24 * 60));
        check(&rhythm("dayly", "many"), Some(24 * 60));
        check(&rhythm("always", "1"), None);
        check(&rhythm("hourly", "0"), None);
        check(&rhythm("hourly", "-1"), None);
        check("<ttl>soon</ttl>", None);
        check("<ttl>0</ttl>", None);
        check("<ttl>99999999999999999999</ttl>", None);
    }

    #[test]
    fn hours_and_days_that_a_feed_skips_are_read() {
        let text = "<rss><channel><skipHours> <hour>3</hour><hour> 24 </hour><hour>noon</hour></skipHours>\
                    <skipDays><day>Sunday</day></skipDays><hour>5</hour></channel></rss>";
        let (feed, _) = head(&outline(text, 1).unwrap(), None);
        let mut expect = Quiet::default();
        expect.add_hour(3);
        expect.add_hour(0);
        expect.add_day("sunday");
        assert_eq!(feed.quiet, expect);
        let (feed, _) = head(&outline("<rss><channel/></rss>", 1).unwrap(), None);
        assert!(feed.quiet.is_empty());
    }
}
