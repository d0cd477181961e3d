//! Which URLs are home pages: the site's, or that of one of its languages. No article stands there.

use crate::url::key::key_url;

/// What home pages are called where they are not the root.
const NAMES: [&str; 12] = [
    "home",
    "homepage",
    "home.html",
    "home.htm",
    "home.php",
    "index",
    "main",
    "start",
    "startseite",
    "default",
    "default.aspx",
    "default.html",
];

/// Services whose short addresses may look like the folder of a language (`https://t.co/ab`).
#[rustfmt::skip]
const SHORTENERS: [&str; 56] = [
    "aje.io", "amzn.to", "apne.ws", "bbc.in", "bit.do", "bit.ly", "bloom.bg", "buff.ly", "cli.re", "clck.ru", "cnb.cx",
    "cnn.it", "cutt.ly", "dlvr.it", "econ.st", "fb.me", "flip.it", "g.co", "goo.gl", "goo.su", "gu.com", "hubs.ly",
    "ift.tt", "is.gd", "j.mp", "lnkd.in", "mailchi.mp", "n.pr", "nyti.ms", "on.ft.com", "ow.ly", "po.st", "politi.co",
    "rb.gy", "rebrand.ly", "reut.rs", "s.id", "shorturl.at", "snip.ly", "spoti.fi", "spr.ly", "t.co", "t.ly", "tcrn.ch",
    "tiny.cc", "tinyurl.com", "trib.al", "u.to", "v.gd", "vk.cc", "vrge.co", "wapo.st", "wp.me", "x.co", "youtu.be",
    "zpr.io",
];

/// Whether `url` is a home page: the root of a host, a folder of a language or country (`/it`, `/pt-br`), or a page
/// that says so (`/home.html`). Parameters that choose a page (`/?p=7`) make it another one.
pub fn is_home(url: &str) -> bool {
    let Some(key) = key_url(url) else {
        return false;
    };
    let Some((_, path)) = key.split_once('/') else {
        return !key.contains('?');
    };
    let is_short = SHORTENERS
        .iter()
        .any(|host| key.starts_with(host) && key.len() == host.len() + path.len() + 1);
    !is_short && (NAMES.iter().any(|name| path.eq_ignore_ascii_case(name)) || is_locale(path))
}

/// Two letters, or two and two.
fn is_locale(segment: &str) -> bool {
    let mut parts = segment.split(['-', '_']);
    let is_code = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
    parts.next().is_some_and(is_code) && parts.next().is_none_or(is_code) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn home_pages_are_known() {
        for url in [
            "https://example.org",
            "https://www.example.org/",
            "http://example.org/index.php?utm_source=rss",
            "https://example.org/Home.html",
            "https://example.org/home/",
            "https://example.org/it/",
            "https://example.org/pt-BR/index.html",
            "https://example.org/#section",
            "https://example.org:8080/",
            "https://bit.ly/",
            "https://rabbit.ly/it",
        ] {
            assert!(is_home(url), "`{url}` is a home page");
        }
    }

    #[test]
    fn other_pages_are_not_home() {
        for url in [
            "https://example.org/?p=7",
            "https://example.org/?id=home",
            "https://example.org/news",
            "https://example.org/it/news",
            "https://example.org/eu-usa-summit",
            "https://example.org/home/a",
            "https://example.org/x1",
            "https://t.co/ab",
            "https://bit.ly/home",
            "mailto:a@example.org",
            "",
        ] {
            assert!(!is_home(url), "`{url}` is no home page");
        }
    }
}
