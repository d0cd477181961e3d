//! Which of the things that happen below a watched folder can change what a scan finds.

use std::path::{Path, PathBuf};

use config::Paths;
use globset::GlobMatcher;
use notify::{
    Event, EventKind,
    event::{AccessKind, AccessMode, CreateKind, ModifyKind, RemoveKind},
};

use super::choice::is_passed_over;

/// What of a folder counts.
#[derive(Debug)]
pub(super) enum Touched {
    /// The files that the source reads, below its root.
    Below {
        root: PathBuf,
        pattern: Option<GlobMatcher>,
        /// Which files are read, by their names.
        reads: fn(&Path) -> bool,
    },
    /// One file.
    One(PathBuf),
}

impl Touched {
    pub(super) fn below(paths: &Paths, reads: fn(&Path) -> bool) -> Self {
        Self::Below {
            root: paths.root.clone(),
            pattern: paths.pattern.clone(),
            reads,
        }
    }

    pub(super) fn one(file: &Path) -> Self {
        Self::One(file.to_owned())
    }

    /// Whether a scan may now find something else than before. Reading is no change: our own scans would set off
    /// the next ones.
    pub(super) fn counts(&self, event: &Event) -> bool {
        if event.need_rescan() {
            return true;
        }
        match event.kind {
            EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write) => false,
            kind => event.paths.iter().any(|path| self.concerns(path, kind)),
        }
    }

    fn concerns(&self, path: &Path, event: EventKind) -> bool {
        match self {
            Self::One(file) => path == file,
            Self::Below {
                root,
                pattern,
                reads,
            } => {
                let Ok(relative) = path.strip_prefix(root) else {
                    return true;
                };
                if relative.iter().any(is_passed_over) {
                    return false;
                }
                let is_read = reads(path)
                    && pattern
                        .as_ref()
                        .is_none_or(|pattern| pattern.is_match(relative));
                is_read || may_be_folder(path, event)
            }
        }
    }
}

/// Whether a folder came or went, with all the files in it.
fn may_be_folder(path: &Path, event: EventKind) -> bool {
    match event {
        EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder) => true,
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_)) => path.is_dir(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, Flag, MetadataKind, RenameMode};

    use super::*;
    use crate::sources::files::choice::is_read;

    const WRITTEN: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));
    const CHANGED: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));

    fn pattern(glob: &str) -> GlobMatcher {
        globset::Glob::new(glob).unwrap().compile_matcher()
    }

    #[test]
    fn what_a_scan_reads_counts_and_the_rest_does_not() {
        let check = |glob: Option<&str>, path: &str, kind: EventKind, expect: bool| {
            let touched = Touched::Below {
                root: PathBuf::from("/in"),
                pattern: glob.map(pattern),
                reads: is_read,
            };
            let event = Event::new(kind).add_path(PathBuf::from(path));
            assert_eq!(touched.counts(&event), expect, "{path} {kind:?} {glob:?}");
        };
        check(None, "/in/a.txt", WRITTEN, true);
        check(None, "/in/b/a.txt", CHANGED, true);
        let dated = EventKind::Modify(ModifyKind::Metadata(MetadataKind::WriteTime));
        check(None, "/in/a.txt", dated, true);
        let opened = EventKind::Access(AccessKind::Open(AccessMode::Any));
        check(None, "/in/a.txt", opened, false);
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Read));
        check(None, "/in/a.txt", closed, false);
        check(None, "/in/a.pdf", WRITTEN, false);
        check(None, "/in/.git/a.txt", WRITTEN, false);
        check(None, "/in/a.txt.part", WRITTEN, false);
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::To));
        check(None, "/in/a.txt", renamed, true);
        check(None, "/in/gone", renamed, false);
        let folder = EventKind::Create(CreateKind::Folder);
        check(Some("*/*.txt"), "/in/b", folder, true);
        check(Some("*/*.txt"), "/in/b/a.txt", WRITTEN, true);
        check(Some("*/*.txt"), "/in/b/a.json", WRITTEN, false);
        let gone = EventKind::Remove(RemoveKind::File);
        check(None, "/in/a.txt", gone, true);
        check(None, "/in", EventKind::Remove(RemoveKind::Folder), true);
    }

    #[test]
    fn of_a_single_file_only_it_counts_and_lost_events_count_as_all() {
        let one = Touched::one(Path::new("/in/a.txt"));
        let event = |path: &str| Event::new(WRITTEN).add_path(PathBuf::from(path));
        assert!(one.counts(&event("/in/a.txt")));
        assert!(!one.counts(&event("/in/b.txt")));
        assert!(one.counts(&Event::new(EventKind::Other).set_flag(Flag::Rescan)));
    }
}
