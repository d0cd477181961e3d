//! What is told of a new configuration, and what of it holds in a process that runs.

use std::{fmt::Write as _, path::Path};

use crate::{Config, Difference, parse};

const OLD: &str = r#"
[state]
dir = "var"
[[source]]
id = "a"
kind = "feed"
url = "https://a.example/feed"
filter = { not_urls = ["/sport/"] }
[[source]]
id = "b"
kind = "files"
path = "in/*.txt"
[[topic]]
id = "t"
any = ["x"]
[[sink]]
id = "out"
kind = "jsonl"
path = "out.jsonl"
"#;

fn config(text: &str) -> Config {
    let environment = |name: &str| (name == "SECRET").then(|| "another-secret-cookie".to_owned());
    parse(text, Path::new("/nowhere/newsloom.toml"), &environment).unwrap()
}

fn told(new: &str) -> String {
    Difference::between(&config(OLD), &config(new)).to_string()
}

#[test]
fn the_same_in_other_words_is_no_difference() {
    let spaced = format!("# a comment\n\n{}", OLD.replace(" = ", "="));
    assert!(Difference::between(&config(OLD), &config(&spaced)).is_empty());
}

#[test]
fn what_was_added_removed_and_changed_has_its_name() {
    let check = |from: &str, to: &str, expect: &str| {
        assert!(OLD.contains(from), "`{from}` is not in the old one");
        assert_eq!(told(&OLD.replace(from, to)), expect);
    };
    check("/sport/", "/sports/", "1 source changed (`a`)");
    check("*.txt", "*.html", "1 source changed (`b`)");
    check(
        "https://a.example/feed\"",
        "https://a.example/feed\"\ncookie = \"${SECRET}\"",
        "1 source changed (`a`)",
    );
    check(
        "id = \"b\"",
        "id = \"c\"",
        "1 source added (`c`), 1 source removed (`b`)",
    );
    check("any = [\"x\"]", "any = [\"y\"]", "1 topic changed (`t`)");
    check(
        "path = \"out.jsonl\"",
        "path = \"out.jsonl\"\nwhere = \"lang:it\"",
        "1 sink changed (`out`)",
    );
    check(
        "dir = \"var\"",
        "dir = \"var\"\nkeep = \"9 days\"",
        "[state] keep changed",
    );
    check(
        "dir = \"var\"",
        "dir = \"elsewhere\"",
        "[state] dir: takes effect at the next start",
    );
    check(
        "[[topic]]",
        "[web]\nlisten = \"127.0.0.1:1\"\n[http]\nmax_redirects = 3\n[[topic]]",
        "[http] changed; [web] listen: takes effect at the next start",
    );
}

#[test]
fn many_names_are_counted() {
    let mut more = String::new();
    for at in 0..9 {
        writeln!(more, "[[topic]]\nid = \"t{at}\"\nany = [\"x\"]").unwrap();
    }
    assert_eq!(
        told(&format!("{OLD}{more}")),
        "9 topics added (`t0`, `t1`, `t2`, `t3`, `t4`, `t5`, `t6`, `t7`, …)"
    );
}

#[test]
fn a_process_stays_in_its_folder_whatever_the_new_configuration_says() {
    let running = config(&OLD.replace("dir = \"var\"", "dir = \"var\"\nkeep_raw = true"));
    let new = OLD.replace("dir = \"var\"", "dir = \"other\"\nkeep_raw = true");
    let new = config(&format!("{new}[web]\nlisten = \"127.0.0.1:1\"\n"));
    assert!(!Difference::between(&running, &new).is_empty());
    let taken = new.in_a_process_of(&running);
    assert!(Difference::between(&running, &taken).is_empty());
    assert_eq!(taken.sources[0].keep_raw, running.sources[0].keep_raw);
    assert_eq!(taken.web, None);
}
