//! Records in the forms that exports, feeds and scrapers give them.

use item::{Article, Hints};
use serde_json::json;

use super::clean_json;
use crate::clean::outcome::Unclean;

const BODY: &str = "The old bridge over the river will be closed from Monday, the council said.";

fn read(record: &serde_json::Value) -> Article {
    clean_json(&record.to_string(), &Hints::default())
        .expect("an article was found")
        .article
}

#[test]
fn every_common_form_gives_the_same_article() {
    let forms = [
        json!({"title": "Bridge closed", "text": BODY, "url": "https://a.example/1", "date": "2021-06-14", "author": "Ann Lee", "lang": "en", "source": "Daily Post"}),
        json!({"headline": "Bridge closed", "body": format!("<p>{BODY}</p>"), "link": "https://a.example/1", "published": "14 June 2021", "authors": ["Ann Lee"], "language": "en", "publisher": {"name": "Daily Post"}}),
        json!({"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Bridge closed", "articleBody": BODY, "datePublished": "2021-06-14", "author": {"name": "Ann Lee"}, "publisher": {"name": "Daily Post"}, "inLanguage": "en", "url": "https://a.example/1"}),
        json!({"id": "1", "title": "Bridge closed", "content_html": format!("<div><p>{BODY}</p></div>"), "url": "https://a.example/1", "date_published": "2021-06-14", "authors": [{"name": "Ann Lee"}], "language": "en", "source": "Daily Post"}),
    ];
    for form in &forms {
        let article = read(form);
        assert_eq!(article.headline.as_deref(), Some("Bridge closed"), "{form}");
        assert_eq!(article.text, BODY, "{form}");
        assert_eq!(article.byline, ["Ann Lee"], "{form}");
        assert_eq!(
            article.url.as_deref(),
            Some("https://a.example/1"),
            "{form}"
        );
        assert_eq!(
            article.date_published.as_ref().map(item::NewsDate::as_str),
            Some("2021-06-14"),
            "{form}"
        );
        assert_eq!(article.in_language.as_deref(), Some("en"), "{form}");
        assert_eq!(article.publisher.as_deref(), Some("Daily Post"), "{form}");
    }
}

#[test]
fn a_line_of_our_own_comes_back_as_it_was() {
    let own = Article {
        headline: Some("Bridge closed".to_owned()),
        text: format!("{BODY}\n\nRead more"),
        ..Article::default()
    };
    let article = serde_json::to_value(&own).expect("it can be written");
    assert_eq!(
        read(
            &json!({"specversion": "1.0", "type": "newsloom.item.new", "data": {"item": {"id": "1", "article": article}}})
        ),
        own
    );
    assert_eq!(read(&json!({"id": "1", "article": article})), own);
    assert_eq!(read(&article), own);
}

#[test]
fn seconds_and_milliseconds_are_dates_and_counters_are_none() {
    let day = |date: serde_json::Value| {
        read(&json!({"text": BODY, "date": date}))
            .date_published
            .map(|date| date.as_str().to_owned())
    };
    assert_eq!(
        day(json!(1_623_657_600)).as_deref(),
        Some("2021-06-14T08:00:00+00:00")
    );
    assert_eq!(
        day(json!(1_623_657_600_000_i64)).as_deref(),
        Some("2021-06-14T08:00:00+00:00")
    );
    assert_eq!(
        day(json!("1623657600")).as_deref(),
        Some("2021-06-14T08:00:00+00:00")
    );
    assert_eq!(day(json!(17)), None);
    assert_eq!(day(json!(1e300)), None);
}

#[test]
fn wrong_types_are_absent_and_hints_fill_them() {
    let hints = Hints {
        title: Some("Bridge closed".to_owned()),
        published: Some("2021-06-14".to_owned()),
        ..Hints::default()
    };
    let record = json!({"title": 7, "text": BODY, "url": [], "date": {}, "author": [[["x"]], 3, null], "lang": false});
    let article = clean_json(&record.to_string(), &hints)
        .expect("an article")
        .article;
    assert_eq!(article.headline.as_deref(), Some("Bridge closed"));
    assert_eq!(
        article.date_published.as_ref().map(item::NewsDate::as_str),
        Some("2021-06-14")
    );
    assert!(article.url.is_none() && article.byline.is_empty());
}

#[test]
fn what_is_no_record_of_an_article_is_refused_with_the_reason() {
    let malformed = |written: &str| match clean_json(written, &Hints::default()) {
        Err(Unclean::Malformed { detail }) => detail,
        other => panic!("{written} gave {other:?}"),
    };
    assert!(malformed("{\"a\":").contains("not valid JSON"));
    assert!(malformed("[1]").contains("not a JSON object"));
    assert!(malformed("{\"price\": 3, \"stock\": 1}").contains("`price`, `stock`"));
    assert!(malformed(&"{\"a\":".repeat(100_000)).contains("not valid JSON"));
    assert!(matches!(
        clean_json("{\"text\": \"  ... \"}", &Hints::default()),
        Err(Unclean::Empty { .. })
    ));
}
