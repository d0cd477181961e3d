//! A sink that was changed while its former delivery cannot be ended: its receiver may answer late, or never.

use std::fmt;

use config::Sink;
use connectors::DeliverError;
use tokio::sync::watch;

use super::deliver::{Delivery, SinkReport};

/// A delivery that begins when those before it have ended.
pub struct Postponed {
    /// What the sink wants.
    pub wants: Sink,
    /// Opens it. This may wait for files.
    pub open: Box<dyn FnOnce() -> Result<Delivery, DeliverError> + Send>,
}

impl fmt::Debug for Postponed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postponed")
            .field("wants", &self.wants)
            .finish_non_exhaustive()
    }
}

impl Postponed {
    /// Opens the sink once all of `before` are dropped at their other ends. Where nobody announces events any more, it waits
    /// no longer.
    pub(super) async fn open_behind(
        self,
        before: Vec<watch::Receiver<()>>,
        mut durable: watch::Receiver<u64>,
    ) -> Result<Delivery, SinkReport> {
        let sink = self.wants.id;
        let all_end = async {
            for mut one in before {
                while one.changed().await.is_ok() {}
            }
        };
        let is_let_go = async { while durable.changed().await.is_ok() {} };
        tokio::select! {
            biased;
            () = all_end => {}
            () = is_let_go => return Err(SinkReport::unfinished(sink)),
        }
        match tokio::task::spawn_blocking(self.open).await {
            Ok(Ok(delivery)) => {
                tracing::info!(sink, "its former delivery has ended, the new one begins");
                Ok(delivery)
            }
            Ok(Err(error)) => Err(SinkReport::refused(&sink, &error)),
            // The runtime is going down.
            Err(_gone) => Err(SinkReport::unfinished(sink)),
        }
    }
}
