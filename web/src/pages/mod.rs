//! The page: written on the server, readable without a script.

mod advice;
mod card;
mod filters;
mod item;
mod layout;
mod login;
mod reports;
mod river;
mod row;
mod sources;
mod spark;
mod status;
mod steer;
mod story;
mod versions;
mod words;

use axum::response::{IntoResponse, Response};

pub(crate) use item::item;
pub(crate) use login::{login, login_page};
pub(crate) use reports::reports;
pub(crate) use river::{river, stories};
pub(crate) use sources::{source, sources};
pub(crate) use status::status;
pub(crate) use steer::{pause, poll, resume};
pub(crate) use story::story;

use self::layout::{Place, layout};
use crate::problem::Problem;

/// A problem, as a page.
#[derive(Debug)]
pub(crate) struct Trouble(Problem);

impl<P: Into<Problem>> From<P> for Trouble {
    fn from(problem: P) -> Self {
        Self(problem.into())
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let Self(problem) = self;
        let code = problem.code();
        let main = maud::html! {
            h1 { (problem.title) }
            p.lead { (problem.detail) @if let Some(column) = problem.column { " (column " (column) ")" } }
            @if let Some(hint) = &problem.hint { p.quiet { (hint) } }
            p { a href="/" { "Back to the river" } }
        };
        (code, layout(Place::Nowhere, problem.title, "", &main)).into_response()
    }
}
