//! Signals: the first asks the run to stop, the second ends it at once, which is safe because commits are atomic.

use std::time::Duration;

use pipeline::run::{Progress, Waits};
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
};

use crate::report;

/// How often a run that was asked to stop names what it still waits for.
const NAMED_EVERY: Duration = Duration::from_secs(2);

/// How a run speaks of its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    /// To people who wait for it.
    Notes,
    /// To its log.
    Log,
}

impl Voice {
    fn say(self, text: &str) {
        match self {
            Self::Notes => report::note(text),
            Self::Log => tracing::info!("{text}"),
        }
    }
}

/// The signals that end a run, caught from now on.
#[derive(Debug)]
pub(crate) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    /// Catches them, before anybody is told that the run has begun; needs a runtime around it.
    pub(crate) fn catch() -> Option<Self> {
        let caught = (
            signal(SignalKind::interrupt()),
            signal(SignalKind::terminate()),
        );
        if let (Ok(interrupt), Ok(terminate)) = caught {
            return Some(Self {
                interrupt,
                terminate,
            });
        }
        report::warning(
            "signals cannot be caught; a signal ends the run at once",
            None,
        );
        None
    }
}

/// Returns at the second SIGINT or SIGTERM; tells the run to stop at the first, or when its time is up, and then names
/// what it waits for.
pub(crate) async fn stop_at_first_end_at_second(
    signals: Option<Signals>,
    stopper: &watch::Sender<bool>,
    max_time: Option<Duration>,
    progress: &Progress,
    voice: Voice,
) {
    let Some(Signals {
        mut interrupt,
        mut terminate,
    }) = signals
    else {
        return std::future::pending().await;
    };
    let time_is_up = async {
        match max_time {
            Some(time) => tokio::time::sleep(time).await,
            None => std::future::pending().await,
        }
    };
    let settling = "settling what was received, then delivering";
    tokio::select! {
        _ = interrupt.recv() => voice.say(&format!("stopping: {settling}; once more to end at once")),
        _ = terminate.recv() => voice.say(&format!("stopping: {settling}")),
        () = time_is_up => voice.say(&format!("the time is up: {settling}")),
    }
    stopper.send_replace(true);
    tokio::select! {
        () = second(&mut interrupt, &mut terminate) => voice.say("a second signal: ending at once"),
        () = name_what_is_waited_for(progress, voice) => {}
    }
}

async fn second(interrupt: &mut Signal, terminate: &mut Signal) {
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

/// Never returns.
async fn name_what_is_waited_for(progress: &Progress, voice: Voice) {
    loop {
        tokio::time::sleep(NAMED_EVERY).await;
        voice.say(&format!("waiting for: {}", named(&progress.waits())));
    }
}

fn named(waits: &Waits) -> String {
    let counted = |number: u64, one: &str, many: &str| {
        let name = if number == 1 { one } else { many };
        format!("{number} {name}")
    };
    let mut names: Vec<String> = waits
        .sinks
        .iter()
        .map(|(sink, events)| format!("sink `{sink}` ({})", counted(*events, "event", "events")))
        .collect();
    if waits.preparing > 0 {
        let documents = counted(waits.preparing, "document", "documents");
        names.push(format!("{documents} being prepared"));
    }
    if names.is_empty() {
        names.push("the journal and the store".to_owned());
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_waited_for_has_a_name() {
        let check = |preparing: u64, sinks: &[(&str, u64)], expect: &str| {
            let sinks = sinks
                .iter()
                .map(|(sink, events)| ((*sink).to_owned(), *events));
            let sinks = sinks.collect();
            assert_eq!(named(&Waits { preparing, sinks }), expect);
        };
        check(0, &[], "the journal and the store");
        check(1, &[], "1 document being prepared");
        check(
            3,
            &[("a", 12), ("b", 1)],
            "sink `a` (12 events), sink `b` (1 event), 3 documents being prepared",
        );
    }
}
