//! What all pages share.

use std::sync::LazyLock;

use maud::{DOCTYPE, Markup, html};

use crate::asset;

static STAMP: LazyLock<String> = LazyLock::new(asset::stamp);

/// Where in the house a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    River,
    Stories,
    Sources,
    Status,
    Nowhere,
}

/// A whole page around its main part. `query` stands in the search field.
pub(crate) fn layout(place: Place, title: &str, query: &str, main: &Markup) -> Markup {
    let link = |to: &'static str, name: &'static str, here: Place| {
        html! {
            a href=(to) aria-current=[(place == here).then_some("page")] { (name) }
        }
    };
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Newsloom" }
                link rel="stylesheet" href=(format!("/assets/newsloom.css?{}", *STAMP));
                link rel="icon" href="data:,";
                script defer src=(format!("/assets/newsloom.js?{}", *STAMP)) {}
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header.top {
                    a.brand href="/" { "Newsloom" }
                    nav aria-label="Pages" {
                        (link("/", "River", Place::River))
                        (link("/stories", "Stories", Place::Stories))
                        (link("/sources", "Sources", Place::Sources))
                        (link("/status", "Status", Place::Status))
                    }
                    form.search action="/" method="get" role="search" {
                        input type="search" name="q" value=(query) aria-label="Search"
                            placeholder="Search: cyber lang:it country:RU" autocomplete="off" spellcheck="false";
                        button type="submit" { "Search" }
                    }
                }
                main id="main" { (main) }
                footer.bottom {
                    p { kbd { "j" } " " kbd { "k" } " next and previous · " kbd { "o" } " open · " kbd { "/" } " search" }
                }
            }
        }
    }
}
