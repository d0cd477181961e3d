//! What stories remember of the last items, beside the journal: records whose meaning is that of whoever tells stories.
//!
//! A fold of the journal that spares the next start the reading of a week; it may be deleted at any time. Records are
//! appended in frames, and the file is written anew when most of it is forgotten. What must hold: it never knows of an
//! event that the journal lost, for each frame names the time of the last event that it covers; and what is not whole at
//! its end is cut off, and read from the journal again.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, Read, Write},
    path::{Path, PathBuf},
};

use xxhash_rust::xxh3::xxh3_64;

use crate::{error::StateError, files, journal::JournalReader, state::State};

/// Where it is, in the state's folder.
const FOLDER: &str = "stories";
const FILE: &str = "window.log";

/// What the file begins with; the form of the records follows.
const MAGIC: [u8; 4] = *b"NLst";
/// Bytes before the first frame.
const FILE_HEAD: usize = 8;
/// Length (4 B), last sequence (8 B), its time in nanoseconds (16 B), digest of all these and the records (8 B).
const FRAME_HEAD: usize = 36;
/// The longest frame that is read: some thousand records are a few megabytes.
const MAX_FRAME: u32 = 64 << 20;

/// The file, open for appending.
#[derive(Debug)]
pub struct Remembered {
    path: PathBuf,
    form: u32,
    file: File,
    folded_to: u64,
    journal: JournalReader,
}

impl State {
    /// What was remembered in records of this form, frame by frame, and the file to go on with. Where there is nothing
    /// whole of this form, it is begun anew.
    pub fn remembered(&self, form: u32) -> Result<(Remembered, Vec<Vec<u8>>), StateError> {
        let dir = self.dir.join(FOLDER);
        files::create_dir(&dir)?;
        let (path, journal) = (dir.join(FILE), self.reader());
        let read = read(&path, form, &journal)?;
        let failed = || StateError::io("write", &path);
        let mut open = OpenOptions::new();
        let file = open.create(true).append(true).open(&path);
        let mut file = file.map_err(failed())?;
        file.set_len(read.sound).map_err(failed())?;
        if read.sound == 0 {
            file.write_all(&file_head(form)).map_err(failed())?;
        }
        let remembered = Remembered {
            path,
            form,
            file,
            folded_to: read.folded_to,
            journal,
        };
        Ok((remembered, read.frames))
    }
}

impl State {
    /// Removes what was remembered: the next who asks reads it from the journal.
    pub(crate) fn remove_remembered(&self) -> Result<(), StateError> {
        let path = self.dir.join(FOLDER).join(FILE);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(StateError::io("remove", &path)(error))
            }
            _ => Ok(()),
        }
    }
}

impl Remembered {
    /// The last event that is covered; 0 if none is.
    pub fn folded_to(&self) -> u64 {
        self.folded_to
    }

    /// Adds records of the events up to `folded_to`, which must be durable.
    pub fn append(&mut self, folded_to: u64, records: &[u8]) -> Result<(), StateError> {
        let frame = frame(folded_to, &self.journal, records)?;
        let written = self.file.write_all(&frame);
        written.map_err(StateError::io("write", &self.path))?;
        self.folded_to = folded_to;
        Ok(())
    }

    /// Puts these records in the place of all that were appended. They are of the events up to `folded_to`, which must be
    /// durable.
    pub fn replace(
        &mut self,
        folded_to: u64,
        frames: impl Iterator<Item = Vec<u8>>,
    ) -> Result<(), StateError> {
        let temporary = files::temporary_path(&self.path);
        let failed = || StateError::io("write", &temporary);
        let mut file = File::create(&temporary).map_err(failed())?;
        file.write_all(&file_head(self.form)).map_err(failed())?;
        for records in frames {
            let frame = frame(folded_to, &self.journal, &records)?;
            file.write_all(&frame).map_err(failed())?;
        }
        files::publish(&file, &temporary, &self.path)?;
        self.file = file;
        self.folded_to = folded_to;
        Ok(())
    }
}

/// Removes the file, so that the next opening begins anew.
pub(crate) fn remove(dir: &Path) -> Result<(), StateError> {
    let path = dir.join(FOLDER).join(FILE);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StateError::io("remove", &path)(error))
        }
        _ => Ok(()),
    }
}

fn file_head(form: u32) -> [u8; FILE_HEAD] {
    let mut head = [0; FILE_HEAD];
    let (magic, rest) = head.split_at_mut(MAGIC.len());
    magic.copy_from_slice(&MAGIC);
    rest.copy_from_slice(&form.to_le_bytes());
    head
}

fn frame(folded_to: u64, journal: &JournalReader, records: &[u8]) -> Result<Vec<u8>, StateError> {
    let length = u32::try_from(records.len()).unwrap_or(u32::MAX);
    let mut bytes = length.to_le_bytes().to_vec();
    bytes.extend(folded_to.to_le_bytes());
    bytes.extend(
        time_of(journal, folded_to)?
            .unwrap_or_default()
            .to_le_bytes(),
    );
    let digest = digest(&bytes, records);
    bytes.extend(digest.to_le_bytes());
    bytes.extend(records);
    Ok(bytes)
}

fn digest(head: &[u8], records: &[u8]) -> u64 {
    xxh3_64(head) ^ xxh3_64(records).rotate_left(1)
}

/// When an event was journalled, in nanoseconds; none where the journal does not keep it, or it cannot be read.
fn time_of(journal: &JournalReader, sequence: u64) -> Result<Option<i128>, StateError> {
    match journal.get(sequence) {
        Err(StateError::Damaged { .. }) => Ok(None),
        event => Ok(event?.map(|event| event.time.as_nanosecond())),
    }
}

/// What is whole of a file.
#[derive(Default)]
struct Whole {
    frames: Vec<Vec<u8>>,
    folded_to: u64,
    /// How many bytes that is, the head of the file among them.
    sound: u64,
}

fn read(path: &Path, form: u32, journal: &JournalReader) -> Result<Whole, StateError> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Whole::default()),
        file => file.map_err(StateError::io("open", path))?,
    };
    let mut input = BufReader::with_capacity(1 << 20, file);
    let mut head = [0; FILE_HEAD];
    if !fill(&mut input, &mut head, path)? || head != file_head(form) {
        return Ok(Whole::default());
    }
    let mut whole = Whole {
        sound: FILE_HEAD as u64,
        ..Whole::default()
    };
    let mut time = 0;
    while let Some((frame, folded_to, told)) = next_frame(&mut input, path)? {
        whole.sound += (FRAME_HEAD + frame.len()) as u64;
        whole.frames.push(frame);
        (whole.folded_to, time) = (folded_to, told);
    }
    // A journal that was cut or put back may have given the sequence to another event since.
    let is_another = time_of(journal, whole.folded_to)?.is_some_and(|now| now != time);
    if whole.folded_to > journal.durable() || is_another {
        tracing::warn!("what stories remembered is not of this journal, and is read from it anew");
        return Ok(Whole::default());
    }
    Ok(whole)
}

/// The next frame with the last event that it covers and the time of that; none where no whole one follows.
fn next_frame(
    input: &mut impl Read,
    path: &Path,
) -> Result<Option<(Vec<u8>, u64, i128)>, StateError> {
    let mut head = [0; FRAME_HEAD];
    if !fill(input, &mut head, path)? {
        return Ok(None);
    }
    let mut rest: &[u8] = &head;
    let mut numbers = || -> Option<(u32, u64, i128, u64)> {
        let length = u32::from_le_bytes(taken(&mut rest)?);
        let folded_to = u64::from_le_bytes(taken(&mut rest)?);
        let time = i128::from_le_bytes(taken(&mut rest)?);
        Some((
            length,
            folded_to,
            time,
            u64::from_le_bytes(taken(&mut rest)?),
        ))
    };
    let Some((length, folded_to, time, expect)) = numbers() else {
        return Ok(None);
    };
    if length > MAX_FRAME {
        return Ok(None);
    }
    let mut records = vec![0; length as usize];
    if !fill(input, &mut records, path)? {
        return Ok(None);
    }
    let (before, _) = head.split_at(FRAME_HEAD - 8);
    Ok((digest(before, &records) == expect).then_some((records, folded_to, time)))
}

fn taken<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*head)
}

/// Whether the bytes are there.
fn fill(input: &mut impl Read, bytes: &mut [u8], path: &Path) -> Result<bool, StateError> {
    match input.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(StateError::io("read", path)(error)),
    }
}
