//! Sitemaps that list pages of others, name one sitemap twice, or are other things than their names say.

use super::newsroom::{Paper, check_each_told_once, desk, told};
use crate::support::web::{Answer, Article, Host};

fn sitemap(url: &str) -> String {
    format!(
        "[[source]]\nid = \"map\"\nkind = \"sitemap\"\nurl = \"{url}\"\nnews_only = false\nmax_age = \"1500 weeks\"\n"
    )
}

fn xml(root: &str, child: &str, urls: &[String]) -> Answer {
    let list = |url: &String| format!("<{child}><loc>{url}</loc></{child}>\n");
    let body: String = urls.iter().map(list).collect();
    Answer::new(200, "application/xml", format!("<{root}>{body}</{root}>"))
}

#[test]
fn pages_of_another_site_are_taken_only_where_that_site_names_the_sitemap() {
    let paper = Paper::new(9300..9301);
    let article = paper.articles[0];
    // The same machine under its name is another site than under an address.
    let (partner, advertiser) = (Article::new(9301), Article::new(9302));
    let other = Host::at("127.0.0.1:0".parse().unwrap());
    let named = |path: &str| other.url(path).replace("127.0.0.1", "localhost");
    other.put(&partner.path(), Answer::page(partner.page("")));
    let map = paper.host.url("/sitemap.xml");
    let urls = [
        paper.host.url(&article.path()),
        named(&partner.path()),
        other.url(&advertiser.path()),
    ];
    paper.host.put("/sitemap.xml", xml("urlset", "url", &urls));
    let desk_of = || desk(&[sitemap(&map)]);
    let silent = desk_of();
    silent
        .run(&["fetch", "--all"])
        .expect(0)
        .says("1 item new")
        .says("2 of its pages are of other sites");
    assert_eq!(other.visits().of(&partner.path()), 0);
    check_each_told_once(&silent, &[article]);
    let robots = format!("User-agent: *\nDisallow: /private/\nSitemap: {map}\n");
    other.put("/robots.txt", Answer::new(200, "text/plain", robots));
    other.put(&advertiser.path(), Answer::page(advertiser.page("")));
    let willing = desk_of();
    willing
        .run(&["fetch", "--all"])
        .expect(0)
        .says("3 items new");
    assert_eq!(told(&willing.delivered(), &partner).len(), 1);
}

#[test]
fn a_sitemap_that_is_named_twice_or_names_itself_is_read_once() {
    let paper = Paper::new(9310..9312);
    let host = &paper.host;
    let pages: Vec<String> = paper
        .articles
        .iter()
        .map(|article| host.url(&article.path()))
        .collect();
    host.put("/pages.xml", xml("urlset", "url", &pages));
    let (own, child) = (host.url("/index.xml"), host.url("/pages.xml"));
    let named = [child.clone(), own.clone(), child];
    host.put("/index.xml", xml("sitemapindex", "sitemap", &named));
    let desk = desk(&[sitemap(&own)]);
    desk.run(&["fetch", "--all"]).expect(0).says("2 items new");
    let visits = host.visits();
    assert_eq!((visits.of("/index.xml"), visits.of("/pages.xml")), (1, 1));
    check_each_told_once(&desk, &paper.articles);
}

#[test]
fn a_web_page_is_told_by_how_it_begins_and_a_sitemap_that_mentions_one_is_a_sitemap() {
    let paper = Paper::new(9320..9321);
    let host = &paper.host;
    let page = host.url(&paper.articles[0].path());
    let mentions = format!(
        "<?xml version='1.0'?>\n<!-- <html> is what this is not -->\n<urlset><url><loc>{page}</loc></url></urlset>"
    );
    host.put("/sitemap.xml", Answer::new(200, "text/html", mentions));
    let reads = desk(&[sitemap(&host.url("/sitemap.xml"))]);
    reads.run(&["fetch", "--all"]).expect(0).says("1 item new");
    for begins in [
        "<html>",
        "<HTML lang='en'>",
        "<!DOCTYPE html>\n<html>",
        "\n  <html>",
    ] {
        let html = format!(
            "{begins}<head><title>Not here</title></head><body><urlset><url><loc>{page}</loc></url></urlset></body></html>"
        );
        host.put("/page.xml", Answer::new(200, "application/xml", html));
        let fails = desk(&[sitemap(&host.url("/page.xml"))]);
        fails
            .run(&["fetch", "--all"])
            .expect(2)
            .says("it is a web page");
    }
}
