//! URLs that only show or lead to the page of another address, which they carry openly: AMP caches and viewers, and the
//! gates through which networks count their clicks.

use ::url::Url;

use crate::url::repair;

/// Gates inside gates are rare; a chain longer than this is a trap.
const MAX_GATES: usize = 4;

/// Where gates stand, what their path begins with, and the parameters that carry the address.
const GATES: [(&str, &str, &[&str]); 12] = [
    ("google.*", "/url", &["url", "q"]),
    ("l.facebook.com", "/l.php", &["u"]),
    ("lm.facebook.com", "/l.php", &["u"]),
    ("l.instagram.com", "/", &["u"]),
    ("www.youtube.com", "/redirect", &["q"]),
    ("vk.com", "/away.php", &["to"]),
    ("out.reddit.com", "/", &["url"]),
    ("t.umblr.com", "/redirect", &["z"]),
    ("slack-redir.net", "/link", &["url"]),
    ("steamcommunity.com", "/linkfilter", &["u", "url"]),
    ("exit.sc", "/", &["url"]),
    ("www.linkedin.com", "/safety/go", &["url"]),
];

/// The address of the page that `url` only shows or leads to, absolute; `None` where `url` is the page's own.
pub fn page_behind(url: &str) -> Option<String> {
    let mut found = None;
    let mut at = Url::parse(&repair::repaired(url)?).ok()?;
    for _ in 0..MAX_GATES {
        let Some(next) = in_amp_cache(&at)
            .map(|(scheme, inner)| format!("{scheme}://{inner}"))
            .or_else(|| behind_gate(&at))
        else {
            break;
        };
        let Ok(page) = Url::parse(&next) else { break };
        found = Some(next);
        at = page;
    }
    found
}

/// What a key is made of instead of `url`: the page behind it, without a scheme.
pub(crate) fn inner(url: &Url) -> Option<String> {
    let behind_gate = || {
        let page = behind_gate(url)?;
        let (_, rest) = page.split_once("://")?;
        Some(rest.to_owned())
    };
    in_amp_cache(url)
        .map(|(_, inner)| inner)
        .or_else(behind_gate)
}

/// The address inside an AMP cache's (<https://amp.dev/documentation/guides-and-tutorials/learn/amp-caches-and-cors/amp-cache-urls>):
/// `/c/s/host/path`, where `c`, `v`, `a` or `i` is what is served and `s` says that it is read over TLS.
fn in_amp_cache(url: &Url) -> Option<(&'static str, String)> {
    let host = url.host_str()?;
    let path = url.path();
    let inner = if host == "cdn.ampproject.org" || host.ends_with(".cdn.ampproject.org") {
        ["/c/", "/v/", "/a/", "/i/"]
            .iter()
            .find_map(|prefix| path.strip_prefix(prefix))?
    } else if is_at(host, "google.*") || is_at(host, "www.bing.com") {
        path.strip_prefix("/amp/")?
    } else {
        return None;
    };
    let (scheme, inner) = match inner.strip_prefix("s/") {
        Some(inner) => ("https", inner),
        None => ("http", inner),
    };
    let query = url.query().map(|query| format!("?{query}"));
    (!inner.is_empty()).then(|| (scheme, format!("{inner}{}", query.unwrap_or_default())))
}

fn behind_gate(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    let (_, _, names) = GATES
        .iter()
        .find(|(gate, path, _)| is_at(host, gate) && url.path().starts_with(path))?;
    let mut parameters = url.query_pairs();
    let (_, page) = parameters.find(|(name, value)| {
        names.contains(&name.as_ref())
            && (value.starts_with("http://") || value.starts_with("https://"))
    })?;
    let page = Url::parse(&page).ok().filter(Url::has_host)?;
    Some(page.to_string())
}

/// Whether `host` is that of a row; `google.*` is one in every country.
fn is_at(host: &str, row: &str) -> bool {
    let bare = host.strip_prefix("www.").unwrap_or(host);
    match row.strip_suffix(".*") {
        Some(name) => psl::domain_str(bare) == Some(bare) && bare.split('.').next() == Some(name),
        None => bare == row.strip_prefix("www.").unwrap_or(row),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_url;

    fn check(url: &str, expect: Option<&str>) {
        assert_eq!(page_behind(url).as_deref(), expect, "for `{url}`");
        if let Some(expect) = expect {
            assert_eq!(key_url(url), key_url(expect), "for `{url}`");
        }
    }

    #[test]
    fn a_page_in_an_amp_cache_or_viewer_is_the_publishers() {
        check(
            "https://www.google.com/amp/s/www.example.org/a?b=1",
            Some("https://www.example.org/a?b=1"),
        );
        check(
            "https://www.google.co.uk/amp/example.org/a",
            Some("http://example.org/a"),
        );
        check(
            "https://www.bing.com/amp/s/example.org/a",
            Some("https://example.org/a"),
        );
        check(
            "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a/amp",
            Some("https://www.example.org/a/amp"),
        );
        check(
            "https://www.google.com/amp/s/x.cdn.ampproject.org/v/s/example.org/a",
            Some("https://example.org/a"),
        );
    }

    #[test]
    fn a_gate_that_carries_the_address_is_passed_over() {
        check(
            "https://www.google.com/url?rct=j&sa=t&url=https://example.org/a%3Fb%3D1&ct=ga",
            Some("https://example.org/a?b=1"),
        );
        check(
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa&h=x",
            Some("https://example.org/a"),
        );
        check(
            "https://vk.com/away.php?to=https%3A%2F%2Fexample.org%2F%D0%B0",
            Some("https://example.org/%D0%B0"),
        );
        for (host, path, names) in GATES {
            let host = host.replace("google.*", "www.google.pl");
            for name in names {
                check(
                    &format!("https://{host}{path}?x=1&{name}=https%3A%2F%2Fexample.org%2Fa"),
                    Some("https://example.org/a"),
                );
            }
        }
    }

    #[test]
    fn a_pages_own_address_stays() {
        for url in [
            "https://example.org/amp/s/other.example/a",
            "https://cdn.ampproject.org/v0.js",
            "https://example.org/url?url=https://other.example",
            "https://www.google.com/url?url=/a",
            "https://www.google.com/url?url=javascript:a",
            "https://news.google.com/amp/s/example.org",
            "https://google.example.org/amp/s/example.org/a",
            "mailto:a@example.org",
            "",
        ] {
            check(url, None);
        }
    }

    #[test]
    fn gates_inside_gates_end() {
        let mut url = "https://example.org/a".to_owned();
        for _ in 0..3 {
            let escaped: String = ::url::form_urlencoded::byte_serialize(url.as_bytes()).collect();
            url = format!("https://out.reddit.com/?url={escaped}");
        }
        check(&url, Some("https://example.org/a"));
    }
}
