//! One page, one item: however many feeds list it, and under whatever addresses.

use super::newsroom::{Paper, check_each_told_once, count, desk, feed, reading, told};
use crate::support::{
    Desk, Line,
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
fn a_page_that_was_forgotten_stays_so_under_whatever_address_it_is_listed() {
    let article = Article::new(208);
    let path = article.path();
    let host = Host::new();
    host.put(&path, Answer::page(article.page("")));
    let first = Feed::default().list(article, &host.url(&path));
    host.put("/one.xml", Answer::feed(first.rss()));
    let canonical = format!("<link rel=\"canonical\" href=\"{}\">", host.url(&path));
    host.put("/mobile/208", Answer::page(article.page(&canonical)));
    let tracked = format!("{path}?utm_source=two");
    for (feed, link) in [
        ("/two.xml", tracked.as_str()),
        ("/three.xml", "/mobile/208"),
    ] {
        let listed = Feed::default().list(article, &host.url(link));
        host.put(feed, Answer::feed(listed.rss()));
    }
    let desk = desk(&[
        feed("one", &host.url("/one.xml")),
        feed("two", &host.url("/two.xml")),
        feed("three", &host.url("/three.xml")),
    ]);
    desk.run(&["fetch", "one"]).expect(0).says("1 item new");
    desk.run(&["forget", &host.url(&path)]).expect(0);
    host.visits();
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    assert_eq!(host.visits().of(&tracked), 0, "its own page is not asked");
    let journal = desk.journal();
    let dropped = journal
        .iter()
        .filter(|line| line.kind().ends_with("entry.dropped"));
    let reasons: Vec<&str> = dropped.map(Line::reason).collect();
    assert_eq!(
        reasons,
        ["forgotten"],
        "what only its page tells is read once"
    );
    assert_eq!(
        (count(&desk, "item.new"), count(&desk, "item.sighted")),
        (1, 0)
    );
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

/// Parameters by which readers are followed, of every family that the press uses.
const FOLLOWING: [&str; 72] = [
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "utm_anything",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "gad_source",
    "srsltid",
    "_ga",
    "_gl",
    "ga_source",
    "ga_medium",
    "ga_campaign",
    "fbclid",
    "fb_action_ids",
    "fb_source",
    "fb_ref",
    "igshid",
    "mibextid",
    "twclid",
    "ttclid",
    "li_fat_id",
    "msclkid",
    "yclid",
    "ysclid",
    "_openstat",
    "epik",
    "rdt_cid",
    "sccid",
    "wickedid",
    "irclickid",
    "cjevent",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "__hssc",
    "__hstc",
    "__hsfp",
    "hsCtaTracking",
    "_branch_match_id",
    "__s",
    "vero_id",
    "oly_anon_id",
    "oly_enc_id",
    "s_cid",
    "mtm_source",
    "mtm_campaign",
    "pk_source",
    "pk_campaign",
    "piwik_campaign",
    "hsa_acc",
    "wt_mc",
    "wt_zmc",
    "xtor",
    "at_medium",
    "at_campaign",
    "itm_source",
    "ns_source",
    "ns_campaign",
    "spm",
    "guccounter",
    "guce_referrer",
    "cmpid",
    "PHPSESSID",
    "jsessionid",
];

#[test]
fn whatever_follows_the_reader_is_no_part_of_a_page_and_the_first_address_is_asked_as_it_is_written()
 {
    let article = Article::new(260);
    let host = Host::new();
    let path = article.path();
    host.put(&path, Answer::page(article.page("")));
    let written = format!("{path}?b=2&UTM_Source=A%7e&a=1");
    let mut listed = Feed::default().list(article, &host.url(&written));
    for name in FOLLOWING {
        let link = host.url(&format!("{path}?a=1&{name}=x&b=2#top"));
        listed = listed.list(article, &link);
    }
    // What does not follow the reader, or only looks like it, may choose another page.
    let others = [Article::new(261), Article::new(262)];
    for (other, query) in others
        .iter()
        .zip(["?a=1&b=2&sort=new", "?a=1&b=2&sortPHPSESSID=x"])
    {
        host.put(&format!("{path}{query}"), Answer::page(other.page("")));
        listed = listed.list(*other, &host.url(&format!("{path}{query}")));
    }
    host.put("/feed.xml", Answer::feed(listed.rss()));
    let desk = desk(&[feed("paper", &host.url("/feed.xml"))]);
    desk.run(&["fetch", "--all"]).expect(0).says("3 items new");
    let visits = host.visits();
    assert_eq!(visits.of(&path), 3, "{:?}", visits.paths());
    assert!(
        visits.paths().contains(&written.as_str()),
        "{:?}",
        visits.paths()
    );
    for article in [article].iter().chain(&others) {
        assert_eq!(told(&desk.delivered(), article).len(), 1);
    }
}

#[test]
fn a_page_that_its_host_shows_under_any_slug_is_one_item() {
    let article = Article::new(265);
    let host = Host::new();
    let mut listed = Feed::default();
    for number in 0..30 {
        let path = format!("/{}-any-slug-will-do-{number}", 265 + number);
        host.put(&path, Answer::page(article.page("")));
        listed = listed.list(article, &host.url(&path));
    }
    host.put("/feed.xml", Answer::feed(listed.rss()));
    let desk = desk(&[feed("paper", &host.url("/feed.xml"))]);
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    check_one_item(&desk, &[&host], &article);
}

#[test]
fn what_a_feed_says_anew_of_an_article_never_takes_the_place_of_its_text() {
    let paper = Paper::new(270..272);
    let desk = reading(&[&paper]);
    desk.run(&["fetch", "--all"]).expect(0).says("2 items new");
    let rss = paper.feed().rss();
    let teaser = "<description>A teaser that was written anew, and is nothing like the article</description>";
    let (before, rest) = rss.rsplit_once("<description>").unwrap();
    let (_, behind) = rest.split_once("</description>").unwrap();
    let other = format!("{before}{teaser}{behind}");
    paper.host.put("/feed.xml", Answer::feed(other));
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("0 updates")
        .says("1 dropped as unchanged");
    check_each_told_once(&desk, &paper.articles);
}
