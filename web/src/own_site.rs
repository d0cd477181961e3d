//! What changes something is asked for by this site's own pages and by programs, and by no page of somebody else, which
//! could send a form through the browser of a person who may.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::problem::Problem;

/// Refuses what another site's page asks to be changed.
pub(crate) async fn own_site(request: Request, next: Next) -> Response {
    let only_reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if only_reads || is_own(request.headers()) {
        return next.run(request).await;
    }
    Problem::forbidden("this was asked for by a page of another site".to_owned())
        .with_hint("use the buttons of this page, or a program")
        .into_response()
}

/// Browsers say from where they ask: `Sec-Fetch-Site` where they trust the connection, and `Origin` in all that is no
/// reading. Who says neither is no browser.
fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else {
        return true;
    };
    let host = text(header::HOST.as_str());
    let (_, authority) = origin.split_once("://").unwrap_or_default();
    host.is_some_and(|host| !authority.is_empty() && host.eq_ignore_ascii_case(authority))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn programs_and_own_pages_may_and_other_sites_may_not() {
        let check = |sent: &[(&'static str, &'static str)], expect| {
            let sent_headers = sent.iter().map(|(name, value)| {
                let name = HeaderName::from_static(name);
                (name, HeaderValue::from_static(value))
            });
            assert_eq!(is_own(&sent_headers.collect()), expect, "{sent:?}");
        };
        let host = ("host", "news.example:8470");
        check(&[host], true);
        check(&[host, ("origin", "http://news.example:8470")], true);
        check(&[host, ("origin", "http://NEWS.example:8470")], true);
        check(&[host, ("origin", "http://news.example")], false);
        check(&[host, ("origin", "https://evil.example")], false);
        check(&[host, ("origin", "null")], false);
        check(&[("origin", "http://news.example:8470")], false);
        check(&[host, ("sec-fetch-site", "same-origin")], true);
        check(&[host, ("sec-fetch-site", "none")], true);
        for site in ["cross-site", "same-site"] {
            let own = ("origin", "http://news.example:8470");
            check(&[host, ("sec-fetch-site", site), own], false);
        }
    }
}
