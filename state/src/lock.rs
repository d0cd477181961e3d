//! The lock that keeps a state folder to one process.
//!
//! The operating system releases it when the process ends, however it ends; the file itself stays and means
//! nothing. What must hold: nobody touches the state without it.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    path::Path,
    time::Duration,
};

use crate::{error::StateError, files};

const FILE_NAME: &str = "lock";
/// How often a waiting process looks again: often enough that nobody notices, seldom enough to cost nothing.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// More digits than any process id has; whatever else stands in the file is not read.
const PID_DIGITS: u64 = 20;

/// A held lock; dropping it releases the state.
#[derive(Debug)]
pub struct StateLock {
    _file: File,
}

impl StateLock {
    /// Takes the lock of the state in `dir`, which is created if it is missing.
    pub fn take(dir: &Path) -> Result<Self, StateError> {
        files::create_dir(dir)?;
        let path = dir.join(FILE_NAME);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(StateError::io("open the lock file", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StateError::Locked {
                    path: dir.to_owned(),
                    holder: read_holder(&mut file),
                });
            }
            Err(TryLockError::Error(source)) => {
                return Err(StateError::io("lock", &path)(source));
            }
        }
        write_holder(&mut file).map_err(StateError::io("write to the lock file", &path))?;
        Ok(Self { _file: file })
    }

    /// Takes the lock as soon as its holder lets go of it, within about `patience`.
    pub fn wait(dir: &Path, patience: Duration) -> Result<Self, StateError> {
        let mut waited = Duration::ZERO;
        loop {
            match Self::take(dir) {
                Err(StateError::Locked { .. }) if waited < patience => {
                    let pause = LOOK_AGAIN.min(patience.saturating_sub(waited));
                    std::thread::sleep(pause);
                    waited += pause;
                }
                outcome => return outcome,
            }
        }
    }
}

fn read_holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(PID_DIGITS).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

fn write_holder(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_taker_is_told_who_holds_it() {
        let dir = tempfile::tempdir().unwrap();
        let first = StateLock::take(dir.path()).unwrap();
        let second = StateLock::take(dir.path()).unwrap_err();
        assert!(
            matches!(second, StateError::Locked { holder: Some(pid), .. } if pid == std::process::id()),
            "{second:?}"
        );
        drop(first);
        StateLock::wait(dir.path(), Duration::ZERO).unwrap();
    }

    #[test]
    fn a_file_in_the_place_of_the_folder_is_an_io_error_with_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("state");
        std::fs::write(&file, b"").unwrap();
        let error = StateLock::take(&file).unwrap_err();
        assert!(matches!(error, StateError::Io { .. }), "{error:?}");
        assert!(error.hint().is_some());
    }
}
