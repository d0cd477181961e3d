//! Opening entries that wait for others: all that the desk hands out at once, each for as long as it takes; what has
//! arrived is prepared in chunks.
//!
//! What must hold: nothing is opened while the documents that were not prepared yet hold more than [`MOST_HELD`], and
//! the desk has written down what is prepared before that begins, but never what is only waited for: else a sudden
//! end would make a thousand pages suspects.

use std::{collections::VecDeque, sync::Arc};

use tokio::task::{JoinError, JoinSet};

use super::{
    lanes::Pace,
    message::{DeskGone, DeskHandle, Pending},
    prepare::{CHUNK, CHUNK_BYTES, Opened, Tools, open, prepare_all, weight},
};

/// Bytes of documents that were opened and not prepared yet; beyond this no further entry is opened: a hundred pages, which
/// is work for half a second.
const MOST_HELD: usize = 12 * 1024 * 1024;

/// Why fetching ended before its time.
#[derive(Debug)]
pub(super) enum Ended {
    /// The desk is gone, and says why itself.
    Desk(DeskGone),
    /// A task ended as none should.
    Task(JoinError),
}

impl From<DeskGone> for Ended {
    fn from(gone: DeskGone) -> Self {
        Self::Desk(gone)
    }
}

impl From<JoinError> for Ended {
    fn from(error: JoinError) -> Self {
        Self::Task(error)
    }
}

/// What is under way.
#[derive(Debug)]
struct Fetcher {
    desk: DeskHandle,
    tools: Arc<Tools>,
    asking: JoinSet<Result<Vec<Pending>, DeskGone>>,
    opening: JoinSet<Opened>,
    arrived: VecDeque<Opened>,
    preparing: JoinSet<Result<usize, Ended>>,
    /// Bytes that arrived and were not prepared yet.
    held: usize,
    /// Chunks that may be prepared at once.
    cores: usize,
}

/// Opens what the desk hands out until there is nothing left, or no more is wanted: then what is still waited for is
/// let go, and what has arrived is prepared.
pub(super) async fn fetch(desk: DeskHandle, tools: Arc<Tools>, cores: usize) -> Result<(), Ended> {
    let mut fetcher = Fetcher {
        desk,
        tools,
        asking: JoinSet::new(),
        opening: JoinSet::new(),
        arrived: VecDeque::new(),
        preparing: JoinSet::new(),
        held: 0,
        cores,
    };
    while fetcher.go_on().await? {}
    fetcher.opening.shutdown().await;
    fetcher.finish().await
}

impl Fetcher {
    /// One step; false once the desk has no more work.
    async fn go_on(&mut self) -> Result<bool, Ended> {
        if self.asking.is_empty() && self.held < MOST_HELD {
            let desk = self.desk.clone();
            self.asking
                .spawn(async move { desk.next(Pace::Waiting).await });
        }
        tokio::select! {
            Some(handed) = self.asking.join_next() => {
                let handed = handed.map_err(Ended::Task)??;
                if handed.is_empty() {
                    return Ok(false);
                }
                for pending in handed {
                    self.open(pending);
                }
            }
            Some(opened) = self.opening.join_next() => self.take_in(opened.map_err(Ended::Task)?),
            Some(prepared) = self.preparing.join_next() => {
                self.held = self.held.saturating_sub(prepared.map_err(Ended::Task)??);
            }
            else => return Ok(false),
        }
        // What arrived together is prepared together.
        while let Some(opened) = self.opening.try_join_next() {
            self.take_in(opened.map_err(Ended::Task)?);
        }
        while self.preparing.len() < self.cores && !self.arrived.is_empty() {
            self.prepare();
        }
        Ok(true)
    }

    fn open(&mut self, pending: Pending) {
        let tools = Arc::clone(&self.tools);
        self.opening.spawn(async move {
            let fetched = open(&tools, &pending).await;
            (pending, fetched)
        });
    }

    fn take_in(&mut self, opened: Opened) {
        self.held += weight(&opened);
        self.arrived.push_back(opened);
    }

    /// Has the next chunk prepared and settled.
    fn prepare(&mut self) {
        let (mut chunk, mut bytes) = (Vec::new(), 0);
        while chunk.len() < CHUNK
            && bytes < CHUNK_BYTES
            && let Some(opened) = self.arrived.pop_front()
        {
            bytes += weight(&opened);
            chunk.push(opened);
        }
        let (desk, tools) = (self.desk.clone(), Arc::clone(&self.tools));
        self.preparing.spawn(async move {
            let documents = chunk.iter().filter(|(_, fetched)| fetched.is_ok());
            let sequences: Vec<u64> = documents.map(|(pending, _)| pending.sequence).collect();
            if !sequences.is_empty() {
                desk.preparing(sequences).await?;
            }
            desk.settle(prepare_all(&tools, chunk).await?).await?;
            Ok(bytes)
        });
    }

    /// Prepares what has arrived, and waits for it.
    async fn finish(&mut self) -> Result<(), Ended> {
        loop {
            while self.preparing.len() < self.cores && !self.arrived.is_empty() {
                self.prepare();
            }
            match self.preparing.join_next().await {
                Some(prepared) => drop(prepared.map_err(Ended::Task)??),
                None => return Ok(()),
            }
        }
    }
}
