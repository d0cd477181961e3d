//! `[state]`: where state lives and how much of it is kept.

use std::path::{Path, PathBuf};

use jiff::SignedDuration;

use crate::{
    KeepRaw,
    place::absolute,
    units::{duration, size},
    written::{Text, Written},
};

const DEFAULT_DIR: &str = "var";

/// News is repeated for days and reprinted for weeks; a longer window costs memory.
const DEFAULT_DUPLICATE_WINDOW: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The journal's segments: large enough that a year of news is some hundred files.
const DEFAULT_SEGMENT_SIZE: u64 = 64 * 1024 * 1024;

/// Where and how long state is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateSettings {
    /// The state folder; absolute.
    pub dir: PathBuf,
    /// How long journal segments are kept; `None` keeps them for ever.
    pub keep: Option<SignedDuration>,
    /// How many bytes the journal may take before old segments go; those that something still needs stay.
    pub max_size: Option<u64>,
    /// How many bytes the journal may take at all; past it segments go even if a sink has not seen them.
    pub hard_max_size: Option<u64>,
    /// When the journal begins a new segment, in bytes: what retention drops, it drops by whole segments.
    pub segment_size: u64,
    /// How far back repeated texts are recognised.
    pub duplicate_window: SignedDuration,
    /// Where raw responses are kept of sources that do not say it themselves, if they are.
    pub keep_raw: Option<KeepRaw>,
}

impl StateSettings {
    /// What holds where there is no `[state]`.
    pub(crate) fn new(base: &Path) -> Self {
        let dir = base.join(DEFAULT_DIR);
        Self {
            dir: std::path::absolute(&dir).unwrap_or(dir),
            keep: None,
            max_size: None,
            hard_max_size: None,
            segment_size: DEFAULT_SEGMENT_SIZE,
            duplicate_window: DEFAULT_DUPLICATE_WINDOW,
            keep_raw: None,
        }
    }

    /// Checks `[state]`; gives `dir` as written too, for messages about it.
    pub(crate) fn check(table: Written<'_>, base: &Path) -> (Self, Option<Text>) {
        let mut settings = Self::new(base);
        let dir = table.text("dir");
        if let Some(dir) = dir
            .as_ref()
            .and_then(|dir| absolute(&table, "dir", dir, base))
        {
            settings.dir = dir;
        }
        settings.keep = table.measure("keep", duration, "`\"90 days\"`");
        settings.max_size = table.measure("max_size", size, "`\"10 GB\"`");
        settings.hard_max_size = table.measure("hard_max_size", size, "`\"20 GB\"`");
        if let Some(segment) = table.measure("segment_size", size, "`\"64 MiB\"`") {
            settings.segment_size = segment;
        }
        if let Some(window) = table.measure("duplicate_window", duration, "`\"30 days\"`") {
            settings.duplicate_window = window;
        }
        settings.keep_raw = KeepRaw::of_all(&table, &settings.dir);
        let below = settings
            .hard_max_size
            .zip(settings.max_size)
            .is_some_and(|(hard, soft)| hard < soft);
        if let Some(hard) = table.value("hard_max_size").filter(|_| below) {
            let message = "`hard_max_size` in [state] is less than `max_size`".to_owned();
            table.error(
                &hard.span(),
                message,
                "nothing would be left to the softer limit".to_owned(),
            );
        }
        table.finish();
        (settings, dir)
    }
}
