//! The sources that somebody paused: not polled until somebody resumes them.
//!
//! It is neither news nor a fold of any, so it is in a small file of its own beside the sinks' cursors, one line a source:
//! `<id> <since when>`. It is durable before anybody hears that a source is paused, and stays whatever becomes of the store.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use item::SourceId;
use jiff::Timestamp;

use crate::{error::StateError, files};

const FILE_NAME: &str = "paused";

/// The paused sources, as the writer keeps them and as readers see them.
#[derive(Debug)]
pub(crate) struct Paused {
    path: PathBuf,
    since: Shared,
}

/// What readers see; it is locked only to be looked up in or replaced, never while a file is written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shared(Arc<RwLock<BTreeMap<SourceId, Timestamp>>>);

impl Shared {
    pub(crate) fn since(&self, source: &SourceId) -> Option<Timestamp> {
        let since = self.0.read().unwrap_or_else(PoisonError::into_inner);
        since.get(source).copied()
    }
}

impl Paused {
    /// Reads the file in the state folder `dir`.
    pub(crate) fn open(dir: &Path) -> Result<Self, StateError> {
        let path = dir.join(FILE_NAME);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            read => read.map_err(StateError::io("read", &path))?,
        };
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let since = lines.map(|line| {
            parse(line).ok_or_else(|| StateError::Damaged {
                path: path.clone(),
                detail: format!(
                    "`{line}` is not the id of a source and a time; mend or remove the line"
                ),
            })
        });
        let since = since.collect::<Result<_, _>>()?;
        Ok(Self {
            path,
            since: Shared(Arc::new(RwLock::new(since))),
        })
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.since
    }

    /// Pauses a source, or resumes it where there is no time. One that is paused already stays so since when it was.
    pub(crate) fn set(
        &mut self,
        source: &SourceId,
        since: Option<Timestamp>,
    ) -> Result<(), StateError> {
        let mut all = self.all().clone();
        match since {
            Some(since) => drop(all.entry(source.clone()).or_insert(since)),
            None => drop(all.remove(source)),
        }
        self.write(&all)?;
        let mut shared = self.since.0.write().unwrap_or_else(PoisonError::into_inner);
        *shared = all;
        Ok(())
    }

    fn all(&self) -> std::sync::RwLockReadGuard<'_, BTreeMap<SourceId, Timestamp>> {
        self.since.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, all: &BTreeMap<SourceId, Timestamp>) -> Result<(), StateError> {
        let mut text = String::new();
        for (source, since) in all {
            // Writing to a string cannot fail.
            writeln!(text, "{source} {since}").unwrap_or_default();
        }
        let temporary = files::temporary_path(&self.path);
        let mut file = File::create(&temporary).map_err(StateError::io("create", &temporary))?;
        file.write_all(text.as_bytes())
            .map_err(StateError::io("write to", &temporary))?;
        files::publish(&file, &temporary, &self.path)
    }
}

fn parse(line: &str) -> Option<(SourceId, Timestamp)> {
    let (source, since) = line.trim().split_once(' ')?;
    Some((SourceId::new(source), since.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn what_is_paused_stays_so_until_it_is_resumed() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (SourceId::new("a"), SourceId::new("b.c"));
        let mut paused = Paused::open(dir.path()).unwrap();
        let seen = paused.shared().clone();
        assert_eq!(seen.since(&a), None);
        paused.set(&a, Some(at(1))).unwrap();
        paused.set(&a, Some(at(2))).unwrap();
        paused.set(&b, Some(at(3))).unwrap();
        assert_eq!((seen.since(&a), seen.since(&b)), (Some(at(1)), Some(at(3))));
        let mut paused = Paused::open(dir.path()).unwrap();
        assert_eq!(paused.shared().since(&a), Some(at(1)));
        paused.set(&a, None).unwrap();
        let again = Paused::open(dir.path()).unwrap();
        assert_eq!(again.shared().since(&a), None);
        assert_eq!(again.shared().since(&b), Some(at(3)));
    }

    #[test]
    fn a_line_that_nobody_wrote_is_told() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(FILE_NAME), "a 1970-01-01T00:00:01Z\n\nb\n").unwrap();
        let error = Paused::open(dir.path()).unwrap_err().to_string();
        assert!(error.contains("`b` is not the id"), "{error}");
    }
}
