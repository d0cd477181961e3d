//! Feeds that are none, or only in part.

use super::{
    newsroom::{Paper, desk, feed, reading, told},
    trouble::Trouble,
};
use crate::support::{
    Random,
    web::{Answer, Article, Feed, Host, Language},
};

#[test]
fn garbage_is_no_feed() {
    let garbage: Vec<u8> = (0_u32..20_000)
        .map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[2])
        .collect();
    Trouble::with_feed(Answer::feed(garbage))
        .fails(&["feed"])
        .recovers();
}

#[test]
fn a_web_page_is_no_feed_and_the_feed_that_it_names_is_said() {
    let page = Article::new(530)
        .page("<link rel=\"alternate\" type=\"application/rss+xml\" href=\"/real-feed.xml\">");
    Trouble::with_feed(Answer::page(page))
        .fails(&["web page", "hint:", "/real-feed.xml"])
        .recovers();
}

#[test]
fn of_a_feed_that_breaks_off_every_whole_entry_is_taken() {
    let paper = Paper::new(540..546);
    let whole = paper.feed().rss();
    let fourth = whole.match_indices("<item>").nth(3).unwrap().0;
    paper
        .host
        .put("/feed.xml", Answer::feed(&whole.as_bytes()[..fourth + 60]));
    let desk = reading(&[&paper]);
    let run = desk.run(&["fetch", "--all"]).says("3 items new");
    assert!(run.stderr.contains("source `paper-1`"), "{}", run.stderr);
    paper.host.put("/feed.xml", Answer::feed(whole));
    desk.run(&["fetch", "--all"]).expect(0).says("3 items new");
    assert_eq!(desk.delivered().len(), 6);
}

#[test]
fn one_broken_entry_does_not_lose_the_feed() {
    let paper = Paper::new(550..556);
    let whole = paper.feed().rss();
    let third = whole.match_indices("<item>").nth(2).unwrap().0 + "<item>".len();
    let broken = format!("{}<a><b></a>&nonsense<{}", &whole[..third], &whole[third..]);
    paper.host.put("/feed.xml", Answer::feed(broken));
    let desk = reading(&[&paper]);
    let run = desk.run(&["fetch", "--all"]);
    assert!(run.stderr.contains("source `paper-1`"), "{}", run.stderr);
    let others = paper
        .articles
        .iter()
        .enumerate()
        .filter(|(place, _)| *place != 2);
    for (_, article) in others {
        assert_eq!(
            told(&desk.delivered(), article).len(),
            1,
            "{}\n{}",
            article.path(),
            run.stderr
        );
    }
}

/// A feed of many short, whole articles, each of words of its own.
fn long_feed(host: &Host, entries: u32) -> String {
    let mut random = Random::new(1);
    let items = (0..entries).map(|number| {
        let words: Vec<String> = (0..75)
            .map(|place| match place % 3 {
                0 => "of the".to_owned(),
                _ => format!("w{:x}", random.below(1 << 40)),
            })
            .collect();
        let link = host.url(&format!("/{number}"));
        let text = words.join(" ");
        format!(
            "<item><title>Report {number}</title><link>{link}</link><content:encoded>&lt;p&gt;{text}.&lt;/p&gt;</content:encoded></item>\n"
        )
    });
    let items = items.collect::<String>();
    let empty = Feed::default().rss();
    empty.replace("</channel>", &format!("{items}</channel>"))
}

#[test]
fn a_feed_of_ten_thousand_entries_is_taken_up_to_its_bound_and_that_is_said() {
    let host = Host::new();
    host.put("/feed.xml", Answer::feed(long_feed(&host, 10_000)));
    let good = Paper::new(560..563);
    let desk = desk(&[
        feed("huge", &host.url("/feed.xml")),
        feed("good", &good.url()),
    ]);
    desk.run(&["fetch", "--all"])
        .says("2003 items new")
        .says("source `huge`")
        .says("8000 are left out");
    assert_eq!(host.visits().paths(), ["/feed.xml"]);
}

#[test]
fn a_feed_whose_charset_is_named_wrong_is_read_right() {
    let article = Article::written_in(Language::Ukrainian, 570);
    let host = Host::new();
    host.put(&article.path(), Answer::page(article.page("")));
    let rss = Feed::default()
        .list(article, &host.url(&article.path()))
        .rss();
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(&rss);
    // The bytes are what the header says, and the XML declaration lies; and the other way round.
    let header = "application/rss+xml; charset=windows-1251";
    host.put("/header.xml", Answer::new(200, header, bytes.into_owned()));
    let other = Article::written_in(Language::Polish, 571);
    host.put(&other.path(), Answer::page(other.page("")));
    let rss = Feed::default().list(other, &host.url(&other.path())).rss();
    host.put(
        "/lie.xml",
        Answer::new(200, "application/rss+xml; charset=no-such-charset", rss),
    );
    let desk = desk(&[
        feed("header", &host.url("/header.xml")),
        feed("lie", &host.url("/lie.xml")),
    ]);
    desk.run(&["fetch", "--all"]).expect(0).says("2 items new");
    for article in [article, other] {
        assert_eq!(told(&desk.delivered(), &article).len(), 1);
    }
}

#[test]
fn a_feed_is_known_by_its_bytes_whatever_type_its_host_gives_it_or_none() {
    let types = [
        "",
        "text/html",
        "text/plain; charset=utf-8",
        "application/octet-stream",
        "application/json",
        "image/png",
        "nonsense",
    ];
    let papers: Vec<Paper> = (0..)
        .step_by(2)
        .zip(types)
        .map(|(number, kind)| {
            let paper = Paper::new(580 + number..581 + number);
            let answer = Answer::new(200, kind, paper.feed().rss());
            paper.host.put("/feed.xml", answer);
            paper
        })
        .collect();
    let desk = reading(&papers.iter().collect::<Vec<_>>());
    desk.run(&["fetch", "--all"]).expect(0).says("7 items new");
    for paper in &papers {
        assert_eq!(told(&desk.delivered(), &paper.articles[0]).len(), 1);
    }
}

#[test]
fn a_web_page_in_the_place_of_a_feed_is_a_failure_at_every_poll() {
    let page = Article::new(532).page("");
    let paper = Paper::new(533..535);
    let desk = reading(&[&paper]);
    desk.run(&["fetch", "--all"]).expect(0).says("2 items new");
    let rss = paper.feed().rss();
    // The same bytes again and again, under a validator that is always confirmed.
    paper
        .host
        .put("/feed.xml", Answer::page(page).etag("\"page\""));
    for _ in 0..3 {
        desk.run(&["fetch", "--all"])
            .expect(2)
            .says("source `paper-1`")
            .says("web page");
    }
    let listed = desk.run(&["sources", "paper-1"]).expect(0).stdout;
    assert!(
        listed.contains('3') && listed.contains("web page"),
        "{listed}"
    );
    paper.host.put("/feed.xml", Answer::feed(rss));
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
}

/// An article whose page does not say what it is called: that is told as the feed spells it.
fn called_by_its_feed(host: &Host, article: Article) -> Article {
    let title = article.title();
    let page = article.page("");
    let page = page.replace(&format!("<title>{title}</title>"), "");
    let page = page.replace(&format!("<h1>{title}</h1>"), "");
    host.put(&article.path(), Answer::page(page));
    article
}

#[test]
fn feeds_in_every_encoding_are_read_by_their_bytes() {
    let host = Host::new();
    let said = |article: Article, label: &str| {
        let article = called_by_its_feed(&host, article);
        let listed = Feed::default().list(article, &host.url(&article.path()));
        listed.rss().replacen("UTF-8", label, 1)
    };
    let narrow = |article, label: &str| {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        encoding.encode(&said(article, label)).0.into_owned()
    };
    let wide = |article, mark: &[u8], unit: fn(u16) -> [u8; 2]| {
        let text = said(article, "utf-16");
        let units = text.encode_utf16().flat_map(unit);
        mark.iter().copied().chain(units).collect()
    };
    let polish = |number| Article::written_in(Language::Polish, number);
    let russian = |number| Article::written_in(Language::Russian, number);
    let (little, big) = (u16::to_le_bytes, u16::to_be_bytes);
    let feeds = [
        (polish(690), "text/xml", narrow(polish(690), "iso-8859-2")),
        (polish(691), "text/xml", narrow(polish(691), "windows-1250")),
        (
            polish(692),
            "text/xml; charset=us-ascii",
            said(polish(692), "latin1").into_bytes(),
        ),
        (
            polish(693),
            "text/xml",
            wide(polish(693), b"\xff\xfe", little),
        ),
        (
            russian(694),
            "text/xml; charset=utf-8",
            wide(russian(694), b"", big),
        ),
        (russian(695), "text/xml", narrow(russian(695), "koi8-r")),
    ];
    let mut sources = Vec::new();
    for (article, kind, bytes) in &feeds {
        let path = format!("/{}.xml", article.number);
        host.put(&path, Answer::new(200, kind, bytes.clone()));
        sources.push(feed(&format!("feed-{}", article.number), &host.url(&path)));
    }
    let desk = desk(&sources);
    desk.run(&["fetch", "--all"])
        .says("6 items new")
        .says("source `feed-692`")
        .says("but is in UTF-8");
    for (article, _, _) in &feeds {
        assert_eq!(
            told(&desk.delivered(), article).len(),
            1,
            "{}",
            article.title()
        );
    }
}
