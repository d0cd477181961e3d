//! The cursor of an archive source: in which archive the present pass stands and where in that, and where it came to in
//! those that may still grow.

use std::{io, os::unix::fs::FileExt};

use item::{Cursor, digest64};
use serde::{Deserialize, Serialize};

use crate::warc::At;

/// Archives that may be growing at the same time; of others the whole is passed over again, once they have changed.
const MOST_ENDS: usize = 16;

/// Bytes at the beginning of an archive, and before a place in it, that tell whether it is still the same.
const MARKED: u64 = 4096;

/// Where a pass stands, and what is remembered of earlier ones.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Place {
    #[serde(default)]
    pub(super) stand: Stand,
    /// Where the archives end that were read last, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ends: Vec<End>,
}

/// Where a pass stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stand {
    /// Before the first archive: never passed through, or to the end.
    #[default]
    Start,
    /// Behind an archive or folder.
    Behind(String),
    /// In an archive, before a record.
    Inside(String, Mark),
}

/// A place in an archive, and what shows that it is still a place in that very archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "[u64; 5]", into = "[u64; 5]")]
pub(super) struct Mark {
    pub(super) at: At,
    size: u64,
    head: u64,
    tail: u64,
}

/// Where an archive ended when it was read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct End {
    /// The digest of what it is called.
    key: u64,
    /// Its version then.
    pub(super) version: u64,
    pub(super) mark: Mark,
}

impl From<[u64; 5]> for Mark {
    fn from([offset, within, size, head, tail]: [u64; 5]) -> Self {
        Self {
            at: At { offset, within },
            size,
            head,
            tail,
        }
    }
}

impl From<Mark> for [u64; 5] {
    fn from(mark: Mark) -> Self {
        [
            mark.at.offset,
            mark.at.within,
            mark.size,
            mark.head,
            mark.tail,
        ]
    }
}

impl Mark {
    /// The beginning of any archive.
    pub(super) const START: Self = Self {
        at: At {
            offset: 0,
            within: 0,
        },
        size: 0,
        head: 0,
        tail: 0,
    };

    /// Marks a place in a file that has so many bytes.
    pub(super) fn of(file: &impl FileExt, size: u64, at: At) -> io::Result<Self> {
        Ok(Self {
            at,
            size,
            head: digest(file, 0, size.min(MARKED))?,
            tail: digest(
                file,
                at.offset.saturating_sub(MARKED),
                at.offset.min(MARKED),
            )?,
        })
    }

    /// Whether a file of so many bytes is still what was marked, perhaps with more behind.
    pub(super) fn fits(&self, file: &impl FileExt, size: u64) -> io::Result<bool> {
        if *self == Self::START {
            return Ok(true);
        }
        if size < self.size || self.at.offset > size {
            return Ok(false);
        }
        let now = Self::of(file, self.size, self.at)?;
        Ok(now == *self)
    }
}

fn digest(file: &impl FileExt, from: u64, length: u64) -> io::Result<u64> {
    let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
    match file.read_exact_at(&mut bytes, from) {
        Ok(()) => Ok(digest64(&bytes)),
        // It has just been cut: then it is another.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(0),
        Err(error) => Err(error),
    }
}

impl Place {
    pub(super) fn of(cursor: &Cursor) -> Self {
        serde_json::from_str(cursor.as_str()).unwrap_or_default()
    }

    /// The cursor. Where it would be too long, it forgets where archives ended; and for a path too long even so it is that
    /// of the start. Both only repeat some work.
    pub(super) fn cursor(&self) -> Cursor {
        let write = |place: &Self| Cursor::new(serde_json::to_string(place).ok()?).ok();
        let short = || Self {
            stand: self.stand.clone(),
            ends: Vec::new(),
        };
        write(self).or_else(|| write(&short())).unwrap_or_default()
    }

    /// The same, standing elsewhere.
    pub(super) fn at(&self, stand: Stand) -> Self {
        Self {
            stand,
            ends: self.ends.clone(),
        }
    }

    /// Where an archive ended when it was read last.
    pub(super) fn end(&self, name: &str) -> Option<End> {
        let key = digest64(name.as_bytes());
        self.ends.iter().find(|end| end.key == key).copied()
    }

    /// Remembers where an archive ends.
    pub(super) fn note_end(&mut self, name: &str, version: u64, mark: Mark) {
        let key = digest64(name.as_bytes());
        self.ends.retain(|end| end.key != key);
        if self.ends.len() >= MOST_ENDS {
            self.ends.remove(0);
        }
        self.ends.push(End { key, version, mark });
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use super::*;

    fn at(offset: u64) -> At {
        At { offset, within: 0 }
    }

    #[test]
    fn a_place_survives_as_a_cursor_and_always_fits() {
        let mut place = Place::default();
        assert_eq!(Place::of(&Cursor::start()), place);
        for number in 0..100 {
            let mark = Mark::from([u64::MAX; 5]);
            place.note_end(&number.to_string(), u64::MAX, mark);
        }
        place.stand = Stand::Inside("2021/a.warc.gz".to_owned(), Mark::from([1, 2, 3, 4, 5]));
        assert_eq!(Place::of(&place.cursor()), place);
        assert!(place.end("99").is_some() && place.end("83").is_none());
        place.stand = Stand::Behind("x".repeat(2000));
        let kept = Place::of(&place.cursor());
        assert_eq!((kept.stand, kept.ends.len()), (place.stand.clone(), 0));
        place.stand = Stand::Behind("x".repeat(5000));
        assert_eq!(place.cursor(), Cursor::start());
        let foreign = Cursor::new("{\"stand\":7}".to_owned()).unwrap();
        assert_eq!(Place::of(&foreign), Place::default());
    }

    #[test]
    fn an_archive_that_grew_is_the_same_and_one_that_was_replaced_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.warc");
        let before = "a".repeat(10_000);
        let check = |content: &str, expect: bool| {
            fs::write(&path, &before).unwrap();
            let mark = Mark::of(&File::open(&path).unwrap(), 10_000, at(9_000)).unwrap();
            fs::write(&path, content).unwrap();
            let file = File::open(&path).unwrap();
            assert_eq!(mark.fits(&file, content.len() as u64).unwrap(), expect);
        };
        check(&before, true);
        check(&format!("{before}b"), true);
        check(&"a".repeat(9_999), false);
        check("", false);
        check(&format!("b{before}"), false);
        let mut other = before.clone();
        other.replace_range(8_000..8_001, "b");
        check(&other, false);
        assert!(Mark::START.fits(&File::open(&path).unwrap(), 0).unwrap());
    }
}
