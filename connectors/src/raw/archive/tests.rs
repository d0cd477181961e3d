//! Raw archives in real folders, with a clock of the test's own.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use tempfile::TempDir;

use super::*;
use crate::warc::{At, Kind, Reader, Scanner, Step, page};

const DAY: i64 = 86_400;

struct Kept {
    folder: TempDir,
    now: Arc<AtomicI64>,
}

impl Kept {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            now: Arc::new(AtomicI64::new(1_900_000_000)),
        }
    }

    fn archive(&self, keep: Option<i64>, most_bytes: u64) -> RawArchive {
        let now = Arc::clone(&self.now);
        let settings = KeepRaw {
            folder: self.folder.path().to_owned(),
            keep: keep.map(|days| SignedDuration::from_hours(days * 24)),
            most: None,
        };
        let clock: Clock =
            Arc::new(move || Timestamp::from_second(now.load(Ordering::Relaxed)).unwrap());
        let mut archive = RawArchive::new(SourceId::new("s"), &settings, clock);
        archive.most_bytes = most_bytes;
        archive
    }

    fn later(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::Relaxed);
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.folder.path().join("s")).unwrap();
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }

    /// The kinds of the records of a file, which must be without any fault.
    fn kinds(path: &std::path::Path) -> Vec<Kind> {
        let mut scanner = Scanner::new(File::open(path).unwrap(), At::default()).unwrap();
        let mut kinds = Vec::new();
        loop {
            match scanner.step().unwrap() {
                Step::Record(found) => kinds.push(found.head.kind),
                Step::End => return kinds,
                other => panic!("{} holds {other:?}", path.display()),
            }
        }
    }

    fn read(&self, place: &RawPlace) -> (String, Vec<u8>) {
        let at = At {
            offset: place.offset,
            within: place.within,
        };
        let file = File::open(self.folder.path().join(&place.path)).unwrap();
        let (head, block) = Reader::new(file, at).unwrap().record(at, 1 << 20).unwrap();
        let page = page(&head, block, 1 << 20).unwrap();
        (head.uri.unwrap(), page.bytes)
    }
}

fn response(number: usize) -> Response {
    Response {
        url: format!("https://example.org/{number}"),
        bytes: format!("<p>Page {number}").into_bytes(),
        media_type: Some("text/html".to_owned()),
        ..Response::default()
    }
}

#[test]
fn every_response_can_be_read_where_it_is_said_to_lie() {
    let kept = Kept::new();
    let archive = kept.archive(None, 1 << 30);
    let places: Vec<RawPlace> = (0..20)
        .map(|number| archive.keep(&response(number)).unwrap())
        .collect();
    drop(archive);
    for (number, place) in places.iter().enumerate() {
        let expect = (
            format!("https://example.org/{number}"),
            format!("<p>Page {number}").into_bytes(),
        );
        assert_eq!(kept.read(place), expect);
    }
    let kinds = Kept::kinds(&kept.files()[0]);
    assert_eq!((kinds[0], kinds.len()), (Kind::Info, 21));
}

#[test]
fn another_run_goes_on_with_the_same_archive_and_cuts_off_what_was_torn() {
    let kept = Kept::new();
    let first = kept.archive(None, 1 << 30).keep(&response(0)).unwrap();
    let torn = kept.files()[0].clone();
    let mut file = File::options().append(true).open(&torn).unwrap();
    let packed = member(&record(&response(1), Timestamp::UNIX_EPOCH)).unwrap();
    file.write_all(&packed[..packed.len() / 2]).unwrap();
    kept.later(60);
    let second = kept.archive(None, 1 << 30).keep(&response(2)).unwrap();
    assert_eq!(kept.files(), std::slice::from_ref(&torn));
    assert_eq!(
        Kept::kinds(&torn),
        [Kind::Info, Kind::Response, Kind::Response]
    );
    assert_eq!(
        (kept.read(&first).1, kept.read(&second).1),
        (b"<p>Page 0".to_vec(), b"<p>Page 2".to_vec())
    );
}

#[test]
fn two_runs_at_once_never_write_to_the_same_archive() {
    let kept = Kept::new();
    let before = kept.archive(None, 1 << 30);
    let mut places = vec![before.keep(&response(0)).unwrap()];
    kept.later(60);
    let after = kept.archive(None, 1 << 30);
    places.push(after.keep(&response(1)).unwrap());
    places.push(before.keep(&response(2)).unwrap());
    places.push(after.keep(&response(3)).unwrap());
    drop(before);
    drop(after);
    for (number, place) in places.iter().enumerate() {
        assert_eq!(kept.read(place).0, format!("https://example.org/{number}"));
    }
    let files = kept.files();
    assert_eq!(files.len(), 2);
    for file in &files {
        assert_eq!(Kept::kinds(file).len(), 3);
    }
}

#[test]
fn a_full_archive_is_followed_by_another() {
    let kept = Kept::new();
    let archive = kept.archive(None, 1000);
    let places: Vec<RawPlace> = (0..10)
        .map(|number| archive.keep(&response(number)).unwrap())
        .collect();
    let files = kept.files();
    assert!(files.len() > 2, "{files:?}");
    for file in &files {
        let kinds = Kept::kinds(file);
        assert!(kinds[0] == Kind::Info && kinds.len() > 1);
    }
    assert_eq!(kept.read(&places[9]).0, "https://example.org/9");
}

#[test]
fn what_is_kept_for_a_while_goes_then_in_parts() {
    let kept = Kept::new();
    // The files' own times tell their age.
    let written = tempfile::NamedTempFile::new().unwrap();
    let now = written.as_file().metadata().unwrap().modified().unwrap();
    kept.now.store(
        Timestamp::try_from(now).unwrap().as_second(),
        Ordering::Relaxed,
    );
    let archive = kept.archive(Some(80), 1 << 30);
    for _ in 0..4 {
        archive.keep(&response(0)).unwrap();
        kept.later(6 * DAY);
    }
    assert_eq!(kept.files().len(), 2, "one for each tenth of the time");
    kept.later(100 * DAY);
    let last = archive.keep(&response(1)).unwrap();
    assert_eq!(kept.files().len(), 1);
    assert_eq!(kept.read(&last).1, b"<p>Page 1");
}

#[test]
fn of_more_than_is_kept_the_oldest_archives_go_and_every_one_is_whole() {
    let kept = Kept::new();
    let mut archive = kept.archive(None, 1000);
    archive.most = Some(5000);
    let places: Vec<RawPlace> = (0..100)
        .map(|number| {
            kept.later(1);
            archive.keep(&response(number)).unwrap()
        })
        .collect();
    let files = kept.files();
    let size = |path: &PathBuf| fs::metadata(path).unwrap().len();
    let bytes: u64 = files.iter().map(size).sum();
    // The one that is written to comes on top, with the record that fills it.
    assert!((3000..7000).contains(&bytes), "{bytes}");
    for file in &files {
        let kinds = Kept::kinds(file);
        assert!(kinds[0] == Kind::Info && kinds.len() > 1);
    }
    assert_eq!(kept.read(&places[99]).0, "https://example.org/99");
    let first = kept.folder.path().join(&places[0].path);
    assert!(!first.exists());
    // Another run with a lower limit.
    drop(archive);
    let mut lower = kept.archive(None, 1000);
    lower.most = Some(1);
    lower.keep(&response(100)).unwrap();
    assert!(kept.files().len() <= 2, "{:?}", kept.files());
}

#[test]
fn a_disk_that_is_full_in_the_middle_of_a_record_costs_that_response_alone() {
    let kept = Kept::new();
    let archive = kept.archive(None, 1 << 30);
    let first = archive.keep(&response(0)).unwrap();
    let path = kept.files()[0].clone();
    // So much of the record got onto the disk, and no byte more fits.
    let packed = member(&record(&response(1), Timestamp::UNIX_EPOCH)).unwrap();
    let mut file = File::options().append(true).open(&path).unwrap();
    file.write_all(&packed[..packed.len() / 2]).unwrap();
    let full = File::options().write(true).open("/dev/full").unwrap();
    archive
        .writing
        .lock()
        .unwrap()
        .output
        .as_mut()
        .unwrap()
        .file = full;
    assert_eq!(archive.keep(&response(1)), None);
    // There is room again.
    let second = archive.keep(&response(2)).unwrap();
    assert_eq!(
        Kept::kinds(&path),
        [Kind::Info, Kind::Response, Kind::Response]
    );
    assert_eq!(
        (kept.read(&first).1, kept.read(&second).1),
        (b"<p>Page 0".to_vec(), b"<p>Page 2".to_vec())
    );
}

#[test]
fn a_disk_that_cannot_be_written_costs_the_raw_response_and_nothing_more() {
    let kept = Kept::new();
    let archive = kept.archive(None, 1 << 30);
    // Something that is no folder stands where the folder must be.
    fs::write(kept.folder.path().join("s"), "in the way").unwrap();
    assert_eq!(archive.keep(&response(0)), None);
    assert_eq!(archive.keep(&response(1)), None);
    fs::remove_file(kept.folder.path().join("s")).unwrap();
    let place = archive.keep(&response(2)).unwrap();
    assert_eq!(kept.read(&place).1, b"<p>Page 2");
}
