//! A new file for what is sent again to a sink that is a file: it is made with its first line, and never one that is there.

use std::{
    fs::File,
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// A file that is not there yet. What could not be written whole before it was flushed is taken back: it is tried again.
#[derive(Debug)]
pub(crate) struct NewFile {
    path: PathBuf,
    file: Option<File>,
    /// What was flushed.
    whole: u64,
}

impl NewFile {
    pub(crate) fn at(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            file: None,
            whole: 0,
        }
    }

    /// Gives what came of a step, and takes back what is not whole where that failed.
    fn after<T>(&mut self, step: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &step
            && error.kind() != io::ErrorKind::Interrupted
            && let Some(file) = &mut self.file
        {
            file.set_len(self.whole)?;
            file.seek(SeekFrom::Start(self.whole))?;
        }
        step
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.file {
            Some(file) => file.write(bytes),
            none => none.insert(File::create_new(&self.path)?).write(bytes),
        };
        self.after(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        let flushed = file.sync_all().and_then(|()| file.stream_position());
        self.whole = self.after(flushed)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_was_written_in_part_is_taken_back_before_it_is_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("again.jsonl");
        let mut file = NewFile::at(&path);
        file.write_all(b"first\n").unwrap();
        file.flush().unwrap();
        file.write_all(b"sec").unwrap();
        let full: io::Result<usize> = Err(io::ErrorKind::StorageFull.into());
        file.after(full).unwrap_err();
        file.write_all(b"second\n").unwrap();
        file.flush().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"first\nsecond\n");
    }
}
