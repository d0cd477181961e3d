//! Files that were written a moment ago: perhaps their writer is not done. They are believed once they have been
//! left alone for a while.

use std::{fs, io, os::unix::fs::MetadataExt, path::PathBuf, time::Duration};

use item::digest64;
use jiff::Timestamp;

/// How long a file must have been left alone.
const QUIET: Duration = Duration::from_secs(2);

/// What of a file's metadata tells that it changed. The time of its last change and its number tell of a file that
/// was put in another's place with the same size and time, as `cp -p` and `rsync -t` do. They also follow a mere change
/// of rights or a file system's whim: that costs reading the file once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    size: u64,
    seconds: i64,
    nanoseconds: i64,
    changed_seconds: i64,
    changed_nanoseconds: i64,
    number: u64,
}

/// A file to be looked at again.
#[derive(Debug)]
pub(super) struct Young {
    pub key: String,
    pub path: PathBuf,
    pub stamp: Stamp,
}

impl Stamp {
    pub(crate) fn of(metadata: &fs::Metadata) -> Self {
        Self {
            size: metadata.size(),
            seconds: metadata.mtime(),
            nanoseconds: metadata.mtime_nsec(),
            changed_seconds: metadata.ctime(),
            changed_nanoseconds: metadata.ctime_nsec(),
            number: metadata.ino(),
        }
    }

    /// The version of the entry.
    pub(crate) fn version(self) -> u64 {
        let parts = [
            self.size.to_le_bytes(),
            self.seconds.to_le_bytes(),
            self.nanoseconds.to_le_bytes(),
            self.changed_seconds.to_le_bytes(),
            self.changed_nanoseconds.to_le_bytes(),
            self.number.to_le_bytes(),
        ];
        digest64(parts.as_flattened())
    }

    /// How long to wait until the file has been left alone for long enough; `None` if it has, or if its time lies
    /// in the future and so tells nothing. The time of its last change is not asked, for it is young wherever files
    /// were just copied with their old times; a writer that still works under an old time is caught by the new
    /// version at the next scan.
    pub(super) fn wait(self, now: Timestamp) -> Option<Duration> {
        let written = i128::from(self.seconds) * 1_000_000_000 + i128::from(self.nanoseconds);
        let age = u64::try_from(now.as_nanosecond() - written).ok()?;
        QUIET
            .checked_sub(Duration::from_nanos(age))
            .filter(|wait| !wait.is_zero())
    }
}

impl Young {
    /// Whether the file is as it was; `None` if it is gone.
    pub(super) fn is_settled(&self) -> io::Result<Option<bool>> {
        match fs::metadata(&self.path) {
            Ok(metadata) => Ok(Some(Stamp::of(&metadata) == self.stamp)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_young_for_two_seconds_and_a_time_in_the_future_is_believed() {
        let stamp = Stamp {
            size: 1,
            seconds: 100,
            nanoseconds: 500_000_000,
            changed_seconds: 100,
            changed_nanoseconds: 500_000_000,
            number: 7,
        };
        let check = |millisecond: i64, expect: Option<u64>| {
            let now = Timestamp::from_millisecond(millisecond).unwrap();
            assert_eq!(
                stamp.wait(now),
                expect.map(Duration::from_millis),
                "{millisecond}"
            );
        };
        check(100_499, None);
        check(100_500, Some(2000));
        check(101_500, Some(1000));
        check(102_500, None);
        check(200_000, None);
    }
}
