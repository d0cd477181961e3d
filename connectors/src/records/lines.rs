//! Files with one JSON record per line, read as a stream: only a line must fit into memory.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
};

use item::Entry;
use serde_json::Value;

use super::{
    container::{Container, MOST_RECORDS, Troubles},
    kept::Kept,
    names::{Names, own_name},
};
use crate::{
    connector::{Fetched, Opened},
    error::FetchError,
};

/// Reads files of lines piece by piece.
#[derive(Debug)]
pub(crate) struct LineReader {
    longest: u64,
    most: usize,
    /// The names used in files that are not read to their end, up to where. Without them they are gathered again.
    used: Kept<Names>,
}

/// Where a pass over a file stands.
struct Pass<'a> {
    container: &'a Container<'a>,
    names: Names,
    troubles: Troubles,
    entries: Vec<Entry>,
    offset: u64,
}

impl LineReader {
    /// A reader that takes lines of up to `longest` bytes.
    pub(crate) fn new(longest: u64) -> Self {
        Self {
            longest,
            most: MOST_RECORDS,
            used: Kept::default(),
        }
    }

    /// The records from `offset` on, which must begin a line.
    pub(crate) fn read(
        &self,
        mut file: File,
        container: &Container<'_>,
        offset: u64,
    ) -> Result<Opened, FetchError> {
        let failed = |source| FetchError::Temporary {
            what: container.key.to_owned(),
            source,
        };
        let names = self
            .names_before(&mut file, container, offset)
            .map_err(failed)?;
        file.seek(SeekFrom::Start(offset)).map_err(failed)?;
        let mut pass = Pass {
            container,
            names,
            troubles: Troubles::default(),
            entries: Vec::new(),
            offset,
        };
        let mut lines = BufReader::new(file);
        let mut is_through = false;
        while !is_through && pass.entries.len() < self.most {
            is_through = !pass.line(&mut lines, self.longest).map_err(failed)?;
        }
        if !is_through {
            pass.entries.push(container.rest(pass.offset));
            self.used.keep(container.key, pass.offset, pass.names);
        }
        match (pass.troubles.first(), pass.entries.is_empty(), offset) {
            (Some(first), true, 0) => Err(FetchError::Malformed {
                what: container.key.to_owned(),
                reason: format!("it holds no record; {}: {}", first.what, first.message),
            }),
            _ => Ok(Opened::of(
                Fetched::Entries(pass.entries),
                pass.troubles.into_warnings(container.key),
            )),
        }
    }

    /// The names that the lines before `offset` use.
    fn names_before(
        &self,
        file: &mut File,
        container: &Container<'_>,
        offset: u64,
    ) -> io::Result<Names> {
        if let Some(names) = self.used.take(container.key, offset) {
            return Ok(names);
        }
        file.rewind()?;
        let mut pass = Pass {
            container,
            names: Names::default(),
            troubles: Troubles::default(),
            entries: Vec::new(),
            offset: 0,
        };
        let mut lines = BufReader::new(file.take(offset));
        while pass.line(&mut lines, self.longest)? {
            pass.entries.clear();
        }
        Ok(pass.names)
    }
}

impl Pass<'_> {
    /// Takes one line; `false` at the end of the file.
    fn line(&mut self, lines: &mut impl BufRead, longest: u64) -> io::Result<bool> {
        let mut line = Vec::new();
        let length = lines
            .take(longest.saturating_add(1))
            .read_until(b'\n', &mut line)? as u64;
        if length == 0 {
            return Ok(false);
        }
        let start = self.offset;
        self.offset += length;
        let what = || format!("{} at byte {start}", self.container.key);
        if length > longest && !line.ends_with(b"\n") {
            self.offset += lines.skip_until(b'\n')? as u64;
            self.troubles
                .add(what(), &format!("the line is longer than {longest} bytes"));
            return Ok(true);
        }
        let mark: &[u8] = if start == 0 { b"\xef\xbb\xbf" } else { b"" };
        let marked = line.strip_prefix(mark).unwrap_or(&line);
        let record = marked.trim_ascii_start();
        let offset = start + (line.len() - record.len()) as u64;
        let record = record.trim_ascii_end();
        if record.is_empty() {
            return Ok(true);
        }
        match serde_json::from_slice::<Value>(record) {
            Ok(value @ Value::Object(_)) => {
                let name = self.names.distinct(own_name(&value, record));
                self.entries
                    .push(self.container.record(&name, record, offset));
            }
            Ok(_) => self.troubles.add(what(), &"the line is no JSON object"),
            Err(error) => self.troubles.add(what(), &error),
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use item::{Locator, SourceId};

    use super::*;

    fn read(content: &[u8], most: usize, longest: u64) -> Result<(Vec<Entry>, usize), FetchError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        std::fs::write(&path, content).unwrap();
        let reader = LineReader {
            most,
            ..LineReader::new(longest)
        };
        let file = Entry {
            source: SourceId::new("s"),
            key: "a.jsonl".to_owned(),
            version: 1,
            locator: Locator::File {
                path: "a.jsonl".to_owned(),
            },
            hints: item::Hints::default(),
        };
        let container = Container {
            file: &file,
            key: "a.jsonl",
        };
        let (mut entries, mut warnings, mut next) = (Vec::new(), 0, Some(0));
        while let Some(offset) = next.take() {
            if entries.len() % 2 == 1 {
                reader.used.forget(); // as after a restart
            }
            let opened = reader.read(File::open(&path).unwrap(), &container, offset)?;
            warnings += opened.warnings.len();
            let Fetched::Entries(mut records) = opened.fetched else {
                panic!("records expected")
            };
            if let Some(Locator::Slice {
                offset, length: 0, ..
            }) = records.last().map(|last| &last.locator)
            {
                next = Some(*offset);
                records.pop();
            }
            entries.append(&mut records);
        }
        for entry in &entries {
            let Locator::Slice { offset, length, .. } = entry.locator else {
                panic!("a slice expected")
            };
            let bytes =
                &content[usize::try_from(offset).unwrap()..][..usize::try_from(length).unwrap()];
            assert_eq!(item::digest64(bytes), entry.version);
            assert!(bytes.starts_with(b"{") && bytes.ends_with(b"}"));
        }
        Ok((entries, warnings))
    }

    fn check(content: &[u8], expect: &[&str], warned: usize) {
        for most in [1, 2, 100] {
            let (entries, warnings) = read(content, most, 60).unwrap();
            let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
            assert_eq!(
                (keys, warnings),
                (expect.to_vec(), warned),
                "{most} at a time"
            );
        }
    }

    #[test]
    fn each_line_is_a_record_and_a_broken_one_harms_no_neighbour() {
        check(b"{\"id\":1}\n{\"id\":2}", &["a.jsonl#1", "a.jsonl#2"], 0);
        check(
            b"\xef\xbb\xbf {\"id\":1}\r\n\r\n{\"id\":2}\r\n",
            &["a.jsonl#1", "a.jsonl#2"],
            0,
        );
        check(
            b"{\"id\":1}\n{\"id\":\n[1]\n\xff\n{\"id\":2}\n",
            &["a.jsonl#1", "a.jsonl#2"],
            3,
        );
        check(
            b"{\"id\":1}\n{\"id\":1}\n{\"id\":1}\n",
            &["a.jsonl#1", "a.jsonl#1#2", "a.jsonl#1#3"],
            0,
        );
        let long = format!(
            "{{\"id\":1}}\n{{\"id\":\"{}\"}}\n{{\"id\":2}}\n",
            "x".repeat(100)
        );
        check(long.as_bytes(), &["a.jsonl#1", "a.jsonl#2"], 1);
        check(b"", &[], 0);
    }

    #[test]
    fn a_file_without_any_record_is_malformed() {
        let read = read(b"garbage\nmore\n", 10, 60);
        assert!(matches!(read, Err(FetchError::Malformed { .. })));
    }
}
