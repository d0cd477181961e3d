//! Whether an entry of a feed carries the whole article, or only the way to it.

/// Shorter content is a teaser whatever it says: about two paragraphs.
const SHORTEST: usize = 600;

/// Content must be longer than the summary by a quarter, or the publisher gave the summary twice …
const MARGIN: (usize, usize) = (5, 4);

/// … unless it is longer than anybody's summary.
const BEYOND_SUMMARIES: usize = 2000;

/// Where a sign of shortening counts, from the end of the text: services append their own line behind it.
const TAIL: usize = 300;

/// What shortened texts end with.
const ELLIPSES: [&str; 2] = ["…", "..."];

/// What stands where the rest was cut off.
const CUTS: [&str; 4] = ["[…]", "[...]", "(…)", "(...)"];

/// The last words of texts that go on elsewhere, in lower case.
const INVITATIONS: [&str; 44] = [
    "read more",
    "read the full article",
    "read the full story",
    "full story",
    "continue reading",
    "keep reading",
    "leggi tutto",
    "leggi di più",
    "leggi l'articolo",
    "leggi l’articolo",
    "continua a leggere",
    "continua la lettura",
    "czytaj więcej",
    "czytaj dalej",
    "czytaj całość",
    "przeczytaj więcej",
    "więcej",
    "dowiedz się więcej",
    "читать далее",
    "читать дальше",
    "читать полностью",
    "читайте далее",
    "подробнее",
    "читать все",
    "читати далі",
    "читати повністю",
    "читати більше",
    "детальніше",
    "докладніше",
    "читайте далі",
    "weiterlesen",
    "mehr lesen",
    "mehr dazu",
    "zum artikel",
    "zum vollständigen artikel",
    "den ganzen artikel lesen",
    "lire la suite",
    "lire plus",
    "lire l'article",
    "lire l’article",
    "en savoir plus",
    "leer más",
    "seguir leyendo",
    "continuar leyendo",
];

/// Whether plain content beside a plain summary is the whole article.
pub(crate) fn is_whole(content: &str, summary: &str) -> bool {
    let length = content.chars().count();
    let (more, less) = MARGIN;
    let is_longer = length * less >= summary.chars().count() * more;
    length >= SHORTEST && (is_longer || length >= BEYOND_SUMMARIES) && !is_cut(content)
}

/// Whether a text ends like one that goes on elsewhere.
fn is_cut(text: &str) -> bool {
    let start = text.char_indices().rev().nth(TAIL).map_or(0, |(at, _)| at);
    let tail = text.get(start..).unwrap_or(text).to_lowercase();
    let is_arrow = |sign: char| sign.is_whitespace() || "»›→>&:!.,)]".contains(sign);
    let last = tail.trim_end_matches(is_arrow);
    let bare = tail.trim_end_matches(|sign: char| is_arrow(sign) && sign != '.');
    ELLIPSES.iter().any(|end| bare.ends_with(end))
        || CUTS.iter().any(|cut| tail.contains(cut))
        || INVITATIONS.iter().any(|words| last.ends_with(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_content_that_comes_to_an_end_is_whole() {
        let check = |content: &str, summary: &str, expect: bool| {
            assert_eq!(is_whole(content, summary), expect, "{content}");
        };
        let text = "Il consiglio si è riunito ieri. ".repeat(30);
        let said = |end: &str| format!("{text}{end}");
        check(&text, "", true);
        check(&said("Fine."), "Il consiglio si è riunito.", true);
        check(&text, &text, false);
        let long = text.repeat(3);
        check(&long, &long, true);
        check("Il consiglio si è riunito ieri.", "", false);
        for end in [
            "e poi…",
            "e poi... »",
            "[…] L'articolo viene da un altro sito.",
            "Continua a leggere →",
            "Czytaj więcej",
            "Читать далее...",
            "Читати далі »",
            "Weiterlesen",
            "Lire la suite (…)",
            "Seguir leyendo >",
            "Read more.",
        ] {
            check(&said(end), "", false);
        }
    }
}
