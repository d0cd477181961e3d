//! The article in the data that a page's scripts draw it from: application state (`__NEXT_DATA__`, `__INITIAL_STATE__`
//! and the like).
//!
//! It is asked only where a page shows hardly any text. Its keys are each site's own, so none is trusted by its name: the
//! text must stand in an object that bears the page's title. What must hold: bounded work on any script.

use item::markup::scripts;
use serde_json::Value;

use super::letters::{letters, same_letters};
use super::markup::plain;

/// Smaller scripts hold no article, in bytes.
const SMALLEST: usize = 500;

/// Larger ones are read to no end, in bytes.
const LARGEST: usize = 4 * 1024 * 1024;

/// So many values of a script are looked at.
const MOST_VALUES: usize = 400_000;

/// So many objects that bear the title are weighed.
const MOST_TITLED: usize = 20;

/// A shorter title is borne by chance, in letters.
const SHORTEST_TITLE: usize = 12;

/// A longer string is no headline, in bytes.
const LONGEST_TITLE: usize = 400;

/// A shorter string is no paragraph, in characters.
const SHORTEST_PARAGRAPH: usize = 40;

/// Tenths of the parts of a sentence that are words: the others are numbers, marks and links.
const WORDS_OF_PROSE: usize = 6;

/// The text of the article called `title`, its paragraphs on lines of their own, or as markup.
pub(super) fn body(markup: &str, title: &str) -> Option<String> {
    if letters(title).chars().count() < SHORTEST_TITLE {
        return None;
    }
    let states = scripts(markup).filter(|script| (SMALLEST..=LARGEST).contains(&script.len()));
    let texts = states.filter_map(|script| in_value(&state(script)?, title));
    texts.max_by_key(String::len)
}

/// The first value in a script that is an object or a list: the whole script, or what is assigned to a variable.
fn state(script: &str) -> Option<Value> {
    let script = script.trim();
    let is_data = script.starts_with(['{', '[']);
    let from = if is_data {
        script
    } else {
        let (_, assigned) = script.split_once('=')?;
        let assigned = assigned.trim_start();
        if let Some(quoted) = assigned.strip_prefix("JSON.parse(") {
            let written = first_value(quoted)?;
            return first_value(written.as_str()?);
        }
        assigned
    };
    first_value(from).filter(|value| value.is_object() || value.is_array())
}

fn first_value(text: &str) -> Option<Value> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    values.next()?.ok()
}

/// The longest text in an object that bears the title.
fn in_value(value: &Value, title: &str) -> Option<String> {
    let mut open = vec![value];
    let mut seen = 0;
    let mut titled: Vec<&Value> = Vec::new();
    while let Some(value) = open.pop() {
        seen += 1;
        if seen > MOST_VALUES || titled.len() >= MOST_TITLED {
            break;
        }
        match value {
            Value::Array(list) => open.extend(list.iter().rev()),
            Value::Object(object) => {
                let mut strings = object.values().filter_map(Value::as_str);
                if strings.any(|text| text.len() <= LONGEST_TITLE && same_letters(text, title)) {
                    titled.push(value);
                }
                open.extend(object.values());
            }
            _ => {}
        }
    }
    let texts = titled.into_iter().filter_map(text_of);
    texts.max_by_key(String::len)
}

/// The text of an object: its longest string, or the paragraphs of that list in it which hold the most, whichever is
/// more.
fn text_of(titled: &Value) -> Option<String> {
    let mut open = vec![titled];
    let mut seen = 0;
    let mut best = String::new();
    while let Some(value) = open.pop() {
        seen += 1;
        if seen > MOST_VALUES {
            break;
        }
        match value {
            Value::String(text) if text.len() > best.len() && is_prose(text) => {
                best.clone_from(text);
            }
            Value::Array(list) => {
                let paragraphs: Vec<&str> = list.iter().filter_map(paragraph).collect();
                let length: usize = paragraphs.iter().map(|text| text.len() + 1).sum();
                if paragraphs.len() > 1 && length > best.len() {
                    best = paragraphs.join("\n");
                }
                open.extend(list);
            }
            Value::Object(object) => open.extend(object.values()),
            _ => {}
        }
    }
    (!best.is_empty()).then_some(best)
}

/// The words of one part of a list: a string, or the only string of a block that reads like a paragraph.
fn paragraph(part: &Value) -> Option<&str> {
    match part {
        Value::String(text) => is_prose(text).then_some(text.as_str()),
        Value::Object(block) => {
            let values = block.values().flat_map(|value| match value {
                Value::Object(inner) => inner.values().collect::<Vec<_>>(),
                other => vec![other],
            });
            let strings = values.filter_map(Value::as_str);
            strings
                .filter(|text| is_prose(text))
                .max_by_key(|text| text.len())
        }
        _ => None,
    }
}

/// Whether a string reads like sentences, and not like code, an address or a list of settings.
fn is_prose(text: &str) -> bool {
    if text.chars().take(SHORTEST_PARAGRAPH).count() < SHORTEST_PARAGRAPH {
        return false;
    }
    let shown = plain(text);
    let is_word = |part: &&str| {
        let word = part.trim_matches(|c: char| !c.is_alphanumeric());
        !word.is_empty() && word.chars().all(char::is_alphabetic)
    };
    let words = shown.split(' ').filter(is_word).count();
    let has_end = shown.contains(['.', '!', '?', '\u{2026}', '\u{3002}']);
    has_end && words * 10 > shown.split(' ').count() * WORDS_OF_PROSE
}

#[cfg(test)]
mod tests {
    use super::body;

    const TITLE: &str = "Bridge over the Nera closed for repairs";
    const FIRST: &str =
        "The bridge over the Nera is closed from Monday, the council said on Friday.";
    const SECOND: &str = "Works will take six weeks, and buses will go round by the northern road.";

    #[test]
    fn the_article_is_found_in_what_scripts_draw_it_from() {
        let both = format!("{FIRST}\n{SECOND}");
        let check = |script: String| {
            let page = format!(
                "<div id=root></div>{script}<script>var a = 1;</script>{}",
                " ".repeat(9)
            );
            assert_eq!(body(&page, TITLE).as_deref(), Some(both.as_str()), "{page}");
        };
        let blocks = format!(
            r#"{{"props":{{"menu":["{pad}"],"article":{{"headline":"{TITLE}","blocks":[{{"type":"p","data":{{"text":"{FIRST}"}}}},
            {{"type":"ad"}},{{"type":"p","data":{{"text":"{SECOND}"}}}}],"more":[{{"title":"Another","text":"{FIRST}"}}]}}}}}}"#,
            pad = "x".repeat(400)
        );
        check(format!(
            "<script id=__NEXT_DATA__ type=application/json>{blocks}</script>"
        ));
        check(format!(
            "<script>window.__STATE__ = {blocks};window.other = 2;</script>"
        ));
        let quoted = serde_json::to_string(&blocks).unwrap();
        check(format!(
            "<script>window.__STATE__=JSON.parse({quoted})</script>"
        ));
        let whole = format!(
            r#"{{"a":{{"title":"{TITLE}","html":"{FIRST}\n{SECOND}","css":"{}"}}}}"#,
            "a{b:c}".repeat(90)
        );
        check(format!("<script>var s={whole}</script>"));
    }

    #[test]
    fn text_under_another_title_is_not_this_article() {
        let state = format!(
            r#"{{"title":"Other news of the day","text":"{FIRST} {}"}}"#,
            SECOND.repeat(9)
        );
        let page = format!("<script>window.s = {state}</script>");
        assert_eq!(body(&page, TITLE), None);
        for page in [
            "<script>",
            "<script>a=</script>",
            &format!("<script>a={}</script>", "[".repeat(3000)),
        ] {
            assert_eq!(body(page, TITLE), None);
        }
    }
}
