//! Whether a link stays on the site of its page. Not a parser of addresses: only the host is looked at.

/// Where share buttons and profiles lead.
const SOCIAL: [&str; 26] = [
    "facebook.com",
    "fb.com",
    "twitter.com",
    "x.com",
    "t.me",
    "telegram.me",
    "whatsapp.com",
    "wa.me",
    "linkedin.com",
    "pinterest.com",
    "reddit.com",
    "tumblr.com",
    "instagram.com",
    "youtube.com",
    "tiktok.com",
    "threads.net",
    "bsky.app",
    "mastodon.social",
    "vk.com",
    "vkontakte.ru",
    "ok.ru",
    "odnoklassniki.ru",
    "wykop.pl",
    "news.google.com",
    "play.google.com",
    "apps.apple.com",
];

/// Shorter names are abbreviations that several owners share.
const SHORTEST_LABEL: usize = 3;

/// The site that a page was found on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site<'a> {
    host: Option<&'a str>,
}

impl<'a> Site<'a> {
    /// The site of the page at `url`.
    pub(super) fn of(url: Option<&'a str>) -> Self {
        Self {
            host: url.and_then(host),
        }
    }

    /// Whether `href` leads away from what an article says: to another page of the site, a profile or a share button,
    /// an action of the page.
    pub(super) fn is_offer(&self, href: &str) -> bool {
        let href = href.trim();
        match host(href) {
            Some(other) => {
                self.host.is_none_or(|own| is_same(own, other))
                    || SOCIAL.iter().any(|social| is_same(social, other))
            }
            None => true,
        }
    }

    /// Whether `href` leads to another page of the site; without an address of the page only relative links do.
    pub(super) fn has(&self, href: &str) -> bool {
        let href = href.trim();
        if href.is_empty() || href.starts_with('#') {
            return false;
        }
        match host(href) {
            Some(other) => self.host.is_some_and(|own| is_same(own, other)),
            None => !has_scheme(href),
        }
    }
}

/// The host of an absolute address, without `www.`.
fn host(url: &str) -> Option<&str> {
    let rest = match url.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || scheme.ends_with(':') => rest,
        _ => return None,
    };
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

/// `mailto:…`, `javascript:…`.
fn has_scheme(href: &str) -> bool {
    let scheme = href.split([':', '/', '?', '#']).next().unwrap_or_default();
    href.get(scheme.len()..)
        .is_some_and(|rest| rest.starts_with(':'))
}

/// Whether two hosts are of one owner, as far as names tell: one lies within the other, or they have one name in two
/// countries.
fn is_same(own: &str, other: &str) -> bool {
    let (own, other) = (own.to_ascii_lowercase(), other.to_ascii_lowercase());
    let within = |inner: &str, outer: &str| {
        inner
            .strip_suffix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    within(&own, &other)
        || within(&other, &own)
        || label(&own).is_some_and(|name| label(&other) == Some(name))
}

/// The name that an owner chose: `dailypost` of `dailypost.co.uk`. It is the longest part before the last, as good as
/// always; what a list of all suffixes would tell better is not worth reading it.
fn label(host: &str) -> Option<&str> {
    let (names, _) = host.rsplit_once('.')?;
    let name = names.split('.').max_by_key(|name| name.len())?;
    (name.len() >= SHORTEST_LABEL).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::Site;

    #[test]
    fn links_to_pages_of_the_site_are_told_from_others() {
        let site = Site::of(Some("https://www.dailypost.example/news/1"));
        for own in [
            "/a",
            "b.html",
            "?id=3",
            "//dailypost.example/x",
            "https://sport.dailypost.example/",
            "HTTP://WWW.dailypost.example/a:b",
            "https://dailypost.org/",
        ] {
            assert!(site.has(own), "{own}");
        }
        for other in [
            "",
            "#top",
            "mailto:a@b.example",
            "javascript:void(0)",
            "https://post.example/",
            "//notdailypost.example/x",
        ] {
            assert!(!site.has(other), "{other}");
        }
        assert!(Site::of(None).has("/a") && !Site::of(None).has("https://dailypost.example/"));
    }
}
