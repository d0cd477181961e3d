//! The archives of one source: how they are called, which is the newest, and which are too old.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

/// What every archive's name ends with.
pub(super) const ENDING: &str = ".warc.gz";

/// An archive, by its name: `agency-20261128090000-00003.warc.gz`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    /// When it was begun, in UTC, as digits: names sort by it.
    begun: String,
    /// Tells apart archives of one second.
    number: u32,
}

impl Name {
    pub(super) fn new(now: Timestamp, after: Option<&Self>) -> Self {
        let begun = now.strftime("%Y%m%d%H%M%S").to_string();
        let number = after.map_or(0, |after| (after.number + 1) % 100_000);
        Self { begun, number }
    }

    pub(super) fn text(&self, source: &str) -> String {
        format!("{source}-{}-{:05}{ENDING}", self.begun, self.number)
    }

    fn read(text: &str, source: &str) -> Option<Self> {
        let rest = text.strip_prefix(source)?.strip_prefix('-')?;
        let (begun, number) = rest.strip_suffix(ENDING)?.split_once('-')?;
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let good = begun.len() == 14 && number.len() == 5 && is_digits(begun) && is_digits(number);
        Some(Self {
            begun: good.then(|| begun.to_owned())?,
            number: number.parse().ok()?,
        })
    }

    /// How long ago it was begun; nothing, if that is still to come.
    pub(super) fn age(&self, now: Timestamp) -> SignedDuration {
        let begun = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S", &self.begun)
            .and_then(|begun| begun.to_zoned(TimeZone::UTC));
        begun.map_or(SignedDuration::ZERO, |begun| {
            now.duration_since(begun.timestamp())
                .max(SignedDuration::ZERO)
        })
    }
}

/// The newest archive in a folder, if there is one.
pub(super) fn newest(folder: &Path, source: &str) -> io::Result<Option<Name>> {
    Ok(all(folder, source)?.into_iter().map(|(name, _)| name).max())
}

/// Removes the archives that nothing was written to for so long; says how many.
pub(super) fn remove_old(
    folder: &Path,
    source: &str,
    keep: SignedDuration,
    now: Timestamp,
) -> io::Result<usize> {
    let mut removed = 0;
    for (_, path) in all(folder, source)? {
        let written = fs::metadata(&path)?.modified()?;
        let is_old =
            Timestamp::try_from(written).is_ok_and(|written| now.duration_since(written) > keep);
        if is_old {
            fs::remove_file(&path)?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Removes the oldest archives until no more than so many bytes are left, but never the newest; says how many.
pub(super) fn remove_beyond(folder: &Path, source: &str, most: u64) -> io::Result<usize> {
    let mut all = all(folder, source)?;
    all.sort();
    let mut sizes = Vec::new();
    for (_, path) in &all {
        sizes.push(fs::metadata(path)?.len());
    }
    let mut left: u64 = sizes.iter().sum();
    let mut removed = 0;
    let but_the_newest = all.len().saturating_sub(1);
    for ((_, path), size) in all.iter().zip(sizes).take(but_the_newest) {
        if left <= most {
            break;
        }
        fs::remove_file(path)?;
        left -= size;
        removed += 1;
    }
    Ok(removed)
}

fn all(folder: &Path, source: &str) -> io::Result<Vec<(Name, PathBuf)>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if let Some(name) = name.and_then(|name| Name::read(name, source)) {
            all.push((name, path));
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn names_sort_by_when_archives_were_begun() {
        let first = Name::new(at("2026-11-28T09:00:00Z"), None);
        assert_eq!(first.text("agency"), "agency-20261128090000-00000.warc.gz");
        let next = Name::new(at("2026-11-28T09:00:00Z"), Some(&first));
        let later = Name::new(at("2026-12-01T09:00:00Z"), Some(&next));
        assert!(first < next && next < later);
        assert_eq!(Name::read(&next.text("a-b"), "a-b"), Some(next));
        assert_eq!(
            first.age(at("2026-11-28T10:00:00Z")),
            SignedDuration::from_hours(1)
        );
        assert_eq!(first.age(at("2026-11-28T08:00:00Z")), SignedDuration::ZERO);
    }

    #[test]
    fn only_a_sources_own_archives_are_counted_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let own = [
            "a-20261128090000-00000.warc.gz",
            "a-20261129090000-00000.warc.gz",
        ];
        let others = [
            "a-1.warc.gz",
            "b-20270101000000-00000.warc.gz",
            "a-20270101000000-00000.warc",
            "notes",
        ];
        for name in own.iter().chain(&others) {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let newest = newest(folder.path(), "a").unwrap().unwrap();
        assert_eq!(newest.text("a"), own[1]);
        let old = fs::File::options()
            .append(true)
            .open(folder.path().join(own[0]))
            .unwrap();
        let written = fs::metadata(folder.path().join(own[1]))
            .unwrap()
            .modified()
            .unwrap();
        old.set_modified(written - std::time::Duration::from_hours(48))
            .unwrap();
        let now = Timestamp::try_from(written).unwrap();
        let removed = remove_old(folder.path(), "a", SignedDuration::from_hours(24), now);
        assert_eq!(removed.unwrap(), 1);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 5);
    }
}
