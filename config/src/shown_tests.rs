//! How problems look, and what they never show.

use std::fs;

use crate::{
    Severity, load,
    tests::{GOOD, check, environment, read, said, with},
};

#[test]
fn what_comes_from_the_environment_is_never_shown() {
    let bad = with(
        r#"[state]
keep = "${SECRET}"
[[source]]
id = "${SECRET}"
kind = "${SECRET}"
path = "[${SECRET}"
every = "${SECRET}"
[[source]]
id = "x"
kind = "files"
path = "[${SECRET}"
[[topic]]
id = "t"
any = ["a"]
any_of_countries = ["${SECRET}"]
[[sink]]
kind = "jsonl"
path = "${SECRET}"
where = "${SECRET}"
from = "${SECRET}"
events = ["${SECRET}"]
[[sink]]
kind = "jsonl"
path = "${SECRET}"
[[sink]]
kind = "jsonl"
path = "${NOT_SET}/${}/${OPEN"
"#,
    );
    let report = read(&bad).unwrap_err();
    assert!(report.problems.len() >= 12, "{}", report.render(false));
    for colour in [false, true] {
        let rendered = report.render(colour);
        for part in ["hunter2", "polski"] {
            assert!(!rendered.contains(part), "{rendered}");
        }
    }
    let said = said(&bad).join("\n");
    for expect in [
        "the environment variable `NOT_SET` is not set / write `$${` for a plain `${`",
        "`` is not the name of an environment variable",
        "this `${` is not closed",
        "`where` in [[sink]] is no query once its variables are filled in",
    ] {
        assert!(said.contains(expect), "{said}");
    }
    check(&with("[state]\ndir = \"x$${A}\""), &[]);
}

#[test]
fn problems_are_shown_as_compilers_show_them() {
    let report = read("[[source]]\nid = \"a\"\nkind = \"files\"\npath = \"p\"\n\tpth = \"q\"\n[[sink]]\nkind = \"stdout\"\n").unwrap_err();
    let expect = "error: unknown key `pth` in [[source]] `a`\n --> /base/newsloom.toml:5:2\n  |\n5 |     pth = \"q\"\n  |     ^^^ did you mean `path`?\n\n1 error\n";
    assert_eq!(report.render(false), expect);
    let coloured = report.render(true);
    assert!(coloured.starts_with("\u{1b}[1;31merror\u{1b}[0m"));
    let none = read(GOOD).unwrap().warnings;
    assert_eq!(none.render(false), "");
}

#[test]
fn a_long_line_is_shown_around_its_mark() {
    let long = format!(
        "[[source]]\nid = \"a\"\nkind = \"files\"\npath = \"{}\" , x\n",
        "p".repeat(400)
    );
    let rendered = read(&long).unwrap_err().render(false);
    assert!(
        rendered.lines().all(|line| line.chars().count() < 160),
        "{rendered}"
    );
    assert!(rendered.contains("| …ppp"), "{rendered}");
}

#[test]
fn a_file_that_cannot_be_read_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let explain = |name: &str, content: Option<&[u8]>| {
        let path = folder.path().join(name);
        if let Some(content) = content {
            fs::write(&path, content).unwrap();
        }
        let report = load(&path, &environment).unwrap_err();
        assert_eq!(report.count(Severity::Error), 1);
        report.render(false)
    };
    assert!(explain("none.toml", None).contains("hint: write one with `newsloom init`"));
    assert!(explain("", None).contains("is a folder, not a file"));
    let latin = explain("latin.toml", Some(b"# a\nid = \"caff\xe8\"\n"));
    assert!(
        latin.contains("latin.toml:2:11\n") && latin.contains("save the file as UTF-8"),
        "{latin}"
    );
}
