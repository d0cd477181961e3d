//! Why there is no answer: RFC 9457 problem details.

use std::fmt;

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use item::QueryError;
use serde::Serialize;
use state::StateError;

use crate::stories::Unread;

/// Why a request is not answered, in words for the one who asked.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Problem {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The kind of problem, the same words every time.
    pub(crate) title: &'static str,
    /// What is wrong this time.
    pub(crate) detail: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<String>,
    /// Where in the query, in characters; the first is 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) column: Option<usize>,
}

impl Problem {
    fn new(status: StatusCode, title: &'static str, detail: String) -> Self {
        Self {
            status: status.as_u16(),
            title,
            detail,
            hint: None,
            column: None,
        }
    }

    pub(crate) fn not_found(detail: String) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not found", detail)
    }

    pub(crate) fn gone(detail: String) -> Self {
        Self::new(StatusCode::GONE, "no longer kept", detail)
    }

    pub(crate) fn bad_request(detail: String) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad request", detail)
    }

    pub(crate) fn unauthorised() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "no token",
            "this needs the token of [web]".to_owned(),
        )
        .with_hint("send it as `Authorization: Bearer TOKEN`, or open /login in a browser")
    }

    pub(crate) fn misdirected() -> Self {
        Self::new(
            StatusCode::MISDIRECTED_REQUEST,
            "another host",
            "this is asked for under a name that is not this machine's".to_owned(),
        )
        .with_hint("open it by its IP address or as localhost, or set a `token` in [web]")
    }

    pub(crate) fn forbidden(detail: String) -> Self {
        Self::new(StatusCode::FORBIDDEN, "not from there", detail)
    }

    pub(crate) fn conflict(detail: String) -> Self {
        Self::new(StatusCode::CONFLICT, "not now", detail)
    }

    /// What was asked for could not be written down, so it was not done.
    pub(crate) fn unwritten(error: &StateError) -> Self {
        tracing::error!("cannot do what was asked for: {error}");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "fault",
            "it could not be written to the state's folder, and was not done".to_owned(),
        )
        .with_hint("the log says why; look at the disk")
    }

    pub(crate) fn busy(detail: String) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail)
    }

    /// A fault of the program or of the disk: told to the log in full, to the one who asked in general.
    pub(crate) fn fault(error: impl fmt::Display) -> Self {
        tracing::error!("cannot answer a request: {error}");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "fault",
            "the state cannot be read".to_owned(),
        )
        .with_hint("the log says more; `newsloom state check` looks for damage")
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<StateError> for Problem {
    fn from(error: StateError) -> Self {
        Self::fault(error)
    }
}

impl From<Unread> for Problem {
    fn from(error: Unread) -> Self {
        Self::fault(error)
    }
}

impl From<QueryError> for Problem {
    fn from(error: QueryError) -> Self {
        let mut problem = Self::new(
            StatusCode::BAD_REQUEST,
            "not a query",
            error.message.clone(),
        );
        problem.column = Some(error.column);
        problem.hint = error.help;
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let code = self.code();
        let mut response = (code, Json(self)).into_response();
        let json = header::HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        response
    }
}
