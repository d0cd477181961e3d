//! What a search found, as lines and as JSON.

use std::io;

use item::{Item, NewsDate};
use pipeline::search::{Hit, Results, Snippet};
use serde_json::{Value, json};

/// Characters of an item id that are shown: as good as never two items begin alike.
const ID_SHOWN: usize = 12;

/// Three lines for each: the headline, where and when, the words.
pub(super) fn lines(results: &Results, colours: bool) -> Vec<String> {
    results
        .hits
        .iter()
        .flat_map(|hit| hit_lines(hit, colours))
        .collect()
}

fn hit_lines(hit: &Hit, colours: bool) -> [String; 3] {
    let Hit { item, snippet } = hit;
    let headline = item.article.headline.as_deref().unwrap_or("(no headline)");
    let id: String = item.id.to_string().chars().take(ID_SHOWN).collect();
    let about = [
        Some(outlet(item)),
        Some(date(item)),
        language(item),
        Some(&*id),
    ];
    let about: Vec<&str> = about.into_iter().flatten().collect();
    [
        painted(&one_line(headline), "1", colours),
        painted(&one_line(&about.join(" · ")), "2", colours),
        format!("  {}", words(snippet, colours)),
    ]
}

fn outlet(item: &Item) -> &str {
    let publisher = item.article.publisher.as_deref();
    publisher.unwrap_or_else(|| item.source.as_str())
}

fn date(item: &Item) -> &str {
    let date = item.article.date_published.as_ref();
    date.map_or("no date", NewsDate::as_str)
}

fn language(item: &Item) -> Option<&str> {
    item.labels.language.as_ref().map(|label| label.id.as_str())
}

fn words(snippet: &Snippet, colours: bool) -> String {
    let pieces = snippet.pieces();
    let pieces = pieces.map(|(text, is_marked)| painted(text, "1;33", colours && is_marked));
    pieces.collect()
}

/// One object: how many there are, where the next page begins, and the items.
pub(super) fn as_json(results: &Results) -> io::Result<Value> {
    let hit = |hit: &Hit| {
        let pieces = hit.snippet.pieces();
        let pieces = pieces.map(|(text, marked)| json!({ "text": text, "marked": marked }));
        let snippet: Vec<Value> = pieces.collect();
        Ok(json!({ "item": serde_json::to_value(&hit.item)?, "snippet": snippet }))
    };
    let hits: Vec<Value> = results
        .hits
        .iter()
        .map(hit)
        .collect::<Result<_, io::Error>>()?;
    let next = results.next.map(|next| next.to_string());
    Ok(json!({ "total": results.total, "next": next, "gone": results.gone, "hits": hits }))
}

fn one_line(text: &str) -> String {
    text.chars().map(on_one_line).collect()
}

/// What came from the web moves no cursor and paints nothing.
pub(super) fn on_one_line(letter: char) -> char {
    if letter.is_control() { ' ' } else { letter }
}

fn painted(text: &str, colour: &str, colours: bool) -> String {
    if colours {
        format!("\u{1b}[{colour}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_were_asked_for_stand_out_on_a_terminal() {
        let snippet = Snippet {
            text: "the harbour was closed harbour".to_owned(),
            marked: vec![4..11, 23..30],
        };
        assert_eq!(words(&snippet, false), "the harbour was closed harbour");
        assert_eq!(
            words(&snippet, true),
            "the \u{1b}[1;33mharbour\u{1b}[0m was closed \u{1b}[1;33mharbour\u{1b}[0m"
        );
    }

    #[test]
    fn a_headline_cannot_paint_the_terminal() {
        assert_eq!(one_line("a\u{1b}[31mb\nc"), "a [31mb c");
    }
}
