//! When an article was published, where its page and its listing tell different things.
//!
//! A page may carry the date of something else: of a video, of a related report, of the mould it is made from. The listing
//! says when it began to list the article, and many addresses hold the day.

use item::{
    Article, Certainty, Hints, Origin,
    dates::{in_url, parse},
};
use jiff::civil::Date;

const FIELD: &str = "date_published";

/// Days between what a page and its listing say of one article that was edited and listed anew; farther apart, one of the
/// two means something else.
const EDITED_WITHIN: u32 = 365;

/// Time zones and midnight put two tellings of one moment so many days apart.
const SAME: u32 = 1;

/// Takes the listing's date where it tells the time of the page's day, or where the address agrees with it and not with the
/// page. Where the two are far apart and the address does not decide, the date is disputed.
pub(super) fn beside_listing(article: &mut Article, hints: &Hints) {
    let listed = hints.published.as_deref().and_then(parse);
    let (Some(page), Some(listed)) = (&article.date_published, listed) else {
        return;
    };
    let (Some(day), Some(listed_day)) = (page.as_day(), listed.as_day()) else {
        return;
    };
    let apart = days(day, listed_day);
    let address = article.url.as_deref().and_then(in_url);
    let agrees = |day| address.is_some_and(|address| days(address, day) <= SAME);
    if apart == 0 && day.to_string() == page.as_str() {
        article.date_published = Some(listed);
    } else if apart > SAME && agrees(listed_day) && !agrees(day) {
        article.date_published = Some(listed);
        note(article, "listing", Certainty::Declared);
    } else if apart > EDITED_WITHIN && !agrees(day) {
        let found_in = found_in(article).to_owned();
        note(article, &found_in, Certainty::Disputed);
    }
}

fn days(one: Date, other: Date) -> u32 {
    (one - other).get_days().unsigned_abs()
}

fn found_in(article: &Article) -> &str {
    let mut origins = article.origins.iter();
    origins
        .find(|origin| origin.field == FIELD)
        .map_or("text", |origin| &origin.found_in)
}

fn note(article: &mut Article, found_in: &str, certainty: Certainty) {
    article.origins.retain(|origin| origin.field != FIELD);
    article.origins.push(Origin {
        field: FIELD.to_owned(),
        found_in: found_in.to_owned(),
        certainty,
    });
}

#[cfg(test)]
mod tests {
    use item::NewsDate;

    use super::*;

    /// What an article at `url` says in the end, and how sure that is, where its page and its listing say these.
    fn check(page: &str, listed: &str, url: &str, expect: &str, sure: Certainty) {
        let mut article = Article {
            url: Some(url.to_owned()),
            date_published: parse(page),
            ..Article::default()
        };
        note(&mut article, "meta date", Certainty::Declared);
        let hints = Hints {
            published: Some(listed.to_owned()),
            ..Hints::default()
        };
        beside_listing(&mut article, &hints);
        let got = article.date_published.as_ref().map(NewsDate::as_str);
        assert_eq!(got, Some(expect), "{page} and {listed} of {url}");
        let certainty = article.origins.iter().find(|origin| origin.field == FIELD);
        assert_eq!(certainty.map(|origin| origin.certainty), Some(sure));
    }

    #[test]
    fn a_date_of_something_else_gives_way_where_listing_and_address_agree() {
        let (plain, dated) = (
            "https://a.example/bridge",
            "https://a.example/2024/03/05/bridge",
        );
        let (old, new) = ("2019-11-20T01:22:37+00:00", "2024-03-05T10:00:00+00:00");
        check(old, new, dated, new, Certainty::Declared);
        check(old, new, plain, old, Certainty::Disputed);
        // The address agrees with the page, or an edit was listed anew: the page is right.
        check(new, old, dated, new, Certainty::Declared);
        let edited = "2024-03-09T10:00:00+00:00";
        check(new, edited, plain, new, Certainty::Declared);
        check(new, edited, dated, new, Certainty::Declared);
    }

    #[test]
    fn a_bare_day_takes_the_time_that_the_listing_tells_of_it() {
        let url = "https://a.example/bridge";
        let listed = "Mon, 14 Jun 2021 10:05:00 +0200";
        let sure = Certainty::Declared;
        check("2021-06-14", listed, url, "2021-06-14T10:05:00+02:00", sure);
        check("2021-06-13", listed, url, "2021-06-13", sure);
        check(
            "2021-06-14T09:00:00Z",
            listed,
            url,
            "2021-06-14T09:00:00+00:00",
            sure,
        );
        check("2021-06-14", "soon", url, "2021-06-14", sure);
    }
}
