//! Where a browser is given the token.

use maud::{Markup, html};

use super::layout::{Place, layout};

pub(crate) async fn login_page() -> Markup {
    login(false)
}

/// The form; `refused` where the last token was not the right one.
pub(crate) fn login(refused: bool) -> Markup {
    let main = html! {
        h1 { "Token" }
        @if refused { p.notice role="alert" { "That is not the token of [web]." } }
        form.login action="/login" method="post" {
            label for="token" { "The token of [web] in the configuration" }
            input id="token" type="password" name="token" required autocomplete="current-password";
            button type="submit" { "Go on" }
        }
    };
    layout(Place::Nowhere, "Token", "", &main)
}
