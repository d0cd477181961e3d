//! Entities that a feed declares itself: `<!ENTITY name "value">`, written out before it is read.
//!
//! What must hold: values are taken as they are, so entities of entities do not grow, and the text stays bounded.

use std::{borrow::Cow, collections::HashMap};

use memchr::{memchr, memmem};

/// How far declarations may lie behind the beginning.
const FARTHEST: usize = 64 << 10;

/// A longer value is an attack or a document of its own.
const LONGEST: usize = 1 << 10;

/// How often its own length a text may grow by.
const GROWTH: usize = 1;

/// The text with the entities that it declares written out.
pub(super) fn expanded(text: &str) -> Cow<'_, str> {
    let head = text.as_bytes().get(..FARTHEST).unwrap_or(text.as_bytes());
    if memmem::find(head, b"<!ENTITY").is_none() {
        return Cow::Borrowed(text);
    }
    let values = declared(String::from_utf8_lossy(head).as_ref());
    let mut room = text.len() * GROWTH;
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        let (before, entity) = rest.split_at_checked(at).unwrap_or((rest, ""));
        written.push_str(before);
        let end = entity.bytes().take(LONGEST).position(|sign| sign == b';');
        let name = end.and_then(|end| entity.get(1..end)).unwrap_or_default();
        rest = match values.get(name) {
            Some(value) if value.len() <= room => {
                room -= value.len();
                written.push_str(value);
                entity.get(name.len() + 2..).unwrap_or_default()
            }
            _ => {
                written.push('&');
                entity.get(1..).unwrap_or_default()
            }
        };
    }
    written.push_str(rest);
    Cow::Owned(written)
}

/// The names and values that declarations give. Values are text: markup and references in them are not written out.
fn declared(head: &str) -> HashMap<String, String> {
    let mut values = HashMap::new();
    for declaration in head.split("<!ENTITY").skip(1) {
        let declaration = declaration.trim_start();
        let Some((name, value)) = declaration.split_once(char::is_whitespace) else {
            continue;
        };
        let value = value.trim_start();
        let quote = value
            .chars()
            .next()
            .filter(|sign| matches!(sign, '"' | '\''));
        let value = quote.and_then(|quote| value.strip_prefix(quote)?.split_once(quote));
        if let Some((value, _)) = value
            && value.len() <= LONGEST
            && !value.contains(['<', '&'])
        {
            values
                .entry(name.to_owned())
                .or_insert_with(|| value.to_owned());
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_entities_are_written_out_and_never_grow_without_end() {
        let check = |text: &str, expect: &str| {
            let declarations = "<!DOCTYPE rss [<!ENTITY a \"tag:x,\"> <!ENTITY  b 'B'><!ENTITY c SYSTEM 'file:///x'>\
                <!ENTITY d '&b;&b;'><!ENTITY e '<x>'>]>";
            let whole = format!("{declarations}{text}");
            let written = expanded(&whole);
            assert!(written.ends_with(expect), "{text}: {written}");
        };
        check("<id>&a;1&b;</id>", "<id>tag:x,1B</id>");
        check("&c; &d; &e; &amp; &", "&c; &d; &e; &amp; &");
        assert!(matches!(expanded("<rss>&b;"), Cow::Borrowed(_)));
        let long = "x".repeat(LONGEST);
        let bomb = format!("<!ENTITY b \"{long}\">{}", "&b;".repeat(10_000));
        assert!(expanded(&bomb).len() <= (1 + GROWTH) * bomb.len());
    }
}
