//! Sitemaps of every form, whole and broken.

use std::io::Write;

use proptest::prelude::*;

use super::{
    Listed, Sitemap, SitemapBytes, in_page_url, in_sitemap_url, read::NoSitemap, read_sitemap,
};

const URL: &str = "https://a.example/sitemap.xml";

fn read(bytes: &[u8]) -> Result<Sitemap, NoSitemap> {
    read_sitemap(SitemapBytes {
        bytes,
        charset: None,
        url: URL,
    })
}

fn good(text: &str) -> Sitemap {
    read(text.as_bytes()).unwrap()
}

fn urls(sitemap: &Sitemap) -> Vec<&str> {
    sitemap
        .urls
        .iter()
        .map(|listed| listed.url.as_str())
        .collect()
}

fn urlset(inside: &str) -> String {
    format!(
        "<?xml version='1.0' encoding='UTF-8'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{inside}</urlset>"
    )
}

fn page(number: u32) -> String {
    format!("<url><loc>https://a.example/{number}</loc></url>")
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn pages_come_with_what_the_sitemap_says_of_them() {
    let sitemap = good(&urlset(
        "<url><loc>https://a.example/1?x=1&amp;y=%7e</loc><lastmod>2026-11-22T10:00:00Z</lastmod><changefreq>daily</changefreq></url>\
         <url>\n<loc>\n https://a.example/2 \n</loc></url>",
    ));
    assert_eq!(
        urls(&sitemap),
        ["https://a.example/1?x=1&y=%7e", "https://a.example/2"]
    );
    assert_eq!(
        sitemap.urls[0].lastmod.as_ref().unwrap().written,
        "2026-11-22T10:00:00Z"
    );
    assert!(sitemap.urls[1].lastmod.is_none() && sitemap.urls[0].news.is_none());
    assert!(!sitemap.is_cut && sitemap.broken == 0);
}

#[test]
fn news_are_told_with_title_date_language_name_and_keywords() {
    let sitemap = good(&urlset(
        "<url><loc>https://a.example/1</loc><image:image><image:loc>https://a.example/1.jpg</image:loc><image:title>No</image:title></image:image>\
         <news:news><news:publication><news:name>Il Ponte</news:name><news:language>it</news:language></news:publication>\
         <news:genres>Blog</news:genres><news:publication_date>2026-11-22T09:00:00+01:00</news:publication_date>\
         <news:title><![CDATA[Torre &amp; ponte]]></news:title><news:keywords>ponte, torre,ponte</news:keywords></news:news></url>\
         <url><loc>https://a.example/2</loc><n:news xmlns:n='x'><n:title>Tom &amp;amp; &lt;b&gt;Ann&lt;/b&gt;</n:title></n:news></url>\
         <url><loc>https://a.example/3</loc><video:video><video:title>V</video:title><video:publication_date>2026-01-01</video:publication_date></video:video></url>",
    ));
    let Listed {
        news: Some(news), ..
    } = &sitemap.urls[0]
    else {
        panic!("news expected")
    };
    assert_eq!(news.title.as_deref(), Some("Torre & ponte"));
    assert_eq!(
        news.published.as_ref().unwrap().written,
        "2026-11-22T09:00:00+01:00"
    );
    assert_eq!(
        (news.language.as_deref(), news.publication.as_deref()),
        (Some("it"), Some("Il Ponte"))
    );
    assert_eq!(news.keywords, ["Blog", "ponte", "torre"]);
    let second = sitemap.urls[1].news.as_ref().unwrap();
    assert_eq!(second.title.as_deref(), Some("Tom & Ann"));
    assert!(sitemap.urls[2].news.is_none(), "a film is no news");
    assert_eq!(
        urls(&sitemap)[0],
        "https://a.example/1",
        "a picture is no page"
    );
}

#[test]
fn an_index_names_further_sitemaps() {
    let index = good(
        "<sm:sitemapindex xmlns:sm='http://www.sitemaps.org/schemas/sitemap/0.9'>\
         <sm:sitemap><sm:loc>https://a.example/a.xml?x&amp;amp;y</sm:loc><sm:lastmod>2026-11-22</sm:lastmod></sm:sitemap>\
         <sm:sitemap><sm:loc>/b.xml</sm:loc></sm:sitemap><sm:sitemap><sm:loc></sm:loc></sm:sitemap></sm:sitemapindex>",
    );
    let named: Vec<&str> = index
        .children
        .iter()
        .map(|child| child.url.as_str())
        .collect();
    assert_eq!(
        named,
        ["https://a.example/a.xml?x&y", "https://a.example/b.xml"]
    );
    assert!(index.children[0].lastmod.is_some() && index.children[1].lastmod.is_none());
    assert_eq!((index.broken, index.urls.len()), (1, 0));
}

#[test]
fn one_broken_entry_never_loses_the_sitemap() {
    let check = |broken: &str, expect: &[&str], count: usize| {
        let sitemap = good(&urlset(&format!("{}{broken}{}", page(1), page(3))));
        let mut all = vec!["https://a.example/1"];
        all.extend(expect);
        all.push("https://a.example/3");
        assert_eq!((urls(&sitemap), sitemap.broken), (all, count), "{broken}");
    };
    let two = "https://a.example/2";
    check("<url></url>", &[], 1);
    check("<url/>", &[], 0);
    check("<url><loc></url>", &[], 1);
    check(
        "<url><loc>not an address</loc></url>",
        &["https://a.example/not%20an%20address"],
        0,
    );
    check("<url><loc>mailto:a@a.example</loc></url>", &[], 1);
    check("<url><loc>http://</loc></url>", &[], 1);
    check(
        &format!("<url><loc>{two}<lastmod>soon</lastmod></url>"),
        &[two],
        0,
    );
    check(&format!("<url><loc>{two}</loc>"), &[two], 0);
    check(&format!("<url><loc>{two}</lock></url>"), &[two], 0);
    check(
        &format!("<url><loc>{two}?a=1&b=2</loc></url>"),
        &["https://a.example/2?a=1&b=2"],
        0,
    );
    check(
        &format!("<url><loc>{two}?&auml;&#228;</loc></url>"),
        &["https://a.example/2?ää"],
        0,
    );
    check(
        &format!("<url><loc>{two}\u{1}</loc><bad attribute=\"></url>"),
        &[two],
        0,
    );
    check(
        &format!("<url><news:news><loc>{two}</loc></news:news></url>"),
        &[],
        1,
    );
    check(
        &format!("text <url ><loc>{two}</loc></url></loc></news:news>"),
        &[two],
        0,
    );
}

#[test]
fn a_sitemap_that_was_cut_off_gives_its_whole_entries() {
    let whole = urlset(&(0..20).map(page).collect::<String>());
    for length in 100..whole.len() {
        let cut = whole.get(..length).unwrap();
        let sitemap = good(cut);
        let expect: Vec<String> = cut
            .split("</loc></url>")
            .filter_map(|part| part.split("<loc>").nth(1))
            .map(str::to_owned)
            .collect();
        let complete = cut.matches("</url>").count();
        assert_eq!(urls(&sitemap), expect[..complete], "{length}");
        assert!(sitemap.is_cut, "{length}");
    }
    assert!(!good(&whole).is_cut);
}

#[test]
fn a_packed_sitemap_is_known_by_its_bytes_and_not_by_its_name() {
    let plain = urlset(&page(1));
    let packed = gzipped(plain.as_bytes());
    for bytes in [plain.as_bytes(), &packed, &gzipped(&packed)] {
        for url in [URL, "https://a.example/sitemap.xml.gz"] {
            let sitemap = read_sitemap(SitemapBytes {
                bytes,
                charset: None,
                url,
            })
            .unwrap();
            assert_eq!(urls(&sitemap), ["https://a.example/1"]);
        }
    }
    let long = gzipped(urlset(&(0..20_000).map(page).collect::<String>()).as_bytes());
    let cut = read(&long[..long.len() / 2]).unwrap();
    assert!(
        cut.is_cut && (1000..19_999).contains(&cut.urls.len()),
        "{}",
        cut.urls.len()
    );
    assert!(
        read(&[0x1f, 0x8b, 8, 0])
            .unwrap_err()
            .reason
            .contains("damaged")
    );
}

#[test]
fn a_packed_bomb_is_left_where_it_passes_the_bound() {
    let mut bomb = urlset(&page(1)).replace("</urlset>", "").into_bytes();
    bomb.resize(70 << 20, b' ');
    let sitemap = read(&gzipped(&bomb)).unwrap();
    assert_eq!(
        (urls(&sitemap), sitemap.is_cut),
        (vec!["https://a.example/1"], true)
    );
}

#[test]
fn no_more_entries_are_read_than_the_protocol_allows() {
    let sitemap = good(&urlset(&(0..50_100).map(page).collect::<String>()));
    assert_eq!((sitemap.urls.len(), sitemap.beyond), (50_000, 100));
    let lines: Vec<String> = (0..50_100)
        .map(|number| format!("https://a.example/{number}"))
        .collect();
    let list = good(&lines.join("\n"));
    assert_eq!((list.urls.len(), list.beyond), (50_000, 100));
}

#[test]
fn feeds_and_lists_of_lines_are_sitemaps_too() {
    let rss = good(
        "<rss version='2.0'><channel><language>it</language><item><title>T</title><link>https://a.example/1</link>\
         <pubDate>Sun, 22 Nov 2026 10:00:00 GMT</pubDate></item><item><title>no link</title></item></channel></rss>",
    );
    assert_eq!((urls(&rss), rss.broken), (vec!["https://a.example/1"], 1));
    let news = rss.urls[0].news.as_ref().unwrap();
    assert_eq!(
        (news.title.as_deref(), news.language.as_deref()),
        (Some("T"), Some("it"))
    );
    assert!(news.published.is_some());
    let lines = good(
        "\u{feff}https://a.example/1\r\n\r\n# comment\r\n https://a.example/2\nnonsense here\n",
    );
    assert_eq!(
        (urls(&lines), lines.broken),
        (vec!["https://a.example/1", "https://a.example/2"], 1)
    );
}

#[test]
fn what_is_no_sitemap_is_told_as_what_it_is() {
    let check = |text: &str, reason: &str| {
        assert_eq!(read(text.as_bytes()).unwrap_err().reason, reason, "{text}");
    };
    check(
        "<!DOCTYPE html><html><head><title>Seite nicht gefunden</title>",
        "it is a web page (`Seite nicht gefunden`), not a sitemap",
    );
    check("<HTML><body><url>", "it is a web page, not a sitemap");
    check(
        "<?xml version='1.0'?><opml/>",
        "it is XML, but no sitemap (`opml`)",
    );
    check("  \n\u{0}", "it is empty");
    check("Not found", "it is neither XML nor a list of addresses");
    check(
        "{\"error\": 404}",
        "it is neither XML nor a list of addresses",
    );
    assert!(good("<urlset></urlset>").urls.is_empty(), "no news today");
    assert!(!good("<urlset/>").is_cut);
    let warned = format!(
        "<br />\n<b>Warning</b>: foo in bar.php\n{}",
        urlset(&page(1))
    );
    assert_eq!(good(&warned).urls.len(), 1);
}

#[test]
fn other_encodings_are_read_as_they_are() {
    let text = urlset(
        "<url><loc>https://a.example/1</loc><news:news><news:title>Zażółć</news:title></news:news></url>",
    );
    let title = |sitemap: &Sitemap| {
        sitemap.urls[0]
            .news
            .as_ref()
            .unwrap()
            .title
            .clone()
            .unwrap()
    };
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(title(&read(&wide).unwrap()), "Zażółć");
    let declared = text.replace("UTF-8", "iso-8859-2");
    let (latin, ..) = encoding_rs::ISO_8859_2.encode(&declared);
    assert_eq!(title(&read(&latin).unwrap()), "Zażółć");
}

proptest! {
    #[test]
    fn no_bytes_make_it_fail(
        parts in prop::collection::vec(
            prop_oneof![
                "<(/|)(url|urlset|sitemap|sitemapindex|loc|lastmod|news:news|news:title|image:image)( a='|/|)>?",
                "(https://a.example/|&amp;|&#x;|<!\\[CDATA\\[|\\]\\]>|<!--|2026-11-2|\\PC){0,3}",
            ],
            0..30,
        )
    ) {
        let text = format!("<urlset>{}", parts.concat());
        if let Ok(sitemap) = read(text.as_bytes()) {
            prop_assert!(sitemap.urls.iter().all(|listed| listed.url.starts_with("http")));
        }
    }

    #[test]
    fn no_address_makes_it_fail(path in "([0-9]{1,9}|[-/_.&=?a-z]|\\PC){0,12}") {
        let url = format!("https://a.example/{path}");
        for period in [in_sitemap_url(&url), in_page_url(&url)].into_iter().flatten() {
            prop_assert!(period.first < period.last);
        }
    }
}
