//! Which path leads where, and what every answer carries.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer,
    set_header::SetResponseHeaderLayer, timeout::TimeoutLayer,
};

use crate::{
    api, asset,
    cache::cache,
    guard, metrics,
    own_site::own_site,
    pages,
    problem::Problem,
    room::Room,
    rows::{ROWS, rows},
};

/// The longest an answer may take to begin.
const LONGEST: Duration = Duration::from_secs(20);

/// The longest body that is read: nothing longer than a token is sent here.
const LONGEST_BODY: usize = 16 * 1024;

/// What a page may load: its own style and script, and nothing from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
    img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// All paths, for those who need not say who they are, and the rows of the state.
pub fn router(room: Arc<Room>) -> Router {
    dressed(paths().route(ROWS, get(rows)), room)
}

/// All paths, for those who must.
pub(crate) fn guarded(room: Arc<Room>) -> Router {
    let layer = from_fn_with_state(Arc::clone(&room), guard::guard);
    dressed(paths().route_layer(layer), room)
}

fn paths() -> Router<Arc<Room>> {
    Router::new()
        .route("/", get(pages::river))
        .route("/items", get(pages::reports))
        .route("/item/{id}", get(pages::item))
        .route("/stories", get(pages::stories))
        .route("/stories/{id}", get(pages::story))
        .route("/sources", get(pages::sources))
        .route("/sources/{id}", get(pages::source))
        .route("/sources/{id}/poll", post(pages::poll))
        .route("/sources/{id}/pause", post(pages::pause))
        .route("/sources/{id}/resume", post(pages::resume))
        .route("/status", get(pages::status))
        .route("/login", get(pages::login_page).post(guard::log_in))
        .route("/assets/newsloom.css", get(asset::style))
        .route("/assets/newsloom.js", get(asset::script))
        .route("/metrics", get(metrics::metrics))
        .route("/healthz", get(api::healthz))
        .route("/readyz", get(api::readyz))
        .route("/api/v1/items", get(api::items))
        .route("/api/v1/items/{id}", get(api::item))
        .route("/api/v1/stories", get(api::stories))
        .route("/api/v1/stories/{id}", get(api::story))
        .route("/api/v1/sources", get(api::sources))
        .route("/api/v1/sources/{id}", get(api::source))
        .route("/api/v1/sources/{id}/poll", post(api::poll))
        .route("/api/v1/sources/{id}/pause", post(api::pause))
        .route("/api/v1/sources/{id}/resume", post(api::resume))
        .route("/api/v1/events", get(api::events))
        .route("/api/v1/events/stream", get(api::stream))
        .route("/api/v1/status", get(api::status))
        .route("/api/v1/openapi.json", get(api::openapi))
        .fallback(nowhere)
        .method_not_allowed_fallback(not_so)
}

async fn nowhere(uri: axum::http::Uri) -> Problem {
    Problem::not_found(format!("there is nothing at `{}`", uri.path()))
        .with_hint("/api/v1/openapi.json lists what there is")
}

async fn not_so(method: axum::http::Method, uri: axum::http::Uri) -> (StatusCode, Problem) {
    let problem = Problem::not_found(format!("`{}` does not take {method}", uri.path()));
    (StatusCode::METHOD_NOT_ALLOWED, problem)
}

/// What every answer goes through, the innermost first.
fn dressed(paths: Router<Arc<Room>>, room: Arc<Room>) -> Router {
    let set = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    paths
        .layer(from_fn(own_site))
        .layer(from_fn(cache))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            LONGEST,
        ))
        .layer(RequestBodyLimitLayer::new(LONGEST_BODY))
        .layer(CompressionLayer::new().gzip(true))
        .layer(CatchPanicLayer::new())
        .layer(set(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(header::REFERRER_POLICY, "same-origin"))
        .with_state(room)
}
