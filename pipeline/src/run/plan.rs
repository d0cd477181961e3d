//! What a run needs, and what it gives back.

use std::{collections::HashMap, fmt, sync::Arc};

use config::{AlarmSettings, StorySettings};
use connectors::{Clock, Connector};
use item::SourceId;
use jiff::Timestamp;
use state::{Retained, State, StateError, Suspect};

use super::{
    back::{Back, BackEnd, BackReport},
    deliver::{Delivery, SinkEnd, SinkReport},
    deliveries::Deliveries,
    poll::{PollEnd, PollReport},
    postponed::Postponed,
    progress::{Counts, Progress},
    treatments::Treatments,
};
use crate::classify::Classifier;

/// Everything that a one-shot needs, opened and checked.
pub struct Plan {
    /// The state, with its lock held.
    pub state: State,
    /// What was being prepared when the last run ended suddenly.
    pub suspects: Vec<Suspect>,
    /// All configured sources: pending entries of any of them are worked on.
    pub connectors: HashMap<SourceId, Arc<dyn Connector>>,
    /// The sources to poll.
    pub polled: Vec<SourceId>,
    /// How their entries and documents are treated.
    pub treatments: Treatments,
    /// How stories are told.
    pub stories: StorySettings,
    /// From when on a person is told.
    pub alarms: AlarmSettings,
    /// The ways back into the past of sources that are walked.
    pub back: Vec<Back>,
    /// The tables of classification.
    pub classifier: Classifier,
    /// The deliveries of an earlier run of this process that go on.
    pub going_on: Option<Deliveries>,
    /// The sinks, but for those.
    pub deliveries: Vec<Delivery>,
    /// Sinks whose deliveries begin when others of their names have ended, which go on.
    pub postponed: Vec<Postponed>,
    /// Sinks that could not be opened: they get nothing in this run, and what they still want is kept.
    pub refused: Vec<SinkReport>,
    /// How far every sink was that ever had a cursor, configured or not: what one still wants is kept.
    pub cursors: Vec<(String, u64)>,
    /// The clock.
    pub clock: Clock,
    /// Retries due until then are waited for; no work begins after it.
    pub deadline: Option<Timestamp>,
    /// Where to count.
    pub progress: Arc<Progress>,
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan")
            .field("polled", &self.polled)
            .field("deliveries", &self.deliveries)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// What a one-shot did.
#[derive(Debug)]
pub struct Summary {
    /// How each source went.
    pub polls: Vec<PollReport>,
    /// How each way back went.
    pub back: Vec<BackReport>,
    /// How each sink went.
    pub sinks: Vec<SinkReport>,
    /// The counts at the end.
    pub counts: Counts,
    /// Whether it was stopped before its end.
    pub stopped: bool,
    /// What retention dropped.
    pub retained: Retained,
}

/// How the sources of a run went.
#[derive(Debug, Default)]
pub(super) struct Reports {
    pub(super) polls: Vec<PollReport>,
    pub(super) back: Vec<BackReport>,
}

/// How a one-shot ended, for the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Everything was done.
    Done,
    /// Some sources or entries could not be read.
    SomeFailed,
    /// A sink did not take what was offered.
    NotDelivered,
}

impl Summary {
    /// How it ended.
    pub fn end(&self) -> End {
        let undelivered = self
            .sinks
            .iter()
            .any(|sink| matches!(sink.end, SinkEnd::Failed { .. }));
        let failed = self
            .polls
            .iter()
            .any(|poll| matches!(poll.end, PollEnd::Failed { .. }) || poll.remarks.warned > 0);
        let failed_back = |back: &BackReport| {
            matches!(back.end, BackEnd::Failed { .. }) || back.remarks.warned > 0
        };
        let failed = failed || self.back.iter().any(failed_back);
        match (undelivered, failed || !self.counts.troubles.is_empty()) {
            (true, _) => End::NotDelivered,
            (false, true) => End::SomeFailed,
            (false, false) => End::Done,
        }
    }
}

/// A one-shot could not go on.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The state could not be written or read: stop, and look at the disk.
    #[error(transparent)]
    State(#[from] StateError),
    /// A part of the program ended in a way that it must not: this is a fault of the program.
    #[error("a part of the run ended unexpectedly: {0}")]
    Task(#[from] tokio::task::JoinError),
}
