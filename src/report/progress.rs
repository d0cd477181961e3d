//! The progress of a run on a terminal: one line that moves. Elsewhere nothing is drawn.

use std::{
    io::{self, IsTerminal},
    sync::Arc,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};
use pipeline::run::{Counts, Progress};

/// How often the line is drawn anew.
const REDRAWN_EVERY: Duration = Duration::from_millis(200);

/// The moving line; gone when it is dropped.
#[derive(Debug)]
pub(crate) struct Display {
    bar: Option<ProgressBar>,
}

impl Display {
    /// Draws only where a person watches.
    pub(crate) fn new(quiet: bool) -> Self {
        let watched = !quiet && io::stderr().is_terminal();
        Self {
            bar: watched.then(bar),
        }
    }

    /// Draws the counts until it is dropped; does nothing where nobody watches.
    pub(crate) async fn follow(&self, progress: Arc<Progress>) {
        let Some(bar) = &self.bar else {
            return std::future::pending().await;
        };
        loop {
            bar.set_message(words(&progress.counts()));
            tokio::time::sleep(REDRAWN_EVERY).await;
        }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} [{elapsed}] {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(REDRAWN_EVERY);
    bar
}

fn words(counts: &Counts) -> String {
    let settled = counts.settled();
    format!(
        "{} listed · {settled} settled · {} pending · {} delivered",
        counts.listed, counts.pending, counts.delivered
    )
}
