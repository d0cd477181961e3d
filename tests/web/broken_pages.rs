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
fn a_check_for_robots_gets_a_second_request() {
    let check = Answer::new(
        403,
        "text/html",
        "<!DOCTYPE html><title>Just a moment...</title>",
    )
    .header("cf-mitigated", "challenge");
    Trouble::with_page(check).waits().waited_for();
}

#[test]
fn a_page_that_may_not_be_read_is_dropped_as_forbidden() {
    Trouble::with_page(Answer::status(401)).drops("forbidden", &["401"]);
    Trouble::with_page(Answer::status(451)).drops("forbidden", &["451"]);
}

#[test]
fn a_consent_wall_is_reported_as_such_and_not_stored() {
    let wall = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Before you continue</title></head><body><div class=\"consent\">\
        <h1>Before you continue</h1><p>We and our 842 partners store and access information on your device, such as cookies.</p>\
        <button>Accept all</button><button>Reject all</button><a href=\"/privacy\">Privacy policy</a></div></body></html>";
    Trouble::with_page(Answer::page(wall)).drops("walled", &[]);
}

#[test]
fn a_page_that_scripts_build_is_reported_as_such_and_not_stored() {
    let shell = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Reports</title></head><body><noscript>You need to enable JavaScript to run this app.</noscript>\
        <div id=\"root\"></div><script src=\"/static/main.js\"></script><script>{}</script></body></html>",
        "window.__chunks=(window.__chunks||[]).concat([1,2,3]);".repeat(400)
    );
    Trouble::with_page(Answer::page(shell)).drops("script_rendered", &[]);
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

#[test]
fn a_feed_behind_a_check_for_robots_is_told_from_one_that_is_forbidden() {
    let challenge = |html: &str| {
        Answer::new(403, "text/html; charset=UTF-8", html).header("cf-mitigated", "challenge")
    };
    Trouble::with_feed(challenge("<!DOCTYPE html><title>Just a moment...</title>"))
        .fails(&["check for robots"])
        .recovers();
    let refusal = Answer::new(403, "text/html", "<title>Forbidden</title>");
    let refused = Trouble::with_feed(refusal).fails(&["403"]);
    let again = refused.desk.run(&["fetch", "--all"]);
    assert!(
        !again.stderr.contains("check for robots"),
        "{}",
        again.stderr
    );
}
