//! The desk: the single writer. It alone owns the state; it admits, hands out work, settles and commits.
//!
//! It runs on a blocking thread, because commits wait for the disk. What it must never do: judge anything
//! against a state that other hands could change, or acknowledge anything before it is durable.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    sync::Arc,
    time::Duration,
};

use config::StorySettings;
use connectors::Clock;
use item::{Body, Event, Flips, ItemId, SourceId};
use jiff::Timestamp;
use state::{JournalReader, State, StateError, Suspect};
use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot, watch},
    time::Instant,
};

use super::{
    furniture::Furniture,
    hand_out::{Asker, Outstanding},
    lanes::{LaneId, Lanes},
    message::{Message, Standing},
    pages::Pages,
    progress::Progress,
    rechecks::Rechecks,
    stories::Telling,
    treatments::Treatments,
    upkeep::Upkeep,
    watch::Watch,
};
use crate::{
    schedule::{Seen, Unconnected},
    stages::Earlier,
};

/// A commit closes at this many events,
const COMMIT_EVENTS: usize = 256;
/// at this many bytes of JSON,
const COMMIT_BYTES: usize = 256 * 1024;
/// or this long after its first event, whichever comes first (DESIGN §3).
const COMMIT_AFTER: Duration = Duration::from_millis(50);

/// While more entries of a source than this are pending, it is not asked for its next batch.
const MOST_PENDING: usize = 10_000;

/// The same of a way back: what a run leaves behind when it is stopped is read before what is found later.
const MOST_AHEAD: usize = 50;

/// The desk and what is on it.
pub(super) struct Desk {
    pub(super) state: State,
    pub(super) journal: JournalReader,
    pub(super) clock: Clock,
    pub(super) progress: Arc<Progress>,
    /// Announces the last durable sequence.
    pub(super) durable: watch::Sender<u64>,
    /// What waits for its turn, by source.
    pub(super) lanes: Lanes,
    /// What came before this sequence was lined up, or is known not to fit into its lane.
    pub(super) scanned_to: u64,
    /// Sources of pending entries that are not in the configuration, by their numbers.
    pub(super) unconfigured: HashSet<u32>,
    /// Handed out, not settled.
    pub(super) outstanding: BTreeMap<u64, Outstanding>,
    /// Of these, what is being prepared.
    pub(super) preparing: BTreeSet<u64>,
    /// What was learned of hosts' furniture.
    pub(super) furniture: Furniture,
    /// How the sources are treated.
    pub(super) treatments: Treatments,
    /// What stories are told by.
    pub(super) telling: Telling,
    /// The pages that are open, and those that were read.
    pub(super) pages: Pages,
    /// The pages that are asked for again.
    pub(super) rechecks: Rechecks,
    /// Retries that are not due yet.
    pub(super) later: BTreeSet<(Timestamp, u64, LaneId)>,
    /// Entries that were being prepared when the process died; each runs alone, after the others.
    pub(super) suspects: VecDeque<Suspect>,
    /// Whether the entry that is handed out now runs alone.
    pub(super) alone: bool,
    /// Those who wait for work.
    pub(super) askers: VecDeque<Asker>,
    /// Polls and ways back that wait until fewer entries are pending.
    held: Vec<Held>,
    /// What the polls that are under way have seen so far.
    pub(super) seen: HashMap<SourceId, Seen>,
    /// Failures that may turn out to be those of the network here.
    pub(super) unconnected: Unconnected,
    /// Sources that are still being polled.
    pub(super) polling: usize,
    /// Whether no more work is handed out.
    pub(super) stopping: bool,
    /// When there is nothing more to do.
    pub(super) ends: Ends,
    /// Whether the process has just begun: only then what is suspected of its last sudden end is suspected anew.
    pub(super) is_first: bool,
    /// When the oldest staged event was pushed.
    staged_since: Option<Instant>,
    /// What is done now and then.
    pub(super) upkeep: Upkeep,
    /// Who tells what is wrong beside the sources.
    pub(super) watch: Watch,
}

/// When a desk has nothing more to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// When all is settled that can be: every entry is tried once, and what earlier runs put off or a host wants to
    /// be asked for later is waited for until the deadline.
    Drained { deadline: Timestamp },
    /// When a stop is asked for: what failed is tried again when it is due.
    Stopped,
}

/// What a desk starts with.
pub(super) struct Start {
    pub(super) state: State,
    /// The configured sources, with how many of their entries may be open at once.
    pub(super) sources: Vec<(SourceId, usize)>,
    pub(super) suspects: Vec<Suspect>,
    pub(super) clock: Clock,
    pub(super) progress: Arc<Progress>,
    pub(super) durable: watch::Sender<u64>,
    pub(super) furniture: Furniture,
    pub(super) treatments: Treatments,
    pub(super) stories: StorySettings,
    pub(super) watch: Watch,
    pub(super) polling: usize,
    pub(super) ends: Ends,
    /// Whether it is the first one of its process.
    pub(super) is_first: bool,
}

/// Somebody who goes on once few enough entries of a source wait.
#[derive(Debug)]
struct Held {
    source: SourceId,
    most: usize,
    brought: u64,
    reply: oneshot::Sender<u64>,
}

#[expect(
    clippy::large_enum_variant,
    reason = "it is taken apart at once and never kept in a list"
)]
enum Received {
    Message(Message),
    Quiet,
    Closed,
}

impl Desk {
    pub(super) fn new(start: Start) -> Self {
        let upkeep = Upkeep::begin(start.progress.retained_at());
        Self {
            journal: start.state.reader(),
            state: start.state,
            clock: start.clock,
            progress: start.progress,
            durable: start.durable,
            lanes: Lanes::new(start.sources),
            scanned_to: 0,
            unconfigured: HashSet::new(),
            outstanding: BTreeMap::new(),
            preparing: BTreeSet::new(),
            furniture: start.furniture,
            treatments: start.treatments,
            telling: Telling::new(start.stories),
            pages: Pages::default(),
            rechecks: Rechecks::default(),
            later: BTreeSet::new(),
            suspects: start.suspects.into(),
            alone: false,
            askers: VecDeque::new(),
            held: Vec::new(),
            seen: HashMap::new(),
            unconnected: Unconnected::default(),
            polling: start.polling,
            stopping: false,
            ends: start.ends,
            is_first: start.is_first,
            staged_since: None,
            upkeep,
            watch: start.watch,
        }
    }

    /// Works until every handle is gone, then gives the state back with everything committed, and the watch. A failed
    /// write of the state ends it at once.
    pub(super) fn serve(
        mut self,
        mut inbox: mpsc::Receiver<Message>,
        runtime: &Handle,
    ) -> Result<(State, Watch), StateError> {
        self.take_up_rechecks()?;
        self.quarantine_killers()?;
        loop {
            match self.receive(&mut inbox, runtime) {
                Received::Message(message) => self.handle(message)?,
                Received::Quiet => {}
                Received::Closed => break,
            }
            self.commit_when_due()?;
            self.keep_up()?;
            self.hand_out()?;
            self.let_polls_go_on()?;
        }
        self.commit()?;
        self.telling.write(self.journal.durable())?;
        Ok((self.state, self.watch))
    }

    fn handle(&mut self, message: Message) -> Result<(), StateError> {
        match message {
            Message::Admit {
                source,
                batch,
                reply,
            } => {
                let brought = self.admit(&source, batch)?;
                self.hold(source, MOST_PENDING, brought, reply);
            }
            Message::ReachBack {
                source,
                step,
                reply,
            } => {
                let brought = self.reach_back(&source, step)?;
                self.hold(source, MOST_AHEAD, brought, reply);
            }
            Message::Polled { source, polled } => {
                self.polling = self.polling.saturating_sub(1);
                match polled {
                    Some(polled) => self.record_poll(&source, polled)?,
                    None => drop(self.seen.remove(&source)),
                }
                self.upkeep.unflushed = true;
            }
            Message::Standing { source, reply } => {
                let standing = Standing {
                    health: self.state.health(&source)?,
                    cursor: self.state.resume_at(&source)?,
                    is_paused: self.state.paused(&source).is_some(),
                };
                // A source that is gone needs no answer.
                reply.send(standing).ok();
            }
            Message::Next { pace, reply } => self.askers.push_back(Asker { pace, reply }),
            Message::Preparing { sequences, reply } => {
                self.preparing.extend(sequences);
                self.note_inflight()?;
                // Who asked and is gone prepares nothing.
                reply.send(()).ok();
            }
            Message::Settle { outcomes } => {
                for outcome in outcomes {
                    self.settle(outcome)?;
                }
                self.note_inflight()?;
                self.upkeep.unflushed = true;
            }
            // A file of its own: that it could not be written says nothing of journal and store. Who asked and is gone
            // needs no answer.
            Message::Pause {
                source,
                since,
                reply,
            } => drop(reply.send(self.state.pause(&source, since))),
            Message::Answer { reply } => drop(reply.send(())),
            Message::Stop => self.stopping = true,
        }
        self.progress.pending(
            self.state.pending_count() as u64,
            self.outstanding.len() as u64,
        );
        self.progress.preparing(self.preparing.len() as u64);
        Ok(())
    }

    /// Lets held polls go on, once few enough entries of their source wait. Retries that are not due do not count:
    /// they may wait longer than anybody should.
    fn let_polls_go_on(&mut self) -> Result<(), StateError> {
        for held in std::mem::take(&mut self.held) {
            let put_aside = self.lanes.of(&held.source);
            let put_aside = put_aside.map_or(0, |lane| lane.put_aside);
            let pending = self.state.pending_of(&held.source)?;
            if pending.saturating_sub(put_aside) <= held.most || self.stopping {
                // Who is gone needs no answer.
                held.reply.send(held.brought).ok();
            } else {
                self.held.push(held);
            }
        }
        Ok(())
    }

    fn hold(&mut self, source: SourceId, most: usize, brought: u64, reply: oneshot::Sender<u64>) {
        self.upkeep.unflushed = true;
        self.held.push(Held {
            source,
            most,
            brought,
            reply,
        });
    }

    pub(super) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Stages an event; it is durable after the next commit.
    pub(super) fn push(&mut self, body: Body) -> Result<u64, StateError> {
        let sequence = self.state.push(body, self.now())?;
        self.upkeep.unflushed = true;
        self.staged_since.get_or_insert_with(Instant::now);
        Ok(sequence)
    }

    /// Makes what is staged durable and says so.
    pub(super) fn commit(&mut self) -> Result<(), StateError> {
        self.staged_since = None;
        if let Some(sequence) = self.state.commit()? {
            self.announce(sequence);
        }
        Ok(())
    }

    /// Says how far the journal is durable.
    pub(super) fn announce(&self, sequence: u64) {
        self.progress.durable(sequence);
        self.durable.send_replace(sequence);
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
        let event = self.journal.get(row.seq)?;
        let told = event.as_ref().map(Event::told);
        let flips = match event.as_ref().map(|event| &event.body) {
            Some(Body::ItemUpdated { flips, .. }) => flips.clone(),
            _ => Flips::default(),
        };
        Ok(Some(Earlier {
            version: row.version,
            digest: row.digest,
            item: event.and_then(|event| event.body.into_item()),
            told,
            flips,
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

    /// How long to wait for a message: until the commit closes, the next retry or some upkeep is due.
    fn patience(&self) -> Option<Duration> {
        let commit = self
            .staged_since
            .map(|since| COMMIT_AFTER.saturating_sub(since.elapsed()));
        let retry = self
            .later
            .first()
            .filter(|_| !self.askers.is_empty())
            .map(|(due, ..)| {
                let wait = due.duration_since(self.now());
                Duration::try_from(wait).unwrap_or(Duration::ZERO)
            });
        let now = self.now();
        let recheck = self
            .rechecks
            .next_due(now)
            .filter(|_| !self.askers.is_empty() && self.ends == Ends::Stopped)
            .map(|due| Duration::try_from(due.duration_since(now)).unwrap_or(Duration::ZERO));
        let waits = [commit, retry, recheck, self.until_upkeep()];
        waits.into_iter().flatten().min()
    }
}

#[cfg(test)]
mod tests {
    use config::AlarmSettings;
    use jiff::SignedDuration;
    use state::Options;

    use super::*;
    use crate::run::lanes::Pace;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn a_due_retry_wakes_nobody_while_a_suspect_runs_alone() {
        let dir = tempfile::tempdir().unwrap();
        let (state, _) = State::open(dir.path(), &Options::default()).unwrap();
        let (durable, _watched) = watch::channel(0);
        let on_watch = Watch::of(&state, AlarmSettings::default(), BTreeSet::new()).unwrap();
        let mut desk = Desk::new(Start {
            sources: vec![(SourceId::new("s"), 4)],
            state,
            suspects: Vec::new(),
            clock: Arc::new(|| NOW),
            progress: Arc::default(),
            durable,
            furniture: Furniture::default(),
            treatments: Treatments::default(),
            stories: StorySettings::default(),
            watch: on_watch,
            polling: 0,
            ends: Ends::Stopped,
            is_first: true,
        });
        let (reply, _answer) = oneshot::channel();
        let pace = Pace::Waiting;
        desk.askers.push_back(Asker { pace, reply });
        desk.later
            .insert((NOW - SignedDuration::from_secs(1), 1, LaneId(0)));
        desk.alone = true;
        desk.keep_up().unwrap();
        desk.hand_out().unwrap();
        assert_eq!(desk.askers.len(), 1, "nothing is handed out");
        assert!(desk.patience() > Some(Duration::ZERO));
    }
}
