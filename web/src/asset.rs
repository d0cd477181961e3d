//! The files that the page brings along; nothing is asked for elsewhere.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

/// How long a browser may keep them: the page names them with the digest of their content.
const KEEP: &str = "public, max-age=31536000, immutable";

const STYLE: &str = include_str!("../assets/newsloom.css");
const SCRIPT: &str = include_str!("../assets/newsloom.js");

/// The digest in an asset's address, so that a new version is another address.
pub(crate) fn stamp() -> String {
    let both = xxhash_rust::xxh3::xxh3_64(STYLE.as_bytes())
        ^ xxhash_rust::xxh3::xxh3_64(SCRIPT.as_bytes()).rotate_left(1);
    format!("{both:08x}")
}

pub(crate) async fn style() -> Response {
    asset("text/css; charset=utf-8", STYLE)
}

pub(crate) async fn script() -> Response {
    asset("text/javascript; charset=utf-8", SCRIPT)
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, KEEP)];
    (headers, text).into_response()
}
