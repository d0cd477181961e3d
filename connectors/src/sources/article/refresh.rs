//! Pages that send their readers on: `<meta http-equiv=refresh content="0; url=…">` and hardly any text.
//!
//! A page with a text of its own is read, whatever it does after a while; many only reload themselves.

use scraper::{Html, Selector};
use url::Url;

use crate::http::Response;

/// A redirect page is small; only so much of a page is looked at.
const LONGEST: usize = 64 * 1024;

/// Seconds after which a page still counts as one that only sends on.
const LONGEST_WAIT: f32 = 5.0;

/// More letters than this are a text of its own.
const MOST_LETTERS: usize = 300;

/// Where the page in `response` sends its readers at once, if it does nothing else.
pub(super) fn refresh(response: &Response) -> Option<String> {
    if response.bytes.len() > LONGEST {
        return None;
    }
    let page = String::from_utf8_lossy(&response.bytes);
    let next = target(&page)?;
    if letters(&page) > MOST_LETTERS {
        return None;
    }
    let own = Url::parse(&response.url).ok()?;
    let mut next = own.join(&next).ok()?;
    next.set_fragment(None);
    let is_new = next.as_str() != own.as_str().split('#').next().unwrap_or_default();
    (is_new && matches!(next.scheme(), "http" | "https")).then(|| next.to_string())
}

/// The URL in the first `meta` that refreshes at once.
fn target(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let mut from = 0;
    while let Some(start) = lower.get(from..)?.find("<meta").map(|found| from + found) {
        from = start + tag_length(page.get(start..)?);
        let tag = page.get(start..from)?;
        if tag.to_ascii_lowercase().contains("refresh")
            && let Some(url) = of_tag(tag)
        {
            return Some(url);
        }
    }
    None
}

/// The length of the tag at the start of `text`, with its `>` unless that stands in quotes.
fn tag_length(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '>' => return at + 1,
            Some(_) | None => {}
        }
    }
    text.len()
}

fn of_tag(tag: &str) -> Option<String> {
    let tree = Html::parse_fragment(tag);
    let selector = Selector::parse("meta").ok()?;
    let meta = tree.select(&selector).next()?;
    let is_refresh = meta
        .attr("http-equiv")?
        .trim()
        .eq_ignore_ascii_case("refresh");
    let (wait, rest) = meta.attr("content")?.split_once([';', ','])?;
    let wait: f32 = wait.trim().parse().ok()?;
    let rest = rest.trim_start();
    let named = rest
        .get(..3)
        .is_some_and(|name| name.eq_ignore_ascii_case("url"));
    let url = if named {
        rest.get(3..)?.trim_start().strip_prefix('=')?
    } else {
        rest
    };
    let url = url.trim().trim_matches(['"', '\'']).trim();
    (is_refresh && wait <= LONGEST_WAIT && !url.is_empty()).then(|| url.to_owned())
}

/// How many letters the page shows, about: none of its scripts, styles and titles.
fn letters(page: &str) -> usize {
    let lower = page.to_ascii_lowercase();
    let (mut count, mut at) = (0, 0);
    while let Some(rest) = lower.get(at..).filter(|rest| !rest.is_empty()) {
        let text = rest.split('<').next().unwrap_or_default();
        count += text.chars().filter(|c| c.is_alphabetic()).count();
        at += text.len();
        let Some(tag) = rest.get(text.len()..).filter(|tag| !tag.is_empty()) else {
            break;
        };
        let hidden = ["script", "style", "title", "!--"]
            .into_iter()
            .find(|name| tag.get(1..).is_some_and(|tag| tag.starts_with(name)));
        at += match hidden {
            Some("!--") => tag.find("-->").map_or(tag.len(), |end| end + 3),
            Some(name) => {
                let end = tag.find(&format!("</{name}"));
                end.map_or(tag.len(), |end| end + 2)
            }
            None => tag_length(tag),
        };
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expect: Option<&str>) {
        let response = Response {
            url: "https://example.org/go/1".to_owned(),
            bytes: page.as_bytes().to_vec(),
            ..Response::default()
        };
        assert_eq!(refresh(&response).as_deref(), expect, "for `{page}`");
    }

    #[test]
    fn a_page_that_only_sends_on_is_followed() {
        let target = Some("https://example.org/a?b=1&c=2");
        for page in [
            "<META HTTP-EQUIV=refresh CONTENT='0;URL=/a?b=1&amp;c=2'>",
            "<html><head><title>Moved</title><meta content=\"0; url='/a?b=1&c=2'\" http-equiv=\"Refresh\"></head>\
             <body><p>Please wait.</p></body></html>",
            "<meta charset=utf-8><noscript><meta http-equiv=refresh content='1,/a?b=1&c=2#top'></noscript>",
            "<script>var a = 'many words '.repeat(100); go('<p>');</script>\
             <meta http-equiv=refresh content=\"0;url=https://example.org/a?b=1&c=2\">",
        ] {
            check(page, target);
        }
    }

    #[test]
    fn a_page_that_reloads_itself_or_has_a_text_or_waits_is_not_left() {
        check("<meta http-equiv=refresh content=300>", None);
        check("<meta http-equiv=refresh content='0;url=/go/1#x'>", None);
        check("<meta http-equiv=refresh content='600;url=/a'>", None);
        check(
            "<meta http-equiv=refresh content='0;url=javascript:a()'>",
            None,
        );
        check("<meta name=refresh content='0;url=/a'>", None);
        check("<meta http-equiv=refresh content='0;url='>", None);
        let text = "A whole sentence of a report. ".repeat(30);
        check(
            &format!("<meta http-equiv=refresh content='0;url=/a'><p>{text}"),
            None,
        );
        check("<meta http-equiv=refresh content='0;url=/a", None);
        check("<p>Nothing.</p>", None);
    }

    #[test]
    fn broken_markup_does_no_harm() {
        for page in [
            "<",
            "<meta",
            "<meta http-equiv='",
            "<!--",
            "<script>ж",
            "ж<meta refresh ж",
        ] {
            check(page, None);
        }
    }
}
