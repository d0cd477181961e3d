//! Hosts: which of a site's variants a host is, and which hosts are one site.

use ::url::{Host, Url};

use crate::url::repair;

/// Names under which sites offer the same pages once more.
const VARIANTS: [&str; 4] = ["www.", "m.", "mobile.", "amp."];

/// Whether two URLs (or keys) belong to one site: one registrable domain, or, where there is none (addresses,
/// `localhost`), one host.
pub fn same_site(a: &str, b: &str) -> bool {
    matches!((site(a), site(b)), (Some(a), Some(b)) if a == b)
}

fn site(url: &str) -> Option<String> {
    let whole = match repair::repaired(url) {
        Some(whole) => whole,
        None if is_key(url) => format!("http://{url}"),
        None => return None,
    };
    let url = Url::parse(&whole).ok()?;
    match url.host()? {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            let site = psl::domain_str(name).unwrap_or(name);
            (!site.is_empty()).then(|| site.to_owned())
        }
        address => Some(address.to_string()),
    }
}

/// Keys have neither scheme nor user; `mailto:a@example.org` and `ftp://…` are other things.
fn is_key(url: &str) -> bool {
    let host = url.split(['/', '?']).next().unwrap_or_default();
    !url.contains("://") && !host.contains('@')
}

/// The host without `www.` and the like, as long as a registrable domain remains.
pub(crate) fn without_variant(host: &str) -> &str {
    let mut host = host;
    while let Some(rest) = VARIANTS
        .iter()
        .find_map(|variant| host.strip_prefix(variant))
        .filter(|rest| psl::domain_str(rest).is_some())
    {
        host = rest;
    }
    host
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(a: &str, b: &str, expect: bool) {
        assert_eq!(same_site(a, b), expect, "for `{a}` and `{b}`");
        assert_eq!(same_site(b, a), expect, "for `{b}` and `{a}`");
    }

    #[test]
    fn a_site_is_a_registrable_domain() {
        check(
            "https://wiadomosci.example.pl/a",
            "http://www.example.pl",
            true,
        );
        check("https://a.example.co.uk", "https://b.example.co.uk/x", true);
        check("https://a.co.uk", "https://b.co.uk", false);
        check("https://a.github.io", "https://b.github.io", false);
        check("example.org/a", "https://news.example.org:8080/b", true);
        check("http://127.0.0.1:1/a", "http://127.0.0.1:2/b", true);
        check("http://127.0.0.1/a", "http://128.0.0.1/a", false);
        check("http://localhost/a", "http://localhost/b", true);
        check("mailto:a@example.org", "mailto:a@example.org", false);
        check("", "", false);
    }

    #[test]
    fn a_name_anywhere_else_in_an_address_makes_it_no_page_of_that_site() {
        let site = "https://paper.example/";
        for other in [
            "https://g.example/?x=paper.example",
            "https://g.example/paper.example/a",
            "https://g.example/#https://paper.example/",
            "https://paper.example@g.example/",
            "https://paper.example.g.example/",
            "https://notpaper.example/",
            "https://g.example/?to=https://paper.example/a",
        ] {
            check(other, site, false);
        }
        check("https://m.paper.example/?x=g.example", site, true);
    }
}
