//! JSON as people write it by hand and programs break it off, made into JSON: commas too many, line ends in strings,
//! escapes that are none, halves of characters, and an end that is missing.
//!
//! What must hold: nothing is added that is not there. Of what is broken off, whole elements of lists stay.

/// The text mended, as far as that goes; JSON that is good stays as it is.
pub(super) fn mended(text: &str) -> String {
    let mut mending = Mending {
        out: String::with_capacity(text.len()),
        open: Vec::new(),
        whole: None,
    };
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let behind = rest.get(sign.len_utf8()..).unwrap_or_default();
        rest = if sign == '"' {
            mending.string(behind)
        } else {
            mending.sign(sign);
            behind
        };
    }
    mending.finished()
}

/// How deep lists and objects lie in each other at most; the rest is not worth mending.
const DEEPEST: usize = 128;

/// A list of entries lies in the one object that a feed is.
const OUTERMOST: usize = 2;

struct Mending {
    out: String,
    /// The signs that close what is open.
    open: Vec<char>,
    /// Where the last whole element ends of a list that is no part of another element, and what is open there.
    whole: Option<(usize, Vec<char>)>,
}

impl Mending {
    fn sign(&mut self, sign: char) {
        match sign {
            '{' | '[' if self.open.len() < DEEPEST => {
                self.open.push(if sign == '{' { '}' } else { ']' });
            }
            '}' | ']' => {
                if self.out.trim_end().ends_with(',') {
                    self.out.truncate(self.out.trim_end().len() - 1);
                }
                self.open.pop();
            }
            _ => {}
        }
        self.out.push(sign);
        if sign == '}' && self.open.len() <= OUTERMOST && self.open.last() == Some(&']') {
            self.whole = Some((self.out.len(), self.open.clone()));
        }
    }

    /// Copies a string whose opening sign was read, and gives what lies behind it.
    fn string<'t>(&mut self, text: &'t str) -> &'t str {
        self.out.push('"');
        let mut rest = text;
        loop {
            let is_special = |sign: char| matches!(sign, '"' | '\\') || sign < ' ';
            let next = rest.find(is_special).unwrap_or(rest.len());
            let (plain, special) = rest.split_at_checked(next).unwrap_or((rest, ""));
            self.out.push_str(plain);
            let mut signs = special.chars();
            match signs.next() {
                None => return "",
                Some('"') => {
                    self.out.push('"');
                    return signs.as_str();
                }
                Some('\\') => rest = self.escape(signs.as_str()),
                Some('\n') => {
                    self.out.push_str("\\n");
                    rest = signs.as_str();
                }
                Some(_) => {
                    self.out.push(' ');
                    rest = signs.as_str();
                }
            }
        }
    }

    /// Copies what stands behind a backslash.
    fn escape<'t>(&mut self, text: &'t str) -> &'t str {
        let mut signs = text.chars();
        match signs.next() {
            Some('u') => self.number(signs.as_str()),
            Some(sign @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't')) => {
                self.out.extend(['\\', sign]);
                signs.as_str()
            }
            _ => text,
        }
    }

    /// Copies the number of a character, or the two of one beyond the first 65,536.
    fn number<'t>(&mut self, text: &'t str) -> &'t str {
        let Some((first, behind)) = unit(text) else {
            return text;
        };
        let second = behind.strip_prefix("\\u").and_then(unit);
        let units = [first, second.map_or(0, |(second, _)| second)];
        match char::decode_utf16(units).next() {
            Some(Ok(letter)) if letter.len_utf16() == 2 => {
                self.out.push(letter);
                second.map_or(behind, |(_, behind)| behind)
            }
            Some(Ok(letter)) => {
                let escaped = format!("\\u{:04x}", u32::from(letter));
                self.out.push_str(&escaped);
                behind
            }
            _ => {
                self.out.push(char::REPLACEMENT_CHARACTER);
                behind
            }
        }
    }

    fn finished(mut self) -> String {
        if !self.open.is_empty()
            && let Some((end, open)) = self.whole
        {
            self.out.truncate(end);
            self.out.extend(open.into_iter().rev());
        }
        self.out
    }
}

fn unit(text: &str) -> Option<(u16, &str)> {
    let (digits, behind) = text.split_at_checked(4)?;
    Some((u16::from_str_radix(digits, 16).ok()?, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_mended_is_mended() {
        let check = |text: &str, expect: &str| assert_eq!(mended(text), expect, "{text}");
        let good = r#"{"a": [1, "x\n\u00e9\ud83d\ude00", {"b": null}], "c": {}}"#;
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&mended(good)), value(good));
        check("{\"a\": [1, 2, ], }", "{\"a\": [1, 2]}");
        check("[\"a\nb\tc\"]", "[\"a\\nb c\"]");
        check(r#"["it\'s \x"]"#, r#"["it's x"]"#);
        check(
            r#"["\ud83d", "\ude00x", "\u12"]"#,
            "[\"\u{fffd}\", \"\u{fffd}x\", \"12\"]",
        );
    }

    #[test]
    fn of_what_is_broken_off_whole_elements_stay() {
        let whole =
            r#"{"t":"F","items":[{"id":1,"tags":["a","b"]},{"id":2,"by":[{"n":"x"}]}],"x":1}"#;
        let second = whole.find(r#",{"id":2"#).unwrap();
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text);
        for end in second..whole.len() {
            let (cut, _) = whole.split_at(end);
            let items = value(&mended(cut)).map(|value| value["items"].clone());
            let items = items.unwrap_or_else(|error| panic!("{error}: {cut}"));
            assert_eq!(items[0]["id"], 1, "{cut}");
            let are_both_whole = items.as_array().unwrap().len() == 2;
            assert_eq!(are_both_whole, cut.contains("}]}"), "{cut}");
        }
        assert!(value(&mended(r#"{"t":"F","#)).is_err());
    }
}
