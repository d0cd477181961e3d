//! Labelled items in JSON lines: what `train` learns from and `eval` compares with.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use pipeline::classify::model::{Sample, TopicModel};
use serde::Deserialize;
use serde_json::Value;

use crate::{exit::Exit, report::problem};

/// The largest file of labelled items, in bytes: a hundred thousand articles.
const LARGEST_FILE: u64 = 1 << 30;

/// How a line looks.
const SHAPE: &str = "each line is `{\"text\": …, \"topic\": \"a-name\"}`, with `topics` for several and `title`, `lang`, `group` \
                     where there are such";

#[derive(Debug, Deserialize)]
struct Line {
    #[serde(default)]
    title: Option<String>,
    text: String,
    #[serde(default, alias = "language")]
    lang: Option<String>,
    #[serde(default)]
    topic: Option<String>,
    #[serde(default)]
    topics: Option<Vec<String>>,
    #[serde(default)]
    group: Option<Value>,
}

/// Reads labelled items; a wrong line is told and nothing else is done.
pub(super) fn read(paths: &[PathBuf]) -> Result<Vec<Sample>, Exit> {
    let files = paths.iter().map(|path| read_file(path));
    let files = files.collect::<Result<Vec<_>, _>>()?;
    Ok(files.into_iter().flatten().collect())
}

fn read_file(path: &Path) -> Result<Vec<Sample>, Exit> {
    let fail = |what: &str, hint: Option<&str>| {
        problem(what, hint);
        Exit::Usage
    };
    let shown = path.display();
    let unreadable = |error: io::Error| fail(&format!("cannot read `{shown}`: {error}"), None);
    let file = File::open(path).map_err(unreadable)?;
    let mut samples = Vec::new();
    for (index, line) in BufReader::new(file.take(LARGEST_FILE)).lines().enumerate() {
        let line = line.map_err(unreadable)?;
        if line.trim().is_empty() {
            continue;
        }
        let number = index + 1;
        let line: Line = serde_json::from_str(&line).map_err(|error| {
            let what = format!("`{shown}`, line {number}, is no labelled item: {error}");
            fail(&what, Some(SHAPE))
        })?;
        let topics = line.topics.or(line.topic.map(|topic| vec![topic]));
        let topics = topics.ok_or_else(|| {
            let what = format!("`{shown}`, line {number}, has neither `topic` nor `topics`");
            fail(&what, Some(SHAPE))
        })?;
        samples.push(Sample {
            title: line.title.filter(|title| !title.is_empty()),
            text: line.text,
            language: line.lang,
            topics,
            group: line.group.map(|group| group.to_string()),
        });
    }
    Ok(samples)
}

/// Reads a model, or says what is wrong with its file.
pub(super) fn read_model(path: &Path) -> Result<TopicModel, Exit> {
    model_of(path).map_err(|why| {
        let hint = "`newsloom train --labels ITEMS --out FILE` makes one";
        problem(
            &format!("`{}` cannot be used: {why}", path.display()),
            Some(hint),
        );
        Exit::Usage
    })
}

/// Reads a model, or tells why that cannot be.
pub(super) fn model_of(path: &Path) -> Result<TopicModel, String> {
    let bytes = bytes_of(path).map_err(|error| format!("it cannot be read: {error}"))?;
    TopicModel::from_bytes(&bytes).map_err(|error| error.to_string())
}

fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    let most = TopicModel::LARGEST_FILE as u64 + 1;
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
