//! Signals: the first asks the run to stop, the second ends it at once, which is safe because commits are atomic.

use std::time::Duration;

use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use crate::report;

/// Returns at the second SIGINT or SIGTERM; tells the run to stop at the first, or when its time is up.
pub(crate) async fn stop_at_first_end_at_second(
    stopper: &watch::Sender<bool>,
    max_time: Option<Duration>,
) {
    let (Ok(mut interrupt), Ok(mut terminate)) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
    ) else {
        report::warning(
            "signals cannot be caught; a signal ends the run at once",
            None,
        );
        return std::future::pending().await;
    };
    let time_is_up = async {
        match max_time {
            Some(time) => tokio::time::sleep(time).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupt.recv() => report::note("stopping: settling what was received, then delivering; once more to end at once"),
        _ = terminate.recv() => report::note("stopping: settling what was received, then delivering"),
        () = time_is_up => report::note("the time is up: settling what was received, then delivering"),
    }
    stopper.send_replace(true);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}
