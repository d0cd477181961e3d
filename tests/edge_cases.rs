//! The table of edge cases names a test for every one of them, and every test that it names is there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

const TABLE: &str = "docs/edge-cases.md";

/// The behaviours are numbered from 1 on, and none of them may be left out.
const LAST: u32 = 63;

/// The behaviours that have no test, because what they are about is not built: each stands in the table with these
/// words in the place of its tests, and gets them with what it waits for.
const WAITING: [(u32, &str); 1] = [(57, "waits for hot reload")];

/// The tests that each row names, or its words where it names none.
#[derive(Debug, PartialEq)]
struct Row {
    behaviour: String,
    tests: Vec<String>,
    words: String,
}

/// The rows of the table, by number.
fn rows(table: &str) -> Vec<(u32, Row)> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').collect();
        let cells: Vec<&str> = cells.into_iter().map(str::trim).collect();
        let number = cells[0].parse().ok()?;
        let [_, behaviour, tests] = cells[..] else {
            panic!("row {number} has {} cells", cells.len());
        };
        // Between two marks of code stands one test.
        let named = tests.split('`').skip(1).step_by(2);
        let row = Row {
            behaviour: behaviour.to_owned(),
            tests: named.map(str::to_owned).collect(),
            words: tests.to_owned(),
        };
        Some((number, row))
    };
    let lines = table.lines().filter(|line| line.starts_with('|'));
    lines.filter_map(row).collect()
}

/// The names of the functions that are run as tests.
fn tests_in(source: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut is_test = false;
    for line in source.lines().map(str::trim) {
        let signature = line.strip_prefix("async ").unwrap_or(line);
        if line.starts_with("#[ignore") {
            is_test = false;
        } else if line == "#[test]" || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if let Some(rest) = signature.strip_prefix("fn ") {
            let name = rest.split('(').next().unwrap_or_default();
            if std::mem::take(&mut is_test) {
                names.insert(name);
            }
        }
    }
    names
}

/// What is wrong with a table, `source` being what a file of this name holds.
fn faults(table: &str, source: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut faults = Vec::new();
    let rows = rows(table);
    let numbers: Vec<u32> = rows.iter().map(|(number, _)| *number).collect();
    if numbers != (1..=LAST).collect::<Vec<_>>() {
        faults.push(format!("the rows are not numbered from 1 to {LAST}"));
    }
    let waiting = BTreeMap::from(WAITING);
    for (number, row) in &rows {
        if row.behaviour.is_empty() {
            faults.push(format!("{number} names no behaviour"));
        }
        if row.tests.is_empty() && waiting.get(number) != Some(&row.words.as_str()) {
            faults.push(format!("{number} has no test"));
        }
        if !row.tests.is_empty() && waiting.contains_key(number) {
            faults.push(format!("{number} waits for nothing any more"));
        }
        for test in &row.tests {
            let Some((file, name)) = test.split_once("::") else {
                faults.push(format!("{number}: `{test}` is no file and test"));
                continue;
            };
            match source(file) {
                None => faults.push(format!("{number}: there is no file `{file}`")),
                Some(source) if !tests_in(&source).contains(name) => {
                    faults.push(format!("{number}: `{name}` is no test of `{file}`"));
                }
                Some(_) => {}
            }
        }
    }
    faults
}

#[test]
fn every_edge_case_has_a_test_that_there_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(root.join(TABLE)).unwrap();
    let faults = faults(&table, |file| fs::read_to_string(root.join(file)).ok());
    assert!(faults.is_empty(), "{TABLE}:\n{}", faults.join("\n"));
}

#[test]
fn a_row_that_is_missing_empty_or_names_no_test_is_a_fault() {
    let source = |file: &str| {
        let source = "#[test]\nfn good() {}\nfn helper() {}\n#[tokio::test(start_paused = true)]\n\
                      async fn later() {}\n#[test]\n#[ignore = \"slow\"]\nfn ignored() {}\n";
        (file == "a.rs").then(|| source.to_owned())
    };
    let row = |number: u32| match number {
        57 => format!("| {number} | reload | waits for hot reload |"),
        _ => format!("| {number} | behaves | `a.rs::good`, `a.rs::later` |"),
    };
    let table = |change: &dyn Fn(u32) -> String| -> String {
        let rows: Vec<String> = (1..=LAST).map(change).collect();
        format!(
            "| | behaviour | tests |\n|---|---|---|\n{}\n",
            rows.join("\n")
        )
    };
    assert_eq!(faults(&table(&row), source), Vec::<String>::new());
    for (number, written, expect) in [
        (7, "", "not numbered"),
        (7, "| 8 | behaves | `a.rs::good` |", "not numbered"),
        (7, "| 7 | behaves | by itself |", "7 has no test"),
        (7, "| 7 | reload | waits for hot reload |", "7 has no test"),
        (7, "| 7 | | `a.rs::good` |", "7 names no behaviour"),
        (
            7,
            "| 7 | behaves | `a.rs::good`, `a.rs::helper` |",
            "`helper` is no test",
        ),
        (
            7,
            "| 7 | behaves | `a.rs::ignored` |",
            "`ignored` is no test",
        ),
        (7, "| 7 | behaves | `b.rs::good` |", "no file `b.rs`"),
        (7, "| 7 | behaves | `good` |", "no file and test"),
        (57, "| 57 | reload | later |", "57 has no test"),
        (57, "| 57 | reload | `a.rs::good` |", "waits for nothing"),
    ] {
        let changed = table(&|at| {
            if at == number {
                written.to_owned()
            } else {
                row(at)
            }
        });
        let found = faults(&changed, source);
        assert!(
            found.len() == 1 && found[0].contains(expect),
            "{written}: {found:?}"
        );
    }
}
