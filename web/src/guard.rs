//! Who may ask: those who hold the token or, where there is none, those who ask this machine by its own name.

use std::{net::IpAddr, sync::Arc};

use axum::{
    Form,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use config::Token;
use serde::Deserialize;

use crate::{pages, problem::Problem, room::Room};

/// The cookie that a browser carries the token in.
const COOKIE: &str = "newsloom";

/// Pages that are answered to anybody: they say nothing of what is kept.
const OPEN: [&str; 5] = [
    "/login",
    "/healthz",
    "/readyz",
    "/assets/newsloom.css",
    "/assets/newsloom.js",
];

/// Lets in who may ask. Connections over the Unix socket do not come through here: its folder guards it.
pub(crate) async fn guard(State(room): State<Arc<Room>>, request: Request, next: Next) -> Response {
    let token = room.web.as_ref().and_then(|web| web.token.as_ref());
    let headers = request.headers();
    let path = request.uri().path();
    let refused = match token {
        Some(token) if !holds(headers, token) && !OPEN.contains(&path) => Problem::unauthorised(),
        // Without a token, a page of somebody else's could ask through the browser of a person on this machine, by a
        // name of its own that leads here (DNS rebinding).
        None if !is_own_name(headers) => Problem::misdirected(),
        _ => return next.run(request).await,
    };
    let is_page = !path.starts_with("/api/") && path != "/metrics";
    if is_page && refused.code() == StatusCode::UNAUTHORIZED {
        return Redirect::to("/login").into_response();
    }
    refused.into_response()
}

/// Whether a request carries the token.
fn holds(headers: &HeaderMap, token: &Token) -> bool {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'));
    let cookie = cookies
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(name, value)| (name == COOKIE).then_some(value));
    [bearer, cookie]
        .into_iter()
        .flatten()
        .any(|given| is_same(given.as_bytes(), token.expose().as_bytes()))
}

/// Compares in a time that does not tell where they differ.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let differing = one.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b));
    one.len() == other.len() && differing == 0
}

/// Whether the request names the machine by address or as `localhost`.
fn is_own_name(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST) else {
        return true; // only programs ask without
    };
    let Ok(host) = host.to_str() else {
        return false;
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok()
}

/// What the form of the login page sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Login {
    token: String,
}

/// Gives the browser the token to carry, if it is the right one.
pub(crate) async fn log_in(State(room): State<Arc<Room>>, Form(login): Form<Login>) -> Response {
    let token = room.web.as_ref().and_then(|web| web.token.as_ref());
    let given = login.token.trim();
    match token {
        Some(token) if is_same(given.as_bytes(), token.expose().as_bytes()) => {
            let cookie =
                format!("{COOKIE}={given}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000");
            ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
        }
        Some(_) => (StatusCode::FORBIDDEN, pages::login(true)).into_response(),
        None => Redirect::to("/").into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_machine_is_known_by_its_addresses_and_as_localhost_and_by_no_other_name() {
        let check = |host: &str, expect| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
            assert_eq!(is_own_name(&headers), expect, "{host}");
        };
        check("localhost", true);
        check("LocalHost:8470", true);
        check("127.0.0.1:8470", true);
        check("[::1]:8470", true);
        check("192.168.1.7", true);
        check("evil.example:8470", false);
        check("127.0.0.1.evil.example", false);
        check("", false);
    }

    #[test]
    fn texts_are_the_same_only_as_a_whole() {
        assert!(is_same(b"abc", b"abc"));
        assert!(!is_same(b"abc", b"abd"));
        assert!(!is_same(b"ab", b"abc"));
        assert!(!is_same(b"", b"abc"));
    }
}
