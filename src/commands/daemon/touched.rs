//! Noticing that the files of the configuration are others than before.
//!
//! What they look like decides, whoever changed them and how: the system's notices only make it look at once. So a link
//! that leads elsewhere, a shared disk and a folder that was mounted over are noticed too, a few seconds later.

use std::{
    ffi::OsString,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::{
    sync::Notify,
    time::{Instant, sleep, timeout},
};

/// How often they are looked at where nobody tells of a change.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// They count as written once they have looked the same for this long,
const QUIET: Duration = Duration::from_millis(300);
/// or after this long where somebody always writes.
const LONGEST: Duration = Duration::from_secs(5);

/// What a file looks like: where it lies, its size, and when it was last written or put in its place.
type Look = Option<(u64, u64, u64, i64, i64, i64, i64)>;

/// Files that are watched.
pub(super) struct Touched {
    pub(super) files: Vec<PathBuf>,
    looked: Vec<Look>,
    told: Arc<Notify>,
    _watcher: Option<RecommendedWatcher>,
}

impl Touched {
    /// Watches these files as they are now.
    pub(super) fn watch(files: Vec<PathBuf>) -> Self {
        let told = Arc::new(Notify::new());
        Self {
            looked: files.iter().map(|file| look(file)).collect(),
            _watcher: watcher(&files, Arc::clone(&told)),
            files,
            told,
        }
    }

    /// Returns when the files have changed and are quiet again. What they look like then is what is compared with next.
    pub(super) async fn changed(&mut self) {
        loop {
            // Nobody told anything: it is time to look.
            timeout(LOOK_EVERY, self.told.notified()).await.ok();
            if self.look() != self.looked {
                break;
            }
        }
        let began = Instant::now();
        while began.elapsed() < LONGEST {
            self.looked = self.look();
            sleep(QUIET).await;
            if self.look() == self.looked {
                return;
            }
        }
        self.looked = self.look();
    }

    /// Compares with these files, as they are now, from now on.
    pub(super) fn look_anew(&mut self, files: Vec<PathBuf>) {
        if files == self.files {
            self.looked = self.look();
        } else {
            *self = Self::watch(files);
        }
    }

    fn look(&self) -> Vec<Look> {
        self.files.iter().map(|file| look(file)).collect()
    }
}

fn look(file: &Path) -> Look {
    let about = std::fs::metadata(file).ok()?;
    Some((
        about.dev(),
        about.ino(),
        about.size(),
        about.mtime(),
        about.mtime_nsec(),
        about.ctime(),
        about.ctime_nsec(),
    ))
}

/// Watches the folders around the files: editors put a new file in the place of the old one.
fn watcher(files: &[PathBuf], told: Arc<Notify>) -> Option<RecommendedWatcher> {
    let names: Vec<OsString> = files
        .iter()
        .filter_map(|file| file.file_name().map(OsString::from))
        .collect();
    let is_ours = move |path: &PathBuf| names.iter().any(|name| path.ends_with(name));
    let watched = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| event.paths.iter().any(&is_ours)) {
            told.notify_one();
        }
    });
    let watched = watched.and_then(|mut watcher| {
        for folder in files.iter().filter_map(|file| file.parent()) {
            watcher.watch(folder, RecursiveMode::NonRecursive)?;
        }
        Ok(watcher)
    });
    let untold = |error: &notify::Error| {
        tracing::debug!("changes of the configuration are looked for every few seconds: {error}");
    };
    watched.inspect_err(untold).ok()
}
