//! `${NAME}` in texts: filled in from the environment after parsing, so that a value can never change the file's shape.

use std::ops::Range;

/// How a variable is asked for; `None` where it is not set.
pub(crate) type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What is wrong with a `${…}`: where in the text, in bytes, and what. The value is never part of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unfilled {
    pub(crate) at: Range<usize>,
    pub(crate) message: String,
}

/// The text with its variables filled in; `$${` stands for a plain `${`.
pub(crate) fn expand(text: &str, environment: Environment<'_>) -> Result<String, Vec<Unfilled>> {
    let mut filled = String::with_capacity(text.len());
    let mut wrong = Vec::new();
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once("${") {
        let opening = text.len() - inside.len() - 2;
        if let Some(escaped) = before.strip_suffix('$') {
            filled.push_str(escaped);
            filled.push_str("${");
            rest = inside;
            continue;
        }
        filled.push_str(before);
        let Some((name, after)) = inside.split_once('}') else {
            wrong.push(Unfilled {
                at: opening..text.len(),
                message: "this `${` is not closed".to_owned(),
            });
            rest = "";
            break;
        };
        match value(name, environment) {
            Ok(value) => filled.push_str(&value),
            Err(message) => wrong.push(Unfilled {
                at: opening..text.len() - after.len(),
                message,
            }),
        }
        rest = after;
    }
    filled.push_str(rest);
    if wrong.is_empty() {
        Ok(filled)
    } else {
        Err(wrong)
    }
}

fn value(name: &str, environment: Environment<'_>) -> Result<String, String> {
    let good = !name.is_empty()
        && !name.starts_with(|letter: char| letter.is_ascii_digit())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !good {
        return Err(format!(
            "`{name}` is not the name of an environment variable"
        ));
    }
    environment(name).ok_or_else(|| format!("the environment variable `{name}` is not set"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Result<&str, &[(usize, usize, &str)]>) {
        let environment = |name: &str| (name == "HOME").then(|| "/home/a${X}".to_owned());
        let got = expand(text, &environment);
        let got = got.as_deref().map_err(|wrong| {
            wrong
                .iter()
                .map(|wrong| (wrong.at.start, wrong.at.end, &*wrong.message))
                .collect::<Vec<_>>()
        });
        assert_eq!(got, expect.map_err(<[_]>::to_vec), "for `{text}`");
    }

    #[test]
    fn variables_are_filled_in_once_and_wrong_ones_all_named() {
        check("a", Ok("a"));
        check("${HOME}/x$y", Ok("/home/a${X}/x$y"));
        check("$${HOME} $$", Ok("${HOME} $$"));
        check(
            "ł${A}${}",
            Err(&[
                (2, 6, "the environment variable `A` is not set"),
                (6, 9, "`` is not the name of an environment variable"),
            ]),
        );
        check(
            "${HOME:-x}",
            Err(&[(
                0,
                10,
                "`HOME:-x` is not the name of an environment variable",
            )]),
        );
        check("a ${HOME", Err(&[(2, 8, "this `${` is not closed")]));
    }
}
