//! What the commands have in common that run once and end.

use std::{collections::HashMap, sync::Arc, time::Duration};

use config::Config;
use connectors::Web;
use jiff::{SignedDuration, Timestamp};
use pipeline::{
    classify::Classifier,
    run::{End, Plan, run_once},
};
use state::State;
use tokio::{runtime::Runtime, sync::watch};

use super::{
    open::one_source,
    plan::{Asked, Basis, LAST_GRACE, failed, plan, web},
};
use crate::{
    exit::Exit,
    report,
    signals::{Signals, Voice, stop_at_first_end_at_second},
};

/// How far a run goes, and how much it says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// No new work is begun after this long.
    pub(super) max_time: Option<Duration>,
    /// Whether nothing but problems is said.
    pub(super) quiet: bool,
}

impl Bounds {
    /// When its time is up.
    pub(super) fn deadline(self, now: Timestamp) -> Option<Timestamp> {
        let time = SignedDuration::try_from(self.max_time?).ok()?;
        now.checked_add(time).ok()
    }
}

/// Runs a plan to its end and says what it did.
pub(super) fn carry_out(
    runtime: Runtime,
    plan: Plan,
    bounds: Bounds,
    web: Web,
) -> Result<Exit, Exit> {
    let progress = Arc::clone(&plan.progress);
    let (stopper, stop) = watch::channel(false);
    let ended = runtime.block_on(async {
        let signals = Signals::catch();
        let display = report::Display::new(bounds.quiet);
        tokio::select! {
            ended = run_once(plan, stop) => Some(ended),
            () = display.follow(Arc::clone(&progress), web) => None,
            () = stop_at_first_end_at_second(signals, &stopper, bounds.max_time, &progress, Voice::Notes) => None,
        }
    });
    runtime.shutdown_timeout(LAST_GRACE);
    match ended {
        Some(Ok(summary)) => {
            report::summary(&summary, bounds.quiet);
            Ok(match summary.end() {
                End::Done => Exit::Done,
                End::SomeFailed => Exit::SomeFailed,
                End::NotDelivered => Exit::Failed,
            })
        }
        Some(Err(error)) => Err(failed(&error)),
        // A second signal cut it short.
        None => Err(Exit::Interrupted),
    }
}

/// Says so if a name is not that of a source.
pub(super) fn check_names(config: &Config, names: &[String]) -> Result<(), Exit> {
    names
        .iter()
        .try_for_each(|name| one_source(config, name).map(drop))
}

/// Lets the sinks take what was written. No source is opened: what waits goes on waiting.
pub(super) fn deliver(
    config: &Config,
    runtime: Runtime,
    state: State,
    classifier: Classifier,
    quiet: bool,
) -> Result<Exit, Exit> {
    let web = web(config);
    let basis = Basis::new(state, Vec::new());
    let asked = Asked::default();
    let mut plan = plan(config, &web, basis, classifier, asked, None);
    plan.connectors = HashMap::new();
    let max_time = None;
    carry_out(runtime, plan, Bounds { max_time, quiet }, web)
}
