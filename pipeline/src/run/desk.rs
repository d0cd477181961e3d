//! The desk: the single writer. It alone owns the state; it admits, hands out work, settles and commits.
//!
//! It runs on a blocking thread, because commits wait for the disk. What it must never do: judge anything
//! against a state that other hands could change, or acknowledge anything before it is durable.

use std::{
    collections::{BTreeSet, HashSet, VecDeque},
    sync::Arc,
    time::Duration,
};

use connectors::Clock;
use item::{Body, ItemId, SourceId};
use jiff::Timestamp;
use state::{JournalReader, State, StateError, Suspect};
use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot, watch},
    time::Instant,
};

use super::{
    message::{Message, Pending},
    progress::Progress,
};
use crate::stages::Earlier;

/// A commit closes at this many events,
const COMMIT_EVENTS: usize = 256;
/// at this many bytes of JSON,
const COMMIT_BYTES: usize = 256 * 1024;
/// or this long after its first event, whichever comes first (DESIGN §3).
const COMMIT_AFTER: Duration = Duration::from_millis(50);

/// How often the store is made to reach the disk, so that a start after a sudden end has little to fold again.
const FLUSH_EVERY: Duration = Duration::from_secs(30);

/// While more entries of a source than this are pending, it is not asked for its next batch.
const MOST_PENDING: usize = 10_000;

/// The desk and what is on it.
pub(super) struct Desk {
    pub(super) state: State,
    pub(super) journal: JournalReader,
    pub(super) clock: Clock,
    pub(super) progress: Arc<Progress>,
    /// Announces the last durable sequence.
    pub(super) durable: watch::Sender<u64>,
    /// What came before this sequence was handed out or waits in `later`.
    pub(super) handed_to: u64,
    /// Handed out, not settled.
    pub(super) outstanding: BTreeSet<u64>,
    /// Retries that are not due yet.
    pub(super) later: BTreeSet<(Timestamp, u64)>,
    /// Pending entries that this run cannot read: of sources that are no longer configured, or damaged.
    pub(super) aside: usize,
    /// The configured sources.
    pub(super) sources: HashSet<SourceId>,
    /// Entries that were being prepared when the process died; each runs alone, after the others.
    pub(super) suspects: VecDeque<Suspect>,
    /// Whether the entry that is handed out now runs alone.
    pub(super) alone: bool,
    /// Workers that wait for work.
    pub(super) waiting: VecDeque<oneshot::Sender<Vec<Pending>>>,
    /// Polls that wait until fewer entries are pending.
    held: Vec<(SourceId, oneshot::Sender<()>)>,
    /// Sources that are still being polled.
    pub(super) polling: usize,
    /// Whether no more work is handed out.
    pub(super) stopping: bool,
    /// Retries due until then are waited for.
    pub(super) deadline: Timestamp,
    /// When the oldest staged event was pushed.
    staged_since: Option<Instant>,
    /// When the store last reached the disk.
    flushed: Instant,
}

/// What a desk starts with.
pub(super) struct Start {
    pub(super) state: State,
    pub(super) sources: HashSet<SourceId>,
    pub(super) suspects: Vec<Suspect>,
    pub(super) clock: Clock,
    pub(super) progress: Arc<Progress>,
    pub(super) durable: watch::Sender<u64>,
    pub(super) polling: usize,
    pub(super) deadline: Timestamp,
}

enum Received {
    Message(Message),
    Quiet,
    Closed,
}

impl Desk {
    pub(super) fn new(start: Start) -> Self {
        Self {
            journal: start.state.reader(),
            state: start.state,
            clock: start.clock,
            progress: start.progress,
            durable: start.durable,
            handed_to: 0,
            outstanding: BTreeSet::new(),
            later: BTreeSet::new(),
            aside: 0,
            sources: start.sources,
            suspects: start.suspects.into(),
            alone: false,
            waiting: VecDeque::new(),
            held: Vec::new(),
            polling: start.polling,
            stopping: false,
            deadline: start.deadline,
            staged_since: None,
            flushed: Instant::now(),
        }
    }

    /// Works until every handle is gone, then gives the state back with everything committed. A failed
    /// write of the state ends it at once.
    pub(super) fn serve(
        mut self,
        mut inbox: mpsc::Receiver<Message>,
        runtime: &Handle,
    ) -> Result<State, StateError> {
        self.quarantine_killers()?;
        loop {
            match self.receive(&mut inbox, runtime) {
                Received::Message(message) => self.handle(message)?,
                Received::Quiet => {}
                Received::Closed => break,
            }
            self.commit_when_due()?;
            self.hand_out()?;
            self.let_polls_go_on()?;
        }
        self.commit()?;
        Ok(self.state)
    }

    fn handle(&mut self, message: Message) -> Result<(), StateError> {
        match message {
            Message::Admit {
                source,
                batch,
                reply,
            } => {
                self.admit(&source, batch)?;
                self.held.push((source, reply));
            }
            Message::Polled { source, result } => {
                self.polling = self.polling.saturating_sub(1);
                self.record_poll(&source, result)?;
            }
            Message::Next { reply } => self.waiting.push_back(reply),
            Message::Settle { outcomes } => {
                for outcome in outcomes {
                    self.settle(outcome)?;
                }
                self.note_inflight()?;
            }
            Message::Stop => self.stopping = true,
        }
        self.progress.pending(self.state.pending_count() as u64);
        Ok(())
    }

    /// Lets held polls go on, once few enough entries wait for a worker. Retries that are not due and entries
    /// that this run cannot read do not count: they may wait longer than anybody should.
    fn let_polls_go_on(&mut self) -> Result<(), StateError> {
        let put_aside = self.later.len() + self.aside;
        let backlog = self.state.pending_count().saturating_sub(put_aside);
        let all = backlog <= MOST_PENDING || self.stopping;
        for (source, reply) in std::mem::take(&mut self.held) {
            if all || self.state.pending_of(&source)? <= MOST_PENDING {
                // A poll that is gone needs no answer.
                reply.send(()).ok();
            } else {
                self.held.push((source, reply));
            }
        }
        Ok(())
    }

    pub(super) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Stages an event; it is durable after the next commit.
    pub(super) fn push(&mut self, body: Body) -> Result<u64, StateError> {
        let sequence = self.state.push(body, self.now())?;
        self.staged_since.get_or_insert_with(Instant::now);
        Ok(sequence)
    }

    /// Makes what is staged durable and says so.
    pub(super) fn commit(&mut self) -> Result<(), StateError> {
        self.staged_since = None;
        if let Some(sequence) = self.state.commit()? {
            self.durable.send_replace(sequence);
        }
        if self.flushed.elapsed() >= FLUSH_EVERY {
            self.flushed = Instant::now();
            self.state.flush()?;
        }
        Ok(())
    }

    /// The version of an item that is known, if any is.
    pub(super) fn earlier(&mut self, id: ItemId) -> Result<Option<Earlier>, StateError> {
        let Some(row) = self.state.item(id)? else {
            return Ok(None);
        };
        if row.seq > self.journal.durable() {
            // The journal gives only what is durable.
            self.commit()?;
        }
        let item = self
            .journal
            .get(row.seq)?
            .and_then(|event| event.body.into_item());
        Ok(Some(Earlier {
            version: row.version,
            digest: row.digest,
            item,
        }))
    }

    pub(super) fn commit_when_due(&mut self) -> Result<(), StateError> {
        let (events, bytes) = self.state.staged();
        let waited = self
            .staged_since
            .is_some_and(|since| since.elapsed() >= COMMIT_AFTER);
        if events >= COMMIT_EVENTS || bytes >= COMMIT_BYTES || waited {
            self.commit()?;
        }
        Ok(())
    }

    fn receive(&self, inbox: &mut mpsc::Receiver<Message>, runtime: &Handle) -> Received {
        match inbox.try_recv() {
            Ok(message) => return Received::Message(message),
            Err(mpsc::error::TryRecvError::Disconnected) => return Received::Closed,
            Err(mpsc::error::TryRecvError::Empty) => {}
        }
        let next = match self.patience() {
            Some(patience) => match runtime
                .block_on(async { tokio::time::timeout(patience, inbox.recv()).await })
            {
                Ok(next) => next,
                Err(_elapsed) => return Received::Quiet,
            },
            None => runtime.block_on(inbox.recv()),
        };
        next.map_or(Received::Closed, Received::Message)
    }

    /// How long to wait for a message: until the commit closes or the next retry is due.
    fn patience(&self) -> Option<Duration> {
        let commit = self
            .staged_since
            .map(|since| COMMIT_AFTER.saturating_sub(since.elapsed()));
        let retry = self
            .later
            .first()
            .filter(|_| !self.waiting.is_empty())
            .map(|(due, _)| {
                let wait = due.duration_since(self.now());
                Duration::try_from(wait).unwrap_or(Duration::ZERO)
            });
        match (commit, retry) {
            (Some(commit), Some(retry)) => Some(commit.min(retry)),
            (commit, retry) => commit.or(retry),
        }
    }
}
