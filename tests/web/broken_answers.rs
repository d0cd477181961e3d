//! Hosts that answer, but with errors, circles, floods and bombs.

use std::fmt::Write as _;

use super::{
    newsroom::{Paper, reading},
    trouble::Trouble,
};
use crate::support::web::{Answer, Article, Manner};

#[test]
fn an_error_of_the_server_is_said_and_tried_again() {
    Trouble::with_feed(Answer::status(500))
        .fails(&["500"])
        .recovers();
    Trouble::with_feed(Answer::status(503))
        .fails(&["503"])
        .recovers();
}

#[test]
fn a_server_that_asks_for_a_rest_is_heard() {
    let busy = Answer::status(429).header("Retry-After", "120");
    Trouble::with_feed(busy).fails(&["429"]).recovers();
}

#[test]
fn a_feed_that_is_gone_forbidden_or_behind_a_password_is_said() {
    Trouble::with_feed(Answer::status(404))
        .fails(&["404"])
        .recovers();
    Trouble::with_feed(Answer::status(410))
        .fails(&["410"])
        .recovers();
    Trouble::with_feed(Answer::status(403))
        .fails(&["403"])
        .recovers();
    Trouble::with_feed(Answer::status(401))
        .fails(&["401", "basic_auth"])
        .recovers();
}

#[test]
fn a_circle_of_redirects_is_left() {
    Trouble::new("", |bad| {
        bad.host.put("/feed.xml", Answer::redirect(302, "/a"));
        bad.host.put("/a", Answer::redirect(301, "/b"));
        bad.host.put("/b", Answer::redirect(302, "/a"));
    })
    .fails(&["redirect"])
    .recovers();
}

#[test]
fn a_chain_of_redirects_without_an_end_is_left() {
    Trouble::new("max_redirects = 4\n", |bad| {
        bad.host.put("/feed.xml", Answer::redirect(302, "/1"));
        for hop in 1..30 {
            bad.host.put(
                &format!("/{hop}"),
                Answer::redirect(302, &format!("/{}", hop + 1)),
            );
        }
    })
    .fails(&["redirect"])
    .recovers();
}

#[test]
fn a_redirect_to_nowhere_is_said() {
    Trouble::with_feed(Answer::status(302))
        .fails(&["without saying where"])
        .recovers();
}

#[test]
fn a_redirect_to_another_protocol_is_not_followed() {
    let ftp = Answer::redirect(301, "ftp://files.example/feed.xml");
    Trouble::with_feed(ftp)
        .fails(&["ftp://", "not on the web"])
        .recovers();
}

#[test]
fn a_compressed_bomb_is_stopped_at_the_limit() {
    let bomb = Answer::feed(vec![b' '; 64 << 20]).gzip();
    Trouble::new("max_body_size = \"4 MiB\"\n", |bad| {
        bad.host.put("/feed.xml", bomb);
    })
    .fails(&["max_body_size"])
    .recovers();
}

#[test]
fn a_body_without_an_end_is_stopped_at_the_limit() {
    let endless = Answer::feed(vec![b'x'; 16 << 10]).manner(Manner::Endless);
    Trouble::new("max_body_size = \"4 MiB\"\n", |bad| {
        bad.host.put("/feed.xml", endless);
    })
    .fails(&["max_body_size"])
    .recovers();
}

#[test]
fn an_empty_answer_is_an_error_and_not_an_empty_feed() {
    Trouble::with_feed(Answer::feed(""))
        .fails(&["empty"])
        .recovers();
}

#[test]
fn a_flood_of_headers_is_an_error_of_its_source_alone() {
    let mut flood = String::from("HTTP/1.1 200 OK\r\n");
    for number in 0..20_000 {
        write!(flood, "X-Flood-{number}: {}\r\n", "x".repeat(100)).unwrap();
    }
    flood += "\r\n";
    let flood = Answer::new(200, "", flood).manner(Manner::Raw);
    Trouble::with_feed(flood).fails(&["bad"]).recovers();
}

#[test]
fn an_answer_that_is_no_http_is_an_error_of_its_source_alone() {
    let smtp = Answer::new(200, "", "220 mail.example ESMTP ready\r\n").manner(Manner::Raw);
    Trouble::with_feed(smtp).fails(&["HTTP"]).recovers();
}

#[test]
fn a_page_in_trouble_with_its_server_waits_and_comes_later() {
    Trouble::with_page(Answer::status(500)).waits().waited_for();
    Trouble::with_page(Answer::page("")).waits().waited_for();
}

#[test]
fn a_page_that_is_there_only_later_comes_later() {
    Trouble::with_page(Answer::status(404)).waits().waited_for();
    Trouble::with_page(Answer::status(403)).waits().waited_for();
}

#[test]
fn a_page_that_is_gone_is_dropped_after_a_second_look() {
    let trouble = Trouble::with_page(Answer::status(410)).waits();
    std::fs::remove_dir_all(trouble.desk.path("var/store")).unwrap();
    trouble.desk.run(&["fetch", "--all"]);
    let visits = trouble.bad.host.visits();
    assert_eq!(visits.of(&trouble.bad.articles[1].path()), 2);
}

#[test]
fn a_page_that_redirects_in_a_circle_is_recorded_and_not_asked_for_for_ever() {
    let article = Article::new(501);
    let trouble = Trouble::with_page(Answer::redirect(302, &article.path()));
    trouble.desk.run(&["fetch", "--all"]).says("5 items new");
    assert!(trouble.bad.host.visits().of(&article.path()) <= 2);
}

#[test]
fn a_bomb_among_the_pages_is_dropped_as_too_large() {
    let bomb = Answer::page(vec![b' '; 64 << 20]).gzip();
    Trouble::new("max_body_size = \"4 MiB\"\n", |bad| {
        bad.host.put(&bad.articles[1].path(), bomb);
    })
    .drops("too_large", &["4194304 allowed"]);
}

#[test]
fn what_is_empty_once_it_is_unpacked_is_empty_and_an_error_without_a_word_is_its_status() {
    Trouble::with_feed(Answer::feed("").gzip())
        .fails(&["empty"])
        .recovers();
    Trouble::with_feed(Answer::new(500, "", ""))
        .fails(&["500"])
        .recovers();
}

#[test]
fn an_answer_with_two_hundred_headers_is_read_and_the_question_says_nothing_of_the_connection() {
    let paper = Paper::new(520..522);
    let feed = (0..200).fold(Answer::feed(paper.feed().rss()), |feed, number| {
        feed.header(&format!("X-{number}"), "value")
    });
    paper.host.put("/feed.xml", feed);
    let desk = reading(&[&paper]);
    desk.run(&["fetch", "--all"]).expect(0).says("2 items new");
    for visit in paper.host.visits().0 {
        assert_eq!(visit.question.header("connection"), None, "{}", visit.path);
    }
}

#[test]
fn no_link_and_no_redirect_leads_off_the_web() {
    let paper = Paper::new(523..526);
    let desk = reading(&[&paper]);
    let secret = desk.path("newsloom.toml").display().to_string();
    let away = [
        format!("file://{secret}"),
        format!("ftp://127.0.0.1{secret}"),
        "data:text/html,<article>A report of nothing</article>".to_owned(),
    ];
    for (article, to) in paper.articles.iter().zip(&away) {
        paper.host.put(&article.path(), Answer::redirect(302, to));
    }
    let listed = (526..).zip(&away).fold(paper.feed(), |feed, (number, to)| {
        feed.list(Article::new(number), to)
    });
    paper.host.put("/feed.xml", Answer::feed(listed.rss()));
    desk.run(&["fetch", "--all"])
        .says("0 items new")
        .says("not on the web");
    assert!(desk.delivered().is_empty());
}
