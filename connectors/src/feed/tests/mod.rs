//! Whole feeds, good and bad: what comes out of them.

mod broken;
mod dialects;
mod fields;
mod hostile;

use super::{Feed, FeedBytes, Ids, NoFeed, read_feed};

const URL: &str = "https://a.example/feed.xml";

fn try_read(bytes: &[u8]) -> Result<Feed, NoFeed> {
    read_feed(FeedBytes {
        bytes,
        charset: None,
        url: Some(URL),
        most: 100,
        ids: Ids::Believed,
    })
}

fn read(text: &str) -> Feed {
    try_read(text.as_bytes()).unwrap_or_else(|no_feed| panic!("{no_feed}: {text}"))
}

fn rss(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>F</title>{items}</channel></rss>")
}

fn atom(entries: &str) -> String {
    format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>F</title>{entries}</feed>")
}

fn titles(feed: &Feed) -> Vec<&str> {
    let titles = feed.entries.iter().map(|entry| entry.title.as_deref());
    titles.map(Option::unwrap_or_default).collect()
}
