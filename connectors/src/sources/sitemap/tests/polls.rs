//! Polls: what each asks for and brings, and what it leaves alone.

use item::Cursor;

use super::*;

#[tokio::test(start_paused = true)]
async fn a_news_sitemap_gives_its_pages_with_their_hints_and_is_asked_conditionally() {
    let mut site = Site::new(ROOT, |settings| settings.news_only = true);
    site.put(
        ROOT,
        news(&["https://a.example/1", "https://www.a.example/2"]),
    );
    let polled = site.poll(15).await.unwrap();
    assert_eq!(polled.keys, ["news:a.example/1", "news:a.example/2"]);
    let hints = &polled.entries[0].hints;
    assert_eq!(hints.title.as_deref(), Some("T"));
    assert_eq!(hints.published.as_deref(), Some("2025-12-31T20:00:00Z"));
    assert_eq!(
        (hints.language.as_deref(), hints.publisher.as_deref()),
        (Some("it"), Some("Il Ponte"))
    );
    for _ in 1..23 {
        assert!(site.poll(15).await.unwrap().keys.is_empty());
    }
    let asked = site.script.take_asked();
    let whole = asked
        .iter()
        .filter(|asked| !asked.headers.contains_key("if-none-match"));
    assert_eq!((asked.len(), whole.count()), (23, 1));
    assert_eq!(
        site.poll(15).await.unwrap().keys.len(),
        2,
        "the 24th sees the whole again"
    );
}

#[tokio::test(start_paused = true)]
async fn of_hundreds_of_sitemaps_only_what_changed_is_read_and_an_unchanged_index_costs_one_request()
 {
    let mut site = Site::new(ROOT, |_| ());
    let urls: Vec<String> = (0..300)
        .map(|number| format!("https://a.example/s{number}.xml"))
        .collect();
    let old = |number: usize| format!("20{:02}-01-01T00:00:{:02}Z", 10 + number % 15, number % 60);
    let mut times: Vec<String> = (0..300).map(old).collect();
    times[7] = "2025-12-30T00:00:00Z".to_owned();
    times[200] = "2025-12-31T00:00:00Z".to_owned();
    let put = |site: &Site, times: &[String]| {
        let children = urls
            .iter()
            .map(String::as_str)
            .zip(times.iter().map(String::as_str));
        site.put(ROOT, index(children));
    };
    put(&site, &times);
    let polled = site.poll(15).await.unwrap();
    assert_eq!(
        polled.keys,
        [
            "sitemap:https://a.example/s200.xml",
            "sitemap:https://a.example/s7.xml"
        ]
    );
    assert_eq!(
        polled.notes[0].message,
        "298 of the sitemaps that it names are old"
    );
    assert_eq!(site.asked(), ["/sitemap.xml"]);
    assert!(site.poll(15).await.unwrap().keys.is_empty());
    assert_eq!(site.asked(), ["/sitemap.xml"]);
    let first = polled.entries[1].clone();
    site.put(
        "https://a.example/s7.xml",
        urlset(["https://a.example/a", "https://a.example/"]),
    );
    assert_eq!(
        keys(&open(&site, &first).await.unwrap()),
        ["undated:a.example/a"],
        "home pages are none"
    );
    site.asked();
    times[7] = "2026-01-01T00:10:00Z".to_owned();
    put(&site, &times);
    let changed = site.poll(15).await.unwrap();
    let version = |key: &str| {
        let mut entries = changed.entries.iter();
        entries.find(|entry| entry.key == key).unwrap().version
    };
    assert_ne!(version(&first.key), first.version);
    assert_eq!(
        version("sitemap:https://a.example/s200.xml"),
        polled.entries[0].version
    );
    assert_eq!(site.asked(), ["/sitemap.xml"]);
}

#[tokio::test(start_paused = true)]
async fn sitemaps_without_dates_are_watched_and_the_quiet_ones_less_and_less() {
    let mut site = Site::new(ROOT, |_| ());
    let names: Vec<String> = (1..=9)
        .map(|number| format!("https://a.example/s{number}.xml"))
        .collect();
    site.put(ROOT, index(names.iter().map(|name| (name.as_str(), ""))));
    for (number, name) in names.iter().enumerate() {
        let old = format!("https://a.example/2019/05/03/{number}");
        let page = if number == 8 {
            "https://a.example/new"
        } else {
            &*old
        };
        site.put(name, urlset([page]));
    }
    let first = site.poll(15).await.unwrap();
    assert_eq!(first.keys, ["undated:a.example/new"]);
    assert_eq!(site.asked().len(), 10, "each was read once");
    let mut requests = Vec::new();
    for _ in 0..96 {
        site.poll(15).await.unwrap();
        requests.push(site.asked().len());
    }
    let (morning, evening) = (&requests[..16], &requests[80..]);
    let of_quiet = |polls: &[usize]| polls.iter().sum::<usize>() - polls.len();
    assert!(of_quiet(morning) <= 60, "{requests:?}");
    assert!(of_quiet(evening) <= 16, "{requests:?}");
    assert!(*requests.iter().max().unwrap() <= 10, "{requests:?}");
    site.put(
        &names[8],
        urlset(["https://a.example/new", "https://a.example/newer"]),
    );
    let two = [site.poll(15).await.unwrap(), site.poll(15).await.unwrap()];
    let keys: Vec<&String> = two.iter().flat_map(|polled| &polled.keys).collect();
    assert!(
        keys.iter().any(|key| *key == "undated:a.example/newer"),
        "{keys:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_lively_sitemap_in_the_middle_of_many_is_found_in_turn_and_stays() {
    let mut site = Site::new(ROOT, |_| ());
    let names: Vec<String> = (0..60)
        .map(|number| format!("https://a.example/s{number}.xml"))
        .collect();
    let put = |site: &Site, turn: usize| {
        // The index changes at every poll, as those do that are made anew.
        let children = index(names.iter().map(|name| (name.as_str(), "")));
        site.put(ROOT, format!("{children}<!-- {turn} -->"));
    };
    for (number, name) in names.iter().enumerate() {
        let page = if number == 30 {
            "https://a.example/lively".to_owned()
        } else {
            format!("https://a.example/2019/05/03/{number}")
        };
        site.put(name, urlset([&*page]));
    }
    let mut found = None;
    let mut most = 0;
    for turn in 0..20 {
        put(&site, turn);
        let polled = site.poll(15).await.unwrap();
        if found.is_none() && !polled.keys.is_empty() {
            found = Some(turn);
        }
        most = most.max(site.asked().len());
    }
    assert!(found.is_some_and(|turn| turn <= 12), "{found:?}");
    assert!(most <= 21, "{most} requests in one poll");
    site.put(
        "https://a.example/s30.xml",
        urlset(["https://a.example/livelier"]),
    );
    put(&site, 21);
    let mut keys = site.poll(15).await.unwrap().keys;
    put(&site, 22);
    keys.extend(site.poll(15).await.unwrap().keys);
    assert!(
        keys.contains(&"undated:a.example/livelier".to_owned()),
        "it is watched now: {keys:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn one_sitemap_that_fails_does_not_stop_the_others_and_is_put_off() {
    let mut site = Site::new(ROOT, |_| ());
    let (bad, good) = ("https://a.example/bad.xml", "https://a.example/good.xml");
    site.put(ROOT, index([(bad, ""), (good, "")]));
    site.answer(bad, Scripted::new(500, ""));
    site.put(good, urlset(["https://a.example/1"]));
    let polled = site.poll(1).await.unwrap();
    assert_eq!(polled.keys, ["undated:a.example/1"]);
    assert_eq!(
        (polled.warnings.len(), polled.warnings[0].what.as_str()),
        (1, bad)
    );
    site.asked();
    site.poll(20).await.unwrap();
    assert_eq!(site.asked(), ["/sitemap.xml", "/good.xml"]);
    site.put(bad, urlset(["https://a.example/2"]));
    assert_eq!(site.poll(0).await.unwrap().keys, ["undated:a.example/2"]);
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_was_interrupted_goes_on_where_it_was_and_a_stale_one_begins_anew() {
    let mut site = Site::new(ROOT, |_| ());
    let names = ["https://a.example/1.xml", "https://a.example/2.xml"];
    site.put(ROOT, index(names.map(|name| (name, ""))));
    for name in names {
        site.put(name, urlset([&*name.replace(".xml", "")]));
    }
    let first = site.connector.fetch(&Cursor::start()).await.unwrap();
    assert!(first.more && first.entries.is_empty());
    let second = site.connector.fetch(&first.cursor).await.unwrap();
    assert!(second.more && second.entries.len() == 1);
    site.asked();
    site.cursor = second.cursor.clone();
    assert_eq!(site.poll(0).await.unwrap().keys, ["undated:a.example/2"]);
    assert_eq!(site.asked(), ["/2.xml"]);
    tokio::time::sleep(Duration::from_hours(2)).await;
    site.cursor = second.cursor;
    site.poll(0).await.unwrap();
    assert_eq!(site.asked(), ["/sitemap.xml", "/1.xml", "/2.xml"]);
}

#[tokio::test(start_paused = true)]
async fn a_cursor_always_fits_however_long_the_addresses_are() {
    let mut site = Site::new(ROOT, |_| ());
    let names: Vec<String> = (0..40)
        .map(|number| format!("https://a.example/{}{number}.xml", "long/".repeat(40)))
        .collect();
    site.put(ROOT, index(names.iter().map(|name| (name.as_str(), ""))));
    for name in &names {
        site.answer(
            name,
            Scripted::new(200, urlset(["https://a.example/1"])).header("etag", "x".repeat(90)),
        );
    }
    for _ in 0..3 {
        site.poll(15).await.unwrap();
        assert!(site.cursor.as_str().len() <= Cursor::MAX_LEN);
        assert!(!site.cursor.is_start());
    }
}
