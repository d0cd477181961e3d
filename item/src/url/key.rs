//! The identity key of a page: what is left of its URL when everything is dropped that does not choose the page.
//!
//! It is lossy and no address: scheme, `www.`, tracking and order of parameters are gone. What must hold: the key of
//! `https://` plus a key is that key, so keys may be made anew from keys.

use ::url::{Host, Url};

use crate::url::{behind, escape, path, repair, site, tracking};

/// Longer URLs get no key: no publisher's page has one, and keys are kept for ever.
const MAX_LEN: usize = 8192;

/// What one pass leaves can give a next one something to do (an AMP cache inside another, `/index.html/amp`).
const MAX_PASSES: usize = 8;

/// The key of an `http` or `https` URL: `example.org/a?id=1`. `None` for other schemes, for what has no host, and
/// for URLs longer than 8 KiB.
pub fn key_url(url: &str) -> Option<String> {
    let mut key = pass(url)?;
    for _ in 0..MAX_PASSES {
        let next = pass(&format!("https://{key}"))?;
        if next == key {
            return Some(key);
        }
        key = next;
    }
    None
}

fn pass(url: &str) -> Option<String> {
    if url.len() > MAX_LEN {
        return None;
    }
    let url = Url::parse(&repair::repaired(url)?).ok()?;
    if let Some(page) = behind::inner(&url) {
        return Some(page);
    }
    let host = match url.host()? {
        Host::Domain(name) => site::without_variant(name.trim_end_matches('.')).to_owned(),
        address => address.to_string(),
    };
    if host.is_empty() {
        return None;
    }
    let mut key = host;
    // The scheme is not part of the key, so both schemes' ports are default ones.
    if let Some(port) = url.port().filter(|port| !matches!(port, 80 | 443)) {
        key.push(':');
        key.push_str(&port.to_string());
    }
    key.push_str(&path::key_path(url.path()));
    let parameters = parameters(url.query().unwrap_or_default());
    if !parameters.is_empty() {
        key.push('?');
        key.push_str(&parameters.join("&"));
    }
    Some(key)
}

/// The parameters that choose the page, sorted: sites read them by name, and links give them in any order.
fn parameters(query: &str) -> Vec<String> {
    let mut kept: Vec<String> = query
        .split('&')
        .filter_map(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let (name, value) = (escape::normal_query(name), escape::normal_query(value));
            if name.is_empty() && value.is_empty() || tracking::is_tracking(&name, &value) {
                return None;
            }
            Some(if value.is_empty() {
                name
            } else {
                format!("{name}={value}")
            })
        })
        .collect();
    kept.sort_unstable();
    kept.dedup();
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(url: &str, expect: &str) {
        assert_eq!(key_url(url).as_deref(), Some(expect), "for `{url}`");
        let again = key_url(&format!("https://{expect}"));
        assert_eq!(again.as_deref(), Some(expect), "again for `{url}`");
    }

    #[test]
    fn what_does_not_choose_the_page_is_dropped() {
        check("http://Example.ORG", "example.org");
        check("https://www.example.org:443/", "example.org");
        check("https://user:word@example.org:80/a", "example.org/a");
        check("http://example.org:8080/a#part", "example.org:8080/a");
        check("https://m.example.org/a/", "example.org/a");
        check("https://amp.www.example.co.uk/a", "example.co.uk/a");
        check("https://mobile.example.org./a", "example.org/a");
        check("http://example.org//a///b/../c/./d", "example.org/a/c/d");
        check("http://example.org/a/index.html", "example.org/a");
        check("http://example.org/index.php?id=7", "example.org?id=7");
        check("http://example.org/a/amp/", "example.org/a");
        check("http://example.org/a?amp=1&b=2", "example.org/a?b=2");
        check(
            "http://example.org/a;jsessionid=0F3?b=2",
            "example.org/a?b=2",
        );
        check(
            "http://example.org/?b=2&a=1&&b=2&c=",
            "example.org?a=1&b=2&c",
        );
        check(
            "http://example.org/a?utm_source=x&fbclid=y",
            "example.org/a",
        );
    }

    #[test]
    fn the_case_of_paths_and_values_stays() {
        check(
            "https://www.YouTube.com/watch?v=dQw4w9WgXcQ&utm_source=x",
            "youtube.com/watch?v=dQw4w9WgXcQ",
        );
        check("https://youtu.be/dQw4w9WgXcQ", "youtu.be/dQw4w9WgXcQ");
        check("https://Example.org/Caso/A", "example.org/Caso/A");
    }

    #[test]
    fn a_name_that_is_only_prefix_and_suffix_stays() {
        check("http://www.co.uk/", "www.co.uk");
        check("http://m.com/", "m.com");
        check("http://www.github.io/a", "www.github.io/a");
        check("http://amp.dev/documentation", "amp.dev/documentation");
        check("http://example.org/amp", "example.org/amp");
        check("http://wwww.example.org/", "wwww.example.org");
    }

    #[test]
    fn escapes_are_written_in_one_way() {
        check(
            "http://example.org/%7euser/%d0%b0",
            "example.org/~user/%D0%B0",
        );
        check("http://example.org/а", "example.org/%D0%B0");
        check("http://example.org/a%2cb%2Fc", "example.org/a,b%2Fc");
        check("http://example.org/100%", "example.org/100%25");
        check("http://example.org/?q=a%20b", "example.org?q=a+b");
        check("http://example.org/?q=a%26b", "example.org?q=a%26b");
        check("http://bücher.example/", "xn--bcher-kva.example");
    }

    #[test]
    fn slips_of_link_writers_are_repaired() {
        check(" http://http://example.org/a ", "example.org/a");
        check("https://https//example.org/a", "example.org/a");
        check("http:/example.org/a", "example.org/a");
        check("https//example.org/a", "example.org/a");
        check("//example.org/a", "example.org/a");
        check("http:\\\\example.org\\a", "example.org/a");
        check("HTTPS://example.org?a=1", "example.org?a=1");
        check("http://http.example.org/", "http.example.org");
        check("http://http:8080/a", "http:8080/a");
        check("http://exam\nple.org/a", "example.org/a");
    }

    #[test]
    fn a_page_in_an_amp_cache_is_the_page() {
        let cache = "https://www-example-org.cdn.ampproject.org";
        check(
            &format!("{cache}/c/s/www.example.org/a?b=1"),
            "example.org/a?b=1",
        );
        check(&format!("{cache}/v/www.example.org/a/amp"), "example.org/a");
        check(
            "https://www.google.com/amp/s/www.example.org/a",
            "example.org/a",
        );
        check(
            "https://cdn.ampproject.org/v0.js",
            "cdn.ampproject.org/v0.js",
        );
    }

    #[test]
    fn other_schemes_and_what_is_no_url_have_no_key() {
        for url in [
            "",
            "mailto:a@example.org",
            "example.org/a",
            "ftp://example.org",
            "http://",
            "data:,a",
            "/a",
            "http:///",
        ] {
            assert_eq!(key_url(url), None, "for `{url}`");
        }
        assert_eq!(
            key_url(&format!("http://example.org/{}", "a".repeat(MAX_LEN))),
            None
        );
    }

    proptest! {
        #[test]
        fn the_key_of_a_key_is_that_key(
            host in "(www\\.|m\\.|amp\\.|mobile\\.|http\\.?){0,3}[a-z]{1,5}(\\.(org|co\\.uk|github\\.io))?\\.?(:(80|443|8080))?",
            path in "(/|//|\\.|\\.\\.|amp|index\\.html|%2[0-9a-fE]|%|;jsessionid=|[a-zA-Zа-я~,:@+ '\"\\\\]){0,12}",
            query in "(&|=|utm_source|amp|ref|%2[0-9a-f]|%|[a-cа-в+;/?' ]){0,12}",
        ) {
            let url = format!("http://{host}/{path}?{query}");
            if let Some(key) = key_url(&url) {
                prop_assert_eq!(key_url(&format!("https://{key}")), Some(key));
            }
        }

        #[test]
        fn no_text_makes_it_fail(text in "\\PC{0,60}") {
            if let Some(key) = key_url(&text) {
                prop_assert_eq!(key_url(&format!("https://{key}")), Some(key));
            }
        }
    }
}
