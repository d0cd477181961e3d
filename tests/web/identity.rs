//! One page, one item: however many feeds list it, and under whatever addresses.

use super::newsroom::{Paper, count, desk, feed, reading, told};
use crate::support::{
    Desk,
    web::{Answer, Article, Feed, Host},
};

/// One article, one item, though it was listed under several addresses; later runs fetch nothing.
fn check_one_item(desk: &Desk, hosts: &[&Host], article: &Article) {
    assert_eq!(told(&desk.delivered(), article).len(), 1);
    assert_eq!(
        (
            count(desk, "item.new"),
            count(desk, "item.copy"),
            count(desk, "item.updated")
        ),
        (1, 0, 0)
    );
    for host in hosts {
        host.visits();
    }
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    for host in hosts {
        let visits = host.visits();
        let pages: Vec<&str> = visits
            .paths()
            .into_iter()
            .filter(|path| !path.contains(".xml"))
            .collect();
        assert!(pages.is_empty(), "{pages:?} were fetched again");
    }
    assert_eq!(told(&desk.delivered(), article).len(), 1);
}

/// A host with one article's page, and two feeds that list it under these paths.
fn listed_as(article: &Article, first: &str, second: &str) -> (Host, Desk) {
    let host = Host::new();
    host.put(&article.path(), Answer::page(article.page("")));
    for (path, link) in [("/one.xml", first), ("/two.xml", second)] {
        host.put(
            path,
            Answer::feed(Feed::default().list(*article, &host.url(link)).rss()),
        );
    }
    let desk = desk(&[
        feed("one", &host.url("/one.xml")),
        feed("two", &host.url("/two.xml")),
    ]);
    (host, desk)
}

#[test]
fn two_feeds_that_list_one_page_with_other_tracking_give_one_item_and_one_fetch() {
    let article = Article::new(200);
    let path = article.path();
    let second = format!("{path}?utm_source=rss&utm_medium=feed&fbclid=IwAR0");
    let (host, desk) = listed_as(&article, &path, &second);
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    assert_eq!(host.visits().of(&path), 1);
    assert_eq!(count(&desk, "item.sighted"), 1);
    check_one_item(&desk, &[&host], &article);
}

#[test]
fn the_same_link_twice_in_one_feed_is_one_item_and_one_fetch() {
    let article = Article::new(201);
    let path = article.path();
    let host = Host::new();
    host.put(&path, Answer::page(article.page("")));
    let twice = Feed::default()
        .list(article, &host.url(&format!("{path}?utm_campaign=a")))
        .list(article, &host.url(&format!("{path}?utm_campaign=b")));
    host.put("/feed.xml", Answer::feed(twice.rss()));
    let desk = desk(&[feed("twice", &host.url("/feed.xml"))]);
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    assert_eq!(host.visits().of(&path), 1);
    check_one_item(&desk, &[&host], &article);
}

#[test]
fn a_page_behind_a_redirect_is_the_item_that_is_known_by_its_last_address() {
    let article = Article::new(202);
    let path = article.path();
    let (host, desk) = listed_as(&article, &path, "/go/202");
    host.put("/go/202", Answer::redirect(302, &path));
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    check_one_item(&desk, &[&host], &article);
}

#[test]
fn a_page_that_names_its_canonical_address_is_the_item_of_that_address() {
    let article = Article::new(203);
    let path = article.path();
    let (host, desk) = listed_as(&article, &path, "/mobile/203");
    let canonical = format!("<link rel=\"canonical\" href=\"{}\">", host.url(&path));
    host.put("/mobile/203", Answer::page(article.page(&canonical)));
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    let item = told(&desk.delivered(), &article).remove(0);
    let url = item.item()["article"]["url"].as_str().unwrap().to_owned();
    let canonical = item.item()["article"]["canonical_url"]
        .as_str()
        .unwrap_or(&url);
    assert!(canonical == host.url(&path), "{}", item.item());
    check_one_item(&desk, &[&host], &article);
}

#[test]
fn a_canonical_address_that_is_the_home_page_is_not_believed() {
    let mut paper = Paper::new(204..207);
    let head = format!("<link rel=\"canonical\" href=\"{}\">", paper.host.url("/"));
    for article in &paper.articles {
        paper
            .host
            .put(&article.path(), Answer::page(article.page(&head)));
    }
    let desk = reading(&[&paper]);
    desk.run(&["fetch", "--all"]).expect(0).says("3 items new");
    for article in paper.articles.drain(..) {
        assert_eq!(told(&desk.delivered(), &article).len(), 1);
    }
}

#[test]
fn a_page_of_another_paper_cannot_pose_as_an_item_of_this_one() {
    let honest = Paper::new([207]);
    let thief = Host::new();
    let article = honest.articles[0];
    let stolen = Article::new(208);
    // Another host claims the honest paper's address for a text of its own.
    let claim = format!(
        "<link rel=\"canonical\" href=\"{}\">",
        honest.host.url(&article.path())
    );
    thief.put("/stolen", Answer::page(stolen.page(&claim)));
    thief.put(
        "/feed.xml",
        Answer::feed(Feed::default().list(stolen, &thief.url("/stolen")).rss()),
    );
    let desk = desk(&[
        feed("honest", &honest.url()),
        feed("thief", &thief.url("/feed.xml")),
    ]);
    desk.run(&["fetch", "--all"]).expect(0).says("2 items new");
    let ids: Vec<String> = [&article, &stolen]
        .map(|article| told(&desk.delivered(), article)[0].item()["id"].to_string())
        .to_vec();
    assert_ne!(ids[0], ids[1]);
    assert_eq!(count(&desk, "item.updated"), 0);
}

#[test]
fn the_same_text_in_two_papers_is_an_item_and_its_copy() {
    let article = Article::new(209);
    let (first, second) = (Paper::of(vec![article]), Paper::of(vec![article]));
    let desk = reading(&[&first, &second]);
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("1 item new")
        .says("1 copy");
    let lines = told(&desk.delivered(), &article);
    let (item, copy) = match lines[0].kind() {
        "newsloom.item.new" => (&lines[0], &lines[1]),
        _ => (&lines[1], &lines[0]),
    };
    assert_eq!(copy.kind(), "newsloom.item.copy");
    assert_eq!(copy.item()["standing"]["of"], item.item()["id"]);
    assert_eq!(copy.item()["standing"]["how"], "exact");
}

#[test]
fn each_page_keeps_the_title_of_its_own_entry_however_late_it_comes() {
    let articles: Vec<Article> = (240..252).map(Article::new).collect();
    let host = Host::new();
    for (place, article) in articles.iter().enumerate() {
        // Pages that do not say what they are called, and come in another order than they were asked for.
        let page = article.page("");
        let title = article.title();
        let page = page
            .replace(&format!("<title>{title}</title>"), "")
            .replace(&format!("<h1>{title}</h1>"), "");
        assert!(!page.contains(&title));
        let late = std::time::Duration::from_millis(u64::try_from(place * 7 % 5 * 20).unwrap());
        host.put(&article.path(), Answer::page(page).after(late));
    }
    let list = |feed: Feed, article: &Article| feed.list(*article, &host.url(&article.path()));
    let feed_of_all = articles.iter().fold(Feed::default(), list);
    host.put("/feed.xml", Answer::feed(feed_of_all.rss()));
    let desk = desk(&[feed("paper", &host.url("/feed.xml"))]);
    desk.run(&["fetch", "--all"]).expect(0).says("12 items new");
    for article in &articles {
        let lines = told(&desk.delivered(), article);
        assert_eq!(lines.len(), 1, "{}", article.title());
        let url = lines[0].item()["article"]["url"].as_str().unwrap();
        assert!(
            url.ends_with(&article.path()),
            "{} at {url}",
            article.title()
        );
    }
}

#[test]
fn an_entry_that_links_to_the_home_page_is_no_page_of_its_own() {
    let article = Article::new(255);
    let host = Host::new();
    host.put(&article.path(), Answer::page(article.page("")));
    host.put("/", Answer::page(Article::new(256).page("")));
    let listed = Feed::default()
        .list(article, &host.url(&article.path()))
        .list(Article::new(256), &host.url("/"))
        .list(Article::new(257), &host.url("/en/"));
    host.put("/feed.xml", Answer::feed(listed.rss()));
    let desk = desk(&[feed("paper", &host.url("/feed.xml"))]);
    desk.run(&["fetch", "--all"])
        .says("1 item new")
        .says("2 of its entries name no page");
    assert_eq!(host.visits().of("/"), 0);
}
