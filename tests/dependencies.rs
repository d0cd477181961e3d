//! Licences and bans over everything that is built, for those who do not have cargo-deny.

use std::process::Command;

use serde_json::Value;

/// Licences that may be linked into the program; the same as in `deny.toml`.
const ALLOWED: [&str; 15] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Crates that must not come in by any way; the same as in `deny.toml`.
const BANNED: [&str; 4] = ["openssl", "openssl-sys", "native-tls", "aws-lc-rs"];

/// What is built for this machine; packages of other platforms need not even be here.
fn packages() -> Vec<Value> {
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let rustc = String::from_utf8(rustc.stdout).unwrap();
    let host = rustc
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap();
    let arguments = [
        "metadata",
        "--locked",
        "--format-version",
        "1",
        "--filter-platform",
        host,
    ];
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    match metadata["packages"].take() {
        Value::Array(packages) => packages,
        other => panic!("packages are a list, not {other}"),
    }
}

/// Whether a licence expression (SPDX, with the old `/` for `OR`) can be met by allowed licences.
fn can_be_met(expression: &str) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (met, rest) = either(&words);
    met && rest.is_empty()
}

fn either<'a>(words: &'a [&'a str]) -> (bool, &'a [&'a str]) {
    let (mut met, mut rest) = both(words);
    while let ["OR", tail @ ..] = rest {
        let (other, after) = both(tail);
        (met, rest) = (met || other, after);
    }
    (met, rest)
}

fn both<'a>(words: &'a [&'a str]) -> (bool, &'a [&'a str]) {
    let (mut met, mut rest) = one(words);
    while let ["AND", tail @ ..] = rest {
        let (other, after) = one(tail);
        (met, rest) = (met && other, after);
    }
    (met, rest)
}

fn one<'a>(words: &'a [&'a str]) -> (bool, &'a [&'a str]) {
    match words {
        ["(", tail @ ..] => match either(tail) {
            (met, [")", rest @ ..]) => (met, rest),
            _ => (false, &[]),
        },
        [licence, "WITH", exception, rest @ ..] => (
            ALLOWED.contains(&format!("{licence} WITH {exception}").as_str()),
            rest,
        ),
        [licence, rest @ ..] => (ALLOWED.contains(licence), rest),
        [] => (false, &[]),
    }
}

#[test]
fn every_licence_is_allowed() {
    for package in packages() {
        let (name, licence) = (
            package["name"].as_str().unwrap(),
            package["license"].as_str().unwrap_or("none"),
        );
        assert!(can_be_met(licence), "{name} is licensed under {licence}");
    }
}

#[test]
fn no_banned_crate_comes_in() {
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        assert!(!BANNED.contains(&name), "{name} is banned");
    }
}

#[test]
fn expressions_are_met_by_one_allowed_choice() {
    assert!(can_be_met("MIT OR GPL-3.0"));
    assert!(can_be_met("(MIT OR Apache-2.0) AND Unicode-3.0"));
    assert!(!can_be_met("GPL-3.0"));
    assert!(!can_be_met("MIT AND GPL-3.0"));
    assert!(!can_be_met("(MIT OR Apache-2.0) AND GPL-3.0"));
    assert!(can_be_met("Apache-2.0 WITH LLVM-exception OR GPL-3.0"));
}
