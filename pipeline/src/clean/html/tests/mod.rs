//! Whole pages, small and invented, in the shapes that real ones have.

mod furniture;

use item::Hints;

use super::clean_html;
use crate::clean::outcome::{Cleaned, Unclean};

const FIRST: &str = "The old bridge over the river will be closed from Monday, the council said, because two of its pillars have cracks.";
const SECOND: &str = "Engineers had warned about the damage in March, but repairs were put off twice, for lack of money and of steel.";
const THIRD: &str = "Drivers will have to take the long way round by the mill, which adds about twenty minutes, until the autumn.";

fn clean(page: &str) -> Cleaned {
    clean_html(
        page,
        Some("https://www.dailypost.example/news/bridge"),
        &Hints::default(),
    )
    .expect("an article was found")
}

#[track_caller]
fn check(page: &str, expect: &[&str]) {
    assert_eq!(clean(page).article.text, expect.join("\n\n"), "{page}");
}

fn paragraphs() -> String {
    format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>")
}

#[test]
fn the_body_is_found_among_menus_teasers_and_footers() {
    let links =
        "<li><a href=/a>Prices rise again</a></li><li><a href=/b>Rain until Friday</a></li>"
            .repeat(6);
    check(
        &format!(
            "<title>Bridge closed - Daily Post</title><body><nav><ul>{links}</ul></nav><div class=x1><h1>Bridge closed</h1>\
             <div class=x2>{}<div class=x3><h3>More</h3><ul>{links}</ul></div></div></div>\
             <div class=x4><ul>{links}</ul></div><footer><p>{FIRST} All rights are ours.</p></footer>",
            paragraphs()
        ),
        &[FIRST, SECOND, THIRD],
    );
}

#[test]
fn furniture_is_known_by_its_names_but_never_takes_the_article() {
    let share = "<div class=share-bar><p>Tell your friends about this report and follow us, wherever you are.</p></div>";
    check(
        &format!("<div class=post>{share}{}</div>", paragraphs()),
        &[FIRST, SECOND, THIRD],
    );
    check(
        &format!("<div class='sidebar popup'>{}</div><p>x</p>", paragraphs()),
        &[FIRST, SECOND, THIRD],
    );
}

#[test]
fn comments_and_consent_are_not_the_article_however_long() {
    let opinions = format!(
        "<p>I do not believe a word of it, and nobody in my street does, to be honest. {FIRST}</p>"
    )
    .repeat(9);
    check(
        &format!(
            "<article>{}</article><section id=comments>{opinions}</section>",
            paragraphs()
        ),
        &[FIRST, SECOND, THIRD],
    );
    check(
        &format!(
            "<div id=cookie-consent>{opinions}</div><div>{}</div>",
            paragraphs()
        ),
        &[FIRST, SECOND, THIRD],
    );
}

#[test]
fn a_body_cut_in_two_by_a_box_is_put_together() {
    let banner = "<div class=ad-slot><a href=/buy>Buy a bicycle now</a></div>";
    check(
        &format!(
            "<div><section><p>{FIRST}</p></section>{banner}<section><p>{SECOND}</p><p>{THIRD}</p></section></div>"
        ),
        &[FIRST, SECOND, THIRD],
    );
}

#[test]
fn the_next_article_of_an_endless_page_is_left_out() {
    let other = "Another story altogether: the harvest was good this year, the farmers said, and wheat is cheap.";
    let body = format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><p>{SECOND} {FIRST}</p>");
    let page = format!(
        "<title>Bridge closed</title><article><h1>Bridge closed</h1>{body}</article><article><h1>Harvest</h1><p>{other}</p><p>{other} {other}</p></article>"
    );
    assert!(!clean(&page).article.text.contains("harvest"));
}

#[test]
fn unclosed_tags_and_line_breaks_still_give_paragraphs() {
    check(
        &format!("<body><td><p>{FIRST}<p>{SECOND}<p>{THIRD}"),
        &[FIRST, SECOND, THIRD],
    );
    check(
        &format!("<div>{FIRST}<br><br>{SECOND}<br>{THIRD}</div>"),
        &[FIRST, SECOND, THIRD],
    );
    check(
        &format!("<table><tr><td>{FIRST}<br/>\n<br/>{SECOND}<br>{THIRD}</table>"),
        &[FIRST, SECOND, THIRD],
    );
}

#[test]
fn deep_nesting_neither_hangs_nor_loses_the_text() {
    let bomb = "<ul><li>".repeat(60_000);
    let cleaned = clean(&format!("<div>{}</div>{bomb}", paragraphs()));
    assert_eq!(cleaned.article.text, [FIRST, SECOND, THIRD].join("\n\n"));
    assert!(
        clean(&format!("{}{}", "<div>".repeat(100_000), paragraphs()))
            .article
            .text
            .contains(SECOND)
    );
}

#[test]
fn a_page_that_only_scripts_draw_is_called_so_or_told_by_its_linked_data() {
    let page = "<html><body><div id=root></div><script>draw()</script></body></html>";
    let error = clean_html(page, None, &Hints::default()).expect_err("nothing to read");
    assert!(
        matches!(&error, Unclean::ScriptRendered { detail } if detail.contains("scripts")),
        "{error}"
    );
    let body = format!("{FIRST}\\n{SECOND}\\n{THIRD}\\n{FIRST} {SECOND} {THIRD}");
    let page = format!(
        "<body><div id=root></div><script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"Bridge closed\",\"articleBody\":\"{body}\"}}</script>"
    );
    let article = clean(&page).article;
    assert!(
        article
            .text
            .starts_with(&format!("{FIRST}\n\n{SECOND}\n\n{THIRD}"))
    );
    assert_eq!(article.headline.as_deref(), Some("Bridge closed"));
    for empty in ["", "   ", "<p></p>", "plain", "\u{0}"] {
        assert!(
            matches!(
                clean_html(empty, None, &Hints::default()),
                Err(Unclean::Empty { .. })
            ),
            "{empty:?}"
        );
    }
}

#[test]
fn metadata_comes_from_the_best_evidence() {
    let article = clean(&format!(
        r#"<html lang=en_GB><head><title>Bridge closed | Daily Post</title>
        <meta property="og:title" content="Bridge closed"><meta property="og:site_name" content="Daily Post">
        <link rel=canonical href="/news/bridge-closed"><meta property="article:published_time" content="2021-06-14T10:00:00+02:00">
        <script type="application/ld+json">{{"@type":"NewsArticle","headline":"Bridge closed","author":[{{"@type":"Person","name":"Ann Lee"}},"Daily Post"],
        "dateModified":"2021-06-15T08:00:00Z","publisher":{{"name":"Daily Post Ltd"}}}}</script></head>
        <body><h1>Bridge closed</h1>{}"#,
        paragraphs()
    ))
    .article;
    assert_eq!(article.headline.as_deref(), Some("Bridge closed"));
    assert_eq!(article.byline, ["Ann Lee"]);
    assert_eq!(article.publisher.as_deref(), Some("Daily Post Ltd"));
    assert_eq!(article.in_language.as_deref(), Some("en-GB"));
    assert_eq!(
        article.canonical_url.as_deref(),
        Some("https://www.dailypost.example/news/bridge-closed")
    );
    assert_eq!(
        article.url.as_deref(),
        Some("https://www.dailypost.example/news/bridge")
    );
    assert_eq!(
        article.date_published.expect("a date").as_str(),
        "2021-06-14T10:00:00+02:00"
    );
    assert_eq!(
        article
            .date_modified
            .expect("a date")
            .as_day()
            .expect("a day")
            .to_string(),
        "2021-06-15"
    );
}

#[test]
fn a_home_page_as_canonical_is_no_address_of_an_article() {
    let page = |canonical: &str| {
        format!(
            "<link rel=canonical href='{canonical}'><body>{}",
            paragraphs()
        )
    };
    assert_eq!(
        clean(&page("https://www.dailypost.example/"))
            .article
            .canonical_url,
        None
    );
    assert_eq!(
        clean(&page("javascript:void(0)")).article.canonical_url,
        None
    );
}

#[test]
fn hints_fill_what_the_page_leaves_open() {
    let hints = Hints {
        title: Some("Bridge &amp; mill".to_owned()),
        published: Some("Mon, 14 Jun 2021 10:00:00 +0200".to_owned()),
        language: Some("en".to_owned()),
        ..Hints::default()
    };
    let article = clean_html(&format!("<body>{}", paragraphs()), None, &hints)
        .expect("an article")
        .article;
    assert_eq!(article.headline.as_deref(), Some("Bridge & mill"));
    assert!(article.date_published.is_some());
    assert_eq!(article.in_language.as_deref(), Some("en"));
}

#[test]
fn the_dates_of_a_page_are_found_wherever_they_stand() {
    let day = |head: &str, body: &str| {
        let page = format!(
            "<head>{head}</head><body><h1>Bridge closed</h1>{body}{}",
            paragraphs()
        );
        clean(&page)
            .article
            .date_published
            .and_then(|date| date.as_day())
            .map(|day| day.to_string())
    };
    assert_eq!(
        day("<meta name=date content=2021-06-14>", "").as_deref(),
        Some("2021-06-14")
    );
    assert_eq!(
        day(
            "",
            "<span itemprop=datePublished content='2021-06-14T01:00'>x</span>"
        )
        .as_deref(),
        Some("2021-06-14")
    );
    assert_eq!(
        day("", "<time datetime='2021-06-14'>today</time>").as_deref(),
        Some("2021-06-14")
    );
    assert_eq!(
        day("", "<p class=post-date>14 giugno 2021</p>").as_deref(),
        Some("2021-06-14")
    );
    assert_eq!(day("", ""), None);
}

#[test]
fn lists_tables_and_subheadings_of_the_body_stay() {
    let page = format!(
        "<article><h1>Bridge closed</h1><p>{FIRST}</p><h2>Marie Holm</h2><p>{SECOND}</p><ul><li>no lorries<li>no buses<li>no trams</ul>\
         <h2>What next</h2><p>{THIRD}</p><ol><li>survey<li>tender<li>work</ol></article>"
    );
    let text = clean(&page).article.text;
    for kept in ["Marie Holm", "no trams", "What next", "tender"] {
        assert!(text.contains(kept), "{kept} is missing in {text}");
    }
    assert!(!text.contains('\u{F8F0}'));
}
