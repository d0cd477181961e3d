//! Sites: how their sitemaps are found, whose pages they may list, and what is none.

use config::Pattern;

use super::*;

#[tokio::test(start_paused = true)]
async fn a_site_is_asked_for_its_sitemaps_through_robots_txt() {
    let mut site = Site::new("https://a.example/", |settings| settings.news_only = true);
    site.put(
        "https://a.example/robots.txt",
        "User-agent: *\nDisallow: /news.xml\nSitemap: https://a.example/news.xml\nSitemap: https://cdn.example/index.xml\n",
    );
    site.put("https://a.example/news.xml", news(&["https://a.example/1"]));
    let index = index([("https://cdn.example/a.xml", "2025-12-31T10:00:00Z")]);
    site.put("https://cdn.example/index.xml", index);
    let polled = site.poll(15).await.unwrap();
    assert_eq!(
        polled.keys,
        [
            "news:a.example/1",
            "sitemap:sitemap:https://cdn.example/a.xml"
        ]
    );
    assert_eq!(
        site.asked(),
        ["/robots.txt", "/news.xml", "https://cdn.example/index.xml"]
    );
    assert!(site.poll(15).await.unwrap().keys.is_empty());
    assert_eq!(
        site.asked(),
        ["/news.xml", "https://cdn.example/index.xml"],
        "robots.txt is known for a day"
    );
}

#[tokio::test(start_paused = true)]
async fn without_robots_txt_the_usual_places_are_looked_at() {
    let mut site = Site::new("https://a.example", |settings| settings.news_only = true);
    site.answer(
        "https://a.example/sitemap-index.xml",
        Scripted::new(200, "<html><title>Oops</title>"),
    );
    site.put(
        "https://a.example/news-sitemap.xml",
        news(&["https://a.example/1"]),
    );
    let polled = site.poll(15).await.unwrap();
    assert_eq!(
        (polled.keys, polled.warnings),
        (vec!["news:a.example/1".to_owned()], vec![])
    );
    assert_eq!(site.asked().len(), 13, "robots.txt and twelve places");
    site.poll(15).await.unwrap();
    assert_eq!(site.asked(), ["/news-sitemap.xml"]);
    let mut none = Site::new("https://a.example/robots.txt", |_| ());
    let error = none.poll(0).await.unwrap_err();
    assert!(error.to_string().contains("names no sitemap"), "{error}");
    assert!(matches!(
        error,
        FetchError::Refused {
            reason: DropReason::NotFound,
            ..
        }
    ));
}

#[tokio::test(start_paused = true)]
async fn a_loop_of_indexes_ends() {
    let mut site = Site::new(ROOT, |_| ());
    let other = "https://a.example/b.xml";
    site.put(ROOT, index([(other, ""), (ROOT, ""), (other, "")]));
    site.put(
        other,
        index([
            (ROOT, ""),
            (other, ""),
            ("https://a.example/c.xml", "2025-12-31T10:00:00Z"),
        ]),
    );
    site.put(
        "https://a.example/c.xml",
        index([(other, "2025-12-31T11:00:00Z")]),
    );
    let polled = site.poll(15).await.unwrap();
    assert_eq!(site.asked(), ["/sitemap.xml", "/b.xml"]);
    let mut pending = polled.entries;
    let mut opened = 0;
    while let Some(entry) = pending.pop() {
        opened += 1;
        pending.extend(open(&site, &entry).await.unwrap());
        assert!(opened < 20);
    }
    assert!((1..=4).contains(&opened), "{opened}");
}

#[tokio::test(start_paused = true)]
async fn of_an_index_only_the_sitemaps_are_read_that_are_wanted() {
    let of = |written: &str| {
        vec![Pattern {
            written: written.to_owned(),
            regex: written.parse().unwrap(),
        }]
    };
    let date = "2025-12-31T10:00:00Z";
    let named =
        ["posts-1", "posts-video", "tags"].map(|name| format!("https://a.example/{name}.xml"));
    for dated in [date, ""] {
        let mut site = Site::new(ROOT, |settings| {
            settings.sitemaps = of("/posts-");
            settings.not_sitemaps = of("video");
        });
        site.put(ROOT, index(named.iter().map(|url| (url.as_str(), dated))));
        for url in &named {
            site.put(url, urlset(["https://a.example/1"]));
        }
        for entry in site.poll(0).await.unwrap().entries {
            open(&site, &entry).await.ok();
        }
        let asked = site.asked();
        assert!(asked.iter().any(|path| path == "/posts-1.xml"), "{asked:?}");
        let unwanted = |path: &String| path.contains("video") || path.contains("tags");
        assert!(!asked.iter().any(unwanted), "{asked:?}");
    }
    let mut none = Site::new(ROOT, |settings| settings.sitemaps = of("/pots-"));
    none.put(ROOT, index(named.iter().map(|url| (url.as_str(), date))));
    let polled = none.poll(0).await.unwrap();
    let said = &polled.warnings[0].message;
    assert!(said.contains("want none of the 3 sitemaps"), "{said}");
}

#[tokio::test(start_paused = true)]
async fn a_tree_of_indexes_that_goes_on_for_ever_is_not_followed_for_ever() {
    let mut site = Site::new(ROOT, |_| ());
    let level = |number: u32| format!("https://a.example/{number}.xml");
    for number in 0..30 {
        let url = if number == 0 {
            ROOT.to_owned()
        } else {
            level(number)
        };
        site.put(&url, index([(&*level(number + 1), "2025-12-31T10:00:00Z")]));
    }
    let mut pending = site.poll(0).await.unwrap().entries;
    let mut opened = 0;
    while let Some(entry) = pending.pop() {
        opened += 1;
        pending.extend(open(&site, &entry).await.unwrap());
    }
    assert_eq!(opened, 4);
    let mut undated = Site::new(ROOT, |_| ());
    for number in 0..30 {
        let url = if number == 0 {
            ROOT.to_owned()
        } else {
            level(number)
        };
        undated.put(&url, index([(&*level(number + 1), "")]));
    }
    let polled = undated.poll(0).await.unwrap();
    assert_eq!(undated.asked().len(), 5);
    let told = |said: &[Warning]| said.iter().any(|one| one.message.contains("not followed"));
    assert!(told(&polled.warnings), "{:?}", polled.warnings);
}

#[tokio::test(start_paused = true)]
async fn pages_of_another_site_are_taken_only_if_its_robots_txt_names_the_sitemap() {
    let mut site = Site::new(ROOT, |_| ());
    site.put(
        ROOT,
        urlset([
            "https://a.example/1",
            "https://b.example/2",
            "https://ads.example/3",
            "https://gone.example/4",
        ]),
    );
    site.put("https://b.example/robots.txt", format!("Sitemap: {ROOT}\n"));
    site.put(
        "https://ads.example/robots.txt",
        "User-agent: *\nDisallow:\n",
    );
    let polled = site.poll(15).await.unwrap();
    assert_eq!(polled.keys, ["undated:a.example/1", "undated:b.example/2"]);
    assert!(
        polled.notes[0]
            .message
            .starts_with("2 of its pages are of other sites"),
        "{:?}",
        polled.notes
    );
    let mut any = Site::new(ROOT, |settings| settings.same_site = false);
    any.put(ROOT, urlset(["https://ads.example/3"]));
    assert_eq!(any.poll(0).await.unwrap().keys, ["undated:ads.example/3"]);
    assert_eq!(any.asked(), ["/sitemap.xml"]);
}

#[tokio::test(start_paused = true)]
async fn pages_of_a_site_that_cannot_answer_now_are_not_lost() {
    let mut site = Site::new("https://a.example/", |_| ());
    site.put("https://a.example/robots.txt", format!("Sitemap: {ROOT}\n"));
    site.put(ROOT, urlset(["https://b.example/2"]));
    site.answer("https://b.example/robots.txt", Scripted::new(503, "busy"));
    let error = site.poll(0).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("none of its 1 sitemaps could be read"),
        "{error}"
    );
    site.put("https://b.example/robots.txt", format!("Sitemap: {ROOT}\n"));
    tokio::time::sleep(Duration::from_hours(2)).await;
    assert_eq!(site.poll(0).await.unwrap().keys, ["undated:b.example/2"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_sitemap_is_a_failure() {
    let check = async |answer: Scripted, expect: &str| {
        let mut site = Site::new(ROOT, |settings| settings.news_only = true);
        site.answer(ROOT, answer);
        let error = site.poll(0).await.unwrap_err();
        assert!(error.to_string().contains(expect), "{error}");
    };
    check(
        Scripted::new(200, "<!DOCTYPE html><html><head><title>Seite</title>"),
        "it is a web page (`Seite`), not a sitemap",
    )
    .await;
    check(Scripted::new(200, ""), "empty").await;
    check(Scripted::new(404, ""), "404").await;
    check(
        Scripted::new(200, urlset(["https://a.example/1"])),
        "1 of its pages are not marked as news; `news_only = false` takes them",
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_empty_news_sitemap_is_a_quiet_day_and_no_failure() {
    let mut site = Site::new(ROOT, |settings| settings.news_only = true);
    site.put(ROOT, "<urlset></urlset>");
    assert!(site.poll(15).await.unwrap().warnings.is_empty());
    let broken = format!(
        "{}<url><loc></loc></url>",
        news(&["https://a.example/1"]).replace("</urlset>", "")
    );
    site.put(ROOT, broken);
    let polled = site.poll(15).await.unwrap();
    assert_eq!(polled.keys, ["news:a.example/1"]);
    let said: Vec<&str> = polled
        .warnings
        .iter()
        .map(|warning| warning.message.as_str())
        .collect();
    assert_eq!(
        said,
        [
            "it is cut off: its end is missing",
            "1 of its entries name no address: they are left out"
        ]
    );
    assert_eq!(polled.warnings[0].what, ROOT);
}
