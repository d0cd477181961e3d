//! `[source.filter]`: which entries of a source are wanted.
//!
//! What its listing says of an entry decides before anything is asked for; what it does not say, and `where`, once the
//! document was read.

use item::Query;
use regex::{Regex, RegexBuilder};

use crate::{
    mentions::{self, Mentionable},
    written::{Text, Written},
};

/// How much memory one compiled pattern may take, in bytes: those that people write take a hundredth of it.
const LARGEST_PATTERN: usize = 1 << 20;

/// Which entries of a source are wanted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// Only those whose link matches one of these, if there are any,
    pub urls: Vec<Pattern>,
    /// none whose link matches one of these,
    pub not_urls: Vec<Pattern>,
    /// only those whose title matches one of these, if there are any,
    pub titles: Vec<Pattern>,
    /// none whose title matches one of these,
    pub not_titles: Vec<Pattern>,
    /// and only what this asks for.
    pub wants: Option<Query>,
}

/// A regular expression.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// As it is configured.
    pub written: String,
    /// As it is used.
    pub regex: Regex,
}

/// The same expression is written in the same way, once its variables are filled in.
impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.regex.as_str() == other.regex.as_str()
    }
}

impl Filter {
    /// Reads `filter`. Problems are in the table's findings.
    pub(crate) fn check(source: &Written<'_>, names: &Mentionable) -> Self {
        let example = "`{ not_urls = [\"/sport/\"], where = \"lang:it,pl\" }`";
        let Some(table) = source.table("filter", example) else {
            return Self::default();
        };
        let [urls, not_urls, titles, not_titles] =
            ["urls", "not_urls", "titles", "not_titles"].map(|key| patterns(&table, key));
        let filter = Self {
            urls,
            not_urls,
            titles,
            not_titles,
            wants: wants(&table, names),
        };
        table.finish();
        filter
    }

    /// Why an entry with this link is not wanted, if it is not.
    pub fn refuses_url(&self, url: &str) -> Option<String> {
        refuses(
            "link",
            ("urls", &self.urls),
            ("not_urls", &self.not_urls),
            url,
        )
    }

    /// Why an entry with this title is not wanted, if it is not.
    pub fn refuses_title(&self, title: &str) -> Option<String> {
        let only = ("titles", &*self.titles);
        refuses(
            "title",
            only,
            ("not_titles", &self.not_titles),
            title.trim(),
        )
    }
}

fn refuses(
    what: &str,
    (only_key, only): (&str, &[Pattern]),
    (not_key, not): (&str, &[Pattern]),
    text: &str,
) -> Option<String> {
    let matched = |pattern: &&Pattern| pattern.regex.is_match(text);
    if let Some(pattern) = not.iter().find(matched) {
        let pattern = &pattern.written;
        return Some(format!("its {what} matches `{pattern}` of `{not_key}`"));
    }
    let is_among = only.is_empty() || only.iter().any(|pattern| matched(&pattern));
    (!is_among).then(|| format!("its {what} matches nothing of `{only_key}`"))
}

/// Regular expressions under a key; none where it is not there.
pub(crate) fn patterns(table: &Written<'_>, key: &'static str) -> Vec<Pattern> {
    let Some(texts) = table.texts(key) else {
        return Vec::new();
    };
    if let Some(list) = table.value(key)
        && list
            .get_ref()
            .as_array()
            .is_some_and(|list| list.is_empty())
    {
        let message = format!("`{key}` in {} is empty", table.name);
        let help = "leave it out, or name a regular expression".to_owned();
        table.error(&list.span(), message, help);
    }
    let compiled = texts.into_iter().map(|text| compiled(table, key, text));
    compiled.flatten().collect()
}

fn compiled(table: &Written<'_>, key: &str, text: Text) -> Option<Pattern> {
    let regex = RegexBuilder::new(&text.value)
        .size_limit(LARGEST_PATTERN)
        .build();
    match regex {
        Ok(regex) => Some(Pattern {
            written: text.written,
            regex,
        }),
        Err(error) => {
            let reason = if text.is_filled_in() {
                String::new()
            } else {
                format!(": {}", plain(&error))
            };
            let message = format!(
                "a pattern in `{key}` of {} is not a regular expression{reason}",
                table.name
            );
            let help = "write `\\\\.` for a plain dot, or the whole in single quotes as '\\.'; `(?i)` at its start ignores case";
            table.error(&text.at, message, help.to_owned());
            None
        }
    }
}

/// The reason alone: the parser shows the pattern over several lines, and says why on the last one.
fn plain(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
        error => {
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default().trim();
            last.strip_prefix("error: ").unwrap_or(last).to_owned()
        }
    }
}

fn wants(table: &Written<'_>, names: &Mentionable) -> Option<Query> {
    let query = mentions::query(table, names)?;
    if query.asks_for_kind()
        && let Some(text) = table.text("where")
    {
        let message = format!("`where` in {} asks for a `kind:`", table.name);
        let help = "whether it is new or a copy is known only behind this filter: ask for it in the `where` of a sink";
        table.error(&text.at, message, help.to_owned());
        return None;
    }
    Some(query)
}

#[cfg(test)]
mod tests {
    use crate::{
        Filter,
        tests::{check, read, said},
    };

    fn source(keys: &str) -> String {
        format!(
            "[[sink]]\nkind = \"stdout\"\n[[source]]\nid = \"f\"\nkind = \"feed\"\nurl = \"https://a.example\"\n[source.filter]\n{keys}\n"
        )
    }

    fn filter(keys: &str) -> Filter {
        let config = read(&source(keys)).unwrap();
        assert_eq!(config.warnings.problems, []);
        config.sources[0].treatment.filter.clone()
    }

    #[test]
    fn links_and_titles_are_matched_by_what_is_wanted_and_what_is_not() {
        let filter = filter(
            "urls = ['/world/', '/italy/']\nnot_urls = ['[?&]video=1']\nnot_titles = ['(?i)^live:', '\\bsport\\b']",
        );
        let url = |url: &str| filter.refuses_url(url);
        let title = |title: &str| filter.refuses_title(title);
        assert_eq!(url("https://a.example/world/1"), None);
        assert_eq!(
            url("https://a.example/sport/1").unwrap(),
            "its link matches nothing of `urls`"
        );
        assert_eq!(
            url("https://a.example/italy/1?video=1").unwrap(),
            "its link matches `[?&]video=1` of `not_urls`"
        );
        assert_eq!(
            title(" LIVE: the vote").unwrap(),
            "its title matches `(?i)^live:` of `not_titles`"
        );
        assert_eq!(title("Transport strike"), None);
    }

    #[test]
    fn a_wrong_pattern_is_an_error_with_its_place_and_never_ignored() {
        check(
            &source("not_urls = [\"/sport/\", \"(/video\"]"),
            &[
                "8:24:9 a pattern in `not_urls` of `filter` of [[source]] `f` is not a regular expression: unclosed group / write `\\\\.` for a plain dot, or the whole in single quotes as '\\.'; `(?i)` at its start ignores case",
            ],
        );
        let long = said(&source("titles = ['(\\w{900}){900}']"));
        assert!(long[0].contains("it is too large"), "{long:?}");
        check(
            &source("titles = []\nurls = [\" \"]\nnot_url = ['a']"),
            &[
                "8:10:2 `titles` in `filter` of [[source]] `f` is empty / leave it out, or name a regular expression",
                "9:9:3 a text in `urls` of `filter` of [[source]] `f` is empty",
                "10:1:7 unknown key `not_url` in `filter` of [[source]] `f` / did you mean `not_urls`?",
            ],
        );
    }

    #[test]
    fn its_query_is_checked_like_a_sinks_and_asks_for_nothing_that_is_not_known_yet() {
        assert!(filter("where = 'lang:it,pl -topic:sport'").wants.is_some());
        check(
            &source("where = 'lang:it topci:x'"),
            &["8:18:5 unknown field `topci` / did you mean `topic:`?"],
        );
        check(
            &source("where = 'lang:it kind:new'"),
            &[
                "8:9:18 `where` in `filter` of [[source]] `f` asks for a `kind:` / whether it is new or a copy is known only behind this filter: ask for it in the `where` of a sink",
            ],
        );
        check(
            &source("where = 'source:g'"),
            &[
                "8:9:10 `where` in `filter` of [[source]] `f` names a source `g` that is not configured",
            ],
        );
    }
}
