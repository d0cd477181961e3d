//! What is read and what is written, in real folders with real links.

use std::{fs, os::unix::fs::symlink, path::Path};

use crate::load;

/// Writes a configuration into a folder with `archive/`, `var/`, a link `alias` to `var`, and a link `also` to the
/// folder itself; gives what is said of it.
fn said(state: &str, source: &str, sink: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    for name in ["archive", "var"] {
        fs::create_dir(base.join(name)).unwrap();
    }
    symlink("var", base.join("alias")).unwrap();
    symlink(".", base.join("also")).unwrap();
    let source = source.replace("BASE", base.to_str().unwrap());
    let text = format!(
        "{state}[[source]]\nid = \"s\"\nkind = \"files\"\npath = \"{source}\"\n[[sink]]\nkind = \"jsonl\"\npath = \"{sink}\"\n"
    );
    let file = base.join("newsloom.toml");
    fs::write(&file, text).unwrap();
    match load(Path::new(&file), &|_| None) {
        Ok(_) => Vec::new(),
        Err(report) => report
            .problems
            .into_iter()
            .map(|problem| problem.message)
            .collect(),
    }
}

fn check(state: &str, source: &str, sink: &str, expect: &[&str]) {
    let said = said(state, source, sink);
    assert_eq!(
        said.len(),
        expect.len(),
        "for `{source}` and `{sink}`: {said:?}"
    );
    for (said, expect) in said.iter().zip(expect) {
        assert!(said.contains(expect), "for `{source}` and `{sink}`: {said}");
    }
}

const READS_STATE: &str = "[[source]] `s` would read the state folder";
const READS_SINK: &str = "[[source]] `s` would read the file of [[sink]] `jsonl:";

#[test]
fn a_source_beside_what_is_written_is_accepted() {
    let state = "[state]\ndir = \"var\"\n";
    for source in [
        "archive",
        "archive/**/*",
        "*.txt",
        "archive/../archive/*.json",
        "in.txt",
        "va*.txt",
        "{archive,more}/**",
    ] {
        check(state, source, "out/items.jsonl", &[]);
    }
    check(state, "archive/**/*.txt", "archive/items.jsonl", &[]);
    check(state, "archive", "var/items.jsonl", &[]);
    check("", "archive", "out/items.jsonl", &[]);
}

#[test]
fn a_source_that_covers_what_is_written_is_refused() {
    let state = "[state]\ndir = \"var\"\n";
    for source in [
        "var",
        "var/journal",
        "alias",
        "also/var",
        "archive/../var",
        "BASE/var/*.json",
        "var/journal/*",
        "v*/**",
        "alias/**/*.txt",
        "{archive,var}/**",
    ] {
        check(state, source, "out/items.jsonl", &[READS_STATE]);
    }
    for source in [".", "**/*", "also/**/*.json*", "BASE", "*/*.jsonl"] {
        check(state, source, "out/items.jsonl", &[READS_STATE, READS_SINK]);
    }
    for (source, sink) in [
        ("out", "out/items.jsonl"),
        ("out/*.jsonl", "also/out/items.jsonl"),
        ("archive/x.jsonl", "archive/x.jsonl"),
    ] {
        check(state, source, sink, &[READS_SINK]);
    }
    check(
        "",
        "var",
        "out/items.jsonl",
        &["the state folder, by default `var` beside this file"],
    );
    check(
        "[state]\ndir = \"not/yet/../there\"\n",
        "not/there",
        "out/a.jsonl",
        &[READS_STATE],
    );
}

#[test]
fn a_sink_in_the_wrong_place_is_refused() {
    let state = "[state]\ndir = \"var\"\n";
    check(
        state,
        "archive",
        "var/journal/a.jsonl",
        &["would be part of the state"],
    );
    check(
        state,
        "archive",
        "alias/lock",
        &["would be part of the state"],
    );
    check(state, "archive", "var", &["would be part of the state"]);
    check(
        state,
        "archive",
        "also/newsloom.toml",
        &["is this configuration file"],
    );
    let two = "[state]\ndir = \"var\"\n[[sink]]\nid = \"a\"\nkind = \"jsonl\"\npath = \"also/out.jsonl\"\n";
    check(
        two,
        "archive",
        "out.jsonl",
        &["the file of [[sink]] `jsonl:out.jsonl` is also the file of [[sink]] `a`"],
    );
}
