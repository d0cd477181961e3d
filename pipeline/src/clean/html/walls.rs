//! Pages on which no article stands but something that keeps the reader from it: a wall that asks for consent, a login,
//! payment or a proof of being human, or the empty shell of a page that scripts draw.
//!
//! Articles carry the same words, in banners and below their first paragraphs. So words alone decide nothing: the page
//! must hold little else. What must hold: no page is refused that shows a few sentences of its own.

use super::names::Tag;
use super::page::Page;
use super::wall_words::{Kind, WORDS};
use crate::clean::outcome::Unclean;

/// A wall that was cleaned like an article is no longer than this, in characters.
const LONGEST_WALL: usize = 2500;

/// A page without any article is searched for the words of a wall up to this length; a longer one is a page of links.
const LONGEST_PAGE: usize = 4000;

/// What the words found must weigh together.
const LEAST_WEIGHT: usize = 2;

/// A page that shows fewer letters than this may be a shell.
const LETTERS_OF_A_SHELL: usize = 300;

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

/// The wall that `text`, what cleaning left of a page under `title`, turns out to be.
pub(super) fn wall_in(title: Option<&str>, text: &str) -> Option<Unclean> {
    let length = text.chars().count();
    if length > LONGEST_WALL {
        return None;
    }
    let found = Found::in_sentences(sentences(text));
    let named = title.map(|title| Found::in_sentences(std::iter::once(title)));
    let weight = found.weight() + named.map_or(0, |named| named.weight());
    (weight >= LEAST_WEIGHT && found.chars * 2 > length).then(|| found.wall())?
}

/// Why a page shows no article: because of a wall or scripts, if it shows so.
pub(super) fn instead_of_article(page: &Page<'_>) -> Option<Unclean> {
    let shown = page.words(0, LONGEST_PAGE);
    if shown.len() < LONGEST_PAGE {
        let found = Found::in_sentences(sentences(&shown));
        if found.weight() >= LEAST_WEIGHT {
            return found.wall();
        }
    }
    let letters = shown.chars().filter(|c| c.is_alphabetic()).count();
    let scripts = Scripts::of(page);
    (letters < LETTERS_OF_A_SHELL && scripts.draw_the_page()).then(|| Unclean::ScriptRendered {
        detail: format!(
            "the page shows no text of its own; it is drawn by its {} scripts",
            scripts.count
        ),
    })
}

/// The words of walls in a text.
#[derive(Default)]
struct Found {
    /// Indices of the table's rows.
    rows: Vec<usize>,
    /// Characters of the sentences that hold any.
    chars: usize,
}

impl Found {
    fn in_sentences<'a>(sentences: impl Iterator<Item = &'a str>) -> Self {
        let mut found = Self::default();
        for sentence in sentences {
            let lower = sentence.to_lowercase().replace('\u{2019}', "'");
            let here = WORDS.iter().enumerate();
            let here = here.filter(|(_, (_, _, words))| lower.contains(words));
            let here: Vec<usize> = here.map(|(row, _)| row).collect();
            if !here.is_empty() {
                found.chars += sentence.chars().count();
            }
            let new = here.into_iter().filter(|row| !found.rows.contains(row));
            let new: Vec<usize> = new.collect();
            found.rows.extend(new);
        }
        found
    }

    fn hits(&self) -> impl Iterator<Item = &'static (Kind, usize, &'static str)> {
        self.rows.iter().filter_map(|row| WORDS.get(*row))
    }

    fn weight(&self) -> usize {
        self.hits().map(|(_, weight, _)| weight).sum()
    }

    fn wall(&self) -> Option<Unclean> {
        let (kind, _, words) = self.hits().max_by_key(|(_, weight, _)| *weight)?;
        Some(Unclean::Walled {
            detail: format!("{}: \u{201c}{words}\u{201d}", kind.name()),
        })
    }
}

/// Pieces of a text, each with the characters up to the next piece.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', '?', '\n', '\u{2026}'])
}

/// What scripts there are, and whether the page says that it needs them.
#[derive(Default)]
struct Scripts {
    count: usize,
    bytes: usize,
    has_root: bool,
    is_asked_for: bool,
}

impl Scripts {
    fn of(page: &Page<'_>) -> Self {
        let mut scripts = Self::default();
        for (index, tag, element) in page.elements() {
            if tag == Tag::Script {
                scripts.count += 1;
                scripts.bytes += page.raw(index).len();
            } else if element.name() == "noscript" {
                scripts.is_asked_for |= page.raw(index).to_ascii_lowercase().contains("javascript");
            } else if let Some(id) = element.attr("id") {
                scripts.has_root |= ROOTS.contains(&id) || element.name() == "app-root";
            } else {
                scripts.has_root |= element.name() == "app-root";
            }
        }
        scripts
    }

    fn draw_the_page(&self) -> bool {
        let is_shell = self.has_root || self.is_asked_for || self.bytes >= SCRIPTS_OF_A_SHELL;
        self.count > 0 && is_shell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "The old bridge over the river will be closed from Monday, the council said, because two of its \
        pillars have cracks. Engineers had warned about the damage in March.";

    fn check(title: &str, text: &str, expect: Option<&str>) {
        let wall = wall_in(Some(title), text).map(|wall| wall.to_string());
        match (wall, expect) {
            (Some(wall), Some(expect)) => assert!(wall.contains(expect), "{wall}"),
            (wall, expect) => assert_eq!(wall.as_deref(), expect, "for `{text}`"),
        }
    }

    #[test]
    fn a_text_that_is_only_a_wall_is_one() {
        check(
            "Just a moment...",
            "Checking your browser before you go on.",
            Some("robots"),
        );
        check(
            "News",
            "Please enable JavaScript and cookies to continue.",
            Some("robots"),
        );
        check(
            "Un titolo",
            "Contenuto riservato agli abbonati. Sei già abbonato? Accedi.",
            Some("payment"),
        );
        check(
            "Tytuł",
            "Aby czytać dalej, kup dostęp. Masz już konto? Zaloguj się.",
            Some("payment"),
        );
        check("Заголовок", "Подтвердите, что вы не робот.", Some("robots"));
        check(
            "Заголовок",
            "Матеріал доступний лише для передплатників. Увійдіть, щоб читати.",
            Some("payment"),
        );
        check(
            "Titel",
            "Wir und unsere Partner verwenden Cookies. Alle akzeptieren.",
            Some("consent"),
        );
        check(
            "Titre",
            "Article réservé aux abonnés. Déjà abonné ? Connectez-vous pour le lire.",
            Some("payment"),
        );
        check(
            "Título",
            "Contenido exclusivo para suscriptores. ¿Ya eres suscriptor?",
            Some("payment"),
        );
    }

    #[test]
    fn a_report_with_a_wall_below_it_or_about_walls_stays() {
        check(
            "Bridge closed",
            &format!("{REPORT}\n\nAlready a subscriber? Log in to read on."),
            None,
        );
        check(
            "Bridge closed",
            &format!("{REPORT}\n\nWe use cookies. Accept all cookies."),
            None,
        );
        check("Bridge closed", REPORT, None);
        check(
            "Cookies",
            "A court has said that cookie walls are against the law, and fined two sites.",
            None,
        );
        check(
            "Denied",
            "Access denied: reporters were kept out of the hall on Monday.",
            None,
        );
        let long = format!(
            "{} Verify you are human. Already a subscriber?",
            REPORT.repeat(20)
        );
        check("Bridge closed", &long, None);
    }

    #[test]
    fn every_row_is_in_the_form_in_which_it_is_looked_for() {
        for (index, (_, weight, words)) in WORDS.iter().enumerate() {
            assert_eq!(*words, words.to_lowercase().trim(), "`{words}`");
            assert!(
                (1..=2).contains(weight) && !words.contains('\u{2019}'),
                "`{words}`"
            );
            assert!(
                words.chars().count() >= 6,
                "`{words}` is too short to mean anything"
            );
            let twice = WORDS[..index].iter().any(|(_, _, other)| other == words);
            assert!(!twice, "`{words}` twice");
        }
    }
}
