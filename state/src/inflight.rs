//! Which entries are being prepared at this moment, so that one that kills the process is found out.
//!
//! One small file, one line per entry: `<sequence> <alone: 0|1> <strikes>`. It is written without syncing:
//! it must outlive the process, not the machine, and it is written once per chunk of entries.
//! What must hold: a strike is only given to an entry that was met while it ran alone, so the innocent
//! neighbours of a killer never collect any.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs::{File, OpenOptions},
    io::{self, Read, Write as _},
    path::{Path, PathBuf},
};

use crate::error::StateError;

const FILE_NAME: &str = "inflight";
/// No chunk of entries has a list this long; a longer file is not ours and is not read further.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// An entry that was being prepared when the process died.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suspect {
    /// The journal sequence of the entry.
    pub sequence: u64,
    /// How often the process died while this entry ran alone.
    pub strikes: u32,
}

/// The list of what is being prepared.
#[derive(Debug)]
pub struct Inflight {
    path: PathBuf,
    file: File,
    strikes: BTreeMap<u64, u32>,
    current: Vec<u64>,
}

impl Inflight {
    /// Opens the list in the state folder `dir` and says what an unclean end left in it.
    ///
    /// The suspects stay on the list until they were prepared or the list is ended, so a process that dies
    /// before it comes to them does not acquit them.
    pub fn open(dir: &Path) -> Result<(Self, Vec<Suspect>), StateError> {
        let path = dir.join(FILE_NAME);
        let text = read(&path).map_err(StateError::io("read", &path))?;
        let strikes: BTreeMap<u64, u32> = text.lines().filter_map(parse).collect();
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(StateError::io("open", &path))?;
        let mut inflight = Self {
            path,
            file,
            strikes,
            current: Vec::new(),
        };
        // What was met alone has its strike now: it must not get the same one again if we die before `begin`.
        inflight.rewrite(&[], Company::Others)?;
        let suspects = inflight.suspects();
        Ok((inflight, suspects))
    }

    /// What is suspected at this moment.
    pub fn suspects(&self) -> Vec<Suspect> {
        self.strikes
            .iter()
            .map(|(&sequence, &strikes)| Suspect { sequence, strikes })
            .collect()
    }

    /// Notes that these entries are being prepared from now on; `alone` says that they run one at a time.
    pub fn begin(&mut self, sequences: &[u64], alone: bool) -> Result<(), StateError> {
        let company = if alone && sequences.len() == 1 {
            Company::Alone
        } else {
            Company::Others
        };
        sequences.clone_into(&mut self.current);
        self.rewrite(sequences, company)
    }

    /// Notes that what began last was prepared: whatever it was suspected of, it is acquitted. Other suspects
    /// stay on the list.
    pub fn end(&mut self) -> Result<(), StateError> {
        for sequence in std::mem::take(&mut self.current) {
            self.strikes.remove(&sequence);
        }
        self.rewrite(&[], Company::Others)
    }

    /// Takes a suspect off the list that will never be prepared again: it was quarantined, or is settled.
    pub fn dismiss(&mut self, sequence: u64) -> Result<(), StateError> {
        self.strikes.remove(&sequence);
        let current = std::mem::take(&mut self.current);
        self.rewrite(&current, Company::Others)?;
        self.current = current;
        Ok(())
    }

    fn rewrite(&mut self, sequences: &[u64], company: Company) -> Result<(), StateError> {
        let mut text = String::with_capacity(24 * (sequences.len() + self.strikes.len()));
        for sequence in sequences {
            let strikes = self.strikes.get(sequence).copied().unwrap_or(0);
            push_line(&mut text, *sequence, company, strikes);
        }
        for (sequence, strikes) in &self.strikes {
            if !sequences.contains(sequence) {
                push_line(&mut text, *sequence, Company::Others, *strikes);
            }
        }
        self.file
            .set_len(0)
            .and_then(|()| self.file.write_all(text.as_bytes()))
            .map_err(StateError::io("write to", &self.path))
    }
}

/// Whether an entry is prepared by itself or beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Company {
    Alone,
    Others,
}

fn push_line(text: &mut String, sequence: u64, company: Company, strikes: u32) {
    let alone = u8::from(company == Company::Alone);
    // Writing to a string cannot fail.
    writeln!(text, "{sequence} {alone} {strikes}").unwrap_or_default();
}

fn read(path: &Path) -> io::Result<String> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Reads one line and gives the strike that being met alone means. A line that is not ours says nothing.
fn parse(line: &str) -> Option<(u64, u32)> {
    let mut words = line.split_ascii_whitespace();
    let sequence = words.next()?.parse().ok()?;
    let alone: u32 = words.next()?.parse().ok().filter(|alone| *alone <= 1)?;
    let strikes: u32 = words.next()?.parse().ok()?;
    words
        .next()
        .is_none()
        .then_some((sequence, strikes.saturating_add(alone)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left_in(dir: &Path) -> Vec<(u64, u32)> {
        let (_, suspects) = Inflight::open(dir).unwrap();
        suspects.iter().map(|s| (s.sequence, s.strikes)).collect()
    }

    #[test]
    fn a_clean_end_leaves_nobody_suspected() {
        let dir = tempfile::tempdir().unwrap();
        let (mut inflight, suspects) = Inflight::open(dir.path()).unwrap();
        assert!(suspects.is_empty());
        inflight.begin(&[3, 4], false).unwrap();
        inflight.end().unwrap();
        drop(inflight);
        assert!(left_in(dir.path()).is_empty());
    }

    #[test]
    fn only_the_entry_that_dies_alone_collects_strikes() {
        let dir = tempfile::tempdir().unwrap();
        let (mut inflight, _) = Inflight::open(dir.path()).unwrap();
        inflight.begin(&[3, 4, 5], false).unwrap();
        drop(inflight);
        assert_eq!(left_in(dir.path()), [(3, 0), (4, 0), (5, 0)]);
        for strikes in 1..=2 {
            let (mut inflight, _) = Inflight::open(dir.path()).unwrap();
            inflight.begin(&[3], true).unwrap();
            inflight.end().unwrap();
            inflight.begin(&[4], true).unwrap();
            drop(inflight);
            assert_eq!(left_in(dir.path()), [(4, strikes), (5, 0)]);
            assert_eq!(
                left_in(dir.path()),
                [(4, strikes), (5, 0)],
                "opening is no strike"
            );
        }
        let (mut inflight, _) = Inflight::open(dir.path()).unwrap();
        inflight.dismiss(4).unwrap();
        drop(inflight);
        assert_eq!(left_in(dir.path()), [(5, 0)]);
    }

    #[test]
    fn lines_of_others_are_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let text = "7 1 0\nrubbish\n8 2 0\n9 0\n10 0 1 x\n\u{fffd}\n11 0 1";
        std::fs::write(dir.path().join(FILE_NAME), text).unwrap();
        assert_eq!(left_in(dir.path()), [(7, 1), (11, 1)]);
    }
}
