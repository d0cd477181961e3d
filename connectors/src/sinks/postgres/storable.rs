//! What `PostgreSQL` cannot store: U+0000, neither in `text` nor in `jsonb`. It becomes U+FFFD there. Pure.

use std::borrow::Cow;

/// A text without U+0000.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// JSON whose texts are without U+0000, which our writer writes as `\u0000`.
pub(super) fn json(json: &str) -> Cow<'_, str> {
    const NUL: &str = "\\u0000";
    if !json.contains(NUL) {
        return Cow::Borrowed(json);
    }
    let mut kept = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((before, behind)) = rest.split_once('\\') {
        kept.push_str(before);
        if let Some(behind) = behind.strip_prefix("u0000") {
            kept.push_str("\\ufffd");
            rest = behind;
        } else {
            // What a backslash escapes is no backslash of its own.
            let mut letters = behind.chars();
            kept.push('\\');
            kept.extend(letters.next());
            rest = letters.as_str();
        }
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_nul_is_replaced_and_never_what_only_looks_like_one() {
        let check = |written: &str, expect: &str| {
            let line = serde_json::to_string(written).unwrap();
            let read: String = serde_json::from_str(&json(&line)).unwrap();
            assert_eq!(read, expect);
            assert_eq!(text(written), expect);
        };
        check("a\0b", "a\u{fffd}b");
        check("\\u0000", "\\u0000");
        check("\\\0\"\\", "\\\u{fffd}\"\\");
        check("żółw\n", "żółw\n");
    }
}
