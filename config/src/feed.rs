//! The source kind `feed`: RSS, Atom, RDF or JSON Feed on the web.

use crate::{Access, address::web_url, written::Written};

/// A feed on the web.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// Where it is: absolute, `http` or `https`, as written.
    pub url: String,
    /// Where the text of its articles is taken from.
    pub content: FeedContent,
    /// How it and its pages are asked for.
    pub access: Access,
}

/// Where the text of a feed's articles is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FeedContent {
    /// From the feed where it carries the whole article, else from the page; judged entry by entry.
    #[default]
    Auto,
    /// From the feed, whatever it carries; from the page only where it carries nothing.
    Feed,
    /// From the page.
    Page,
}

impl FeedContent {
    const NAMES: [(&str, Self); 3] = [
        ("auto", Self::Auto),
        ("feed", Self::Feed),
        ("page", Self::Page),
    ];
}

impl Feed {
    pub(crate) fn check(table: &Written<'_>) -> Option<Self> {
        let url = web_url(table, "url", "\"https://example.org/rss.xml\"");
        let content = content(table);
        let access = Access::check(table);
        Some(Self {
            url: url?,
            content: content?,
            access,
        })
    }
}

fn content(table: &Written<'_>) -> Option<FeedContent> {
    let Some(text) = table.text("content") else {
        return table
            .value("content")
            .is_none()
            .then_some(FeedContent::Auto);
    };
    let known = FeedContent::NAMES
        .iter()
        .find(|(name, _)| *name == text.value);
    if known.is_none() {
        let message = format!("unknown `content` `{}` in {}", text.written, table.name);
        let help = "write `\"auto\"`, `\"feed\"` (the feed carries the articles) or `\"page\"` (read every page)";
        table.error(&text.at, message, help.to_owned());
    }
    known.map(|(_, content)| *content)
}

#[cfg(test)]
mod tests {
    use crate::{
        FeedContent, SourceKind,
        tests::{check, read},
    };

    fn source(keys: &str) -> String {
        format!("[[source]]\nid = \"f\"\nkind = \"feed\"\n{keys}\n[[sink]]\nkind = \"stdout\"\n")
    }

    #[test]
    fn a_feed_needs_a_url_and_takes_what_lets_it_in() {
        let text =
            source("url = \"https://a.example/rss?x=%7e\"\ncontent = \"page\"\ncookie = \"a=b\"");
        let config = read(&text).unwrap();
        let SourceKind::Feed(feed) = &config.sources[0].kind else {
            panic!("a feed")
        };
        assert_eq!(feed.url, "https://a.example/rss?x=%7e");
        assert_eq!(feed.content, FeedContent::Page);
        assert!(feed.access.cookie.is_some());
        let plain = read(&source("url = \"http://a.example\"")).unwrap();
        let SourceKind::Feed(feed) = &plain.sources[0].kind else {
            panic!("a feed")
        };
        assert_eq!(feed.content, FeedContent::Auto);
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        check(
            &source(""),
            &[
                "1:1:10 `url` is missing in [[source]] `f` / add `url = \"https://example.org/rss.xml\"`",
            ],
        );
        check(
            &source("url = \"a.example\"\ncontent = \"all\""),
            &[
                "4:7:11 `url` in [[source]] `f` is no whole URL / write it whole, like \"https://example.org/rss.xml\"",
                "5:11:5 unknown `content` `all` in [[source]] `f` / write `\"auto\"`, `\"feed\"` (the feed carries the articles) or `\"page\"` (read every page)",
            ],
        );
    }
}
