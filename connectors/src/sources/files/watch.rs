//! Watching the files of a source, so that a change is noticed at once and not at the next poll.
//!
//! It is a hint and no more: it may tell of a change that is none, and what it misses (another machine's writes on a
//! shared disk, a folder mounted over another) the next poll finds. Nothing is lost where watching is impossible.

use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use config::Paths;
use item::SourceId;
use notify::{ErrorKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::{
    sync::{Mutex, Notify},
    task::spawn_blocking,
    time::{Instant, sleep, sleep_until, timeout},
};

use super::{touched::Touched, walk::folders};

/// A change is told once nothing more has happened for this long,
const QUIET: Duration = Duration::from_millis(500);
/// or after this long where something always happens.
const LONGEST: Duration = Duration::from_secs(5);

/// How often is looked whether the root is still the same: it may appear, be replaced, or be mounted over.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Watches from its first question on.
#[derive(Debug)]
pub(crate) struct Watch {
    paths: Paths,
    /// Which files are read, by their names.
    reads: fn(&Path) -> bool,
    /// Something was touched since the last answer. It holds one notice however many come, so it has its bound.
    told: Arc<Notify>,
    trouble: Arc<Trouble>,
    standing: Mutex<Standing>,
}

#[derive(Debug)]
enum Standing {
    /// Nobody has asked yet.
    New,
    /// There is nothing to watch.
    Absent,
    /// The folder is watched, as far as the system allows it; without a watcher it does not.
    Watched {
        folder: Identity,
        _watcher: Option<RecommendedWatcher>,
    },
}

/// Device and number of a folder.
type Identity = (u64, u64);

/// What is watched for a root.
struct Target {
    folder: PathBuf,
    identity: Identity,
    mode: RecursiveMode,
    touched: Touched,
}

impl Watch {
    pub(crate) fn new(source: SourceId, paths: Paths, reads: fn(&Path) -> bool) -> Self {
        let trouble = Trouble {
            source,
            path: paths.path.clone(),
            told: AtomicBool::new(false),
        };
        Self {
            paths,
            reads,
            told: Arc::default(),
            trouble: Arc::new(trouble),
            standing: Mutex::new(Standing::New),
        }
    }

    /// Returns when the files may have changed since it last returned, and then only once they have been quiet for a
    /// moment. The first answer comes as soon as watching has begun, for nobody knows what happened before.
    pub(crate) async fn changed(&self) {
        let mut standing = self.standing.lock().await;
        while !self.stand(&mut standing).await {
            if timeout(LOOK_AGAIN, self.told.notified()).await.is_ok() {
                break;
            }
        }
        let end = Instant::now() + LONGEST;
        loop {
            tokio::select! {
                () = self.told.notified() => {}
                () = sleep(QUIET) => break,
                () = sleep_until(end) => break,
            }
        }
    }

    /// Makes sure that what stands at the root now is watched. Whether that is something else than before.
    async fn stand(&self, standing: &mut Standing) -> bool {
        let (paths, reads) = (self.paths.clone(), self.reads);
        // A target that cannot be looked at is as good as none.
        let target = spawn_blocking(move || target(&paths, reads).ok()).await;
        let target = target.ok().flatten();
        match (&*standing, target) {
            (Standing::New, None) => {
                *standing = Standing::Absent;
                false
            }
            (Standing::Absent, None) => false,
            (Standing::Watched { .. }, None) => {
                *standing = Standing::Absent;
                true
            }
            (Standing::Watched { folder, .. }, Some(target)) if *folder == target.identity => false,
            (_, Some(target)) => {
                // What was watched is let go first: it counts against the system's limits.
                *standing = Standing::Absent;
                let folder = target.identity;
                *standing = Standing::Watched {
                    folder,
                    _watcher: self.watch(target).await,
                };
                true
            }
        }
    }

    async fn watch(&self, target: Target) -> Option<RecommendedWatcher> {
        let (told, touched) = (Arc::clone(&self.told), target.touched);
        let trouble = Arc::clone(&self.trouble);
        let on_event = {
            let trouble = Arc::clone(&trouble);
            move |event: notify::Result<notify::Event>| {
                if let Err(error) = &event {
                    trouble.tell(error);
                }
                if event.is_ok_and(|event| !touched.counts(&event)) {
                    return;
                }
                told.notify_one();
            }
        };
        let watching = spawn_blocking(move || {
            let mut watcher = notify::recommended_watcher(on_event)?;
            watcher.watch(&target.folder, target.mode)?;
            Ok::<_, notify::Error>(watcher)
        });
        match watching.await.ok()? {
            Ok(watcher) => Some(watcher),
            Err(error) => {
                trouble.tell(&error);
                None
            }
        }
    }
}

fn target(paths: &Paths, reads: fn(&Path) -> bool) -> io::Result<Target> {
    let root = fs::metadata(&paths.root)?;
    if root.is_dir() {
        let below = folders(paths) != Some(0);
        return Ok(Target {
            folder: paths.root.clone(),
            identity: (root.dev(), root.ino()),
            mode: if below {
                RecursiveMode::Recursive
            } else {
                RecursiveMode::NonRecursive
            },
            touched: Touched::below(paths, reads),
        });
    }
    // Editors put a new file in the place of the old one, so the folder around it is watched.
    let folder = paths.root.parent().unwrap_or(&paths.root);
    let around = fs::metadata(folder)?;
    Ok(Target {
        folder: folder.to_owned(),
        identity: (around.dev(), around.ino()),
        mode: RecursiveMode::NonRecursive,
        touched: Touched::one(&paths.root),
    })
}

/// Says once that watching is not possible, or not everywhere.
#[derive(Debug)]
struct Trouble {
    source: SourceId,
    path: PathBuf,
    told: AtomicBool,
}

impl Trouble {
    fn tell(&self, error: &notify::Error) {
        if self.told.swap(true, Ordering::Relaxed) {
            return;
        }
        tracing::warn!(
            source = %self.source,
            "`{}` cannot be watched, or not all of it ({error}): changes are noticed when the source is polled; {}",
            self.path.display(),
            advice(&error.kind)
        );
    }
}

fn advice(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::MaxFilesWatch => {
            "raise `fs.inotify.max_user_watches` with sysctl, or name a smaller folder"
        }
        // What inotify_init says where there are too many instances or open files.
        ErrorKind::Io(error) if matches!(error.raw_os_error(), Some(EMFILE | ENFILE)) => {
            "raise `fs.inotify.max_user_instances` with sysctl, or the limit of open files"
        }
        _ => "a shorter `every` makes up for it",
    }
}

const ENFILE: i32 = 23;
const EMFILE: i32 = 24;

#[cfg(test)]
mod tests;
