//! What is said to the desk, and the handle that says it.

use std::time::Duration;

use connectors::{Batch, FetchError, Step, Validators};
use item::{Cursor, Entry, SourceId};
use jiff::Timestamp;
use state::{Health, StateError};
use tokio::sync::{mpsc, oneshot};

use super::{lanes::Pace, outcome::Outcome};

/// Messages that wait for the desk: enough that it can group them into one commit, few enough that what
/// they hold stays small.
pub(super) const INBOX: usize = 64;

/// What is said to the desk.
#[derive(Debug)]
pub(super) enum Message {
    /// A source listed these; answered when the next batch may be asked for, with how many events they made.
    Admit {
        source: SourceId,
        batch: Batch,
        reply: oneshot::Sender<u64>,
    },
    /// A source listed these before what it lists now; answered when the next step may be made, with how many of them
    /// were not known.
    ReachBack {
        source: SourceId,
        step: Step,
        reply: oneshot::Sender<u64>,
    },
    /// How a poll of a source ended; nothing is known of one that was stopped.
    Polled {
        source: SourceId,
        polled: Option<Polled>,
    },
    /// How does this source stand?
    Standing {
        source: SourceId,
        reply: oneshot::Sender<Standing>,
    },
    /// Somebody is free to open entries of this pace; answered with work, or with none when nothing is left.
    Next {
        pace: Pace,
        reply: oneshot::Sender<Vec<Pending>>,
    },
    /// These are about to be prepared; answered once that is written down.
    Preparing {
        sequences: Vec<u64>,
        reply: oneshot::Sender<()>,
    },
    /// What came of work that was handed out.
    Settle { outcomes: Vec<Outcome> },
    /// Pause a source from a moment on, or resume it; answered once that is durable.
    Pause {
        source: SourceId,
        since: Option<Timestamp>,
        reply: oneshot::Sender<Result<(), StateError>>,
    },
    /// Are you there?
    Answer { reply: oneshot::Sender<()> },
    /// Hand out no more work.
    Stop,
}

/// How a poll ended.
#[derive(Debug)]
pub(super) struct Polled {
    /// When it began.
    pub(super) began: Timestamp,
    /// How long the source does not want to be asked again, or why it could not be read.
    pub(super) result: Result<Option<Duration>, FetchError>,
}

/// What a source's next poll depends on.
#[derive(Debug)]
pub(super) struct Standing {
    /// How its polls went.
    pub(super) health: Health,
    /// Where it resumes.
    pub(super) cursor: Cursor,
    /// Whether somebody paused it.
    pub(super) is_paused: bool,
}

/// A pending entry that was handed out.
#[derive(Debug)]
pub(super) struct Pending {
    /// The sequence of the event that found it.
    pub(super) sequence: u64,
    /// How often reading it failed so far.
    pub(super) attempts: u32,
    /// What opening it means.
    pub(super) pace: Pace,
    /// Whether its source had not listed it before.
    pub(super) novelty: Novelty,
    /// When its source listed it.
    pub(super) found: Timestamp,
    /// The entry itself.
    pub(super) entry: Entry,
    /// Where its page was read before and is only asked for again: what its host wants to hear.
    pub(super) again: Option<Validators>,
}

/// What the event that made an entry wait said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Novelty {
    /// Its source lists it for the first time.
    Found,
    /// Its source lists it in another version.
    Changed,
}

/// The desk is gone: it stopped because of a failure, which its own result tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DeskGone;

/// Talks to the desk.
#[derive(Debug, Clone)]
pub(super) struct DeskHandle(mpsc::Sender<Message>);

/// Knows the desk without keeping it at work: it ends when every handle is gone.
#[derive(Debug, Clone)]
pub(super) struct WeakDesk(mpsc::WeakSender<Message>);

impl WeakDesk {
    /// A handle, as long as somebody else has one.
    pub(super) fn handle(&self) -> Option<DeskHandle> {
        self.0.upgrade().map(DeskHandle)
    }
}

impl DeskHandle {
    /// A handle and the inbox that the desk reads.
    pub(super) fn new() -> (Self, mpsc::Receiver<Message>) {
        let (sender, inbox) = mpsc::channel(INBOX);
        (Self(sender), inbox)
    }

    /// Hands in a batch and waits until the next one may be asked for. Gives the number of events that it made.
    pub(super) async fn admit(&self, source: SourceId, batch: Batch) -> Result<u64, DeskGone> {
        self.ask(|reply| Message::Admit {
            source,
            batch,
            reply,
        })
        .await
    }

    /// Hands in a step back and waits until the next one may be made. Gives how many of its entries were not known.
    pub(super) async fn reach_back(&self, source: SourceId, step: Step) -> Result<u64, DeskGone> {
        self.ask(|reply| Message::ReachBack {
            source,
            step,
            reply,
        })
        .await
    }

    /// Says how a poll of a source ended; without saying how, that it was stopped.
    pub(super) async fn polled(
        &self,
        source: SourceId,
        polled: Option<Polled>,
    ) -> Result<(), DeskGone> {
        self.send(Message::Polled { source, polled }).await
    }

    /// Asks what the next poll of a source depends on.
    pub(super) async fn standing(&self, source: SourceId) -> Result<Standing, DeskGone> {
        self.ask(|reply| Message::Standing { source, reply }).await
    }

    /// Waits until the desk has come to this question.
    pub(super) async fn answer(&self) -> Result<(), DeskGone> {
        self.ask(|reply| Message::Answer { reply }).await
    }

    /// Pauses a source from a moment on, or resumes it where there is none.
    pub(super) async fn pause(
        &self,
        source: SourceId,
        since: Option<Timestamp>,
    ) -> Result<Result<(), StateError>, DeskGone> {
        self.ask(|reply| Message::Pause {
            source,
            since,
            reply,
        })
        .await
    }

    /// A handle that does not keep the desk at work.
    pub(super) fn weak(&self) -> WeakDesk {
        WeakDesk(self.0.downgrade())
    }

    /// Returns once the desk is gone.
    pub(super) async fn gone(&self) {
        self.0.closed().await;
    }

    /// Asks for entries to open; none means that nothing is left to do in this run.
    pub(super) async fn next(&self, pace: Pace) -> Result<Vec<Pending>, DeskGone> {
        self.ask(|reply| Message::Next { pace, reply }).await
    }

    /// Says what is about to be prepared, and waits until a start after a sudden end would know it.
    pub(super) async fn preparing(&self, sequences: Vec<u64>) -> Result<(), DeskGone> {
        self.ask(|reply| Message::Preparing { sequences, reply })
            .await
    }

    /// Hands in what came of work.
    pub(super) async fn settle(&self, outcomes: Vec<Outcome>) -> Result<(), DeskGone> {
        self.send(Message::Settle { outcomes }).await
    }

    /// Asks that no more work is handed out.
    pub(super) async fn stop(&self) -> Result<(), DeskGone> {
        self.send(Message::Stop).await
    }

    async fn ask<T>(
        &self,
        question: impl FnOnce(oneshot::Sender<T>) -> Message,
    ) -> Result<T, DeskGone> {
        let (reply, answer) = oneshot::channel();
        self.send(question(reply)).await?;
        answer.await.map_err(|_| DeskGone)
    }

    async fn send(&self, message: Message) -> Result<(), DeskGone> {
        self.0.send(message).await.map_err(|_| DeskGone)
    }
}
