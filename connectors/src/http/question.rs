//! The headers of a question, and the secrets that must not go astray.

use base64::{Engine, prelude::BASE64_STANDARD};
use config::{Access, Http};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use item::same_site;
use url::Url;

use super::{
    ask::{Ask, Purpose, Validators},
    redirect::Trail,
};

/// Feeds by their media types, but whatever is there will do: many hosts call their feeds something else.
const ACCEPT_FEED: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5";
const ACCEPT_SITEMAP: &str = "application/xml, text/xml;q=0.9, */*;q=0.5";
const ACCEPT_PAGE: &str = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5";
const ACCEPT_ROBOTS: &str = "text/plain, */*;q=0.5";

/// A URL to ask, with the name and password that stood in it taken out.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) url: Url,
    login: Option<(String, String)>,
}

impl Target {
    /// Reads a URL; the error says what is wrong with it.
    pub(crate) fn read(written: &str) -> Result<Self, String> {
        let mut url = Url::parse(written.trim()).map_err(|error| error.to_string())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!(
                "`{}` is not asked for, only http and https are",
                url.scheme()
            ));
        }
        let login = (!url.username().is_empty() || url.password().is_some()).then(|| {
            let decoded = |text: &str| {
                let pairs = format!("a={}", text.replace('+', "%2B"));
                let decoded = url::form_urlencoded::parse(pairs.as_bytes()).next();
                decoded.map_or_else(String::new, |(_, value)| value.into_owned())
            };
            (
                decoded(url.username()),
                decoded(url.password().unwrap_or_default()),
            )
        });
        url.set_fragment(None);
        url.set_username("")
            .and_then(|()| url.set_password(None))
            .map_err(|()| "it has no host".to_owned())?;
        Ok(Self { url, login })
    }

    /// `Authorization` for the name and password of the URL.
    pub(crate) fn authorization(&self) -> Option<HeaderValue> {
        let (user, password) = self.login.as_ref()?;
        basic(user, password)
    }
}

/// The secrets that one hop of a question may see.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    /// Those of the source.
    source: bool,
    /// The login in the URL that was asked for.
    login: bool,
}

impl Shown {
    /// What may be shown to the host of `hop`, to which the trail has come.
    pub(crate) fn to(hop: &Url, ask: &Ask<'_>, trail: &Trail) -> Self {
        Self {
            source: is_at_home(ask.home, hop),
            login: trail.is_first_host(hop),
        }
    }
}

/// Whether a hop is on the site of a source, on the port of its URL, and not in the clear where the source is under
/// cover.
fn is_at_home(home: &str, hop: &Url) -> bool {
    let Ok(url) = Url::parse(home.trim()) else {
        return false;
    };
    let uncovered = url.scheme() == "https" && hop.scheme() != "https";
    !uncovered && url.port() == hop.port() && same_site(home, hop.as_str())
}

/// The headers of a question, with the secrets that may be shown.
pub(crate) fn headers(ask: &Ask<'_>, target: &Target, settings: &Http, shown: Shown) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let accept = match ask.purpose {
        Purpose::Feed | Purpose::Archive => ACCEPT_FEED,
        Purpose::Sitemap => ACCEPT_SITEMAP,
        Purpose::Page => ACCEPT_PAGE,
    };
    headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
    introduce(&mut headers, ask.access, settings);
    condition(&mut headers, ask.validators);
    if shown.login
        && let Some(value) = target.authorization()
    {
        headers.insert(header::AUTHORIZATION, value);
    }
    if shown.source {
        let login = ask.access.basic_auth.as_ref();
        let login = login.and_then(|(user, password)| basic(user, password));
        let cookie = ask.access.cookie.as_deref().and_then(secret);
        for (name, value) in [(header::AUTHORIZATION, login), (header::COOKIE, cookie)] {
            if let Some(value) = value {
                headers.insert(name, value);
            }
        }
        for (name, value) in &ask.access.headers {
            if let (Ok(name), Some(value)) = (HeaderName::try_from(name), secret(value)) {
                headers.insert(name, value);
            }
        }
    }
    headers
}

/// The headers of a question for robots.txt.
pub(crate) fn for_robots(access: &Access, settings: &Http) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, HeaderValue::from_static(ACCEPT_ROBOTS));
    introduce(&mut headers, access, settings);
    headers
}

/// How a source introduces itself; robots.txt is read for the same name.
pub(crate) fn introduction<'a>(access: &'a Access, settings: &'a Http) -> &'a str {
    access.user_agent.as_ref().unwrap_or(&settings.user_agent)
}

/// `User-Agent`.
pub(crate) fn introduce(headers: &mut HeaderMap, access: &Access, settings: &Http) {
    let name = introduction(access, settings);
    if let Ok(name) = HeaderValue::from_bytes(name.as_bytes()) {
        headers.insert(header::USER_AGENT, name);
    }
}

/// An `ETag` is exact to the byte; a date beside it could only contradict it (RFC 9110, section 13.1.3).
fn condition(headers: &mut HeaderMap, validators: &Validators) {
    let (name, value) = match validators {
        Validators {
            etag: Some(etag), ..
        } => (header::IF_NONE_MATCH, etag),
        Validators {
            last_modified: Some(date),
            ..
        } => (header::IF_MODIFIED_SINCE, date),
        _ => return,
    };
    if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
        headers.insert(name, value);
    }
}

fn basic(user: &str, password: &str) -> Option<HeaderValue> {
    secret(&format!(
        "Basic {}",
        BASE64_STANDARD.encode(format!("{user}:{password}"))
    ))
}

fn secret(value: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_bytes(value.as_bytes()).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(url: &str, validators: &Validators, access: &Access, hop: &str) -> HeaderMap {
        let ask = Ask {
            url,
            purpose: Purpose::Page,
            validators,
            access,
            home: "https://a.example/feed",
        };
        let target = Target::read(url).unwrap();
        let trail = Trail::new(target.url.clone(), 1);
        let shown = Shown::to(&Url::parse(hop).unwrap(), &ask, &trail);
        headers(&ask, &target, &Http::default(), shown)
    }

    fn access() -> Access {
        Access {
            headers: vec![("X-Key".into(), "klucz ł".into())],
            cookie: Some("a=b".into()),
            basic_auth: Some(("me".into(), "pass".into())),
            user_agent: Some("other/1".into()),
            proxy: None,
            robots_refused: None,
        }
    }

    #[test]
    fn secrets_are_sent_home_only() {
        let none = Validators::default();
        let home = asked("https://a.example", &none, &access(), "https://a.example");
        assert_eq!(home["x-key"].as_bytes(), "klucz ł".as_bytes());
        assert_eq!(
            (&home["cookie"], &home["authorization"]),
            (
                &"a=b".parse().unwrap(),
                &"Basic bWU6cGFzcw==".parse().unwrap()
            )
        );
        assert!(
            !format!("{home:?}").contains("bWU6"),
            "nothing secret in messages"
        );
        let away = asked("https://a.example", &none, &access(), "https://b.example");
        let names: Vec<&str> = away.keys().map(HeaderName::as_str).collect();
        assert_eq!(names, ["accept", "user-agent"]);
        assert_eq!(away["user-agent"], "other/1");
    }

    #[test]
    fn the_secrets_of_a_source_are_for_its_site_and_a_login_in_a_url_for_its_host() {
        let check = |home: &str, hop: &str, expect: bool| {
            let got = is_at_home(home, &Url::parse(hop).unwrap());
            assert_eq!(got, expect, "{home} {hop}");
        };
        let feed = "https://feeds.a.example/x";
        check(feed, "https://feeds.a.example/y", true);
        check(feed, "https://www.a.example/y", true);
        check(feed, "https://a.example/y", true);
        check(feed, "http://feeds.a.example/y", false);
        check(feed, "https://feeds.a.example:8443/y", false);
        check(feed, "https://b.example/y", false);
        check(feed, "https://nota.example/y", false);
        check("http://a.example/x", "https://a.example/y", true);
        check("https://a.github.io/x", "https://b.github.io/y", false);
        check("http://192.0.2.1/x", "http://192.0.2.2/y", false);
        check("nonsense", "https://a.example/y", false);

        let none = Validators::default();
        let elsewhere = "https://me:own@b.example/x";
        let own = asked(elsewhere, &none, &access(), elsewhere);
        assert_eq!(own.get("authorization"), basic("me", "own").as_ref());
        assert!(!own.contains_key("cookie") && !own.contains_key("x-key"));
        let other = asked(elsewhere, &none, &access(), "https://c.b.example/x");
        assert!(!other.contains_key("authorization"));
    }

    #[test]
    fn a_login_in_the_url_becomes_a_header() {
        let target = Target::read("https://m%C3%A9:p+%40ss@a.example/x#y").unwrap();
        assert_eq!(target.url.as_str(), "https://a.example/x");
        let expected = basic("mé", "p+@ss").unwrap();
        assert_eq!(target.authorization(), Some(expected));
        assert!(
            Target::read("https://a.example")
                .unwrap()
                .authorization()
                .is_none()
        );
    }

    #[test]
    fn what_is_remembered_is_sent_back_byte_for_byte_and_never_twice() {
        let both = Validators {
            etag: Some("W/\"ł\"".into()),
            last_modified: Some("then".into()),
        };
        let sent = asked(
            "https://a.example",
            &both,
            &Access::default(),
            "https://a.example",
        );
        assert_eq!(sent["if-none-match"].as_bytes(), "W/\"ł\"".as_bytes());
        assert!(!sent.contains_key("if-modified-since"));
        let date = Validators { etag: None, ..both };
        let sent = asked(
            "https://a.example",
            &date,
            &Access::default(),
            "https://a.example",
        );
        assert_eq!(sent["if-modified-since"], "then");
    }

    #[test]
    fn only_urls_of_the_web_are_targets() {
        assert!(
            Target::read("ftp://a.example/")
                .unwrap_err()
                .contains("`ftp`")
        );
        assert!(Target::read("/relative").is_err() && Target::read("https://").is_err());
        assert_eq!(
            Target::read(" http://ł.example/ ").unwrap().url.as_str(),
            "http://xn--tfa.example/"
        );
    }
}
