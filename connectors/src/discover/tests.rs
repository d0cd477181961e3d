//! Discovery over a scripted network.

use std::sync::Arc;

use crate::{
    connector::Clock,
    discover::{By, Discovered, FindKind, discover},
    error::FetchError,
    fault::Fault,
    http::{
        Trouble, Web,
        script::{Script, Scripted, epoch, hasty},
    },
};

const SITE: &str = "https://a.example/";

async fn found(script: &Arc<Script>, url: &str) -> Result<Discovered, FetchError> {
    let web: Web = script.web(hasty());
    let clock: Clock = Arc::new(epoch);
    discover(&web, url, clock, &|_| ()).await
}

fn html(head: &str, body: &str) -> Scripted {
    let text = format!(
        "<!DOCTYPE html><html lang=\"it\"><head><title>Il Ponte</title>{head}</head><body>{body}</body></html>"
    );
    Scripted::new(200, text).header("content-type", "text/html")
}

fn rss(title: &str, links: impl IntoIterator<Item = u32>) -> Scripted {
    let item = |number: u32| {
        let day = 1 + number % 20;
        format!(
            "<item><title>T{number}</title><link>https://a.example/{number}</link><pubDate>{day:02} Dec 2025 10:00:00 GMT</pubDate></item>"
        )
    };
    let items: Vec<String> = links.into_iter().map(item).collect();
    let text = format!(
        "<rss version='2.0'><channel><title>{title}</title><language>it</language>{}</channel></rss>",
        items.concat()
    );
    Scripted::new(200, text)
}

fn urls(found: &Discovered) -> Vec<&str> {
    found.finds.iter().map(|find| find.url.as_str()).collect()
}

#[tokio::test(start_paused = true)]
async fn the_feeds_that_a_page_names_are_tried_and_ranked_and_no_place_is_guessed() {
    let script = Script::of([
        (
            SITE,
            html(
                "<meta name=generator content=Hugo>\
                 <link rel=alternate type='application/rss+xml' href=/comments/feed/>\
                 <link rel=alternate type='application/rss+xml' href=/feed/>\
                 <link rel=alternate type='application/atom+xml' href=/atom>\
                 <link rel=alternate type='application/rss+xml' href=/gone>",
                "<a href='/politica/rss.xml'>Politica</a>",
            ),
        ),
        ("https://a.example/feed/", rss("Il Ponte", 0..10)),
        ("https://a.example/atom", rss("Il Ponte", 0..10)),
        (
            "https://a.example/comments/feed/",
            rss("Commenti a Il Ponte", 50..60),
        ),
        (
            "https://a.example/politica/rss.xml",
            rss("Politica", 20..24),
        ),
        ("https://a.example/index.xml", rss("Il Ponte", 0..10)),
    ]);
    let found = found(&script, SITE).await.unwrap();
    assert_eq!(
        urls(&found),
        [
            "https://a.example/feed/",
            "https://a.example/politica/rss.xml",
            "https://a.example/comments/feed/"
        ]
    );
    let first = &found.finds[0];
    assert_eq!(
        first.doubles,
        ["https://a.example/atom", "https://a.example/index.xml"]
    );
    assert_eq!(
        (first.entries, first.by, first.whole),
        (10, By::Named, false)
    );
    assert_eq!(
        (first.title.as_deref(), first.language.as_deref()),
        (Some("Il Ponte"), Some("it"))
    );
    assert_eq!(first.newest.unwrap().to_string(), "2025-12-10T10:00:00Z");
    assert!(found.finds[2].comments);
    let asked = script.urls();
    assert!(
        !asked.contains(&"https://a.example/rss.xml".to_owned()),
        "{asked:?}"
    );
    assert_eq!(found.tried, 8 - 1, "{asked:?}");
}

#[tokio::test(start_paused = true)]
async fn feeds_are_looked_for_at_the_places_of_the_platform_and_at_usual_ones() {
    let script = Script::of([
        (
            SITE,
            html("<link rel=stylesheet href='/wp-content/x.css'>", ""),
        ),
        ("https://a.example/?feed=rss2", rss("Il Ponte", 0..3)),
    ]);
    let wordpress = found(&script, SITE).await.unwrap();
    assert_eq!(urls(&wordpress), ["https://a.example/?feed=rss2"]);
    assert_eq!(wordpress.finds[0].by, By::Platform("WordPress"));
    let script = Script::of([
        (SITE, html("", "")),
        ("https://a.example/index.xml", rss("Il Ponte", 0..3)),
    ]);
    let usual = found(&script, SITE).await.unwrap();
    assert_eq!(
        (urls(&usual), usual.finds[0].by),
        (vec!["https://a.example/index.xml"], By::Usual)
    );
}

#[tokio::test(start_paused = true)]
async fn an_overview_of_feeds_is_read_and_robots_txt_may_name_one() {
    let script = Script::of([
        (SITE, html("", "<a href='/rss'>RSS</a>")),
        (
            "https://a.example/rss",
            html(
                "",
                "<a href='/rss/politica.xml'>Politica</a><a href='/rss/sport.xml'>Sport</a>",
            ),
        ),
        ("https://a.example/rss/politica.xml", rss("Politica", 0..5)),
        ("https://a.example/rss/sport.xml", rss("Sport", 5..10)),
        (
            "https://a.example/robots.txt",
            Scripted::new(
                200,
                "Sitemap: https://a.example/sitemap.xml\nSitemap: https://a.example/tutto.rss",
            ),
        ),
        ("https://a.example/tutto.rss", rss("Tutto", 10..20)),
    ]);
    let found = found(&script, SITE).await.unwrap();
    assert_eq!(
        urls(&found),
        [
            "https://a.example/rss/politica.xml",
            "https://a.example/rss/sport.xml",
            "https://a.example/tutto.rss"
        ]
    );
    assert_eq!(found.finds[2].by, By::Robots);
}

#[tokio::test(start_paused = true)]
async fn a_site_without_a_feed_has_a_news_sitemap_or_a_page() {
    let news = "<urlset><url><loc>https://a.example/1</loc><news:news><news:publication><news:name>Il Ponte</news:name><news:language>it</news:language></news:publication><news:publication_date>2025-12-31</news:publication_date><news:title>T</news:title></news:news></url></urlset>";
    let index = "<sitemapindex><sitemap><loc>https://a.example/pages.xml</loc></sitemap><sitemap><loc>https://a.example/s/news.xml</loc></sitemap></sitemapindex>";
    let script = Script::of([
        (SITE, html("", "")),
        (
            "https://a.example/robots.txt",
            Scripted::new(200, "Sitemap: /index.xml.gz"),
        ),
        ("https://a.example/index.xml.gz", Scripted::new(200, index)),
        ("https://a.example/s/news.xml", Scripted::new(200, news)),
    ]);
    let with_news = found(&script, SITE).await.unwrap();
    let find = &with_news.finds[0];
    assert_eq!(
        (find.kind, find.url.as_str(), find.entries),
        (FindKind::NewsSitemap, "https://a.example/s/news.xml", 1)
    );
    assert_eq!(
        (find.title.as_deref(), find.language.as_deref(), find.by),
        (Some("Il Ponte"), Some("it"), By::Robots)
    );
    assert!(
        !script
            .urls()
            .contains(&"https://a.example/pages.xml".to_owned())
    );

    let bare = Script::of([(SITE, html("", "<a href=/1>Uno</a>"))]);
    let page = found(&bare, SITE).await.unwrap();
    assert_eq!(
        (page.finds[0].kind, page.finds[0].url.as_str()),
        (FindKind::Page, SITE)
    );
    assert!(page.tried <= 40 && bare.urls().len() <= 41);
}

#[tokio::test(start_paused = true)]
async fn an_address_that_is_a_feed_already_is_the_find() {
    let text = "Il consiglio si è riunito ieri in municipio. ".repeat(40);
    let item = format!(
        "<item><title>T</title><link>/1</link><content:encoded>{text}</content:encoded></item>"
    );
    let feed = format!("<rss version='2.0'><channel><title>Il Ponte</title>{item}</channel></rss>");
    let script = Script::of([("https://a.example/feed", Scripted::new(200, feed))]);
    let found = found(&script, "https://a.example/feed").await.unwrap();
    assert_eq!(
        (found.finds[0].by, found.finds[0].whole),
        (By::Itself, true)
    );
    assert_eq!(script.urls(), ["https://a.example/feed"]);
}

#[tokio::test(start_paused = true)]
async fn a_dead_host_ends_the_search_and_a_wall_before_the_page_does_not() {
    let dead = Script::new(|_| Scripted::trouble(Trouble::Unconnected(Fault::Temporary)));
    let error = found(&dead, SITE).await.unwrap_err();
    assert!(matches!(error, FetchError::Unconnected { .. }), "{error}");
    assert_eq!(dead.urls().len(), 1);
    let walled = Script::of([
        (
            SITE,
            Scripted::new(403, "").header("cf-mitigated", "challenge"),
        ),
        ("https://a.example/rss.xml", rss("Il Ponte", 0..3)),
    ]);
    let behind = found(&walled, SITE).await.unwrap();
    assert_eq!(urls(&behind), ["https://a.example/rss.xml"]);
    assert!(
        behind.notes[0].contains("check for robots"),
        "{:?}",
        behind.notes
    );
    let nothing = found(&Script::of([]), SITE).await.unwrap_err();
    assert!(
        nothing.to_string().contains("none is a feed or sitemap"),
        "{nothing}"
    );
    assert!(nothing.hint().is_some());
}

#[tokio::test(start_paused = true)]
async fn answers_of_interfaces_and_pages_are_no_feeds() {
    let script = Script::of([
        (
            SITE,
            html(
                "<link rel=alternate type='application/feed+json' href=/api>",
                "<a href=/feed>Feed</a>",
            ),
        ),
        (
            "https://a.example/api",
            Scripted::new(200, "{\"items\":[{\"a\":1}]}"),
        ),
        ("https://a.example/feed", html("", "nothing")),
        ("https://a.example/rss.xml", Scripted::new(200, "<urlset/>")),
        (
            "https://a.example/feed.json",
            Scripted::new(
                200,
                "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"1\",\"url\":\"/1\",\"title\":\"T\"}]}",
            ),
        ),
    ]);
    let found = found(&script, SITE).await.unwrap();
    assert_eq!(urls(&found), ["https://a.example/feed.json"]);
}
