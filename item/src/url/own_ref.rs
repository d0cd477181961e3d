//! `?ref=paper.example`: how sites mark the links that their own readers follow out.

use std::borrow::Cow;

use ::url::form_urlencoded;

use crate::url::site::same_site;

/// The URL without its parameter `ref`, where that names the site at `home`, on whose listing the URL was found. Any
/// other `ref` may choose a page.
pub fn without_own_ref<'u>(url: &'u str, home: &str) -> Cow<'u, str> {
    let (rest, fragment) = match url.split_once('#') {
        Some((rest, fragment)) => (rest, Some(fragment)),
        None => (url, None),
    };
    let Some((place, query)) = rest.split_once('?') else {
        return Cow::Borrowed(url);
    };
    let kept: Vec<&str> = query
        .split('&')
        .filter(|part| !names_home(part, home))
        .collect();
    if kept.len() == query.split('&').count() {
        return Cow::Borrowed(url);
    }
    let mut left = place.to_owned();
    if !kept.is_empty() {
        left.push('?');
        left.push_str(&kept.join("&"));
    }
    if let Some(fragment) = fragment {
        left.push('#');
        left.push_str(fragment);
    }
    Cow::Owned(left)
}

fn names_home(parameter: &str, home: &str) -> bool {
    let mut pairs = form_urlencoded::parse(parameter.as_bytes());
    pairs.next().is_some_and(|(name, value)| {
        name.eq_ignore_ascii_case("ref") && value.contains('.') && same_site(&value, home)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expect: &str) {
        let home = "https://www.paper.example/feed.xml";
        assert_eq!(without_own_ref(url, home), expect, "for `{url}`");
    }

    #[test]
    fn a_ref_that_names_the_own_site_is_dropped_and_any_other_stays() {
        check(
            "https://a.example/b?ref=paper.example",
            "https://a.example/b",
        );
        check(
            "https://a.example/b?x=1&REF=https%3A%2F%2Fblog.paper.example%2F&y=%7e#part",
            "https://a.example/b?x=1&y=%7e#part",
        );
        for other in [
            "https://a.example/b?ref=other.example",
            "https://a.example/b?ref=paper",
            "https://a.example/b?referrer=paper.example",
            "https://a.example/ref=paper.example",
            "https://a.example/b#?ref=paper.example",
            "https://a.example/b?ref",
            "?",
            "",
        ] {
            check(other, other);
        }
    }
}
