//! Configurations as people write them: what comes of a good one, and word by word what is said of bad ones.

use std::path::Path;

use jiff::SignedDuration;
use proptest::prelude::*;

use crate::{Config, Every, From, Report, Severity, SinkKind, SourceKind, parse};

pub(crate) const GOOD: &str = r#"
[state]
dir = "var"
keep = "90 days"
max_size = "10 GB"

[[source]]
id = "archive"
kind = "files"
path = "archive/**/*.txt"
every = "10m"
withdraw_deleted = true

[[source]]
id = "drop"
kind = "files"
path = "${DROP}/in"

[[topic]]
id = "nato-russia"
any = ["NATO", "НАТО"]
all_of_countries = ["RU"]

[[sink]]
kind = "jsonl"
path = "out/items.jsonl"
where = 'lang:it,pl topic:nato-russia'
from = "now"
events = ["item.new", "item.copy"]

[[sink]]
kind = "stdout"
"#;

pub(crate) fn environment(name: &str) -> Option<String> {
    match name {
        "DROP" => Some("/srv/secret-drop".to_owned()),
        "SECRET" => Some("hunter2 lang:polski".to_owned()),
        _ => None,
    }
}

pub(crate) fn read(text: &str) -> Result<Config, Report> {
    parse(text, Path::new("/base/newsloom.toml"), &environment)
}

/// What is said, without the frames: `line:column:length message / help`, and the notes behind it.
pub(crate) fn said(text: &str) -> Vec<String> {
    let report = match read(text) {
        Ok(config) => config.warnings,
        Err(report) => report,
    };
    let problems = report.problems.iter();
    problems
        .map(|problem| {
            let place = problem.place.map_or_else(String::new, |place| {
                format!("{}:{}:{} ", place.line, place.column, place.length)
            });
            let help = problem.help.as_ref().map(|help| format!(" / {help}"));
            let related = problem.related.as_ref();
            let note = related.map(|(place, note)| format!(" [{}: {note}]", place.line));
            let (help, note) = (help.unwrap_or_default(), note.unwrap_or_default());
            format!("{place}{}{help}{note}", problem.message)
        })
        .collect()
}

pub(crate) fn check(text: &str, expect: &[&str]) {
    assert_eq!(said(text), expect, "for:\n{text}");
}

/// A good source and sink, so that only what is tested is said.
pub(crate) fn with(text: &str) -> String {
    let rest =
        "[[source]]\nid = \"s\"\nkind = \"files\"\npath = \"in\"\n[[sink]]\nkind = \"stdout\"\n";
    format!("{text}\n{rest}")
}

#[test]
fn a_good_configuration_is_read_whole() {
    let config = read(GOOD).unwrap();
    assert_eq!(config.warnings.problems, []);
    assert_eq!(config.base, Path::new("/base"));
    assert_eq!(config.state.dir, Path::new("/base/var"));
    assert_eq!(config.state.keep, Some(SignedDuration::from_hours(90 * 24)));
    assert_eq!(config.state.max_size, Some(10_000_000_000));
    assert_eq!(
        config.state.duplicate_window,
        SignedDuration::from_hours(30 * 24)
    );
    let [archive, drop] = config.sources.as_slice() else {
        panic!("two sources");
    };
    let SourceKind::Files(files) = &archive.kind else {
        panic!("no files");
    };
    assert_eq!(
        archive.every,
        Every::Interval(SignedDuration::from_mins(10))
    );
    assert_eq!(files.paths.root, Path::new("/base/archive"));
    let pattern = files.paths.pattern.as_ref().unwrap();
    assert!(
        pattern.is_match("a.txt") && pattern.is_match("a/b/c.txt") && !pattern.is_match("a.md")
    );
    assert!(files.withdraw_deleted);
    let SourceKind::Files(files) = &drop.kind else {
        panic!("no files");
    };
    assert_eq!(drop.every, Every::Auto);
    assert_eq!(files.paths.root, Path::new("/srv/secret-drop/in"));
    assert_eq!(
        (files.paths.pattern.is_none(), files.max_file_size),
        (true, 64 << 20)
    );
    assert_eq!(config.topics[0].any, ["NATO", "НАТО"]);
    assert_eq!(config.sinks[0].id, "jsonl:out/items.jsonl");
    assert_eq!(config.sinks[0].from, From::Now);
    assert_eq!(
        config.sinks[0].filter.as_ref().unwrap().to_string(),
        "lang:it,pl topic:nato-russia"
    );
    assert_eq!(config.sinks[1].id, "stdout");
    assert_eq!(config.sinks[1].kind, SinkKind::Stdout);
    assert_eq!(config.sinks[1].events, ["item.*"]);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let text = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    assert_eq!(read(&text).unwrap().sources.len(), 2);
    let report = read("\u{feff}a = 1\r\n").unwrap_err();
    assert!(report.render(false).contains(":1:1\n  |\n1 | a = 1\n"));
}

#[test]
fn all_problems_are_told_at_once_and_in_their_order() {
    check(
        r#"colour = 1
[state]
dirr = "var"
keep = "10 parsecs"
max_size = 10
[[source]]
id = "archive"
kind = "files"
pth = "archive/**/*"
every = "10"
[[source]]
id = "archive"
kind = "file"
[[source]]
id = "Ärchive"
kind = "files"
path = "a/[b"
withdraw_deleted = "yes"
[[topic]]
id = "t"
all_of_countries = ["Russia"]
[[sink]]
kind = "jsonl"
	path = 7
[[sinks]]
kind = "stdout"
"#,
        &[
            "1:1:6 unknown key `colour` in the configuration / the keys here are `alarms`, `entity`, `http`, `labels`, `sink`, `source`, `state`, `stories`, `topic`, `web`",
            "3:1:4 unknown key `dirr` in [state] / did you mean `dir`?",
            "4:8:12 `keep` in [state] cannot be read: `parsecs` is no unit of time / write it like `\"90 days\"`",
            "5:12:2 `max_size` in [state] must be a text with a unit, like `\"10 GB\"`, but is a whole number",
            "6:1:10 `path` is missing in [[source]] `archive` / add `path = \"archive/**/*\"`",
            "9:1:3 unknown key `pth` in [[source]] `archive` / did you mean `path`?",
            "10:9:4 `every` in [[source]] `archive` cannot be read: the unit is missing / write it like `\"10m\"`, or `\"auto\"`",
            "12:6:9 two sources have the id `archive` / give this one another `id` [7: the first one is here]",
            "13:8:6 unknown kind `file` in [[source]] `archive` / did you mean `files`?",
            "15:6:9 `id` in [[source]] `Ärchive` is not a good name / write lower-case letters, digits, `-`, `_` and `.`, at most 64, a letter or digit first",
            "17:8:6 `path` in [[source]] `Ärchive` is not a good glob: unclosed character class; missing ']' / write `[[]` for a plain `[`, `[{]` for a plain `{`",
            "18:20:5 `withdraw_deleted` in [[source]] `Ärchive` must be `true` or `false`, but is a text / write it without quotes",
            "19:1:9 [[topic]] `t` has no phrase to look for / add phrases to `any`, `all` or `near`; `none`, countries and entities only narrow them down",
            "21:21:8 `Russia` in `all_of_countries` of [[topic]] `t` is not a country code / write two upper-case letters, like `RU` (ISO 3166-1)",
            "24:9:1 `path` in [[sink]] must be a text in quotes, but is a whole number",
            "25:3:5 unknown key `sinks` in the configuration / did you mean `sink`?",
        ],
    );
}

#[test]
fn what_makes_no_sense_is_refused_with_advice() {
    check(
        "",
        &[
            "there is no source, so there is nothing to do / add a `[[source]]`, or let `newsloom init` write an example",
            "there is no sink, so items are kept but go nowhere / add a `[[sink]]` to receive them",
        ],
    );
    check(
        &with("state = 1"),
        &["1:9:1 `state` in the configuration must be a table, `[state]`, but is a whole number"],
    );
    check(
        "[source]\nid = \"a\"\n[[sink]]\nkind = \"stdout\"",
        &[
            "1:1:8 `source` in the configuration must be a list of tables, each headed `[[source]]`, but is a table",
        ],
    );
    check(
        &with("[state]\nmax_size = \"2 GB\"\nhard_max_size = \"1 GB\""),
        &[
            "3:17:6 `hard_max_size` in [state] is less than `max_size` / nothing would be left to the softer limit",
        ],
    );
    check(
        &with("[state]\ndir = \"~/x\""),
        &[
            "2:7:5 `~` is not filled in, in `dir` of [state] / write `${HOME}` instead, or `./~` for a folder of that name",
        ],
    );
    check(
        &with("[state]\ndir = \" \""),
        &["2:7:3 `dir` in [state] is empty"],
    );
    check(
        &with("[[source]]\nid=\"a\"\nkind=\"mail\"\nurl=\"https://example.org\""),
        &[
            "3:6:6 unknown kind `mail` in [[source]] `a` / the kinds are `feed`, `files`, `page`, `sitemap`, `warc`",
        ],
    );
    check(
        &with("[[source]]\nid=\"a\"\nkind=\"files\"\npath=\"in/*/../x\"\nevery=\"5ms\""),
        &[
            "4:6:11 `path` in [[source]] `a` goes up behind a wildcard / write the `..` before it",
            "5:7:5 `every` in [[source]] `a` cannot be read: it is less than a second / write it like `\"10m\"`, or `\"auto\"`",
        ],
    );
    check(
        &with("[[topic]]\nid = \"t\"\nany = [\"…\", \"\", 3]\nall = \"a\""),
        &[
            "3:8:3 a phrase in `any` of [[topic]] `t` has neither letter nor digit",
            "3:13:2 a text in `any` of [[topic]] `t` is empty",
            "3:17:1 `any` in [[topic]] `t` must be a text in quotes, but is a whole number",
            "4:7:3 `all` in [[topic]] `t` must be a list of texts, like `[\"a\", \"b\"]`, but is a text",
        ],
    );
    check(
        &with(
            "[[sink]]\nid=\"a\"\nkind=\"jsonl\"\npath=\"o\"\nfrom=\"nwo\"\nevents=[\"items.new\", \"moods.*\"]",
        ),
        &[
            "5:6:5 `from` in [[sink]] `a` must be `\"start\"` or `\"now\"` / did you mean `now`?",
            "6:9:11 there is no event `items.new` / did you mean `item.new`?",
            "6:22:9 there is no event `moods.*` / the events are `entry.found`, `entry.changed`, `entry.dropped`, `entry.recalled`, `source.polled`, `source.reached_back`, `source.alarmed`, `source.cleared`, `source.moved`, `item.new`, `item.copy`, `item.updated`, `item.relinked`, `item.sighted`, `item.withdrawn`, `item.reappeared`, `item.forgotten`, `story.merged`, `story.split`, `host.furniture`, `sink.gap`, `sink.alarmed`, `sink.cleared`, `state.alarmed`, `state.cleared`, and families like `item.*`",
        ],
    );
    check(
        &with("[[sink]]\nid=\"b\"\nkind=\"stdout\"\nevents=[]"),
        &[
            "4:8:2 `events` in [[sink]] `b` is empty, so the sink would get nothing / leave it out for `item.*`",
            "9:1:8 two sinks write to the standard output / keep one of them [1: the first one is here]",
        ],
    );
}

#[test]
fn a_name_that_nothing_bears_is_doubted_in_a_query() {
    let text = |filter: &str| {
        with(&format!(
            "[[topic]]\nid = \"nato\"\nany = [\"NATO\"]\n[[sink]]\nid = \"a\"\nkind = \"jsonl\"\npath = \"o\"\nwhere = \"{filter}\""
        ))
    };
    check(
        &text("topic:nato source:s topic:politics,\\\"medtop:11000000\\\""),
        &[],
    );
    check(
        &text("source:x"),
        &["8:9:10 `where` in [[sink]] `a` names a source `x` that is not configured"],
    );
    check(
        &text("topic:naot"),
        &[
            "8:9:12 `where` in [[sink]] `a` names a topic `naot` that is not configured / did you mean `nato`?",
        ],
    );
    assert!(read(&text("source:archive topic:naot")).is_ok());
}

#[test]
fn a_wrong_query_is_shown_at_its_own_column() {
    let sink = |filter: &str| {
        with(&format!(
            "[[sink]]\nid = \"a\"\nkind = \"jsonl\"\npath = \"o\"\nwhere = {filter}"
        ))
    };
    let unknown = "unknown field `topci` / did you mean `topic:`?";
    check(&sink("'lang:it topci:x'"), &[&format!("5:18:5 {unknown}")]);
    check(&sink("\"é topci:x\""), &[&format!("5:12:5 {unknown}")]);
    check(
        &sink("'''\nlang:it\ntopci:x'''"),
        &[&format!("7:1:5 {unknown}")],
    );
    // With escapes the columns differ, so the whole text is marked.
    check(
        &sink(r#""\"a b\" topci:x""#),
        &[&format!("5:9:17 {unknown}")],
    );
}

#[test]
fn syntax_errors_are_all_told_and_what_follows_from_them_is_not() {
    check(
        "a = \n[[source]]\nid = \"y\nkid = 3\nkind = \"files\"\n",
        &[
            "1:5:1 string values must be quoted, expected literal string",
            "3:8:1 invalid basic string, expected `\"`",
            "4:1:3 unknown key `kid` in [[source]] `y` / did you mean `id`?",
        ],
    );
    check(
        "[[source]]\nid = \"a\"\nid = \"b\"\n",
        &["3:1:2 duplicate key"],
    );
}

proptest! {
    #[test]
    fn no_damage_to_a_file_makes_checking_fail_otherwise_than_by_a_report(
        cuts in prop::collection::vec((0usize..900, 0usize..12, "[\\PC\n\t]{0,3}"), 1..6),
    ) {
        let mut letters: Vec<char> = GOOD.chars().collect();
        for (at, length, put) in cuts {
            let from = at.min(letters.len());
            let to = (from + length).min(letters.len());
            letters.splice(from..to, put.chars());
        }
        let text: String = letters.into_iter().collect();
        if let Err(report) = read(&text) {
            prop_assert!(report.count(Severity::Error) > 0);
            prop_assert!(report.render(true).contains("error"));
            for place in report.problems.iter().filter_map(|problem| problem.place) {
                prop_assert!(place.line <= text.matches('\n').count() + 1);
            }
        }
    }
}
