//! What is read must not be what is written: a source that covers the state folder or a sink's file would feed on
//! itself for ever. Two sinks on one file would garble it.
//!
//! Paths are compared as the file system knows them now, so that symbolic links and `..` do not hide an overlap; of
//! what does not exist yet, the existing part counts. Links that a source meets further down are the connector's.

use std::{
    fs,
    ops::Range,
    path::{Component, Path, PathBuf},
};

use crate::{Paths, Sink, SinkKind, Source, findings::Findings, written::Text};

/// Part of the configuration and the place that stands for it.
#[derive(Debug)]
pub(crate) struct Placed<T> {
    pub(crate) part: T,
    /// How messages call it, as written.
    pub(crate) name: String,
    pub(crate) at: Range<usize>,
}

/// Something that this program writes.
struct Output {
    path: PathBuf,
    /// How messages call it.
    name: String,
    /// `None` for the default state folder, which stands nowhere.
    at: Option<Range<usize>>,
    is_folder: bool,
}

/// The names inside the state folder that are the program's own.
const STATE_PARTS: [&str; 6] = ["journal", "store", "shingles", "sinks", "raw", "lock"];

/// Paths below a folder that tell whether a glob reaches into it: two depths, all endings that are read.
const PROBES: [&str; 13] = [
    "a.txt",
    "a.html",
    "a.xml",
    "a.json",
    "a.jsonl",
    "a/a.txt",
    "a/a.html",
    "a/a.json",
    "a/a.jsonl",
    "a.warc",
    "a.warc.gz",
    "a/a.warc",
    "a/a.warc.gz",
];

/// Reports every source that reads what is written, and every file that is written twice.
pub(crate) fn check(
    config: &Path,
    (state, state_dir): (&Path, Option<Text>),
    sources: &[Placed<Source>],
    sinks: &[Placed<Sink>],
    findings: &Findings<'_>,
) {
    let state = Output {
        path: resolved(state),
        name: "the state folder".to_owned(),
        at: state_dir.map(|dir| dir.at),
        is_folder: true,
    };
    let outputs: Vec<Output> = sinks.iter().filter_map(output).collect();
    for (index, output) in outputs.iter().enumerate() {
        check_sink(
            output,
            outputs.get(..index).unwrap_or_default(),
            &state,
            config,
            findings,
        );
    }
    if sinks
        .iter()
        .filter(|sink| sink.part.kind == SinkKind::Stdout)
        .count()
        > 1
    {
        check_stdout(sinks, findings);
    }
    for source in sources {
        let Some(paths) = source.part.kind.paths() else {
            continue;
        };
        let root = resolved(&paths.root);
        for output in std::iter::once(&state).chain(&outputs) {
            if covers(&root, paths, output) {
                let message = format!("{} would read {}", source.name, output.name);
                let help = "move one of them elsewhere, or narrow the path";
                report(findings, &source.at, message, help, output);
            }
        }
    }
}

fn output(sink: &Placed<Sink>) -> Option<Output> {
    let (SinkKind::Jsonl { path } | SinkKind::Sqlite { path }) = &sink.part.kind else {
        return None;
    };
    Some(Output {
        path: resolved(path),
        name: format!("the file of {}", sink.name),
        at: Some(sink.at.clone()),
        is_folder: false,
    })
}

fn check_sink(
    sink: &Output,
    before: &[Output],
    state: &Output,
    config: &Path,
    findings: &Findings<'_>,
) {
    let at = sink.at.clone().unwrap_or_default();
    // Two of one name are told so already.
    if let Some(first) = before
        .iter()
        .find(|other| other.path == sink.path && other.name != sink.name)
    {
        let message = format!("{} is also {}", sink.name, first.name);
        report(
            findings,
            &at,
            message,
            "give each sink a file of its own",
            first,
        );
    }
    let inside = sink.path.strip_prefix(&state.path).ok();
    let is_state = inside.is_some_and(|inside| match inside.components().next() {
        Some(first) => STATE_PARTS.iter().any(|part| first.as_os_str() == *part),
        None => true,
    });
    if is_state {
        let message = format!("{} would be part of the state", sink.name);
        report(
            findings,
            &at,
            message,
            "move it out of the state folder",
            state,
        );
    }
    if sink.path == resolved(config) {
        let message = format!("{} is this configuration file", sink.name);
        findings.error(&at, message, "give the sink another path".to_owned());
    }
}

fn check_stdout(sinks: &[Placed<Sink>], findings: &Findings<'_>) {
    let mut all = sinks
        .iter()
        .filter(|sink| sink.part.kind == SinkKind::Stdout);
    let Some(first) = all.next() else { return };
    for other in all {
        findings.conflict(
            &other.at,
            "two sinks write to the standard output".to_owned(),
            "keep one of them".to_owned(),
            (&first.at, "the first one is here".to_owned()),
        );
    }
}

fn report(
    findings: &Findings<'_>,
    at: &Range<usize>,
    message: String,
    help: &str,
    output: &Output,
) {
    if let Some(place) = &output.at {
        let note = format!("{} is set here", output.name);
        findings.conflict(at, message, help.to_owned(), (place, note));
    } else {
        let message = format!("{message}, by default `var` beside this file");
        findings.error(at, message, format!("{help}, or set `dir` in [state]"));
    }
}

fn covers(root: &Path, paths: &Paths, output: &Output) -> bool {
    if output.is_folder && root.starts_with(&output.path) {
        return true;
    }
    let Ok(below) = output.path.strip_prefix(root) else {
        return false;
    };
    match &paths.pattern {
        None => true,
        Some(pattern) if output.is_folder => PROBES
            .iter()
            .any(|probe| pattern.is_match(below.join(probe))),
        Some(pattern) => pattern.is_match(below),
    }
}

/// The path as the file system knows it: the part that exists without links, the rest without `..`.
fn resolved(path: &Path) -> PathBuf {
    let mut head = path.components();
    let mut tail: Vec<Component<'_>> = Vec::new();
    loop {
        if let Ok(real) = fs::canonicalize(head.as_path()) {
            return tail.iter().rev().fold(real, step);
        }
        match head.next_back() {
            Some(part) => tail.push(part),
            None => return tail.iter().rev().fold(PathBuf::new(), step),
        }
    }
}

fn step(mut path: PathBuf, part: &Component<'_>) -> PathBuf {
    match part {
        Component::ParentDir => {
            path.pop();
        }
        Component::CurDir => {}
        other => path.push(other),
    }
    path
}
