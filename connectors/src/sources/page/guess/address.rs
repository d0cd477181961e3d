//! What an address says of the page behind it: articles have dates, numbers or whole titles in theirs; sections, tags and
//! services have words of their own.

use url::Url;

/// Segments behind which sections, people and searches stand.
const LISTS: [&str; 70] = [
    "tag",
    "tags",
    "tagi",
    "topic",
    "topics",
    "thema",
    "themen",
    "temat",
    "tematy",
    "temi",
    "tema",
    "category",
    "categories",
    "kategoria",
    "kategorie",
    "categoria",
    "author",
    "authors",
    "autor",
    "autorzy",
    "autore",
    "autori",
    "auteur",
    "autoren",
    "people",
    "search",
    "szukaj",
    "suche",
    "cerca",
    "buscar",
    "poisk",
    "page",
    "pagina",
    "strona",
    "seite",
    "archive",
    "archiv",
    "feed",
    "argomento",
    "argomenti",
    "dossier",
    "dossiers",
    "etiqueta",
    "etiquetas",
    "hashtag",
    "metka",
    "rubric",
    "rubrics",
    "rubrik",
    "rubrika",
    "rubrique",
    "rubriques",
    "seccion",
    "secciones",
    "section",
    "sections",
    "sezione",
    "sezioni",
    "speciali",
    "sujet",
    "sujets",
    "sujeti",
    "sjuzhet",
    "syuzhet",
    "tegi",
    "teg",
    "temas",
    "theme",
    "themes",
    "topik",
];

/// First words of pages about the site itself.
const SERVICES: [&str; 67] = [
    "about",
    "contact",
    "contacts",
    "contatti",
    "kontakt",
    "kontakty",
    "contacto",
    "privacy",
    "cookie",
    "cookies",
    "terms",
    "legal",
    "impressum",
    "imprint",
    "datenschutz",
    "agb",
    "login",
    "signin",
    "sign-in",
    "register",
    "registration",
    "account",
    "subscribe",
    "subscription",
    "abonnement",
    "abbonamenti",
    "prenumerata",
    "newsletter",
    "newsletters",
    "advertise",
    "advertising",
    "reklama",
    "pubblicita",
    "werbung",
    "jobs",
    "careers",
    "praca-u-nas",
    "help",
    "faq",
    "pomoc",
    "sitemap",
    "rss",
    "regulamin",
    "polityka-prywatnosci",
    "annunci",
    "anuncios",
    "anzeigen",
    "ogloszenia",
    "redaccion",
    "redaction",
    "redakcja",
    "redaktion",
    "redazione",
    "redaktsiya",
    "redakciya",
    "servizi",
    "service",
    "services",
    "servicios",
    "shop",
    "o-nas",
    "chi-siamo",
    "ueber-uns",
    "o-kompanii",
    "pro-nas",
    "quienes-somos",
    "qui-sommes-nous",
];

/// Keys of queries that number an article.
const NUMBERS: [&str; 10] = [
    "id",
    "p",
    "art",
    "article",
    "articleid",
    "nid",
    "news",
    "newsid",
    "story",
    "idn",
];

/// So many digits in a row are a number of an article, not of a page of a list.
const NUMBER: usize = 4;

/// So many words in one segment are a title.
const TITLE_WORDS: usize = 3;

/// What an address is named after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Named {
    /// A section, a person, a day, a service of the site: what stands there lists articles, or is none.
    Listing,
    /// Nothing of the kind.
    #[default]
    Other,
}

/// What an address says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Address {
    /// There is a date in it.
    pub(super) is_dated: bool,
    /// There is a long number in it.
    pub(super) is_numbered: bool,
    /// There is a title in it.
    pub(super) is_titled: bool,
    /// What it is named after.
    pub(super) named: Named,
    /// Its form, without what differs from article to article.
    pub(super) form: String,
}

impl Address {
    pub(super) fn of(url: &str) -> Self {
        let Ok(url) = Url::parse(url) else {
            return Self::default();
        };
        let segments: Vec<String> = url
            .path_segments()
            .into_iter()
            .flatten()
            .filter(|segment| !segment.is_empty())
            .map(str::to_lowercase)
            .collect();
        let mut numbers = url
            .query_pairs()
            .filter(|(key, value)| is_article_key(key) && is_number(value));
        let is_dated = is_dated(&segments);
        let is_numbered = numbers.next().is_some()
            || segments
                .iter()
                .rev()
                .take(2)
                .any(|segment| longest_number(segment) >= NUMBER);
        let is_titled = segments.iter().any(|segment| is_title(segment));
        let names_list = segments.iter().any(|one| LISTS.contains(&stem(one)));
        let names_service = segments.len() <= 2 && segments.iter().any(|one| is_service(one));
        // `/2026/11/` lists what was published then.
        let is_calendar = is_dated && !is_numbered && segments.iter().all(|one| is_number(one));
        Self {
            is_dated,
            is_numbered,
            is_titled,
            named: if is_calendar || !is_dated && !is_numbered && (names_list || names_service) {
                Named::Listing
            } else {
                Named::Other
            },
            form: form(&segments, &url),
        }
    }

    /// Whether it is that of a section, a service or the like.
    pub(super) fn is_list(&self) -> bool {
        self.named == Named::Listing
    }

    /// Whether it has a date or a number of its own.
    pub(super) fn is_marked(&self) -> bool {
        self.is_dated || self.is_numbered
    }

    /// How much it speaks for an article.
    pub(super) fn points(&self) -> i32 {
        if self.is_list() {
            return -6;
        }
        let points = 3 * i32::from(self.is_dated)
            + 2 * i32::from(self.is_numbered)
            + 3 * i32::from(self.is_titled);
        // One good sign needs a text beside it; two are enough for a link that lies over its teaser and says nothing.
        points.min(5)
    }
}

fn is_article_key(key: &str) -> bool {
    NUMBERS.contains(&key.to_ascii_lowercase().as_str())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && is_number(text) && (text.starts_with("19") || text.starts_with("20"))
}

/// Without what programs put behind a name: `.html`.
fn stem(segment: &str) -> &str {
    let (name, ending) = segment.rsplit_once('.').unwrap_or((segment, ""));
    if matches!(
        ending,
        "html" | "htm" | "shtml" | "php" | "asp" | "aspx" | "jsp"
    ) {
        name
    } else {
        segment
    }
}

fn is_service(segment: &str) -> bool {
    let segment = stem(segment);
    SERVICES.iter().any(|service| {
        let rest = segment.strip_prefix(service);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
    })
}

fn words(segment: &str) -> impl Iterator<Item = &str> {
    let parts = stem(segment).split(['-', '_', '+', ',']);
    // Letters of other scripts are percent-encoded, so any letter will do.
    parts.filter(|part| part.chars().any(char::is_alphabetic))
}

fn is_title(segment: &str) -> bool {
    words(segment).count() >= TITLE_WORDS
}

fn longest_number(segment: &str) -> usize {
    // `%D0%B0` is a letter and no number.
    let mut rest = segment;
    let mut plain = String::with_capacity(segment.len());
    while let Some((before, behind)) = rest.split_once('%') {
        plain.push_str(before);
        plain.push(' ');
        rest = behind.get(2..).unwrap_or_default();
    }
    plain.push_str(rest);
    let runs = plain.split(|letter: char| !letter.is_ascii_digit());
    let numbers = runs.filter(|run| !is_year(run) && !is_packed_date(run));
    numbers.map(str::len).max().unwrap_or_default()
}

/// `/2026/11/28/`, `/2026/11/`, or a segment with `2026-11-28` or `20261128` in it.
fn is_dated(segments: &[String]) -> bool {
    let is_month = |text: &str| is_between(text, 1, 12);
    let in_path = segments.windows(2).any(|pair| match pair {
        [year, month] => is_year(year) && (is_month(month) || is_named_month(month)),
        _ => false,
    });
    in_path || segments.iter().any(|segment| holds_date(segment))
}

fn holds_date(segment: &str) -> bool {
    let runs: Vec<&str> = segment
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .collect();
    let apart = runs.windows(3).any(|parts| match parts {
        [year, month, day] => {
            is_year(year)
                && is_between(month, 1, 12)
                && is_between(day, 1, 31)
                && segment.contains(&format!("{year}-{month}-{day}"))
        }
        _ => false,
    });
    apart || runs.iter().any(|run| is_packed_date(run))
}

/// `20261128`.
fn is_packed_date(run: &str) -> bool {
    let parts = (run.get(..4), run.get(4..6), run.get(6..));
    matches!(parts, (Some(year), Some(month), Some(day))
        if is_year(year) && is_between(month, 1, 12) && is_between(day, 1, 31) && day.len() == 2)
}

fn is_between(text: &str, least: u32, most: u32) -> bool {
    text.len() <= 2 && is_number(text) && text.parse().is_ok_and(|n| (least..=most).contains(&n))
}

fn is_named_month(text: &str) -> bool {
    [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    .contains(&text)
}

/// `/sport/2026/11/28/who-won-again-1234.html?x=1` and its likes are `w/9/9/9/title-9.html?x`.
fn form(segments: &[String], url: &Url) -> String {
    let parts: Vec<String> = segments
        .iter()
        .map(|segment| {
            let kind = match () {
                () if is_number(segment) => "9",
                () if is_title(segment) && longest_number(segment) >= NUMBER => "title-9",
                () if is_title(segment) => "title",
                () if longest_number(segment) >= NUMBER => "w9",
                () => "w",
            };
            let ending = segment.strip_prefix(stem(segment)).unwrap_or_default();
            format!("{kind}{ending}")
        })
        .collect();
    let mut keys: Vec<String> = url.query_pairs().map(|(key, _)| key.into_owned()).collect();
    keys.retain(|key| is_article_key(key));
    keys.sort();
    format!("{}?{}", parts.join("/"), keys.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `d` dated, `n` numbered, `t` titled, `l` list.
    fn check(path: &str, expect: &str) {
        let address = Address::of(&format!("https://example.org{path}"));
        let signs = [
            (address.is_dated, 'd'),
            (address.is_numbered, 'n'),
            (address.is_titled, 't'),
            (address.is_list(), 'l'),
        ];
        let found: String = signs
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, c)| *c)
            .collect();
        assert_eq!(found, expect, "for `{path}`: {address:?}");
    }

    #[test]
    fn dates_numbers_and_titles_are_found_wherever_they_stand() {
        check("/2026/11/28/bridge", "d");
        check("/news/2026/nov/28/the-bridge-is-open", "dt");
        check("/2026-11-28/bridge", "d");
        check("/bridge-20261128.html", "d");
        check("/sport/the-bridge-is-open-7654321", "nt");
        check("/news/7654321", "n");
        check("/7,114883,31512345,most-jest-znowu-otwarty.html", "nt");
        check("/index.php?id=42", "n");
        check(
            "/%D0%BC%D0%BE%D1%81%D1%82-%D0%B2-%D0%BE%D0%B3%D0%BD%D0%B5",
            "t",
        );
    }

    #[test]
    fn sections_tags_and_services_are_told_from_articles() {
        check("/sport", "");
        check("/sport/football", "");
        check("/2026", "");
        check("/tag/war-in-the-east", "tl");
        check("/author/jan-maria-rokita", "tl");
        check("/privacy-policy-and-cookies", "tl");
        check("/2026/11/", "dl");
        check("/about-us", "l");
        check("/info/kontakt.html", "l");
        check("/?page=4000", "");
        // What has a date or a number of its own is an article even so.
        check("/2026/11/28/privacy-is-dead", "dt");
        check("/tag/the-bridge-is-open-7654321", "nt");
    }

    #[test]
    fn articles_of_one_site_have_addresses_of_one_form() {
        let form = |path: &str| Address::of(&format!("https://example.org{path}")).form;
        assert_eq!(
            form("/sport/who-won-the-cup-12345.html?utm=1"),
            form("/politics/what-the-minister-said-54321.html")
        );
        assert_ne!(form("/sport"), form("/sport/who-won-the-cup"));
        assert_eq!(form("/a.php?id=7"), form("/a.php?id=8"));
    }
}
