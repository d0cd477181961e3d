//! Finds out where a sink's file stands when its cursor was lost: by the file's last whole line.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use serde::Deserialize;

/// A longer last line is no event of ours; the bound keeps a foreign file out of memory.
const LONGEST_LINE: u64 = 128 << 20;

/// How much is read in one step on the way back from the end.
const STEP: u64 = 64 << 10;

/// What the end of a file tells.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// No whole line: at most the beginning of our first one.
    Nothing,
    /// The last whole line is an event.
    Event {
        /// Its place in the journal.
        sequence: u64,
        /// The byte at which its line begins.
        start: u64,
        /// The byte behind its line.
        end: u64,
    },
    /// The last whole line is something else.
    Foreign,
}

#[derive(Deserialize)]
struct Line {
    specversion: String,
    sequence: u64,
    #[serde(rename = "type")]
    kind: String,
}

/// Reads the last whole line of a file.
pub(super) fn last_event(path: &Path) -> io::Result<Found> {
    let mut file = match File::open(path) {
        Ok(file) if file.metadata()?.is_file() => file,
        Ok(_) => return Ok(Found::Nothing), // opening it to write explains what it is
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(error),
    };
    let mut start = file.metadata()?.len();
    let mut end: Vec<u8> = Vec::new();
    while start > 0 && breaks(&end) < 2 && (end.len() as u64) < LONGEST_LINE {
        let step = start.min(STEP.max(end.len() as u64)); // doubling: no quadratic copying on long lines
        start -= step;
        file.seek(SeekFrom::Start(start))?;
        let mut piece = Vec::new();
        (&mut file).take(step).read_to_end(&mut piece)?;
        piece.append(&mut end);
        end = piece;
    }
    let Some(stop) = end.iter().rposition(|byte| *byte == b'\n') else {
        return Ok(if start == 0 {
            Found::Nothing
        } else {
            Found::Foreign
        });
    };
    let (whole, _) = end.split_at(stop);
    let begin = whole
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    if begin == 0 && start > 0 {
        return Ok(Found::Foreign);
    }
    let (_, line) = whole.split_at(begin);
    Ok(match serde_json::from_slice::<Line>(line) {
        Ok(Line {
            specversion,
            sequence,
            kind,
        }) if specversion == "1.0" && kind.starts_with("newsloom.") && sequence > 0 => {
            Found::Event {
                sequence,
                start: start + begin as u64,
                end: start + stop as u64 + 1,
            }
        }
        _ => Found::Foreign,
    })
}

fn breaks(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').take(2).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_whole_line_decides() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let ours = r#"{"specversion":"1.0","type":"newsloom.item.new","sequence":7}"#;
        let check = |content: &str, expect: Found| {
            std::fs::write(&path, content).unwrap();
            assert_eq!(last_event(&path).unwrap(), expect, "{content:.80}");
        };
        check("", Found::Nothing);
        check("{\"spec", Found::Nothing);
        check(
            &format!("{ours}\n"),
            Found::Event {
                sequence: 7,
                start: 0,
                end: 62,
            },
        );
        check(
            &format!("{ours}\n{ours}\n"),
            Found::Event {
                sequence: 7,
                start: 62,
                end: 124,
            },
        );
        check(
            &format!("x\n{ours}\n{{\"half"),
            Found::Event {
                sequence: 7,
                start: 2,
                end: 64,
            },
        );
        check(&format!("{ours}\nshopping list\n"), Found::Foreign);
        check(&format!("{ours}\n\n"), Found::Foreign);
        let long = format!("{}\n{}{ours}\n", "x".repeat(300_000), " ".repeat(300_000));
        check(
            &long,
            Found::Event {
                sequence: 7,
                start: 300_001,
                end: 600_063,
            },
        );
    }
}
