//! What is said to the desk, and the handle that says it.

use connectors::{Batch, FetchError};
use item::{Entry, SourceId};
use tokio::sync::{mpsc, oneshot};

use super::outcome::Outcome;

/// Messages that wait for the desk: enough that it can group them into one commit, few enough that what
/// they hold stays small.
pub(super) const INBOX: usize = 64;

/// What is said to the desk.
#[derive(Debug)]
pub(super) enum Message {
    /// A source listed these; answered when the next batch may be asked for.
    Admit {
        source: SourceId,
        batch: Batch,
        reply: oneshot::Sender<()>,
    },
    /// A source will not be asked again in this run.
    Polled {
        source: SourceId,
        result: Result<(), FetchError>,
    },
    /// A worker is free; answered with work, or with none when nothing is left.
    Next {
        reply: oneshot::Sender<Vec<Pending>>,
    },
    /// What came of work that was handed out.
    Settle { outcomes: Vec<Outcome> },
    /// Hand out no more work.
    Stop,
}

/// A pending entry that was handed out.
#[derive(Debug)]
pub(super) struct Pending {
    /// The sequence of the event that found it.
    pub(super) sequence: u64,
    /// How often reading it failed so far.
    pub(super) attempts: u32,
    /// The entry itself.
    pub(super) entry: Entry,
}

/// The desk is gone: it stopped because of a failure, which its own result tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DeskGone;

/// Talks to the desk.
#[derive(Debug, Clone)]
pub(super) struct DeskHandle(mpsc::Sender<Message>);

impl DeskHandle {
    /// A handle and the inbox that the desk reads.
    pub(super) fn new() -> (Self, mpsc::Receiver<Message>) {
        let (sender, inbox) = mpsc::channel(INBOX);
        (Self(sender), inbox)
    }

    /// Hands in a batch and waits until the next one may be asked for.
    pub(super) async fn admit(&self, source: SourceId, batch: Batch) -> Result<(), DeskGone> {
        let (reply, answer) = oneshot::channel();
        self.send(Message::Admit {
            source,
            batch,
            reply,
        })
        .await?;
        answer.await.map_err(|_| DeskGone)
    }

    /// Says how the polling of a source ended.
    pub(super) async fn polled(
        &self,
        source: SourceId,
        result: Result<(), FetchError>,
    ) -> Result<(), DeskGone> {
        self.send(Message::Polled { source, result }).await
    }

    /// Asks for work; none means that nothing is left to do in this run.
    pub(super) async fn next(&self) -> Result<Vec<Pending>, DeskGone> {
        let (reply, answer) = oneshot::channel();
        self.send(Message::Next { reply }).await?;
        answer.await.map_err(|_| DeskGone)
    }

    /// Hands in what came of work.
    pub(super) async fn settle(&self, outcomes: Vec<Outcome>) -> Result<(), DeskGone> {
        self.send(Message::Settle { outcomes }).await
    }

    /// Asks that no more work is handed out.
    pub(super) async fn stop(&self) -> Result<(), DeskGone> {
        self.send(Message::Stop).await
    }

    async fn send(&self, message: Message) -> Result<(), DeskGone> {
        self.0.send(message).await.map_err(|_| DeskGone)
    }
}
