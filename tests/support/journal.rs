//! Reading what the program wrote with nothing of the program: plain zstd and plain JSON.

use std::{fs, io::Read, path::Path};

use serde_json::Value;

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line(pub(crate) Value);

impl Line {
    pub(crate) fn kind(&self) -> &str {
        self.0["type"].as_str().unwrap()
    }

    pub(crate) fn id(&self) -> &str {
        self.0["id"].as_str().unwrap()
    }

    pub(crate) fn sequence(&self) -> u64 {
        self.0["sequence"].as_u64().unwrap()
    }

    pub(crate) fn item(&self) -> &Value {
        &self.0["data"]["item"]
    }

    pub(crate) fn reason(&self) -> &str {
        self.0["data"]["reason"].as_str().unwrap_or_default()
    }

    pub(crate) fn is_item(&self) -> bool {
        self.kind().starts_with("newsloom.item.")
    }
}

/// The events in a run of JSON lines; every line must be whole.
pub(crate) fn lines_of(bytes: &[u8]) -> Vec<Line> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines()
        .map(|line| {
            Line(serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}")))
        })
        .collect()
}

/// Whether a file of lines ends with a whole one.
pub(crate) fn whole_lines(path: &Path) -> bool {
    let bytes = fs::read(path).unwrap();
    bytes.is_empty() || bytes.ends_with(b"\n")
}

/// A segment as `zstdcat` gives it; after a sudden end the last commit may be cut.
pub(crate) fn decompressed(segment: &Path) -> Vec<u8> {
    let file = fs::File::open(segment).unwrap();
    let mut decoder = zstd::stream::read::Decoder::new(file).unwrap();
    let mut bytes = Vec::new();
    let mut buffer = vec![0; 65536];
    while let Ok(read) = decoder.read(&mut buffer) {
        if read == 0 {
            break;
        }
        bytes.extend_from_slice(&buffer[..read]);
    }
    let whole = bytes
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    bytes.truncate(whole);
    bytes
}
