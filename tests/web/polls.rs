//! Polling: the first poll brings everything, the next one asks and fetches nothing again, changes are seen.

use super::newsroom::{
    Paper, check_each_told_once, check_tells, desk, dropped, feed, list_page, reading, told,
};
use crate::support::{
    Desk, Line,
    web::{Answer, Article, Feed, Host, Language, Visits},
};

/// Nothing was asked but what may have changed, and nothing had.
fn check_only_304(visits: &Visits, polls: usize) {
    assert_eq!(visits.0.len(), polls, "{:?}", visits.paths());
    for visit in &visits.0 {
        assert!(
            visit.question.is_conditional(),
            "{} was asked unconditionally",
            visit.path
        );
        assert_eq!(visit.status, 304, "{}", visit.path);
    }
}

#[test]
fn a_run_ends_though_something_waits_for_a_later_one() {
    let paper = Paper::in_all_languages(1);
    paper
        .host
        .put("/feed.xml", Answer::feed(paper.feed().rss()));
    let missing = Answer::new(404, "text/plain", "no such page");
    paper.host.put(&paper.articles[0].path(), missing);
    let desk = reading(&[&paper]);
    desk.run(&["fetch"]).expect(2).says("1 pending");
    for _ in 0..5 {
        // A second look is due in a quarter of an hour; no run waits for it.
        desk.run(&["fetch"]).expect(0).says("1 pending");
    }
}

#[test]
fn the_first_poll_brings_every_page_and_the_second_asks_only_whether_something_changed() {
    let (one, other) = (Paper::in_all_languages(1), Paper::in_all_languages(7));
    one.host.put(
        "/feed.xml",
        Answer::feed(one.feed().rss()).etag("W/\"a strange, weak one\""),
    );
    let atom = Answer::new(200, "application/atom+xml", other.feed().atom());
    other.host.put(
        "/feed.xml",
        atom.last_modified("Sat, 21 Nov 2026 10:00:00 GMT"),
    );
    let desk = reading(&[&one, &other]);
    desk.run(&["fetch", "--all"]).expect(0).says("12 items new");
    check_each_told_once(
        &desk,
        &[one.articles.clone(), other.articles.clone()].concat(),
    );
    for paper in [&one, &other] {
        let visits = paper.host.visits();
        assert_eq!(visits.of("/robots.txt"), 1);
        assert_eq!(visits.paths().len(), 7, "{:?}", visits.paths());
    }
    let journal = desk.journal();
    for _ in 0..2 {
        desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
        check_only_304(&one.host.visits(), 1);
        let again = other.host.visits();
        assert_eq!(
            again.0[0].question.header("if-modified-since"),
            Some("Sat, 21 Nov 2026 10:00:00 GMT")
        );
        check_only_304(&again, 1);
    }
    assert_eq!(
        desk.journal(),
        journal,
        "polls that bring nothing are not journalled"
    );
    assert_eq!(desk.delivered().len(), 12);
}

#[test]
fn a_host_that_knows_no_validators_is_read_again_but_its_pages_are_not() {
    let paper = Paper::new(20..24);
    let desk = reading(&[&paper]);
    desk.run(&["fetch", "--all"]).expect(0).says("4 items new");
    paper.host.visits();
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    assert_eq!(paper.host.visits().paths(), ["/feed.xml"]);
}

#[test]
fn articles_that_join_a_feed_are_the_only_pages_that_are_fetched() {
    let mut paper = Paper::new(30..33);
    let desk = reading(&[&paper]);
    desk.run(&["fetch", "--all"]).expect(0);
    paper.host.visits();
    paper.articles.insert(0, Article::new(33));
    paper.publish_pages();
    paper
        .host
        .put("/feed.xml", Answer::feed(paper.feed().rss()));
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    let visits = paper.host.visits();
    assert_eq!(visits.paths(), ["/feed.xml", &Article::new(33).path()]);
    check_each_told_once(&desk, &paper.articles);
}

/// A paper whose feed is Atom, and a desk that has read it.
fn read_atom(numbers: impl IntoIterator<Item = u32>) -> (Paper, Desk) {
    let paper = Paper::new(numbers);
    paper
        .host
        .put("/feed.xml", Answer::feed(paper.feed().atom()));
    let desk = reading(&[&paper]);
    desk.run(&["fetch", "--all"]).expect(0);
    paper.host.visits();
    (paper, desk)
}

#[test]
fn a_changed_entry_is_fetched_again_and_told_as_an_update() {
    let (mut paper, desk) = read_atom(40..43);
    let first = paper.articles[1];
    paper.articles[1] = first.updated();
    paper.publish_pages();
    paper
        .host
        .put("/feed.xml", Answer::feed(paper.feed().atom()));
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("0 items new")
        .says("1 update");
    assert_eq!(paper.host.visits().paths(), ["/feed.xml", &first.path()]);
    let lines = told(&desk.delivered(), &first);
    let kinds: Vec<&str> = lines.iter().map(Line::kind).collect();
    assert_eq!(kinds, ["newsloom.item.new", "newsloom.item.updated"]);
    check_tells(&lines[1], &paper.articles[1]);
    assert_eq!(lines[1].item()["version"], 2);
    assert_eq!(lines[1].item()["id"], lines[0].item()["id"]);
}

#[test]
fn a_changed_entry_whose_page_says_the_same_is_dropped_as_unchanged() {
    let (mut paper, desk) = read_atom(50..52);
    let first = paper.articles[0];
    paper.articles[0] = first.updated();
    paper
        .host
        .put("/feed.xml", Answer::feed(paper.feed().atom()));
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("1 dropped as unchanged");
    assert_eq!(paper.host.visits().paths(), ["/feed.xml", &first.path()]);
    desk.run(&["fetch", "--all"]).expect(0).says("0 updates");
    assert_eq!(paper.host.visits().paths(), ["/feed.xml"]);
    assert_eq!(
        (desk.delivered().len(), dropped(&desk, "unchanged")),
        (2, 1)
    );
}

#[test]
fn a_feed_that_carries_whole_articles_needs_no_page() {
    let host = Host::new();
    let articles: Vec<Article> = (60..64).map(Article::new).collect();
    let list = |feed: Feed, article: &Article| feed.list(*article, &host.url(&article.path()));
    let whole = articles.iter().fold(Feed::default(), list).with_text();
    host.put("/feed.xml", Answer::feed(whole.rss()));
    let desk = desk(&[feed("whole", &host.url("/feed.xml"))]);
    desk.run(&["fetch", "--all"]).expect(0).says("4 items new");
    assert_eq!(host.visits().paths(), ["/feed.xml"]);
    check_each_told_once(&desk, &articles);
}

#[test]
fn a_list_page_without_a_feed_is_read_by_its_links() {
    let mut paper = Paper::new(70..74);
    paper.host.put(
        "/news",
        Answer::page(list_page(&paper.articles)).etag("\"1\""),
    );
    let source = format!(
        "[[source]]\nid = \"list\"\nkind = \"page\"\nurl = \"{}\"\nlinks = \"main h2 a\"\n",
        paper.host.url("/news")
    );
    let desk = desk(&[source]);
    desk.run(&["fetch", "--all"]).expect(0).says("4 items new");
    check_each_told_once(&desk, &paper.articles);
    paper.host.visits();
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    let visits = paper.host.visits();
    assert_eq!(visits.paths(), ["/news"]);
    assert_eq!(visits.0.last().unwrap().status, 304);
    paper.articles.insert(0, Article::new(74));
    paper.publish_pages();
    paper.host.put(
        "/news",
        Answer::page(list_page(&paper.articles)).etag("\"2\""),
    );
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    check_each_told_once(&desk, &paper.articles);
}

#[test]
fn a_list_without_selectors_is_guessed_over_its_pages_and_a_redesign_is_an_alarm() {
    let paper = Paper::new(90..96);
    let (newer, older) = paper.articles.split_at(3);
    let with_next = list_page(newer).replace(
        "</main>",
        "</main><a rel=next href=\"/news/2\">Older news of this paper</a>",
    );
    paper.host.put("/news", Answer::page(with_next));
    paper.host.put("/news/2", Answer::page(list_page(older)));
    let source = format!(
        "[[source]]\nid = \"list\"\nkind = \"page\"\nurl = \"{}\"\npages = 2\n",
        paper.host.url("/news")
    );
    let desk = desk(&[source]);
    desk.run(&["fetch", "--all", "--log", "info"])
        .expect(0)
        .says("6 items new")
        .says("6 links were guessed: `main h2 a` repeats for 3 pages");
    check_each_told_once(&desk, &paper.articles);
    let drawn = "<html><body><main><div id=app></div></main></body></html>";
    paper.host.put("/news", Answer::page(drawn));
    desk.run(&["fetch", "--all"])
        .says("no link on the page looks like one to an article");
    let journal = desk.journal();
    let alarmed = |line: &&Line| line.kind() == "newsloom.source.alarmed";
    assert_eq!(journal.iter().filter(alarmed).count(), 1);
}

#[test]
fn pages_in_old_charsets_are_read_right() {
    let host = Host::new();
    let charsets = [
        (
            Article::written_in(Language::Russian, 80),
            encoding_rs::WINDOWS_1251,
            "windows-1251",
        ),
        (
            Article::written_in(Language::Polish, 81),
            encoding_rs::ISO_8859_2,
            "iso-8859-2",
        ),
        (
            Article::written_in(Language::Ukrainian, 82),
            encoding_rs::WINDOWS_1251,
            "windows-1251",
        ),
        (
            Article::written_in(Language::German, 83),
            encoding_rs::WINDOWS_1252,
            "iso-8859-1",
        ),
    ];
    for (number, (article, encoding, label)) in charsets.iter().enumerate() {
        // Some say it in the header, some in the page.
        let (media_type, head) = if number % 2 == 0 {
            (format!("text/html; charset={label}"), String::new())
        } else {
            (
                "text/html".to_owned(),
                format!("<meta charset=\"{label}\">"),
            )
        };
        let page = article.page(&head);
        let (bytes, _, _) = encoding.encode(&page);
        host.put(
            &article.path(),
            Answer::new(200, &media_type, bytes.into_owned()),
        );
    }
    let articles = charsets.map(|(article, ..)| article);
    let list = |feed: Feed, article: &Article| feed.list(*article, &host.url(&article.path()));
    host.put(
        "/feed.xml",
        Answer::feed(articles.iter().fold(Feed::default(), list).rss()),
    );
    let desk = desk(&[feed("old", &host.url("/feed.xml"))]);
    desk.run(&["fetch", "--all"]).expect(0).says("4 items new");
    check_each_told_once(&desk, &articles);
}

#[test]
fn compressed_and_chunked_pages_are_read_like_others() {
    use crate::support::web::Manner;
    let paper = Paper::new(90..93);
    let page = |number: usize| Answer::page(paper.articles[number].page(""));
    paper.host.put(&paper.articles[0].path(), page(0).gzip());
    paper
        .host
        .put(&paper.articles[1].path(), page(1).manner(Manner::Chunked));
    paper.host.put(
        &paper.articles[2].path(),
        page(2).gzip().manner(Manner::Chunked),
    );
    let desk = reading(&[&paper]);
    desk.run(&["fetch", "--all"]).expect(0).says("3 items new");
    check_each_told_once(&desk, &paper.articles);
}
