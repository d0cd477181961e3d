//! Pages on which no article stands but something that keeps the reader from it: a wall that asks for consent, a login,
//! payment or a proof of being human.
//!
//! Articles carry the same words, in banners and below their first paragraphs. So words alone decide nothing: the page
//! must hold little else. What must hold: no page is refused that shows a few sentences of its own.

use super::page::Page;
use super::shell::{shell, shell_with_a_notice};
use super::shown::Shown;
use super::wall_words::{CHOICES, Kind, WORDS, said_in};
use crate::clean::outcome::Unclean;

/// A wall that was cleaned like an article is no longer than this, in characters.
const LONGEST_WALL: usize = 2500;

/// A page without any article is searched for the words of a wall up to this length in characters; a longer one is a
/// page of links.
const LONGEST_PAGE: usize = 4000;

/// What the words found must weigh together.
const LEAST_WEIGHT: usize = 2;

/// Buttons and headings count where a page shows no more characters than this besides the wall: a report's page shows
/// menus and teasers, and any of them has a banner with the same buttons.
const MOST_BESIDES: usize = 1500;

/// A text of fewer letters may be a footer or a line of the wall: then the whole page decides.
const LETTERS_OF_A_LINE: usize = 100;

/// What keeps the reader from the article, if `text`, which cleaning left of `page` under `title`, is no article.
pub(super) fn taken_for_article(
    page: &Page<'_>,
    title: Option<&str>,
    text: &str,
    is_dated: bool,
) -> Option<Unclean> {
    if text.chars().count() > LONGEST_WALL {
        return None;
    }
    let shown = Shown::of(page);
    if let Some(wall) = wall_in(title, text, &shown, is_dated) {
        return Some(wall);
    }
    // News of one sentence exist; they say when they were published, walls and shells hardly ever do.
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if is_dated || letters >= LETTERS_OF_A_LINE {
        return None;
    }
    let found = Found::in_sentences(sentences(&shown.lines));
    let is_wall = found.weight() >= LEAST_WEIGHT && found.chars * 2 > shown.chars();
    let wall = if is_wall { found.wall() } else { None };
    wall.or_else(|| shell_with_a_notice(page, &shown))
}

/// Why a page shows no article: because of a wall or scripts, if it shows so; `markup` is what it was built from.
pub(super) fn instead_of_article(page: &Page<'_>, markup: &str) -> Option<Unclean> {
    let shown = Shown::of(page);
    if shown.chars() < LONGEST_PAGE {
        let found = Found::in_sentences(sentences(&shown.lines));
        if found.weight() + found.choices(&shown) >= LEAST_WEIGHT {
            return found.wall();
        }
    }
    shell(page, markup, &shown)
}

/// The wall that `text` turns out to be: by its own words, or by those around it where there is little around it.
fn wall_in(title: Option<&str>, text: &str, shown: &Shown, is_dated: bool) -> Option<Unclean> {
    let found = Found::in_sentences(sentences(text));
    if found.chars * 2 <= text.chars().count() {
        return None;
    }
    let named = title.map(|title| Found::in_sentences(std::iter::once(title)));
    let mut weight = found.weight() + named.map_or(0, |named| named.weight());
    // A dated page of one sentence may be news about cookies under a banner; a page one has to pay for is dated too.
    let may_look_around = !is_dated || found.asks(Kind::Payment);
    if weight < LEAST_WEIGHT && may_look_around && shown.chars() <= found.chars + MOST_BESIDES {
        let around = Found::in_sentences(sentences(&shown.lines));
        weight = found.weight_of_same(&around).max(weight) + found.choices(shown);
    }
    (weight >= LEAST_WEIGHT).then(|| found.wall())?
}

/// The words of walls in a text.
#[derive(Default)]
struct Found {
    /// Indices of the table's rows.
    rows: Vec<usize>,
    /// What weighs most in each sentence that holds any: a sentence says one thing, in however many of the words.
    heaviest: Vec<(Kind, usize)>,
    /// Characters of the sentences that hold any.
    chars: usize,
}

impl Found {
    fn in_sentences<'a>(sentences: impl Iterator<Item = &'a str>) -> Self {
        let mut found = Self::default();
        for sentence in sentences {
            let lower = sentence.to_lowercase().replace('\u{2019}', "'");
            let here = said_in(&lower);
            if !here.is_empty() {
                found.chars += sentence.chars().count();
            }
            let first = found.rows.len();
            let new = here.into_iter().filter(|row| !found.rows.contains(row));
            let new: Vec<usize> = new.collect();
            found.rows.extend(new);
            let new = found.hits().skip(first);
            let heaviest = new.max_by_key(|(_, weight, _)| *weight);
            found
                .heaviest
                .extend(heaviest.map(|(kind, weight, _)| (*kind, *weight)));
        }
        found
    }

    fn hits(&self) -> impl Iterator<Item = &'static (Kind, usize, &'static str)> {
        self.rows.iter().filter_map(|row| WORDS.get(*row))
    }

    fn weight(&self) -> usize {
        self.heaviest.iter().map(|(_, weight)| weight).sum()
    }

    /// What those words of `around` weigh that ask for the same as these.
    fn weight_of_same(&self, around: &Self) -> usize {
        let same = around.heaviest.iter().filter(|(kind, _)| self.asks(*kind));
        same.map(|(_, weight)| weight).sum()
    }

    fn asks(&self, kind: Kind) -> bool {
        self.hits().any(|(found, ..)| *found == kind)
    }

    /// What it weighs that `shown` offers a choice such as these words lead to.
    fn choices(&self, shown: &Shown) -> usize {
        let mut asked = CHOICES.iter().filter(|(kind, _)| self.asks(*kind));
        let offers = |words: &str| shown.labels.iter().any(|label| label.starts_with(words));
        usize::from(asked.any(|(_, words)| offers(words)))
    }

    fn wall(&self) -> Option<Unclean> {
        let (kind, _, words) = self.hits().max_by_key(|(_, weight, _)| *weight)?;
        Some(Unclean::Walled {
            detail: format!(
                "{}: \u{201c}{}\u{201d}",
                kind.name(),
                words.replace(" + ", " \u{2026} ")
            ),
        })
    }
}

/// Pieces of a text, each with the characters up to the next piece.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', '?', '\n', '\u{2026}'])
}

#[cfg(test)]
mod tests {
    use item::Hints;
    use scraper::Html;

    use super::super::article::clean_html;
    use super::*;

    const REPORT: &str = "The old bridge over the river will be closed from Monday, the council said, because two of its \
        pillars have cracks. Engineers had warned about the damage in March.";

    fn check(title: &str, text: &str, expect: Option<&str>) {
        let tree = Html::parse_document(&format!("<p>{text}</p>"));
        let wall = taken_for_article(&Page::of(&tree), Some(title), text, false);
        let wall = wall.map(|wall| wall.to_string());
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

    /// A page of a heading, a sentence and buttons, as walls without an article are.
    fn page(title: &str, body: &str) -> Result<(), Unclean> {
        let page = format!("<!DOCTYPE html><title>{title}</title><body>{body}</body>");
        clean_html(&page, None, &Hints::default()).map(|_| ())
    }

    #[track_caller]
    fn check_consent(heading: &str, sentence: &str, accept: &str) {
        let body = format!(
            "<h1>{heading}</h1><p>{sentence}</p><button>{accept}</button><a href=/p>Info</a>"
        );
        for body in [
            body.clone(),
            format!("<div class=consent>{body}</div>"),
            format!("<dialog open>{body}</dialog>"),
        ] {
            let result = page("Daily Post", &body);
            assert!(
                matches!(result, Err(Unclean::Walled { .. })),
                "{result:?} for {body}"
            );
        }
    }

    #[test]
    fn a_sentence_about_cookies_with_its_buttons_is_a_wall_in_every_language() {
        for (heading, sentence, accept) in [
            (
                "Before you continue",
                "This site and its 311 vendors store cookies on your device to show advertising.",
                "Accept all",
            ),
            (
                "Your choice",
                "With your consent, this website keeps cookies for its partners.",
                "I agree",
            ),
            (
                "Prima di continuare",
                "Questo sito e i suoi 311 partner salvano cookie sul tuo dispositivo.",
                "Accetta e chiudi",
            ),
            (
                "Zanim przejdziesz dalej",
                "Wraz z 311 partnerami zapisujemy pliki cookie na twoim urządzeniu.",
                "Akceptuję",
            ),
            (
                "Прежде чем продолжить",
                "Сайт и 311 его партнёров хранят файлы cookie на вашем устройстве.",
                "Принять все",
            ),
            (
                "Перш ніж продовжити",
                "Сайт і 311 його партнерів зберігають файли cookie на вашому пристрої.",
                "Прийняти всі",
            ),
            (
                "Bevor Sie fortfahren",
                "Mit 311 Partnern speichern wir Cookies auf Ihrem Gerät.",
                "Alle akzeptieren",
            ),
            (
                "Avant de continuer",
                "Ce site et ses 311 partenaires déposent des cookies sur votre appareil.",
                "Tout accepter",
            ),
            (
                "Antes de continuar",
                "Este sitio y sus 311 socios guardan cookies en su dispositivo.",
                "Aceptar y cerrar",
            ),
        ] {
            check_consent(heading, sentence, accept);
        }
    }

    #[test]
    fn a_brief_about_cookies_stays_where_no_wall_stands_around_it_or_other_news_do() {
        let brief = "<h1>Court rules</h1><p>Publishers must ask again before their partners may set cookies, a court has said.</p>";
        assert_eq!(page("Court rules", brief), Ok(()));
        let links =
            "<li><a href=/a>Prices rise again in the north of the country</a></li>".repeat(60);
        let among =
            format!("<ul>{links}</ul>{brief}<div id=banner><button>Accept all</button></div>");
        assert_eq!(page("Court rules", &among), Ok(()));
        let dated = format!(
            "<time datetime=2021-06-14></time>{brief}<div id=banner><button>Accept all</button></div>"
        );
        assert_eq!(page("Court rules", &dated), Ok(()));
    }

    #[test]
    fn a_shell_is_one_whatever_its_scripts_hold_and_whatever_notice_it_shows() {
        let script = format!(
            "<script>{}</script>",
            "window.x=(window.x||[]).concat([1,2,3]);".repeat(600)
        );
        let notice =
            "<footer><p>Copyright Daily Post, all rights reserved everywhere.</p></footer>";
        for body in [
            format!("<noscript>You need JavaScript.</noscript><div id=root></div>{script}"),
            format!("<div id=__next></div>{notice}{script}"),
            format!("<div id=app><img src=/spin.gif></div>{script}"),
        ] {
            let result = page("Reports", &body);
            assert!(
                matches!(result, Err(Unclean::ScriptRendered { .. })),
                "{result:?} for {body}"
            );
        }
        let drawn = format!("<div id=root><p>{REPORT}</p></div>{script}");
        assert_eq!(page("Reports", &drawn), Ok(()));
        let beside = format!("<div id=app></div><p>{REPORT}</p>{script}");
        assert_eq!(page("Reports", &beside), Ok(()));
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
