//! The house rules that a compiler does not check: who may depend on whom, who may name what, how long files are.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// Crate → the crates of the house it may stand on.
const MAY_USE: [(&str, &[&str]); 7] = [
    ("newsloom-item", &[]),
    ("newsloom-config", &["newsloom-item"]),
    ("newsloom-connectors", &["newsloom-config", "newsloom-item"]),
    ("newsloom-state", &["newsloom-config", "newsloom-item"]),
    (
        "newsloom-pipeline",
        &[
            "newsloom-config",
            "newsloom-connectors",
            "newsloom-item",
            "newsloom-state",
        ],
    ),
    (
        "newsloom-web",
        &[
            "newsloom-config",
            "newsloom-item",
            "newsloom-pipeline",
            "newsloom-state",
        ],
    ),
    (
        "newsloom",
        &[
            "newsloom-config",
            "newsloom-connectors",
            "newsloom-item",
            "newsloom-pipeline",
            "newsloom-state",
            "newsloom-web",
        ],
    ),
];

/// A word of code → the folders that may say it.
const MAY_SAY: [(&str, &[&str]); 8] = [
    ("sled::", &["state/"]),
    ("feed_rs::", &["connectors/"]),
    ("reqwest::", &["connectors/src/http/transport.rs"]),
    ("tokio_postgres::", &["connectors/src/sinks/postgres/"]),
    (
        "scraper::",
        &["pipeline/src/clean/", "connectors/", "config/src/css.rs"],
    ),
    ("whatlang::", &["pipeline/src/classify/"]),
    ("Timestamp::now", &["src/clock.rs"]),
    ("SystemTime::now", &[]),
];

/// What pure code never names.
const EFFECTS: [&str; 8] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "tokio::",
    "tracing::",
    "Instant::now",
    "thread::",
];

/// Folders and files whose code is a function of its arguments.
const PURE: [&str; 16] = [
    "item/src",
    "connectors/src/opml",
    "connectors/src/sitemap",
    "connectors/src/sources/page/guess",
    "pipeline/src/clean",
    "pipeline/src/classify",
    "pipeline/src/dedup",
    "pipeline/src/diff",
    "pipeline/src/story",
    "pipeline/src/filter.rs",
    "pipeline/src/flips.rs",
    "pipeline/src/text",
    "pipeline/src/stages.rs",
    "pipeline/src/schedule/",
    "state/src/fold.rs",
    "state/src/story_fold.rs",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<(String, String)> {
    let mut sources = Vec::new();
    for folder in [
        "src",
        "item",
        "config",
        "connectors",
        "state",
        "pipeline",
        "web",
        "tests",
        "benches",
    ] {
        collect(&root().join(folder), &mut sources);
    }
    assert!(
        sources.len() > 50,
        "the sources are where this test looks for them"
    );
    sources
}

fn collect(folder: &Path, sources: &mut Vec<(String, String)>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path
                .strip_prefix(root())
                .unwrap()
                .to_string_lossy()
                .into_owned();
            sources.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The code of a file before its unit tests, without comments.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn library_sources() -> impl Iterator<Item = (String, String)> {
    let elsewhere = |name: &str| {
        name.starts_with("tests/") || name.starts_with("benches/") || name.contains("/examples/")
    };
    let tests = |name: &str| {
        name.ends_with("tests.rs") || name.ends_with("/testing.rs") || name.contains("/tests/")
    };
    sources()
        .into_iter()
        .filter(move |(name, _)| !elsewhere(name) && !tests(name))
}

#[test]
fn dependencies_point_one_way_only() {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let allowed: BTreeMap<_, _> = MAY_USE.into_iter().collect();
    let packages = metadata["packages"].as_array().unwrap();
    assert_eq!(
        packages.len(),
        allowed.len(),
        "a new crate needs a line in MAY_USE"
    );
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let dependencies = package["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|dependency| dependency["kind"].is_null());
        for dependency in dependencies
            .map(|dependency| dependency["name"].as_str().unwrap())
            .filter(|name| name.starts_with("newsloom"))
        {
            assert!(
                allowed[name].contains(&dependency),
                "{name} must not depend on {dependency}"
            );
        }
    }
}

#[test]
fn only_its_own_room_names_a_foreign_crate() {
    for (name, text) in library_sources() {
        let code = code(&text);
        for (word, rooms) in MAY_SAY {
            let allowed = rooms.iter().any(|room| name.starts_with(room));
            assert!(allowed || !code.contains(word), "{name} names `{word}`");
        }
    }
}

#[test]
fn pure_code_names_no_effect() {
    for room in PURE {
        let is_there = library_sources().any(|(name, _)| name.starts_with(room));
        assert!(
            is_there,
            "`{room}` is to be pure, and there is no such room"
        );
    }
    for (name, text) in
        library_sources().filter(|(name, _)| PURE.iter().any(|room| name.starts_with(room)))
    {
        let code = code(&text);
        for effect in EFFECTS {
            assert!(
                !code.contains(effect),
                "{name} is to be pure and names `{effect}`"
            );
        }
    }
}

#[test]
fn every_file_says_what_it_is() {
    for (name, text) in sources() {
        assert!(
            text.starts_with("//!"),
            "{name} begins without a `//!` line"
        );
    }
}

#[test]
fn files_are_short() {
    let mut lengths: Vec<(usize, String)> = sources()
        .into_iter()
        .map(|(name, text)| (text.lines().count(), name))
        .collect();
    lengths.sort();
    let (longest, name) = lengths.last().unwrap();
    assert!(*longest <= 600, "{name} has {longest} lines");
    let (median, _) = lengths[lengths.len() / 2];
    assert!(median <= 200, "the median file has {median} lines");
}

#[test]
fn modules_only_declare() {
    for (name, text) in library_sources().filter(|(name, _)| name.ends_with("/lib.rs")) {
        let defines = code(&text).lines().any(|line| {
            ["fn ", "pub fn ", "struct ", "pub struct ", "impl "]
                .iter()
                .any(|word| line.starts_with(word))
        });
        assert!(!defines, "{name} is to declare and re-export only");
    }
}
