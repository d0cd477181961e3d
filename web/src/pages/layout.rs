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
    Reports,
    Sources,
    Status,
    Nowhere,
}

impl Place {
    /// Its path; that of the river where a page is in none of the lists.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::River | Self::Nowhere => "/",
            Self::Stories => "/stories",
            Self::Reports => "/items",
            Self::Sources => "/sources",
            Self::Status => "/status",
        }
    }

    /// The list in which a search from here looks.
    fn searched(self) -> &'static str {
        match self {
            Self::Stories | Self::Reports => self.path(),
            _ => Self::River.path(),
        }
    }
}

/// A whole page around its main part. `query` stands in the search field.
pub(crate) fn layout(place: Place, title: &str, query: &str, main: &Markup) -> Markup {
    let link = |name: &'static str, here: Place| {
        html! {
            a href=(here.path()) aria-current=[(place == here).then_some("page")] { (name) }
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
                // Times are in the reader's zone before they are seen: nothing moves.
                script defer blocking="render" src=(format!("/assets/newsloom.js?{}", *STAMP)) {}
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header.top {
                    a.brand href="/" { "Newsloom" }
                    nav aria-label="Pages" {
                        (link("River", Place::River))
                        (link("Stories", Place::Stories))
                        (link("Reports", Place::Reports))
                        (link("Sources", Place::Sources))
                        (link("Status", Place::Status))
                    }
                    form.search action=(place.searched()) method="get" role="search" {
                        input type="search" name="q" value=(query) aria-label="Search"
                            placeholder="cyber lang:it country:RU" autocomplete="off" spellcheck="false";
                        button type="submit" { "Search" }
                    }
                }
                main id="main" tabindex="-1" { (main) }
                footer.bottom {
                    p { kbd { "j" } " " kbd { "k" } " next and previous · " kbd { "o" } " open · " kbd { "/" } " search" }
                }
            }
        }
    }
}
