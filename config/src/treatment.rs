//! What a source's configuration asks of its entries and documents, whatever kind of source it is: `language`, `tags`,
//! `filter`, `extract`.

use std::borrow::Cow;

use item::Hints;

use crate::{Extract, Filter, mentions::Mentionable, name, written::Written};

/// Tags of one source: each is on each of its items.
const MOST_TAGS: usize = 32;

/// How the entries and documents of a source are treated.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Treatment {
    /// What its documents are in (BCP 47), where neither they nor their listing say so.
    pub language: Option<String>,
    /// What its items are tagged with.
    pub tags: Vec<String>,
    /// Which of its entries are wanted.
    pub filter: Filter,
    /// Where the parts of its articles stand.
    pub extract: Extract,
}

impl Treatment {
    /// Reads the keys. Problems are in the table's findings.
    pub(crate) fn check(source: &Written<'_>, names: &Mentionable) -> Self {
        Self {
            language: language(source),
            tags: tags(source),
            filter: Filter::check(source, names),
            extract: Extract::check(source),
        }
    }

    /// What is known of a document beside what its listing said.
    pub fn hints<'h>(&self, said: &'h Hints) -> Cow<'h, Hints> {
        match &self.language {
            Some(language) if said.language.is_none() => Cow::Owned(Hints {
                language: Some(language.clone()),
                ..said.clone()
            }),
            _ => Cow::Borrowed(said),
        }
    }
}

/// `language` of a source: a tag of BCP 47, its first part in lower case.
fn language(source: &Written<'_>) -> Option<String> {
    let text = source.text("language")?;
    let mut parts = text.value.trim().split('-');
    let first = parts.next().unwrap_or_default().to_ascii_lowercase();
    let good = matches!(first.len(), 2 | 3)
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && !matches!(first.as_str(), "und" | "mul" | "mis" | "zxx")
        && parts.clone().all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
    if !good {
        let message = format!("`language` in {} is not a language", source.name);
        let help = "write its code, like `\"it\"`, `\"pl\"` or `\"pt-BR\"` (BCP 47)";
        source.error(&text.at, message, help.to_owned());
        return None;
    }
    Some(parts.fold(first, |tag, part| format!("{tag}-{part}")))
}

/// `tags` of a source: names, each once.
fn tags(source: &Written<'_>) -> Vec<String> {
    let texts = source.texts("tags").unwrap_or_default();
    let mut tags: Vec<String> = Vec::new();
    for text in texts {
        if !name::is_good(&text.value) {
            let message = format!("a tag in `tags` of {} is not a good name", source.name);
            source.error(&text.at, message, name::advice());
        } else if tags.contains(&text.value) {
            let message = format!("`tags` of {} has `{}` twice", source.name, text.written);
            source
                .context
                .findings
                .warning(&text.at, message, "leave one out".to_owned());
        } else if tags.len() == MOST_TAGS {
            let message = format!("`tags` of {} has more than {MOST_TAGS}", source.name);
            source.error(&text.at, message, None);
            break;
        } else {
            tags.push(text.value);
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use item::Hints;

    use crate::{
        Treatment,
        tests::{check, read},
    };

    fn source(keys: &str) -> String {
        format!(
            "[[sink]]\nkind = \"stdout\"\n[[source]]\nid = \"f\"\nkind = \"feed\"\nurl = \"https://a.example\"\n{keys}\n"
        )
    }

    fn treatment(keys: &str) -> Treatment {
        let config = read(&source(keys)).unwrap();
        config.sources[0].treatment.clone()
    }

    #[test]
    fn every_source_may_have_a_language_and_tags() {
        let some = treatment("language = \"PT-br\"\ntags = [\"agency\", \"state-media\"]");
        assert_eq!(some.language.as_deref(), Some("pt-br"));
        assert_eq!(some.tags, ["agency", "state-media"]);
        let none = treatment("");
        assert!(none.language.is_none() && none.tags.is_empty() && none.extract.is_empty());
    }

    #[test]
    fn the_configured_language_is_weaker_than_what_the_listing_says() {
        let treatment = treatment("language = \"it\"");
        let in_language = |said: Option<&str>| Hints {
            language: said.map(str::to_owned),
            ..Hints::default()
        };
        let known = |said: Option<&str>| treatment.hints(&in_language(said)).language.clone();
        assert_eq!(known(None).as_deref(), Some("it"));
        assert_eq!(known(Some("pl")).as_deref(), Some("pl"));
    }

    #[test]
    fn a_query_that_names_a_tag_of_no_source_is_warned_of() {
        let sink = source("tags = [\"agency\"]").replace(
            "kind = \"stdout\"",
            "kind = \"stdout\"\nwhere = 'tag:agency,agecny'",
        );
        check(
            &sink,
            &[
                "3:9:19 `where` in [[sink]] names a tag `agecny` that no source has / did you mean `agency`?",
            ],
        );
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        check(
            &source("language = \"italian\"\ntags = [\"a b\", \"c\", \"c\"]"),
            &[
                "7:12:9 `language` in [[source]] `f` is not a language / write its code, like `\"it\"`, `\"pl\"` or `\"pt-BR\"` (BCP 47)",
                "8:9:5 a tag in `tags` of [[source]] `f` is not a good name / write lower-case letters, digits, `-`, `_` and `.`, at most 64, a letter or digit first",
                "8:21:3 `tags` of [[source]] `f` has `c` twice / leave one out",
            ],
        );
        check(
            &source(
                "[source.extract]\nbody = \"div >\"\nremove = [\"aside\", \"a[\"]\nauthors = \"a\"",
            ),
            &[
                "8:8:7 `body` in `extract` of [[source]] `f` is not a CSS selector: dangling combinator / write it as a style sheet would, like \"div.article-text\"",
                "9:20:4 `remove` in `extract` of [[source]] `f` is not a CSS selector: unexpected eol / write it as a style sheet would, like `[\".related\", \"aside\"]`",
                "10:1:7 unknown key `authors` in `extract` of [[source]] `f` / did you mean `author`?",
            ],
        );
    }
}
