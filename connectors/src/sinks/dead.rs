//! Dead letters: events that a sink's receiver refuses for good, in a file beside the sink's cursor.
//!
//! One line of JSON each: the event as the sink was to get it, why, when, after how many attempts. A line is durable before
//! the sink's cursor moves on, so none is ever lost; dying in between writes one twice, with the same event id. A person
//! who has them sent again takes the whole file away first, beside whoever writes it: both lock it.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use item::Event;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::cursor::{CursorFile, failed};
use crate::error::DeliverError;

/// A file of dead letters grows no further; then its sink stops where it is. Whoever refuses so much is wrong as a whole.
const MAX_BYTES: u64 = 64 << 20;

/// One event that was refused.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeadLetter {
    /// The event as the sink was to get it.
    pub event: Box<RawValue>,
    /// What the receiver said.
    pub why: String,
    /// When it was set aside.
    pub when: Timestamp,
    /// How often it was offered.
    pub attempts: u32,
}

/// The file of one sink.
#[derive(Debug, Clone)]
pub struct DeadLetters {
    path: PathBuf,
    folder: PathBuf,
    /// Its length when it was last counted,
    length: u64,
    /// and how many letters it held.
    letters: u64,
    max_bytes: u64,
}

impl DeadLetters {
    /// The file of the sink with this id, by the folder of the cursors. Nothing is read yet.
    pub fn new(cursors: &Path, sink_id: &str) -> Self {
        let cursor = CursorFile::new(cursors, sink_id);
        Self {
            path: cursor.path().with_extension("dead.jsonl"),
            folder: cursors.to_owned(),
            length: 0,
            letters: 0,
            max_bytes: MAX_BYTES,
        }
    }

    /// Where they are.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Sets an event aside, durably. This writes a file, so call it where that may block.
    pub fn add(
        &mut self,
        event: &Event,
        why: &str,
        attempts: u32,
        when: Timestamp,
    ) -> Result<(), DeliverError> {
        let unwritable = |source| DeliverError::Unwritable {
            sequence: event.sequence,
            source,
        };
        let json = event.to_json().map_err(unwritable)?;
        let event = RawValue::from_string(json).map_err(|error| unwritable(error.into()))?;
        self.append(&DeadLetter {
            event,
            why: why.to_owned(),
            when,
            attempts,
        })
    }

    /// Puts a letter behind the others.
    pub fn append(&self, letter: &DeadLetter) -> Result<(), DeliverError> {
        let line = serde_json::to_vec(letter);
        self.append_line(line.map_err(|error| failed("write", &self.path, error.into()))?)
    }

    /// Puts a line behind the others, as it is.
    pub fn append_line(&self, mut line: Vec<u8>) -> Result<(), DeliverError> {
        let broken = |error| failed("write", &self.path, error);
        line.push(b'\n');
        fs::create_dir_all(&self.folder).map_err(|error| failed("create", &self.folder, error))?;
        let mut file = self.locked(File::options().create(true)).map_err(broken)?;
        let length = file.metadata().map_err(broken)?.len();
        if length + line.len() as u64 > self.max_bytes {
            return Err(DeliverError::Declined {
                receiver: self.path.display().to_string(),
                reason: "is full of events that the sink's receiver refused".to_owned(),
                hint: "mend the receiver and have them sent again (`newsloom replay --dead --to SINK`), or move the file away"
                    .to_owned(),
                for_good: false,
            });
        }
        if !ends_with_line(&mut file, length).map_err(broken)? {
            line.insert(0, b'\n'); // a line that a sudden end cut off stays alone
        }
        file.write_all(&line)
            .and_then(|()| file.sync_all())
            .map_err(broken)?;
        super::cursor::sync_folder(&self.folder).map_err(broken)
    }

    /// The file, for nobody else at the same time: the one that has the name now.
    fn locked(&self, options: &mut OpenOptions) -> io::Result<File> {
        loop {
            let file = options.read(true).append(true).open(&self.path)?;
            file.lock()?;
            let named = fs::metadata(&self.path);
            if named.is_ok_and(|named| is_same(&named, &file)) {
                return Ok(file);
            }
        }
    }

    /// How many letters there are; counted anew only where the file has changed.
    pub fn count(&mut self) -> u64 {
        let length = fs::metadata(&self.path).map_or(0, |metadata| metadata.len());
        if length != self.length {
            self.letters = File::open(&self.path).map_or(0, |file| {
                let lines = BufReader::new(file).split(b'\n').map_while(Result::ok);
                lines.filter(|line| !line.is_empty()).count() as u64
            });
            self.length = length;
        }
        self.letters
    }

    /// Takes the file away, to have its letters sent again; `None` if there is none. What an earlier taking left behind
    /// comes first. Nobody else has it until what is given back is dropped.
    pub fn take(&self) -> io::Result<Option<Taken>> {
        let path = self.path.with_extension("taken.jsonl");
        if !path.exists() && !self.take_away(&path)? {
            return Ok(None);
        }
        let file = File::open(&path)?;
        file.try_lock()?;
        if !is_same(&fs::metadata(&path)?, &file) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(Some(Taken { path, file }))
    }

    /// Gives the file the name of what is taken, unless somebody else has just done so; whether there was one.
    fn take_away(&self, path: &Path) -> io::Result<bool> {
        match self.locked(&mut File::options()) {
            Ok(_locked) if path.exists() => Ok(true),
            Ok(_locked) => fs::rename(&self.path, path).map(|()| true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Dead letters that were taken away from their file.
#[derive(Debug)]
pub struct Taken {
    path: PathBuf,
    file: File,
}

impl Taken {
    /// Its lines, as they are.
    pub fn lines(&self) -> io::Result<Vec<String>> {
        let text = io::read_to_string(&self.file)?;
        let lines = text.lines().filter(|line| !line.is_empty());
        Ok(lines.map(str::to_owned).collect())
    }

    /// Leaves only these lines, for the next time; without any, no file.
    pub fn leave(self, lines: &[String]) -> io::Result<()> {
        if lines.is_empty() {
            return fs::remove_file(&self.path);
        }
        let rest = self.path.with_extension("new");
        let mut file = File::create(&rest)?;
        for line in lines {
            writeln!(file, "{line}")?;
        }
        file.sync_all()?;
        fs::rename(&rest, &self.path)
    }
}

pub(super) fn is_same(named: &fs::Metadata, file: &File) -> bool {
    file.metadata()
        .is_ok_and(|open| (open.dev(), open.ino()) == (named.dev(), named.ino()))
}

/// A line of a file of dead letters, with its event.
pub fn read_dead_letter(line: &str) -> io::Result<(DeadLetter, Event)> {
    let letter: DeadLetter = serde_json::from_str(line)?;
    let event = Event::from_json(letter.event.get().as_bytes()).map_err(io::Error::other)?;
    Ok((letter, event))
}

fn ends_with_line(file: &mut File, length: u64) -> io::Result<bool> {
    if length == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::Start(length - 1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

#[cfg(test)]
mod tests {
    use item::Body;

    use super::*;

    fn event(sequence: u64) -> Event {
        Event {
            sequence,
            time: Timestamp::UNIX_EPOCH,
            body: Body::SinkGap {
                sink: "ż".to_owned(),
                from: 1,
                to: sequence,
            },
        }
    }

    fn add(letters: &mut DeadLetters, sequence: u64) -> Result<(), DeliverError> {
        letters.add(&event(sequence), "no headline", 3, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn letters_are_kept_in_their_order_and_read_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let cursors = folder.path().join("sinks");
        let mut letters = DeadLetters::new(&cursors, "webhook:x/y");
        assert_eq!(letters.count(), 0);
        add(&mut letters, 4).unwrap();
        fs::write(
            letters.path(),
            [&fs::read(letters.path()).unwrap()[..], b"{\"ev"].concat(),
        )
        .unwrap();
        add(&mut letters, 7).unwrap();
        assert_eq!(letters.count(), 3);
        let text = fs::read_to_string(letters.path()).unwrap();
        let read: Vec<_> = text.lines().map(read_dead_letter).collect();
        assert_eq!(read.len(), 3);
        assert!(read[1].is_err(), "the line that was cut off");
        let (letter, back) = read[2].as_ref().unwrap();
        assert_eq!(back, &event(7));
        assert_eq!((&*letter.why, letter.attempts), ("no headline", 3));
    }

    #[test]
    fn two_who_take_letters_at_once_leave_each_other_theirs() {
        let folder = tempfile::tempdir().unwrap();
        let mut letters = DeadLetters::new(folder.path(), "s");
        add(&mut letters, 1).unwrap();
        let first = letters.take().unwrap().unwrap();
        add(&mut letters, 2).unwrap();
        // The other one looked before the first took the file away.
        assert!(letters.take_away(&first.path).unwrap());
        assert_eq!(letters.count(), 1);
        first.leave(&[]).unwrap();
        let second = letters.take().unwrap().unwrap();
        assert_eq!(second.lines().unwrap().len(), 1);
    }

    #[test]
    fn a_file_that_is_full_takes_no_more_and_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let mut letters = DeadLetters::new(folder.path(), "s");
        letters.max_bytes = 600;
        add(&mut letters, 1).unwrap();
        let error = add(&mut letters, 2).unwrap_err();
        assert!(matches!(error, DeliverError::Declined { .. }), "{error}");
        assert!(error.hint().unwrap().contains("replay --dead"));
        assert_eq!(letters.count(), 1);
    }

    #[test]
    fn what_was_taken_away_comes_first_until_it_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let mut letters = DeadLetters::new(folder.path(), "s");
        assert!(letters.take().unwrap().is_none());
        for sequence in 1..=2 {
            add(&mut letters, sequence).unwrap();
        }
        let taken = letters.take().unwrap().unwrap();
        assert_eq!(letters.count(), 0);
        assert!(letters.take().is_err(), "somebody is at it");
        add(&mut letters, 3).unwrap();
        let lines = taken.lines().unwrap();
        taken.leave(&lines[1..]).unwrap();
        let taken = letters.take().unwrap().unwrap();
        assert_eq!(taken.lines().unwrap(), lines[1..]);
        taken.leave(&[]).unwrap();
        let taken = letters.take().unwrap().unwrap();
        let (_, event) = read_dead_letter(&taken.lines().unwrap()[0]).unwrap();
        assert_eq!(event.sequence, 3);
    }
}
