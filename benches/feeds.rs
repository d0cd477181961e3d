//! What reading a feed costs beside what feed-rs alone costs: megabytes per CPU-second over the same feeds in the same run.
//!
//! `cargo bench --bench feeds -- FOLDER` takes the feeds in a folder that feed-rs reads too and that are no shorter than
//! 8 KiB, for both must have something to do. Without a folder they are written here, in the manner of the usual
//! programs. The readers take turns, and the median of the turns counts; CPU time is what the kernel counts for this
//! thread, so that other guests of the machine do not show.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark stops where something is wrong, and prints its table"
)]

use std::{env, fmt::Write as _, fs, hint::black_box, path::Path};

use connectors::{FeedBytes, Ids, read_feed};

/// Rounds of both readers.
const ROUNDS: usize = 15;

/// Bytes of one turn: the kernel counts in steps of some milliseconds.
const TURN: usize = 24 << 20;

/// Shorter feeds measure little but the beginning.
const SHORTEST: usize = 8 << 10;

/// Entries of one feed.
const MOST: usize = 50_000;

fn main() {
    let folder = env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let feeds = match &folder {
        Some(folder) => feeds_in(Path::new(folder)),
        None => written_feeds(),
    };
    assert!(!feeds.is_empty(), "there are feeds to read");
    let once: usize = feeds.iter().map(Vec::len).sum();
    let times = TURN.div_ceil(once);
    let (mut bare, mut whole) = (Vec::new(), Vec::new());
    let mut entries = (0, 0);
    for _ in 0..ROUNDS {
        entries.0 = timed(&mut bare, &feeds, times, by_feed_rs);
        entries.1 = timed(&mut whole, &feeds, times, by_newsloom);
    }
    let (bare, whole) = (median(bare), median(whole));
    let origin = folder.as_deref().unwrap_or("written here");
    println!(
        "{} feeds, {:.1} MB: {origin}\n",
        feeds.len(),
        once as f64 / 1e6
    );
    println!("| reader | entries | CPU ms | MB per CPU-s |\n|---|---|---|---|");
    for (name, entries, seconds) in [
        ("feed-rs", entries.0, bare),
        ("read_feed", entries.1, whole),
    ] {
        let rate = once as f64 / 1e6 / seconds;
        println!("| {name} | {entries} | {:.2} | {rate:.1} |", seconds * 1e3);
    }
    println!(
        "\nread_feed costs {:.2} times what feed-rs costs",
        whole / bare
    );
}

/// Reads all feeds some times, notes the CPU seconds, and gives the number of entries.
fn timed(
    seconds: &mut Vec<f64>,
    feeds: &[Vec<u8>],
    times: usize,
    read: fn(&[u8]) -> usize,
) -> usize {
    let before = cpu_seconds();
    let all = (0..times).flat_map(|_| feeds);
    let entries: usize = all.map(|feed| read(black_box(feed))).sum();
    seconds.push((cpu_seconds() - before) / times as f64);
    entries / times
}

fn by_feed_rs(feed: &[u8]) -> usize {
    feed_rs::parser::parse(feed).map_or(0, |feed| black_box(feed).entries.len())
}

fn by_newsloom(feed: &[u8]) -> usize {
    let received = FeedBytes {
        bytes: feed,
        charset: None,
        url: Some("https://news.example/feed"),
        most: MOST,
        ids: Ids::Believed,
    };
    read_feed(received).map_or(0, |feed| black_box(feed).entries.len())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The time that this thread has run, as `proc(5)` gives it in nanoseconds.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").expect("Linux has it");
    let nanoseconds = stat.split(' ').next().expect("it has a first field");
    nanoseconds.parse::<f64>().expect("it is a number") / 1e9
}

/// The feeds in a folder that feed-rs reads.
fn feeds_in(folder: &Path) -> Vec<Vec<u8>> {
    let files = fs::read_dir(folder).expect("the folder can be read");
    let mut files: Vec<_> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    files.sort();
    let feeds = files.iter().filter_map(|file| fs::read(file).ok());
    feeds
        .filter(|feed| feed.len() >= SHORTEST && is_clean(feed))
        .collect()
}

/// Whether feed-rs reads all of a feed; it panics on some.
fn is_clean(feed: &[u8]) -> bool {
    let theirs = std::panic::catch_unwind(|| by_feed_rs(feed)).unwrap_or_default();
    theirs > 0 && theirs == by_newsloom(feed)
}

/// Feeds as the usual programs write them: whole articles in CDATA, escaped HTML, and short items with pictures.
fn written_feeds() -> Vec<Vec<u8>> {
    let sizes = [10, 20, 50, 100];
    let kinds: [fn(usize) -> String; 3] = [blog, releases, agency];
    let feeds = sizes.iter().flat_map(|size| kinds.map(|kind| kind(*size)));
    feeds.map(String::into_bytes).collect()
}

fn paragraphs(number: usize) -> String {
    let mut text = String::new();
    for part in 0..8 {
        writeln!(
            text,
            "<p>The council said in case {number} that the road to the harbour, <a href=\"https://news.example/{number}/{part}\">closed \
             since March</a>, would be opened again &#8220;as soon as the bridge holds&#8221;. Nobody was hurt, the mayor&#8217;s \
             office said, and the works are to cost no more than was planned.</p>"
        )
        .expect("a string takes all");
    }
    text
}

fn blog(size: usize) -> String {
    let mut feed = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
        xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\" \
        xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\"><channel><title>The Paper</title><link>https://news.example</link>\
        <description>News</description><language>en-GB</language><sy:updatePeriod>hourly</sy:updatePeriod>\n"
        .to_owned();
    for number in 0..size {
        let text = paragraphs(number);
        write!(
            feed,
            "<item>\n<title>Council &#038; harbour: case {number}</title>\n<link>https://news.example/2021/06/{number}/</link>\n\
             <comments>https://news.example/2021/06/{number}/#comments</comments>\n<dc:creator><![CDATA[Anna Nowak]]></dc:creator>\n\
             <pubDate>Mon, 14 Jun 2021 10:{:02}:00 +0000</pubDate>\n<category><![CDATA[Local]]></category><category><![CDATA[Roads]]></category>\n\
             <guid isPermaLink=\"false\">https://news.example/?p={number}</guid>\n<description><![CDATA[The council said in case {number} &#8230;]]></description>\n\
             <content:encoded><![CDATA[{text}]]></content:encoded>\n<slash:comments>3</slash:comments>\n</item>\n",
            number % 60
        )
        .expect("a string takes all");
    }
    feed + "</channel></rss>"
}

fn releases(size: usize) -> String {
    let mut feed = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\"><id>tag:news.example</id>\
        <title>The Paper</title><link rel=\"alternate\" type=\"text/html\" href=\"https://news.example/\"/><updated>2021-06-14T10:00:00Z</updated>\n"
        .to_owned();
    for number in 0..size {
        let text = paragraphs(number)
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        write!(
            feed,
            "<entry>\n<id>tag:news.example,2021:{number}</id>\n<published>2021-06-14T10:{:02}:00Z</published><updated>2021-06-14T10:{:02}:30Z</updated>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"https://news.example/{number}\"/>\n<title type=\"html\">Council &amp;amp; harbour: case {number}</title>\n\
             <category term=\"local\"/><author><name>Anna Nowak</name></author>\n<content type=\"html\">{text}</content>\n</entry>\n",
            number % 60,
            number % 60
        )
        .expect("a string takes all");
    }
    feed + "</feed>"
}

fn agency(size: usize) -> String {
    let mut feed = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:media=\"http://search.yahoo.com/mrss/\"><channel>\
        <title>The Agency</title><link>https://agency.example</link><description>News</description><ttl>15</ttl>\n"
        .to_owned();
    for number in 0..size * 4 {
        writeln!(
            feed,
            "<item><title>Case {number} comes before the council</title><link>https://agency.example/{number}?ref=rss</link>\
             <guid isPermaLink=\"true\">https://agency.example/{number}</guid><pubDate>Mon, 14 Jun 2021 10:{:02}:00 GMT</pubDate>\
             <description>The road to the harbour would be opened again as soon as the bridge holds, the council said.</description>\
             <media:content url=\"https://agency.example/{number}.jpg\" medium=\"image\" type=\"image/jpeg\" width=\"800\" height=\"600\"/>\
             <category>Local</category></item>",
            number % 60
        )
        .expect("a string takes all");
    }
    feed + "</channel></rss>"
}
