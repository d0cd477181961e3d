//! The empty shell of a page that scripts draw in the browser.
//!
//! What must hold: scripts alone make no shell, every page has some; the page must also show next to nothing.

use super::names::Tag;
use super::page::Page;
use super::shown::Shown;
use crate::clean::outcome::Unclean;
use item::markup::scripts;

/// A page that shows fewer letters than this may be a shell, if no article was found in it.
const LETTERS_OF_A_SHELL: usize = 300;

/// A page that shows fewer letters than this may be one even if a line of it was taken for an article: a notice of the
/// publisher's, a word that it is loading. Two sentences of a report are longer.
const LETTERS_OF_A_NOTICE: usize = 100;

/// Bytes of scripts in the page from which on they can draw one.
const SCRIPTS_OF_A_SHELL: usize = 2000;

/// How elements are called in which scripts draw a page.
const ROOTS: [&str; 10] = [
    "root",
    "app",
    "__next",
    "__nuxt",
    "___gatsby",
    "svelte",
    "main-app",
    "app-root",
    "react-root",
    "q-app",
];

/// Whether `page`, in which no article was found, is a shell; `markup` is what it was built from.
pub(super) fn shell(page: &Page<'_>, markup: &str, shown: &Shown) -> Option<Unclean> {
    let scripts = Scripts::of(page);
    let is_bare = shown.letters() < LETTERS_OF_A_SHELL && scripts.can_draw(markup);
    (is_bare || scripts.draw_in_a_root()).then(|| scripts.unclean())
}

/// Whether `page` is a shell although a line of it could be taken for an article.
pub(super) fn shell_with_a_notice(page: &Page<'_>, shown: &Shown) -> Option<Unclean> {
    if shown.letters() >= LETTERS_OF_A_NOTICE {
        return None;
    }
    let scripts = Scripts::of(page);
    scripts.draw_in_a_root().then(|| scripts.unclean())
}

/// What scripts there are, and whether the page says that it needs them.
#[derive(Default)]
struct Scripts {
    count: usize,
    has_root: bool,
    has_empty_root: bool,
    is_asked_for: bool,
}

impl Scripts {
    fn of(page: &Page<'_>) -> Self {
        let mut scripts = Self::default();
        for (index, tag, element) in page.elements() {
            let is_root = || {
                element.name() == "app-root"
                    || element.attr("id").is_some_and(|id| ROOTS.contains(&id))
            };
            if tag == Tag::Script {
                scripts.count += 1;
            } else if element.name() == "noscript" {
                scripts.is_asked_for |= page.raw(index).to_ascii_lowercase().contains("javascript");
            } else if tag != Tag::Body && is_root() {
                scripts.has_root = true;
                scripts.has_empty_root |= Shown::below(page, index).letters() == 0;
            }
        }
        scripts
    }

    fn can_draw(&self, markup: &str) -> bool {
        let bytes = || scripts(markup).map(str::len).sum::<usize>();
        let is_shell = self.has_root || self.is_asked_for || bytes() >= SCRIPTS_OF_A_SHELL;
        self.count > 0 && is_shell
    }

    fn draw_in_a_root(&self) -> bool {
        self.count > 0 && self.has_empty_root
    }

    fn unclean(&self) -> Unclean {
        Unclean::ScriptRendered {
            detail: format!(
                "the page shows no text of its own; it is drawn by its {} scripts",
                self.count
            ),
        }
    }
}
