//! A list of feeds as OPML 2.0.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::read::Outline;

/// The text of a list, made at this time.
pub fn write_opml(title: &str, feeds: &[Outline], now: Timestamp) -> String {
    let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT");
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>{}</title>\n    \
         <dateCreated>{date}</dateCreated>\n  </head>\n  <body>\n",
        escaped(title)
    );
    for feed in feeds {
        let title = escaped(feed.title.as_deref().unwrap_or(&feed.url));
        let url = escaped(&feed.url);
        let page = feed.page.as_ref().map_or_else(String::new, |page| {
            format!(" htmlUrl=\"{}\"", escaped(page))
        });
        // Writing into a string does not fail.
        writeln!(
            text,
            "    <outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{url}\"{page}/>"
        )
        .ok();
    }
    text + "  </body>\n</opml>\n"
}

/// Text as it may stand in an attribute; what XML cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' | '\t' => safe.push(' '),
            letter if letter.is_control() => {}
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opml::read_opml;

    #[test]
    fn what_is_written_is_read_back() {
        let feed = |title: &str, url: &str| Outline {
            title: Some(title.to_owned()),
            url: url.to_owned(),
            page: Some("https://a.example/\"x\"".to_owned()),
            folders: Vec::new(),
        };
        let feeds = [
            feed(
                "Il “Ponte” & more: 5 < 6 > 4",
                "https://a.example/rss?a=1&b=\"2\"",
            ),
            feed("łódź", "https://b.example/'x'"),
        ];
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let text = write_opml("All <feeds>", &feeds, now);
        assert!(
            text.contains("<dateCreated>Sun, 22 Nov 2026 12:00:00 GMT</dateCreated>"),
            "{text}"
        );
        assert!(text.contains("<title>All &lt;feeds&gt;</title>"));
        assert_eq!(read_opml(text.as_bytes()).unwrap().feeds, feeds);
    }
}
