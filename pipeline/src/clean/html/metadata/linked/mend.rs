//! Linked data as pages write it, made JSON again.
//!
//! What they break most: wrappers and comments around it, line breaks in strings, quotation marks in strings, commas
//! before a closing bracket, escapes that JSON does not know, entities for quotation marks.

use serde_json::Value;

/// The values in a script, repaired if need be.
pub(super) fn parse(script: &str) -> Vec<Value> {
    let trimmed = script.trim();
    if let Ok(value) = serde_json::from_str(trimmed) {
        return vec![value];
    }
    let bare = unwrapped(trimmed);
    let mended = values(&mended(&bare, Quotes::Trusted));
    if mended.is_empty() {
        values(&self::mended(&bare, Quotes::Doubted))
    } else {
        mended
    }
}

fn values(text: &str) -> Vec<Value> {
    let stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    stream.map_while(Result::ok).collect()
}

/// Without what stands around the outermost brackets, and with quotation marks for their entities.
fn unwrapped(script: &str) -> String {
    let start = script.find(['{', '[']).unwrap_or(0);
    let end = script
        .rfind(['}', ']'])
        .map_or(script.len(), |last| last + 1);
    let mut body = script.get(start..end).unwrap_or(script);
    if let Some(inner) = body.strip_prefix("[CDATA[") {
        let from = inner.find(['{', '[']).unwrap_or(0);
        body = inner.get(from..).unwrap_or(inner).trim_end_matches(']');
    }
    if body.contains('"') {
        body.to_owned()
    } else {
        body.replace("&quot;", "\"")
    }
}

/// Whether a quotation mark inside a string may be meant as a word's and not as the string's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Trusted,
    Doubted,
}

fn mended(body: &str, quotes: Quotes) -> String {
    let mut mended = String::with_capacity(body.len());
    let mut in_string = false;
    let mut chars = body.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if in_string => {
                let known = |c: char| "\"\\/bfnrtu".contains(c);
                if let Some((_, escaped)) = chars.next_if(|(_, next)| known(*next)) {
                    mended.extend(['\\', escaped]);
                }
            }
            '"' if in_string && quotes == Quotes::Doubted && !ends_string(body, at + 1) => {
                mended.push_str("\\\"");
            }
            '"' => {
                in_string = !in_string;
                mended.push(c);
            }
            '}' | ']' if !in_string => {
                let kept = mended.trim_end().trim_end_matches(',').len();
                mended.truncate(kept);
                mended.push(c);
            }
            _ if c.is_control() && in_string => mended.push(' '),
            _ => mended.push(c),
        }
    }
    mended
}

/// Whether what follows a quotation mark can follow a string.
fn ends_string(body: &str, at: usize) -> bool {
    let mut rest = body.get(at..).unwrap_or_default().trim_start().chars();
    match rest.next() {
        None | Some(':' | '}' | ']') => true,
        Some(',') => {
            let next = rest.as_str().trim_start().chars().next();
            next.is_none_or(|c| c.is_ascii_digit() || "\"{[-]}".contains(c))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn broken_json_is_mended() {
        let check = |script: &str, expect: &str| {
            let found: Vec<String> = parse(script).iter().map(ToString::to_string).collect();
            assert_eq!(found, [expect], "{script}");
        };
        check(r#"{"a":"One"}"#, r#"{"a":"One"}"#);
        check("{\"a\":\"One\nline\",}", r#"{"a":"One line"}"#);
        check(r#"<!-- {"a":[{},],} -->"#, r#"{"a":[{}]}"#);
        check("//<![CDATA[\n{\"a\":1}\n//]]>", r#"{"a":1}"#);
        check(
            r#"{"a":"the "old" one, and "new"","b":2}"#,
            r#"{"a":"the \"old\" one, and \"new\"","b":2}"#,
        );
        check(r#"{"a":"it\'s"}"#, r#"{"a":"it's"}"#);
        check("{&quot;a&quot;:1};", r#"{"a":1}"#);
        check(
            r#"{"a":"A \"quoted\" one",}"#,
            r#"{"a":"A \"quoted\" one"}"#,
        );
    }

    #[test]
    fn nonsense_gives_nothing() {
        for script in ["", "nonsense", "{", &"{\"@type\":".repeat(5000)] {
            assert_eq!(parse(script).len(), 0, "{script:.20}");
        }
    }
}
