//! What a source's configuration asks of its entries: what is not wanted is not asked for, and its ways are told.

use super::newsroom::{Paper, count, desk, dropped, feed, told};
use crate::support::{
    Desk, Line,
    web::{Answer, Article, Feed, Host, Language},
};

#[test]
fn what_a_filter_does_not_want_is_not_asked_for_is_explained_and_is_remembered() {
    let paper = Paper::new(600..604);
    let unwanted = paper.articles[1];
    let filter = format!("[source.filter]\nnot_urls = ['{}$']\n", unwanted.path());
    let desk = desk(&[feed("paper", &paper.url()) + &filter]);
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("3 items new")
        .says("1 dropped as filtered");
    assert_eq!(paper.host.visits().of(&unwanted.path()), 0);
    let url = paper.host.url(&unwanted.path());
    let said = desk.run(&["explain", &url]).expect(0).stdout;
    assert!(
        said.contains("it was dropped as filtered: its link matches")
            && said.contains("of `not_urls`")
            && said.contains("`filter`"),
        "{said}"
    );
    let journal = desk.journal();
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    assert_eq!(paper.host.visits().paths(), ["/feed.xml"]);
    assert_eq!(desk.journal(), journal, "what is known is not told again");
}

#[test]
fn only_what_a_query_wants_becomes_an_item_and_sinks_choose_by_tag() {
    let paper = Paper::in_all_languages(610);
    let keys = "tags = [\"agency\"]\n[source.filter]\nwhere = \"lang:it,pl\"\n";
    let other = Paper::new([620]);
    let desk = desk(&[
        feed("paper", &paper.url()) + keys,
        feed("other", &other.url()),
    ]);
    let configuration = std::fs::read_to_string(desk.path("newsloom.toml")).unwrap();
    let by_tag = "[[sink]]\nid = \"tagged\"\nkind = \"jsonl\"\npath = \"tagged.jsonl\"\nwhere = \"tag:agency\"\n";
    std::fs::write(desk.path("newsloom.toml"), configuration + by_tag).unwrap();
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("3 items new")
        .says("4 dropped as filtered");
    assert_eq!(
        (count(&desk, "item.new"), dropped(&desk, "filtered")),
        (3, 4)
    );
    let tagged = std::fs::read_to_string(desk.path("tagged.jsonl")).unwrap();
    assert_eq!(tagged.lines().count(), 2);
    assert!(tagged.contains("\"tags\":[\"agency\"]"), "{tagged}");
    paper.host.visits();
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    assert_eq!(paper.host.visits().paths(), ["/feed.xml"]);
}

/// A paper whose articles have a headline of their own in an element of this class.
fn publish(host: &Host, articles: &[Article], class: &str) {
    let list = |feed: Feed, article: &Article| feed.list(*article, &host.url(&article.path()));
    let feed = articles.iter().fold(Feed::default(), list);
    host.put("/feed.xml", Answer::feed(feed.rss()));
    for article in articles {
        let headline = format!("<div class={class}>A headline of its own</div></body>");
        let page = article.page("").replace("</body>", &headline);
        host.put(&article.path(), Answer::page(page));
    }
}

fn events(desk: &Desk, kind: &str) -> Vec<Line> {
    let journal = desk.journal().into_iter();
    journal.filter(|line| line.kind() == kind).collect()
}

#[test]
fn selectors_of_a_source_decide_and_one_that_stops_matching_is_told() {
    let host = Host::new();
    let source = feed("paper", &host.url("/feed.xml")) + "extract = { title = \".kicker\" }\n";
    let desk = desk(&[source]);
    let mut articles: Vec<Article> = vec![Article::new(630)];
    publish(&host, &articles, "kicker");
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    let item = desk.delivered()[0].item().clone();
    assert_eq!(item["article"]["headline"], "A headline of its own");
    assert_eq!(item["overrides"][0]["part"], "title");
    let id = item["id"].as_str().unwrap();
    let said = desk.run(&["explain", id]).expect(0).stdout;
    let selector = "selector      title         .kicker  taken from here";
    assert!(said.contains(selector), "{said}");
    articles.extend((631..637).map(Article::new));
    publish(&host, &articles, "topline");
    desk.run(&["fetch", "--all"]).says("6 items new");
    let raised = events(&desk, "newsloom.source.alarmed");
    assert_eq!(raised.len(), 1);
    assert_eq!(raised[0].0["data"]["alarm"], "override");
    let detail = raised[0].0["data"]["detail"].as_str().unwrap();
    assert!(
        detail.contains("`title = \".kicker\"` of `extract`"),
        "{detail}"
    );
    // Cleaning found it meanwhile.
    assert_eq!(told(&desk.delivered(), &articles[1]).len(), 1);
    let one = desk.run(&["sources", "paper"]).expect(0).stdout;
    assert!(
        one.contains("`title` gave it in 1 document, not in the last"),
        "{one}"
    );
    articles.push(Article::new(640));
    publish(&host, &articles, "kicker");
    desk.run(&["fetch", "--all"]).expect(0);
    assert_eq!(events(&desk, "newsloom.source.cleared").len(), 1);
}

#[test]
fn the_language_of_a_source_decides_where_a_page_leaves_it_open() {
    let article = Article::written_in(Language::Polish, 650);
    let host = Host::new();
    let bare = article.page("").replace(" lang=\"pl\"", "");
    let (bytes, _, _) = encoding_rs::ISO_8859_2.encode(&bare);
    host.put(
        &article.path(),
        Answer::new(200, "text/html", bytes.into_owned()),
    );
    let list = Feed::default().list(article, &host.url(&article.path()));
    let listed = list.rss();
    assert!(!listed.contains("<language>"), "{listed}");
    host.put("/feed.xml", Answer::feed(listed));
    let source = feed("paper", &host.url("/feed.xml")) + "language = \"pl\"\n";
    let desk = desk(&[source]);
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    let item = told(&desk.delivered(), &article).remove(0);
    assert_eq!(item.item()["article"]["in_language"], "pl");
}
