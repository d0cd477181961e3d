//! Whole heads and pages, small and invented, in the shapes that real ones have.

use item::{Certainty, NewsDate};
use scraper::Html;

use super::read::{Metadata, read};
use crate::clean::html::page::Page;

const URL: &str = "https://www.dailypost.example/news/old-bridge-closed-from-monday";

fn of(head: &str, body: &str) -> Metadata {
    let page = format!("<html lang=en><head>{head}</head><body>{body}</body></html>");
    let tree = Html::parse_document(&page);
    read(&Page::of(&tree), Some(URL))
}

fn meta(property: &str, content: &str) -> String {
    format!("<meta property='{property}' content='{content}'>")
}

fn linked(json: &str) -> String {
    format!("<script type=application/ld+json>{json}</script>")
}

#[track_caller]
fn check_title(head: &str, body: &str, expect: &str) {
    let found = of(head, body);
    assert_eq!(found.title.as_deref(), Some(expect), "{head} {body}");
}

#[track_caller]
fn check_authors(head: &str, body: &str, expect: &[&str]) {
    let head = format!("<title>Bridge closed on Monday</title>{head}");
    let body = format!("<h1>Bridge closed on Monday</h1>{body}");
    assert_eq!(of(&head, &body).authors, expect, "{head} {body}");
}

#[track_caller]
fn check_date(head: &str, body: &str, expect: Option<&str>) {
    let text = "<p>The old bridge is closed, the council said.</p>".repeat(9);
    let body = format!("<h1>Bridge closed on Monday</h1>{body}{text}");
    let found = of(head, &body).published;
    assert_eq!(
        found.as_ref().map(NewsDate::as_str),
        expect,
        "{head} {body}"
    );
}

#[test]
fn the_headline_is_what_heading_and_fields_agree_on() {
    let shared = |title: &str| meta("og:title", title);
    let site = meta("og:site_name", "Daily Post");
    check_title(
        &shared("Bridge closed"),
        "<h1>Daily Post</h1><h1>Bridge closed</h1>",
        "Bridge closed",
    );
    // Kickers and sections are glued to either; the shorter one is without.
    check_title(
        &shared("Bridge closed on Monday"),
        "<h1>Traffic Bridge closed on Monday</h1>",
        "Bridge closed on Monday",
    );
    check_title(
        &(shared("Bridge closed on Monday | News | Daily Post") + &site),
        "<h1>Bridge closed on Monday</h1>",
        "Bridge closed on Monday",
    );
    // Words that ran into each other in the heading stand apart in the field.
    check_title(
        &shared("Traffic: Bridge closed"),
        "<h1><span>Traffic</span><span>Bridge closed</span></h1>",
        "Traffic: Bridge closed",
    );
    // Without other fields, a heading that is a part of the title.
    check_title(
        "<title>Daily Post » Archive » Bridge closed on Monday</title>",
        "<h1>Daily Post</h1><h2>Bridge closed on Monday</h2>",
        "Bridge closed on Monday",
    );
    check_title(
        "<title>Bridge closed - Daily Post</title>",
        "<p>No heading at all.</p>",
        "Bridge closed",
    );
}

#[test]
fn a_heading_and_a_shared_headline_that_differ_are_told_apart_by_who_writes_them() {
    let shared = meta("og:title", "Old river bridge will be closed for repairs");
    let heading = "<h1>River bridge closed, drivers angry</h1>";
    check_title(&shared, heading, "River bridge closed, drivers angry");
    let news = linked(r#"{"@type":"NewsArticle","datePublished":"2021-06-14"}"#);
    check_title(
        &(shared + &news),
        heading,
        "Old river bridge will be closed for repairs",
    );
    let nothing_in_common = meta("og:title", "Summer recipes");
    check_title(
        &nothing_in_common,
        "<h1>Welcome to our pages</h1>",
        "Summer recipes",
    );
}

#[test]
fn authors_are_people_from_the_most_deliberate_place() {
    check_authors(
        &linked(
            r#"{"@type":"NewsArticle","author":[{"@type":"Person","name":"Ann Lee"},{"name":"ANN LEE"},{"name":"Bo Ek, Reporter"}]}"#,
        ),
        "<p class=byline>By Al Mo</p>",
        &["Ann Lee", "Bo Ek"],
    );
    check_authors("<meta name=author value='Ann Lee'>", "", &["Ann Lee"]);
    check_authors(
        "<meta name='twitter:label1' content='Written by'><meta name='twitter:data1' content='Ann Lee'>",
        "",
        &["Ann Lee"],
    );
    check_authors(
        "",
        "<p class=byline>By <a>Ann Lee</a> and <a>Bo Ek</a></p>",
        &["Ann Lee", "Bo Ek"],
    );
    check_authors(
        "",
        "<div class=author-box><a href=/authors/ann-lee>Ann Lee</a><span class=job-title>Gardener</span></div>",
        &["Ann Lee"],
    );
    check_authors("", "<div>2024-05-07 di Anna Verdi</div>", &["Anna Verdi"]);
}

#[test]
fn nobody_signs_who_does_not_write() {
    let author = |name: &str| {
        linked(&format!(
            r#"{{"@type":"NewsArticle","author":{{"@type":"Person","name":"{name}"}}}}"#
        ))
    };
    for desk in [
        "Redazione",
        "Redaktion Daily Post",
        "Daily Post Staff",
        "admin",
        "https://a.example/ann",
    ] {
        check_authors(&author(desk), "", &[]);
    }
    check_authors(
        "",
        "<section class=comments><p class=author>Ann Lee</p></section>",
        &[],
    );
    check_authors(
        "",
        "<figure><figcaption class=byline>Bo Ek</figcaption></figure>",
        &[],
    );
    let teasers = "<article><h3>Other</h3><p class=author>Ann Lee</p></article>".repeat(3);
    check_authors(
        "",
        &format!("<article><p>The old bridge.</p></article>{teasers}"),
        &[],
    );
}

#[test]
fn an_agency_in_the_authors_place_is_credited() {
    let found = of(
        &linked(r#"{"@type":"NewsArticle","author":{"name":"Reuters"}}"#),
        "<h1>Bridge closed</h1>",
    );
    assert_eq!(found.authors, Vec::<String>::new());
    let credits: Vec<&str> = found
        .credits
        .iter()
        .map(|credit| credit.name.as_str())
        .collect();
    assert_eq!(credits, ["Reuters"]);
}

#[test]
fn pen_names_and_the_site_sign_where_no_person_does() {
    check_authors(
        &linked(r#"{"@type":"NewsArticle","author":{"name":"kesm"}}"#),
        "",
        &["kesm"],
    );
    check_authors(
        &meta("author", "Linda"),
        "<a rel=author href=/linda>by Linda Moss</a>",
        &["Linda Moss"],
    );
    let own = linked(
        r#"{"@type":"NewsArticle","author":{"@type":"Organization","name":"Harbour News"},"publisher":{"name":"Harbour News"}}"#,
    );
    check_authors(&own, "", &["Harbour News"]);
    check_authors(&own, "<p class=byline>By Ann Lee</p>", &["Ann Lee"]);
    // Who built the site stands in the head of every page.
    check_authors(&meta("author", "Web Works GmbH"), "", &[]);
}

#[test]
fn dates_are_taken_from_the_most_deliberate_place_and_never_from_a_change() {
    check_date(
        &linked(r#"{"@type":"NewsArticle","datePublished":"2021-06-14T10:00:00+02:00"}"#),
        "<time datetime=2021-06-20></time>",
        Some("2021-06-14T10:00:00+02:00"),
    );
    check_date(
        &meta("article:published_time", "2021-06-14"),
        "",
        Some("2021-06-14"),
    );
    check_date(
        "",
        "<p>Posted <time datetime=2021-06-14T08:00:00Z>June 14, 2021</time></p>",
        Some("2021-06-14T08:00:00+00:00"),
    );
    check_date(
        "",
        "<p>Updated <time datetime=2021-06-14>June 14, 2021</time></p>",
        None,
    );
    check_date(
        "",
        "<br>14 giugno 2021, 10:32<br>",
        Some("2021-06-14T10:32:00"),
    );
    check_date(
        "",
        "<p>Karlsruhe, (14.06.2021). The old bridge will be closed from Monday, the council said, for two of its pillars have cracks that widened.</p>",
        Some("2021-06-14"),
    );
    check_date(
        "",
        "<div class=comments><span class=date>14 June 2021</span></div>",
        None,
    );
    check_date(&meta("date", "1970-01-01"), "", None);
}

#[test]
fn the_clock_beside_the_headline_completes_a_declared_date() {
    let utc = meta("article:published_time", "2022-05-04T00:44:52Z");
    check_date(
        &utc,
        "<p>03.05.2022 21:44</p>",
        Some("2022-05-03T21:44:52-03:00"),
    );
    check_date(
        &utc,
        "<p>11.05.2022 21:44</p>",
        Some("2022-05-04T00:44:52+00:00"),
    );
}

#[test]
fn what_a_page_says_by_the_way_is_kept_with_where_it_says_it() {
    let head = meta("article:section", "World")
        + &meta("article:tag", "rail")
        + &meta("article:tag", "Rail, bridge")
        + &meta("og:image", "/img/bridge.jpg")
        + &meta("article:content_tier", "locked");
    let found = of(&head, "<h1>Bridge closed</h1>");
    assert_eq!(found.section.as_deref(), Some("World"));
    assert_eq!(found.keywords, ["rail", "bridge"]);
    assert_eq!(
        found.image.as_deref(),
        Some("https://www.dailypost.example/img/bridge.jpg")
    );
    assert_eq!(found.is_free, Some(false));
    let origin = |field: &str| {
        let origin = found.origins.iter().find(|origin| origin.field == field);
        origin.map(|origin| (origin.found_in.as_str(), origin.certainty))
    };
    assert_eq!(
        origin("section"),
        Some(("meta article:section", Certainty::Declared))
    );
    assert_eq!(origin("headline"), Some(("h1", Certainty::Shown)));
    assert_eq!(origin("byline"), None);
}

#[test]
fn the_own_article_is_told_from_those_that_a_page_links_to() {
    let list = linked(
        r#"[{"@type":"NewsArticle","headline":"Harvest was good this year","author":"Bo Ek"},
        {"@type":"NewsArticle","headline":"Bridge closed on Monday","author":"Ann Lee"}]"#,
    );
    check_authors(&list, "", &["Ann Lee"]);
}

#[test]
fn an_address_of_another_site_that_a_page_declares_as_its_own_is_a_credit() {
    let check = |head: &str, expect: Option<(&str, &str)>| {
        let found = of(head, "").credits;
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|credit| (credit.name.as_str(), credit.evidence.as_str()))
            .collect();
        assert_eq!(found, expect.as_slice(), "{head}");
    };
    let canonical = |url: &str| format!("<link rel=canonical href='{url}'>");
    let other = "https://www.first.example/a/1";
    let own = "https://m.dailypost.example/news/old-bridge";
    let said = "rel=canonical https://www.first.example/a/1";
    check(&canonical(other), Some(("first.example", said)));
    let said = "og:url https://www.first.example/a/1";
    let both = format!("{}{}", canonical(own), meta("og:url", other));
    check(&both, Some(("first.example", said)));
    check(&canonical(own), None);
    check(&canonical("/news/old-bridge"), None);
    check(&canonical("https://www.first.example/"), None);
    check("", None);
}
