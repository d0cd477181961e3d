//! Where an export goes: standard output, or a file that is there whole or not at all.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use crate::{exit::Exit, report};

/// What takes the bytes.
pub(super) struct To {
    out: BufWriter<Box<dyn Write>>,
    file: Option<Target>,
}

/// The file that was asked for.
struct Target {
    path: PathBuf,
    /// The one that takes its place when it is whole; none for what is no file, such as a pipe.
    new: Option<PathBuf>,
}

impl To {
    /// Opens the file, or standard output where there is none.
    pub(super) fn open(path: Option<&Path>) -> Result<Self, Exit> {
        let Some(path) = path else {
            return Ok(Self {
                out: BufWriter::new(Box::new(io::stdout())),
                file: None,
            });
        };
        let is_replaced = fs::metadata(path).map_or(true, |found| found.is_file());
        let new = is_replaced.then(|| {
            let mut name = path.as_os_str().to_owned();
            name.push(".new");
            PathBuf::from(name)
        });
        let target = Target {
            path: path.to_owned(),
            new,
        };
        match File::create(target.new.as_deref().unwrap_or(path)) {
            Ok(file) => Ok(Self {
                out: BufWriter::new(Box::new(file)),
                file: Some(target),
            }),
            Err(error) => Err(unwritten(path, &error)),
        }
    }

    /// Ends it: all that was written is there, or the file is what it was before.
    pub(super) fn close(mut self, written: io::Result<()>) -> Exit {
        let written = written.and_then(|()| self.out.flush());
        drop(self.out);
        let Some(Target { path, new }) = self.file else {
            return Exit::said(&written);
        };
        let placed = match &new {
            Some(new) => written.and_then(|()| fs::rename(new, &path)),
            None => written,
        };
        match placed {
            Ok(()) => Exit::Done,
            Err(error) => {
                // What is left of it helps nobody, and may not even be there.
                new.map(fs::remove_file).transpose().ok();
                unwritten(&path, &error)
            }
        }
    }
}

impl Write for To {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn unwritten(path: &Path, error: &io::Error) -> Exit {
    report::problem(&format!("cannot write `{}`: {error}", path.display()), None);
    Exit::Failed
}
