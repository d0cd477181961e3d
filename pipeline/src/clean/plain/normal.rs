//! One line of text as it should be written: no invisible characters, no markup left over, single spaces.
//!
//! Doing it twice changes nothing more.

/// Entities survive flattening now and then; nested ones (`&amp;quot;`) need as many rounds as they are deep.
const ENTITY_ROUNDS: usize = 3;

/// The longest entity that is decoded, without `&` and `;`.
const LONGEST_ENTITY: usize = 8;

/// The longest address of a link that is taken for one, in characters.
const LONGEST_ADDRESS: usize = 2000;

/// Normalises one line; the result has no line breaks.
pub(super) fn line(raw: &str) -> String {
    if is_normal(raw) {
        return raw.to_owned();
    }
    let mut text = visible(raw);
    for _ in 0..ENTITY_ROUNDS {
        match entities(&text) {
            Some(decoded) => text = visible(&decoded),
            None => break,
        }
    }
    if text.contains("](") {
        text = links(&text);
    }
    if text.contains(['*', '_']) {
        text = emphasis(&text);
    }
    spaces(&text)
}

/// Whether nothing is to be done: single spaces inside, and no character that may be markup or unseen.
fn is_normal(raw: &str) -> bool {
    let mut before = ' ';
    for c in raw.chars() {
        let usual = match c {
            ' ' => before != ' ',
            '&' | '*' | '_' | '[' => false,
            '!'..='~'
            | '¡'..='¬'
            | '®'..='ɏ'
            | 'Ѐ'..='ӿ'
            | '–'
            | '—'
            | '‘'
            | '’'
            | '“'
            | '”'
            | '„'
            | '…'
            | '№'
            | '€' => true,
            _ => false,
        };
        if !usual {
            return false;
        }
        before = c;
    }
    before != ' '
}

/// Drops what is never seen, and turns every kind of space into a plain one.
fn visible(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars() {
        match c {
            ' '..='~' | 'À'..='ɏ' | 'Ѐ'..='ӿ' => out.push(c),
            _ if is_invisible(c) => {}
            _ if c.is_whitespace() => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fffc}' | '\u{fffd}')
        || (c.is_control() && !c.is_whitespace())
}

fn spaces(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Decodes the entities of a text; `None` where there is none.
fn entities(text: &str) -> Option<String> {
    if !text.contains('&') {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut found = false;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        // Not `split_once`: of many that never end, each would be looked for to the end of the text.
        let named = split_within(after, LONGEST_ENTITY, &[';'])
            .filter(|(name, ..)| name.len() >= 2)
            .and_then(|(name, _, tail)| Some((entity(name)?, tail)));
        if let Some((decoded, tail)) = named {
            out.push(decoded);
            rest = tail;
            found = true;
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    found.then_some(out)
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control());
    }
    Some(match name {
        "amp" => '&',
        "nbsp" => ' ',
        "quot" => '"',
        "apos" => '\'',
        "lt" => '<',
        "gt" => '>',
        "laquo" => '«',
        "raquo" => '»',
        "ldquo" => '“',
        "rdquo" => '”',
        "bdquo" => '„',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "shy" => '\u{ad}',
        "copy" => '©',
        "euro" => '€',
        _ => return None,
    })
}

/// `[words](address)` keeps its words; `![words](address)` is a picture and goes.
fn links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let inner = after.split_once('[').map_or(after, |(inner, _)| inner);
        let link = inner.split_once("](").and_then(|(words, _)| {
            let address = after.get(words.len() + 2..)?;
            let (_, stop, tail) = split_within(address, LONGEST_ADDRESS, &[')', ' '])?;
            (stop == ')').then_some((words, tail))
        });
        if let Some((words, tail)) = link {
            match before.strip_suffix('!') {
                Some(before) => out.push_str(before),
                None => out.extend([before, words]),
            }
            rest = tail;
        } else {
            out.extend([before, "["]);
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// What stands before the first of `stops`, which of them it is, and what follows, if at most `longest` characters stand
/// before it.
fn split_within<'a>(
    text: &'a str,
    longest: usize,
    stops: &[char],
) -> Option<(&'a str, char, &'a str)> {
    let mut chars = text.char_indices().take(longest + 1);
    let (at, stop) = chars.find(|(_, c)| stops.contains(c))?;
    Some((text.get(..at)?, stop, text.get(at + stop.len_utf8()..)?))
}

/// Drops runs of `*` and `_` that do not stand inside a word.
fn emphasis(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !matches!(c, '*' | '_') {
            out.push(c);
            continue;
        }
        let mut run = String::from(c);
        while let Some(next) = chars.next_if(|next| matches!(next, '*' | '_')) {
            run.push(next);
        }
        let inside = out.ends_with(is_word_part) && chars.peek().copied().is_some_and(is_word_part);
        if inside {
            out.push_str(&run);
        }
    }
    out
}

fn is_word_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '/' | '=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_lose_what_is_not_text() {
        let check = |raw: &str, expect: &str| {
            assert_eq!(line(raw), expect, "{raw:?}");
            assert_eq!(line(expect), expect, "twice: {raw:?}");
        };
        check("_ Jest dobrze_ - powiedział", "Jest dobrze - powiedział");
        check("**Uwaga**  na\u{a0}drodze *", "Uwaga na drodze");
        check("snake_case i b***a", "snake_case i b***a");
        check(
            "Ra\u{ad}di\u{200b}o &amp;quot;Zet&#8221; R&D",
            "Radio \"Zet” R&D",
        );
        check(
            "patrz [tutaj](https://a.example/x) ![foto](b.png)!",
            "patrz tutaj !",
        );
        check("[a [b](c) d](e f) [g](h", "[a b d](e f) [g](h");
        check("a & b; &nosuchthing; &amp", "a & b; &nosuchthing; &amp");
    }
}
