//! Checkpoints: all hard rows as of one event, one JSON line a row, in `checkpoint-<seq>.jsonl.zst`.
//!
//! A checkpoint stands in for the events up to its own when their segments are dropped. Not here: soft rows.
//! What must hold: a file of that name is complete and on the disk, or its last line does not match and it
//! counts as damaged; nothing of a damaged one is used.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use item::{Cursor, ItemId, Past, SourceId};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use crate::{
    error::StateError,
    files,
    store::{
        Alias, CursorRow, EntryKey, FORMAT, FurnitureRow, HostLine, ItemRow, Known, LatestRow,
        MembersKey, MembersRow, Meta, Overlay, PastRow, PendingRow, Rows, SourceRow, Store,
        StoryRow, Tree, decode_entry_key, decode_host_line, decode_latest_key, decode_members_key,
        decoded,
    },
};

const PREFIX: &str = "checkpoint-";
const SUFFIX: &str = ".jsonl.zst";
/// Rows that are written to the store at once while a checkpoint is loaded.
const ROWS_AT_ONCE: usize = 4096;
/// Far longer than any row: a longer line is damage, and is not read into memory.
const MAX_LINE: u64 = 64 * 1024;

/// A line of a checkpoint.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "row", rename_all = "snake_case")]
enum Line {
    Begin {
        format: u32,
        folded_to: u64,
    },
    Known {
        key: EntryKey,
        known: Known,
    },
    Pending {
        seq: u64,
        entry: EntryKey,
    },
    Item {
        id: ItemId,
        item: ItemRow,
    },
    Alias {
        id: ItemId,
        item: ItemId,
    },
    Source {
        name: SourceId,
        source: SourceRow,
    },
    Cursor {
        source: u32,
        cursor: Cursor,
    },
    Furniture {
        line: HostLine,
    },
    Past {
        source: u32,
        past: Past,
    },
    Story {
        id: ItemId,
        story: StoryRow,
    },
    Members {
        key: MembersKey,
        members: MembersRow,
    },
    Latest {
        seq: u64,
        story: ItemId,
    },
    Meta {
        meta: Meta,
    },
    End {
        rows: u64,
        digest: u64,
    },
}

/// A checkpoint file, by its name alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CheckpointFile {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// The last event that is folded in it.
    pub(crate) folded_to: u64,
}

/// The checkpoints in a state folder, newest first.
pub(crate) fn list(dir: &Path) -> Result<Vec<CheckpointFile>, StateError> {
    let failed = || StateError::io("list the folder", dir);
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(failed())? {
        let path = entry.map_err(failed())?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let number = name
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.strip_suffix(SUFFIX));
        if let Some(folded_to) = number.and_then(|number| number.parse().ok()) {
            found.push(CheckpointFile { path, folded_to });
        }
    }
    found.sort_by_key(|file| std::cmp::Reverse(file.folded_to));
    Ok(found)
}

/// Removes what a death while writing a checkpoint left.
pub(crate) fn remove_unfinished(dir: &Path) -> Result<(), StateError> {
    let failed = || StateError::io("list the folder", dir);
    for entry in fs::read_dir(dir).map_err(failed())? {
        let path = entry.map_err(failed())?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(PREFIX) && name.ends_with(files::TEMPORARY_SUFFIX) {
            fs::remove_file(&path).map_err(StateError::io("remove", &path))?;
        }
    }
    Ok(())
}

/// Writes the rows of the store as a checkpoint of event `folded_to`, and reads it back.
pub(crate) fn write(
    dir: &Path,
    store: &Store,
    folded_to: u64,
) -> Result<CheckpointFile, StateError> {
    let path = dir.join(format!("{PREFIX}{folded_to:020}{SUFFIX}"));
    let temporary = files::temporary_path(&path);
    let failed = || StateError::io("write the checkpoint", &temporary);
    let file = File::create(&temporary).map_err(failed())?;
    let out = BufWriter::new(file);
    let encoder = zstd::stream::write::Encoder::new(out, 1).map_err(failed())?;
    let mut writer = LineWriter {
        out: encoder,
        digest: Xxh3::new(),
        rows: 0,
    };
    let format = FORMAT;
    let begin = Line::Begin { format, folded_to };
    writer.line(&begin).map_err(failed())?;
    for tree in Tree::HARD {
        for row in store.scan(tree, &[])? {
            let (key, value) = row?;
            if let Some(line) = Line::of(tree, &key, &value)? {
                writer.line(&line).map_err(failed())?;
            }
        }
    }
    let out = writer.finish().map_err(failed())?;
    let file = out
        .into_inner()
        .map_err(|error| failed()(error.into_error()))?;
    files::publish(&file, &temporary, &path)?;
    let written = CheckpointFile { path, folded_to };
    verify(&written)?;
    Ok(written)
}

/// Whether a checkpoint is whole.
pub(crate) fn verify(file: &CheckpointFile) -> Result<(), StateError> {
    read(file, |_| Ok(()))
}

/// Puts all rows of a checkpoint into an empty store. The caller has verified it. What says that the store is
/// complete comes last.
pub(crate) fn load(file: &CheckpointFile, rows: &mut Overlay) -> Result<(), StateError> {
    let mut count = 0;
    read(file, |line| {
        line.put(rows);
        count += 1;
        if count % ROWS_AT_ONCE == 0 {
            rows.write()?;
        }
        Ok(())
    })?;
    rows.write()
}

fn read(
    file: &CheckpointFile,
    mut each: impl FnMut(Line) -> Result<(), StateError>,
) -> Result<(), StateError> {
    let path = &file.path;
    let bytes = File::open(path).map_err(StateError::io("open the checkpoint", path))?;
    let decoder = zstd::stream::read::Decoder::new(bytes)
        .map_err(StateError::io("read the checkpoint", path))?;
    let mut lines = LineReader {
        input: BufReader::new(decoder),
        digest: Xxh3::new(),
    };
    let first = lines.next(path)?;
    let Line::Begin { format, folded_to } = first else {
        return Err(StateError::damaged(
            path,
            "it does not begin as a checkpoint",
        ));
    };
    if format > FORMAT {
        return Err(StateError::NewerFormat {
            found: format,
            known: FORMAT,
        });
    }
    if folded_to != file.folded_to {
        return Err(StateError::damaged(path, "it is not the one its name says"));
    }
    let mut count = 0;
    loop {
        let before = lines.digest.digest();
        match lines.next(path)? {
            Line::End { rows, digest } if rows == count && digest == before => return Ok(()),
            Line::End { .. } | Line::Begin { .. } => {
                return Err(StateError::damaged(
                    path,
                    "its last line does not match the others",
                ));
            }
            line => each(line)?,
        }
        count += 1;
    }
}

impl Line {
    fn of(tree: Tree, key: &[u8], value: &[u8]) -> Result<Option<Self>, StateError> {
        let id = || key.try_into().map(ItemId::from_bytes).ok();
        let line = match tree {
            Tree::Known => {
                let known = decoded(value)?;
                decode_entry_key(key).map(|key| Self::Known { key, known })
            }
            Tree::Pending => {
                let PendingRow(entry) = decoded(value)?;
                let seq = key.try_into().map(u64::from_be_bytes).ok();
                seq.map(|seq| Self::Pending { seq, entry })
            }
            Tree::Items => {
                let item = decoded(value)?;
                id().map(|id| Self::Item { id, item })
            }
            Tree::Aliases => {
                let Alias(item) = decoded(value)?;
                id().map(|id| Self::Alias { id, item })
            }
            Tree::Sources => {
                let source = decoded(value)?;
                let name = std::str::from_utf8(key).ok().map(SourceId::new);
                name.map(|name| Self::Source { name, source })
            }
            Tree::Cursors => {
                let CursorRow(cursor) = decoded(value)?;
                let source = key.try_into().map(u32::from_be_bytes).ok();
                source.map(|source| Self::Cursor { source, cursor })
            }
            Tree::Pasts => {
                let PastRow(past) = decoded(value)?;
                let source = key.try_into().map(u32::from_be_bytes).ok();
                source.map(|source| Self::Past { source, past })
            }
            Tree::Furniture => {
                let FurnitureRow = decoded(value)?;
                decode_host_line(key).map(|line| Self::Furniture { line })
            }
            Tree::Stories | Tree::Members | Tree::Latest => Self::of_stories(tree, key, value)?,
            Tree::Meta => Some(Self::Meta {
                meta: decoded(value)?,
            }),
            Tree::Health
            | Tree::Retry
            | Tree::Shown
            | Tree::Emptied
            | Tree::Recheck
            | Tree::Listed
            | Tree::Failures
            | Tree::Alarms => None,
        };
        Ok(line)
    }

    fn of_stories(tree: Tree, key: &[u8], value: &[u8]) -> Result<Option<Self>, StateError> {
        Ok(match tree {
            Tree::Stories => {
                let story = decoded(value)?;
                let id = key.try_into().map(ItemId::from_bytes).ok();
                id.map(|id| Self::Story { id, story })
            }
            Tree::Members => {
                let members = decoded(value)?;
                decode_members_key(key).map(|key| Self::Members { key, members })
            }
            Tree::Latest => {
                let LatestRow(story) = decoded(value)?;
                decode_latest_key(key).map(|seq| Self::Latest { seq, story })
            }
            _ => None,
        })
    }

    fn put(self, rows: &mut impl Rows) {
        match self {
            Self::Known { key, known } => rows.put(&key, &known),
            Self::Pending { seq, entry } => rows.put(&seq, &PendingRow(entry)),
            Self::Item { id, item } => rows.put(&id, &item),
            Self::Alias { id, item } => rows.put(&id, &Alias(item)),
            Self::Source { name, source } => rows.put(&name, &source),
            Self::Cursor { source, cursor } => rows.put(&source, &CursorRow(cursor)),
            Self::Furniture { line } => rows.put(&line, &FurnitureRow),
            Self::Past { source, past } => rows.put(&source, &PastRow(past)),
            Self::Story { id, story } => rows.put(&id, &story),
            Self::Members { key, members } => rows.put(&key, &members),
            Self::Latest { seq, story } => rows.put(&seq, &LatestRow(story)),
            Self::Meta { meta } => rows.put(&(), &meta),
            Self::Begin { .. } | Self::End { .. } => {}
        }
    }
}

struct LineWriter<W: Write> {
    out: zstd::stream::write::Encoder<'static, W>,
    digest: Xxh3,
    rows: u64,
}

impl<W: Write> LineWriter<W> {
    fn line(&mut self, line: &Line) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        self.digest.update(&bytes);
        self.rows += 1;
        self.out.write_all(&bytes)
    }

    fn finish(mut self) -> io::Result<W> {
        let end = Line::End {
            rows: self.rows - 1, // the first line is not a row
            digest: self.digest.digest(),
        };
        self.line(&end)?;
        let mut out = self.out.finish()?;
        out.flush()?;
        Ok(out)
    }
}

struct LineReader<R> {
    input: R,
    digest: Xxh3,
}

impl<R: BufRead> LineReader<R> {
    fn next(&mut self, path: &Path) -> Result<Line, StateError> {
        let mut bytes = Vec::new();
        let read = io::Read::take(&mut self.input, MAX_LINE).read_until(b'\n', &mut bytes);
        match read {
            Ok(_) => {}
            Err(error) if error.raw_os_error().is_some() => {
                return Err(StateError::io("read the checkpoint", path)(error));
            }
            Err(error) => return Err(StateError::damaged(path, error.to_string())),
        }
        self.digest.update(&bytes);
        serde_json::from_slice(&bytes)
            .map_err(|error| StateError::damaged(path, format!("a line is not a row: {error}")))
    }
}
