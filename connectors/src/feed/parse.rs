//! feed-rs, kept at arm's length: it panics on some authors, and a panic here is only a feed that failed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::{model::Feed, parser::Builder};

/// Elements whose text is looked into for e-mail addresses, which is where the panics are.
const AUTHORS: [&str; 3] = ["author", "managingEditor", "webMaster"];

/// Parses a feed; an entry without an id of its own has an empty one.
pub(super) fn parse(bytes: &[u8]) -> Result<Feed, String> {
    let whole = risk_free(bytes).map_or_else(|| attempt(bytes), |safe| attempt(&safe));
    whole
        .or_else(|| attempt(&without_authors(bytes)))
        .unwrap_or_else(|| Err("its parser gave up".to_owned()))
}

fn attempt(bytes: &[u8]) -> Option<Result<Feed, String>> {
    let parser = Builder::new().id_generator(|_, _, _| String::new()).build();
    let parsed = catch_unwind(AssertUnwindSafe(|| parser.parse(bytes)));
    parsed
        .ok()
        .map(|feed| feed.map_err(|error| error.to_string()))
}

/// The feed without its authors, where one of them is known to bring the parser down: an address amid letters of
/// several bytes. To know beforehand spares everybody the panic's message.
fn risk_free(bytes: &[u8]) -> Option<Vec<u8>> {
    let risky = |author: &[u8]| author.contains(&b'@') && !author.is_ascii();
    authors(bytes)
        .iter()
        .any(|(start, end)| bytes.get(*start..*end).is_some_and(risky))
        .then(|| without_authors(bytes))
}

/// Blanks the text of authors; their elements stay, so that nothing else moves.
fn without_authors(bytes: &[u8]) -> Vec<u8> {
    let mut blanked = bytes.to_vec();
    for (start, end) in authors(bytes) {
        for byte in blanked.get_mut(start..end).unwrap_or_default() {
            *byte = b' ';
        }
    }
    blanked
}

/// Where the content of plain author elements lies; those with elements inside (Atom) hold no address to look for.
fn authors(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for name in AUTHORS {
        let (open, close) = (format!("<{name}"), format!("</{name}"));
        let mut from = 0;
        while let Some(tag) = find(bytes, open.as_bytes(), from) {
            from = tag + open.len();
            let (Some(start), Some(end)) =
                (find(bytes, b">", from), find(bytes, close.as_bytes(), from))
            else {
                break;
            };
            let text = bytes.get(start + 1..end).unwrap_or_default();
            let is_plain =
                !text.contains(&b'<') || text.trim_ascii_start().starts_with(b"<![CDATA[");
            if start < end && is_plain {
                found.push((start + 1, end));
            }
            from = end;
        }
    }
    found
}

fn find(bytes: &[u8], what: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let at = rest.windows(what.len()).position(|window| window == what)?;
    Some(from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(author: &str) -> String {
        format!(
            "<rss version=\"2.0\"><channel><title>t</title><item><title>one</title>\
             <author>{author}</author><guid>1</guid></item><item><title>two</title></item></channel></rss>"
        )
    }

    #[test]
    fn authors_that_bring_the_parser_down_cost_only_themselves() {
        for author in [
            "Redazione «redazione@x.example»",
            "редакция—news@x.example",
            "<![CDATA[«a@x.example»]]>",
            "Anna\u{a0}a@x.example\u{a0}Nowak",
        ] {
            let parsed = parse(feed(author).as_bytes()).unwrap();
            assert_eq!(parsed.entries.len(), 2, "{author}");
        }
        let kept = parse(feed("Anna Nowak").as_bytes()).unwrap();
        assert_eq!(
            kept.entries[0].authors[0].name.as_deref(),
            Some("Anna Nowak")
        );
        assert_eq!(kept.entries[1].id, "");
    }

    #[test]
    fn elements_that_nest_without_end_do_no_harm() {
        let deep = |open: &str, close: &str| {
            let (open, close) = (open.repeat(100_000), close.repeat(100_000));
            [
                format!(
                    "<rss version=\"2.0\"><channel><item><description>{open}x{close}</description></item></channel></rss>"
                ),
                format!("<rss version=\"2.0\"><channel>{open}x{close}</channel></rss>"),
                format!(
                    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>{open}x{close}</content></entry></feed>"
                ),
                format!("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>{open}x"),
            ]
        };
        for text in deep("<div>", "</div>") {
            let _either_way_it_returns = parse(text.as_bytes());
        }
    }

    #[test]
    fn what_is_no_feed_is_an_error() {
        for text in ["", "<rss", "<html/>", "<rss version='2.0'><channel><item>"] {
            let _either_way_it_returns = parse(text.as_bytes());
        }
        assert!(parse(b"<html/>").is_err());
    }
}
