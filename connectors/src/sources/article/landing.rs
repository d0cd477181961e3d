//! Where a request ended up, judged by its address alone: at a page, at the site's home page, or before a wall.
//!
//! A wall's address is never the article's: it is known by its own words, and mostly carries the article's address in a
//! parameter, to lead back there.

use item::{is_home, key_url, same_site};
use url::Url;

/// Where a request ended up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Landing {
    /// As far as the address tells, at a page.
    Page,
    /// At the home page: the article is gone, and nobody says so.
    Home,
    /// Before a wall of this kind.
    Wall(&'static str),
}

/// Words that only walls have in their addresses, as a label of the host or a segment of the path.
const WALLS: [(&str, &[&str]); 3] = [
    (
        "a page that asks for consent",
        &[
            "consent",
            "collectconsent",
            "collect-consent",
            "cookie-consent",
            "cookieconsent",
            "cookiewall",
            "cookie-wall",
            "privacy-gate",
            "privacygate",
            "privacy-wall",
            "privacywall",
            "gdpr-consent",
            "consentwall",
            "consent-wall",
            "guce",
            "zustimmung",
        ],
    ),
    (
        "a page that asks for payment",
        &["paywall", "pay-wall", "regwall", "registration-wall"],
    ),
    (
        "a check for robots",
        &[
            "captcha",
            "showcaptcha",
            "geo-captcha",
            "captcha-delivery",
            "cdn-cgi",
            "bot-check",
            "robot-check",
            "challenge",
        ],
    ),
];

/// Words that are also in other addresses; a wall only with the way back to the article, or as the last word.
const DOORS: [(&str, &[&str]); 2] = [
    (
        "a page that asks to log in",
        &[
            "login",
            "log-in",
            "signin",
            "sign-in",
            "sso",
            "oauth",
            "authorize",
            "auth",
            "account",
            "accounts",
            "register",
            "registration",
            "signup",
            "sign-up",
            "anmelden",
            "anmeldung",
            "registrieren",
            "accedi",
            "registrati",
            "logowanie",
            "zaloguj",
            "connexion",
            "inscription",
            "iniciar-sesion",
        ],
    ),
    (
        "a page that asks for payment",
        &[
            "subscribe",
            "subscription",
            "subscriptions",
            "abo",
            "abonnement",
            "abonnieren",
            "abonner",
            "abbonati",
            "abbonamenti",
            "prenumerata",
            "suscripcion",
            "suscribete",
            "offer",
            "offers",
            "checkout",
        ],
    ),
];

/// Judges where a question for `asked` was answered from.
pub(crate) fn landing(asked: &str, found: &str) -> Landing {
    let (Ok(from), Ok(to)) = (Url::parse(asked), Url::parse(found)) else {
        return Landing::Page;
    };
    if key_url(asked) == key_url(found) {
        return Landing::Page;
    }
    if is_home(found) && !is_home(asked) {
        return match wall(&from, &to) {
            Some(kind) => Landing::Wall(kind),
            None => Landing::Home,
        };
    }
    wall(&from, &to).map_or(Landing::Page, Landing::Wall)
}

fn wall(from: &Url, to: &Url) -> Option<&'static str> {
    let (before, after) = (words(from), words(to));
    let is_new = |word: &&str| after.iter().any(|w| w == word) && !before.iter().any(|w| w == word);
    let named = |table: &'static [(&'static str, &'static [&'static str])]| {
        let mut words = table
            .iter()
            .flat_map(|(kind, words)| words.iter().map(move |word| (*kind, *word)));
        words.find(|(_, word)| is_new(word))
    };
    if let Some((kind, _)) = named(&WALLS) {
        return Some(kind);
    }
    let (kind, word) = named(&DOORS)?;
    let is_last = to
        .path_segments()
        .and_then(|segments| segments.rev().find(|segment| !segment.is_empty()))
        .is_some_and(|last| stem(last).eq_ignore_ascii_case(word));
    (is_last || leads_back(from, to)).then_some(kind)
}

/// The labels of the host before its site's name, and the segments of the path, in lower case.
fn words(url: &Url) -> Vec<String> {
    let host = url.domain().unwrap_or_default();
    let path = url.path_segments().into_iter().flatten().map(stem);
    host.split('.')
        .chain(path)
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect()
}

/// A segment without its ending: `login.php` is `login`.
fn stem(segment: &str) -> &str {
    segment.split('.').next().unwrap_or_default()
}

/// Whether a parameter of `to` holds the address of `from` or its path.
fn leads_back(from: &Url, to: &Url) -> bool {
    let parameters = to.query_pairs().map(|(_, value)| value.into_owned());
    let behind_hash = to.fragment().map(str::to_owned);
    parameters.chain(behind_hash).any(|value| {
        let path = from.path();
        (path.len() > 1 && value.contains(path))
            || key_url(&value).is_some() && same_site(&value, from.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARTICLE: &str = "https://www.example.it/2024/05/un-titolo.html";
    const CONSENT: Landing = Landing::Wall("a page that asks for consent");
    const LOGIN: Landing = Landing::Wall("a page that asks to log in");
    const PAYMENT: Landing = Landing::Wall("a page that asks for payment");
    const ROBOTS: Landing = Landing::Wall("a check for robots");

    fn check(found: &str, expect: Landing) {
        assert_eq!(landing(ARTICLE, found), expect, "for `{found}`");
    }

    #[test]
    fn an_article_may_move_anywhere() {
        for found in [
            ARTICLE,
            "https://m.example.it/2024/05/un-titolo.html?utm_source=a",
            "https://www.example.it/esteri/un-titolo-123",
            "https://other.example/login-problems-at-the-bank",
            "https://www.example.it/abo/esteri/un-titolo",
            "https://www.example.it/?p=1234",
            "https://www.example.it/account/news/story-1?id=3",
        ] {
            check(found, Landing::Page);
        }
    }

    #[test]
    fn the_home_page_is_no_article() {
        for found in [
            "https://www.example.it/",
            "https://example.it/?utm_source=a",
            "http://example.it/index.html",
            "https://other.example",
            "https://www.example.it/it/",
        ] {
            check(found, Landing::Home);
        }
        assert_eq!(
            landing("https://example.it/", "https://example.it/index.html"),
            Landing::Page
        );
    }

    #[test]
    fn walls_are_known_by_their_words() {
        check(
            "https://consent.example.com/v2/collectConsent?sessionId=3_cc",
            CONSENT,
        );
        check("https://www.example.it/privacy-gate?from=x", CONSENT);
        check("https://guce.example.com/consent?done=1", CONSENT);
        check("https://www.example.it/paywall/un-titolo", PAYMENT);
        check("https://geo.captcha-delivery.com/captcha/?cid=1", ROBOTS);
        check("https://www.example.it/showcaptcha?retpath=x", ROBOTS);
    }

    #[test]
    fn doors_are_walls_with_the_way_back_or_at_the_end_of_the_address() {
        check("https://www.example.it/login", LOGIN);
        check("https://www.example.it/user/login.php?x=1", LOGIN);
        check(
            "https://login.example.com/v1?returnTo=%2F2024%2F05%2Fun-titolo.html",
            LOGIN,
        );
        check(
            "https://www.example.it/subscribe/plans?u=https%3A%2F%2Fexample.it%2Fx",
            PAYMENT,
        );
        check("https://login.example.com/help/one", Landing::Page);
    }

    #[test]
    fn who_asks_for_a_door_gets_no_wall() {
        let asked = "https://www.example.it/account/consent/story-1";
        let found = "https://www.example.it/account/consent/story-1-new";
        assert_eq!(landing(asked, found), Landing::Page);
    }
}
