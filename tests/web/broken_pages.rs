//! Pages that are no articles: dropped with their reason, never stored.

use super::trouble::Trouble;
use crate::support::web::Answer;

#[test]
fn an_image_where_a_page_should_be_is_dropped_as_unsupported() {
    let png = [b"\x89PNG\r\n\x1a\n".to_vec(), vec![7; 4000]].concat();
    Trouble::with_page(Answer::new(200, "image/png", png.clone()))
        .drops("unsupported", &["picture"]);
    // The same, with a header that says otherwise.
    Trouble::with_page(Answer::page(png)).drops("unsupported", &[]);
}

#[test]
fn a_check_for_robots_is_reported_as_a_wall() {
    let check = Answer::new(
        403,
        "text/html",
        "<!DOCTYPE html><title>Just a moment...</title>",
    )
    .header("cf-mitigated", "challenge");
    Trouble::with_page(check).drops("walled", &[]);
}

#[test]
fn a_page_that_may_not_be_read_is_dropped_as_forbidden() {
    Trouble::with_page(Answer::status(403)).drops("forbidden", &["403"]);
    Trouble::with_page(Answer::status(451)).drops("forbidden", &["451"]);
}

#[test]
fn a_page_without_an_article_is_dropped_as_empty() {
    let bare = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Reports</title></head><body></body></html>";
    Trouble::with_page(Answer::page(bare)).drops("empty", &[]);
}

#[test]
fn an_article_that_leads_to_the_home_page_is_dropped_as_not_found() {
    Trouble::new("", |bad| {
        bad.host.put(&bad.articles[1].path(), Answer::redirect(302, "/"));
        bad.host.put("/", Answer::page("<!DOCTYPE html><html><body><h1>Today</h1><p>Everything of the day.</p></body></html>"));
    })
    .waits();
}
