//! A sink's cursor: one small file in the state folder that says how far the sink has come.
//!
//! Written anew each time: temporary file, fsync, rename, fsync of the folder. So it holds either the old or the
//! new position, whenever the power goes. It is never written before what it stands for is durable.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use item::digest64;
use serde::{Deserialize, Serialize};

use crate::error::DeliverError;

/// Longer names are cut and told apart by a digest; file systems take 255 bytes, and endings need some.
const LONGEST_NAME: usize = 200;

/// After so many events that did not match the cursor is saved all the same, so that the journal can drop old
/// segments; until then a crash costs only reading them again.
pub(super) const SKIPPED_BEFORE_SAVE: u64 = 1024;

/// How far a sink has come.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Position {
    /// The last sequence that is dealt with.
    pub sequence: u64,
    /// For sinks that are files: how many bytes of it are accounted for.
    #[serde(default)]
    pub length: u64,
    /// For sinks that are files: digest of the last bytes before `length`.
    #[serde(default)]
    pub tail_digest: String,
}

/// The file that holds a sink's position.
#[derive(Debug, Clone)]
pub(crate) struct CursorFile {
    folder: PathBuf,
    path: PathBuf,
}

impl CursorFile {
    /// The cursor file of the sink with this id.
    pub(crate) fn new(folder: &Path, id: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            path: folder.join(format!("{}.cursor", file_name(id))),
        }
    }

    /// The position as it stands in a cursor file; `None` if it cannot be read or understood.
    pub(super) fn peek(path: &Path) -> Option<Position> {
        serde_json::from_slice(&fs::read(path).ok()?).ok()
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The saved position; `None` if there is none, or none that can be understood.
    pub(super) fn load(&self) -> Result<Option<Position>, DeliverError> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(failed("read", &self.path, source)),
        };
        let position = serde_json::from_slice(&bytes);
        if let Err(error) = &position {
            tracing::warn!(path = %self.path.display(), %error, "the sink's cursor is unreadable and counts as lost");
        }
        Ok(position.ok())
    }

    /// Saves a position durably.
    pub(super) fn save(&self, position: &Position) -> Result<(), DeliverError> {
        let json = serde_json::to_vec(position)
            .map_err(|error| failed("write", &self.path, io::Error::other(error)))?;
        fs::create_dir_all(&self.folder)
            .map_err(|source| failed("create", &self.folder, source))?;
        let temporary = self.path.with_extension("cursor.new");
        let written = File::create(&temporary).and_then(|mut file| {
            file.write_all(&json)?;
            file.write_all(b"\n")?;
            file.sync_all()
        });
        written.map_err(|source| failed("write", &temporary, source))?;
        fs::rename(&temporary, &self.path)
            .and_then(|()| sync_folder(&self.folder))
            .map_err(|source| failed("write", &self.path, source))
    }
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// An error that may pass.
pub(super) fn failed(doing: &'static str, path: &Path, source: io::Error) -> DeliverError {
    DeliverError::Temporary {
        doing,
        path: path.to_owned(),
        source,
    }
}

/// An id as a file name: what is not a letter, digit, `-`, `_` or inner `.` is written `%XX`.
fn file_name(id: &str) -> String {
    let mut name = String::new();
    for byte in id.bytes() {
        let plain = byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'_')
            || (byte == b'.' && !name.is_empty());
        if plain {
            name.push(char::from(byte));
        } else {
            name.push('%');
            name.extend(hexadecimal(byte));
        }
    }
    if name.len() > LONGEST_NAME {
        name.truncate(LONGEST_NAME - 17);
        name.push('-');
        name.extend(
            digest64(id.as_bytes())
                .to_be_bytes()
                .into_iter()
                .flat_map(hexadecimal),
        );
    }
    name
}

/// The id that a file name stands for; of one that was cut, what is left of it.
pub(super) fn id_of(name: &str) -> String {
    let mut id = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let coded = behind.split_at_checked(2).and_then(|(digits, behind)| {
            let digits = str::from_utf8(digits).ok()?;
            Some((u8::from_str_radix(digits, 16).ok()?, behind))
        });
        let (byte, behind) = match coded {
            Some(coded) if *first == b'%' => coded,
            _ => (*first, behind),
        };
        id.push(byte);
        rest = behind;
    }
    String::from_utf8_lossy(&id).into_owned()
}

fn hexadecimal(byte: u8) -> impl Iterator<Item = char> {
    let digit = |value: u8| char::from_digit(u32::from(value), 16);
    [byte >> 4, byte & 15]
        .into_iter()
        .filter_map(digit)
        .map(|digit| digit.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_distinct_names_that_stay_in_their_folder() {
        let check = |id: &str, expect: &str| {
            assert_eq!(file_name(id), expect);
            assert_eq!(id_of(expect), id);
        };
        check("nato", "nato");
        check("jsonl:out/items.jsonl", "jsonl%3Aout%2Fitems.jsonl");
        check("../x", "%2E.%2Fx");
        check("ż", "%C5%BC");
        let (long, longer) = (file_name(&"/a".repeat(300)), file_name(&"/a".repeat(301)));
        assert!(long.len() <= LONGEST_NAME && long != longer);
    }

    #[test]
    fn a_position_survives_being_saved_again_and_again() {
        let folder = tempfile::tempdir().unwrap();
        let cursor = CursorFile::new(&folder.path().join("sinks"), "a/b");
        assert_eq!(cursor.load().unwrap(), None);
        for sequence in 1..4 {
            let position = Position {
                sequence,
                length: 10,
                tail_digest: "00".to_owned(),
            };
            cursor.save(&position).unwrap();
            assert_eq!(cursor.load().unwrap(), Some(position));
        }
    }

    #[test]
    fn an_unreadable_cursor_counts_as_lost() {
        let folder = tempfile::tempdir().unwrap();
        let cursor = CursorFile::new(folder.path(), "a");
        fs::write(cursor.path(), b"\0\0\0").unwrap();
        assert_eq!(cursor.load().unwrap(), None);
    }
}
